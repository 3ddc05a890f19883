#!/bin/sh
# openapi-to-postmanv2 6.3.3, with `parametersResolution: "Example"`: a response whose JSON example is `false`, `0` or
# `null` is saved with an empty body, and one that is a string without its quotes; all are still typed as JSON, and no
# warning comes with them. `{}`, `[]` and `true` are saved as they are. With "Schema", the default, placeholders are
# written instead, so that switching examples on loses these answers: a client then fails to parse an empty body where
# the document promises a value.
# Seen with node v20.20.2:
#   true gives 200 application/json "true"
#   false gives 200 application/json ""
#   0 gives 200 application/json ""
#   null gives 200 application/json ""
#   "on" gives 200 application/json "on"
#   [] gives 200 application/json "[]"
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix "$folder" openapi-to-postmanv2@6.3.3 >/dev/null
cat >convert.cjs <<'PROGRAM'
const { convertV2 } = require("openapi-to-postmanv2");
const examples = [
  [{ type: "boolean" }, true],
  [{ type: "boolean" }, false],
  [{ type: "integer" }, 0],
  [{ type: "string", nullable: true }, null],
  [{ type: "string" }, "on"],
  [{ type: "array", items: { type: "string" } }, []],
];
const paths = {};
for (const [schema, example] of examples) {
  const content = { "application/json": { schema, example } };
  paths[`/value${Object.keys(paths).length}`] = { get: { responses: { 200: { description: "ok", content } } } };
}
const data = { openapi: "3.0.3", info: { title: "values", version: "1" }, paths };
convertV2({ type: "json", data }, { parametersResolution: "Example" }, (error, { result, reason, output }) => {
  if (error || !result) throw error ?? new Error(reason);
  output[0].data.item.forEach((item, place) => {
    const { code, header, body } = (item.item ? item.item[0] : item).response[0];
    console.log(`${JSON.stringify(examples[place][1])} gives ${code} ${header[0].value} "${body}"`);
  });
});
PROGRAM
seen=$(node convert.cjs)
echo "$seen"
[ "$seen" = 'true gives 200 application/json "true"
false gives 200 application/json ""
0 gives 200 application/json ""
null gives 200 application/json ""
"on" gives 200 application/json "on"
[] gives 200 application/json "[]"' ] || { echo "openapi-to-postmanv2 saves such examples otherwise now" >&2; exit 1; }
