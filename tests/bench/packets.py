#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""packets.py BINDIR: what one packet pays for rules that do not take it, with each tool.

Each contender has a namespace of its own, in which packets.c sends the one packet that no rule of
packetrules.py takes, and a policy drops it. All contenders of a kind take turns; of each turn the
least is taken, and of all turns the lower quartile: now and then a processor is faster for a while,
and their minimum would be that of whoever was lucky (--least). An empty chain of nft's is the zero,
and a second one says how far to trust it; chains of iptables' count for their policy. off and auto
are statewall with that STATEWALL_GROUP, by hand is one verdict map of nft's. Afterwards all rules
must be there, and none have counted.

--aimed: no packets, but how many rules of the kernel's one meets in the firewalls of
tests/rulesets/data, as statewall group --show has it. Needs root; works in namespaces of its own.
"""
import argparse
import functools
import glob
import os
import re
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "lib"), os.path.join(HERE, "..", "rulesets")]
import sandbox                                          # noqa: E402
from bench import build, machine                        # noqa: E402
from packetrules import ADDRESS, EMPTY, KINDS, TRACKED, USUAL    # noqa: E402
from rulesets import usable                             # noqa: E402

PEERS = ("iptables-nft", "iptables-legacy")
NAMES = ("off", "auto", "by hand", *PEERS)
EMPTY_TOO = ("auto", *PEERS)
PATIENCE = 600              # seconds for one program


def must(argv, text=None, env=None):
    rc, out, err = sandbox.run(argv, text, PATIENCE, env)
    if rc != 0:
        raise OSError("%s: status %s: %s" % (" ".join(argv), rc, sandbox.shorten(out + err)))
    return out


class Contender:
    """A ruleset as one tool has loaded it, and ns for each packet of each turn."""

    def __init__(self, name, count, load, text, env, look):
        self.name, self.count, self.env, self.look, self.turns = name, count, env, look, []
        self.ns = sandbox.Namespace()
        with self.ns:
            must(load, text, env)

    def send(self, sender, port, milliseconds):
        with self.ns:
            out = must([sender, ADDRESS, str(port), "%d" % milliseconds])
        self.turns.append(float(out))

    def ns_each(self, least):
        return sorted(self.turns)[0 if least else len(self.turns) // 4]

    def check(self):
        """What was measured are all the rules, and the way past them."""
        if not self.look:
            return
        with self.ns:
            text = must(self.look, None, self.env)
        counters = re.findall(r"(?m)^\[(\d+):\d+\] -A | counter packets (\d+) bytes", text)
        if len(counters) != self.count:
            raise OSError("%s: %d rules, %d were loaded" % (self.name, len(counters), self.count))
        if any(int(a or b) for a, b in counters):
            raise OSError("%s: a rule has taken the packet" % self.name)


def contender(name, kind, count, args, env):
    """The one of NAMES, or None where there is none of this kind."""
    if name == "by hand":
        if not kind.element:
            return None
        return Contender(name, count, ["nft", "-f", "-"], kind.as_nft(count), env,
                         ["nft", "list", "map", "ip", "filter", "hand"])
    bindir = {"iptables-nft": args.nft, "iptables-legacy": args.legacy}.get(name, args.bindir)
    restore, save = (os.path.join(bindir, "iptables-" + part) for part in ("restore", "save"))
    if name not in PEERS:
        env = dict(env, STATEWALL_GROUP=name)
    return Contender(name, count, [restore], kind.as_iptables(count), env,
                     [save, "-c", "-t", "filter"])


def sizes_of(kind, args):
    return [n for n in args.sizes if not kind.most or n <= kind.most]


def empties(kind, args, env):
    """nft's empty chain twice, and those of the others."""
    made = [Contender("nft", 0, ["nft", "-f", "-"], EMPTY, env, None) for _ in range(2)]
    made += [contender(name, kind, 0, args, env) for name in EMPTY_TOO]
    if not kind.element:
        for c in made:
            with c.ns:
                must(["nft", "-f", "-"], TRACKED, env)
    return made


def measure(kind, args, env, milliseconds):
    """([ns of each of empties()], {(count, name): ns})"""
    zeros = empties(kind, args, env)
    made = [contender(name, kind, n, args, env) for n in sizes_of(kind, args) for name in NAMES]
    made = [c for c in made if c]
    time.sleep(0.2)
    everybody = zeros + made
    for turn in range(args.rounds):
        # Who comes first is somebody else each time.
        first = turn * 7 % len(everybody)
        for c in everybody[first:] + everybody[:first]:
            c.send(args.sender, kind.port, milliseconds)
    for c in made:
        c.check()
    for c in everybody:
        c.ns.close()
    # The kernel frees what was in there behind our back.
    time.sleep(0.2 + sum(c.count for c in made) / 100000)
    return ([c.ns_each(args.least) for c in zeros],
            {(c.count, c.name): c.ns_each(args.least) for c in made})


def ratio(a, b):
    """Of two costs; what is less than nothing is noise."""
    return "-" if a is None or b is None or a <= 0 or b <= 0 else "%.2f" % (a / b)


def rows(kind, sizes, ns, zero):
    """Of the table of what is above zero: names, costs, ratios."""
    out = []
    for count in sizes:
        cost = {n: ns[count, n] - zero if (count, n) in ns else None for n in NAMES}
        costs = ["-" if cost[n] is None else "%.0f" % cost[n] for n in NAMES]
        out.append("| %s %d | %s | %s | %s | %s |" % (
            kind, count, " | ".join(costs),
            ratio(cost["auto"], cost["by hand"]), ratio(cost["iptables-nft"], cost["auto"]),
            ratio(cost["auto"], ns[sizes[0], "auto"] - zero)))
    return out


