"""Serves WSGI as `flask run` does, in threads."""

import asyncio

from werkzeug.serving import WSGIRequestHandler, make_server


class KeepingAlive(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"


async def serve(app, listener):
    server = make_server(
        *listener.getsockname(), app, threaded=True, fd=listener.fileno(), request_handler=KeepingAlive
    )
    await asyncio.to_thread(server.serve_forever)
