#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What tests/bats/diff.bats does with differences.

  edit SEED N    a save file comes back with N random edits: a rule that is new, gone, elsewhere or
                 has another comment, another policy, a new chain, one that is gone
  apply          the JSON of statewall diff as the commands that it stands for, for
                 iptables-restore --noflush
  machine SEED FILE   a ruleset of the differential machine's into FILE; its program comes back
  golden FILE... the rules of golden tests, one a line: 4 or 6, table, chain, rule
  count          how much the JSON says, in edits"""
import json
import os
import random
import re
import sys

COMMENT = re.compile(r' -m comment --comment ("[^"]*"|\S+)')


def read(text):
    """[table, [chain lines], [rule lines]] of each table."""
    tables = []
    for line in text.splitlines():
        if line.startswith("*"):
            tables.append([line, [], []])
        elif line.startswith(":"):
            tables[-1][1].append(line)
        elif re.match(r"(\[\d+:\d+\] )?-A ", line):
            tables[-1][2].append(line)
    return tables


def place(dice, rules, chain):
    """Where a rule of the chain may stand among the rules of all."""
    at = [i for i, r in enumerate(rules) if re.search(r"-A %s( |$)" % re.escape(chain), r)]
    return dice.choice(at + [at[-1] + 1]) if at else len(rules)


def chain_of(rule):
    return re.search(r"-A (\S+)", rule).group(1)


def edit_once(dice, table, number):
    """false: it cannot be done here."""
    name, chains, rules = table
    kind = dice.choice(("add", "copy", "remove", "move", "move", "comment", "policy", "chain", "gone"))
    if kind == "policy":
        builtin = [i for i, c in enumerate(chains) if c.split()[1] != "-"]
        if not builtin or name == "*nat":
            return False
        i = dice.choice(builtin)
        chain, policy = chains[i].split()[:2]
        chains[i] = "%s %s [0:0]" % (chain, "DROP" if policy == "ACCEPT" else "ACCEPT")
        return True
    if kind == "chain":
        chains.append(":new%d - [0:0]" % number)
        return True
    if kind == "gone":		# one that is empty, and that nobody jumps to
        free = [c for c in chains if c.split()[1] == "-" and not any(
            re.search(r"-[Ajg] %s( |$)" % re.escape(c.split()[0][1:]), r) for r in rules)]
        if free:
            chains.remove(dice.choice(free))
        return bool(free)
    if not rules:
        return False
    i = dice.randrange(len(rules))
    rule = rules[i]
    chain = chain_of(rule)
    if kind == "add":
        rules.insert(place(dice, rules, chain), "-A %s -p tcp -m tcp --dport %d" % (chain, dice.randrange(1, 65536)))
    elif kind == "copy":
        rules.insert(place(dice, rules, chain), rule)
    elif kind == "comment":
        plain = COMMENT.sub("", rule)
        rules[i] = re.sub(r"-A \S+", r'\g<0> -m comment --comment "words %d"' % number, plain, count=1)
    else:
        del rules[i]
        if kind == "move":
            rules.insert(place(dice, rules, chain), rule)
    return True


def edit(text, seed, n):
    dice, tables = random.Random(seed), read(text)
    for number in range(n):
        while not edit_once(dice, dice.choice(tables), number):
            pass
    for name, chains, rules in tables:
        print("\n".join([name] + chains + rules + ["COMMIT"]))


def inserted(change):
    return re.sub(r"^-A (\S+)", r"-I \1 %d" % change["to"], change["text"])


def apply(diff):
    for family in diff["families"]:
        for table in family["tables"]:
            chains = table["chains"]
            print("*" + table["table"])
            for c in chains:
                if c["change"] == "added":
                    print("-N", c["chain"])
                if "policy" in c:
                    print("-P", c["chain"], c["policy"]["to"])
            for c in chains:
                changes = [x for x in c["changes"] if x["change"] != "counters"]
                for n in sorted((x["from"] for x in changes if "from" in x), reverse=True):
                    print("-D", c["chain"], n)
                for x in sorted((x for x in changes if "to" in x), key=lambda x: x["to"]):
                    print(inserted(x))
            for c in chains:
                if c["change"] == "removed":
                    print("-X", c["chain"])
            print("COMMIT")


def count(diff):
    chains = [c for f in diff["families"] for t in f["tables"] for c in t["chains"]]
    print(sum(len(c["changes"]) + ("policy" in c) + (c["change"] != "kept") for c in chains))


def golden(files):
    for name in files:
        place = {"family": "4", "table": "filter", "chain": "INPUT"}
        with open(name, encoding="utf-8") as f:
            for line in f:
                key, _, value = line.rstrip("\n").partition(" ")
                if key == "family":
                    place[key] = "6" if "6" in value else "4"
                elif key in place:
                    place[key] = value.strip()
                elif key == "rule":
                    print(*place.values(), value.strip(), sep="\t")


def machine(seed, path):
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:0] = [os.path.join(here, "..", name) for name in ("differential", "packets", "lib")]
    import ruleset
    made = ruleset.make(seed, None)
    with open(path, "w", encoding="utf-8") as f:
        f.write(made.text())
    print(made.tool)


if __name__ == "__main__":
    if sys.argv[1] == "machine":
        machine(*sys.argv[2:])
    elif sys.argv[1] == "edit":
        edit(sys.stdin.read(), sys.argv[2], int(sys.argv[3]))
    elif sys.argv[1] == "golden":
        golden(sys.argv[2:])
    else:
        {"apply": apply, "count": count}[sys.argv[1]](json.load(sys.stdin))
