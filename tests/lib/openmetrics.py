#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""openmetrics.py [SERIES]...: is standard input OpenMetrics text? Prints the value of each series that is asked for, as
it stands before the value. Strict: the order of # TYPE, # UNIT and # HELP, names, suffixes, escapes, each series once, all
of a family together, # EOF at the end. Whatever is wrong is said with its line, status 1."""
import re
import sys

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*"'
SAMPLE = re.compile(r"(%s)(?:\{((?:%s)(?:,(?:%s))*)?\})? ([0-9]+(?:\.[0-9]+)?)" % (NAME, LABEL, LABEL))
SUFFIX = {"counter": "_total", "gauge": ""}


def parse(data):
    """{series: value}; ValueError: it is none."""
    text = data.decode("utf-8", errors="strict")
    lines = text.split("\n")
    if lines[-2:] != ["# EOF", ""]:
        raise ValueError("no # EOF, with a line end, at the end")
    families, series, family, told = set(), {}, None, []
    for number, line in enumerate(lines[:-2], 1):
        def wrong(why):
            return ValueError(f"line {number}: {why}: {line}")
        if line.startswith("#"):
            m = re.fullmatch(r"# (TYPE|UNIT|HELP) (%s) (.+)" % NAME, line)
            if not m:
                raise wrong("no such line")
            what, name, rest = m.groups()
            if what == "TYPE":
                if name in families:
                    raise wrong("the family stands twice")
                if rest not in SUFFIX:
                    raise wrong("no such type")
                families.add(name)
                family, kind, told = name, rest, []
            if name != family or what in told or (told and told[-1] == "sample"):
                raise wrong("not where it belongs")
            if what == "UNIT" and not name.endswith("_" + rest):
                raise wrong("the name does not end in its unit")
            told.append(what)
            continue
        m = SAMPLE.fullmatch(line)
        if not m:
            raise wrong("no sample")
        name, labels, value = m.groups()
        if family is None or name != family + SUFFIX[kind]:
            raise wrong("a sample of no family, or of another one")
        keys = re.findall(r'([a-zA-Z_][a-zA-Z0-9_]*)="(?:[^"\\]|\\.)*"', labels or "")
        if len(set(keys)) != len(keys):
            raise wrong("a label stands twice")
        key = line[:m.start(3) - 1]
        if key in series:
            raise wrong("the series stands twice")
        series[key] = value
        told.append("sample")
    return series


def main():
    try:
        series = parse(sys.stdin.buffer.read())
    except ValueError as e:
        sys.exit(f"no OpenMetrics: {e}")
    for want in sys.argv[1:]:
        if want not in series:
            sys.exit(f"no such series: {want}")
        print(series[want])


if __name__ == "__main__":
    main()
