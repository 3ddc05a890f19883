"""Runs Understudy, and a program that asks it, in the network of this process, of which only the loopback is to be there:
own_network.py UNDERSTUDY COLLECTION PROGRAM..."""

import ctypes
import fcntl
import json
import signal
import socket
import struct
import subprocess
import sys

# <linux/sockios.h>, <linux/if.h>, <linux/prctl.h>
SIOCSIFFLAGS = 0x8914
IFF_UP = 1
PR_SET_PDEATHSIG = 1


def set_loopback_up():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP))


def end_with_parent():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def try_the_way_out():
    """Says what comes of it as a client does. The address is one of those that are nobody's (RFC 5737)."""
    line = {"client": "the network", "call": "a way out"}
    try:
        socket.create_connection(("192.0.2.1", 80), timeout=10).close()
        line |= {"ok": True, "got": None}
    except OSError as error:
        line |= {"ok": False, "got": error.strerror}
    print(json.dumps(line), flush=True)


def main(understudy, collection, program):
    set_loopback_up()
    try_the_way_out()
    command = [understudy, "run", "--collection", collection, "--listen", "127.0.0.1:8080", "--log", "warn"]
    serving = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, preexec_fn=end_with_parent)
    for line in serving.stdout:
        if line.startswith("Route "):
            break
    asked = subprocess.run([*program, "http://127.0.0.1:8080"], preexec_fn=end_with_parent)
    serving.kill()
    sys.exit(asked.returncode)


main(sys.argv[1], sys.argv[2], sys.argv[3:])
