// An explanation: what would happen, which example answers and why, and on what the others lost.

import { make } from "./dom.js";

/** The explanation as elements. */
export function explained(told) {
  const parts = [];
  if (told.route) {
    const facts = [["Route", `${told.route.name} (${told.route.takes})`], ["Endpoint", told.route.endpoint || "none of its collections"], ["Mode", `${told.route.mode}, that of ${told.route.mode_of}`]];
    parts.push(make("dl", { class: "pairs" }, facts.map(([name, value]) => [make("dt", {}, name), make("dd", {}, value)])));
  }
  parts.push(make("ul", { class: "outcome" }, told.outcome.map((line) => make("li", {}, line))));
  if (told.choice) parts.push(choice(told.choice));
  return make("div", { class: "explained" }, parts);
}

function choice({ decided, candidates, left_out: leftOut }) {
  const best = candidates[0];
  const headline = best && best.out === null
    ? make("p", { class: "decided" }, "The mock chooses ", make("strong", {}, best.name), `: ${decided}.`)
    : make("p", { class: "decided" }, `The mock has no answer: ${decided}.`);
  const rows = candidates.slice(0, 30).map((candidate, at) => row(candidate, at === 0 && candidate.out === null));
  const table = make("table", { class: "candidates" },
    make("caption", { class: "unseen" }, "Examples, the nearest first"),
    make("thead", {}, make("tr", {}, ["Score", "Status", "Example", "Why"].map((name) => make("th", { scope: "col" }, name)))),
    make("tbody", {}, rows));
  const more = Math.max(0, candidates.length - 30) + leftOut;
  return make("div", {}, headline, candidates.length ? make("div", { class: "wide-table", tabindex: "0", role: "region", "aria-label": "Examples" }, table) : null, more ? make("p", { class: "quiet" }, `and ${more} more`) : null);
}

function row(candidate, isWinner) {
  const why = candidate.out !== null
    ? [candidate.out]
    : candidate.points.map(({ part, found, counts }) => make("span", { class: "point" }, counts ? make("b", {}, counts) : null, ` ${part}: ${found}`));
  return make("tr", { class: isWinner ? "winner" : candidate.out === null ? "" : "out" },
    make("td", { class: "number" }, candidate.score ?? "out"),
    make("td", { class: "number" }, candidate.status ?? ""),
    make("td", {}, make("strong", {}, candidate.name), make("span", { class: "sub" }, `${candidate.method} ${candidate.path}`), make("span", { class: "sub" }, candidate.item)),
    make("td", { class: "why" }, why));
}
