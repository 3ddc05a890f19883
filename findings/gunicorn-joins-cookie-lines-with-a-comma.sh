#!/bin/sh
# gunicorn 27.0.1, given one request with two Cookie lines (what a proxy makes of HTTP/2 cookie crumbs that it does not
# join): HTTP_COOKIE holds both, joined by a comma, where RFC 9113 (8.2.3) wants "; ". What a program then reads depends
# on who parses it. Flask 3.1.3 (Werkzeug) takes the rest of the line for the first cookie's value, so that the second
# cookie is gone without an error.
# Seen with Python 3.11:
#   HTTP_COOKIE a=1,b=2
#   flask {'a': '1,b=2'}
set -eu

folder=$(mktemp -d)
trap 'kill "$server" 2>/dev/null && wait "$server" 2>/dev/null || :; rm -rf "$folder"' EXIT
server=
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check gunicorn==27.0.1 Flask==3.1.3
cat >"$folder/app.py" <<'PROGRAM'
from flask import Flask, request
app = Flask(__name__)
@app.get("/")
def cookies():
    return f"HTTP_COOKIE {request.environ['HTTP_COOKIE']}\nflask {dict(request.cookies)}"
PROGRAM
cd "$folder"
"$folder/venv/bin/gunicorn" --bind unix:"$folder/socket" --log-level error app:app &
server=$!
cat >ask.py <<'PROGRAM'
import socket, sys, time
for _ in range(200):
    try:
        client = socket.socket(socket.AF_UNIX)
        client.connect(sys.argv[1])
        break
    except OSError:
        time.sleep(0.05)
client.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nCookie: a=1\r\nCookie: b=2\r\nConnection: close\r\n\r\n")
answer = b""
while piece := client.recv(4096):
    answer += piece
print(answer.split(b"\r\n\r\n", 1)[1].decode())
PROGRAM
seen=$(python3 ask.py "$folder/socket")
echo "$seen"
[ "$seen" = "HTTP_COOKIE a=1,b=2
flask {'a': '1,b=2'}" ]
