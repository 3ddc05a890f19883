#!/bin/sh
# openapi-to-postmanv2 6.3.3 and a path parameter with text beside it in its segment, such as `/reports/{id}.csv`: it
# becomes `{{id}}` and a variable of the whole collection, not of the request. Where two paths have a parameter of one
# name, the first one's example is the value for all: the answer that belongs to `/invoices/b-7.pdf` is saved under
# `/invoices/may.pdf`. A parameter that is a whole segment stays with its request and keeps its own example. No warning.
# Seen with node v20.20.2, once postman-collection 5.3.1 has filled the variables in:
#   /reports/{id}.csv, example may: /reports/may.csv
#   /invoices/{id}.pdf, example b-7: /invoices/may.pdf
#   /orders/{id}:cancel, example o-1: /orders/may:cancel
#   /orders/{id}, example o-1: /orders/o-1
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix "$folder" openapi-to-postmanv2@6.3.3 postman-collection@5.3.1 >/dev/null
cat >convert.cjs <<'PROGRAM'
const { convertV2 } = require("openapi-to-postmanv2");
const { Collection } = require("postman-collection");
const examples = {
  "/reports/{id}.csv": ["get", "may"],
  "/invoices/{id}.pdf": ["get", "b-7"],
  "/orders/{id}:cancel": ["post", "o-1"],
  "/orders/{id}": ["get", "o-1"],
};
const paths = {};
for (const [path, [method, example]] of Object.entries(examples)) {
  const parameters = [{ name: "id", in: "path", required: true, schema: { type: "string" }, example }];
  paths[path] = { [method]: { summary: path, parameters, responses: { 200: { description: "ok" } } } };
}
const servers = [{ url: "https://api.example.com" }];
const data = { openapi: "3.0.3", info: { title: "paths", version: "1" }, servers, paths };
convertV2({ type: "json", data }, { parametersResolution: "Example" }, (error, { result, reason, output }) => {
  if (error || !result) throw error ?? new Error(reason);
  const collection = new Collection(output[0].data);
  collection.forEachItem((item) => {
    const { url } = item.responses.idx(0).originalRequest;
    const path = collection.variables.replace(url.getPath());
    const own = url.variables.reduce((text, { key, value }) => text.replace(`:${key}`, value), path);
    console.log(`${item.name}, example ${examples[item.name][1]}: ${own}`);
  });
});
PROGRAM
seen=$(node convert.cjs)
echo "$seen"
[ "$seen" = '/reports/{id}.csv, example may: /reports/may.csv
/invoices/{id}.pdf, example b-7: /invoices/may.pdf
/orders/{id}:cancel, example o-1: /orders/may:cancel
/orders/{id}, example o-1: /orders/o-1' ] || { echo "openapi-to-postmanv2 fills these paths otherwise now" >&2; exit 1; }
