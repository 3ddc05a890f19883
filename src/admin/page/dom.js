// The few ways in which this page makes elements. Text from outside only ever becomes text: nothing here
// takes markup.

/** The element with this id. */
export const byId = (id) => document.getElementById(id);

/** An element with attributes, and children that are elements or text. */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return element;
}

/** Text in which what stands between backticks is code. */
export const coded = (text) => text.split("`").map((part, at) => (at % 2 ? make("code", {}, part) : part));

/** Changes the text where it differs, so that nothing moves that has not changed. */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Sets or removes an attribute where it differs. */
export function put(element, name, value) {
  if (value === null || value === undefined || value === false) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, String(value));
}

/** Calls `action` once things have been quiet for `delay` milliseconds. */
export function afterQuiet(action, delay) {
  let timer;
  return (...all) => {
    clearTimeout(timer);
    timer = setTimeout(() => action(...all), delay);
  };
}

/** Arrow keys move the focus within a group; one of the group is in the order of the tab key. */
export function roam(event, selector) {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  const at = event.target.closest(selector);
  if (!at || (!step && event.key !== "Home" && event.key !== "End")) return null;
  const all = [...at.parentElement.querySelectorAll(selector)].filter((one) => !one.disabled);
  const places = { Home: 0, End: all.length - 1 };
  const place = places[event.key] ?? (all.indexOf(at) + step + all.length) % all.length;
  event.preventDefault();
  for (const one of all) one.tabIndex = one === all[place] ? 0 : -1;
  all[place].focus();
  return all[place];
}

/** A message that goes away by itself, with a button where there is something to do. */
export function toast(text, kind = "", label = "", action = null) {
  const note = make("div", { class: `toast ${kind}` }, make("span", {}, text));
  if (action) {
    const button = make("button", { type: "button" }, label);
    button.addEventListener("click", () => { note.remove(); action(); });
    note.append(button);
  }
  const all = byId("toasts");
  while (all.children.length > 3) all.firstChild.remove();
  all.append(note);
  setTimeout(() => note.remove(), kind === "bad" ? 9000 : 6000);
}

/** 12345 as 12.3k. */
export function short(number) {
  if (number < 1000) return String(number);
  const [value, unit] = number < 1e6 ? [number / 1e3, "k"] : [number / 1e6, "M"];
  return `${value < 100 ? value.toFixed(1).replace(/\.0$/, "") : Math.round(value)}${unit}`;
}

/** Microseconds for a person. */
export function duration(microseconds) {
  if (microseconds === null || microseconds === undefined) return "";
  if (microseconds < 1000) return `${microseconds} µs`;
  if (microseconds < 1e6) return `${(microseconds / 1000).toFixed(microseconds < 1e4 ? 1 : 0)} ms`;
  return `${(microseconds / 1e6).toFixed(1)} s`;
}

/** How long until this time, or null. */
export function left(until) {
  const seconds = Math.max(0, Math.round((new Date(until) - Date.now()) / 1000));
  if (seconds >= 5400) return `${Math.round(seconds / 3600)} h`;
  if (seconds >= 90) return `${Math.round(seconds / 60)} min`;
  return `${seconds} s`;
}
