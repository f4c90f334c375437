# SPDX-License-Identifier: GPL-2.0-or-later
"""Random targets: each function gives (words, aims), as in matches.py; "" is a rule that only counts."""
from collections import namedtuple

from matches import MARKS, MASKS, PORTS, SELVES, TOS, edges, far, near, spread


def verdict(*names):
    def make(g):
        return "-j " + g.r.choice(names), {}
    return make


def mark(g):
    v, m = g.r.choice(MARKS), g.r.choice(MASKS)
    return "-j MARK " + g.r.choice(("--set-mark %#x" % v, "--set-xmark %#x/%#x" % (v, m), "--or-mark %#x" % v,
                                    "--and-mark %#x" % m, "--xor-mark %#x" % v, "--set-mark %#x/%#x" % (v, m))), {}


def connmark(g):
    v, m = g.r.choice(MARKS), g.r.choice(MASKS)
    return "-j CONNMARK " + g.r.choice((
        "--set-mark %#x" % v, "--set-xmark %#x/%#x" % (v, m), "--save-mark", "--restore-mark",
        "--save-mark --nfmask %#x --ctmask 0xffffffff" % m, "--restore-mark --nfmask 0xffffffff --ctmask %#x" % m,
        "--save-mark --nfmask %#x --ctmask %#x" % (m, m), "--restore-mark --nfmask %#x --ctmask %#x" % (m, m))), {}


def reject(g):
    kinds = ("icmp6-no-route", "icmp6-adm-prohibited", "icmp6-addr-unreachable", "icmp6-port-unreachable",
             "icmp6-policy-fail", "icmp6-reject-route") if g.v6 else (
        "icmp-net-unreachable", "icmp-host-unreachable", "icmp-proto-unreachable", "icmp-port-unreachable",
        "icmp-net-prohibited", "icmp-host-prohibited", "icmp-admin-prohibited")
    if reset_fits(g) and g.r.random() < 0.5:
        kinds = ("tcp-reset",)
    return "-j REJECT" + (" --reject-with " + g.r.choice(kinds) if g.r.random() < 0.8 or g.proto == 6 else ""), {}


def nflog(g):
    return "-j NFLOG --nflog-group 3" + g.r.choice(("", ' --nflog-prefix "a prefix"', " --nflog-prefix %s" % ("y" * 63))), {}


def log(g):
    return "-j LOG" + g.r.choice(("", ' --log-prefix "dropped: "', " --log-level 7", " --log-tcp-options --log-ip-options",
                                  " --log-prefix x --log-uid")), {}


def hop(g):
    name, word = ("HL", "hl") if g.v6 else ("TTL", "ttl")
    what, n = g.r.choice((("set", 77), ("set", 1), ("inc", 1), ("inc", 200), ("dec", 1), ("dec", 3)))
    return "-j %s --%s-%s %d" % (name, word, what, n), {"ttl": [1, 2, 3, 4, 64, 254, 255]}


def tos(g):
    v, m = g.r.choice(TOS), g.r.choice((0xff, 0x3f, 0xfc, 0x1c, 3))
    return g.r.choice(("-j TOS --set-tos %#x/%#x" % (v, m), "-j TOS --and-tos %#x" % m, "-j TOS --or-tos %#x" % v,
                       "-j TOS --xor-tos %#x" % v, "-j DSCP --set-dscp %#x" % (v >> 2), "-j DSCP --set-dscp-class EF")), {}


def ecn(g):
    return "-j ECN --ecn-tcp-remove", {"flags": [2, 0xc2, 0x42]}


def mss(g):
    return "-m tcp --tcp-flags SYN,RST SYN -j TCPMSS " + g.r.choice(("--set-mss 1000", "--clamp-mss-to-pmtu")), {
        "mss": [None, 536, 1460], "flags": [2]}


def strip(g):
    return "-j TCPOPTSTRIP --strip-options " + g.r.choice(("mss", "mss,wscale", "8")), {"mss": [1460, None], "flags": [2]}


def classify(g):
    """A class from 10:0 on leaves no room for the tag of a target that acts behind our table."""
    small = g.behind == LOUD or "nat" in g.tables or g.assigns
    return "-j CLASSIFY --set-class " + g.r.choice(("1:2", "0:1") if small else ("1:2", "0:1", "ffff:ffff", "10:20")), {}


