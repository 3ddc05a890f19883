#!/bin/sh
# falcon 4.4.0 with routes for a list, `/books`, and its items, `/books/{id}`: with a slash at its end the list's address
# is no unknown path and no other spelling of the list, but an item whose id is empty. GET of it is answered by the item's
# code, and POST with 405, though the list has POST and `/books` takes it. Without the route for items it is a 404; an
# option that is off by default makes it the list.
# Seen with Python 3.11, falcon's own test client:
#   GET /books 200 list, POST /books 200 made
#   GET /books/ 200 item '', POST /books/ 405
#   without items: GET /books/ 404, POST /books/ 404
#   with strip_url_path_trailing_slash: GET /books/ 200 list, POST /books/ 200 made
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check falcon==4.4.0
cat >"$folder/ask.py" <<'PROGRAM'
import falcon
from falcon.testing import TestClient


class List:
    def on_get(self, req, resp):
        resp.text = "list"

    def on_post(self, req, resp):
        resp.text = "made"


class Item:
    def on_get(self, req, resp, id):
        resp.text = f"item {id!r}"


def ask(app, path):
    said = []
    for method in ("GET", "POST"):
        result = TestClient(app).simulate_request(method, path)
        said.append(f"{method} {path} {result.status_code}" + (f" {result.text}" if result.status_code == 200 else ""))
    return ", ".join(said)


app = falcon.App()
app.add_route("/books", List())
app.add_route("/books/{id}", Item())
print(ask(app, "/books"))
print(ask(app, "/books/"))
bare = falcon.App()
bare.add_route("/books", List())
print(f"without items: {ask(bare, '/books/')}")
app.req_options.strip_url_path_trailing_slash = True
print(f"with strip_url_path_trailing_slash: {ask(app, '/books/')}")
PROGRAM
seen=$("$folder/venv/bin/python" "$folder/ask.py")
echo "$seen"
[ "$seen" = "GET /books 200 list, POST /books 200 made
GET /books/ 200 item '', POST /books/ 405
without items: GET /books/ 404, POST /books/ 404
with strip_url_path_trailing_slash: GET /books/ 200 list, POST /books/ 200 made" ] || { echo "falcon takes such a path otherwise now" >&2; exit 1; }
