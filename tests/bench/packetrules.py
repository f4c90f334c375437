# SPDX-License-Identifier: GPL-2.0-or-later
"""Rulesets for OUTPUT that do not take one certain packet, and the same by hand as nft's maps."""
from generate import dotted, scattered

ADDRESS = "127.9.9.9"       # where the packet goes; no rule is about it
DISCARD, DNS = 9, 53


def host(i):
    return dotted(scattered(i))


def net(i):
    """/24, each its own."""
    return dotted(0x0a000000 + (i << 8))


def port(i):
    """From 1000 on; each its own below PORTS."""
    return 1000 + i * 7 % PORTS


PORTS = 64000               # no multiple of 7


HAND = """table ip filter {
map hand {
type %s : verdict
counter
elements = { %s }
}
chain OUTPUT {
type filter hook output priority 0; policy drop
%s vmap @hand
}
}
"""


class Kind:
    """rule(i, of how many) and element(i) say the same; key is the type of nft's map, lookup how
    it is asked; sent is the packet's port, and there are at most so many rules."""

    def __init__(self, rule, sent=DISCARD, most=None, key=None, lookup=None, element=None):
        self.rule, self.port, self.most = rule, sent, most
        self.key, self.lookup, self.element = key, lookup, element

    def as_iptables(self, count):
        rules = ["-A OUTPUT " + self.rule(i, count) for i in range(count)]
        return "\n".join(["*filter", ":OUTPUT DROP [0:0]"] + rules + ["COMMIT", ""])

    def as_nft(self, count):
        """A map whose elements count, as rules do."""
        elements = ",\n".join(self.element(i) for i in range(count))
        return HAND % (self.key, elements, self.lookup)


# What people write: first the states, then one sort after the other.
STATES = ("-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
          "-m conntrack --ctstate INVALID -j DROP")
SORTS = (
    "-d {host}/32 -j DROP",
    "-d {net}/24 -j REJECT --reject-with icmp-admin-prohibited",
    "-p tcp -m tcp --dport {port} -m conntrack --ctstate NEW -j ACCEPT",
    "-p udp -m udp --dport {port} -j ACCEPT",
    "-d {net}/24 -o eth{eth} -j ACCEPT",
    "-d {net}/24 -p tcp -m tcp --dport {port} -m conntrack --ctstate NEW -j ACCEPT",
    "-d {host}/32 -p tcp -m tcp --dport {port} -j ACCEPT",
    "-d {host}/32 -p tcp -m multiport --dports 80,443 -j ACCEPT",
    "-d {host}/32 -p tcp -j REJECT --reject-with tcp-reset")


def written(i, sort):
    return SORTS[sort].format(host=host(i), net=net(i), port=port(i), eth=i % 4)


def mixed(i, count):
    return STATES[i] if i < len(STATES) else written(i, i * len(SORTS) // count)


def tangled(i, _):
    """Every few rules another sort: most may take what others would take, and keep their turns."""
    return STATES[i] if i < len(STATES) else written(i, i // 5 % len(SORTS))


def cluster(i):
    return dotted(0x0a600001 + i)


KINDS = {
    "block": Kind(lambda i, _: "-d %s/32 -j DROP" % host(i), key="ipv4_addr", lookup="ip daddr",
                  element=lambda i: "%s : drop" % host(i)),
    "netport": Kind(lambda i, _: "-d %s/24 -p udp -m udp --dport %d -j ACCEPT" % (net(i), port(i)),
                    key="ipv4_addr . inet_service",
                    lookup="ip daddr & 255.255.255.0 . udp dport",
                    element=lambda i: "%s . %d : accept" % (net(i), port(i))),
    "kube": Kind(lambda i, _: "-d %s/32 -p udp -m udp --dport %d -j ACCEPT" % (cluster(i), DNS),
                 key="ipv4_addr", lookup="udp dport %d ip daddr" % DNS,
                 element=lambda i: "%s : accept" % cluster(i), sent=DNS),
    "ports": Kind(lambda i, _: "-p udp -m udp --dport %d -j ACCEPT" % port(i), key="inet_service",
                  lookup="udp dport", element=lambda i: "%d : accept" % port(i), most=PORTS),
    "mixed": Kind(mixed), "tangled": Kind(tangled)}
USUAL = ("block", "netport", "kube", "ports", "mixed")

# The zero: nothing but a policy. Where rules ask for states, connections are tracked here, too.
EMPTY = """table ip filter {
chain OUTPUT { type filter hook output priority 0; policy drop; }
}
"""
TRACKED = """table ip tracked {
chain input { type filter hook input priority 0; ct state established accept; }
}
"""
