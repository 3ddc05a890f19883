"""The frameworks that bring a server of their own."""

from aiohttp import web as aiohttp
from sanic import Sanic
from sanic import json as sanic_json
from sanic.exceptions import NotFound as SanicNotFound
from sanic.response import empty
from tornado import httpserver, web

from data import find, stock


def sanic(message):
    app, things = Sanic("understudy_" + ("message" if message else "bare")), stock()
    # It rewrites its own code for the first app of a process, and fails at the second.
    app.config.TOUCHUP = False

    def thing(kind, number):
        found = find(things[kind], number)
        if found is None:
            raise SanicNotFound(message) if message else SanicNotFound
        return found

    @app.get("/items")
    async def items(request):
        return sanic_json(list(things["items"].values()))

    @app.post("/items")
    async def add(request):
        return sanic_json({"id": 3}, 201)

    @app.route("/items/<number:int>", methods=["GET", "PUT"])
    async def item(request, number):
        return sanic_json(thing("items", number))

    @app.delete("/items/<number:int>")
    async def remove(request, number):
        thing("items", number)
        return empty()

    @app.post("/items/<number:int>/copies")
    async def copy(request, number):
        thing("items", number)
        return sanic_json({"id": 3}, 201)

    @app.get("/notes")
    async def notes(request):
        return sanic_json(list(things["notes"].values()))

    @app.get("/notes/<number:int>")
    async def note(request, number):
        return sanic_json(thing("notes", number))

    return app


def tornado():
    things = stock()

    class All(web.RequestHandler):
        def get(self, kind):
            self.set_header("content-type", "application/json")
            self.write("[" + ", ".join('{"id": %d}' % number for number in things[kind]) + "]")

    class Items(All):
        def post(self, kind):
            self.set_status(201)
            self.write({"id": 3})

    def thing(kind, number):
        found = find(things[kind], number)
        if found is None:
            raise web.HTTPError(404)
        return found

    class One(web.RequestHandler):
        def get(self, kind, number):
            self.write(thing(kind, number))

    class Item(One):
        put = One.get

        def delete(self, kind, number):
            thing(kind, number)
            self.set_status(204)

    class Copies(web.RequestHandler):
        def post(self, kind, number):
            thing(kind, number)
            self.set_status(201)

    return web.Application(
        [
            (r"/(items)", Items),
            (r"/(items)/(\d+)", Item),
            (r"/(items)/(\d+)/copies", Copies),
            (r"/(notes)", All),
            (r"/(notes)/(\d+)", One),
        ],
        log_function=lambda handler: None,
    )


def aiohttp_app():
    things = stock()

    def thing(kind, request):
        found = find(things[kind], request.match_info["number"])
        if found is None:
            raise aiohttp.HTTPNotFound
        return found

    def everything(kind):
        async def answer(request):
            return aiohttp.json_response(list(things[kind].values()))

        return answer

    def one(kind):
        async def answer(request):
            return aiohttp.json_response(thing(kind, request))

        return answer

    async def add(request):
        return aiohttp.json_response({"id": 3}, status=201)

    async def remove(request):
        thing("items", request)
        return aiohttp.Response(status=204)

    async def copy(request):
        thing("items", request)
        return aiohttp.json_response({"id": 3}, status=201)

    app = aiohttp.Application()
    app.add_routes(
        [
            aiohttp.get("/items", everything("items")),
            aiohttp.post("/items", add),
            aiohttp.get("/items/{number}", one("items")),
            aiohttp.put("/items/{number}", one("items")),
            aiohttp.delete("/items/{number}", remove),
            aiohttp.post("/items/{number}/copies", copy),
            aiohttp.get("/notes", everything("notes")),
            aiohttp.get("/notes/{number}", one("notes")),
        ]
    )
    return app


async def serve_sanic(app, listener):
    server = await app.create_server(sock=listener, return_asyncio_server=True, access_log=False)
    await server.startup()
    await server.serve_forever()


async def serve_tornado(app, listener):
    listener.setblocking(False)
    httpserver.HTTPServer(app).add_socket(listener)


async def serve_aiohttp(app, listener):
    runner = aiohttp.AppRunner(app, access_log=None)
    await runner.setup()
    await aiohttp.SockSite(runner, listener).start()


APPS = {
    "sanic": (lambda: sanic(None), serve_sanic),
    "sanic-message": (lambda: sanic("No such thing"), serve_sanic),
    "tornado": (tornado, serve_tornado),
    "aiohttp": (aiohttp_app, serve_aiohttp),
}
