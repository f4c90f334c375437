# SPDX-License-Identifier: GPL-2.0-or-later
"""Counts what passed, failed and was skipped, and prints the closing line every part ends with."""
import sys


class Report:
    def __init__(self, quiet=True):
        self.passed = self.failed = self.skipped = 0
        self.quiet = quiet

    def ok(self, name="", n=1):
        self.passed += n
        if name and not self.quiet:
            print("ok   %s" % name)

    def fail(self, name, detail=(), n=1):
        """detail: a text, or lines that are printed indented."""
        self.failed += n
        print("FAIL %s" % name)
        for line in [detail] if isinstance(detail, str) else detail:
            if line:
                print("       %s" % line)
        sys.stdout.flush()

    def skip(self, reason, n=1):
        if n:
            self.skipped += n
            print("SKIP %d: %s" % (n, reason))

    def check(self, good, name, detail=()):
        if good:
            self.ok(name)
        else:
            self.fail(name, detail)
        return good

    def close(self):
        """Prints the last line; returns the exit status."""
        text = "%d passed, %d failed" % (self.passed, self.failed)
        print(text + (", %d skipped" % self.skipped if self.skipped else ""))
        return 1 if self.failed else 0
