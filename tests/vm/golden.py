#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""golden.py FILE.t...: every rule of the golden files in the kernel that runs: in a machine of its own.

What the kernel takes must be listed as the golden file says, be found by its words, and be deleted by them.
What it does not take is a note, with the reasons counted.
"""
import collections
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import nfdump       # noqa: E402

TOOLS = {"ip": "iptables", "ip4": "iptables", "ip6": "ip6tables"}
BUILTIN = ("INPUT", "FORWARD", "OUTPUT", "PREROUTING", "POSTROUTING")
OWN_CHAIN = re.compile(r"-[jg] ([a-z]\S*)")
COUNTERS = re.compile(r"^-c \d+ \d+ ")
STAGES = ("fail", "hint", "prog", "set", "words", "expr", "save", "bare")


class Rule:
    def __init__(self, place, words):
        self.place, self.words, self.want = place, words, {}

    def saved(self):
        save = self.want.get("save", "")
        return [self.words] if save == "=" else save.split("\n")


def rules(path):
    """The rules of a golden file; a place is (family, table, chain)."""
    place, rule, out = {"family": "ip", "table": "filter", "chain": "INPUT"}, None, []
    with open(path, encoding="utf-8", errors="surrogateescape") as f:
        for line in f:
            key, _, value = line.rstrip("\n").partition(" ")
            value = value.strip()
            if key in place:
                place[key] = value
            elif key == "rule":
                rule = Rule((place["family"], place["table"], place["chain"]), value)
                out.append(rule)
            elif key in STAGES and rule:
                rule.want[key], stage = value, key
            elif not key and value and rule:
                rule.want[stage] += "\n" + value
    return [r for r in out if "fail" not in r.want]


def run(argv, text=""):
    p = subprocess.run(argv, input=text.encode("utf-8", "surrogateescape"), stdout=subprocess.PIPE,
                       stderr=subprocess.PIPE)
    return p.returncode, p.stdout.decode("utf-8", "surrogateescape"), p.stderr.decode("utf-8", "surrogateescape")


class Count:
    def __init__(self):
        self.loaded = self.carried = self.failed = 0
        self.refused = collections.Counter()

    def result(self, rule, bad=""):
        print("%s %s -t %s -A %s %s" % ("FAIL" if bad else "ok", TOOLS[rule.place[0]], *rule.place[1:], rule.words))
        if bad:
            print("  " + bad)
            self.failed += 1

    def chain(self, where, place, todo):
        """All rules of a file in one place."""
        family, table, chain = place
        tool = TOOLS[family]

        def restore(letter, some, *options):
            """(None or the index of the rule at fault, what is said)"""
            head = "*%s\n" % table
            if letter == "A":
                chains = {c for r in some for c in OWN_CHAIN.findall(r.words)} | {chain} - set(BUILTIN)
                head += "".join(":%s - [0:0]\n" % c for c in sorted(chains))
            lines = ["-%s %s %s" % (letter, chain, r.words if letter == "A" else COUNTERS.sub("", r.words))
                     for r in some]
            status, _, said = run([tool + "-restore", *options], head + "\n".join(lines + ["COMMIT", ""]))
            if not status:
                return None, ""
            at = re.search(r"line:? (\d+)", said)
            return (int(at.group(1)) - head.count("\n") - 1 if at else 0), said.strip().replace("\n", " | ")

        run([tool, "-t", table, "-F"])
        # The line that is named may not be the only one at fault: then each is tried alone.
        at, said = restore("A", todo)
        if at is not None:
            alone = [restore("A", [r])[1] for r in todo]
            for rule, said in zip(todo, alone):
                if said and os.environ.get("VERBOSE"):
                    print("# %s: %s" % (rule.words, said))
            self.refused[where] += sum(bool(said) for said in alone)
            todo = [r for r, said in zip(todo, alone) if not said]
            at, said = restore("A", todo)
            if at is not None:
                self.result(todo[0], "together: " + said)
                return
        if not todo:
            return
        self.loaded += len(todo)
        self.carried += sum(bool(nfdump.compat(e)) for t, c, _, e in nfdump.rules("ip6" if family == "ip6" else "ip")
                            if (t, c) == ("statewall-" + table, chain))
        _, listed, _ = run([tool, "-t", table, "-S", chain])
        listed = [line for line in listed.split("\n") if line.startswith("-A ")]
        bad = {}
        for i, rule in enumerate(todo):
            want = [("-A %s %s" % (chain, s)).strip() for s in rule.saved()]
            have, listed = listed[:len(want)], listed[len(want):]
            if have != want:
                bad[i] = "saved as %s, not as %s" % (have, want)
        for letter in "C", "D":
            left = [r for i, r in enumerate(todo) if i not in bad]
            at, said = restore(letter, left, "--noflush")
            if at is not None:
                bad[todo.index(left[max(0, min(at, len(left) - 1))])] = "-%s: %s" % (letter, said)
        if not bad and run([tool, "-t", table, "-S", chain])[1].count("-A "):
            bad[0] = "not all were deleted"
        for i, rule in enumerate(todo):
            self.result(rule, bad.get(i, ""))
        run([tool, "-t", table, "-F"])


def main():
    count = Count()
    for path in sys.argv[1:]:
        places = collections.OrderedDict()
        for rule in rules(path):
            places.setdefault(rule.place, []).append(rule)
        for place, some in places.items():
            count.chain(os.path.basename(path)[:-2], place, some)
    print("note golden: %d loaded (%d with an xt expression), %d refused: %s" % (
        count.loaded, count.carried, sum(count.refused.values()),
        ", ".join("%s %d" % c for c in sorted(count.refused.items())) or "none"))
    sys.exit(1 if count.failed else 0)


main()
