#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""adopt.py BINDIR --nft DIR --legacy DIR RECORDING.jsonl[.gz]...: the fullest ruleset of each recorded client, made by
another iptables, goes over to statewall (adopt) and back (leave).

A router loads it with iptables-nft or iptables-legacy, and gets the same packets before, while both have the rules
(their program stands still then), behind the adoption, and when they have been given back. Compared: the save text of
both, and for each packet how far it came, its mark and class there, and the frames that left.
"""
import argparse
import concurrent.futures
import glob
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "lib"), os.path.join(HERE, "..", "packets")]
import groups                   # noqa: E402
import lab                      # noqa: E402
import sandbox                  # noqa: E402
from replay import difference, without_counters   # noqa: E402
from report import Report       # noqa: E402

PATIENCE = 60
TRIES = 3
MANY = 40                       # packets of a kind: enough, and below what rules with a rate let through
SENT = ("tcp", "udp", "icmp", "protos", "flow")
FAMILIES = (("iptables", False), ("ip6tables", True))
# Stands still before the second save: then both have the rules.
WRAPPER = """#!/bin/sh
case $1 in
iptables-save)
	echo x >>{folder}/saves
	[ $(wc -l <{folder}/saves) != {nth} ] || {{
		>{folder}/waits
		until [ -e {folder}/go ]; do sleep 0.02; done
	}} ;;
