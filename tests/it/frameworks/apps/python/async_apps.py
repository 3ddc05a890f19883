"""The frameworks that share a loop: each app is served as its framework does it."""

import asyncio

import uvicorn
from aiohttp import web as aiohttp
from fastapi import FastAPI, HTTPException
from litestar import Litestar, delete, get, post, put
from litestar.exceptions import NotFoundException
from sanic import Sanic
from sanic import json as sanic_json
from sanic.exceptions import NotFound as SanicNotFound
from sanic.response import empty
from starlette.applications import Starlette
from starlette.exceptions import HTTPException as StarletteException
from starlette.responses import JSONResponse
from starlette.responses import Response as StarletteResponse
from starlette.routing import Route
from tornado import httpserver, web

from data import find, stock


def fastapi(detail):
    """GET, PUT and DELETE of one path are declared apart, as everybody does."""
    app, things = FastAPI(), stock()

    def thing(kind, number):
        found = find(things[kind], number)
        if found is None:
            raise HTTPException(404, detail)
        return found

    @app.get("/items")
    def items():
        return list(things["items"].values())

    @app.post("/items", status_code=201)
    def add():
        return {"id": 3}

    @app.get("/items/{number}")
    def item(number: int):
        return thing("items", number)

    @app.put("/items/{number}")
    def replace(number: int):
        return thing("items", number)

    @app.delete("/items/{number}", status_code=204)
    def remove(number: int):
        thing("items", number)

    @app.post("/items/{number}/copies", status_code=201)
    def copy(number: int):
        thing("items", number)
        return {"id": 3}

    @app.get("/notes")
    def notes():
        return list(things["notes"].values())

    @app.get("/notes/{number}")
    def note(number: int):
        return thing("notes", number)

    return app


def starlette():
    things = stock()

    def thing(kind, request):
        found = find(things[kind], request.path_params["number"])
        if found is None:
            raise StarletteException(404)
        return found

    def everything(kind):
        return lambda request: JSONResponse(list(things[kind].values()))

    def one(kind):
        return lambda request: JSONResponse(thing(kind, request))

    def remove(request):
        thing("items", request)
        return StarletteResponse(status_code=204)

    def copy(request):
        thing("items", request)
        return JSONResponse({"id": 3}, 201)

    return Starlette(
        routes=[
            Route("/items", everything("items")),
            Route("/items", lambda request: JSONResponse({"id": 3}, 201), methods=["POST"]),
            Route("/items/{number}", one("items")),
            Route("/items/{number}", one("items"), methods=["PUT"]),
            Route("/items/{number}", remove, methods=["DELETE"]),
            Route("/items/{number}/copies", copy, methods=["POST"]),
            Route("/notes", everything("notes")),
            Route("/notes/{number}", one("notes")),
        ]
    )


def litestar(detail):
    things = stock()

    def thing(kind, number):
        found = find(things[kind], number)
        if found is None:
            raise NotFoundException(detail)
        return found

    @get("/items", sync_to_thread=False)
    def items() -> list[dict]:
        return list(things["items"].values())

    @post("/items", sync_to_thread=False)
    def add() -> dict:
        return {"id": 3}

    @get("/items/{number:int}", sync_to_thread=False)
    def item(number: int) -> dict:
        return thing("items", number)

    @put("/items/{number:int}", sync_to_thread=False)
    def replace(number: int) -> dict:
        return thing("items", number)

    @delete("/items/{number:int}", sync_to_thread=False)
    def remove(number: int) -> None:
        thing("items", number)

    @post("/items/{number:int}/copies", sync_to_thread=False)
    def copy(number: int) -> dict:
        thing("items", number)
        return {"id": 3}

    @get("/notes", sync_to_thread=False)
    def notes() -> list[dict]:
        return list(things["notes"].values())

    @get("/notes/{number:int}", sync_to_thread=False)
    def note(number: int) -> dict:
        return thing("notes", number)

    return Litestar([items, add, item, replace, remove, copy, notes, note], openapi_config=None)


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

    class One(web.RequestHandler):
        def get(self, kind, number):
            found = find(things[kind], number)
            if found is None:
                raise web.HTTPError(404)
            self.write(found)

    class Item(One):
        put = One.get

        def delete(self, kind, number):
            self.get(kind, number)
            self.clear()
            self.set_status(204)

    class Copies(One):
        def post(self, kind, number):
            self.get(kind, number)
            self.set_status(201)

        get = One.get

    class OnlyCopies(Copies):
        def prepare(self):
            if self.request.method != "POST":
                raise web.HTTPError(405)

    return web.Application(
        [
            (r"/(items)", Items),
            (r"/(items)/(\d+)", Item),
            (r"/(items)/(\d+)/copies", OnlyCopies),
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


ASGI = {
    "fastapi": lambda: fastapi(None),
    "fastapi-detail": lambda: fastapi("No such thing"),
    "starlette": starlette,
    "litestar": lambda: litestar(""),
    "litestar-detail": lambda: litestar("No such thing"),
}
SANIC = {"sanic": lambda: sanic(None), "sanic-message": lambda: sanic("No such thing")}


async def serve(name, listener):
    if name in ASGI:
        config = uvicorn.Config(ASGI[name](), log_level="critical", lifespan="off", timeout_keep_alive=60)
        await uvicorn.Server(config).serve(sockets=[listener])
    elif name in SANIC:
        server = await SANIC[name]().create_server(sock=listener, return_asyncio_server=True, access_log=False)
        await server.startup()
        await server.serve_forever()
    elif name == "tornado":
        server = httpserver.HTTPServer(tornado())
        listener.setblocking(False)
        server.add_socket(listener)
    elif name == "aiohttp":
        runner = aiohttp.AppRunner(aiohttp_app(), access_log=None)
        await runner.setup()
        await aiohttp.SockSite(runner, listener).start()
    await asyncio.Event().wait()
