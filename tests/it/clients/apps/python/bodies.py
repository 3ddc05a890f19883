"""Bodies as HTTP clients write them: forms, multipart with a file, compressed JSON."""

import asyncio
import gzip
import json

import httpx
import requests
from checks import BASE, check

FIELDS = {"drink": "coffee", "size": "very large & strong"}
KIND = {"kind": "receipt", "note": "tea, “hot”"}
FILE = {"document": ("receipt.txt", b"1 tea", "text/plain")}
EVENT = gzip.compress(json.dumps({"source": {"number": 1, "name": "till"}, "kind": "refund"}).encode())
COMPRESSED = {"content-type": "application/json", "content-encoding": "gzip"}


def chunks():
    for at in range(0, len(EVENT), 20):
        yield EVENT[at : at + 20]


def answer(response):
    response.raise_for_status()
    return {"status": response.status_code, "data": response.json()}


def refused(error):
    return {"type": type(error).__name__, "status": error.response.status_code, "data": error.response.json()}


def ask_all(name, post, content):
    check(name, "form", lambda: answer(post(f"{BASE}/orders", data=FIELDS)))
    check(name, "multipart", lambda: answer(post(f"{BASE}/documents", data=KIND, files=FILE)))
    check(name, "gzip", lambda: answer(post(f"{BASE}/events", headers=COMPRESSED, **{content: EVENT})))
    check(name, "gzip in chunks", lambda: answer(post(f"{BASE}/events", headers=COMPRESSED, **{content: chunks()})))
    check(name, "refused", lambda: answer(post(f"{BASE}/orders", data={"drink": "cocoa", "size": "large"})), refused)


async def asynchronously():
    async with httpx.AsyncClient() as client:
        return answer(await client.post(f"{BASE}/documents", data=KIND, files=FILE))


ask_all("requests", requests.post, "data")
ask_all("httpx", httpx.post, "content")
check("httpx", "multipart, asynchronously", lambda: asyncio.run(asynchronously()))
