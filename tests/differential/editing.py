# SPDX-License-Identifier: GPL-2.0-or-later
"""Random edits of a dense ruleset, as commands: (program, [argument], standard input or None)."""
import shlex

from dense import TABLE, USER
from ruleset import HOOKS

OURS = "statewall"      # a program that only one of the two has; what it does must not be seen
CHECK = (OURS, ["group", "--check"], None)
PAST = 0.03             # how often one command is about what is not there
FEW, MANY = (1, 1, 1, 2, 3), (2, 5, 12, 30)


class Editor:
    """Knows what the chains hold, so that what it draws mostly succeeds."""

    def __init__(self, dense, rules):
        self.g, self.r, self.hook = dense, dense.r, dense.hook
        self.tool = rules.tool
        self.chains = {name: [] for name in (self.hook, *USER)}
        for rule in rules.rules:
            if rule.table == TABLE:
                self.chains[rule.chain].append(rule)
        self.counts, self.past, self.made = True, PAST, 0
        self.user = list(USER)      # in the order in which they may jump to each other

    def rules(self):
        return [rule for rules in self.chains.values() for rule in rules]

    # ---- what is drawn from ---------------------------------------------------
    def chain(self, filled=False):
        """Often the builtin one; filled: one with rules, if there is any."""
        names = [n for n in (self.hook, self.hook, *self.chains) if self.chains[n] or not filled]
        return self.r.choice(names or [self.hook])

    def number(self, chain, more=0):
        last = len(self.chains[chain]) + more
        return last + 3 if self.r.random() < self.past or not last else self.r.randrange(last) + 1

    def rule(self, chain):
        """A new one, mostly of the kind of another, or the same as another."""
        onward = self.user[self.user.index(chain) + 1:] if chain in self.user else self.user
        old = self.r.choice(self.chains.get(chain) or self.rules() or [None])
        if self.r.random() < 0.2 and old and old.chain == chain:
            return old.plain()
        kind = old.kind if old and self.r.random() < 0.6 else self.g.kind()
        rule = self.g.rule(chain, onward, kind)
        if self.counts and self.r.random() < 0.1:
            rule.clauses.append("-c %d %d" % (self.r.randrange(9), self.r.randrange(900)))
        return rule

    def line(self, *start, rule=None):
        """As it stands in a save file."""
        words = [*rule.clauses, rule.target] if rule else []
        return " ".join([*map(str, start), *words]).rstrip()

    # ---- edits: each gives lines ----------------------------------------------
    def append(self):
        chain, out = self.chain(), []
        for _ in range(self.r.choice((*FEW, 12))):
            rule = self.rule(chain)
            self.chains[chain].append(rule)
            out.append(self.line("-A", chain, rule=rule))
        return out

    def insert(self):
        chain, out = self.chain(), []
        for _ in range(self.r.choice((1, 1, 3, 9))):
            n, rule = self.number(chain, 1) if self.r.random() < 0.7 else 1, self.rule(chain)
            if n <= len(self.chains[chain]) + 1:
                self.chains[chain].insert(n - 1, rule)
            start = ["-I", chain] if n == 1 and self.r.random() < 0.5 else ["-I", chain, n]
            out.append(self.line(*start, rule=rule))
        return out

    def delete_number(self):
        chain = self.chain(True)
        n = self.number(chain)
        out = [self.line("-D", chain, n)]
        del self.chains[chain][n - 1:n]
        for _ in range(self.r.choice((*FEW, 12)) - 1):      # and those behind it
            if n <= len(self.chains[chain]):
                out += out[:1]
                del self.chains[chain][n - 1]
        return out

    def delete_words(self):
        """The first rule that has these words."""
        chain = self.chain(True)
        there = self.chains[chain] and self.r.random() > self.past
        rule = (self.r.choice(self.chains[chain]) if there else self.rule(chain)).plain()
        for i, other in enumerate(self.chains[chain]):
            if other.plain().text() == rule.text():
                del self.chains[chain][i]
                break
        return [self.line("-D", chain, rule=rule)]

    def replace(self):
        chain = self.chain(True)
        n, rule = self.number(chain), self.rule(chain)
        there = n <= len(self.chains[chain])
        if there and self.r.random() < 0.2:     # by itself: its counters begin anew
            rule = self.chains[chain][n - 1]
            rule = rule if self.counts else rule.plain()
        self.chains[chain][n - 1:n] = [rule] * there
        return [self.line("-R", chain, n, rule=rule)]

    def zero(self):
        chain = self.chain(True)
        one = chain, self.number(chain)
        return [self.line("-Z", *self.r.choice(((), (chain,), one, one)))]

    def rename(self, among=None):
        old, self.made = self.r.choice(among or self.user), self.made + 1
        new = "N%d" % self.made
        self.user[self.user.index(old)] = new
        self.chains[new] = self.chains.pop(old)
        for rules in self.chains.values():
            for i, rule in enumerate(rules):
                way, _, name = rule.target.partition(" ")
                rules[i] = rule.to("%s %s" % (way, new)) if name == old else rule
        return [self.line("-E", old, new)]

    def refill(self):
        chain = self.r.choice(self.user) if self.r.random() < 0.7 else self.hook
        return [self.line("-F", chain)] + self.fill(chain)

    def fill(self, chain):
        self.chains[chain] = [self.rule(chain) for _ in range(self.r.choice(MANY))]
        return [self.line("-A", chain, rule=rule) for rule in self.chains[chain]]

    def new_chain(self):
        """And a rule that jumps there."""
        self.made += 1
        name, caller = "N%d" % self.made, self.chain()
        self.user.append(name)
        out = [self.line("-N", name)] + self.fill(name)
        rule = self.rule(caller).to("-j " + name)
        self.chains[caller].append(rule)
        return out + [self.line("-A", caller, rule=rule)]

    def drop_chain(self):
        """With the jumps to it, or refused because of them."""
        if len(self.user) < 2:
            return self.new_chain()
        name, out = self.r.choice(self.user), []
        if self.r.random() < 5 * self.past:
            return [self.line("-X", name)]
        for chain, rules in self.chains.items():
            for i in range(len(rules), 0, -1):
                if rules[i - 1].target[3:] == name:
                    out.append(self.line("-D", chain, i))
                    del rules[i - 1]
        self.user.remove(name)
        del self.chains[name]
        return out + [self.line("-F", name), self.line("-X", name)]

    def policy(self):
        return [self.line("-P", self.hook, self.r.choice(("ACCEPT", "DROP")))]

    def ask(self):
        """Changes nothing; its answer is compared."""
        chain = self.chain(True)
        rule = self.r.choice(self.chains[chain] or [self.rule(chain)]).plain()
        return [self.r.choice((
            self.line("-C", chain, rule=rule), self.line("-S", chain, self.number(chain), "-v"),
            self.line("-S"), self.line("-L", chain, "-nvx"),
            self.line("-L", chain, self.number(chain), "-n")))]

    # ---- commands -------------------------------------------------------------
    def edit(self, chances):
        return self.r.choices([f for _, f in chances], [n for n, _ in chances])[0](self)

    def restore(self):
        """Several edits in one go; a chain may be filled anew by its line. With counters, or with
        -Z: where both are in a file, iptables-legacy keeps the counters that the file gives. -E
        as the last, and of a chain that is there: docs/differences.md."""
        before = {name: list(rules) for name, rules in self.chains.items()}, list(self.user)
        self.counts, self.past = self.r.random() < 0.4, 0
        never = {Editor.rename, Editor.zero} if self.counts else {Editor.rename}
        edits = [row for row in EDITS if row[1] not in never]
        head, lines = [], []
        if self.r.random() < 0.3:
            chain = self.r.choice(self.user)
            head, lines = [":%s - [0:0]" % chain], self.fill(chain)
        if self.r.random() < 0.1:
            head.append(self.policy_line())
        for _ in range(self.r.choice((1, 2, 5, 12))):
            lines += self.edit(edits)
        there = [name for name in self.user if name in before[1]]
        if self.r.random() < 0.1 and there:
            lines += self.rename(there)
        if self.r.random() < 0.05:      # refused as a whole
            lines.insert(self.r.randrange(len(lines) + 1), self.line("-D", self.hook, 5000))
            self.chains, self.user = before
        words = ["--noflush"]
        if self.counts:
            words.append("-c")
            lines = [self.counted(line) if self.r.random() < 0.5 else line for line in lines]
        self.counts, self.past = True, PAST
        return [self.file(words, head + lines)]

    def file(self, words, lines):
        return self.tool + "-restore", words, "\n".join(["*" + TABLE, *lines, "COMMIT"]) + "\n"

    def policy_line(self):
        return ":%s %s [0:0]" % (self.hook, self.r.choice(("ACCEPT", "DROP")))

    def reload(self):
        """All rules once more, some of them with counters, in the place of what is there."""
        head = [":%s ACCEPT [0:0]" % name for name in HOOKS[TABLE] if name != self.hook]
        head += [":%s - [0:0]" % name for name in self.user]
        lines = [self.line("-A", n, rule=r) for n, rules in self.chains.items() for r in rules]
        return [self.file([], [self.policy_line(), *head, *lines])]

    def counted(self, line):
        """As iptables-save -c writes it."""
        if not line.startswith("-A ") or " -c " in line:
            return line
        return "[%d:%d] %s" % (self.r.randrange(9), self.r.randrange(900), line)

    def group(self):
        """Elements become rules, or rules elements."""
        words = ["group", *self.r.choice(([], ["--off"], ["--always"]))]
        if self.r.random() < 0.3:
            words += ["--family", "ipv6" if self.g.v6 else "ipv4", "--table", TABLE]
            words.append(self.r.choice(list(self.chains)))
        return OURS, words, None

    def commands(self):
        """One edit; some are several commands."""
        roll = self.r.random()
        if roll < 0.2:
            return self.restore() if roll < 0.18 else self.reload()
        if roll < 0.25:
            return [self.group(), CHECK]
        return [(self.tool, shlex.split(line), None) for line in self.edit(EDITS + SINGLE)]


EDITS = (
    (14, Editor.append), (16, Editor.insert), (14, Editor.delete_number), (14, Editor.delete_words),
    (14, Editor.replace), (12, Editor.zero), (3, Editor.rename), (5, Editor.refill),
    (4, Editor.new_chain), (4, Editor.drop_chain), (2, Editor.policy))
SINGLE = ((8, Editor.ask),)


def lines_of(command):
    """The words of each edit in it."""
    _, args, text = command
    if text is None:
        return [args]
    return [shlex.split(line) for line in text.split("\n") if line.startswith(("-", ":"))]


def shown(command):
    """As one types it."""
    program, args, text = command
    return shlex.join([program, *args]) + (" <<'EOF'\n%sEOF" % text if text is not None else "")
