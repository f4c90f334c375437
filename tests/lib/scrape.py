#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
r"""scrape.py WHERE [REQUEST] [--hold SECONDS] [--slow]: connects to a path or a port of 127.0.0.1, sends REQUEST (with \r
and \n as such; the usual one if there is none) and prints what comes. --hold: waits so long before it sends anything.
--slow: sends it, and never reads; prints how many whole seconds it took until the other side had enough, 20 at most."""
import argparse
import codecs
import select
import socket
import sys
import time

ap = argparse.ArgumentParser()
ap.add_argument("where")
ap.add_argument("request", nargs="?", default=r"GET /metrics HTTP/1.0\r\n\r\n")
ap.add_argument("--hold", type=float, default=0)
ap.add_argument("--slow", action="store_true")
args = ap.parse_args()
if "/" in args.where:
    s = socket.socket(socket.AF_UNIX)
    s.connect(args.where)
else:
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    s.connect(("127.0.0.1", int(args.where)))
begin = time.monotonic()
time.sleep(args.hold)
try:
    s.sendall(codecs.decode(args.request, "unicode_escape").encode("latin-1"))
    if args.slow:
        p = select.poll()
        p.register(s, select.POLLHUP | select.POLLERR)
        p.poll(20000)
        print(int(time.monotonic() - begin))
        sys.exit()
    while True:
        data = s.recv(65536)
        if not data:
            break
        sys.stdout.buffer.write(data)
except (BrokenPipeError, ConnectionResetError):
    pass
