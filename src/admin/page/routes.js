// Routes and endpoints: a table with a switch and a bar for each. Rows are made once and then only changed
// where something differs, so that thousands of them stay quick.

import { ask, modePath } from "./api.js";
import { afterQuiet, byId, left, make, put, roam, say, short, toast } from "./dom.js";

const MODES = ["live", "fallback", "mock-first", "mock"];
const SOURCES = ["live", "fallback", "mock", "none"];
const MEANING = {
  live: "the upstream answers, always",
  fallback: "the upstream answers; the mock while the upstream is down",
  "mock-first": "the mock answers where an example matches; else the upstream",
  mock: "the mock answers, always",
};

/** Rows that are made at once; the rest as they are scrolled to. */
const FIRST = 300;

let shown = null;
const rows = new Map();
const groups = new Map();
let places = new Map();
const keyOf = (route, endpoint) => JSON.stringify([route, endpoint]);

/** Asks for everything anew and shows it. */
export async function refresh() {
  shown = await ask("GET", "/api/routes");
  say(byId("window"), `last ${Math.round(shown.recent_seconds / 60)} minutes`);
  byId("undo").disabled = shown.undoable === 0;
  places = new Map(shown.routes.flatMap((route) => [
    [keyOf(route.name, null), route],
    ...route.endpoints.map((one) => [keyOf(route.name, one.endpoint), one]),
  ]));
  const names = new Set(shown.routes.map((route) => route.name));
  for (const [name, group] of groups) {
    if (!names.has(name)) { group.element.remove(); groups.delete(name); }
  }
  shown.routes.forEach(showRoute);
  const list = byId("route-list");
  shown.routes.forEach((route, at) => {
    const { element } = groups.get(route.name);
    if (list.children[at] !== element) list.insertBefore(element, list.children[at] ?? null);
  });
  if (!shown.routes.length && !byId("route-list").firstChild) {
    byId("route-list").append(make("p", { class: "empty" }, "No routes: every request is answered with 404."));
  }
  tellReadiness();
  filter();
  byId("reset-all").hidden = !shown.routes.some((route) => [route, ...route.endpoints].some(isToggled));
}

const isToggled = (place) => place.said_by.endsWith("-toggle");

function showRoute(route) {
  const shape = JSON.stringify([route.url, route.modes, route.upstream, route.mock, route.endpoints.map((one) => [one.endpoint, one.item])]);
  let group = groups.get(route.name);
  if (!group || group.shape !== shape) {
    const fresh = makeGroup(route, shape);
    if (group) group.element.replaceWith(fresh.element);
    groups.set(route.name, fresh);
    group = fresh;
  }
  group.route = route;
  group.upstream.hidden = Boolean(route.url);
  say(group.upstream, route.upstream ? upstreamState(route) : "no upstream");
  put(group.upstream, "class", `state ${route.upstream ? stateClass(route) : "quiet"}`);
  update(keyOf(route.name, null), route);
  for (const endpoint of route.endpoints) update(keyOf(route.name, endpoint.endpoint), endpoint);
}

/** Why requests are kept from an upstream, by its name; those that are asked have none. */
const kept = new Map();
const WORDS = { open: "down, left alone", "half-open": "down, being tried", unhealthy: "fails its health check" };

/** What to do about it, by the upstream's name. */
const advice = new Map();

/** Upstreams that answer paths that cannot exist with a redirect or ask who it is. */
const refusing = new Set();

/** What is to be known of the upstream. */
function upstreamState(route) {
  const state = upstreamHealth(route);
  return refusing.has(route.upstream) ? `${state}; what is not built cannot be told: it asks who it is everywhere` : state;
}

/** What the breaker of the upstream says, or else the last minutes. */
function upstreamHealth(route) {
  if (kept.has(route.upstream)) return `${route.upstream}: ${kept.get(route.upstream)}`;
  const { live, fallback } = route.recent;
  if (fallback > 0 && live === 0) return `${route.upstream}: down`;
  if (fallback > 0) return `${route.upstream}: answers in part`;
  return live > 0 ? `${route.upstream}: answers` : `${route.upstream}: not asked of late`;
}

