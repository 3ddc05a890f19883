#!/bin/sh
# openai 6.49.0 and @anthropic-ai/sdk 1.14.0 for Node: a call with `stream: true` that is answered with 200 and the
# ordinary JSON answer, of content type application/json, gives a stream that ends at once: no chunk, no error, none of
# the answer's text. One would expect a complaint about the content type, or the answer as one chunk. Both parse the same
# bytes for the same call without `stream`.
# Seen with node v20.20.2:
#   openai: plain "Hello", streamed 0 chunks, error none
#   anthropic: plain "Hello", streamed 0 chunks, error none
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix "$folder" openai@6.49.0 @anthropic-ai/sdk@1.14.0 >/dev/null
cat >ask.mjs <<'PROGRAM'
import { createServer } from "node:http";
import OpenAI from "openai";
import Anthropic from "@anthropic-ai/sdk";
const message = { role: "assistant", content: "Hello" };
const completion = {
  id: "c", object: "chat.completion", created: 1, model: "m", choices: [{ index: 0, message, finish_reason: "stop" }],
};
const reply = {
  id: "r", type: "message", role: "assistant", model: "m", content: [{ type: "text", text: "Hello" }],
  stop_reason: "end_turn", stop_sequence: null, usage: { input_tokens: 1, output_tokens: 1 },
};
const server = createServer((request, response) => {
  request.resume();
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(request.url.endsWith("/messages") ? reply : completion));
});
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const options = { baseURL: `http://127.0.0.1:${server.address().port}`, apiKey: "none", maxRetries: 0 };
const messages = [{ role: "user", content: "Hi" }];
const openai = new OpenAI(options);
const anthropic = new Anthropic(options);
const calls = {
  openai: (more) => openai.chat.completions.create({ model: "m", messages, ...more }),
  anthropic: (more) => anthropic.messages.create({ model: "m", max_tokens: 9, messages, ...more }),
};
for (const [name, call] of Object.entries(calls)) {
  const answer = await call({});
  const text = answer.choices?.[0].message.content ?? answer.content[0].text;
  let chunks = 0;
  let error = "none";
  try {
    for await (const _ of await call({ stream: true })) chunks += 1;
  } catch (reason) {
    error = reason.message;
  }
  console.log(`${name}: plain "${text}", streamed ${chunks} chunks, error ${error}`);
}
server.close();
server.closeAllConnections();
PROGRAM
seen=$(node ask.mjs)
echo "$seen"
[ "$seen" = 'openai: plain "Hello", streamed 0 chunks, error none
anthropic: plain "Hello", streamed 0 chunks, error none' ] || { echo "one of them streams such an answer otherwise now" >&2; exit 1; }
