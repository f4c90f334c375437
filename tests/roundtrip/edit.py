# SPDX-License-Identifier: GPL-2.0-or-later
"""Changes rules behind the tool's back: a rule gets the userdata of another one, over netlink."""
import socket
import struct

import nfdump

USERDATA, NEWRULE, REPLACE, ACK = 7, 6, 0x100, 4
BATCH_BEGIN, BATCH_END = 16, 17


def raw_rules(family):
    """[(table, chain, handle, expressions, userdata)] as bytes."""
    out = []
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, nfdump.NETLINK_NETFILTER) as s:
        s.bind((0, 0))
        body = struct.pack("=BBH", nfdump.NFPROTO[family], 0, 0)
        s.send(struct.pack("=IHHII", 16 + len(body), nfdump.NFNL_NFTABLES << 8 | nfdump.GETRULE, 1 | nfdump.DUMP, 1, 0) + body)
        for message in nfdump.messages(s):
            got = dict(nfdump.attributes(message[4:]))
            out.append((got[nfdump.RULE_TABLE], got[nfdump.RULE_CHAIN], got[nfdump.RULE_HANDLE],
                        got.get(nfdump.RULE_EXPRESSIONS, b""), got.get(USERDATA, b"")))
    return out


def attribute(kind, data):
    return struct.pack("=HH", 4 + len(data), kind) + data + bytes(-len(data) % 4)


def message(kind, flags, seq, family, resource, body):
    return struct.pack("=IHHIIBBH", 20 + len(body), kind, 1 | flags, seq, 0, family, 0, socket.htons(resource)) + body


def replace(family, rule, userdata):
    """Replaces a rule of raw_rules by itself with this userdata; False: the kernel refuses to take it back."""
    table, chain, handle, expressions, _ = rule
    body = (attribute(nfdump.RULE_TABLE, table) + attribute(nfdump.RULE_CHAIN, chain) +
            attribute(nfdump.RULE_HANDLE, handle) + attribute(nfdump.RULE_EXPRESSIONS | 0x8000, expressions))
    if userdata:
        body += attribute(USERDATA, userdata)
    batch = (message(BATCH_BEGIN, 0, 1, 0, nfdump.NFNL_NFTABLES, b"") +
             message(nfdump.NFNL_NFTABLES << 8 | NEWRULE, REPLACE | ACK, 2, nfdump.NFPROTO[family], 0, body) +
             message(BATCH_END, 0, 3, 0, nfdump.NFNL_NFTABLES, b""))
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, nfdump.NETLINK_NETFILTER) as s:
        s.bind((0, 0))
        s.send(batch)
        answer = s.recv(65536)
        return struct.unpack_from("=i", answer, 16)[0] == 0


def meaning(expressions):
    """Expressions as bytes without what changes by itself or says nothing: counters, comments, and the bytes of xt
    extensions, which some plugins fill differently when a default is spelled out (they print the same)."""
    out = []
    for _, data in nfdump.attributes(expressions):
        got = dict(nfdump.attributes(data))
        name, body = nfdump.text(got.get(nfdump.EXPR_NAME, b"")), got.get(nfdump.EXPR_DATA, b"")
        if name in ("match", "target"):
            body = dict(nfdump.attributes(body))
            body = body[1], body[2]         # name and revision
        if name != "match" or body[0] != b"comment\0":
            out.append((name, b"" if name in ("counter", "quota") else body))
    return out
