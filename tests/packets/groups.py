# SPDX-License-Identifier: GPL-2.0-or-later
"""The packets that case files name by group: each function gives [(name, [(side, packet)])].

side: "near" enters by the first device, "far" by the second one (a reply in a forwarded flow).
"""
from wire import (ACK, AH, CWR, DSTOPTS, ECE, FIN, HOPOPTS, PSH, ROUTING, RST, SYN, TCP, UDP, URG, ICMP,
                  ICMP6, Ends)

TCP_PORTS = ((1000, 0), (1000, 22), (1000, 80), (1000, 512), (1000, 513), (1000, 65535), (513, 1), (22, 40000),
             (80, 443), (53, 53), (0, 0), (65535, 8080))
UDP_PORTS = ((5, 53), (53, 9), (1000, 600), (123, 123), (1000, 0), (1000, 65535), (0, 53), (514, 514))
FLAG_SETS = (("null", 0), ("syn", SYN), ("synack", SYN | ACK), ("ack", ACK), ("rst", RST), ("fin", FIN),
             ("finack", FIN | ACK), ("xmas", FIN | PSH | URG), ("synfin", SYN | FIN),
             ("ecn", SYN | ECE | CWR), ("all", 0xff))


def near(name, packet):
    return name, [("near", packet)]


def tcp(e):
    return [near("tcp-%d-%d" % p, e.tcp(*p)) for p in TCP_PORTS]


def udp(e):
    return [near("udp-%d-%d" % p, e.udp(*p)) for p in UDP_PORTS]


def flags(e):
    return [near("tcp-" + name, e.tcp(1000, 80, bits)) for name, bits in FLAG_SETS]


def icmp(e):
    kinds = ((128, 0), (129, 0), (1, 4), (1, 0), (3, 0), (2, 0), (255, 0)) if e.v6 else (
        (8, 0), (0, 0), (3, 3), (3, 1), (3, 13), (11, 0), (5, 1), (12, 0), (255, 0), (255, 255), (8, 1))
    return [near("icmp-%d-%d" % k, e.icmp(*k)) for k in kinds]


def frag(e):
    """Fragments; the later ones hold bytes that look like ports and types somebody filters."""
    looks = b"\x00\x50" * 12
    icmp_proto = ICMP6 if e.v6 else ICMP
    out = [near("tcp-first", e.ip(TCP, e.tcp_header(1000, 80, data=b"z" * 12), more=True)),
           near("udp-first", e.ip(UDP, e.udp_header(1000, 53, data=b"z" * 16), more=True)),
           near("icmp-first", e.ip(icmp_proto, e.icmp_header(128 if e.v6 else 8, 0, b"\0\1\0\1" + b"z" * 16), more=True))]
    for off in (2, 4, 185):
        out += [near("tcp-later-%d" % off, e.ip(TCP, looks, off=off, more=True)),
                near("udp-later-%d" % off, e.ip(UDP, b"\0\x35" * 12, off=off)),
                near("icmp-later-%d" % off, e.ip(icmp_proto, b"\x08\0\0\0" * 6, off=off))]
    return out + [near("tcp-later-1", e.ip(TCP, looks, off=1)), near("udp-later-1", e.ip(UDP, looks, off=1)),
                  near("udp-last-1byte", e.ip(UDP, b"\0", off=3))]


def short(e):
    """Headers cut off, and a data offset that cannot be."""
    whole_tcp, whole_udp = e.tcp_header(1000, 80), e.udp_header(1000, 53)
    whole_icmp = e.icmp_header(128 if e.v6 else 8, 0)
    out = [near("tcp-short-%d" % n, e.ip(TCP, whole_tcp[:n])) for n in (0, 2, 3, 4, 12, 13, 14, 19)]
    out += [near("udp-short-%d" % n, e.ip(UDP, whole_udp[:n])) for n in (0, 2, 3, 4, 6, 7)]
    out += [near("icmp-short-%d" % n, e.ip(ICMP6 if e.v6 else ICMP, whole_icmp[:n])) for n in (0, 1, 2, 4, 7)]
    return out + [near("tcp-offset-1", e.tcp(1000, 80, offset=1)), near("tcp-offset-15", e.tcp(1000, 80, offset=15))]


def sums(e):
    return [near("tcp-badsum", e.tcp(1000, 80, bad_sum=True)), near("udp-badsum", e.udp(1000, 53, bad_sum=True))]


def protos(e):
    body = bytes(range(24))
    return [near("proto-%d" % p, e.ip(p, body)) for p in (2, 4, 33, 46, 47, 89, 103, 132, 136, 253, 255)]


def esp(e):
    return [near("esp-%x" % spi, e.ip(50, spi.to_bytes(4, "big") + b"x" * 20))
            for spi in (0, 1, 256, 500, 0xffffffff)] + [near("esp-short", e.ip(50, b"\0\0\1"))] + \
           [near("ah-%x" % spi, e.ip(51, b"\x3b\4\0\0" + spi.to_bytes(4, "big") + b"x" * 16))
            for spi in (0, 1, 256, 500, 0xffffffff)] + [near("ah-short", e.ip(51, b"\x3b\4\0\0\0\0\1"))]


