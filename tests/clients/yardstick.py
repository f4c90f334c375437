#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""yardstick.py PROGRAM BINDIR RECORDING...: runs another replay of the recordings, PROGRAM, and counts its
differences again: those that the file "accepted" names are skipped, by client and line."""
import json
import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from accepted import Accepted   # noqa: E402
from report import Report       # noqa: E402


def main():
    program, bindir, recordings = sys.argv[1], sys.argv[2], sys.argv[3:]
    accepted, report, skipped = Accepted(), Report(), []
    with tempfile.NamedTemporaryFile("r", suffix=".json") as out:
        ran = subprocess.run([sys.executable, program, "--json", out.name, bindir, *recordings], text=True,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        differences = [json.loads(text) for text in out]
    print(ran.stdout, end="")
    closing = re.search(r"(\d+) passed, (\d+) failed\n\Z", ran.stdout)
    if not closing or int(closing.group(2)) != len(differences):
        print("%s: status %d, no result" % (program, ran.returncode))
        return 1
    report.ok(n=int(closing.group(1)))
    for d in differences:
        if accepted.meets(d["client"], d["line"]):
            skipped.append((d["client"], d["line"]))
        else:
            report.fail("%s line %d: %s" % (d["client"], d["line"], d["what"][:200]), d["detail"])
    accepted.skip(report, skipped)
    accepted.fail_left_over(report, {os.path.basename(r).split(".jsonl")[0] for r in recordings})
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
