# SPDX-License-Identifier: GPL-2.0-or-later
"""A random ruleset of one family: tables, chains, rules as lists of words that can be taken away one by one."""
import random

import matches
import targets

HOOKS = {"raw": ("PREROUTING", "OUTPUT"), "nat": ("PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"),
         "mangle": ("PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"), "filter": ("INPUT", "FORWARD", "OUTPUT")}
PROTOS4 = ((6, 12), (17, 10), (1, 6), (50, 1), (51, 1), (132, 2), (33, 1), (47, 1), (136, 1))
PROTOS6 = ((6, 12), (17, 10), (58, 6), (50, 1), (132, 2), (33, 1), (47, 1), (136, 1))
NAMES = {6: "tcp", 17: "udp", 1: "icmp", 58: "ipv6-icmp", 50: "esp", 132: "sctp", 51: "ah", 33: "dccp"}


class Rule:
    """aims: {field: values} of the packets that are near its edges."""

    def __init__(self, table, chain, clauses, target, aims=None):
        self.table, self.chain, self.clauses, self.target, self.aims = table, chain, clauses, target, aims or {}

    def text(self):
        return " ".join(["-A", self.chain, *self.clauses] + ([self.target] if self.target else []))


class Ruleset:
    def __init__(self, v6, policies, chains, rules):
        self.v6 = v6
        self.policies = policies        # {(table, chain): policy}, what is not there is ACCEPT
        self.chains = chains            # [(table, user chain)]
        self.rules = rules

    @property
    def tool(self):
        return "ip6tables" if self.v6 else "iptables"

    def text(self):
        """As restore wants it: always the same tables, so that nothing is left from before."""
        out = []
        for table, hooks in HOOKS.items():
            out.append("*" + table)
            out += [":%s %s [0:0]" % (h, self.policies.get((table, h), "ACCEPT")) for h in hooks]
            out += [":%s - [0:0]" % c for t, c in self.chains if t == table]
            out += [r.text() for r in self.rules if r.table == table]
            out.append("COMMIT")
        return "\n".join(out) + "\n"

    def words(self):
        return [w for r in self.rules for c in [*r.clauses, r.target] for w in c.split()]

    def tracks(self):
        """Does it switch connection tracking, and with it reassembly, on? NOTRACK alone does not."""
        return any(w in ("state", "conntrack", "connmark", "connbytes", "helper", "CONNMARK", "SNAT", "DNAT", "MASQUERADE",
                         "REDIRECT", "NETMAP", "connlabel", "SYNPROXY", "--helper", "--ctevents") or w.startswith("--zone") for w in self.words())

    def translates(self):
        """May source ports be picked at random? With zones of one direction also where no rule of nat does it."""
        return any(w in ("SNAT", "DNAT", "MASQUERADE", "REDIRECT", "NETMAP", "--zone-orig", "--zone-reply")
                   for w in self.words())


    def only_more(self):
        """May damaged packets be sent through it? Where xt drops one, it goes on here, so that everything else must
        count as much or more: not with matches that count themselves, NAT, and targets that refuse such packets."""
        return not self.translates() and not any(w in ("limit", "quota", "statistic", "ECN", "TCPMSS", "TCPOPTSTRIP", "CT",
                                                       "tcpmss", "--ecn-tcp-ece", "--ecn-tcp-cwr",
                                                       "NOTRACK", "CONNMARK", "connlabel", "connbytes") for w in self.words())


