"""GraphQL: gql, on requests and on httpx."""

from checks import BASE, check
from gql import Client, GraphQLRequest, gql
from gql.transport.exceptions import TransportQueryError
from gql.transport.httpx import HTTPXTransport
from gql.transport.requests import RequestsHTTPTransport

URL = f"{BASE}/graphql"
BOOKS = "query Books($first: Int) { books(first: $first) { id title } }"
BOOK = """
fragment Card on Book { price title id }
query Book($id: ID!) { book(id: $id) { __typename author { name } ...Card } }"""
ADD_REVIEW = "mutation AddReview($review: ReviewInput!) { addReview(review: $review) { id stars } }"
VIEWER = "{ viewer { name } }"


def said(error):
    if isinstance(error, TransportQueryError):
        return {"errors": error.errors, "data": error.data}
    return f"{type(error).__name__}: {error}"


def request(query, **variables):
    return GraphQLRequest(query, variable_values=variables)


def ask_all(name, transport):
    def ask(call, query, **variables):
        check(name, call, lambda: posting.execute(request(query, **variables)), said)

    posting = Client(transport=transport(url=URL))
    ask("query", BOOKS, first=3)
    ask("fragments", BOOK, id="2")
    ask("mutation", ADD_REVIEW, review={"tags": ["sea"], "stars": 1, "book": "1"})
    ask("errors", BOOK, id="404")
    batch = [request(VIEWER), request(BOOK, id="1"), request(BOOKS, first=2)]
    check(name, "batch", lambda: posting.execute_batch(batch), said)


ask_all("gql on requests", RequestsHTTPTransport)
ask_all("gql on httpx", HTTPXTransport)
