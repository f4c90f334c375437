# SPDX-License-Identifier: GPL-2.0-or-later
"""A router under one tool's rules: runs a ruleset and packets, and tells everything that can be seen of it."""
import os
import re
import socket
import time
from collections import Counter

import ctdump
import nfdump
import nflog
import sandbox
from answer import answer, number, source_port
from lab import BARRIER, HOOKS, MAC, PATIENCE, SIDES, Router, drain, is_noise, readable, shown
from ports import Ports
from wire import frame

WATCH, RULES = 9, 3         # log groups: of the observer, and of NFLOG rules
# A first fragment whose rest a rule has dropped waits in a queue, and the error about it would be counted when its
# time is over, in whatever ruleset there is by then. A box does not live that long: see stale().
MORE_SYSCTL = {"netfilter/nf_conntrack_acct": 1, "ipv4/ipfrag_time": 3600, "ipv6/ip6frag_time": 3600,
               "netfilter/nf_conntrack_frag6_timeout": 3600}
MAX_WAITING = 1000          # fragments: far from what a queue holds
MORE_SETUP = """\
link set in0 group 5
link set out0 group 6
route replace 10.8.0.0/16 via 10.98.0.1 dev out0 realm 1
"""
CLASSES = ("1:2", "0:1", "0:2", "0:4", "0:6", "ffff:ffff", "10:20")     # what CLASSIFY of targets.py and tos set
# What iptables-legacy loads, and loses when it saves.
NEVER = re.compile(r" ! (?:-[io] \+|--[sd]port 0:65535|--(?:esp|ah)spi 0:4294967295)(?= |$)|(?<=--connbytes 0):0(?= |$)")
ERRORS = (b"\3", b"\5", b"\x0b", b"\x0c")      # kinds of ICMP that the router itself sends
MARK = MAC["in0"] + MAC["near"] + BARRIER.to_bytes(2, "big") + bytes(46)
HOOK_NAMES = ("prerouting", "input", "forward", "output", "postrouting")
SELF_BYTES = {socket.inet_pton(socket.AF_INET6 if ":" in a else socket.AF_INET, a)
              for a in ("10.99.0.2", "10.98.0.2", "fd00:99::2", "fd00:98::2")}


def observer():
    """Logs every packet at the end of each hook with its mark, and at the end of its way with its priority."""
    out = []
    for ip in ("ip", "ip6"):
        out.append("table %s observe {" % ip)
        for hook, priority in HOOKS.items():
            out.append("chain c_%s {\ntype filter hook %s priority %d;\nlog group %d" % (hook, hook, priority, WATCH))
            if hook in ("input", "postrouting"):
                out += ['meta priority %s log group %d prefix "class %s"' % (c, WATCH, c) for c in CLASSES]
                out.append('meta priority != { 0:0, %s } log group %d prefix "other class"' % (", ".join(CLASSES), WATCH))
            out.append("}")
        out.append("}")
    return "\n".join(out) + "\n"


class Result:
    """status and error of the load; parts: {what: Counter or dict of texts}; rules: counters in file order."""

    def __init__(self, status, error):
        self.status, self.error = status, error
        self.parts, self.hit, self.seen = {}, 0, 0


