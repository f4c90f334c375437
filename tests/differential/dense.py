# SPDX-License-Identifier: GPL-2.0-or-later
"""Dense rulesets: many rules over few addresses, prefixes, ports, interfaces and targets, so that
they repeat one another and overlap. A builtin chain of table filter, and two user chains."""
import ipaddress
import random
from collections import namedtuple

import matches
from ruleset import Rule, Ruleset

TABLE = "filter"
USER = ("U1", "U2")     # each may jump to those behind it
PORTS = (22, 23, 53, 80, 443, 1024, 8080, 0xffff)
DEVICES = ("in0", "in0", "out0", "out0", "in+", "out+", "lo")
NAMES = {6: "tcp", 17: "udp"}
# How many rules have it, and the clauses of a rule: functions of Dense.
SHAPES = (
    (20, "src"), (12, "dst"), (10, "src", "dst"), (14, "src", "port"), (14, "port"),
    (8, "dst", "port"), (8, "src", "dst", "port"), (6, "device"), (6, "device", "src"),
    (5, "device", "port"), (3, "two_devices", "dst"), (4, "both_ports"), (4, "src", "both_ports"),
    (4, "icmp"), (3, "src", "icmp"), (3, "mac"), (3, "mac", "src"), (4, "src", "only"), (3, "only"),
    (1,), (4, "src", "mark"), (8, "mark"), (6, "mark", "port"))

# What rules that follow one another mostly have in common.
Kind = namedtuple("Kind", "shape statement field proto length")


class DenseRule(Rule):
    def __init__(self, chain, clauses, target, aims, kind):
        super().__init__(TABLE, chain, clauses, target, aims)
        self.kind = kind

    def plain(self):
        """Without counters."""
        clauses = [c for c in self.clauses if not c.startswith("-c ")]
        return DenseRule(self.chain, clauses, self.target, self.aims, self.kind)

    def to(self, target):
        return DenseRule(self.chain, self.clauses, target, self.aims, self.kind)


