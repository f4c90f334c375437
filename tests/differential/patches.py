# SPDX-License-Identifier: GPL-2.0-or-later
"""Mutants: patches in mutants.d, each with its name and the machine that must catch it above it.

A patch finds its place by the lines it takes away and those around them: in whichever room the file of
that name is, at whatever line, however the code there is laid out; and where lines around it have
changed, by fewer of them. One that is found nowhere, or twice, is told."""
import glob
import os
import re

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.realpath(os.path.join(HERE, "..", ".."))


class Lost(Exception):
    """The patch has no place in this tree."""


def squeeze(line):
    return re.sub(r"\s+", "", line)


class Hunk:
    def __init__(self, lines):
        self.lines = lines	# " ", "-" or "+" and the line

    def trimmed(self, fuzz):
        """Without the outer `fuzz` lines of context at either end."""
        lines = self.lines
        for _ in range(fuzz):
            if lines and lines[0][0] == " ":
                lines = lines[1:]
            if lines and lines[-1][0] == " ":
                lines = lines[:-1]
        return lines

    def put(self, text):
        """The lines of the file with the hunk in them."""
        flat = [squeeze(line) for line in text]
        for fuzz in range(3):
            lines = self.trimmed(fuzz)
            old = [squeeze(line[1:]) for line in lines if line[0] != "+"]
            at = [i for i in range(len(flat) - len(old) + 1) if flat[i:i + len(old)] == old] if any(old) else []
            if len(at) == 1:
                new, k = [], at[0]
                for line in lines:
                    if line[0] == "+":
                        new.append(line[1:])
                    else:
                        new += [text[k]] if line[0] == " " else []
                        k += 1
                return text[:at[0]] + new + text[k:]
            if len(at) > 1:
                break
        first = next(line for line in self.lines if line[0] != " ")
        raise Lost("no place, or two, for \"%s\"" % first[1:].strip())


class Mutant:
    def __init__(self, path):
        with open(path, encoding="utf-8") as f:
            head, _, body = f.read().partition("\n\n")
        fields = dict(line.split(": ", 1) for line in head.split("\n"))
        self.name, self.machine, self.short = fields["name"], fields["machine"], "short" in fields
        self.files, hunk = {}, None
        for line in body.split("\n")[:-1]:
            if line.startswith("--- "):
                hunks = self.files.setdefault(os.path.basename(line.split()[1]), [])
            elif line.startswith("@@"):
                hunk = []
                hunks.append(hunk)
            elif not line.startswith("+++ "):
                hunk.append(line or " ")

    def texts(self):
        """What its files are with the patch: {path below the tree: text}."""
        out = {}
        for name, hunks in self.files.items():
            found = glob.glob(os.path.join(TOP, "src", "**", name), recursive=True)
            if len(found) != 1:
                raise Lost("%d files are called %s" % (len(found), name))
            with open(found[0], encoding="utf-8") as f:
                text = f.read().split("\n")
            for hunk in hunks:
                text = Hunk(hunk).put(text)
            out[os.path.relpath(found[0], TOP)] = "\n".join(text)
        return out


def mutants():
    return [Mutant(path) for path in sorted(glob.glob(os.path.join(HERE, "mutants.d", "*.patch")))]
