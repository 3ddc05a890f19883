// "Try a request": what it would get and why, without sending or counting it.

import { ask } from "./api.js";
import { byId, make } from "./dom.js";
import { explained } from "./explain.js";

function headers() {
  const lines = byId("try-headers").value.split("\n").map((line) => line.trim()).filter(Boolean);
  return lines.map((line) => {
    const colon = line.indexOf(":");
    if (colon < 1) throw new Error(`“${line}” is no header: write name: value`);
    return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
  });
}

function answer({ answer }) {
  if (!answer) return null;
  const lines = make("dl", { class: "headers" }, (answer.headers || []).map(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]));
  return make("section", { class: "message" }, make("h3", {}, `Answer: ${answer.status}`), lines, answer.body ? make("pre", { tabindex: "0", role: "region", "aria-label": "Answer body" }, answer.body) : null);
}

async function explain(event) {
  event.preventDefault();
  const place = byId("try-result");
  try {
    const url = byId("try-url").value.trim() || "/";
    const told = await ask("POST", "/api/explain", { method: byId("try-method").value.trim().toUpperCase(), url, headers: headers(), body: byId("try-body").value });
    place.replaceChildren(...[explained(told), answer(told)].filter(Boolean));
  } catch (problem) {
    place.replaceChildren(make("p", { class: "notice bad" }, problem.message));
  }
}

/** Listens to the person. */
export function start() {
  byId("try-form").addEventListener("submit", explain);
}
