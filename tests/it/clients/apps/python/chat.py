"""A vendor of language models: openai, whose calls stream or do not."""

import asyncio

from checks import BASE, check
from openai import AsyncOpenAI, OpenAI

ACCESS = {"base_url": f"{BASE}/v1", "api_key": "secret", "max_retries": 0}
client = OpenAI(**ACCESS)
QUESTION = {"model": "small-1", "messages": [{"role": "system", "content": "Be brief"}, {"role": "user", "content": "Hello?"}]}


def ask(call, asked):
    check("openai", call, asked, lambda error: {"type": type(error).__name__, "status": getattr(error, "status_code", None), "code": getattr(error, "code", None)})


def chat(**more):
    answer = client.chat.completions.create(**QUESTION, **more)
    return [answer.id, answer.created, answer.choices[0].message.content, answer.usage.total_tokens]


def piece(chunk):
    return chunk.choices[0].delta.content if chunk.choices[0].finish_reason is None else chunk.choices[0].finish_reason


def streamed():
    return [piece(chunk) for chunk in client.chat.completions.create(**QUESTION, stream=True)]


async def streamed_asynchronously():
    async with AsyncOpenAI(**ACCESS) as client:
        return [piece(chunk) async for chunk in await client.chat.completions.create(**QUESTION, stream=True)]


def put_together():
    with client.chat.completions.stream(**QUESTION, temperature=0.5) as stream:
        return stream.get_final_completion().choices[0].message.content


def embedding(**more):
    return client.embeddings.create(model="embed-1", input="hi", **more).data[0].embedding


def upload():
    file = client.files.create(purpose="fine-tune", file=("lines.jsonl", b"{}"))
    return [file.id, file.purpose, file.bytes]


def deleted():
    gone = client.files.delete("file-77")
    return [gone.id, gone.deleted]


ask("a chat", chat)
ask("a chat, explicitly whole", lambda: chat(stream=False))
ask("a streamed chat", streamed)
ask("a streamed chat, asynchronously", lambda: asyncio.run(streamed_asynchronously()))
ask("a streamed chat, put together", put_together)
ask("too many chats", lambda: chat(extra_headers={"x-mock-response-code": "429"}))
ask("embeddings", embedding)
ask("embeddings as numbers", lambda: embedding(encoding_format="float"))
ask("models", lambda: [model.id for model in client.models.list()])
ask("an upload", upload)
ask("files, page by page", lambda: [file.id for file in client.files.list(limit=2)])
ask("deleted", deleted)
