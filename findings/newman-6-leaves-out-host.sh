#!/bin/sh
# newman 6.2.2 and a collection's `protocolProfileBehavior.disabledSystemHeaders`: with `"host": true` the request goes
# out as HTTP/1.1 without a Host header, which RFC 9112 (3.2) does not allow; a strict server has to answer 400. Public
# collections are exported so (one for Besu's JSON-RPC is), and run green against lenient servers. In the same run a
# request without the setting has its Host.
# Seen with node v20.20.2:
#   plain: HTTP/1.1, host yes
#   disabled: HTTP/1.1, host no
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix "$folder" newman@6.2.2 >/dev/null
cat >ask.cjs <<'PROGRAM'
const net = require("node:net");
const newman = require("newman");
const seen = [];
const server = net.createServer((socket) => {
  let head = "";
  socket.on("data", (bytes) => {
    head += bytes;
    if (!head.includes("\r\n\r\n")) return;
    const [line, ...headers] = head.split("\r\n");
    const [, path, version] = line.split(" ");
    const has = headers.some((header) => header.toLowerCase().startsWith("host:"));
    seen.push(`${path.slice(1)}: ${version}, host ${has ? "yes" : "no"}`);
    socket.end("HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
  });
  socket.on("error", () => {});
});
server.listen(0, "127.0.0.1", () => {
  const item = (name, more) => ({ name, request: { method: "GET", url: `http://127.0.0.1:${server.address().port}/${name}` }, ...more });
  const collection = {
    info: { name: "host", schema: "https://schema.getpostman.com/json/collection/v2.1.0/collection.json" },
    item: [item("plain"), item("disabled", { protocolProfileBehavior: { disabledSystemHeaders: { host: true } } })],
  };
  newman.run({ collection, reporters: [] }, (error) => {
    if (error) throw error;
    console.log(seen.join("\n"));
    process.exit(0);
  });
});
PROGRAM
seen=$(node ask.cjs)
echo "$seen"
[ "$seen" = "plain: HTTP/1.1, host yes
disabled: HTTP/1.1, host no" ]
