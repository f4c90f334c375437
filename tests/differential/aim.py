# SPDX-License-Identifier: GPL-2.0-or-later
"""Packets aimed at a ruleset: each takes one rule's edges as its fields, the rest at random.

A step is (side, bytes): what enters by that side's wire as a whole frame, or a packet the router sends
("self"). Every packet carries its number: as IPv4 id, or as IPv6 flow label and fragment id.
"""
import random

import matches
import wire
from lab import MAC, SELF, SIDES
from wire import ACK, DSTOPTS, FIN, HOPOPTS, ROUTING, RST, SYN, TCP, UDP, Ends

PROTOS = {False: (6, 6, 17, 17, 1, 1, 50, 51, 132, 33, 47, 136, 253), True: (6, 6, 17, 17, 58, 58, 50, 132, 33, 47, 136, 59)}
FLAGS = (SYN, SYN, SYN | ACK, ACK, RST, FIN, FIN | ACK, SYN | FIN, 0, 0x29, 0xff, SYN | 0xc0, RST | ACK)
CAST = {"unicast": None, "broadcast": b"\xff" * 6, "multicast": b"\1\0\x5e\0\0\5"}
HEADERS = {6: 20, 17: 8, 1: 8, 58: 8, 50: 8, 51: 12, 132: 12, 33: 12}
ECHO = {False: (8, 0), True: (128, 129)}