function stateClass(route) {
  if (kept.has(route.upstream)) return "down";
  const { live, fallback } = route.recent;
  if (fallback > 0) return live === 0 ? "down" : "partly";
  return live > 0 ? "up" : "quiet";
}

function makeGroup(route, shape) {
  const upstream = make("span", { class: "state quiet" });
  const facts = [
    route.url ? make("a", { href: route.url, rel: "noopener" }, route.url) : null,
    route.host === "*" || route.url ? null : make("span", {}, `host ${route.host}`),
    route.path === "/" ? null : make("span", {}, `path ${route.path}`),
    route.methods === "any" ? null : make("span", {}, route.methods),
    make("span", {}, route.mock ? `mock ${route.mock}` : "no mock"),
    upstream,
  ];
  const headline = make("div", { class: "headline" }, make("h2", {}, route.name), make("p", { class: "takes" }, facts));
  const own = makeRow(route, route, null);
  const head = make("div", { class: "route-head" }, headline, own.controls);
  const list = make("div", { class: "endpoints" });
  const element = make("article", { class: "route", "aria-label": `Route ${route.name}` }, head, list);
  const group = { element, list, shape, route, upstream, made: 0 };
  makeMore(group, FIRST);
  return group;
}

/** Makes rows up to this many; a sentinel asks for more when it is scrolled to. */
function makeMore(group, count) {
  const upto = Math.min(group.made + count, group.route.endpoints.length);
  const fresh = [];
  for (let at = group.made; at < upto; at += 1) {
    fresh.push(makeRow(group.route, group.route.endpoints[at], group.route.endpoints[at].endpoint).element);
  }
  group.made = upto;
  group.list.append(...fresh);
  const left = group.route.endpoints.length - group.made;
  if (left > 0) {
    const more = make("button", { type: "button", class: "rest" }, `${left} more`);
    more.addEventListener("click", () => { more.remove(); makeMore(group, FIRST); filter(); });
    group.list.append(more);
    if (window.IntersectionObserver) {
      new IntersectionObserver((entries, observer) => {
        if (entries.some((entry) => entry.isIntersecting) && more.isConnected) { observer.disconnect(); more.click(); }
      }, { rootMargin: "400px" }).observe(more);
    }
  }
}

function makeRow(route, place, endpoint) {
  const name = endpoint === null ? `route ${route.name}` : endpoint;
  const buttons = MODES.filter((mode) => route.modes.includes(mode)).map((mode) => {
    const button = make("button", { type: "button", role: "radio", "data-mode": mode, title: MEANING[mode] }, mode);
    return button;
  });
  const group = make("div", { class: "switch", role: "radiogroup", "aria-label": `Mode of ${name}`, "data-key": keyOf(route.name, endpoint) }, buttons);
  const reset = make("button", { type: "button", class: "reset", "aria-label": `Reset ${name} to what the config says`, "data-key": keyOf(route.name, endpoint), hidden: true }, "reset");
  const note = make("span", { class: "note" });
  const bar = SOURCES.map((source) => make("i", { class: source }));
  const amount = make("span", { class: "amount" });
  const toggle = route.modes.length ? [group, make("span", { class: "toggle" }, note, reset)] : [];
  const bars = make("span", { class: "bar-line", role: "img" }, bar);
  const controls = make("div", { class: "controls" }, bars, amount, toggle);
  const row = { route: route.name, endpoint, buttons, reset, note, bar, amount, bars, controls, place };
  rows.set(keyOf(route.name, endpoint), row);
  if (endpoint === null) return row;
  const space = endpoint.indexOf(" ");
  const method = endpoint.slice(0, space);
  const labels = [
    make("span", { class: `method ${method.toLowerCase()}` }, method),
    make("span", { class: "path", title: place.item || endpoint }, endpoint.slice(space + 1)),
    make("span", { class: "examples", title: "examples" }, place.examples ? String(place.examples) : ""),
  ];
  row.examples = labels[2];
  row.built = make("span", { class: "built" });
  labels.push(row.built);
  row.element = make("div", { class: "endpoint" }, make("div", { class: "what" }, labels), controls);
  update(keyOf(route.name, endpoint), place);
  return row;
}

