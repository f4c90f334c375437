# SPDX-License-Identifier: GPL-2.0-or-later
"""Reads iptables' ".t" files of rule tests.

A line:  RULE ; SAVED ; RESULT [; VARIANT [; OTHER_RESULT]]
  :A,B    chains for the lines that follow      *T     table for those lines
  #       comment                               @C %C  run command C, ignore its status
  SAVED   '=' is RULE itself, else the text that save must print after -A CHAIN
  RESULT  OK: loads, is printed, deletes.  FAIL: must not load.  NOMATCH: loads, but is not
          printed as SAVED.
  VARIANT NFT or LEGACY: RESULT holds for that one; the other gets OTHER_RESULT, or else the
          opposite (OK and FAIL; NOMATCH becomes OK)
"""
import os
import re

FAMILY = (("libipt_", ("iptables",)), ("libip6t_", ("ip6tables",)),
          ("libxt_", ("iptables", "ip6tables")), ("libarpt_", ()), ("libebt_", ()))
OPPOSITE = {"OK": "FAIL", "FAIL": "OK", "NOMATCH": "OK"}


def tools_for(path, v4_libxt):
    """The programs a file is meant for; v4_libxt: libxt_ files with iptables only."""
    base = os.path.basename(path)
    for prefix, tools in FAMILY:
        if base.startswith(prefix):
            return tools[:1] if v4_libxt and prefix == "libxt_" else tools
    return ("iptables",)


class Line:
    """One rule line with everything that held where it stood."""

    def __init__(self, no, text, chains, table, variant):
        parts = text.rstrip("\n").split(";")
        if len(parts) < 3:
            raise ValueError("line %d: fewer than three fields" % no)
        self.no, self.rule, self.chains, self.table = no, parts[0], chains, table
        self.saved = parts[0] if parts[1] == "=" else parts[1]
        self.want = parts[2].rstrip()
        if len(parts) > 3 and parts[3].strip().lower() != variant:
            self.want = parts[4].rstrip() if len(parts) > 4 else OPPOSITE[self.want]
        if self.want not in OPPOSITE:       # upstream treats an odd word as NOMATCH
            self.want = "NOMATCH"


def parse(path, variant):
    """Yields ('cmd', no, text) and ('rule', Line) in file order."""
    chains, table = [], "filter"
    with open(path, encoding="utf-8", errors="surrogateescape") as f:
        for no, text in enumerate(f, 1):
            if not text.strip() or text[0] == "#":
                continue
            if text[0] == ":":
                chains = text.rstrip()[1:].split(",")
            elif text[0] == "*":
                table = text.rstrip()[1:]
            elif text[0] in "@%":
                yield "cmd", no, text[1:].strip()
            elif not chains:
                raise ValueError("line %d: a rule before any chain" % no)
            else:
                yield "rule", Line(no, text, chains, table, variant)


def has_commands(path):
    with open(path, encoding="utf-8", errors="surrogateescape") as f:
        return any(text[0] in "@%" for text in f)


def restore_word(word):
    """A word as iptables-restore wants it quoted."""
    if word and not re.search(r"[\s\"'\\]", word):
        return word
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'


def without_counters(words):
    """-D and -C are given no -c: drops '-c N,M' or '-c N M'."""
    out, i = [], 0
    while i < len(words):
        if words[i] in ("-c", "--set-counters"):
            i += 1
            if i < len(words):
                pair = "," in words[i]
                i += 1
                if not pair and i < len(words) and words[i].isdigit():
                    i += 1
            continue
        out.append(words[i])
        i += 1
    return out
