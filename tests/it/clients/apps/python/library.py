"""A client that openapi-python-client writes from an OpenAPI document, now: it raises for a status that the document
does not name, and makes dates and UUIDs of texts."""

import contextlib
import sys
import tempfile
from pathlib import Path

import attrs
from checks import BASE, check
from openapi_python_client.cli import app

DOCUMENT = Path(__file__).with_name("library.openapi.json")


def generate(folder):
    config = folder / "config.yml"
    config.write_text("post_hooks: []\n")
    client = folder / "client"
    arguments = ["generate", "--path", str(DOCUMENT), "--config", str(config), "--output-path", str(client)]
    with contextlib.redirect_stdout(None):
        app(arguments, standalone_mode=False)
    sys.path.insert(0, str(client))


def ask_all():
    from library_client import Client
    from library_client.api.books import create_book, delete_book, get_book, lend_book, list_books, replace_book
    from library_client.models import NewBook

    def kinds(parsed):
        """The type of every member, and of every entry of a list."""
        if attrs.has(type(parsed)):
            return {name: kinds(value) for name, value in attrs.asdict(parsed, recurse=False).items()}
        if isinstance(parsed, list):
            return [kinds(entry) for entry in parsed]
        return type(parsed).__name__

    def ask(call, endpoint, *path, **more):
        def asked():
            response = endpoint.sync_detailed(*path, client=client, **more)
            return {"status": int(response.status_code), type(response.parsed).__name__: kinds(response.parsed)}

        check("openapi-python-client", call, asked)

    client = Client(base_url=f"{BASE}/api", raise_on_unexpected_status=True)
    new = NewBook(title="Emma", price=9.5)
    ask("created", create_book, body=new)
    ask("a book", get_book, 7)
    ask("replaced", replace_book, 7, body=new)
    ask("deleted", delete_book, 7)
    ask("lent", lend_book, 7)
    ask("books", list_books)
    ask("books, by parameters", list_books, available=False, limit=2)
    client = client.with_headers({"x-mock-response-code": "404"})
    ask("no such book", get_book, 7)


with tempfile.TemporaryDirectory() as folder:
    generate(Path(folder))
    ask_all()
