// Calls as they come, newest first, and each with what was sent, what came, and why.

import { ask } from "./api.js";
import { afterQuiet, byId, duration, make, put, say } from "./dom.js";
import { explained } from "./explain.js";

/** How many calls are shown at most: older ones make room for new ones. */
const MOST = 300;

const list = () => byId("call-list");
let paused = false;
let held = [];
let next = null;
let asked = 0;
let newest = 0;

function wanted() {
  const filter = new URLSearchParams();
  const values = { text: byId("call-search").value.trim(), source: byId("call-source").value, status: byId("call-status").value };
  for (const [name, value] of Object.entries(values)) if (value) filter.set(name, value);
  return filter;
}

/** Asks for the calls anew, with what is wanted of them. */
export async function refresh() {
  const number = ++asked;
  const filter = wanted();
  filter.set("limit", "100");
  const page = await ask("GET", `/api/calls?${filter}`);
  if (number !== asked) return;
  held = [];
  list().replaceChildren(...page.calls.map(row));
  newest = Math.max(newest, ...page.calls.map((call) => call.id));
  next = page.next;
  tell();
}

async function older() {
  const filter = wanted();
  filter.set("limit", "100");
  filter.set("before", String(next));
  const page = await ask("GET", `/api/calls?${filter}`);
  list().append(...page.calls.map(row));
  next = page.next;
  tell();
}

function tell() {
  byId("more").hidden = next === null;
  const empty = list().querySelector(".empty");
  if (list().children.length === 0) list().append(make("p", { class: "empty" }, "No calls yet. Send a request to the proxy, and it appears here."));
  else if (empty && list().children.length > 1) empty.remove();
  say(byId("call-note"), paused ? `${held.length} new` : "");
}

/** Takes over new calls. */
export function add({ calls, skipped }) {
  const filter = wanted();
  const fresh = calls.filter((call) => call.id > newest && takes(call, filter));
  newest = Math.max(newest, ...calls.map((call) => call.id));
  if (paused) {
    held.push(...fresh);
    held = held.slice(-MOST);
  } else {
    show(fresh);
    if (skipped && fresh.length) list().children[fresh.length - 1].after(make("p", { class: "skipped" }, `${skipped} more calls in this moment`));
  }
  tell();
}

function show(fresh) {
  list().prepend(...fresh.slice().reverse().map(row));
  const all = list().children;
  while (all.length > MOST) {
    const last = all[all.length - 1];
    if (last.open) break;
    if (last.dataset.id) next = Number(last.dataset.id);
    last.remove();
  }
}

function takes(call, filter) {
  const [text, source, status] = ["text", "source", "status"].map((name) => filter.get(name));
  const all = [`${call.method} ${call.path}`, call.endpoint, call.example, call.example_name, call.key, call.reason, call.unbuilt];
  const hasText = !text || all.some((part) => part && part.toLowerCase().includes(text.toLowerCase()));
  return hasText && (!source || call.source === source) && (!status || String(call.status)[0] === status[0]);
}

function row(call) {
  const head = make("summary", {},
    make("time", { datetime: call.time, title: new Date(call.time).toLocaleString() }, call.time.slice(11, 23)),
    make("span", { class: `source ${call.source}` }, call.source),
    make("span", { class: `status s${String(call.status)[0]}` }, call.status || "–"),
    make("span", { class: `method ${call.method.toLowerCase()}` }, call.method),
    make("span", { class: "path" }, call.path),
    make("span", { class: "by" }, [call.example && `“${call.example_name || call.example}”`, call.matched_by, call.unbuilt || call.reason, call.unmatched && "no example matched", call.key && `key ${call.key}`].filter(Boolean).join(" · ")),
    make("span", { class: "took" }, duration(call.own_us + (call.upstream_us || 0))));
  const element = make("details", { class: "call", "data-id": call.id }, head);
  element.addEventListener("toggle", () => { if (element.open && element.children.length === 1) open(element, call); });
  return element;
}

async function open(element, call) {
  const body = make("div", { class: "call-body" }, make("p", { class: "quiet" }, "…"));
  element.append(body);
  try {
    const whole = await ask("GET", `/api/calls/${call.id}`);
    const why = make("section", {}, make("h3", {}, "Why"), make("p", { class: "quiet" }, "…"));
    const facts = [["Time", new Date(call.time).toLocaleString()], ["Own time", duration(call.own_us)], ["Upstream", call.upstream_us === null ? "not asked" : duration(call.upstream_us)]];
    const pairs = make("dl", { class: "pairs" }, facts.map(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]));
    body.replaceChildren(pairs, why, make("div", { class: "both" }, message("Request", whole.request), message("Response", whole.response)));
    why.replaceChildren(make("h3", {}, "Why"), ...(await reasons(whole)));
  } catch (problem) {
    body.replaceChildren(make("p", { class: "quiet" }, `${problem.message}. ${problem.hint}`));
  }
}

/** Explained now, from what was recorded: modes and examples may have changed since. */
async function reasons(call) {
  const secrets = call.request.headers.some(([, value]) => value === "[redacted]") || call.path.includes("[redacted]");
  const cut = call.request.body.kept < call.request.body.bytes;
  const host = call.request.headers.find(([name]) => name === "host");
  const headers = call.request.headers.filter(([name, value]) => value !== "[redacted]" && name !== "host");
  const url = host ? `http://${host[1]}${call.path}` : call.path;
  try {
    const told = await ask("POST", "/api/explain", { method: call.method, url, headers, body: call.request.body.text || "" });
    const but = [secrets && "without the secrets that are not kept", cut && "with the part of the body that is kept"].filter(Boolean).join(" and ");
    return [explained(told), make("p", { class: "quiet" }, `As it would be answered now${but ? `, ${but}` : ""}.`)];
  } catch (problem) {
    return [make("p", { class: "quiet" }, `No explanation: ${problem.message}`)];
  }
}

function message(title, { headers, body }) {
  const lines = make("dl", { class: "headers" }, headers.map(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]));
  const cut = body.kept < body.bytes ? `, the first ${body.kept} shown` : "";
  const size = make("p", { class: "quiet" }, body.bytes ? `${body.bytes} bytes${cut}` : "no body");
  const text = body.text === null ? make("p", { class: "quiet" }, "not text") : body.text ? make("pre", { tabindex: "0", role: "region", "aria-label": `${title} body` }, pretty(body)) : null;
  return make("section", { class: "message" }, make("h3", {}, title), lines, size, text);
}

function pretty(body) {
  if (body.kept < body.bytes) return body.text;
  try { return JSON.stringify(JSON.parse(body.text), null, 2); } catch { return body.text; }
}

/** Listens to the person. */
export function start() {
  const again = afterQuiet(() => refresh().catch(() => {}), 150);
  byId("call-search").addEventListener("input", again);
  byId("call-source").addEventListener("change", again);
  byId("call-status").addEventListener("change", again);
  byId("more").addEventListener("click", () => older().catch(() => {}));
  byId("pause").addEventListener("click", () => {
    paused = !paused;
    put(byId("pause"), "aria-pressed", String(paused));
    say(byId("pause"), paused ? "Go on" : "Pause");
    if (!paused) { show(held); held = []; }
    tell();
  });
}