/** Shows what is known of a place now. */
function update(key, place) {
  const row = rows.get(key);
  if (!row) return;
  row.place = place;
  const focused = row.buttons.find((button) => button === document.activeElement);
  for (const button of row.buttons) {
    const isOn = button.dataset.mode === place.mode;
    put(button, "aria-checked", String(isOn));
    button.tabIndex = (focused ? button === focused : isOn) ? 0 : -1;
    button.classList.toggle("configured", button.dataset.mode === place.configured);
    button.classList.toggle("toggled", isOn && isToggled(place));
  }
  const own = isToggled(place) && (row.endpoint === null || place.said_by === "endpoint-toggle");
  row.reset.hidden = !own;
  say(row.note, toggleNote(row, place, own));
  put(row.note, "title", place.until ? `until ${new Date(place.until).toLocaleString()}` : null);
  if (row.examples) {
    say(row.examples, place.examples === 0 ? "no example" : `${place.examples} example${place.examples === 1 ? "" : "s"}`);
    row.examples.classList.toggle("missing", place.examples === 0);
  }
  if (row.built) showBuilt(row.built, place.unbuilt);
  showBar(row, place);
}

/** Whether it is built, and which rule says so. */
function showBuilt(element, unbuilt) {
  const isKnown = unbuilt && unbuilt.state !== "not asked";
  say(element, isKnown ? [unbuilt.state, unbuilt.rule].filter(Boolean).join(" ") : "");
  put(element, "title", isKnown ? [unbuilt.why, unbuilt.advice].filter(Boolean).join("; ") : null);
}

function toggleNote(row, place, own) {
  if (!own) return "";
  return place.until ? `for ${left(place.until)}` : "toggled";
}

function showBar(row, place) {
  const total = SOURCES.reduce((sum, source) => sum + place.recent[source], 0);
  SOURCES.forEach((source, at) => {
    row.bar[at].style.flexGrow = String(place.recent[source]);
    row.bar[at].hidden = place.recent[source] === 0;
  });
  const words = SOURCES.filter((source) => place.recent[source]).map((source) => `${place.recent[source]} ${source}`);
  put(row.bars, "aria-label", total ? `Answers of the last minutes: ${words.join(", ")}` : "No calls in the last minutes");
  put(row.bars, "title", total ? words.join(", ") : "no calls in the last minutes");
  say(row.amount, total ? short(total) : "");
}

/** Takes over how upstreams are. */
function tellUpstreams(upstreams) {
  kept.clear();
  refusing.clear();
  for (const { name, unbuilt } of upstreams) if (unbuilt === "refused") refusing.add(name);
  advice.clear();
  for (const { name, breaker, trouble } of upstreams) {
    const word = WORDS[breaker] || (trouble ? "fails" : "");
    if (word) kept.set(name, trouble ? `${word}: ${trouble.message}` : word);
    if (trouble) advice.set(name, `To mend it: ${trouble.advice}.`);
  }
  for (const { route, upstream } of groups.values()) {
    if (!route.upstream) continue;
    say(upstream, upstreamState(route));
    put(upstream, "class", `state ${stateClass(route)}`);
    put(upstream, "title", advice.get(route.upstream) || null);
  }
}

/** Takes over new counts. */
export function count({ routes, upstreams }) {
  if (!shown) return;
  for (const { route, endpoint, total, recent } of routes) {
    const group = groups.get(route);
    const place = places.get(keyOf(route, endpoint));
    if (!group || !place) continue;
    Object.assign(place, { total, recent });
    const row = rows.get(keyOf(route, endpoint));
    if (row) showBar(row, place);
  }
  tellUpstreams(upstreams);
  if (routes.length) tellReadiness();
}

