# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs the lines of one ".t" file: many in one restore where that is possible, else one at a time."""
import collections
import os
import shlex
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from sandbox import shorten, run                                     # noqa: E402
from tfile import has_commands, parse, restore_word, without_counters   # noqa: E402

TIMEOUT = 10        # seconds for each command
MAX_LATE = 3        # a file is given up after so many commands that ran past it
TOOLS = ("iptables", "ip6tables")


def trouble(what, rc, err):
    if rc is None:
        return what + " ran past the limit"
    if rc < 0:
        return "%s died of signal %d" % (what, -rc)
    return "%s: exit %d: %s" % (what, rc, shorten(err))


class FileRun:
    """One file with one tool. opt: bindir, variant, line, list, cross, lock."""

    def __init__(self, path, tool, opt):
        self.path, self.tool, self.opt = path, tool, opt
        self.program = os.path.join(opt["bindir"], tool)
        self.late = 0
        self.before = None          # the file's OK line before this one, for --cross
        self.keep = has_commands(path)   # its commands set up rules that a flush would remove
        self.env = dict(os.environ, LC_ALL="C", XTABLES_LOCKFILE=opt["lock"],
                        PATH=opt["bindir"] + ":" + os.environ.get("PATH", ""))
        self.result = {"file": os.path.basename(path), "tool": tool, "passed": [], "failures": [], "notes": []}

    def call(self, argv, stdin=None):
        rc, out, err = run(argv, stdin, TIMEOUT, self.env)
        self.late += rc is None
        return rc, out, err

    def saved_rules(self):
        """({table: [text after '-A ', in order]}, trouble or None)"""
        rc, out, err = self.call([self.program + "-save"])
        if rc != 0:
            return {}, trouble(self.tool + "-save", rc, err)
        tables, table = collections.defaultdict(list), ""
        for text in out.split("\n"):
            if text.startswith("*"):
                table = text[1:].strip()
            elif text.startswith("-A "):
                tables[table].append(text[3:])
        return tables, None

    # ---- one line at a time: -A, print, -D -------------------------------
    def one(self, line):
        """None when the line passes, else (reason, detail)."""
        for chain in line.chains:
            bad = self.one_chain(line, chain)
            if bad:
                if not self.keep:
                    self.call([self.program, "-t", line.table, "-F"])
                return bad[0], "%s: %s" % (chain, bad[1])
        if line.want == "OK":       # stricter than upstream: an accepted -D must have removed it
            tables, bad = self.saved_rules()
            if bad or any(c + " " + line.saved in tables.get(line.table, []) for c in line.chains):
                self.call([self.program, "-t", line.table, "-F"])
                return "not deleted", bad or "-D was accepted, save still prints the rule"
        return None

    def one_chain(self, line, chain):
        try:
            words = shlex.split(line.rule)
        except ValueError as e:
            return "harness", "cannot split: %s" % e
        pre = [self.program, "-t", line.table]
        rc, _, err = self.call(pre + ["-A", chain] + words)
        if rc is None or rc < 0:
            return "crash", trouble(self.tool + " -A", rc, err)
        if line.want == "FAIL":
            return None if rc else ("should fail", "it loaded")
        if rc:
            return "cannot load", shorten(err) or "exit %d" % rc
        bad = self.printed(line, chain, pre, words)
        rc, _, err = self.call(pre + ["-D", chain] + without_counters(words))
        if bad:
            return bad
        if rc != 0 and line.want == "OK":
            return "cannot delete", shorten(err) or "exit %s" % rc
        return None

    def printed(self, line, chain, pre, words):
        tables, bad = self.saved_rules()
        if bad:
            return "save", bad
        want, got = chain + " " + line.saved, tables.get(line.table, [])
        if line.want == "NOMATCH":
            return ("should not match", want) if want in got else None
        if want not in got:
            return "cannot find", "save printed: %s" % " / ".join(g for g in got if g.startswith(chain + " "))[-400:]
        if self.opt["list"]:
            rc, out, err = self.call(pre + ["-S", chain])
            if rc != 0 or "-A " + want not in out.split("\n"):
                return "list", trouble(self.tool + " -S", rc, err) if rc else "-S printed: %s" % out[-200:]
        return self.cross(line, chain, pre, words) if self.opt["cross"] else None

    def cross(self, line, chain, pre, words):
        """-C must know this rule, and must not take the file's line before for it."""
        rc, _, err = self.call(pre + ["-C", chain] + without_counters(words))
        if rc != 0:
            return "cannot check", shorten(err) or "exit %s" % rc
        old = self.before
        if old and old.table == line.table and chain in old.chains and old.saved != line.saved:
            if self.call(pre + ["-C", chain] + without_counters(shlex.split(old.rule)))[0] == 0:
                return "wrong check", "-C found '%s' where only this rule is" % old.rule
        return None

    # ---- many lines in one restore ---------------------------------------
    def restore(self, command, by_table, more=()):
        text = []
        for table, group in by_table.items():
            text.append("*" + table)
            for line in group:
                words = shlex.split(line.rule)
                if command == "-D":
                    words = without_counters(words)
                text += [" ".join([command, c] + [restore_word(w) for w in words]) for c in line.chains]
            text.append("COMMIT")
        return self.call([self.program + "-restore", *more], "\n".join(text) + "\n")[0] == 0

    def many(self, lines):
        """The lines that did not pass together (they are run alone next)."""
        if not lines or self.late >= MAX_LATE:
            return lines
        by_table = collections.OrderedDict()
        for line in lines:
            by_table.setdefault(line.table, []).append(line)
        if not self.restore("-A", by_table):
            if len(lines) <= 3:
                return lines
            mid = len(lines) // 2
            return self.many(lines[:mid]) + self.many(lines[mid:])
        failed = self.differing(by_table)
        if not failed:
            gone = self.restore("-D", by_table, ["--noflush"])
            tables, bad = self.saved_rules()
            if not gone or bad or any(tables.get(t) for t in by_table):
                failed = set(lines)
        if failed:
            for table in by_table:
                self.call([self.program, "-t", table, "-F"])
        return [line for line in lines if line in failed]

    def differing(self, by_table):
        """The lines that save does not print as wanted, in their order."""
        tables, bad = self.saved_rules()
        if bad:
            return {line for group in by_table.values() for line in group}
        failed = set()
        for table, group in by_table.items():
            got, want = collections.defaultdict(list), collections.defaultdict(list)
            for rule in tables.get(table, []):
                got[rule.split(" ", 1)[0]].append(rule)
            for line in group:
                for chain in line.chains:
                    want[chain].append((chain + " " + line.saved, line))
            for chain, pairs in want.items():
                if len(got[chain]) != len(pairs):
                    failed.update(line for _, line in pairs)
                else:
                    failed.update(line for (w, line), g in zip(pairs, got[chain]) if w != g)
        return failed

    # ---- the file ---------------------------------------------------------
    def settle(self, lines):
        for line in lines:
            bad = self.one(line) if self.late < MAX_LATE else ("given up", "too many commands ran past the limit")
            if line.want == "OK":
                self.before = line
            self.note(line, bad)

    def note(self, line, bad):
        if not bad:
            self.result["passed"].append(line.no)
        else:
            self.result["failures"].append({"line": line.no, "rule": line.rule, "want": line.want,
                                            "reason": bad[0], "detail": bad[1]})

    def flush(self, pending):
        left = self.many(pending)
        for line in pending:
            if line not in left:
                self.note(line, None)
        self.settle(left)
        pending.clear()

    def command(self, no, text):
        argv = shlex.split(text)
        if argv[0].split("-")[0] in TOOLS:
            argv[0] = os.path.join(self.opt["bindir"], argv[0])
        rc = self.call(argv)[0]
        if rc != 0:
            self.result["notes"].append("line %d: '%s' gave %s" % (no, text, rc))

    def run(self):
        can_batch = not (self.opt["line"] or self.keep)
        pending = []
        try:
            for item in parse(self.path, self.opt["variant"]):
                if item[0] == "cmd":
                    self.flush(pending)
                    self.command(item[1], item[2])
                elif can_batch and item[1].want == "OK" and "" not in shlex.split(item[1].rule):
                    pending.append(item[1])
                else:
                    self.settle([item[1]])
            self.flush(pending)
        except (ValueError, KeyError) as e:
            self.result["failures"].append({"line": 0, "rule": "", "want": "", "reason": "broken file",
                                            "detail": str(e)})
        return self.result
