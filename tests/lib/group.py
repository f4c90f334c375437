#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Rules for tests/bats/group.bats, and packets for them; FAMILY is iptables or ip6tables.

  mixed FAMILY TABLE...  rules of every kind, each with another counter, as a save file
  random FAMILY SEED     rules of mangle and filter that overlap in many ways
  packets FAMILY         what the random rules are about, as lines for send
  send                   lines of SOURCE DESTINATION PROTOCOL SPORT DPORT become packets; of icmp,
                         SPORT is the type. Prints what arrived, with its source and port."""
import random
import select
import socket
import struct
import sys

V4, V6 = "iptables", "ip6tables"
LENGTHS = {V4: (1, 7, 8, 9, 15, 16, 17, 24, 30, 31, 32),
           V6: (*range(0, 129, 8), 1, 3, 31, 33, 63, 65, 67, 95, 97, 127)}
# With all bits set no two of their networks begin alike: the peer's ip6tables looks no further.
NETS = {V4: ("255.255.255.255", "127.255.255.255"),
        V6: ("ffff" + 7 * ":ffff", "7fff" + 7 * ":ffff")}
HOST = {V4: "10.0.0.%d", V6: "fd00::%d"}
ICMP = {V4: "icmp --icmp-type", V6: "icmpv6 --icmpv6-type"}


# ---- every kind ----------------------------------------------------------------------------------

def matches(family):
    """What rules may ask of a packet."""
    host = HOST[family]
    out = ["-s %s/%d" % (net, n) for n in LENGTHS[family] for net in NETS[family]]
    for i in range(1, 4):
        out += ["-p tcp --dport 1%d" % i, "-p udp --sport 2%d --dport 3%d" % (i, i),
                "-i eth%d" % i, "-s %s -i eth%d" % (host % i, i),
                "-m mac --mac-source 02:00:00:00:00:0%d" % i,
                "-p %s %d" % (ICMP[family], i), "-p %s 1/%d" % (ICMP[family], i),
                '-s %s -m comment --comment "rule %d"' % (host % (10 + i), i),
                "-s %s -m state --state NEW" % host % (20 + i)]
    return out + ["! -s " + host % 31, "-p tcp --dport 10:20", "-p tcp -m multiport --dports 1,5,7",
                  "", "-s " + host % 11, "-m limit --limit 5/min", "-m mark --mark 7",
                  "-p tcp ! --dport 11"]


def mixed(family, table):
    host = HOST[family]
    main = "INPUT" if table in ("filter", "security") else "PREROUTING"
    verdicts = ["-j ACCEPT", "-j RETURN", "-j one", "", "-g two"]
    if table in ("filter", "security", "raw"):
        verdicts.append("-j DROP")
    log = '-j LOG --log-prefix "a b"'
    does = {"filter": [log, "-j REJECT"], "security": [log], "raw": [log, "-j NOTRACK"],
            "nat": ["-j REDIRECT", "-j DNAT --to-destination " + host % 99,
                    "-j DNAT --to-destination " + host % 98],
            "mangle": ["-j MARK --set-mark 5", "-j MARK --set-mark 6", "-j CONNMARK --set-mark 7",
                       "-j TTL --ttl-set 9" if family == V4 else "-j HL --hl-set 9"]}
    hosts = ["-s " + host % i for i in range(41, 50)]
    outs = []
    for i in range(1, 4):
        outs += ["-o eth%d" % i, "-d " + host % i, "-d %s -o eth%d" % (host % i, i)]
    chains = [("one", ["-j RETURN", "-j two"], [m for m in matches(family) if "-p " in m]),
              (main, verdicts, matches(family)), (main, does[table], hosts),
              (main, ["-j ACCEPT"], hosts), (main, ["-j ACCEPT"], hosts),	# the same twice
              ("OUTPUT", verdicts, outs), ("two", ["-j ACCEPT"], hosts)]
    if table == "nat":
        chains.append(("POSTROUTING", ["-j MASQUERADE", "-j SNAT --to-source " + host % 99],
                       outs))
    rules = ["-A %s %s %s" % (chain, match, targets[i % len(targets)])
             for chain, targets, asked in chains for i, match in enumerate(asked)]
    return ["*" + table, ":one - [0:0]", ":two - [0:0]",
            *("[%d:%d] %s" % (i, 100 * i, rule) for i, rule in enumerate(rules, 1)), "COMMIT"]


# ---- random ones ---------------------------------------------------------------------------------

def net(family, rng, size):
    """A host, or one of two sizes of networks around hosts; all of packets() is in few of them."""
    a, b, c = (rng.choice("12") for _ in range(3))
    b, c = b if size else "0", c if size > 1 else "0"
    if family == V4:
        return "10.%s.%s.%s/%d" % (a, b, c, (16, 24, 32)[size])
    return "fd00:%s:%s::%s/%d" % (a, b, c, (32, 48, 128)[size])


def shape(rng):
    """Which fields the rules of a kind ask for."""
    return (rng.choice((None, 0, 1, 2, 2, 2)), rng.choice((None, None, None, 1, 2)),
            rng.random() < 0.2,
            rng.choice(("", "", "", "-p udp --dport P", "-p udp --dport P", "-p tcp --dport P",
                        "ICMP", "-p udp --sport 700N --dport P", "-p udp -m state --state NEW",
                        "-p udp --dport 5001:5002", "-p udp -m multiport --dports 5001,5003",
                        "-m mark --mark N")))


def chain(family, rng, name, n, targets):
    shapes = [shape(rng) for _ in range(4)]
    for _ in range(n):
        src, dst, has_in, rest = rng.choice(shapes) if rng.random() < 0.9 else shape(rng)
        line = "-A " + name
        line += " -s " + net(family, rng, src) if src is not None else ""
        line += " -d " + net(family, rng, dst) if dst is not None else ""
        line += " -i " + rng.choice(("lo", "lo", "eth0")) if has_in and name != "OUTPUT" else ""
        rest = rest.replace("ICMP", "-p %s %d" % (ICMP[family], 8 if family == V4 else 128))
        for form in ("700%s", "mark %s"):
            rest = rest.replace(form % "N", form % rng.choice("12"))
        rest = rest.replace(" P", " 500" + rng.choice("123"))
        yield "%s %s %s" % (line, rest, rng.choice(targets))


def rules_at_random(family, seed):
    rng = random.Random("%s %s" % (family, seed))
    marks = ["", "-j RETURN"] + ["-j MARK --set-mark %d" % mark for mark in (1, 1, 2)]
    acts = ["", "", "", "-j ACCEPT", "-j DROP", "-j RETURN", "-j REJECT", "-j LOG"]
    jumps = ["-j one", "-j one", "-j two", "-j two", "-g one"]
    return ["*mangle", ":INPUT ACCEPT [0:0]", *chain(family, rng, "INPUT", 30, marks), "COMMIT",
            "*filter", ":INPUT %s [0:0]" % rng.choice(("ACCEPT", "DROP")), ":OUTPUT ACCEPT [0:0]",
            ":one - [0:0]", ":two - [0:0]", *chain(family, rng, "INPUT", 60, acts + jumps),
            *chain(family, rng, "one", 20, acts + ["-j two", "-g two"]),
            *chain(family, rng, "two", 20, acts),
            *chain(family, rng, "OUTPUT", 10, ["", "", "", "-j ACCEPT", "-j one"]), "COMMIT"]


# ---- packets -------------------------------------------------------------------------------------

def packets(family):
    """From eight addresses to two."""
    form, echo = ("10.%s.%s.%s", 8) if family == V4 else ("fd00:%s:%s::%s", 128)
    for src in [(a, b, c) for a in "12" for b in "12" for c in "12"]:
        for dst in ("111", "221"):
            for rest in ("udp 7001 5001", "udp 7002 5002", "udp 7001 5003", "tcp 7001 5001",
                         "icmp %d 0" % echo):
                yield "%s %s %s" % (form % src, form % tuple(dst), rest)


def drain(servers, patience):
    while ready := select.select(servers, [], [], patience)[0]:
        text, sender = ready[0].recvfrom(999)
        print(text.decode(), "from", sender[0], "at", ready[0].getsockname()[1])


def send_one(src, dst, proto, sport, dport):
    v6 = ":" in src
    kind = {"udp": (socket.SOCK_DGRAM, 0), "tcp": (socket.SOCK_STREAM, 0),
            "icmp": (socket.SOCK_RAW, socket.IPPROTO_ICMPV6 if v6 else socket.IPPROTO_ICMP)}[proto]
    with socket.socket(socket.AF_INET6 if v6 else socket.AF_INET, *kind) as s:
        if v6:
            s.setsockopt(socket.IPPROTO_IPV6, 78, 1)	# IPV6_FREEBIND
        s.setblocking(False)
        s.bind((src, 0 if proto == "icmp" else int(sport)))
        text = " ".join((src, dst, proto, sport, dport)).encode()
        if proto == "icmp":
            text = struct.pack("!BBHI", int(sport), 0, 0xffff - (int(sport) << 8), 0)
        try:
            if proto == "tcp":
                s.connect_ex((dst, int(dport)))
            else:
                s.sendto(text, (dst, int(dport)))
        except PermissionError:		# dropped on its way out
            pass


def send(lines):
    servers = []
    for port in sorted({int(line[4]) for line in lines if line[2] == "udp"}):
        servers.append(socket.socket(socket.AF_INET6, socket.SOCK_DGRAM))
        servers[-1].setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        servers[-1].bind(("::", port))
    for line in lines:
        send_one(*line)
        drain(servers, 0)
    drain(servers, 0.1)


def main():
    what, *args = sys.argv[1:]
    if what == "send":
        send([line.split() for line in sys.stdin])
        return
    lines = {"mixed": lambda: [line for table in args[1:] for line in mixed(args[0], table)],
             "random": lambda: rules_at_random(*args), "packets": lambda: packets(*args)}[what]()
    print("\n".join(lines))


main()