def sctp(e):
    def ports(s, d):
        return s.to_bytes(2, "big") + d.to_bytes(2, "big")
    return [near("sctp-%d-%d" % p, e.ip(132, ports(*p) + bytes(8) + b"\1\0\0\x14" + bytes(16)))
            for p in ((1000, 80), (80, 1000), (513, 513))] + [near("sctp-short", e.ip(132, ports(1000, 80) + bytes(7)))]


def dccp(e):
    def header(s, d, kind, size=12):
        return (s.to_bytes(2, "big") + d.to_bytes(2, "big") + b"\4\0\0\0" + bytes([kind]) + bytes(7) + b"\0" * 8)[:size]
    return [near("dccp-%d-%d" % p, e.ip(33, header(*p, 0))) for p in ((1000, 80), (80, 1000), (513, 513))] + [
        near("dccp-%02x" % k, e.ip(33, header(1000, 80, k))) for k in (*range(0, 34), 0x40, 0x43, 0xe0, 0xe4, 0xfe, 0xff)] + [
        near("dccp-short", e.ip(33, header(1000, 80, 0, 11))), near("dccp-later", e.ip(33, header(1000, 80, 0, 16), off=2))]


def tos(e):
    return [near("tos-%02x" % t, e.udp(1000, 53, ip={"tos": t})) for t in
            (0, 1, 2, 3, 4, 8, 0x10, 0x1c, 0x28, 0xb8, 0xb9, 0xfc, 0xff)]


def ttl(e):
    return [near("ttl-%d" % t, e.udp(1000, 53, ip={"ttl": t})) for t in (1, 2, 31, 32, 63, 64, 65, 128, 255)]


def length(e):
    return [near("len-%d" % n, e.udp(1000, 53, data=b"x" * n)) for n in (0, 1, 32, 71, 72, 73, 100, 1000)]


def mss(e):
    def option(value):
        return b"\2\4" + value.to_bytes(2, "big")
    return [near("mss-%d" % n, e.tcp(1000, 80, options=option(n))) for n in (0, 536, 1400, 1460, 65535)] + [
        near("mss-none", e.tcp(1000, 80)), near("mss-second", e.tcp(1000, 80, options=b"\1\1\1\1" + option(1400))),
        near("mss-udp", e.udp(1000, 80))]


def options(e):
    """Options of TCP: alone, among others, none, and lists that are damaged."""
    lists = (("sack-ok", b"\4\2\1\1"), ("stamps", b"\1\1\x08\x0a" + bytes(8)), ("scale-nop", b"\3\3\7\1"),
             ("usual", b"\2\4\5\xb4\4\2\x08\x0a" + bytes(8) + b"\1\3\3\7"), ("end", b"\0\0\0\0"),
             ("inside", b"\xfe\6\4\2\4\2\1\1"), ("behind-end", b"\0\4\2\1"), ("long", b"\xfe\x28" + b"\4" * 38),
             ("length-0", b"\4\0\1\1"), ("length-1", b"\4\1\1\1"), ("half", b"\1\1\1\4"), ("beyond", b"\1\1\4\5"))
    return [near("option-" + name, e.tcp(1000, 80, options=data)) for name, data in lists] + [
        near("option-fin", e.tcp(1000, 80, FIN, options=b"\4\2\1\1")), near("option-data", e.tcp(1000, 80, data=b"\4\2" * 8))]


def many(e):
    """Alike, so that only order and number tell them apart."""
    return [near("same-%d" % n, e.udp(1000, 53)) for n in range(12)]


def flow(e):
    """Connections seen from a router, and what belongs to none."""
    b = e.back()
    error = b.icmp(1, 4, data=bytes(4) + e.udp(2000, 2001)[:48]) if e.v6 else \
        b.icmp(3, 3, data=bytes(4) + e.udp(2000, 2001)[:28])
    echo, reply = ((128, 129) if e.v6 else (8, 0))
    return [("tcp-syn", [("near", e.tcp(1000, 80))]),
            ("tcp-open", [("near", e.tcp(1001, 80, SYN, seq=1)), ("far", b.tcp(80, 1001, SYN | ACK, seq=9, ack=2)),
                          ("near", e.tcp(1001, 80, ACK, seq=2, ack=10))]),
            ("tcp-refused", [("near", e.tcp(1002, 80, SYN, seq=1)), ("far", b.tcp(80, 1002, RST | ACK, ack=2))]),
            ("udp-new", [("near", e.udp(1000, 53))]),
            ("udp-answered", [("near", e.udp(1003, 53)), ("far", b.udp(53, 1003)), ("near", e.udp(1003, 53))]),
            ("icmp-echo", [("near", e.icmp(echo, 0)), ("far", b.icmp(reply, 0))]),
            ("icmp-reply-alone", [("near", e.icmp(reply, 0))]),
            ("icmp-related", [("near", e.udp(2000, 2001)), ("far", error)]),
            ("tcp-rst-alone", [("near", e.tcp(1005, 80, RST))]),
            ("tcp-synfin", [("near", e.tcp(1006, 80, SYN | FIN))]),
            ("tcp-badsum", [("near", e.tcp(1007, 80, bad_sum=True))]),
            ("tcp-cut", [("near", e.ip(TCP, e.tcp_header(1008, 80)[:12]))]),
            ("udp-badsum", [("near", e.udp(1009, 53, bad_sum=True))]),
            ("gre", [("near", e.ip(47, bytes(8) + b"x" * 12))]),
            ("udp-untracked", [("near", e.udp(1010, 7000))]),
            ("tcp-untracked", [("near", e.tcp(1011, 7000))])]


