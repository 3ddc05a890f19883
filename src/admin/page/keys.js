// Keys and what they have used, against their limits.

import { ask } from "./api.js";
import { byId, coded, make, short } from "./dom.js";

/** Asks for the usage anew and shows it. */
export async function refresh() {
  const place = byId("key-list");
  try {
    const usage = await ask("GET", "/api/usage");
    const trouble = usage.store?.trouble ? [make("p", { class: "notice bad" }, `Calls are counted in memory alone for now: ${usage.store.trouble}`)] : [];
    place.replaceChildren(...trouble, usage.keys.length ? table(usage) : empty());
  } catch (problem) {
    place.replaceChildren(problem.status === 404 ? empty() : make("p", { class: "notice bad" }, problem.message));
  }
}

const empty = () => make("p", { class: "empty" }, coded("No keys. `understudy keys new NAME` makes one."));

function table({ keys, calls, month }) {
  const names = ["Key", `Mocked calls in ${month}`, "Live calls", "Limits"];
  const live = (name) => calls.filter((one) => one.month === month && one.key === name && one.source === "live").reduce((sum, one) => sum + one.calls, 0);
  return make("div", { class: "wide-table", tabindex: "0", role: "region", "aria-label": "Keys" }, make("table", { class: "keys" },
    make("caption", { class: "unseen" }, "Keys and their usage"),
    make("thead", {}, make("tr", {}, names.map((name) => make("th", { scope: "col" }, name)))),
    make("tbody", {}, keys.map((key) => row(key, live(key.key))))));
}

function row(key, live) {
  const { usage, monthly_limit: limit, rate_limit: rate, routes, expires } = key;
  const limits = [limit === null ? "no monthly limit" : `${limit} a month`, rate && `${rate} a minute`, routes && `only ${routes.join(", ")}`, expires && `until ${expires}`];
  return make("tr", {},
    make("th", { scope: "row" }, key.key),
    make("td", {}, meter(key.key, usage, limit)),
    make("td", { class: "number" }, short(live)),
    make("td", {}, limits.filter(Boolean).join(", ")));
}

function meter(name, used, limit) {
  if (limit === null) return make("span", { class: "number" }, short(used));
  const part = make("i", { class: used >= limit ? "full" : used >= 0.8 * limit ? "near" : "" });
  part.style.width = `${limit > 0 ? Math.min(100, (100 * used) / limit) : 100}%`;
  const bar = make("span", { class: "meter", role: "meter", "aria-label": `Calls of ${name}`, "aria-valuenow": used, "aria-valuemin": 0, "aria-valuemax": limit }, part);
  return make("div", { class: "used" }, bar, make("span", { class: "number" }, `${short(used)} of ${short(limit)}${used >= limit ? ", limit reached" : ""}`));
}
