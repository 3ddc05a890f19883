#!/bin/sh
# openapi-to-postmanv2 6.3.3 and a query parameter that is a list, in OpenAPI's default form (`tag=new&tag=used`): the
# request of the collection has every value, the request saved with its response only the last. Examples are matched by
# the saved one, so the very request that the collection sends is no full match of its own example. Lists that are one
# parameter (`explode: false`) are whole in both.
# Seen with node v20.20.2:
#   request ?tag=new&tag=used&size=s,m
#   example ?tag=used&size=s,m
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix "$folder" openapi-to-postmanv2@6.3.3 >/dev/null
cat >convert.cjs <<'PROGRAM'
const { convertV2 } = require("openapi-to-postmanv2");
const schema = { type: "array", items: { type: "string" } };
const parameters = [
  { name: "tag", in: "query", schema, example: ["new", "used"] },
  { name: "size", in: "query", explode: false, schema, example: ["s", "m"] },
];
const paths = { "/cars": { get: { parameters, responses: { 200: { description: "ok" } } } } };
const data = { openapi: "3.0.3", info: { title: "lists", version: "1" }, paths };
const query = ({ url }) => `?${url.query.map(({ key, value }) => `${key}=${value}`).join("&")}`;
convertV2({ type: "json", data }, { parametersResolution: "Example" }, (error, { result, reason, output }) => {
  if (error || !result) throw error ?? new Error(reason);
  const [folderOrItem] = output[0].data.item;
  const item = folderOrItem.item?.[0] ?? folderOrItem;
  console.log(`request ${query(item.request)}`);
  console.log(`example ${query(item.response[0].originalRequest)}`);
});
PROGRAM
seen=$(node convert.cjs)
echo "$seen"
[ "$seen" = 'request ?tag=new&tag=used&size=s,m
example ?tag=used&size=s,m' ] || { echo "openapi-to-postmanv2 saves lists otherwise now" >&2; exit 1; }