def ext(e):
    """IPv6 extension headers before TCP, AH among them."""
    pad = bytes([0, 1, 4, 0, 0, 0, 0])
    segment = e.tcp_header(1000, 80)
    chains = (("hbh", [(HOPOPTS, pad)]), ("dst", [(DSTOPTS, pad)]), ("hbh-dst", [(HOPOPTS, pad), (DSTOPTS, pad)]),
              ("rt", [(ROUTING, bytes([0, 4, 0, 0, 0, 0, 0]))]), ("ah", [(AH, bytes([4, 0, 0]) + bytes(20))]))
    out = [near("ext-" + name, e.extended(chain, TCP, segment)) for name, chain in chains]
    return out + [near("ext-none", e.ip(59, b"")), near("ext-broken", e.ip(DSTOPTS, bytes([TCP, 200]) + segment[:6]))]


def routing(e):
    """Routing headers of IPv6: types, segments left, behind others, twice, in fragments, damaged."""
    def header(kind, left, length=0):
        return ROUTING, bytes([length, kind, left]) + bytes(4 + 8 * length)
    pad, segment = bytes([0, 1, 4, 0, 0, 0, 0]), e.tcp_header(1000, 80)
    chains = [("%d-%d" % k, [header(*k)]) for k in ((0, 0), (0, 1), (0, 2), (2, 1), (3, 0), (4, 0), (253, 255))] + [
        ("long", [header(0, 1, 2)]), ("behind", [(HOPOPTS, pad), (DSTOPTS, pad), header(0, 1)]),
        ("before", [header(2, 1), (DSTOPTS, pad)]), ("twice", [header(2, 1), header(0, 1)]),
        ("first", [header(0, 1), e.fragment(0, True)]), ("later", [header(0, 1), e.fragment(4, False)]),
        ("ah", [(AH, bytes([4, 0, 0]) + bytes(20)), header(0, 1)])]
    return [near("rt-" + name, e.extended(chain, TCP, segment)) for name, chain in chains] + [
        near("rt-none", e.tcp(1000, 80)), near("rt-alone", e.extended([header(0, 1)], 59, b"")),
        near("rt-in-fragment", e.ip(ROUTING, bytes([TCP, 0, 0, 1, 0, 0, 0, 0]) + segment, more=True)),
        near("rt-in-later", e.ip(ROUTING, bytes([TCP, 0, 0, 1, 0, 0, 0, 0]) + segment, off=4)),
        near("rt-beyond", e.extended([(ROUTING, bytes([200, 0, 1]) + bytes(4))], TCP, segment)),
        near("rt-cut", e.ip(ROUTING, bytes([TCP, 0, 0, 1]))), near("rt-empty", e.ip(ROUTING, b"")),
        near("rt-broken", e.ip(DSTOPTS, bytes([ROUTING, 200, 0, 1]) + segment[:8]))]


def sockets(e):
    """For lab.py's sockets, and for port 7104, which has none: no SYN, whose answer would come again. Fragments: whole ones,
    and a later one alone whose bytes look like the ports of a socket."""
    ports = (7101, 7102, 7103, 7104)
    out = [near("tcp-%d" % p, e.tcp(1000, p, ACK)) for p in ports] + [near("udp-%d" % p, e.udp(1000, p)) for p in ports]
    for p in ports:
        whole = e.udp_header(1000, p, data=b"z" * 24)
        parts = [e.ip(UDP, whole[:16], more=True), e.ip(UDP, whole[16:], off=2)]
        out += [("whole-%d" % p, [("near", part) for part in parts]),
                near("later-%d" % p, e.ip(UDP, (b"\3\xe8" + p.to_bytes(2, "big")) * 4, off=3))]
    return out


GROUPS = {f.__name__: f for f in (tcp, udp, flags, icmp, frag, short, sums, protos, esp, sctp, dccp, tos, ttl, length,
                                  mss, options, many, flow, ext,
                                  routing, sockets)}


def packets(names, v6, to_self, ident):
    """[(name, who, steps)] of the groups, each with an address of its own; who: (its address, its partner's)."""
    out = []
    for group in names:
        for name, _ in GROUPS[group](Ends("::1" if v6 else "0.0.0.1", "::" if v6 else "0.0.0.0")):
            n = len(out) + 1
            who = ("fd00:9::%x" % n, "fd00:8::%x" % n) if v6 else (
                "10.9.%d.%d" % divmod(n, 256), "10.8.%d.%d" % divmod(n, 256))
            ends = Ends(who[0], to_self if to_self else who[1], ident + n)
            out.append((name, who, dict(GROUPS[group](ends))[name]))
    return out
