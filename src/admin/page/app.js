// The page: its views, what is asked when, and whether the server is there.

import { ask, stream } from "./api.js";
import { afterQuiet, byId, put, roam, say } from "./dom.js";
import * as calls from "./calls.js";
import * as keys from "./keys.js";
import * as problems from "./problems.js";
import * as routes from "./routes.js";
import * as trial from "./try.js";

const VIEWS = ["routes", "calls", "try", "keys", "problems"];
let view = "routes";

/** How often usage is asked for while it is looked at, in milliseconds. */
const KEYS_PACE = 2000;

async function refreshStatus() {
  const status = await ask("GET", "/api/status");
  const examples = status.mocks.reduce((sum, mock) => sum + mock.examples, 0);
  say(byId("facts"), `${status.version} · generation ${status.generation} · ${examples} examples`);
  put(byId("facts"), "title", `up ${uptime(status.uptime_seconds)}`);
  problems.show(status.problems);
}

function uptime(seconds) {
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

async function refreshAll() {
  await Promise.all([refreshStatus(), routes.refresh()].map((asked) => asked.catch(fail)));
}

function fail(problem) {
  if (!(problem instanceof TypeError)) console.error(problem);
}

const refreshSoon = afterQuiet(refreshAll, 30);

const ON = {
  changed: refreshSoon,
  calls: (news) => calls.add(news),
  counts: (news) => routes.count(news),
};

function tell(isThere) {
  const chip = byId("connection");
  say(chip, isThere ? "connected" : "connection lost");
  put(chip, "class", `chip ${isThere ? "there" : "lost"}`);
  const lost = byId("lost");
  lost.hidden = isThere;
  say(lost, isThere ? "" : "The connection to Understudy is lost. What you see may be old; it comes back by itself.");
  if (isThere) {
    refreshAll();
    calls.refresh().catch(fail);
    if (view === "keys") keys.refresh();
  }
}

function open(name) {
  view = name;
  for (const one of VIEWS) {
    const tab = byId(`tab-${one}`);
    put(tab, "aria-selected", String(one === name));
    tab.tabIndex = one === name ? 0 : -1;
    byId(one).hidden = one !== name;
  }
  if (location.hash.slice(1) !== name) history.replaceState(null, "", `#${name}`);
  if (name === "keys") keys.refresh();
}

function start() {
  for (const name of VIEWS) byId(`tab-${name}`).addEventListener("click", () => open(name));
  document.querySelector(".tabs").addEventListener("keydown", (event) => {
    const tab = roam(event, "[role=tab]");
    if (tab) open(tab.getAttribute("aria-controls"));
  });
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest("input, textarea, select, dialog");
    if (event.key === "/" && !isTyping) {
      event.preventDefault();
      if (view !== "calls") open("routes");
      byId(view === "calls" ? "call-search" : "route-search").focus();
    }
  });
  routes.start();
  calls.start();
  trial.start();
  problems.start(refreshAll);
  const wanted = location.hash.slice(1);
  open(VIEWS.includes(wanted) ? wanted : "routes");
  setInterval(() => { if (view === "keys" && !document.hidden) keys.refresh(); }, KEYS_PACE);
  stream((name, data) => ON[name]?.(data), tell);
}

start();