def reset_fits(g):
    return g.proto == 6 and not g.untracks


def untrack(g):
    """Not of ICMP, and not where resets are made: a packet that the kernel makes about an untracked one is neither
    fresh nor tracked; xt leaves it alone, nft takes it as fresh (docs/differences.md)."""
    return g.r.choice(("-j NOTRACK", "-j CT --notrack")), {}


def zone(g):
    return "-j CT " + g.r.choice(("--zone 1", "--zone-orig 5", "--zone-reply 7")), {}


# ---- what acts in a chain of its own, behind ours (docs/mapping.md, section 5) -------
def helper(g):
    name, port = ("tftp", 69) if g.proto == 17 else g.r.choice((("ftp", 21), ("irc", 6667)))
    return "-j CT --helper " + name, {"dport": [port]}


def events(g):
    return "-j CT " + g.r.choice(("--ctevents new,destroy", "--zone mark", "--zone 3 --ctevents assured")), {}


queue = verdict("QUEUE", "NFQUEUE --queue-num 3", "NFQUEUE --queue-balance 1:3 --queue-bypass")
audit = verdict("AUDIT --type accept", "AUDIT --type drop", "AUDIT --type reject")


def synproxy(g):
    """Without --timestamp, which has the time in it."""
    return "-j SYNPROXY" + g.r.choice(("", " --mss 1000", " --sack-perm --wscale 7 --mss 1460")), {"flags": [2, 0x10, 0x12, 4, 0xc2]}


checksum = verdict("CHECKSUM --checksum-fill")
secmark = verdict("CONNSECMARK --save", "CONNSECMARK --restore")


def tproxy(g):
    return "-j TPROXY --on-port 5000" + g.r.choice(("", " --tproxy-mark 0x1/0x3")), {}


def tee(g):
    """Not in INPUT: where OUTPUT changes a packet, the copy is routed again, to ourselves, and copied again, for ever."""
    return "-j TEE --gateway " + ("fd00:98::1" if g.v6 else "10.98.0.1"), {}


# ---- NAT -------------------------------------------------------------------------
def addresses(g, host):
    low, high = spread(g, (1, 2, 5, 200), 255)
    if g.r.random() < 0.4:
        return "%s-%s" % (host(g, low), host(g, high))
    return host(g, low)


def with_port(g, text, low, high):
    part = "%d-%d" % (low, high) if low < high else "%d" % low
    return ("[%s]:%s" if g.v6 and text else "%s:%s") % (text, part)


def port_span(g):
    low, high = spread(g, [p for p in PORTS if p], 65535)
    return low, min(high, low + g.r.choice((0, 1, 10, 1000)), 65535)


def chance_span(g):
    """For source ports, which are picked at random: one, or so many that two connections hardly pick the same."""
    low = g.r.choice((1, 1024, 20000))
    return low, low + g.r.choice((0, 9000))


def dnat(g):
    text, aims = addresses(g, far) if g.r.random() < 0.9 else SELVES[g.v6][0], {}
    if g.proto in (6, 17) and g.r.random() < 0.7:
        low, high = port_span(g)
        text, aims = with_port(g, text if g.r.random() < 0.8 else "", low, high), {"dport": edges(low, high, 65535)}
        if low < high and g.r.random() < 0.5:
            text += "/%d" % max(0, low - g.r.choice((0, 1, 20)))
    return "-j DNAT --to-destination %s%s" % (text, " --persistent" if g.r.random() < 0.1 else ""), aims


def snat(g):
    text, aims = g.r.choice((SELVES[g.v6][1], addresses(g, near))), {}
    if g.proto in (6, 17) and g.r.random() < 0.5:
        low, high = chance_span(g)
        text, aims = with_port(g, text if g.r.random() < 0.8 else "", low, high), {"sport": edges(low, high, 65535)}
    return "-j SNAT --to-source %s%s" % (text, g.r.choice(("", "", " --persistent", " --random-fully"))), aims


def masquerade(g):
    if g.proto in (6, 17) and g.r.random() < 0.4:
        low, high = chance_span(g)
        return "-j MASQUERADE --to-ports %d-%d" % (low, high), {"sport": edges(low, high, 65535)}
    return "-j MASQUERADE" + g.r.choice(("", "", " --random")), {}


