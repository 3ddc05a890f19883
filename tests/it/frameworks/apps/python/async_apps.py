"""The frameworks that share a loop: each app is served as its framework does it."""

import asyncio

import uvicorn

import asgi_apps
import own_servers


async def serve(name, listener):
    if name in asgi_apps.APPS:
        app = asgi_apps.APPS[name]()
        config = uvicorn.Config(app, log_level="critical", lifespan="off", timeout_keep_alive=60)
        await uvicorn.Server(config).serve(sockets=[listener])
    else:
        build, serve_app = own_servers.APPS[name]
        await serve_app(build(), listener)
    await asyncio.Event().wait()
