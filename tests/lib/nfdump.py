# SPDX-License-Identifier: GPL-2.0-or-later
"""Reads rules straight from nf_tables over netlink, to see which expressions a rule is made of."""
import socket
import struct

NFPROTO = {"ip": 2, "ip6": 10}
NETLINK_NETFILTER, NFNL_NFTABLES, GETRULE, DUMP = 12, 10, 7, 0x300
RULE_TABLE, RULE_CHAIN, RULE_HANDLE, RULE_EXPRESSIONS = 1, 2, 3, 4
EXPR_NAME, EXPR_DATA, COMPAT_NAME = 1, 2, 1
NLMSG_ERROR, NLMSG_DONE = 2, 3


def attributes(data):
    """Yields (type, payload); stops at what is cut."""
    while len(data) >= 4:
        length, kind = struct.unpack("=HH", data[:4])
        if length < 4 or length > len(data):
            return
        yield kind & 0x3fff, data[4:length]
        data = data[(length + 3) & ~3:]


def text(data):
    return data.split(b"\0")[0].decode("utf-8", "replace")


def messages(sock):
    """Yields the payload of each message of a dump."""
    while True:
        data = sock.recv(1 << 17)
        while len(data) >= 16:
            length, kind = struct.unpack("=IH", data[:6])
            if kind == NLMSG_DONE:
                return
            if kind == NLMSG_ERROR:
                code = struct.unpack("=i", data[16:20])[0]
                raise OSError(-code, "netlink dump refused")
            yield data[16:length]
            data = data[(length + 3) & ~3:]


def rules(family):
    """Yields (table, chain, handle, [expression]); an expression is its name, and for the
    compat ones "match NAME" or "target NAME"."""
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_NETFILTER) as s:
        s.bind((0, 0))
        body = struct.pack("=BBH", NFPROTO[family], 0, 0)
        s.send(struct.pack("=IHHII", 16 + len(body), NFNL_NFTABLES << 8 | GETRULE, 1 | DUMP, 1, 0) + body)
        for message in messages(s):
            got = dict(attributes(message[4:]))
            yield (text(got[RULE_TABLE]), text(got[RULE_CHAIN]), struct.unpack(">Q", got[RULE_HANDLE])[0],
                   [expression(e) for _, e in attributes(got.get(RULE_EXPRESSIONS, b""))])


def expression(data):
    got = dict(attributes(data))
    name = text(got[EXPR_NAME])
    if name in ("match", "target"):
        inner = dict(attributes(got.get(EXPR_DATA, b"")))
        return "%s %s" % (name, text(inner.get(COMPAT_NAME, b"?")))
    return name


def compat(expressions):
    """The compat expressions among them."""
    return [e for e in expressions if e.split()[0] in ("match", "target")]
