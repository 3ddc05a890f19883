#!/bin/sh
# openai 6.49.0 for Node: `embeddings.create()` without `encoding_format` asks for base64 behind the caller's back and
# decodes what comes, without a look at its type. A server that answers with plain numbers, which the API's reference
# shows as the default and which examples in collections hold, gives the caller an array of another length and of other
# values; no error. With `encoding_format: "float"` the numbers arrive. openai for Python leaves numbers alone.
# Seen with node v20.20.2, for eight numbers:
#   asked for base64, got 2: 9.183549615799121e-41,0
#   asked for float, got 8: 0.5,-0.25,1,0,0,0,0,0
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix "$folder" openai@6.49.0 >/dev/null
cat >ask.mjs <<'PROGRAM'
import { createServer } from "node:http";
import OpenAI from "openai";
const embedding = [0.5, -0.25, 1, 0, 0, 0, 0, 0];
let asked;
const server = createServer(async (request, response) => {
  let body = "";
  for await (const piece of request) body += piece;
  asked = JSON.parse(body).encoding_format;
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ object: "list", model: "m", data: [{ object: "embedding", index: 0, embedding }] }));
});
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const client = new OpenAI({ baseURL: `http://127.0.0.1:${server.address().port}`, apiKey: "none" });
for (const more of [{}, { encoding_format: "float" }]) {
  const { data } = await client.embeddings.create({ model: "m", input: "a", ...more });
  console.log(`asked for ${asked}, got ${data[0].embedding.length}: ${data[0].embedding}`);
}
server.close();
server.closeAllConnections();
PROGRAM
seen=$(node ask.mjs)
echo "$seen"
[ "$seen" = "asked for base64, got 2: 9.183549615799121e-41,0
asked for float, got 8: 0.5,-0.25,1,0,0,0,0,0" ]