/** How much of the backend is real, as far as calls have shown. */
function tellReadiness() {
  const seen = { live: 0, mocked: 0, uncalled: 0, without: 0 };
  const all = shown.routes.filter((route) => !route.url).flatMap((route) => route.endpoints);
  for (const { total, examples } of all) {
    if (total.live > 0) seen.live += 1;
    else if (total.mock + total.fallback > 0) seen.mocked += 1;
    else seen.uncalled += 1;
    if (examples === 0) seen.without += 1;
  }
  const parts = [["live", seen.live, "answered live"], ["mock", seen.mocked, "only ever mocked"], ["none", seen.uncalled, "not called yet"]];
  const bar = make("div", { class: "share", role: "img", "aria-label": parts.map(([, number, words]) => `${number} ${words}`).join(", ") });
  for (const [kind, number] of parts) {
    const part = make("i", { class: kind });
    part.style.flexGrow = String(number);
    if (number) bar.append(part);
  }
  const figure = (kind, number, words) => make("div", { class: `figure ${kind}` }, make("strong", {}, String(number)), make("span", {}, words));
  const figures = parts.map(([kind, number, words]) => figure(kind, number, words));
  if (seen.without) figures.push(figure("missing", seen.without, "without an example"));
  const text = JSON.stringify(seen);
  const place = byId("readiness");
  if (place.dataset.shown === text) return;
  place.dataset.shown = text;
  place.replaceChildren(make("div", { class: "figures" }, figures), all.length ? bar : "");
}

function filter() {
  const wanted = byId("route-search").value.trim().toLowerCase();
  for (const group of groups.values()) {
    if (wanted && group.made < group.route.endpoints.length) {
      group.list.querySelector(".rest")?.remove();
      makeMore(group, Infinity);
    }
    let found = 0;
    for (const endpoint of group.route.endpoints.slice(0, group.made)) {
      const row = rows.get(keyOf(group.route.name, endpoint.endpoint));
      const has = !wanted || `${endpoint.endpoint} ${endpoint.item} ${endpoint.mode}`.toLowerCase().includes(wanted);
      if (row.element.hidden === has) row.element.hidden = !has;
      if (has) found += 1;
    }
    group.element.hidden = Boolean(wanted) && found === 0 && !group.route.name.toLowerCase().includes(wanted);
  }
}

function wished(mode) {
  const limit = byId("limit").value;
  return limit ? { mode, for: limit } : { mode };
}

/** Changes something, shows it, and says so with a way back. */
async function change(what, method, path, body, canUndo = true) {
  try {
    await ask(method, path, body);
    await refresh();
    toast(what, "", "Undo", canUndo ? undo : null);
  } catch (problem) {
    toast(`${problem.message}${problem.hint ? ` (${problem.hint})` : ""}`, "bad");
  }
}

const undo = () => change("Undone.", "POST", "/api/modes/undo", undefined, false);

function choose(button) {
  const [route, endpoint] = JSON.parse(button.parentElement.dataset.key);
  const row = rows.get(button.parentElement.dataset.key);
  if (row.place.mode === button.dataset.mode && isToggled(row.place) && !byId("limit").value) return;
  const body = wished(button.dataset.mode);
  change(`${endpoint ?? `Route ${route}`}: ${body.mode}${body.for ? ` for ${body.for}` : ""}.`, "PUT", modePath(route, endpoint), body);
}

function reset(button) {
  const [route, endpoint] = JSON.parse(button.dataset.key);
  rows.get(button.dataset.key).buttons.find((one) => one.tabIndex === 0)?.focus();
  change(`${endpoint ?? `Route ${route}`}: as the config says.`, "DELETE", modePath(route, endpoint));
}

/** Listens to the person. */
export function start() {
  const list = byId("route-list");
  list.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.mode) choose(button);
    else if (button?.classList.contains("reset")) reset(button);
  });
  list.addEventListener("keydown", (event) => roam(event, "[role=radio]"));
  byId("route-search").addEventListener("input", afterQuiet(filter, 80));
  byId("mock-all").addEventListener("click", () => change("Everything is mocked.", "PUT", "/api/modes", wished("mock")));
  byId("live-all").addEventListener("click", () => change("All mocks are paused.", "PUT", "/api/modes", wished("live")));
  byId("reset-all").addEventListener("click", () => change("Everything is as the config says.", "DELETE", "/api/modes"));
  byId("undo").addEventListener("click", undo);
  setInterval(() => { for (const [key, row] of rows) if (row.place.until) update(key, row.place); }, 15000);
}
