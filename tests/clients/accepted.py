# SPDX-License-Identifier: GPL-2.0-or-later
"""Differences from the recordings that are meant to be, read from the file "accepted" beside this one."""
import os
import re

PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "accepted")


def squeezed(texts):
    """What differs, without blanks and line numbers of a diff."""
    return [text for text in (" ".join(t.split()) for t in texts) if text and not text.startswith("@@")]


class Accepted:
    """All entries; what is asked for is noted, so that left_over() knows the rest."""

    def __init__(self, path=PATH):
        self.reasons = {}       # {(client, line): reason}
        self.details = {}       # {(client, line): [text]}
        self.met = set()
        client = None
        with open(path, encoding="utf-8") as f:
            for number, text in enumerate(f, 1):
                head = re.fullmatch(r"(\w+) ((?:\d+ ?)+): (.+)\n", text)
                detail = re.fullmatch(r"\t(\d+) (.+)\n", text)
                if head:
                    client = head.group(1)
                    for line in head.group(2).split():
                        self.reasons[client, int(line)] = head.group(3)
                elif detail and (client, int(detail.group(1))) in self.reasons:
                    self.details.setdefault((client, int(detail.group(1))), []).append(detail.group(2))
                elif text.strip() and not text.startswith("#"):
                    raise ValueError("%s:%d: not understood: %s" % (path, number, text.strip()))

    def meets(self, client, line):
        """Is the call or checkpoint on this line of the client's recording meant to differ?"""
        self.met.add((client, line))
        return (client, line) in self.reasons

    def is_same(self, client, line, detail):
        """... and does it differ in what the file says, and nothing else?"""
        return squeezed(detail) == squeezed(self.details.get((client, line), []))

    def left_over(self, clients):
        """Entries of these clients that did not differ."""
        return sorted(key for key in self.reasons if key[0] in clients and key not in self.met)

    def skip(self, report, keys):
        """Counts these differences as skipped, one line for each client and reason."""
        lines = {}
        for client, line in keys:
            lines.setdefault((client, self.reasons[client, line]), []).append(line)
        for (client, reason), numbers in sorted(lines.items()):
            report.skip("%s, lines %s: %s" % (client, " ".join(map(str, sorted(numbers))), reason), len(numbers))

    def fail_left_over(self, report, clients):
        for client, line in self.left_over(clients):
            report.fail("%s line %d: does not differ any more; take it out of tests/clients/accepted" % (client, line))
