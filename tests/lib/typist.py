#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""typist.py COMMAND...: types stdin into COMMAND on a terminal, a line at a time when the prompt ("> ")
stands there, and prints what the terminal shows. In the input \\t \\x03 \\x04 are keys; a line that
ends in a key gets no Enter."""
import os
import pty
import select
import sys
import time

KEYS = (b"\t", b"\x03", b"\x04")


def read_more(fd, seen, limit, prompt):
    """Reads until the prompt comes (or, without one to wait for, nothing more). False: it has ended."""
    start, end, quiet = len(seen), time.monotonic() + limit, 0
    while time.monotonic() < end:
        if prompt and seen[start:].endswith(b"> "):
            return True
        if not select.select([fd], [], [], 0.05)[0]:
            quiet += 1
            if not prompt and quiet > 3 and len(seen) > start:
                return True
            continue
        quiet = 0
        try:
            data = os.read(fd, 65536)
        except OSError:
            return False
        if not data:
            return False
        seen += data
    return True


def main():
    lines = sys.stdin.read().splitlines()
    pid, fd = pty.fork()
    if pid == 0:
        os.environ["TERM"] = "dumb"
        os.execvp(sys.argv[1], sys.argv[1:])
    seen = bytearray()
    alive = read_more(fd, seen, 20, True)
    for line in lines:
        if not alive:
            break
        keys = line.encode().decode("unicode_escape").encode("latin-1")
        os.write(fd, keys if keys.endswith(KEYS) else keys + b"\n")
        alive = read_more(fd, seen, 20, not keys.endswith(b"\t"))
    if alive:
        os.write(fd, b"\x03\x04")
        read_more(fd, seen, 5, False)
    _, status = os.waitpid(pid, 0)
    sys.stdout.buffer.write(bytes(seen).replace(b"\r\n", b"\n").replace(b"\a", b""))
    return os.waitstatus_to_exitcode(status)


sys.exit(main())