class Maker:
    """What matches.py and targets.py draw from. lossy: also words that the plugins do not save."""
    lossy = True

    def __init__(self, r, v6):
        self.r, self.v6 = r, v6
        self.proto, self.hooks, self.tables = None, set(), ()
        self.tracks = r.random() < 0.65     # without connection tracking nobody puts fragments together
        self.untracks = self.tracks and r.random() < 0.5
        # CT with these acts behind the rest of table raw: what looks at the connection there sees xt's template only
        self.assigns = self.tracks and r.random() < 0.4

        # Two tags do not fit on one packet, and TEE's copy keeps what tag it finds (docs/differences.md)
        self.behind = r.choice(targets.BEHIND)

    def may_track(self, table):
        return self.tracks and not (self.assigns and table == "raw")

    def protocol(self):
        protos = PROTOS6 if self.v6 else PROTOS4
        p = self.r.choices([p for p, _ in protos], [w for _, w in protos])[0]
        if self.r.random() < 0.06:
            return "! -p %d" % p, {}, None
        return "-p %s" % (NAMES.get(p, p) if self.r.random() < 0.9 else p), {"proto": [p]}, p

    def rule(self, table, chain, hooks, onward):
        """onward: user chains that may be jumped to."""
        self.hooks, clauses, aims = set(hooks), [], {}
        self.proto = None
        if self.r.random() < 0.7:
            words, aims, self.proto = self.protocol()
            clauses.append(words)
        taken = set()
        for _ in range(self.r.choice((0, 1, 1, 1, 2, 2, 3, 5))):
            row, words, more = matches.choose(self, table, taken)
            taken.add(row.make)
            clauses.append(words)
            for field, values in more.items():
                aims.setdefault(field, values)
        if onward and self.r.random() < 0.35:
            target, more = "%s %s" % (self.r.choice(("-j", "-j", "-g")), self.r.choice(onward)), {}
        else:
            target, more = targets.choose(self, table)
        if target == "-j DROP" or target == "-j ACCEPT" or target.startswith("-j REJECT"):
            if not taken:       # what ends everything must at least look at something
                clauses.append(matches.source(self)[0])
        if self.r.random() < 0.02:
            clauses.append("-c %d %d" % (self.r.randrange(9), self.r.randrange(1 << 40)))
        for field, values in more.items():
            aims.setdefault(field, values)
        return Rule(table, chain, clauses, target, aims)


def user_chains(g, table):
    """[(name, hooks it may be reached from)], in the order in which they may jump to each other."""
    out = []
    for i in range(g.r.choice((0, 0, 1, 2, 3))):
        hooks = [h for h in HOOKS[table] if g.r.random() < 0.6] or [HOOKS[table][0]]
        out.append((g.r.choice(("U%d", "user-%d", "a+b%d", "%d")) % i, hooks))
    return out


def make(seed, only=None):
    """The ruleset of a seed; only: tables that may have rules."""
    r = random.Random("rules %s" % seed)
    g = Maker(r, r.random() < 0.4)
    tables = only or [t for t in HOOKS if r.random() < (0.35 if t == "nat" else 0.5) and (g.tracks or t != "nat")] or ["filter"]
    g.tables = tables
    rules, chains, policies = [], [], {}
    for table in tables:
        own = user_chains(g, table)
        chains += [(table, name) for name, _ in own]
        places = [(h, [h]) for h in HOOKS[table]] + own
        for i, (name, hooks) in enumerate(places):
            onward = [n for n, h in own[max(0, i - len(HOOKS[table]) + 1):] if set(hooks) <= set(h)]
            for _ in range(r.choice((0, 1, 2, 3, 5, 8))):
                rules.append(g.rule(table, name, hooks, onward))
            if rules and r.random() < 0.1 and rules[-1].target not in targets.NPT.values():
                again = rules[-1]       # the same rule twice
                rules.append(Rule(again.table, again.chain, again.clauses, again.target, again.aims))
            if g.behind == targets.LOUD and g.v6 and table == "mangle" and name in targets.NPT and r.random() < 0.9:
                rules.append(Rule(table, name, [matches.source(g)[0]], targets.NPT[name]))
            if table != "nat" and name in HOOKS[table] and r.random() < 0.15:
                policies[table, name] = "DROP"
    if g.untracks and r.random() < 0.7:     # enough untracked packets for what asks for them
        for chain in HOOKS["raw"]:
            words, aims = matches.source(g)
            proto = r.choice((6, 17, 17, 132))
            rules.insert(0, Rule("raw", chain, ["-p %d" % proto, words], r.choice(("-j NOTRACK", "-j CT --notrack")),
                                 dict(aims, proto=[proto])))
    if not rules:
        rules.append(g.rule("filter", "FORWARD", ["FORWARD"], []))
    return Ruleset(g.v6, policies, chains, rules)
