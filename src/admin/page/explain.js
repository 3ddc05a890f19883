// An explanation: what would happen, which example answers and why, and on what the others lost.

import { coded, make } from "./dom.js";

/** How many examples are shown at once. */
const NEAR = 6;

/** The explanation as elements. */
export function explained(told) {
  const parts = [];
  if (told.route) {
    const facts = [["Route", `${told.route.name} (${told.route.takes})`], ["Endpoint", told.route.endpoint || "none of its collections"], ["Mode", `${told.route.mode}, that of ${told.route.mode_of}`]];
    parts.push(make("dl", { class: "pairs" }, facts.map(([name, value]) => [make("dt", {}, name), make("dd", {}, coded(value))])));
  }
  parts.push(make("ul", { class: "outcome" }, told.outcome.map((line) => make("li", {}, coded(line)))));
  if (told.choice) parts.push(choice(told.choice));
  return make("div", { class: "explained" }, parts);
}

function choice({ answered_by: answeredBy, decided, candidates, left_out: leftOut }) {
  const headline = answeredBy === "example"
    ? make("p", { class: "decided" }, "The mock chooses ", make("strong", {}, candidates[0].name), `: ${decided}.`)
    : make("p", { class: "decided" }, `${answeredBy === "protocol" ? "No example alone answers" : "The mock has no answer"}: ${decided}.`);
  const [near, far] = [candidates.slice(0, NEAR), candidates.slice(NEAR)];
  const rest = far.length ? make("details", { class: "far" }, make("summary", {}, `${far.length + leftOut} more that are out`), table(far, "Examples that are further away")) : null;
  return make("div", {}, headline, near.length ? table(near, "The nearest examples") : null, rest);
}

function table(candidates, name) {
  const rows = candidates.map((candidate) => row(candidate, candidate === candidates[0] && name.startsWith("The") && candidate.out === null));
  return make("div", { class: "wide-table", tabindex: "0", role: "region", "aria-label": name }, make("table", { class: "candidates" },
    make("caption", { class: "unseen" }, name),
    make("thead", {}, make("tr", {}, ["Score", "Status", "Example", "Why"].map((title) => make("th", { scope: "col" }, title)))),
    make("tbody", {}, rows)));
}

function row(candidate, isWinner) {
  const why = candidate.out !== null
    ? coded(candidate.out)
    : candidate.points.map(({ part, found, counts }) => make("span", { class: "point" }, counts ? make("b", {}, counts) : null, ` ${part}: ${found}`));
  return make("tr", { class: isWinner ? "winner" : candidate.out === null ? "" : "out" },
    make("td", { class: "number" }, candidate.score ?? "out"),
    make("td", { class: "number" }, candidate.status ?? ""),
    make("td", {}, make("strong", {}, candidate.name), make("span", { class: "sub" }, `${candidate.method} ${candidate.path}`), make("span", { class: "sub" }, candidate.item)),
    make("td", { class: "why" }, why, differences(candidate)));
}

/** The parts in which the saved body and the request's differ. */
function differences({ differs, differs_left_out: leftOut }) {
  const rows = differs.map(({ path, saved, sent }) => make("span", { class: "point" },
    "differs: ", path ? make("code", {}, path) : "the body", ` is ${saved ?? "none"}, the request's is ${sent ?? "none"}`));
  if (leftOut) rows.push(make("span", { class: "point" }, `differs: ... and ${leftOut} more parts`));
  return rows;
}
