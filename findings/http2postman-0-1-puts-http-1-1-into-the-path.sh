#!/bin/sh
# http2postman 0.1.0 for Python: in an .http file the request line may end with the version of HTTP and the query may go
# on over indented lines; the files that JetBrains' client and VS Code's REST Client read have both. The converter takes
# the version for a part of the path, and such query lines with all headers after them for a body of type text/plain.
# It counts both as converted and exits with 0.
# Seen with Python 3.11:
#   versioned: GET path ['books HTTP', '1.1'], headers {'Accept': 'application/json'}, body None
#   long: GET path ['books'], headers {'Content-Type': 'text/plain'}, body '    ?page=2\n    &size=5\nAccept: application/json'
#   short: GET path ['books'], headers {'Accept': 'application/json'}, body None
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check http2postman==0.1.0
cat >"$folder/books.http" <<'REQUESTS'
### versioned
GET https://api.example.com/books HTTP/1.1
Accept: application/json

### long
GET https://api.example.com/books
    ?page=2
    &size=5
Accept: application/json

### short
GET https://api.example.com/books
Accept: application/json
REQUESTS
"$folder/venv/bin/http2postman" --quiet "$folder/books.http" -o "$folder/books.json"
cat >"$folder/show.py" <<'PROGRAM'
import json
import sys

for item in json.load(open(sys.argv[1]))["item"]:
    request = item["request"]
    headers = {header["key"]: header["value"] for header in request["header"]}
    body = request.get("body", {}).get("raw")
    print(f"{item['name']}: {request['method']} path {request['url']['path']}, headers {headers}, body {body!r}")
PROGRAM
seen=$(python3 "$folder/show.py" "$folder/books.json")
printf '%s\n' "$seen"
[ "$seen" = "versioned: GET path ['books HTTP', '1.1'], headers {'Accept': 'application/json'}, body None
long: GET path ['books'], headers {'Content-Type': 'text/plain'}, body '    ?page=2\\n    &size=5\\nAccept: application/json'
short: GET path ['books'], headers {'Accept': 'application/json'}, body None" ] ||
    { echo "http2postman reads such files otherwise now" >&2; exit 1; }
