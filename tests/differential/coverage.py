# SPDX-License-Identifier: GPL-2.0-or-later
"""Which rows of docs/mapping.md the generated rules have, and how many of these rules packets hit."""
import os
import re

MAPPING = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "docs", "mapping.md")
ENOUGH = 12000      # rules, among which none of the forms may be missing: the rarest is one of 500


def matches(*names):
    return {"-m " + n: r"-m %s\b" % n for n in names}


def options(match, *words):
    return {"%s %s" % (match, w): r"-m %s\b.* %s " % (match, re.escape(w)) for w in words}


def targets(*names):
    return {"-j " + n: r"-j %s(?= |$)" % n for n in names}


# The first cell of a row with N or C: {form: what a rule with it looks like}
FORMS = {
    "`-s`, `-d`": {"-s": " -s ", "! -s": " ! -s ", "-d": " -d ", "! -d": " ! -d "},
    "`-i`, `-o`": {"-i": r" -i \S", "! -i": r" ! -i ", "-o": r" -o \S", "! -o": " ! -o ", "-i +": r" -i \S*\+"},
    "`-p`": {"-p": r"\S -p ", "! -p": " ! -p "},
    "`-f`, `! -f`": {"-f": r"[^!] -f\b", "! -f": r"! -f\b"},
    "`-j`, `-g` chain": {"-j chain": r"-j (U\d|user-\d|a\+b\d|\d)$", "-g chain": "-g "},
    "ACCEPT DROP RETURN": targets("ACCEPT", "DROP", "RETURN"),
    "`-c`": {"-c": r" -c \d"},
    "`-P`": {},     # of chains, not of rules: ruleset.make
    "state, conntrack `--ctstate`": {**matches("state"), **options("conntrack", "--ctstate")},
    "`--ctproto`, `--ctdir`": options("conntrack", "--ctproto", "--ctdir"),
    "`--ctorigsrc` ... `--ctrepldst`, ports": options(
        "conntrack", "--ctorigsrc", "--ctorigdst", "--ctreplsrc", "--ctrepldst", "--ctorigsrcport", "--ctorigdstport",
        "--ctreplsrcport", "--ctrepldstport"),
    "`--ctstatus`": options("conntrack", "--ctstatus"),
    "`--ctexpire`": options("conntrack", "--ctexpire"),
    "tcp": options("tcp", "--sport", "--dport", "--tcp-flags") | {"tcp --syn": r"-m tcp\b.* --syn\b"},
    "udp": options("udp", "--sport", "--dport"),
    "multiport `--sports`, `--dports`": options("multiport", "--sports", "--dports"),
    "multiport `--ports`": options("multiport", "--ports"),
    "icmp, icmp6": {"-m icmp": r"-m icmp ", **matches("icmp6")},
    "ttl, hl": options("ttl", "--ttl-eq", "--ttl-lt", "--ttl-gt") | options("hl", "--hl-eq", "--hl-lt", "--hl-gt"),
    "tos, dscp": matches("tos", "dscp"),
    "ecn": options("ecn", "--ecn-ip-ect") | {"ecn tcp": "-m ecn .*--ecn-tcp-"},
    "statistic": {"statistic nth": "--mode nth", "statistic random": "--mode random"},
    "cpu, devgroup, realm": matches("cpu", "devgroup", "realm"),
    "esp, ah (v4)": matches("esp", "ah"),
    "SNAT DNAT MASQUERADE REDIRECT": {
        **targets("SNAT", "DNAT", "MASQUERADE", "REDIRECT"), "SNAT ports": r"SNAT --to-source (\S*\]|[0-9.-]*):\d",
        "DNAT ports": r"DNAT --to-destination (\S*\]|[0-9.-]*):\d", "DNAT shifted": r"DNAT .*:\d+-\d+/", "ports": "--to-ports"},
    "CT `--notrack`, NOTRACK; its other options are words then, as the kernel looks at none": {**targets("NOTRACK"), "CT --notrack": "CT --notrack"},
    "CT `--zone`, `-orig`, `-reply`": {"CT --zone": r"CT --zone \d", "CT --zone-orig": "CT --zone-orig",
                                       "CT --zone-reply": "CT --zone-reply"},
    "CT `--helper`": {"CT --helper": "CT --helper"},
    "CT, the rest": {"CT --ctevents": "CT .*--ctevents", "CT --zone mark": "CT --zone mark"},
    "TTL, HL": {"TTL set": "TTL --ttl-set", "TTL inc": "TTL --ttl-inc", "TTL dec": "TTL --ttl-dec",
                "HL set": "HL --hl-set", "HL inc": "HL --hl-inc", "HL dec": "HL --hl-dec"},
    "CHECKSUM, TPROXY": targets("CHECKSUM", "TPROXY"),
    "TOS, DSCP": targets("TOS", "DSCP"),
    "SNPT, DNPT": targets("SNPT", "DNPT"),
}
# These are their own form.
FORMS |= {name: matches(name) for name in (
    "limit", "mark", "connmark", "comment", "iprange", "mac", "pkttype", "length", "addrtype", "rpfilter", "owner", "quota",
    "time", "connbytes", "helper", "tcpmss", "policy", "cgroup", "connlabel", "dccp", "rt", "sctp", "u32",
    "socket")}
FORMS |= {name: targets(name) for name in (
    "REJECT", "LOG", "AUDIT", "NFLOG", "TRACE", "MARK", "CONNMARK", "NETMAP", "CLASSIFY", "ECN", "NFQUEUE", "SYNPROXY", "TCPOPTSTRIP", "TEE", "CONNSECMARK")}


def documented():
    """First cells of the rows of mapping.md that are native."""
    with open(MAPPING, encoding="utf-8") as f:
        cells = [line.strip().strip("|").split(" | ") for line in f if line.startswith("| ")]
    return [row[0].strip() for row in cells if row[-1].strip() in ("N", "C")]


class Coverage:
    def __init__(self):
        self.rules = 0
        self.forms = {form: re.compile(text) for forms in FORMS.values() for form, text in forms.items()}
        self.made, self.hit = dict.fromkeys(self.forms, 0), dict.fromkeys(self.forms, 0)

    def add(self, rules, counters):
        """counters: of box.Result, whose numbers go by table and chain."""
        number = {}
        for rule in rules:
            key = rule.table, rule.chain
            number[key] = number.get(key, 0) + 1
            hit = not counters.get((*key, number[key]), "0:").startswith("0:")
            text = rule.text()
            self.rules += 1
            for form, pattern in self.forms.items():
                if pattern.search(text):
                    self.made[form] += 1
                    self.hit[form] += hit

    def table(self):
        return ["%-28s %6s %6s" % ("form", "rules", "hit")] + [
            "%-28s %6d %6d" % (form, self.made[form], self.hit[form]) for form in self.forms]

    def lacking(self):
        """Native rows that no rule had, and such as this file does not know."""
        out = ["no form for row %r of docs/mapping.md: coverage.py" % row for row in documented() if row not in FORMS]
        if self.rules >= ENOUGH:
            out += ["no rule with %s" % form for form, n in self.made.items() if not n]
        return out
