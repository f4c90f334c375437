# SPDX-License-Identifier: GPL-2.0-or-later
"""What "statewall trace" shows of packets, and whether it is what "statewall explain" says of them, step by step.

trace marks all packets of a family (-4 or -6, no other word). It begins behind reassembly and before table raw, as the
log at the door does (run); so its packets and those of the log are the same ones, in the same order. A packet is found
again by addresses, length, mark and interfaces, and those that have all of these in common by their order.
"""
import collections
import json
import os
import re
import signal
import socket
import subprocess
import tempfile
import time

WITH_PORTS = (6, 17, 33, 132, 136)  # TCP, UDP, DCCP, SCTP, UDP-Lite
OWN_HEADERS = (0, 43, 44, 51, 60, 135)
PATIENCE = 20                       # seconds
IN_FLIGHT = 10                      # packets at once, of which the queue of trace has room for all events
NETFILTER, GROUP = "12", "00000100"     # of trace's socket in /proc/net/netlink: NFNLGRP_NFTRACE
QUIET = 0.35                        # and longer than trace waits for more events of a packet (SW_TRAILS_WAIT)
# Targets that may find nothing to do in a packet: then the kernel counts the rule, and does not tell trace of it.
IDLE = re.compile(r" -j (?:CHECKSUM|CONNMARK|CONNSECMARK|CT|SYNPROXY|TCPMSS|TCPOPTSTRIP|TOS)(?: |$)")
DEEDS = {"accepted": "accepted", "dropped": "dropped", "rejected": "rejected", "queued": "queued", "taken": "taken over"}
# What trace says at the end, of a packet that explain is sure of. Who has no route is not seen again.
ENDS = {"accepted": {"accepted"}, "dropped": {"dropped", "not seen again"}, "rejected": {"rejected"}}


def everywhere():
    """The machine keeps to one processor, where trace would read too late what its packets fill the queue with."""
    os.sched_setaffinity(0, range(os.cpu_count()))


class Tracer:
    """Made within the router's namespace."""

    def __init__(self, bindir, v6, env):
        self.out, self.err = tempfile.TemporaryFile(), tempfile.TemporaryFile()
        self.process = subprocess.Popen([os.path.join(bindir, "statewall"), "trace", "-6" if v6 else "-4", "--json"],
                                        stdin=subprocess.DEVNULL, stdout=self.out, stderr=self.err, env=env,
                                        preexec_fn=everywhere)
        self.wait_for(lambda: b"waiting" in self.said())

    def said(self):
        return os.pread(self.err.fileno(), 1 << 16, 0)

    def wait_for(self, what):
        end = time.monotonic() + PATIENCE
        while not what():
            if time.monotonic() > end or self.process.poll() is not None:
                self.kill()
                raise OSError("trace: %s" % self.said().decode(errors="replace"))
            time.sleep(0.002)

    def catch_up(self):
        """Returns when it has read all events that there are."""
        self.wait_for(lambda: not self.waiting())

    @staticmethod
    def waiting():
        with open("/proc/thread-self/net/netlink", encoding="ascii") as f:
            rows = [line.split() for line in f]
        return any(row[1] == NETFILTER and row[3] == GROUP and row[4] != "0" for row in rows)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        """All packets that it has shown, in the order in which they came."""
        size, since = -1, 0
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            now = os.fstat(self.out.fileno()).st_size
            if now != size:
                size, since = now, time.monotonic()
            elif time.monotonic() > since + QUIET:
                break
            time.sleep(0.05)
        self.process.send_signal(signal.SIGINT)
        try:
            status = self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()
            raise OSError("trace does not end") from None
        if status != 0:
            raise OSError("trace: status %s: %s" % (status, self.said().decode(errors="replace")))
        self.out.seek(0)
        shown = [json.loads(line) for line in self.out]
        self.out.close()
        self.err.close()
        return sorted(shown, key=lambda one: one["time"])


# ---- which packet is which ----------------------------------------------------
def key_of_shown(one):
    p = one["packet"]
    return (p.get("protocol"), p.get("source"), p.get("sport"), p.get("destination"), p.get("dport"), p.get("length"), p["mark"],
            p.get("in", "") or "out " + p.get("out", ""))


def key_of_seen(seen, names):
    """trace does not look behind headers of IPv6's own."""
    if seen.packet[0] >> 4 == 6 and seen.packet[6] in OWN_HEADERS:
        _, src, _, dst, _, *rest = identify(seen, names)
        return (None, src, None, dst, None, *rest)
    return identify(seen, names)


def identify(seen, names):
    packet = seen.packet
    if packet[0] >> 4 == 6:
        family, src, dst, length = socket.AF_INET6, packet[8:24], packet[24:40], int.from_bytes(packet[4:6], "big") + 40
        proto, at = upper_header(packet)
    else:
        family, src, dst, length = socket.AF_INET, packet[12:16], packet[16:20], int.from_bytes(packet[2:4], "big")
        proto, at = packet[9], None if int.from_bytes(packet[6:8], "big") & 0x1fff else (packet[0] & 15) * 4
    ports = [None, None]
    if proto in WITH_PORTS and at is not None:
        ports = [int.from_bytes(packet[i:i + 2], "big") if i + 2 <= len(packet) else None for i in (at, at + 2)]
    where = "out " + names[seen.leaves] if seen.hook == 3 else names[seen.enters]
    return proto, socket.inet_ntop(family, src), ports[0], socket.inet_ntop(family, dst), ports[1], length, seen.mark, where


