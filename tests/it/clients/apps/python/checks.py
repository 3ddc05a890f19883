"""What a client got, a line of JSON for each call.

No socket of this process leads anywhere but to this machine: a client that is led away says so as an error, and
nothing leaves."""

import datetime
import decimal
import json
import sys
import uuid

HERE = ("localhost", "127.0.0.1", None)


def stay_here(event, arguments):
    host = None
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event in ("socket.connect", "socket.sendto") and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    if isinstance(host, bytes):
        host = host.decode()
    if host not in HERE:
        raise PermissionError(f"led away to {host}")


sys.addaudithook(stay_here)

# Where Understudy serves: `http://127.0.0.1:PORT`.
BASE = sys.argv[1]


def name_and_message(error):
    return f"{type(error).__name__}: {error}"


def check(client, call, ask, describe_error=name_and_message):
    """Asks, and prints what the client gave or, where it raised, its error as `describe_error` puts it."""
    try:
        line = {"client": client, "call": call, "ok": True, "got": describe(ask())}
    except Exception as error:  # noqa: BLE001: whatever a client raises is what it got
        line = {"client": client, "call": call, "ok": False, "got": describe(describe_error(error))}
    print(json.dumps(line), flush=True)


def describe(value):
    """Values that JSON has no type for say their type."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, dict):
        return {str(key): describe(member) for key, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [describe(member) for member in value]
    if isinstance(value, bytes):
        return {"bytes": value.hex()}
    if isinstance(value, (datetime.date, datetime.time)):
        return {type(value).__name__: value.isoformat()}
    if isinstance(value, (decimal.Decimal, uuid.UUID)):
        return {type(value).__name__: str(value)}
    return {"type": type(value).__name__}