class Aim:
    def __init__(self, ruleset, seed):
        self.r, self.v6, self.rules = random.Random("packets %s" % seed), ruleset.v6, ruleset.rules
        self.tracks = ruleset.tracks()
        # xt takes the bytes of a later fragment for a TCP header where these ask, nft does not (docs/differences.md)
        # what comes in fragments has a wrong sum, which xt's SYNPROXY drops more of (docs/differences.md)
        self.whole = "SYNPROXY" in ruleset.words()
        self.no_later = any(w in ("tcpmss", "--ecn-tcp-ece", "--ecn-tcp-cwr", "ECN") for w in ruleset.words())

    # what matches.near() and the like draw from
    def host(self, make):
        return make(self, self.r.randrange(1024) if self.r.random() < 0.7 else self.r.choice((0, 1, 255, 256, 511, 1023)))

    def fields(self, chain, aims):
        r, v6 = self.r, self.v6
        p = {"side": "near", "src": self.host(matches.near), "dst": self.host(matches.far), "proto": r.choice(PROTOS[v6]),
             "sport": r.choice(matches.PORTS), "dport": r.choice(matches.PORTS), "flags": r.choice(FLAGS),
             "icmp": r.choice(matches.ICMP6 if v6 else matches.ICMP4), "tos": 0, "ttl": 64, "size": 8, "mss": None,
             "spi": r.choice((0, 1, 256, 500)), "frag": None, "cast": "unicast", "ext": None,
             "dccp": r.choice((0, 4, 10, 0xff))}
        for name, rare in (("tos", matches.TOS), ("ttl", (1, 2, 255)), ("size", (0, 1, 100, 1000)), ("mss", (0, 536, 1460)),
                           ("frag", ("later", "whole", "first")), ("cast", ("broadcast", "multicast")),
                           ("ext", tuple(EXT) if v6 else (None,))):
            if r.random() < 0.08:
                p[name] = r.choice(rare)
        if not self.tracks and r.random() < 0.25:
            p["frag"] = r.choice(("later", "later", "whole", "first"))
        for name, values in aims.items():
            if values and r.random() < 0.85:
                p[name] = r.choice(values)
        p = self.place(p, chain, "dst" in aims)
        # a packet from the router to itself enters in the fragments it was sent in, and nobody puts them together
        if self.no_later and (p["frag"] == "later" or not self.tracks or p["side"] == "self"):
            p["frag"] = None
        if self.whole:
            p["frag"] = None
        return p

    def place(self, p, chain, aimed):
        """Lets it reach the chain."""
        r, roll = self.r, self.r.random()
        if chain == "OUTPUT" or (chain == "POSTROUTING" and roll < 0.3) or roll < 0.04:
            p["side"] = "self"
            if r.random() < 0.7:
                p["src"] = matches.SELVES[self.v6][1]
        elif chain == "INPUT" or roll < 0.12:
            if not aimed or r.random() < 0.5:
                p["dst"] = SELF[self.v6]
        elif roll < 0.22:       # the other way
            p["side"], p["src"], p["dst"] = "far", p["dst"], p["src"]
        p["first"] = p["frag"] == "first" and not self.tracks and p["dst"] not in matches.SELVES[self.v6]
        return p

    def batch(self, count, base):
        """About count steps, the packets numbered from base."""
        steps, ident = [], base
        while len(steps) < count:
            rule = self.r.choice(self.rules)
            p = self.fields(rule.chain, rule.aims)
            talk = (self.conversation(p) if p["frag"] is None and self.r.random() < (0.4 if self.tracks else 0.1) else [])
            for q in [p, *talk]:
                ident = ident % 0x7fff + 1      # never 0: the kernel would put in one of its own
                steps += [(q["side"], wrap(q, data)) for data in build(q, ident)]
        return steps

    def damaged(self, count, base):
        """Packets that xt drops where it looks at them: headers cut short, a TCP fragment with offset 8, a data offset
        that cannot be, broken chains of IPv6 headers."""
        steps = []
        for i in range(count):
            rule = self.r.choice(self.rules)
            p = dict(self.fields(rule.chain, rule.aims), frag=None, ext=None, mss=None)
            if p["proto"] not in HEADERS:
                p["proto"] = self.r.choice((6, 17, 58 if self.v6 else 1))
            e, ident = Ends(p["src"], p["dst"], base + i + 1), base + i + 1
            body, kind = transport(p, e), self.r.randrange(8)
            if kind == 0:
                out = e.ip(TCP, b"\0\x50" * 12, off=1)
            elif kind == 1 and p["proto"] == TCP:
                out = e.ip(TCP, body[:12] + self.r.choice((b"\x10", b"\xf0", b"\0")) + body[13:])
            elif kind == 2 and self.v6:
                out = e.ip(DSTOPTS, bytes([TCP, 200]) + body[:6])
            else:
                out = e.ip(p["proto"], body[:self.r.randrange(HEADERS[p["proto"]])], tos=p["tos"], ttl=p["ttl"])
            steps.append((p["side"], wrap(p, number(out, ident))))
        return steps

    def conversation(self, p):
        """What may follow a packet: an answer, more of it, an error about it."""
        r, out = self.r, []
        if p["proto"] == TCP:
            if r.random() < 0.7:
                p["flags"] = SYN
            out = [dict(back(p), flags=r.choice((SYN | ACK, SYN | ACK, RST | ACK))), dict(p, flags=ACK),
                   dict(p, flags=r.choice((FIN | ACK, RST, ACK)))]
        elif p["proto"] in (1, 58):
            if r.random() < 0.7:
                p["icmp"] = (ECHO[self.v6][0], 0)
            out = [dict(back(p), icmp=(ECHO[self.v6][1], 0)), dict(p)]
        else:
            out = [back(p), dict(p), dict(p)]
        if r.random() < 0.3:
            out.append(dict(back(p), error=r.choice(((1, 4), (3, 0), (2, 0)) if self.v6 else ((3, 3), (11, 0), (3, 4))),
                            about=p))
        return out[:r.randrange(1, len(out) + 1)]


def back(p):
    side = {"near": "far", "far": "near", "self": "far"}[p["side"]]
    if p["dst"] in matches.SELVES[":" in p["dst"]]:     # our own answer comes by itself; this is one more
        side = "self"
    return dict(p, side=side, src=p["dst"], dst=p["src"], sport=p["dport"], dport=p["sport"])


def wrap(p, data):
    if p["side"] == "self":
        return data
    return wire.frame(data, MAC[p["side"]], CAST[p["cast"]] or MAC[SIDES[p["side"]]])


