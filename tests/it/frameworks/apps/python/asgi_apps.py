"""The frameworks that speak ASGI."""

from fastapi import FastAPI, HTTPException
from litestar import Litestar, delete, get, post, put
from litestar.exceptions import NotFoundException
from starlette.applications import Starlette
from starlette.exceptions import HTTPException as StarletteException
from starlette.responses import JSONResponse
from starlette.responses import Response as StarletteResponse
from starlette.routing import Route

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


APPS = {
    "fastapi": lambda: fastapi(None),
    "fastapi-detail": lambda: fastapi("No such thing"),
    "starlette": starlette,
    "litestar": lambda: litestar(""),
    "litestar-detail": lambda: litestar("No such thing"),
}