class Box(Router):
    in_flight = 50              # packets that are sent before it is waited for them

    def __init__(self, name, bindir, env=None):
        super().__init__(name, bindir, env)
        with self.ns:
            for key, value in MORE_SYSCTL.items():
                self.write_sysctl(key, value)
            self.must(["ip", "-batch", "-"], MORE_SETUP)
            self.must(["nft", "-f", "-"], observer())
            self.log = nflog.Listener({WATCH: 96, RULES: 40})
        for s in self.outer.values():
            s.setsockopt(socket.SOL_SOCKET, nflog.SO_RCVBUFFORCE, 1 << 26)
        self.records, self.fragments = [], set()
        self.quiet()

    def quiet(self):
        """Returns when the reports of group membership are out: later they would be counted as packets of a ruleset."""
        before = None
        while before != (before := self.reports()):
            time.sleep(0.05)

    def reports(self):
        with self.ns, open("/proc/thread-self/net/snmp6", encoding="ascii") as f:
            return [line for line in f if line.startswith("Icmp6Out")]

    def stale(self, steps):
        """Would fragments meet others of their number from an earlier run?"""
        mine = {key for step in steps if (key := fragment_key(step))}
        return bool(mine & self.fragments) or len(self.fragments) > MAX_WAITING

    def close(self):
        self.log.close()
        super().close()

    def collect(self):
        """Empties the sockets that receive, before they are full."""
        try:
            self.records += self.log.read()
        except OSError as e:
            raise OSError("log messages of %s are lost (%s); most of these: %s" % (
                self.name, e, Counter(r[1:6] + (r[6][:40].hex(),) for r in self.records).most_common(3))) from e
        for out in SIDES:
            while True:
                try:
                    data, address = self.outer[out].recvfrom(65535, socket.MSG_DONTWAIT)
                except BlockingIOError:
                    break
                if address[2] != socket.PACKET_OUTGOING:
                    self.left.append((out, data))

    def forget_connections(self):
        self.conntrack.send(ctdump.flush_request())
        self.conntrack.recv(4096)

    def command(self, program, args, stdin=None):
        """(status, stdout, stderr)"""
        with self.ns:
            out = sandbox.run([os.path.join(self.bindir, program), *args], stdin, env=self.env)
            # nf_tables frees old rules a moment later, and with them conntrack, which defragments; closing a
            # socket waits for that
            with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, nfdump.NETLINK_NETFILTER) as s:
                s.bind((0, 0))
        return out

    def load(self, ruleset):
        """In the place of all that was there before."""
        status, _, err = self.command(ruleset.tool + "-restore", [], ruleset.text())
        self.forget_connections()
        self.collect()
        self.left, self.records = [], []
        return Result(status, sandbox.shorten(err))

    def run(self, ruleset, steps):
        """Loads, sends, looks."""
        result = self.load(ruleset)
        if result.status == 0:
            self.burst(ruleset, steps, result)
        return result

    def burst(self, ruleset, steps, result):
        """Sends, looks."""
        self.fragments.update(key for step in steps if (key := fragment_key(step)))
        answers = wanted(steps, Ports(ruleset).fixed)
        waiting = 0         # packets that may still be on their way: what the router sends must not overtake them
        for side, data in steps:
            if side == "self":
                if waiting:
                    self.wait()
                self.send(side, data)
                waiting = int(data[16:20] in SELF_BYTES or data[24:40] in SELF_BYTES)
            elif side != "answer":
                self.outer[side].send(data)
                waiting += 1
                if waiting == self.in_flight:
                    self.wait()
                    waiting = 0
        self.settle()
        if answers:
            self.answer(answers)
            self.settle()
        self.look(ruleset, result)

    def wait(self):
        """Returns when what was sent before has been worked on: the frames of a CPU wait in one queue."""
        self.outer["near"].send(MARK)
        if not readable(self.inner["in0"], PATIENCE):
            raise OSError("no frame gets into %s" % self.name)
        drain(self.inner["in0"])
        self.collect()

    def settle(self):
        for side in SIDES:
            self.barrier(side)
        self.collect()

    def answer(self, answers):
        """The hosts outside answer those of the packets that came to them."""
        for side, data in list(self.left):
            reply = answer(data[14:], answers)
            if reply:
                self.outer[side].send(frame(reply, MAC[side], MAC[SIDES[side]]))

    # ---- what can be seen -----------------------------------------------------
    def look(self, ruleset, result):
        loose = ruleset.translates()
        with self.ns:
            connections = ctdump.connections(ruleset.v6, Ports(ruleset))
        result.parts = {**self.saved(ruleset.tool), "connections": Counter(connections),
                        "frames": self.frames(loose), "seen": self.passed(loose)}
        result.hit = sum(1 for c in result.parts["counters"].values() if not c.startswith("0:"))
        result.seen = sum(result.parts["seen"].values())
        self.left, self.records = [], []

    def saved(self, tool):
        """{what: dict of texts} of what -save says."""
        status, text, error = self.command(tool + "-save", ["-c"])
        counters, policies, saved = read_save(text)
        return {"save": {"status": "%s %s" % (status, sandbox.shorten(error))}, "saved text": saved, "counters": counters,
                "policies": policies}

    def frames(self, loose):
        return Counter("%s %s" % (side, shown(canonical(data[14:]), loose)) for side, data in self.left
                       if data[12:14] in (b"\x08\0", b"\x86\xdd") and data[:2] != b"\x33\x33" and not is_noise(data[14:]))

    def passed(self, loose):
        """{(where, mark, devices, packet): how often}"""
        out = Counter()
        for group, hook, mark, enters, leaves, prefix, packet in self.records:
            if len(packet) < 20 or is_noise(packet.ljust(42, b"\0")) or is_membership(packet):
                continue
            out[group, HOOK_NAMES[hook], prefix, mark, enters, leaves, stripped(canonical(packet), loose)] += 1
        return out


