import flask

import threaded
from data import find, stock


def build(missing):
    app = flask.Flask(__name__)
    things = stock()

    def thing(kind, number):
        return find(things[kind], number) or missing()

    @app.get("/items")
    def items():
        return list(things["items"].values())

    @app.post("/items")
    def add():
        return {"id": 3}, 201

    @app.route("/items/<int:number>", methods=["GET", "PUT"])
    def item(number):
        return thing("items", number)

    @app.delete("/items/<int:number>")
    def remove(number):
        thing("items", number)
        return "", 204

    @app.post("/items/<int:number>/copies")
    def copy(number):
        thing("items", number)
        return {"id": 3}, 201

    @app.get("/notes")
    def notes():
        return list(things["notes"].values())

    @app.get("/notes/<int:number>")
    def note(number):
        return thing("notes", number)

    return app


def missing_in_json():
    flask.abort(flask.make_response({"error": "No such thing"}, 404))


APPS = {"flask": lambda: build(lambda: flask.abort(404)), "flask-json": lambda: build(missing_in_json)}


async def serve(name, listener):
    await threaded.serve(APPS[name](), listener)