class Dense:
    """What the rules of one seed are drawn from. A clause: a function that gives (words, aims), as
    in matches.py."""
    lossy = True

    def __init__(self, seed):
        self.r = r = random.Random("dense %s" % seed)
        self.v6, self.tracks = r.random() < 0.4, r.random() < 0.25
        self.hook = r.choices(("FORWARD", "INPUT", "OUTPUT"), (6, 2, 2))[0]
        self.proto, self.now, self.hooks = None, None, {self.hook}
        self.pool = {"src": self.hosts(matches.near), "dst": self.hosts(matches.far)}
        for field, hook in (("dst", "INPUT"), ("src", "OUTPUT")):
            if hook == self.hook:
                self.pool[field] = list(matches.SELVES[self.v6])
        self.whole = 128 if self.v6 else 32
        self.lengths = [self.whole - n for n in r.sample((1, 2, 4, 8, 10), r.choice((1, 2, 3)))]
        self.ports = r.sample(PORTS, r.choice((2, 4, 8)))
        self.protos = r.choice(((6,), (17,), (6, 17), (6, 17, 58 if self.v6 else 1)))
        self.lists = r.choice((0, 0, 0.2, 0.6))     # of rules about a port those about several
        self.marks = [0] + r.sample(matches.MARKS[1:], r.choice((1, 3)))   # 0: what packets come with
        self.mask = r.choice((None, None, 0xff, 0xf0f0))
        self.shapes = [row[1:] for row in r.choices(SHAPES, [row[0] for row in SHAPES],
                                                    k=r.choice((1, 2, 3, 5)))]
        self.marked = any("mark" in shape for shape in self.shapes)
        self.often = [r.choice((1, 5, 25)) for _ in self.shapes]
        # How often a rule ...
        self.wide = r.choice((0, 0.05, 0.2, 0.6))   # asks for networks
        self.loud = r.choice((0.02, 0.1, 0.3))      # ends a packet's way
        self.odd = r.choice((0, 0.01, 0.05, 0.2))   # asks for what keys cannot say
        self.said = r.choice((0, 0.1, 0.5))         # has a comment
        self.total = int(50 * 8 ** r.random())
        self.jumps = min(0.3, 15 / self.total)      # or a packet meets the last chain too often

    def hosts(self, make):
        n = self.r.choice((0, 200, 600))
        return [make(self, n + i) for i in self.r.sample(range(64), self.r.choice((2, 5, 12, 30)))]

    # ---- clauses --------------------------------------------------------------
    def net(self, field):
        text = "%s/%d" % (self.r.choice(self.pool[field]), self.now.length)
        net = ipaddress.ip_network(text, strict=False)
        return str(net), {field: [a for a in self.pool[field] if ipaddress.ip_address(a) in net]}

    def src(self):
        text, aims = self.net("src")
        return "-s " + text, aims

    def dst(self):
        text, aims = self.net("dst")
        return "-d " + text, aims

    def not_src(self):
        return "! -s " + self.net("src")[0], {}

    def not_dst(self):
        return "! -d " + self.net("dst")[0], {}

    def only(self):
        self.proto = self.now.proto
        return "-p " + NAMES[self.proto], {"proto": [self.proto]}

    def list_of_ports(self):
        text, aims = self.only()
        n = self.r.sample(self.ports, min(len(self.ports), self.r.choice((2, 2, 3, 5))))
        aims[self.now.field] = [self.r.choice(n)]
        return "%s -m multiport --%ss %s" % (text, self.now.field, ",".join(map(str, n))), aims

    def port(self, *fields):
        if not fields and self.r.random() < self.lists:
            return self.list_of_ports()
        text, aims = self.only()
        words = ["%s -m %s" % (text, NAMES[self.proto])]
        for field in fields or [self.now.field]:
            n = self.r.choice(self.ports)
            words.append("--%s %d" % (field, n))
            aims[field] = [n]
        return " ".join(words), aims

    def both_ports(self):
        return self.port("sport", "dport")

    def some_ports(self):
        low, high = matches.spread(self, self.ports, 65535)
        text, aims = self.only()
        name, two = NAMES[self.proto], sorted(self.r.sample(self.ports, 2))
        more = self.r.choice(("multiport --dports %d,%d" % tuple(two),
                              "%s ! --dport %d" % (name, low),
                              "%s --dport %d:%d" % (name, low, high)))
        return "%s -m %s" % (text, more), aims

    def icmp(self):
        kind = self.r.choice((128, 129) if self.v6 else (8, 0))
        number, words = (58, "-p icmpv6 -m icmp6 --icmpv6-type %d") if self.v6 else (
            1, "-p icmp -m icmp --icmp-type %d")
        return words % kind, {"proto": [number], "icmp": [(kind, 0)]}

    def device(self):
        ways = {"INPUT": ("-i",), "OUTPUT": ("-o",)}.get(self.hook, ("-i", "-o"))
        return "%s %s" % (self.r.choice(ways), self.r.choice(DEVICES)), {}

    def not_device(self):
        return "! " + self.device()[0], {}

    def two_devices(self):
        if self.hook != "FORWARD":
            return self.device()
        return "-i %s -o %s" % tuple(self.r.choice(("in0", "out0")) for _ in "io"), {}

    def mac(self):
        if self.hook == "OUTPUT":
            return self.src()
        return "-m mac --mac-source 02:00:00:00:00:%s" % self.r.choice(("11", "21", "99")), {}

    def mark(self):
        mark = self.r.choice(self.marks)
        if self.mask and self.r.random() < 0.7:
            return "-m mark --mark %#x/%#x" % (mark & self.mask, self.mask), {}
        return "-m mark --mark %#x" % mark, {}

    def strange(self):
        """What no key can say, or what ends a run of rules that may trade places."""
        own = [self.not_src, self.not_dst, self.not_device, self.mark]
        others = [matches.iprange, matches.length, matches.tos, matches.carried,
                  matches.ttl if self.v6 else matches.fragment]
        make = self.r.choice(own + others + [matches.state] * self.tracks)
        return make() if make in own else make(self)

    # ---- targets --------------------------------------------------------------
    def statement(self):
        """What all rules of a kind do; None: each says a verdict, or none."""
        r = self.r
        if self.marked and r.random() < 0.3:
            return "MARK --set-mark %#x" % r.choice(self.marks)
        return r.choice((None, None, None, None, "LOG", "LOG --log-prefix same",
                         "NFLOG --nflog-group 3", "MARK --set-mark %#x" % r.choice(self.marks),
                         "REJECT" if r.random() < self.loud else None))

    def reject(self):
        if self.proto == 6 and self.r.random() < 0.3:
            return "REJECT --reject-with tcp-reset"
        other = "icmp6-adm-prohibited" if self.v6 else "icmp-host-prohibited"
        return self.r.choice(("REJECT", "REJECT --reject-with " + other))

    def target(self, statement, onward, empty):
        """empty: the rule asks for nothing, and must not end everything."""
        r = self.r
        if statement and not (empty and statement == "REJECT"):
            return "-j " + (self.reject() if statement == "REJECT" else statement)
        if not empty and r.random() < self.loud:
            return "-j " + r.choice(("ACCEPT", "DROP", "RETURN"))
        jumps = self.jumps * (4 if "mark" in self.now.shape else 1)
        if onward and r.random() < jumps:
            way = "-g" if r.random() < self.loud and not empty else "-j"
            return "%s %s" % (way, r.choice(onward))
        return ""

    # ---- rules ----------------------------------------------------------------
    def kind(self):
        r = self.r
        return Kind(r.choices(self.shapes, self.often)[0], self.statement(),
                    r.choice(("dport", "dport", "sport")),
                    r.choice([p for p in self.protos if p in NAMES]),
                    r.choice(self.lengths) if r.random() < self.wide else self.whole)

    def makers(self):
        out = [getattr(self, name) for name in self.now.shape]
        if self.r.random() < self.odd:
            out = [m for m in out if self.r.random() < 0.7]
            if self.r.random() < 0.4:
                out.append(self.some_ports)
            out.append(self.strange)
        return out

    def rule(self, chain, onward, kind):
        """onward: chains that may be jumped to."""
        r, self.proto = self.r, None
        self.now = kind if r.random() > 0.02 else self.kind()
        aims = {field: list(values) for field, values in self.pool.items()}
        aims.update(proto=list(self.protos), sport=self.ports, dport=self.ports)
        clauses, taken = [], set()
        for make in self.makers():
            text, more = make()
            options = {w for w in text.split() if w.startswith("-") and w != "-m"}
            if options & taken:
                continue
            taken |= options
            clauses.append(text)
            aims.update({f: v * 3 + aims.get(f, [])[:1] for f, v in more.items() if v})
        clauses.sort(key=lambda text: not text.startswith("-p"))
        target = self.target(self.now.statement, onward, not clauses)
        if r.random() < self.said:
            text = r.choice(("a", "b", '"two words"', "z" * r.choice((30, 220, 250))))
            clauses.append("-m comment --comment " + text)
        return DenseRule(chain, clauses, target, aims, kind)

    def ruleset(self):
        r, places, rules = self.r, (self.hook, self.hook, *USER), []
        mixed = r.random() < 0.3
        while len(rules) < self.total:
            chain, kind = r.choice(places), self.kind()
            for _ in range(r.choice((1, 2, 5, 12, 30))):
                chain = r.choice(places) if mixed else chain
                onward = USER[USER.index(chain) + 1:] if chain in USER else USER
                rules.append(self.rule(chain, onward, kind))
                if r.random() < 0.02:
                    rules[-1].clauses.append("-c %d %d" % (r.randrange(9), r.randrange(1 << 40)))
        if self.tracks:     # connections stay tracked whatever is edited
            rules += [Rule("mangle", hook, ["-m state --state ESTABLISHED"], "")
                      for hook in ("PREROUTING", "OUTPUT")]
        policies = {(TABLE, self.hook): "DROP"} if r.random() < 0.2 else {}
        return Ruleset(self.v6, policies, [(TABLE, name) for name in USER], rules)


def aimed_at(v6, hook, rules):
    """What packets are aimed at: those of user chains are met behind the builtin one."""
    return Ruleset(v6, {}, [], [Rule(TABLE, hook, r.clauses, r.target, r.aims) for r in rules])
