# SPDX-License-Identifier: GPL-2.0-or-later
"""An episode: commands and save files for one program, from a seed."""
import collections
import random

import basic
import mutate
from tfile import restore_word      # noqa: E402  (tests/upstream, see run)

Command = collections.namedtuple("Command", "argv stdin")
POLICIES = ("ACCEPT", "ACCEPT", "DROP", "-", "NOPE", "")
HEADS = ("[0:0]", "[0:0]", "[5:6]", "", "[x]", "[1:]", "5:6", "[1:2] x", "[1:2", "[+1:02]x", "[1 :2]", "[-1:2]", "[18446744073709551616:1]")
COUNTERS = ("[1:2] ", "[5:6] ", "[x:1] ", "[1:2]", "[ 1:\t2 ]\t", "[+1:2x] ", "[1 :2] ", "[1:] ", "[18446744073709551616:1]")
BLANKS = (" ", " ", "\t", "  ", " \t ", "\t\t")


class Episode:
    def __init__(self, name, seeds, groups):
        self.rand = random.Random(name)
        self.program = self.rand.choice(("iptables", "iptables", "ip6tables"))
        self.seeds, self.groups = seeds[self.program], groups[self.program]
        self.basic = basic.Basic(self.rand, self.program)
        self.table = self.rand.choice(("filter", "filter", "nat", "mangle", "mangle", "raw", "security"))
        self.past = []          # rules of this episode, to be asked for and deleted

    def commands(self, count):
        pre = [self.program, "-t", self.table]
        made = [Command([*pre, "-N", chain], None) for chain in basic.USER]
        while len(made) < count:
            made.append(self.restore() if self.rand.random() < 0.12 else Command(self.command(), None))
        return made

    def seed(self):
        group = self.groups[self.rand.choice(sorted(self.groups))]
        fit = [s for s in group if s.table == self.table]
        return self.rand.choice(fit if fit and self.rand.random() < 0.8 else group)

    def rule(self):
        """(table, chain, words)"""
        seed = self.seed()
        words = list(seed.words)
        if self.rand.random() < 0.3:
            words = self.basic.common() + words
        if self.rand.random() < 0.15:
            more = self.seed().words
            words = list(more) + words if self.rand.random() < 0.5 else words + list(more)
        if self.rand.random() < 0.15:
            words = self.basic.common()
        while self.rand.random() < 0.25:
            at = self.rand.choice((0, len(words)))
            words[at:at] = self.basic.option()
        if "-j" not in words and self.rand.random() < 0.3:
            words += ["-j", self.rand.choice(basic.TARGETS[:4])]
        times = self.rand.choice((0, 0, 0, 1, 1, 1, 1, 2, 3))
        words = mutate.mutated(self.rand, words, self.seed().words, times)
        table, chain = seed.table, seed.chain
        if self.rand.random() < 0.1:
            table = self.table
        if chain not in basic.TABLES.get(table, ()) or self.rand.random() < 0.15:
            chain = self.basic.chain(table)
        return table, chain, words

    def about_rule(self):
        table, chain, words = self.rule()
        if self.past and self.rand.random() < 0.15:
            table, chain, words = self.rand.choice(self.past)
            if self.rand.random() < 0.3:
                words = mutate.mutated(self.rand, words, [], 1)
        else:
            self.past.append((table, chain, words))
        number = [self.basic.pick(basic.COUNTS, 0.8)]
        verb = self.rand.choice((["-A", chain], ["-A", chain], ["-A", chain], ["-A", chain], ["-I", chain], ["-I", chain, *number], ["-C", chain],
                                 ["-D", chain], ["-D", chain], ["-R", chain, *number]))
        return table, verb, words

    def command(self):
        table, verb, words = self.about_rule()
        if self.rand.random() < 0.3:
            words = self.basic.lists(self.table)
            if self.rand.random() < 0.2:
                words = mutate.mutated(self.rand, words, self.basic.option(), 1)
            table, verb = self.table, []
        front = [] if table == "filter" and self.rand.random() < 0.8 else ["-t", table]
        parts = [front, verb, words] if self.rand.random() < 0.9 else [verb, words, front]
        line = [w for part in parts for w in part]
        if self.rand.random() < 0.03:
            line = mutate.mutated(self.rand, line, self.basic.option(), 2)
        return [self.program, *self.basic.spelled(line)]

    # ---- save files --------------------------------------------------------------------
    def quoted(self, words):
        return " ".join(w if self.rand.random() < 0.03 else restore_word(w) for w in words)

    def spaced(self, line):
        """Blanks and tabs in their many forms where words part, and before, behind and after the first character."""
        if self.rand.random() < 0.75 or '"' in line:
            return line
        out = "".join(self.rand.choice(BLANKS) if c == " " else c for c in line)
        if out[:1] in ("*", ":", "["):
            out = out[0] + self.rand.choice(("", *BLANKS)) + out[1:]
        if self.rand.random() < 0.3:
            out += self.rand.choice(BLANKS)
        if self.rand.random() < (0.04 if out[:1] in ("*", ":", "C") else 0.3):
            out = self.rand.choice(BLANKS) + out
        return out

    def lines(self, table, count):
        out = ["*" + table]
        for chain in self.rand.sample(basic.TABLES[table], 2) + [self.rand.choice(basic.USER)]:
            if self.rand.random() < 0.6:
                good = self.rand.random() < 0.9
                policy = "-" if chain in basic.USER else "ACCEPT"
                out.append(":%s %s %s" % (chain, policy if good else self.rand.choice(POLICIES), "[0:0]" if good else self.rand.choice(HEADS)))
        if self.rand.random() < 0.1:
            out.append(":%s - [0:0]" % self.basic.pick(basic.NAMES))
        for _ in range(count):
            of, verb, words = self.about_rule()
            if of != table and self.rand.random() < 0.9:
                words = self.basic.common() + ["-j", self.rand.choice(basic.TARGETS[:3])]
                verb = ["-A", self.basic.chain(table)]
            line = self.quoted(self.basic.spelled([*verb, *words]))
            if self.rand.random() < 0.1:
                line = self.rand.choice((*COUNTERS, "-4 ", "-6 ", "# ")) + line
            if self.rand.random() < 0.06:
                line = self.quoted(self.basic.lists(table))
            out.append(line.replace("\n", " "))
        if self.rand.random() < 0.95:
            out.append("COMMIT")
        return out

    def restore(self):
        table = self.table
        lines = self.lines(table, self.rand.choice((0, 1, 1, 2, 3)))
        if self.rand.random() < 0.1:
            lines += self.lines(self.rand.choice([t for t in sorted(basic.TABLES) if t != table]), 1)
        if self.rand.random() < 0.1:
            lines.insert(self.rand.randint(0, len(lines)), self.rand.choice(
                ("", "#", "x", "*nope", "*", "COMMIT", " COMMIT", "COMMIT x", ":", ":x", "-A", "-A INPUT \"", "-A INPUT '", "é", "*filter", "-", "[", "[1:2]")))
        lines = [self.spaced(line) for line in lines]
        options = [w for w in ("-n", "-c") if self.rand.random() < 0.5]
        if self.rand.random() < 0.15:
            options += self.rand.choice((["-t"], ["-v"], ["-T", table], ["-T", "nat"], ["--noflush"], ["-w"], ["--counters"], ["-nc"]))
        end = "\r\n" if self.rand.random() < 0.02 else "\n"
        return Command([self.program + "-restore", *options], end.join(lines) + end)
