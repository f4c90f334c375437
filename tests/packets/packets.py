#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""packets.py BINDIR CASEFILE...: do rules do to packets what iptables-legacy's do?

Two routers in namespaces of their own get the same rules, one from the programs of BINDIR, one from
iptables-legacy, and then the same frames. Compared are the counters of every rule, policy counters, how
far each packet came, with which mark and priority, and the frames that left. --native: rules that are not
declared "compat" in the case file must hold no compat expression.
"""
import argparse
import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import casefile             # noqa: E402
import groups               # noqa: E402
import sandbox              # noqa: E402
from lab import HOOKS, SELF, Router  # noqa: E402
from report import Report   # noqa: E402

MAX_SHOWN = 6


class Result:
    """What one router did with one case."""

    def __init__(self, router, case, packets):
        self.status, self.error = router.load(case.tool, case.text(packets), case.v6)
        if self.status == 0:
            self.compat = router.compat_rules("ip6" if case.v6 else "ip")
            for _, _, steps in packets:
                for side, packet in steps:
                    router.send("self" if case.to == "out" else side, packet)
            router.barrier("near")
            router.barrier("far")
            self.rules, self.policies = router.counters(case.tool, case.tables())
            self.seen, self.frames = router.seen(case.v6), router.frames_left(case.group.loose)
        router.clear(case.tool, case.tables())

    def met_any(self):
        """Has a packet been seen behind the rules, or counted by one of them?"""
        return any(self.seen.values()) or any(not c.startswith("0:") for counts in self.rules.values() for c in counts)

    def of_packet(self, case, index, packet):
        """What can be told of one packet, as {what: value}."""
        name, who, _ = packet
        out = {}
        for hook in HOOKS:
            sources = self.seen.get(hook, {})
            out["seen in " + hook] = sorted(e for w in who for e in sources.get(w, ()))
        out["frames"] = [f for f in self.frames if any(" %s > " % w in f or "> %s:" % w in f for w in who)]
        counts = self.rules.get((case.table, case.chain), [])
        if case.own_chains:
            out["rules"] = self.rules.get((case.table, "P%d" % index), [])
        elif not case.group.shared:
            first = len([1 for t, c, _ in case.group.extra if (t, c) == (case.table, case.chain)]) + 4 * index
            out["rules"] = counts[first:first + 4]
        return out

    def of_all(self, case):
        chains = {(case.table, case.chain)} | {(t, c) for t, c, _ in case.group.extra}
        out = {"policy of %s %s" % c: self.policies.get(c) for c in sorted(chains)}
        if case.group.shared:
            out["rules"] = self.rules.get((case.table, case.chain))
        else:
            out["other rules"] = {c: r for c, r in self.rules.items()
                                  if c in chains and c != (case.table, case.chain)}
        return out


def differences(want, got):
    """{what: text}"""
    return {k: "%s: %s, with iptables-legacy %s" % (k, got.get(k), want[k]) for k in want if want[k] != got.get(k)}


class Bench:
    def __init__(self, bindir, legacy, lock, native, report):
        self.ours = Router("ours", bindir)
        self.legacy = Router("xt", legacy, {"XTABLES_LOCKFILE": lock})
        self.native, self.report = native, report
        self.ident = 0
        self.met = set()        # (group, packet name) of accepted differences that were seen
        self.sent = 0

    def run(self, case):
        bad = self.once(case)
        if bad and not isinstance(bad, str):
            # nf_tables loses an update of a dynamic set now and then, one in some 100 000: what the
            # observer shows only once is that
            again = self.once(case)
            bad = [text for key, text in bad.items() if key in again]
        if not isinstance(bad, str):
            bad = list(bad)
            more = ["... %d more" % (len(bad) - MAX_SHOWN)] if len(bad) > MAX_SHOWN else []
            bad = bad[:MAX_SHOWN] + more
        self.report.check(not bad, case.name, bad)

    def once(self, case):
        """{(packet, what): text} of all that differs, or why it cannot be compared."""
        self.ident = (self.ident + 256) & 0xffff
        packets = groups.packets(case.group.packets, case.v6, SELF[case.v6] if case.to == "self" else None, self.ident)
        want, got = (Result(r, case, packets) for r in (self.legacy, self.ours))
        if want.status != 0:
            return "iptables-legacy refuses it: %s" % want.error
        if got.status != 0:
            return "status %s: %s" % (got.status, got.error)
        self.sent += sum(len(steps) for _, _, steps in packets)
        if not want.met_any() or not got.met_any():
            return "no packet was seen"
        bad = self.compare(case, packets, want, got)
        if self.native and got.compat and not case.group.compat:
            bad["", "form"] = "not native: %s" % ", ".join(sorted({e for rule in got.compat for e in rule}))
        return bad

    def compare(self, case, packets, want, got):
        bad, accepted = {}, False
        for i, packet in enumerate(packets):
            lines = differences(want.of_packet(case, i, packet), got.of_packet(case, i, packet))
            if lines and packet[0] in case.group.differ:
                self.met.add((case.group, case.group.differ[packet[0]]))
                accepted = True
            else:
                bad.update(((packet[0], what), "%s: %s" % (packet[0], text)) for what, text in lines.items())
        if not accepted:        # an accepted difference shows in the totals too
            bad.update((("", what), text) for what, text in differences(want.of_all(case), got.of_all(case)).items())
        return bad

    def group(self, group):
        for case in group.cases():
            self.run(case)
        for name in sorted(set(group.differ.values())):
            self.report.check((group, name) in self.met, "%s [%s]" % (group.where, group.title),
                              "the accepted difference '%s' does not show: remove it" % name)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("bindir")
    ap.add_argument("cases", nargs="+")
    ap.add_argument("--legacy", required=True, help="a folder with iptables-legacy's programs by their classic names")
    ap.add_argument("--native", action="store_true", help="what is not declared compat must be native")
    ap.add_argument("--verbose", action="store_true", help="a line for each case")
    args = ap.parse_args()
    sandbox.leave_host()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})     # frames stay in order
    report = Report(quiet=not args.verbose)
    with tempfile.TemporaryDirectory(prefix="packets-") as tmp:
        bench = Bench(args.bindir, args.legacy, os.path.join(tmp, "lock"), args.native, report)
        for path in args.cases:
            before = report.passed, report.failed, bench.sent
            for group in casefile.read(path):
                bench.group(group)
            print("%-24s %4d cases as iptables-legacy, %d not, %d packets" % (
                os.path.basename(path), report.passed - before[0], report.failed - before[1], bench.sent - before[2]))
        bench.ours.close()
        bench.legacy.close()
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