esac
exec {program} "$@"
"""


def fullest(path):
    """(label, {family word: save}, calls of ipset before it)"""
    best, sets, opener = (-1,), [], gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8", errors="surrogateescape") as f:
        for line in f:
            record = json.loads(line)
            if record["kind"] == "ipset":
                sets.append((record["argv"], record["stdin"]))
            elif record["kind"] == "checkpoint" and record.get("rc4") is not None:
                texts = {"iptables": record["save4"], "ip6tables": record["save6"]}
                size = sum(t.count("\n-A") for t in texts.values())
                if size >= best[0]:
                    best = (size, record["label"], texts, list(sets))
    return best[1:] if best[0] > 0 else None


def rules(text):
    """Without dates and counters, and without tables that hold nothing, in an order of its own."""
    tables = {}
    for line in without_counters(text).split("\n"):
        if line.startswith("*"):
            table = tables.setdefault(line, [])
        elif line and not line.startswith("#"):
            table.append(line)
    bare = (":PREROUTING ACCEPT", ":INPUT ACCEPT", ":FORWARD ACCEPT", ":OUTPUT ACCEPT", ":POSTROUTING ACCEPT", "COMMIT")
    return "".join("%s\n%s\n" % (t, "\n".join(lines)) for t, lines in sorted(tables.items())
                   if not all(line.startswith(bare) for line in lines))


class Move:
    def __init__(self, kind, peer, bindir, folder):
        self.kind, self.bindir, self.folder = kind, bindir, folder
        self.router = lab.Router("%s%d" % (kind[0], os.getpid() % 100000), peer)
        self.bad, self.steps, self.repeated = [], 0, 0

    def check(self, what, want, got):
        self.steps += 1
        if want != got:
            self.bad.append((what, difference(want, got)))

    def run(self, argv, stdin=None):
        with self.router.ns:
            rc, out, err = sandbox.run(argv, stdin, PATIENCE)
        if rc != 0:
            raise OSError("%s: status %s: %s" % (" ".join(argv), rc, sandbox.shorten(err)))
        return out

    def saves(self, folder):
        return "".join("# of %s\n%s" % (word, rules(self.run([os.path.join(folder, word + "-save")])))
                       for word, _ in FAMILIES)

    def forget(self):
        """The observer is empty, no connection known, and no address remembered by the match recent."""
        for _, v6 in FAMILIES:
            ip = "ip6" if v6 else "ip"
            self.run(["nft", "-f", "-"], "table %s observe\ndelete table %s observe\n%s" % (ip, ip, lab.observer(v6)))
        self.run(["conntrack", "-F"])
        with self.router.ns:
            for name in glob.glob("/proc/thread-self/net/xt_recent/*"):
                with open(name, "w", encoding="ascii") as f:
                    f.write("/\n")

    def verdicts(self, want=None):
        """As text. What is not as wanted is sent again: a busy machine loses packets, rules do it each time."""
        for _ in range(TRIES):
            got = self.once()
            if want in (None, got):
                break
            self.repeated += 1
        return got

    def once(self):
        self.forget()
        out = []
        for _, v6 in FAMILIES:
            for to_self in (None, lab.SELF[v6]):
                sent = groups.packets(SENT, v6, to_self, 5000)[:MANY]
                for _, _, steps in sent:
                    for side, packet in steps:
                        self.router.send(side, packet)
            self.router.barrier("near")
            self.router.barrier("far")
            seen = self.router.seen(v6)
            out += ["%s: %s %s" % (hook, source, [e[:3] for e in sorted(seen[hook][source])])
                    for hook in sorted(seen) for source in sorted(seen[hook])]
        return "\n".join(out + self.router.frames_left(True))

    def statewall(self, want, *words, nth):
        """Runs it, stops it where both have the rules, and gives the packets' verdicts there."""
        for name in ("saves", "waits", "go"):
            if os.path.exists(os.path.join(self.folder, name)):
                os.unlink(os.path.join(self.folder, name))
        wrapper = os.path.join(self.folder, "wrapper")
        with open(wrapper, "w", encoding="ascii") as f:
            f.write(WRAPPER.format(folder=self.folder, nth=nth, program="/usr/sbin/xtables-%s-multi" % self.kind))
        os.chmod(wrapper, 0o755)
        with self.router.ns:
            p = subprocess.Popen([os.path.join(self.bindir, "statewall"), *words, "--with", wrapper],
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        start = time.monotonic()
        while not os.path.exists(os.path.join(self.folder, "waits")) and p.poll() is None and time.monotonic() - start < PATIENCE:
            time.sleep(0.02)
        got = self.verdicts(want) if p.poll() is None else "it has ended"
        with open(os.path.join(self.folder, "go"), "w", encoding="ascii"):
            pass
        out = p.communicate(timeout=PATIENCE)[0].decode()
        self.check(" ".join(words), "status 0", "status %d%s" % (p.returncode, out if p.returncode else ""))
        return got

    def play(self, texts, sets):
        for argv, stdin in sets:
            with self.router.ns:
                sandbox.run(["ipset", *argv], stdin, PATIENCE)
        for word, _ in FAMILIES:
            self.run([os.path.join(self.router.bindir, word + "-restore")], texts[word])
        theirs, none = self.saves(self.router.bindir), "# of iptables\n# of ip6tables\n"
        before = self.verdicts()
        if before.count("\n") < 20:
            self.bad.append(("packets", ["only these were seen: " + before]))
        during = self.statewall(before, "adopt", "--from", self.kind, nth=2)
        self.check("packets while both have the rules", before, during)
        self.check("ours behind adopt", theirs, self.saves(self.bindir))
        self.check("theirs behind adopt", none, self.saves(self.router.bindir))
        self.check("packets behind adopt", before, self.verdicts(before))
        during = self.statewall(before, "leave", "--to", self.kind, nth=2)
        self.check("packets while both have the rules again", before, during)
        self.check("theirs behind leave", theirs, self.saves(self.router.bindir))
        self.check("ours behind leave", none, self.saves(self.bindir))
        self.check("packets behind leave", before, self.verdicts(before))


def play(job):
    path, kind, peer, bindir = job
    what = fullest(path)
    name = "%s by iptables-%s" % (os.path.basename(path).split(".jsonl")[0], kind)
    if not what:
        return name, 0, []
    sandbox.leave_host()
    sandbox.private_run()
    os.chdir("/")
    with tempfile.TemporaryDirectory(prefix="adopt-") as folder:
        move = Move(kind, peer, bindir, folder)
        try:
            move.play(*what[1:])
        except (OSError, subprocess.SubprocessError) as e:
            move.bad.append(("it ends", [str(e)]))
        finally:
            move.router.close()
    again = ", sent %d times more" % move.repeated if move.repeated else ""
    return "%s (%s%s)" % (name, what[0], again), move.steps, move.bad


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("bindir")
    ap.add_argument("recording", nargs="+")
    ap.add_argument("--nft", required=True, metavar="DIR")
    ap.add_argument("--legacy", required=True, metavar="DIR")
    ap.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    args = ap.parse_args()
    report = Report()
    jobs = [(os.path.abspath(p), kind, os.path.abspath(peer), os.path.abspath(args.bindir))
            for p in args.recording for kind, peer in (("nft", args.nft), ("legacy", args.legacy))]
    with concurrent.futures.ProcessPoolExecutor(args.jobs, max_tasks_per_child=1) as pool:
        for name, steps, bad in pool.map(play, jobs):
            if not steps and not bad:
                print("%s: there is no checkpoint with rules in it" % name)
                continue
            print("%s: %d compared, %d differ" % (name, steps, len(bad)))
            report.ok(n=max(steps - len(bad), 0))
            for what, detail in bad:
                report.fail("%s: %s" % (name, what), detail)
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