def head(args, *more):
    ends = ("auto / by hand", "iptables-nft / auto", "auto / auto %d" % args.sizes[0])
    names = ("ruleset", *more, *NAMES, *ends)
    return ["| %s |" % " | ".join(names), "|---" * len(names) + "|"]


def packets(args, env, out):
    kinds = [(name, KINDS[name]) for name in args.kinds if sizes_of(KINDS[name], args)]
    senders = sum(2 + len(EMPTY_TOO) + len(sizes_of(k, args)) * (len(NAMES) - (not k.element))
                  for _, k in kinds)
    milliseconds = max(5, 1000 * args.seconds / args.rounds / max(1, senders))
    out(machine(args))
    out("ns for each packet above the empty chain, the %s of %d turns of %.0f ms\n"
        % ("least" if args.least else "lower quartile", args.rounds, milliseconds))
    for line in head(args):
        out(line)
    gross = head(args)
    empty = ["| empty chain | nft's, the zero | a second one | %s |" % " | ".join(EMPTY_TOO),
             "|---" * (3 + len(EMPTY_TOO)) + "|"]
    for name, kind in kinds:
        (zero, *more), ns = measure(kind, args, env, milliseconds)
        for line in rows(name, sizes_of(kind, args), ns, zero):
            out(line)
        gross += rows(name, sizes_of(kind, args), ns, 0)
        others = " | ".join("%+.1f" % (x - zero) for x in more)
        empty.append("| %s | %.0f | %s |" % (name, zero, others))
    out("\nns for each packet, with the sending\n")
    for line in gross + [""] + empty:
        out(line)


SHOWN = re.compile(r"(?m)^(ip6? \S+ .+): (\d+) rules?: (\d+) maps?, \d+ rules? alone; "
                   r"a packet meets (\d+) at most, ([0-9.]+) in the mean$")


def shown(path, mode, args, env):
    """{chain: (rules, maps, at most, in the mean)} of the chains with rules."""
    env = dict(env, STATEWALL_GROUP=mode)
    with open(path, encoding="utf-8", errors="surrogateescape") as f:
        text = usable(f.read())
    v6 = "ipv6" in os.path.basename(path)
    ns = sandbox.Namespace()
    with ns:
        must([os.path.join(args.bindir, "ip%stables-restore" % ("6" if v6 else ""))], text, env)
        said = must([os.path.join(args.bindir, "statewall"), "group", "--show"], None, env)
    ns.close()
    return {m[0]: (int(m[1]), int(m[2]), int(m[3]), float(m[4])) for m in SHOWN.findall(said)}


def aimed(args, env, out):
    """A row for each file, and below it one for each chain that has become maps."""
    out("Rules of the kernel's that a packet meets: in the chain where it meets most, and in the "
        "mean over packets that each rule of all chains takes one of\n")
    out("| firewall | rules | maps | at most, off | auto | in the mean, off | auto |")
    out("|---|---|---|---|---|---|---|")
    for path in sorted(glob.glob(os.path.join(HERE, "..", "rulesets", "data", "*.save"))):
        off, auto = (shown(path, mode, args, env) for mode in ("off", "auto"))
        if {c: v[0] for c, v in off.items()} != {c: v[0] for c, v in auto.items()} or not off:
            raise OSError("%s: off and auto have other rules" % path)
        total = sum(v[0] for v in off.values())
        most = [max(v[2] for v in way.values()) for way in (off, auto)]
        mean = [sum(v[0] * v[3] for v in way.values()) / total for way in (off, auto)]
        row = "| %s | %d | %d | %d | %d | %.1f | %.1f |"
        maps = sum(v[1] for v in auto.values())
        out(row % (os.path.basename(path), total, maps, *most, *mean))
        for chain in sorted(c for c in auto if auto[c][1]):
            a, b = off[chain], auto[chain]
            out(row % ("&nbsp; " + chain, a[0], b[1], a[2], b[2], a[3], b[3]))


def numbers(text):
    return sorted(int(n) for n in text.split(","))


def main():
    ap = argparse.ArgumentParser(description=__doc__,
                                 formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("bindir")
    ap.add_argument("--aimed", action="store_true", help="rules met in real firewalls")
    ap.add_argument("--sizes", type=numbers, default=[100, 1000, 10000], metavar="N,N...",
                    help="such as 100,1000,100000")
    ap.add_argument("--kinds", type=lambda s: s.split(","), default=USUAL, metavar="KIND,KIND...",
                    help="of %s; all but tangled without it" % ",".join(KINDS))
    ap.add_argument("--seconds", type=float, default=180, help="of sending, in all (%(default)d)")
    ap.add_argument("--rounds", type=int, default=24, help="turns of each (%(default)d)")
    ap.add_argument("--least", action="store_true", help="the minimum of the turns, no quartile")
    args = ap.parse_args()
    if set(args.kinds) - set(KINDS) or args.rounds < 1 or args.sizes[0] < 10:
        ap.error("kinds are %s; rounds from 1, sizes from 10 on" % ", ".join(KINDS))
    args.bindir = os.path.abspath(args.bindir)
    sandbox.leave_host()
    out = functools.partial(print, flush=True)
    with tempfile.TemporaryDirectory(prefix="bench-packets-") as folder:
        env = dict(os.environ, XTABLES_LOCKFILE=os.path.join(folder, "lock"))
        if args.aimed:
            aimed(args, env, out)
            return 0
        for name in ("nft", "legacy"):
            setattr(args, name, os.path.join(folder, name))
            must([os.path.join(HERE, "..", "lib", "peer"), name, getattr(args, name)])
        args.sender = build(folder, "packets")
        packets(args, env, out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
