// What the last reload found wrong, each with file, line and what to do. Mended ones go by themselves.

import { ask } from "./api.js";
import { byId, coded, make, say } from "./dom.js";

const WORDS = { error: "error", warning: "warning", hint: "hint" };

/** Shows these problems. */
export function show(problems) {
  const place = byId("problem-list");
  const text = JSON.stringify(problems);
  const count = byId("problem-count");
  const errors = problems.filter((problem) => problem.level === "error").length;
  say(count, String(problems.length));
  count.hidden = problems.length === 0;
  count.classList.toggle("bad", errors > 0);
  if (place.dataset.shown === text) return;
  place.dataset.shown = text;
  place.replaceChildren(...(problems.length ? problems.map(element) : [make("p", { class: "empty good" }, "No problems: everything that was read is in force.")]));
}

function element({ level, message, file, item, place, hint }) {
  const where = [file && (place ? `${file}:${place.line}:${place.column}` : file), item && `in ${item}`].filter(Boolean).join(" · ");
  return make("article", { class: `problem ${level}` },
    make("h2", {}, make("span", { class: "level" }, WORDS[level] || level), " ", coded(message)),
    where ? make("p", { class: "where" }, where) : null,
    place ? snippet(place) : null,
    hint ? make("p", { class: "hint" }, coded(hint)) : null);
}

function snippet({ line, snippet: text, caret }) {
  const characters = [...text];
  const at = Math.min(caret ?? 0, characters.length);
  return make("pre", { class: "snippet", tabindex: "0", role: "region", "aria-label": `Line ${line}` },
    make("span", { class: "line-number" }, `${line} │ `), characters.slice(0, at).join(""),
    make("mark", {}, characters[at] ?? " "), characters.slice(at + 1).join(""));
}

/** Listens to the person. */
export function start(refresh) {
  byId("reload").addEventListener("click", async () => {
    try {
      const status = await ask("POST", "/api/reload");
      say(byId("reloaded"), `Reloaded: generation ${status.generation}.`);
    } catch (problem) {
      say(byId("reloaded"), `Reloaded in part: ${problem.message}.`);
    }
    refresh();
  });
}
