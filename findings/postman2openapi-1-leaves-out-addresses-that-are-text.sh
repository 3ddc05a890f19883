#!/bin/sh
# postman2openapi 1.2.1: a request whose `url` is a text, which format 2.1 allows and collections written by hand have,
# is missing from the OpenAPI document, and its saved responses with it. One whose `url` has `raw` alone lands at the
# path `/`. A PURGE, one of the methods that the format's schema lists, becomes a GET, and its saved response an example
# of the GET of that path. The call succeeds and says nothing of any of them.
# Seen with node v20.20.2, for text at /a, raw alone at /b, parts at /c and a PURGE with parts at /c:
#   get /: raw
#   get /c: parts, purge
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix "$folder" postman2openapi@1.2.1 >/dev/null
cat >convert.mjs <<'PROGRAM'
import { transpile } from "postman2openapi";
const header = [{ key: "Content-Type", value: "application/json" }];
const item = (name, method, url) => ({
  name,
  request: { method, url },
  response: [{ name, code: 200, status: "OK", header, body: `{"is":"${name}"}` }],
});
const parts = { raw: "https://api.example.com/c", protocol: "https", host: ["api", "example", "com"], path: ["c"] };
const { paths } = transpile({
  info: { name: "urls", schema: "https://schema.getpostman.com/json/collection/v2.1.0/collection.json" },
  item: [
    item("text", "GET", "https://api.example.com/a"),
    item("raw", "GET", { raw: "https://api.example.com/b" }),
    item("parts", "GET", parts),
    item("purge", "PURGE", parts),
  ],
});
for (const [path, { parameters, ...operations }] of Object.entries(paths)) {
  for (const [method, { responses }] of Object.entries(operations)) {
    console.log(`${method} ${path}: ${Object.keys(responses[200].content["application/json"].examples).join(", ")}`);
  }
}
PROGRAM
seen=$(node convert.mjs)
echo "$seen"
[ "$seen" = 'get /: raw
get /c: parts, purge' ] || { echo "postman2openapi reads these requests otherwise now" >&2; exit 1; }
