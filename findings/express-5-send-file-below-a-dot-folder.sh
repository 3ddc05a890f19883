#!/bin/sh
# express 5.3.0 beside 4.22.3: `response.sendFile(path)` with an absolute path that lies below a folder whose name begins
# with a dot. Express 4 sends the file, Express 5 answers 404, although the program itself named the path. With `root`
# set to that folder and a path relative to it, both send it. A catch-all that serves `index.html` so turns into a 404
# for every page once the checkout lies below such a folder.
# Seen with node v20.20.2:
#   4.22.3 absolute 200, with root 200
#   5.3.0 absolute 404, with root 200
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix "$folder" express4@npm:express@4.22.3 express5@npm:express@5.3.0 >/dev/null
mkdir "$folder/.pages"
echo page >"$folder/.pages/index.html"
cat >ask.mjs <<'PROGRAM'
import { readFileSync } from "node:fs";
const root = `${process.cwd()}/.pages`;
for (const name of ["express4", "express5"]) {
  const express = (await import(name)).default;
  const app = express();
  app.get("/absolute", (_, response) => response.sendFile(`${root}/index.html`));
  app.get("/root", (_, response) => response.sendFile("index.html", { root }));
  const server = app.listen(0, "127.0.0.1");
  await new Promise((listening) => server.once("listening", listening));
  const status = async (path) => (await fetch(`http://127.0.0.1:${server.address().port}${path}`)).status;
  const { version } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8"));
  console.log(`${version} absolute ${await status("/absolute")}, with root ${await status("/root")}`);
  server.closeAllConnections();
  server.close();
}
PROGRAM
seen=$(NODE_ENV=production node ask.mjs)
echo "$seen"
[ "$seen" = "4.22.3 absolute 200, with root 200
5.3.0 absolute 404, with root 200" ]