def wanted(steps, fixed):
    """{number of a packet that is to be answered: the source ports it was sent with, and those NAT always gives}"""
    numbers = {step[1] for step in steps if step[0] == "answer"}
    out = {n: set(fixed) for n in numbers}
    for side, data in steps if numbers else ():
        packet = b"" if side == "answer" else data if side == "self" else data[14:]
        if packet and number(packet) in numbers:
            out[number(packet)].add(source_port(packet))
    return out


def fragment_at(packet, start=0):
    """Where the fragment header of the IPv6 packet at start is, behind other extension headers; None: it has none."""
    kind, at = packet[start + 6:start + 7], start + 40
    while kind in (b"\0", b"\x2b", b"\x3c") and at + 8 <= len(packet):
        kind, at = packet[at:at + 1], at + 8 + 8 * packet[at + 1]
    return at if kind == b"\x2c" and at + 8 <= len(packet) else None


def fragment_key(step):
    """Number and addresses of a fragment; None: the step is none."""
    side, data = step
    if side == "answer":
        return None
    packet = data if side == "self" else data[14:]
    if packet[0] >> 4 == 6:
        at = fragment_at(packet)
        return packet[8:40] + packet[at + 4:at + 8] if at else None
    return packet[12:20] + packet[4:6] if int.from_bytes(packet[6:8], "big") & 0x3fff else None


def is_membership(packet):
    return packet[0] >> 4 == 6 and packet[6] == 0 and packet[24:26] == b"\xff\x02" and packet[40:41] == b":"


def canonical(packet):
    """IPv6: a router that has put fragments together for conntrack sends them on with an id of its own. IPv4: a
    sum of 0 is the same as 0xffff, and nft writes that (docs/differences.md), also in what an error quotes."""
    if packet[0] >> 4 == 6:
        at = fragment_at(packet)
        if not at and packet[6] == 58 and len(packet) > 96 and packet[40] < 128:    # an error that quotes such a packet
            at = fragment_at(packet, 48)
            packet = packet[:42] + bytes(2) + packet[44:] if at else packet
        return packet[:at + 4] + bytes(4) + packet[at + 8:] if at else packet
    head = (packet[0] & 15) * 4
    packet = one_zero(packet, 0)
    return one_zero(packet, head + 8) if packet[9] == 1 and packet[head:head + 1] in ERRORS else packet


def one_zero(packet, at):
    """The sums of the IPv4 header there, and of the TCP header behind it."""
    if packet[at + 10:at + 12] == b"\xff\xff":
        packet = packet[:at + 10] + bytes(2) + packet[at + 12:]
    tcp = at + (packet[at] & 15) * 4 + 16 if len(packet) > at + 9 and packet[at + 9] == 6 else len(packet)
    if packet[tcp:tcp + 2] == b"\xff\xff":
        packet = packet[:tcp] + bytes(2) + packet[tcp + 2:]
    return packet


def stripped(packet, loose):
    """A packet's first bytes without what the router picks at random: number and header sum of what it makes itself,
    behind NAT of all, because there it may not show where it comes from."""
    if packet[0] >> 4 == 4:
        made_here = packet[12:16] in SELF_BYTES or (packet[9] == 1 and packet[20:21] in ERRORS)
        if loose:
            return packet[:4] + packet[6:10] + packet[12:(packet[0] & 15) * 4]
        return packet[:4] + packet[6:10] + packet[12:] if made_here else packet[:10] + packet[12:]
    if loose or packet[8:24] in SELF_BYTES:
        return packet[:1] + packet[4:40 if loose else len(packet)]
    return packet


def read_save(text):
    """(counters {(table, chain, number): text}, policies {(table, chain): text}, lines {(table, chain): [text]})"""
    counters, policies, saved, table = {}, {}, {}, ""
    for line in text.split("\n"):
        if line.startswith("*"):
            table = line[1:]
        elif line.startswith(":"):
            chain, policy, counts = line[1:].split(" ")
            policies[table, chain] = counts
            saved[table, chain] = [policy]
        elif line.startswith("["):
            counts, rest = line[1:].split("] -A ", 1)
            chain = rest.split(" ", 1)[0]
            lines = saved[table, chain]
            counters[table, chain, len(lines)] = counts
            lines.append(NEVER.sub("", rest))
        elif line.startswith("# rule"):
            saved["", ""] = saved.get(("", ""), []) + [line]
    return counters, policies, saved
