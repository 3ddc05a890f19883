#!/bin/sh
# curl-to-postmanv2 1.8.4, Postman's converter of curl commands: `--json`, which curl has had since 7.82 and sends as a
# POST with the content type of JSON, becomes a GET without body or headers; so does `-d ''`, a POST to curl. The value
# of `--data-urlencode`, which curl escapes, is read as if it was escaped already: `a & b+c`, one field to curl, becomes
# two, and the plus a space. Each is a result, with no warning.
# Seen with node v20.20.2:
#   --json '{"a":1}': GET, headers [], body none
#   -H 'content-type: application/json' -d '{"a":1}': POST, headers ["content-type"], body "{\"a\":1}"
#   -d '': GET, headers [], body none
#   --data-urlencode 'q=a & b+c': POST, headers [], body [["q","a "],[" b c",""]]
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix "$folder" curl-to-postmanv2@1.8.4 >/dev/null
cat >convert.cjs <<'PROGRAM'
const { convert } = require("curl-to-postmanv2");
const options = [
  `--json '{"a":1}'`,
  `-H 'content-type: application/json' -d '{"a":1}'`,
  "-d ''",
  "--data-urlencode 'q=a & b+c'",
];
for (const option of options) {
  convert({ type: "string", data: `curl https://api.example.com/x ${option}` }, (error, { result, reason, output }) => {
    if (error || !result) throw error ?? new Error(reason);
    const { method, header, body } = output[0].data;
    const sent = body.raw ?? body.urlencoded?.map(({ key, value }) => [key, value]);
    const names = header.map(({ key }) => key);
    console.log(`${option}: ${method}, headers ${JSON.stringify(names)}, body ${sent ? JSON.stringify(sent) : "none"}`);
  });
}
PROGRAM
seen=$(node convert.cjs)
printf '%s\n' "$seen"
[ "$seen" = "--json '{\"a\":1}': GET, headers [], body none
-H 'content-type: application/json' -d '{\"a\":1}': POST, headers [\"content-type\"], body \"{\\\"a\\\":1}\"
-d '': GET, headers [], body none
--data-urlencode 'q=a & b+c': POST, headers [], body [[\"q\",\"a \"],[\" b c\",\"\"]]" ] ||
    { echo "curl-to-postmanv2 converts these commands otherwise now" >&2; exit 1; }
