# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes a failing case small: fewer packets, fewer rules, fewer words, as long as it still fails."""
import time

from ruleset import Rule, Ruleset


class Shrinker:
    """fails(ruleset, steps) -> bool. Stops at the deadline with what it has."""

    def __init__(self, fails, ruleset, steps, seconds=60):
        self.fails, self.ruleset, self.steps = fails, ruleset, steps
        self.deadline = time.monotonic() + seconds

    def try_rules(self, ruleset):
        if time.monotonic() < self.deadline and self.fails(ruleset, self.steps):
            self.ruleset = ruleset
            return True
        return False

    def try_steps(self, steps):
        if time.monotonic() < self.deadline and self.fails(self.ruleset, steps):
            self.steps = steps
            return True
        return False

    def drop(self, items, attempt):
        """Takes away runs of items, long ones first; attempt(rest) says whether that is still a case."""
        size = max(1, len(items) // 2)
        while size and time.monotonic() < self.deadline:
            at = 0
            while at < len(items):
                rest = items[:at] + items[at + size:]
                if len(rest) < len(items) and attempt(rest):
                    items = rest
                else:
                    at += size
            size //= 2
        return items

    def rules(self, rules):
        s = self.ruleset
        return self.try_rules(Ruleset(s.v6, s.policies, s.chains, rules))

    def words(self):
        """Clauses and targets that are not needed."""
        for i in range(len(self.ruleset.rules)):
            rule = self.ruleset.rules[i]
            if rule.target:
                self.replaced(i, Rule(rule.table, rule.chain, rule.clauses, ""))
            at = 0
            while at < len(self.ruleset.rules[i].clauses):
                rule = self.ruleset.rules[i]
                clauses = rule.clauses[:at] + rule.clauses[at + 1:]
                if not self.replaced(i, Rule(rule.table, rule.chain, clauses, rule.target)):
                    at += 1

    def replaced(self, i, rule):
        rules = list(self.ruleset.rules)
        rules[i] = rule
        return self.rules(rules)

    def run(self):
        """(ruleset, steps)"""
        s = self.ruleset
        if s.policies:
            self.try_rules(Ruleset(s.v6, {}, s.chains, s.rules))
        before = None
        while before != (len(self.steps), self.ruleset.text()) and time.monotonic() < self.deadline:
            before = len(self.steps), self.ruleset.text()
            self.drop(self.steps, self.try_steps)
            self.drop(self.ruleset.rules, self.rules)
            self.words()
            s = self.ruleset
            self.drop(s.chains, lambda chains: self.try_rules(Ruleset(s.v6, s.policies, chains, self.ruleset.rules)))
        return self.ruleset, self.steps
