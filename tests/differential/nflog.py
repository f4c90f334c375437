# SPDX-License-Identifier: GPL-2.0-or-later
"""Listens to packet log groups of a namespace: which packets passed a log rule, where and with which mark.

Unlike a dynamic set, which loses an update now and then, a log message that is lost is an error we hear of.
"""
import socket
import struct

import nfdump

ULOG, PACKET, CONFIG = 4, 0, 1
CFG_CMD, CFG_MODE, CFG_BUFFER, CFG_QUEUE = 1, 2, 3, 5
BIND, COPY_PACKET = 1, 2
ERROR = 2
HDR, MARK, IN, OUT, PAYLOAD, PREFIX = 1, 2, 4, 5, 9, 10
SO_RCVBUFFORCE = 33
HEAD = struct.Struct("=IHHIIBBH")
ATTR = struct.Struct("=HH")


class Listener:
    """groups: {group: bytes of a packet that are wanted}. Made inside the namespace."""

    def __init__(self, groups):
        self.sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, nfdump.NETLINK_NETFILTER)
        self.sock.bind((0, 0))
        self.sock.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 1 << 26)
        for group, size in groups.items():
            self.config(group, CFG_CMD, struct.pack("=B", BIND))
            self.config(group, CFG_MODE, struct.pack("!IBB", size, COPY_PACKET, 0))
            self.config(group, CFG_BUFFER, struct.pack("!I", 512))
            self.config(group, CFG_QUEUE, struct.pack("!I", 1))     # each message at once
        self.sock.setblocking(False)

    def config(self, group, kind, value):
        attr = ATTR.pack(4 + len(value), kind) + value
        attr += bytes(-len(attr) % 4)
        body = struct.pack("!BBH", 0, 0, group) + attr
        self.sock.send(struct.pack("=IHHII", 16 + len(body), ULOG << 8 | CONFIG, 5, 1, 0) + body)
        answer = self.sock.recv(1 << 16)
        while struct.unpack_from("=H", answer, 4)[0] != ERROR:      # a group before this one may have logged by now
            answer = self.sock.recv(1 << 16)
        code = struct.unpack_from("=i", answer, 16)[0]
        if code:
            raise OSError(-code, "log group %d refused" % group)

    def read(self):
        """Yields (group, hook, mark, in, out, prefix, packet) of all that came; OSError: some were lost."""
        while True:
            try:
                data = self.sock.recv(1 << 16)
            except BlockingIOError:
                return
            at = 0
            while at + 20 <= len(data):
                length, kind, _, _, _, _, _, group = HEAD.unpack_from(data, at)
                if kind == ULOG << 8 | PACKET:
                    yield message(data, at + 20, at + length, group)
                at += length + 3 & ~3

    def close(self):
        self.sock.close()


def message(data, at, end, group):
    hook = mark = enters = leaves = 0
    prefix = packet = b""
    while at < end:
        length, kind = ATTR.unpack_from(data, at)
        if kind == PAYLOAD:
            packet = data[at + 4:at + length]
        elif kind == PREFIX:
            prefix = data[at + 4:at + length - 1]
        elif kind == HDR:
            hook = data[at + 6]
        elif kind == MARK:
            mark = int.from_bytes(data[at + 4:at + 8], "big")
        elif kind == IN:
            enters = data[at + 7]
        elif kind == OUT:
            leaves = data[at + 7]
        at += length + 3 & ~3
    return socket.ntohs(group), hook, mark, enters, leaves, prefix, packet