def transport(p, e):
    """The header and what follows, of any protocol."""
    data, proto = b"x" * max(0, p["size"]), p["proto"]
    if "error" in p:
        about = p["about"]
        quoted = Ends(about["src"], about["dst"], 1).ip(about["proto"], transport(about, Ends(about["src"], about["dst"])))
        return e.icmp_header(*p["error"], data=bytes(4) + quoted[:96 if e.v6 else 48])
    if proto == TCP:
        options = b"" if p["mss"] is None else b"\2\4" + p["mss"].to_bytes(2, "big")
        return e.tcp_header(p["sport"], p["dport"], p["flags"], seq=1000, ack=1001 if p["flags"] & ACK else 0,
                            data=data if not p["flags"] & SYN else b"", options=options)
    if proto == UDP:
        return e.udp_header(p["sport"], p["dport"], data)
    if proto in (1, 58):
        kind, code = p["icmp"]
        kind += kind == 13      # the answer to a question for the time is the time
        return e.icmp_header(kind, code, b"\0\7\0\1" + data)
    if proto == 50:
        return p["spi"].to_bytes(4, "big") + b"\0\0\0\1" + data
    if proto == 51:
        return b"\x11\4\0\0" + p["spi"].to_bytes(4, "big") + b"\0\0\0\1" + bytes(12) + data
    ports = p["sport"].to_bytes(2, "big") + p["dport"].to_bytes(2, "big")
    if proto == 33:
        return ports + b"\4\0\0\0" + bytes([p["dccp"]]) + bytes(7) + data
    return ports + bytes(8) + b"\1\0\0\x14" + bytes(16) + data


PAD = bytes([0, 1, 4, 0, 0, 0, 0])
ROUTED = ROUTING, bytes([0, 0, 0, 0, 0, 0, 0])      # type 0 with no segment left: it has arrived
EXT = {"hbh": [(HOPOPTS, PAD)], "dst": [(DSTOPTS, PAD)], "both": [(HOPOPTS, PAD), (DSTOPTS, PAD)], "routed": [ROUTED],
       "all": [(HOPOPTS, PAD), (DSTOPTS, PAD), ROUTED, (DSTOPTS, PAD)]}


def packet(p, e, proto, body, off=0, more=False):
    """A whole packet or a fragment of one, behind the extension headers it is to have. In a fragment none of them
    is one that a router would put behind the fragment's own: a later fragment would begin with it, and ip6tables
    drops where it sees that (docs/differences.md)."""
    head = {"tos": p["tos"] & 0xff, "ttl": p["ttl"]}
    if not e.v6 or not p["ext"]:
        return e.ip(proto, body, off=off, more=more, **head)
    chain = EXT[p["ext"]]
    if off or more:
        chain = [h for i, h in enumerate(chain) if h[0] != DSTOPTS or ROUTED not in chain[:i]] + [e.fragment(off, more)]
    return e.extended(chain, proto, body, **head)


def build(p, ident):
    """The packets of the fields: one, or the fragments of one."""
    e = Ends(p["src"], p["dst"], ident)
    proto = (58 if e.v6 else 1) if "error" in p else p["proto"]
    body = transport(p, e)
    if p["frag"] is None or "error" in p:
        return [number(packet(p, e, proto, body), ident)]
    body += b"\0\x50\0\x35\x08\0\0\0" * 6       # looks like ports and types somebody filters
    if p["frag"] == "later":        # what looks like the header that is asked for
        last = not (p["size"] & 1 and len(body) % 8 == 0)
        return [number(packet(p, e, proto, body, off=2 + p["size"] % 5, more=not last), ident)]
    cut = 24 if proto == 6 else 8 if p["size"] & 1 and proto in (17, 1, 58) else 16
    first, later = packet(p, e, proto, body[:cut], more=True), packet(p, e, proto, body[cut:], off=cut // 8)
    if p["first"]:
        return [number(first, ident)]
    return [number(first, ident), number(later, ident)]


def number(packet, ident):
    """IPv6: the number as flow label (IPv4 has it as id from the start)."""
    return packet[:2] + ident.to_bytes(2, "big") + packet[4:] if packet[0] >> 4 == 6 else packet
