# SPDX-License-Identifier: GPL-2.0-or-later
"""Reads the connections of a namespace over netlink, as text without what depends on time."""
import socket
import struct

import nfdump

CTNETLINK, GET = 1, 1
ORIG, REPLY, STATUS, PROTOINFO, HELP, MARK, COUNT_ORIG, COUNT_REPLY, ZONE, LABELS = 1, 2, 3, 4, 5, 8, 9, 10, 18, 22
TUPLE_IP, TUPLE_PROTO, TUPLE_ZONE = 1, 2, 3
PROTO_PORTS, PROTO_ICMP = {2: "sport", 3: "dport"}, {4: "id", 5: "type", 6: "code", 7: "id", 8: "type", 9: "code"}
SRC_NAT = 1 << 4


def number(data):
    return int.from_bytes(data, "big")


def one_tuple(data):
    """{"src", "dst", "proto", ...} of a tuple."""
    got, out = dict(nfdump.attributes(data)), {}
    for kind, value in nfdump.attributes(got[TUPLE_IP]):
        family = socket.AF_INET if len(value) == 4 else socket.AF_INET6
        out["src" if kind in (1, 3) else "dst"] = socket.inet_ntop(family, value)
    for kind, value in nfdump.attributes(got[TUPLE_PROTO]):
        name = "proto" if kind == 1 else PROTO_PORTS.get(kind) or PROTO_ICMP.get(kind)
        out[name] = number(value)
    if TUPLE_ZONE in got:
        out["zone"] = number(got[TUPLE_ZONE])
    return out


def entry(body, ports):
    """One connection as text. A source port, or ICMP id, that NAT has changed may have been picked at random, from
    those that ports.Ports allows."""
    got = dict(nfdump.attributes(body))
    there, back, status = one_tuple(got[ORIG]), one_tuple(got[REPLY]), number(got.get(STATUS, b""))
    translated = status & SRC_NAT
    if ports.random:        # a port that chance leaves as it was is no translation
        translated, status = True, status & ~SRC_NAT
    if translated:
        for field, other in (("sport", "dport"), ("id", "id")):
            if field in there and other in back and (ports.random or there[field] != back[other]):
                moved = field == "sport" and there["src"] != back["dst"]
                back[other] = "changed" if not moved or ports.allowed(back["dst"], back[other]) else "%d (not allowed)" % back[other]
    text = [" ".join("%s=%s" % item for item in t.items()) for t in (there, back)] + ["status=%#x" % status]
    for kind, name in ((MARK, "mark"), (ZONE, "zone")):
        if number(got.get(kind, b"")):
            text.append("%s=%#x" % (name, number(got[kind])))
    if HELP in got:
        text.append("helper=" + nfdump.text(dict(nfdump.attributes(got[HELP])).get(1, b"?")))
    for kind, name in ((COUNT_ORIG, "there"), (COUNT_REPLY, "back")):
        if kind in got:
            text.append(name + "=%d:%d" % tuple(number(v) for k, v in nfdump.attributes(got[kind]) if k in (1, 2)))
    if PROTOINFO in got:
        for kind, value in nfdump.attributes(got[PROTOINFO]):
            inner = dict(nfdump.attributes(value))
            if kind == 1 and 1 in inner:
                text.append("tcp=%d" % inner[1][0])
    return " ".join(text)


def connections(v6, ports):
    """All of a family, sorted."""
    out = []
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, nfdump.NETLINK_NETFILTER) as s:
        s.bind((0, 0))
        body = struct.pack("=BBH", 10 if v6 else 2, 0, 0)
        s.send(struct.pack("=IHHII", 16 + len(body), CTNETLINK << 8 | GET, 1 | nfdump.DUMP, 1, 0) + body)
        for message in nfdump.messages(s):
            out.append(entry(message[4:], ports))
    return sorted(out)


def flush_request():
    body = struct.pack("=BBH", socket.AF_UNSPEC, 0, 0)
    return struct.pack("=IHHII", 16 + len(body), CTNETLINK << 8 | 2, 5, 1, 0) + body
