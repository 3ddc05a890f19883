#!/bin/sh
# gql 4.4.0 for Python: `RequestsHTTPTransport(url, method="GET")` sends the query as JSON in the body of the GET, and
# nothing in the address. GraphQL over HTTP has it in the address, where Apollo Client, urql and graphql-request put it;
# a server that follows that sees a GET without a query.
# Seen with Python 3.11.2:
#   GET /graphql, body {"query": "{\n  a\n}"}
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check gql==4.4.0 graphql-core==3.3.2 requests==2.34.2 requests-toolbelt==1.0.0
cat >"$folder/ask.py" <<'PROGRAM'
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from gql import Client, gql
from gql.transport.requests import RequestsHTTPTransport


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        body = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
        print(f"GET {self.path}, body {body}")
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.end_headers()
        self.wfile.write(b'{"data": {"a": 1}}')

    def log_message(self, *arguments):
        pass


server = HTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
transport = RequestsHTTPTransport(url=f"http://127.0.0.1:{server.server_port}/graphql", method="GET")
Client(transport=transport).execute(gql("{ a }"))
PROGRAM
seen=$("$folder/venv/bin/python" "$folder/ask.py")
printf '%s\n' "$seen"
[ "$seen" = 'GET /graphql, body {"query": "{\n  a\n}"}' ]