def redirect(g):
    if g.proto in (6, 17) and g.r.random() < 0.6:
        low, high = port_span(g)
        return "-j REDIRECT --to-ports %s" % ("%d-%d" % (low, high) if low < high else low), {
            "dport": edges(low, high, 65535)}
    return "-j REDIRECT", {}


def netmap(g):
    """To networks nobody is in: an address that is mapped to itself counts as changed in nft, because the kernel
    compares twelve bytes it never set. Seen in the connection's status only."""
    return "-j NETMAP --to " + ("fd00:8::%d:0/112" if g.v6 else "10.8.%d.0/24") % g.r.randrange(5, 8), {}


# As last rules only: behind them the old address is seen (docs/differences.md).
NPT = {"PREROUTING": "-j DNPT --src-pfx fd00:8::/64 --dst-pfx fd00:8:0:7::/64",
       "POSTROUTING": "-j SNPT --src-pfx fd00:9::/64 --dst-pfx fd00:9:0:7::/64"}

Row = namedtuple("Row", "weight make families tables hooks protos", defaults=("46", None, None, None))
LOUD, COPIES = (tproxy,), (tee,)
BEHIND = ((checksum,), LOUD, LOUD, COPIES, COPIES)      # one kind of them in a ruleset
DST, SRC = {"PREROUTING", "OUTPUT"}, {"POSTROUTING", "INPUT"}
LATE = {"FORWARD", "OUTPUT", "POSTROUTING"}
NOT_NAT = ("raw", "mangle", "filter")
ROWS = (
    Row(14, lambda g: ("", {})), Row(6, verdict("ACCEPT")), Row(4, verdict("DROP"), tables=NOT_NAT), Row(3, verdict("RETURN")),
    Row(8, mark, tables=("raw", "mangle", "filter", "nat")), Row(6, connmark), Row(5, reject, tables=("filter",)),
    Row(3, nflog), Row(1, log), Row(4, hop, tables=("mangle",)), Row(4, tos, tables=("mangle",)),
    Row(6, ecn, "4", ("mangle",), protos=(6,)), Row(4, mss, tables=("mangle", "filter"), hooks=LATE, protos=(6,)),
    Row(4, strip, tables=("mangle",), protos=(6,)), Row(2, classify, hooks=LATE, tables=("mangle",)),
    Row(6, untrack, tables=("raw",), protos=(6, 17, 132, 136, 47)),
    Row(14, zone, tables=("raw",), protos=(6, 17, 132, 136, 47)),
    Row(14, helper, tables=("raw",), protos=(6, 17)), Row(12, events, tables=("raw",)),
    Row(1, audit), Row(3, synproxy, "4", ("filter",), {"INPUT", "FORWARD"}, (6,)),
    Row(1, verdict("TRACE"), tables=("raw",)), Row(1, queue, tables=NOT_NAT),
    Row(4, checksum, tables=("mangle",)), Row(4, secmark, tables=("mangle",)),
    Row(12, tee, tables=("mangle",), hooks={"FORWARD", "POSTROUTING"}),
    Row(30, tproxy, tables=("mangle",), hooks={"PREROUTING"}, protos=(6, 17)),
    Row(36, dnat, tables=("nat",), hooks=DST), Row(30, snat, tables=("nat",), hooks=SRC),
    Row(20, masquerade, tables=("nat",), hooks={"POSTROUTING"}), Row(15, redirect, tables=("nat",), hooks=DST),
    Row(8, netmap, tables=("nat",), hooks={"PREROUTING", "OUTPUT", "POSTROUTING"}))


def choose(g, table):
    """(words, aims) of a random target."""
    fit = [row for row in ROWS if ("6" if g.v6 else "4") in row.families
           and (row.tables is None or table in row.tables) and (row.hooks is None or g.hooks <= row.hooks)
           and (row.protos is None or g.proto in row.protos)
           and (g.untracks or row.make not in (untrack, zone)) and (g.may_track(table) or row.make is not connmark)
           and (g.assigns or row.make not in (helper, events))
           and (all(row.make not in kind for kind in BEHIND) or row.make in g.behind)]
    return g.r.choices(fit, [row.weight for row in fit])[0].make(g)
