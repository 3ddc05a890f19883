"""Serves `app` of a module by gunicorn with one sync worker: serve_gunicorn.py MODULE NAME

Prints `NAME PORT`, then `ready`, and ends when its standard input does."""

import importlib
import os
import signal
import socket
import sys
import threading

from gunicorn.app.base import BaseApplication


def end_with_input():
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


class Application(BaseApplication):
    def __init__(self, module, listener):
        self.module, self.listener = module, listener
        super().__init__()

    def load_config(self):
        self.cfg.set("bind", f"fd://{self.listener.fileno()}")
        self.cfg.set("worker_class", "sync")
        self.cfg.set("workers", 1)
        self.cfg.set("loglevel", "critical")
        self.cfg.set("when_ready", lambda _: threading.Thread(target=end_with_input, daemon=True).start())

    def load(self):
        return importlib.import_module(self.module).app


if __name__ == "__main__":
    listener = socket.create_server(("127.0.0.1", 0), backlog=256)
    listener.set_inheritable(True)
    print(sys.argv[2], listener.getsockname()[1], flush=True)
    print("ready", flush=True)
    Application(sys.argv[1], listener).run()
