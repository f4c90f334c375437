# SPDX-License-Identifier: GPL-2.0-or-later
"""Which source ports the rules allow NAT to pick: the kernel takes some at random, and any of these is right."""
import ipaddress
import re

from matches import SELVES

ALL = (0, 65535)
RANDOM = ("--random", "--random-fully")


class Ports:
    """allowed(address, port): may a source have become this? random: may it be the old one by chance? fixed: those
    that are no choice."""

    def __init__(self, ruleset):
        words = [r.text().split() for r in ruleset.rules]
        self.random = any(w in RANDOM for rule in words for w in rule)
        self.spans = []         # (first address, last address, first port, last port)
        for rule in words:
            if "SNAT" in rule and "--to-source" in rule:
                self.spans += source(rule[rule.index("--to-source") + 1])
            elif "MASQUERADE" in rule:
                ports = span(rule[rule.index("--to-ports") + 1]) if "--to-ports" in rule else ALL
                self.spans += [(value(a), value(a), *ports) for a in SELVES[ruleset.v6]]
        self.fixed = {low for _, _, low, high in self.spans if low == high}

    def allowed(self, address, port):
        """What no rule names comes from a clash between connections, or from NETMAP."""
        here = [(low, high) for first, last, low, high in self.spans if first <= value(address) <= last]
        return not here or any(low <= port <= high for low, high in here)


def value(address):
    return int(ipaddress.ip_address(address))


def span(text):
    low, _, high = text.partition("-")
    return int(low), int(high or low)


def source(text):
    """The spans of what stands behind --to-source."""
    ports = ALL
    found = re.match(r"^\[(.*)\](?::(.*))?$", text) or re.match(r"^([0-9.]+(?:-[0-9.]+)?)(?::(.*))?$", text)
    if found:
        text, ports = found.group(1), span(found.group(2)) if found.group(2) else ALL
    elif text.startswith(":"):
        return []       # ports only: the address stays, and says nothing
    first, _, last = text.partition("-")
    return [(value(first), value(last or first), *ports)]