def repeated(seen, names):
    """Those of a connection that is NEW still, and was so at an earlier packet: they may not ask table nat any more; and
    those that are RELATED, but for errors: the first of a connection, or a reset that REJECT sends for another one."""
    known, out = set(), set()
    for s in seen:
        proto, src, sport, dst, dport = identify(s, names)[:5]
        connection = (proto, src, dst) + ((sport, dport) if proto in (6, 17) else ())   # others may have no ports in conntrack
        if (s.state == "NEW" and connection in known) or (s.state == "RELATED" and proto not in (1, 58)):
            out.add(s)
        known.add(connection)
    return out


def upper_header(packet):
    """(protocol, where it begins) behind the headers of IPv6's own; None: in another fragment."""
    kind, at = packet[6], 40
    while kind in (0, 43, 44, 51, 60) and at + 8 <= len(packet):
        if kind == 44 and int.from_bytes(packet[at + 2:at + 4], "big") & 0xfff8:
            return packet[at], None
        size = 8 if kind == 44 else (packet[at + 1] + 2) * 4 if kind == 51 else (packet[at + 1] + 1) * 8
        kind, at = packet[at], at + size
    return kind, at


# ---- steps --------------------------------------------------------------------
def steps_shown(one):
    """[(table, chain, numbers or "policy", verdict)] of our tables. That a chain's rules are over is no rule."""
    out = []
    for s in one["steps"]:
        if not s["ours"] or ("policy" not in s and "handle" not in s):
            continue
        numbers = "policy" if "policy" in s else [s["number"]] if "number" in s else s.get("one_of", [])
        out.append((s["table"], s["chain"], numbers, s.get("then")))
    return out


def steps_told(answer, nat_asked):
    """[(table, chain, number or "policy", verdict, must)]; not must: explain is not sure that it comes."""
    out = []
    for s in answer["steps"]:
        must = s.get("certain", True) and (nat_asked or s.get("table") != "nat")
        if s["step"] == "rule":
            must = must and s["matches"] and not IDLE.search(s["text"])
            out.append((s["table"], s["chain"], s["number"], DEEDS.get(s["then"]), must))
        elif s["step"] == "policy":
            out.append((s["table"], s["chain"], "policy", DEEDS.get(s["then"]), must))
    return out


def is_same(shown, told):
    if shown[:2] != told[:2] or shown[3] != told[3]:
        return False
    return told[2] == "policy" if shown[2] == "policy" else told[2] in shown[2]


def agree(shown, told, whole=True):
    """Is each step shown one that was told, in that order, and none left out that must be? whole: up to the end."""
    at = {0}        # how many of told may be behind us
    for step in shown:
        then = set()
        for i in at:
            for k in range(i, len(told)):
                if is_same(step, told[k]):
                    then.add(k + 1)
                if told[k][4]:
                    break
        at = then
    return any(not (whole and any(t[4] for t in told[i:])) for i in at)


def text(steps):
    return "; ".join("%s %s %s%s%s" % (s[0], s[1], s[2] if isinstance(s[2], (int, str)) else "|".join(map(str, s[2])),
                                       " " + s[3] if s[3] else "", "" if len(s) < 5 or s[4] else " ?") for s in steps)


class Comparison:
    """Of all rulesets. packets: those compared."""

    def __init__(self):
        self.packets = self.steps = self.told = self.sure = self.maps = self.one_of = self.depends = self.torn = self.headless = self.differ = 0

    def packet(self, one, seen, again, unsure):
        """What differs. again: a connection that nobody has answered, and whose first packet was another one."""
        answer = seen.answer
        if answer["verdict"] == "depends" or seen.moved:
            self.depends += 1
            return []
        if one["incomplete"]:
            self.torn += 1
            return []
        shown, told = steps_shown(one), steps_told(answer, not again)
        self.packets += 1
        self.steps += len(shown)
        self.one_of += any(len(s[2]) > 1 for s in shown if s[2] != "policy")
        self.maps += any("map" in s for s in one["steps"])
        self.sure += sum(t[4] for t in told)
        self.told += len(told)
        bad = []
        if not agree(shown, told, not (unsure and one["verdict"] == "not seen again")):
            bad = ["trace of %s: %s" % (answer["packet"]["text"], text(shown)), "  explain says: %s" % text(told)]
        elif not unsure and one["verdict"] not in ENDS[answer["verdict"]]:
            bad = ["trace of %s: %s, explain says %s" % (answer["packet"]["text"], one["verdict"], answer["verdict"])]
        self.differ += bool(bad)
        return bad

    def all(self, shown, seen, names, unsure):
        """unsure: a function of one that was seen."""
        traces = collections.defaultdict(list)
        for one in shown:
            traces[key_of_shown(one)].append(one)
        doors = collections.defaultdict(list)
        for s in seen:
            doors[key_of_seen(s, names)].append(s)
        bad, again = [], repeated(seen, names)
        headless = [key[5:] for key, found in traces.items() if key[1] is None for _ in found]
        for key in {**doors, **traces}:
            if key[1] is None:
                continue
            # the kernel tells of some what came, but not from whom (a chain of IPv6 headers that cannot be)
            lacking = len(doors[key]) - len(traces[key])
            if 0 < lacking <= headless.count(key[5:]):
                for _ in range(lacking):
                    headless.remove(key[5:])
                self.headless += len(doors[key])
                continue
            if lacking:
                self.differ += 1
                bad.append("trace shows %d of %s, and %d came" % (len(traces[key]), key, len(doors[key])))
                continue
            for one, s in zip(traces[key], doors[key]):
                bad += self.packet(one, s, s in again, unsure(s))
        return bad

    def summary(self):
        print("trace: %d packets, %d steps of them; explain told %d, of which %d must be; %d packets met maps, %d have a step that is one of "
              "several rules; %d differ; %d not compared because they depend, %d because events were lost, %d because "
              "their addresses were not told" % (
                  self.packets, self.steps, self.told, self.sure, self.maps, self.one_of, self.differ, self.depends, self.torn, self.headless))
