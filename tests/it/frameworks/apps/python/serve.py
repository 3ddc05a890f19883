"""Serves the apps of one module that are named in the arguments, each on a port of its own: serve.py MODULE NAME...

Prints `NAME PORT` for each, then `ready`, and ends when its standard input does."""

import asyncio
import importlib
import logging
import os
import signal
import socket
import sys
import threading


def end_with_input():
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGKILL)


logging.disable(logging.CRITICAL)


async def main(module, names):
    serving = []
    for name in names:
        listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        serving.append(module.serve(name, listener))
        print(name, listener.getsockname()[1], flush=True)
    print("ready", flush=True)
    await asyncio.gather(*serving)


if __name__ == "__main__":
    threading.Thread(target=end_with_input, daemon=True).start()
    asyncio.run(main(importlib.import_module(sys.argv[1]), sys.argv[2:]))
