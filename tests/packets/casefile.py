# SPDX-License-Identifier: GPL-2.0-or-later
"""Reads case files: which rules, in which chains, meet which packets.

    [title]                   starts a group of rules; nothing is inherited from the group before
    family 4 6                default 4
    chain raw PREROUTING      one or more; the rules are tried in each
    packets tcp frag short    groups of groups.py
    with raw PREROUTING RULE  a rule that is there besides, before those under test
    behind RULE               a rule that stands behind the rule under test, for the same packets
    to self|beyond            where packets go; default: what the chain can see
    shared                    one rule for all packets (for matches that count), not one for each
    loose                     the kernel picks ports at random: only addresses and sizes of what leaves count
    compat                    no native form is expected
    differ NAME: PACKET ...   an accepted difference: of these packets the results may differ, and must
                              for at least one rule of the group
    rule -p tcp --dport 22    a case; what follows -A CHAIN
"""
WORDS = ("family", "chain", "packets", "with", "behind", "to", "differ", "rule", "shared", "loose", "compat")
SEEN_AS_OWN = {"PREROUTING": "self", "INPUT": "self", "FORWARD": "beyond", "POSTROUTING": "beyond", "OUTPUT": "out"}


class Group:
    def __init__(self, where, title):
        self.where, self.title = where, title
        self.families, self.chains, self.packets, self.rules = ["4"], [], [], []
        self.extra, self.behind, self.to = [], [], None
        self.shared = self.loose = self.compat = False
        self.differ = {}        # packet name -> name of the accepted difference

    def set(self, word, rest):
        if word == "family":
            self.families = rest.split()
        elif word == "chain":
            table, chain = rest.split()
            self.chains.append((table, chain))
        elif word == "packets":
            self.packets += rest.split()
        elif word == "with":
            self.extra.append(tuple(rest.split(" ", 2)))
        elif word == "behind":
            self.behind.append(rest)
        elif word == "differ":
            name, packets = rest.split(":", 1)
            self.differ.update((p, name) for p in packets.split())
        elif word == "rule":
            self.rules.append(rest)
        elif word == "to":
            self.to = rest
        else:
            setattr(self, word, True)

    def cases(self):
        for family in self.families:
            for table, chain in self.chains:
                for rule in self.rules:
                    yield Case(self, family == "6", table, chain, rule)


class Case:
    def __init__(self, group, v6, table, chain, rule):
        self.group, self.v6, self.table, self.chain, self.rule = group, v6, table, chain, rule
        self.tool = "ip6tables" if v6 else "iptables"
        self.name = "%s: %s -t %s -A %s %s" % (group.title, self.tool, table, chain, rule)
        self.to = group.to or SEEN_AS_OWN[chain]
        # in a base chain where that can be: some native forms are for base chains only
        self.own_chains = not group.shared and (" -s " in " " + rule or bool(group.behind))

    def tables(self):
        return sorted({self.table} | {table for table, _, _ in self.group.extra})

    def text(self, packets):
        """What restore is given. Each packet has the rule for itself, told by its source, and a
        counter behind it."""
        body = {t: ["*" + t] for t in self.tables()}
        for table, chain in sorted({(self.table, self.chain)} | {(t, c) for t, c, _ in self.group.extra}):
            body[table].append(":%s ACCEPT [0:0]" % chain)
        for table, chain, rule in self.group.extra:
            body[table].append("-A %s %s" % (chain, rule))
        mine = body[self.table]
        if self.group.shared:
            mine += ["-A %s %s" % (self.chain, self.rule), "-A %s" % self.chain]
        elif self.own_chains:
            mine[1:1] = [":P%d - [0:0]" % i for i, _ in enumerate(packets)]
            for i, (_, who, _) in enumerate(packets):
                mine += ["-A %s -s %s -j P%d" % (self.chain, w, i) for w in who]
                mine += ["-A P%d %s" % (i, r) for r in [self.rule, *self.group.behind, ""]]
        else:
            for _, who, _ in packets:
                for w in who:
                    mine += ["-A %s -s %s %s" % (self.chain, w, self.rule), "-A %s -s %s" % (self.chain, w)]
        return "".join("\n".join(lines) + "\nCOMMIT\n" for lines in body.values())


def read(path):
    """The groups of a file."""
    groups = []
    with open(path, encoding="utf-8") as f:
        for no, line in enumerate(f, 1):
            line = line.strip()
            if not line or line.startswith("#"):
                continue
            if line.startswith("["):
                groups.append(Group("%s:%d" % (path, no), line.strip("[]")))
                continue
            word, _, rest = line.partition(" ")
            if word not in WORDS or not groups:
                raise ValueError("%s:%d: what is '%s'?" % (path, no, word))
            groups[-1].set(word, rest.strip())
    return groups
