#!/bin/sh
# @mockoon/cli 9.9.0 with an OpenAPI document: where the example of a response header is a number, as of counters and
# rate limits, the header is sent with the words of an error of Mockoon's own in place of the number. Status and body are
# as if nothing was wrong. One would expect 5 to be sent as 5, as it is when the document has it as a text.
# Seen with node v20.20.2:
#   200, x-number: -- Header parsing error, see logs for more details --
#   200, x-text: 5
set -eu

folder=$(mktemp -d)
trap 'kill "$server" 2>/dev/null && wait "$server" 2>/dev/null || :; rm -rf "$folder"' EXIT
server=
cd "$folder"
npm install --silent --no-audit --no-fund --prefix "$folder" @mockoon/cli@9.9.0 >/dev/null
cat >api.yaml <<'DOCUMENT'
openapi: 3.0.3
info: {title: headers, version: "1"}
paths:
  /number:
    get:
      responses:
        "200": {description: ok, headers: {x-number: {schema: {type: integer}, example: 5}}}
  /text:
    get:
      responses:
        "200": {description: ok, headers: {x-text: {schema: {type: string}, example: "5"}}}
DOCUMENT
port=$(node -p 'const server = require("node:net").createServer().listen(0); const { port } = server.address(); server.close(); port')
HOME="$folder" node node_modules/@mockoon/cli/bin/run.js start --data api.yaml --port "$port" \
    --hostname 127.0.0.1 --disable-admin-api --disable-log-to-file >log 2>&1 &
server=$!
cat >ask.mjs <<'PROGRAM'
const address = `http://127.0.0.1:${process.argv[2]}`;
for (let tries = 0; tries < 600; tries += 1) {
  if (await fetch(address).catch(() => null)) break;
  await new Promise((again) => setTimeout(again, 200));
}
for (const name of ["number", "text"]) {
  const { status, headers } = await fetch(`${address}/${name}`);
  console.log(`${status}, x-${name}: ${headers.get(`x-${name}`)}`);
}
PROGRAM
seen=$(node ask.mjs "$port")
echo "$seen"
[ "$seen" = '200, x-number: -- Header parsing error, see logs for more details --
200, x-text: 5' ] || { echo "Mockoon sends such headers otherwise now" >&2; exit 1; }
