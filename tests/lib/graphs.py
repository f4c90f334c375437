#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Reads drawings of statewall graph, strictly, and prints what is drawn: a line "node NAME TABLE | label" for each node
and "edge FROM TO | label" for each edge, sorted; lines of a label are joined by " / ", and what is dead has "dead: "
before its label.

  mermaid    a flowchart of Mermaid from stdin
  svg        what dot -Tsvg has made of the other form
  random SEED   a save file of table filter, with jumps and gotos that lead to no loop, for packets from lo to lo
  idle SAVE  such lines from stdin, and a save with counters: prints how many rules the drawing calls dead; one of them
             that has counted a packet is an error"""
import random
import re
import sys
import xml.etree.ElementTree

LABEL = r'"((?:[A-Za-z0-9 \x80-\U0010ffff]|#\d+;|<br/>)*)"'
NAME = r"(ip[46]_[a-z]+_\d+)"


def plain(label):
    return re.sub(r"#(\d+);", lambda m: chr(int(m[1])), label.replace("<br/>", " / "))


def mermaid(text):
    lines = text.split("\n")
    assert lines.pop(0) == "flowchart LR" and lines.pop() == ""
    out, edges, inside, classes = [], 0, None, set()
    for line in lines:
        if m := re.fullmatch(r"  classDef ([a-z]+) (?:[a-z-]+:[#0-9a-z]+,?)+", line):
            classes.add(m[1])
        elif m := re.fullmatch(r"  subgraph (ip[46]_[a-z]+)\[%s\]" % LABEL, line):
            assert not inside
            inside = m[1]
        elif line == "  end":
            assert inside
            inside = None
        elif m := re.fullmatch(r"    %s(?:\[%s\]|\(\[%s\]\)):::([a-z]+)" % (NAME, LABEL, LABEL), line):
            assert m[4] in classes and m[1].startswith(inside + "_")
            out.append(["node", m[1], inside, ("dead: " if m[4] == "dead" else "") + plain(m[2] or m[3])])
        elif m := re.fullmatch(r"  %s (?:-->|-\.->)\|%s\| %s" % (NAME, LABEL, NAME), line):
            out.append(["edge", m[1], m[3], plain(m[2])])
            edges += 1
        elif m := re.fullmatch(r"  linkStyle (\d+) stroke-width:\d+\.[05]px(,stroke:#aaaaaa,color:#888888)?", line):
            assert int(m[1]) == edges - 1
            out[-1][3] = ("dead: " if m[2] else "") + out[-1][3]
        else:
            sys.exit("no line of a flowchart: " + line)
    names = {x[1] for x in out if x[0] == "node"}
    assert len(names) == sum(x[0] == "node" for x in out)
    assert all(x[1] in names and x[2] in names for x in out if x[0] == "edge")
    return out


def svg(text):
    at = "{http://www.w3.org/2000/svg}"
    out = []
    for g in xml.etree.ElementTree.fromstring(text).iter(at + "g"):
        if g.get("class") not in ("node", "edge"):
            continue
        label = " / ".join((t.text or "").replace("\xa0", " ") for t in g.iter(at + "text"))
        if any(t.get("fill") in ("grey", "#c0c0c0", "#bebebe") for t in g.iter(at + "text")):
            label = "dead: " + label
        title = g.find(at + "title").text
        if g.get("class") == "edge":
            out.append(["edge", *title.split("->"), label])
        else:
            out.append(["node", title, title.rsplit("_", 1)[0], label])
    return out


def random_rules(dice):
    chains = ["OUTPUT"] + ["c%d" % i for i in range(1, 7)]
    print("*filter")
    for c in chains[1:]:
        print(":%s - [0:0]" % c)
    for i, c in enumerate(chains):
        for _ in range(dice.randrange(1, 6)):
            port = "-p udp --dport %d" % dice.randrange(1, 6)
            end = dice.choice(["-j ACCEPT", "-j DROP", "-j RETURN", "-j RETURN", "-j REJECT"])
            to = dice.choice(chains[i + 1:] or [""])
            if to and (not i or dice.randrange(3)):	# most packets shall see more than one chain
                asks, end = dice.choice(("", "-m comment --comment x", "-o lo", port)), "-j " + to
                asks, end = (port, "-g " + to) if not dice.randrange(3) else (asks, end)
            else:
                asks = dice.choice(("", port, port, "-o lo"))
            print("-A", c, asks, end)
    print("COMMIT")


def idle(lines, save):
    dead, said = set(), 0
    with open(save, encoding="utf-8") as f:
        rules = re.findall(r"(?m)^\[(\d+):\d+\] -A (\S+)", f.read())
    for line in lines:
        if m := re.fullmatch(r"node \S+ \S+ \| (dead: )?(\S+) /(?: policy \w+ /)? \d+ rules?(?: / (\d+) never reached)?(?: / .*)?\n", line):
            mine = [i for i, r in enumerate(rules) if r[1] == m[2]]
            mine = mine if m[1] else mine[len(mine) - int(m[3] or 0):]
            said += len(mine)
            dead.update(mine)
    for i in dead:
        if rules[i][0] != "0":
            sys.exit("rule %d of all is called dead: %s" % (i + 1, rules[i]))
    print(said)


if __name__ == "__main__" and sys.argv[1] == "random":
    random_rules(random.Random(sys.argv[2]))
elif __name__ == "__main__" and sys.argv[1] == "idle":
    idle(sys.stdin, sys.argv[2])
elif __name__ == "__main__":
    what = {"mermaid": mermaid, "svg": svg}[sys.argv[1]](sys.stdin.read())
    print("\n".join(sorted("%s %s %s | %s" % tuple(x) for x in what)))
