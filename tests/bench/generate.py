#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""generate.py block|mixed|kube RULES [--nft]: a ruleset as iptables-restore reads it, or the same for
nft -f. block is a list of addresses, mixed has twenty kinds of rules, kube is what kube-proxy writes.
The same arguments give the same text.
"""
import random
import sys


def dotted(value):
    return "%d.%d.%d.%d" % (value >> 24 & 255, value >> 16 & 255, value >> 8 & 255, value & 255)


def scattered(i):
    """Addresses that look public and hardly repeat."""
    return 0x01000000 + i * 2654435761 % 0xD0000000


def tag(i):
    rnd = random.Random(i * 7919 + 13)
    return "".join(rnd.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") for _ in range(16))


def block(count):
    rules = [("INPUT", "-s %s/32 -j DROP" % dotted(scattered(i)), "ip saddr %s counter drop" % dotted(scattered(i)))
             for i in range(count)]
    return "filter", [], rules


def endpoint_rules(service, end, ends, name):
    """(chain, [(chain or None for the service's own, iptables, nft)]) of one endpoint."""
    chain = "KUBE-SEP-" + tag(1000003 + service * ends + end)
    at = dotted(0x0af40001 + service * ends + end)
    label = '"%s -> %s:8080"' % (name, at)
    share, numgen = "", ""
    if end < ends - 1:
        share = " -m statistic --mode random --probability %.11f" % (1.0 / (ends - end))
        numgen = "numgen random mod %d == 0 " % (ends - end)
    return chain, [
        (None, "-m comment --comment %s%s -j %s" % (label, share, chain),
         "%scounter jump %s comment %s" % (numgen, chain, label)),
        (chain, '-s %s/32 -m comment --comment "%s" -j KUBE-MARK-MASQ' % (at, name),
         'ip saddr %s counter jump KUBE-MARK-MASQ comment "%s"' % (at, name)),
        (chain, '-p tcp -m comment --comment "%s" -m tcp -j DNAT --to-destination %s:8080' % (name, at),
         'meta l4proto tcp counter dnat to %s:8080 comment "%s"' % (at, name))]


def kube(count):
    ends = 3
    chains = ["KUBE-SERVICES", "KUBE-POSTROUTING", "KUBE-MARK-MASQ"]
    portals = '-m comment --comment "kubernetes service portals" -j KUBE-SERVICES'
    portals_nft = 'counter jump KUBE-SERVICES comment "kubernetes service portals"'
    rules = [("PREROUTING", portals, portals_nft), ("OUTPUT", portals, portals_nft),
             ("POSTROUTING", "-j KUBE-POSTROUTING", "counter jump KUBE-POSTROUTING"),
             ("KUBE-POSTROUTING", "-m mark ! --mark 0x4000/0x4000 -j RETURN",
              "meta mark & 0x4000 != 0x4000 counter return"),
             ("KUBE-POSTROUTING", "-j MASQUERADE --random-fully", "counter masquerade fully-random"),
             ("KUBE-MARK-MASQ", "-j MARK --set-xmark 0x4000/0x4000", "counter meta mark set meta mark or 0x4000")]
    for service in range(max(1, (count - 6) // (2 + 3 * ends))):
        chain, vip = "KUBE-SVC-" + tag(service), dotted(0x0a600001 + service)
        name, port = "ns-%d/service-%d:http" % (service % 37, service), 80 + service % 5 * 1000
        chains.append(chain)
        for where, src, src_nft, target in (
                ("KUBE-SERVICES", "", "", chain),
                (chain, "! -s 10.244.0.0/16 ", "ip saddr != 10.244.0.0/16 ", "KUBE-MARK-MASQ")):
            rules.append((where, '%s-d %s/32 -p tcp -m comment --comment "%s cluster IP" -m tcp --dport %d -j %s' % (
                src, vip, name, port, target), '%sip daddr %s tcp dport %d counter jump %s comment "%s cluster IP"' % (
                src_nft, vip, port, target, name)))
        for end in range(ends):
            inner, more = endpoint_rules(service, end, ends, name)
            chains.append(inner)
            rules += [(c or chain, text, nft) for c, text, nft in more]
    return "nat", chains, rules


# kind of rule -> (iptables, nft), both formats of the dictionary that mixed() fills
MIXED = (
    ("-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT", "ct state established,related counter accept"),
    ("-i eth{if8} -p tcp -m tcp --dport {port} -j ACCEPT", 'iifname "eth{if8}" tcp dport {port} counter accept'),
    ("-s {ip}/32 -p udp -m udp --dport {port} -j ACCEPT", "ip saddr {ip} udp dport {port} counter accept"),
    ("-p tcp -m multiport --dports 22,80,443,{other} -j ACCEPT", "tcp dport {{ 22, 80, 443, {other} }} counter accept"),
    ('-s {ip}/32 -m limit --limit 10/min --limit-burst 20 -j LOG --log-prefix "drop-{i}: "',
     'ip saddr {ip} limit rate 10/minute burst 20 packets counter log prefix "drop-{i}: " level warn'),
    ("-s {ip}/32 -p tcp -j REJECT --reject-with tcp-reset",
     "ip saddr {ip} ip protocol tcp counter reject with tcp reset"),
    ("-m iprange --src-range {from16}-{to16} -j DROP", "ip saddr {from16}-{to16} counter drop"),
    ("-m mark --mark 0x{mark:x}/0xffff -j ACCEPT", "meta mark & 0xffff == 0x{mark:x} counter accept"),
    ("-m mac --mac-source {mac} -j DROP", "ether saddr {mac} counter drop"),
    ("-p tcp -m conntrack --ctstate NEW -m tcp --dport {port} --tcp-flags FIN,SYN,RST,ACK SYN -j ACCEPT",
     "ct state new tcp dport {port} tcp flags & (fin|syn|rst|ack) == syn counter accept"),
    ("-s {net24}/24 -p tcp -m tcp --sport 1024:65535 --dport {port} -m state --state NEW -j ACCEPT",
     "ip saddr {net24}/24 tcp sport 1024-65535 tcp dport {port} ct state new counter accept"),
    ("-s {ip}/32 -p icmp -m icmp --icmp-type 8 -j ACCEPT", "icmp type echo-request ip saddr {ip} counter accept"),
    ('-s {ip}/32 -m comment --comment "blocked host {i}" -j DROP',
     'ip saddr {ip} counter drop comment "blocked host {i}"'),
    ("-p tcp -m tcp --dport {port} -m addrtype --dst-type LOCAL -j svc-{user}",
     "tcp dport {port} fib daddr type local counter jump svc-{user}"),
    ("-s {ip}/32 -i eth0 -o eth{if7} -j ACCEPT", 'iifname "eth0" oifname "eth{if7}" ip saddr {ip} counter accept'),
    ("-d {ip}/32 -p tcp -m tcp --dport {port} -j ACCEPT", "ip daddr {ip} tcp dport {port} counter accept"),
    ("-i br0 -m conntrack --ctstate INVALID -j DROP", 'iifname "br0" ct state invalid counter drop'),
    ("! -s 192.168.0.0/16 -d {ip}/32 -j REJECT --reject-with icmp-port-unreachable",
     "ip saddr != 192.168.0.0/16 ip daddr {ip} counter reject"),
    ("-s {ip}/32 -j RETURN", "ip saddr {ip} counter return"),
    ("-d {ip}/32 -p udp -m udp --sport 53 -j ACCEPT", "ip daddr {ip} udp sport 53 counter accept"))


def mixed(count):
    rules = []
    for i in range(count):
        kind, port = i % len(MIXED), 1 + i * 7 % 65000
        chain = "INPUT" if kind < 14 else "FORWARD" if kind < 18 else "svc-%d" % (i // 20 % 20)
        word = {"i": i, "ip": dotted(scattered(i)), "port": port, "if8": i % 8, "if7": 1 + i % 7, "user": i % 20,
                "other": 8080 if port in (22, 80, 443) else port, "mark": i % 65536,
                "from16": dotted(0x0a000000 + i * 16), "to16": dotted(0x0a000009 + i * 16),
                "net24": dotted(scattered(i) & 0xffffff00),
                "mac": "02:00:%02x:%02x:%02x:01" % (i >> 16 & 255, i >> 8 & 255, i & 255)}
        text, nft = MIXED[kind]
        rules.append((chain, text.format(**word), nft.format(**word)))
    return "filter", ["svc-%d" % i for i in range(20)], rules


HOOKS = {"filter": {"INPUT": "filter hook input priority 0", "FORWARD": "filter hook forward priority 0",
                    "OUTPUT": "filter hook output priority 0"},
         "nat": {"PREROUTING": "nat hook prerouting priority -100", "INPUT": "nat hook input priority 100",
                 "OUTPUT": "nat hook output priority -100", "POSTROUTING": "nat hook postrouting priority 100"}}
KINDS = {"block": block, "mixed": mixed, "kube": kube}


def as_iptables(table, chains, rules):
    out = ["*" + table] + [":%s ACCEPT [0:0]" % c for c in HOOKS[table]] + [":%s - [0:0]" % c for c in chains]
    return "\n".join(out + ["-A %s %s" % (c, text) for c, text, _ in rules] + ["COMMIT", ""])


def as_nft(table, chains, rules):
    by_chain = {c: [] for c in chains}
    for chain, _, nft in rules:
        by_chain.setdefault(chain, []).append(nft)
    out = ["table ip %s {" % table] + ["chain %s { }" % c for c in chains]
    out += ["chain %s { type %s; policy accept; }" % item for item in HOOKS[table].items()] + ["}"]
    out.append("table ip %s {" % table)
    for chain, texts in by_chain.items():
        out += ["chain %s {" % chain] + texts + ["}"]
    return "\n".join(out + ["}", ""])


if __name__ == "__main__":
    if len(sys.argv) < 3 or sys.argv[1] not in KINDS:
        sys.exit(__doc__)
    print((as_nft if "--nft" in sys.argv else as_iptables)(*KINDS[sys.argv[1]](int(sys.argv[2]))), end="")
