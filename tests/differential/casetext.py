# SPDX-License-Identifier: GPL-2.0-or-later
"""A case as text: a save file whose comments are the packets, so that both can be read and run again.

    # packet near 0200...     a frame that enters by this side ("self": a packet the router sends), in hex
    # answer 17               the host outside answers packet 17
    # edit [...]              a command of editing.py, as JSON
    # family 6                default 4
"""
import json
import socket

from ruleset import HOOKS, Rule, Ruleset

EDIT = "edit"       # a step beside those of aim.py


def write(rules, steps):
    out = ["# family %s" % ("6" if rules.v6 else "4")]
    for side, data in steps:
        if side == EDIT:
            out.append("# edit " + json.dumps(data))
        else:
            out.append("# answer %d" % data if side == "answer" else "# packet %s %s" % (side, data.hex()))
    return "\n".join(out) + "\n" + rules.text()


def read(path):
    """(ruleset, steps)"""
    policies, chains, rules, steps, table, v6 = {}, [], [], [], "", False
    with open(path, encoding="utf-8") as f:
        for line in f:
            words = line.split()
            if line.startswith("# family"):
                v6 = words[2] == "6"
            elif line.startswith("# packet"):
                steps.append((words[2], bytes.fromhex(words[3])))
            elif line.startswith("# answer"):
                steps.append(("answer", int(words[2])))
            elif line.startswith("# edit"):
                steps.append((EDIT, json.loads(line.split(" ", 2)[2])))
            elif line.startswith("*"):
                table = line[1:].strip()
            elif line.startswith(":"):
                chain = words[0][1:]
                if chain not in HOOKS[table]:
                    chains.append((table, chain))
                elif words[1] != "ACCEPT":
                    policies[table, chain] = words[1]
            elif line.startswith("-A "):
                rules.append(Rule(table, words[1], [line.strip().split(" ", 2)[2]] if len(words) > 2 else [], ""))
    return Ruleset(v6, policies, chains, rules), steps


def shown(rules, steps):
    """For people: only the lines that say something."""
    out = []
    for table in HOOKS:
        lines = [":%s %s" % (h, rules.policies[table, h]) for h in HOOKS[table] if (table, h) in rules.policies]
        lines += [":%s -" % c for t, c in rules.chains if t == table]
        lines += [r.text() for r in rules.rules if r.table == table]
        out += ["*" + table, *lines] if lines else []
    out += [packet_line(side, data) for side, data in steps[:12]]
    if len(steps) > 12:
        out.append("... %d packets more" % (len(steps) - 12))
    return "\n".join(["ip6tables" if rules.v6 else "iptables"] + out)


def packet_line(side, data):
    if side == "answer":
        return "answer to packet %d" % data
    packet = data if side == "self" else data[14:]
    if packet[0] >> 4 == 4:
        ends = [socket.inet_ntoa(packet[i:i + 4]) for i in (12, 16)]
        rest = "protocol %d, id %d, ttl %d, tos %#x, offset %#x: %s" % (
            packet[9], int.from_bytes(packet[4:6], "big"), packet[8], packet[1], int.from_bytes(packet[6:8], "big"),
            packet[20:48].hex())
    else:
        ends = [socket.inet_ntop(socket.AF_INET6, packet[i:i + 16]) for i in (8, 24)]
        rest = "next header %d, label %d, hop limit %d: %s" % (
            packet[6], int.from_bytes(packet[2:4], "big"), packet[7], packet[40:80].hex())
    return "%s: %s > %s %s" % (side, ends[0], ends[1], rest)
