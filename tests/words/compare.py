# SPDX-License-Identifier: GPL-2.0-or-later
"""One command asked of both sides: what differs."""
import re

PLACE = re.compile(r"^(?:Error occurred at line: .*|.*: line \d+ failed.*|line \d+: .*)$", re.M)
# What libxtables says in between, and we do not: docs/differences.md
CHATTER = re.compile(r"^(?:Warning: Extension .* revision \d+ not supported, missing kernel module\?"
                     r"|Notice: The .* match is converted into .*)\n", re.M)


def first(text):
    return text.split("\n", 1)[0]


def without_chatter(answer):
    return answer._replace(err=CHATTER.sub("", answer.err))


def empty_lines(answer):
    """Scripts may compare all of stderr: empty lines behind a sentence, too."""
    return len(re.findall(r"^\n", answer.err, re.M)) if answer.status else 0


class Case:
    """argv, stdin, both answers; the save text before it and after it, where that was looked at."""

    def __init__(self, command, before, stock, ours, states=None):
        self.argv, self.stdin, self.before, self.stock, self.ours = command.argv, command.stdin, before, without_chatter(stock), ours
        self.chatter = self.stock.err != stock.err
        self.state_stock, self.state_ours = (s.out for s in states) if states else (None, None)
        self.state_error = next((s.err or "status %s" % s.status for s in states if s.status != 0), None) if states else None
        self.parts = self._parts()
        self.differs = set(self.parts)

    def _parts(self):
        """{what: (stock's, ours)}"""
        stock, ours = self.stock, self.ours
        pairs = {
            "status": (stock.status, ours.status),
            "stdout": (stock.out, ours.out),
            "stderr": (first(stock.err), first(ours.err)),
            "empty lines": (empty_lines(stock), empty_lines(ours)),
            "place": (PLACE.findall(stock.err), PLACE.findall(ours.err)),
            "state": (self.state_stock, self.state_ours),
        }
        return {what: pair for what, pair in pairs.items() if pair[0] != pair[1]}

    def trouble(self):
        """What of ours is wrong whatever stock does."""
        if self.ours.status is None:
            return "it hangs"
        if not 0 <= self.ours.status <= 4:
            return "status %d" % self.ours.status
        if "runtime error:" in self.ours.err or "Sanitizer" in self.ours.err:
            return "a sanitizer's report"
        return ""

    def shown(self):
        lines = []
        for what, (stock, ours) in self.parts.items():
            if what in ("stdout", "state"):
                lines += diff(what, stock, ours)
            else:
                lines += ["%s: stock %r" % (what, stock), "%s  ours  %r" % (" " * len(what), ours)]
        if "stderr" not in self.parts and self.ours.err:
            lines.append("both say: %r" % first(self.ours.err))
        if self.trouble():
            lines += ["ours: " + self.trouble(), *self.ours.err.split("\n")[:40]]
        return [line[:600] for line in lines]


def diff(what, stock, ours):
    import difflib
    return ["%s: %s" % (what, line) for line in difflib.unified_diff(
        stock.split("\n"), ours.split("\n"), "stock", "ours", "", "", 0, "")][:40]
