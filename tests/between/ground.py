# SPDX-License-Identifier: GPL-2.0-or-later
"""A router under a flood of packets, in namespaces of its own, and a table of nft's beside its rules that counts.

    flood --- near0 ===> in0 [ router: the rules under test, and table "between" ] out0 ===> far0

Everything that the flood sends is dropped behind the last counter, so that no answer is sent, no connection is
confirmed and each packet is the first of a connection again. A packet is handled on the flood's processor from
the first counter to the last; the program that changes the rules runs on another one.
"""
import atexit
import json
import os
import subprocess
import sys
import time

TOP = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
sys.path[:0] = [os.path.join(TOP, "tests", "lib"), os.path.join(TOP, "tests", "packets")]
import sandbox                                  # noqa: E402
from wire import Ends, frame                    # noqa: E402

NEAR, IN = b"\2\0\0\0\0\x11", b"\2\0\0\0\0\x10"
LINKS = (("near0", "in0"), ("far0", "out0"))
COUNTERS = ("came", "through", "leaked", "doubled", "skipped")
PORT, FROM = 7777, 1024
ECHO, ECHO6 = 8, 128
READ = b"\0\1f\0octet\0"      # a request of TFTP, for the rows with its helper
MINE = sorted(os.sched_getaffinity(0))

# far0 has another address than 10.78.0.2's neighbour entry, so that what should ever leave is thrown away there
SETUP = """\
link set in0 address 02:00:00:00:00:10 addrgenmode none up
link set out0 address 02:00:00:00:00:20 addrgenmode none up
addr add 10.77.0.1/16 dev in0
addr add 10.78.0.1/16 dev out0
addr add fd77::1/64 dev in0 nodad
addr add fd78::1/64 dev out0 nodad
neigh add 10.77.0.2 lladdr 02:00:00:00:00:11 dev in0 nud permanent
neigh add 10.78.0.2 lladdr 02:00:00:00:00:22 dev out0 nud permanent
neigh add fd77::2 lladdr 02:00:00:00:00:11 dev in0 nud permanent
neigh add fd78::2 lladdr 02:00:00:00:00:22 dev out0 nud permanent
"""
SYSCTL = {"ipv4/ip_forward": 1, "ipv4/conf/all/rp_filter": 0, "ipv4/conf/in0/rp_filter": 0,
          "ipv4/conf/out0/rp_filter": 0, "ipv4/icmp_ratemask": 0, "ipv6/conf/all/forwarding": 1,
          "netfilter/nf_conntrack_udp_timeout": 600}


def processors():
    """(the tool's, the flood's): two where there are two."""
    return MINE[0], MINE[-1]


def build(bindir, folder):
    """The flood program: as make built it beside BINDIR, or built here."""
    made = os.path.join(os.path.dirname(bindir), "tests", "between", "flood")
    if os.access(made, os.X_OK):
        return made
    out = os.path.join(folder, "flood")
    subprocess.run([os.environ.get("CC", "cc"), "-O2", "-std=gnu11", "-D_GNU_SOURCE",
                    os.path.join(TOP, "tests", "between", "flood.c"), "-o", out], check=True)
    return out


def packet(kind, v6, forward=False, port=PORT):
    """(frame, where its number is, where its checksum is, where the bytes of the checksum begin)"""
    source, here, there = ("fd77::2", "fd77::1", "fd78::2") if v6 else ("10.77.0.2", "10.77.0.1", "10.78.0.2")
    ends = Ends(source, there if forward else here)
    at = 14 + (40 if v6 else 20)
    if kind == "icmp":
        return frame(ends.icmp(ECHO6 if v6 else ECHO, 0), NEAR, IN), at + 4, at + 2, at
    if kind == "tcp":
        return frame(ends.tcp(FROM, port), NEAR, IN), at, at + 16, at
    return frame(ends.udp(FROM, port, data=READ), NEAR, IN), at, at + 6, at


def left_open(data, at):
    """The UDP packet as a socket leaves it to the hardware: only the sum of the pseudo header. Also its real checksum."""
    v6 = data[14] >> 4 == 6
    addresses = data[22:54] if v6 else data[26:34]
    words = addresses + len(data[at - 6:]).to_bytes(4, "big") + (17).to_bytes(4, "big")
    total = sum(int.from_bytes(words[i:i + 2], "big") for i in range(0, len(words), 2))
    total = (total & 0xffff) + (total >> 16)
    total = (total & 0xffff) + (total >> 16)
    return data[:at] + total.to_bytes(2, "big") + data[at + 2:], int.from_bytes(data[at:at + 2], "big")


class Ground:
    """program: the flood. To be made in a namespace that nobody else uses: the flood's end is there."""

    def __init__(self, program):
        self.program, self.sender = program, None
        self.ns = sandbox.Namespace()
        with self.ns:           # a process to name the namespace by; it ends by itself should we not
            self.anchor = subprocess.Popen(["sleep", "900"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                           stderr=subprocess.DEVNULL)
        atexit.register(self.anchor.kill)
        for outer, inner in LINKS:
            must(["ip", "link", "add", outer, "type", "veth", "peer", "name", inner, "netns", str(self.anchor.pid)])
            write_sysctl("ipv6/conf/%s/disable_ipv6" % outer, 1)
            must(["ip", "link", "set", outer, "up"])
        with self.ns:
            must(["ip", "-batch", "-"], SETUP)
            for key, value in SYSCTL.items():
                write_sysctl(key, value)

    def watch(self, chains):
        """chains: nft's text, which counts in the counters named above."""
        with self.ns:
            must(["nft", "-f", "-"], "table inet between {\n%s\n%s\n}\n" % (
                "\n".join("counter %s { }" % name for name in COUNTERS), chains))

    def argv(self, shape, seconds, count=0, flows=1, partial=False):
        data, flow_at, sum_at, sum_from = shape
        if partial:
            data, _ = left_open(data, sum_at)
        argv = [self.program, LINKS[0][0], processors()[1], seconds, count, flows, flow_at, sum_at,
                sum_from if partial else 0, data.hex()]
        return [str(a) for a in argv]

    def prime(self, row):
        """One packet, which nothing shall stop."""
        must(self.argv(packet(row.kind, row.v6, row.forward, row.prime), 1, 1))

    def flood(self, row, seconds):
        """Starts it and waits until its packets are counted."""
        data, flow_at, *rest = packet(row.kind, row.v6, row.forward, row.port)
        argv = self.argv((data, flow_at + 2 * row.spread, *rest), seconds, 0, row.flows, row.partial)
        self.sender = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        for _ in range(100):
            if self.counters()["came"] > 0:
                return
            time.sleep(0.02)

    def flooded(self):
        """Is it still there?"""
        return self.sender.poll() is None

    def still(self):
        """Ends the flood and waits until none of it is under way."""
        self.sender.terminate()
        self.sender.communicate()
        last = None
        while last != self.counters():
            last = self.counters()
            time.sleep(0.03)

    def counters(self):
        with self.ns:
            doc = json.loads(must(["nft", "-j", "list", "counters", "table", "inet", "between"]))
        return {c["counter"]["name"]: c["counter"]["packets"] for c in doc["nftables"] if "counter" in c}

    def close(self):
        if self.sender and self.sender.poll() is None:
            self.sender.kill()
            self.sender.communicate()
        for outer, _ in LINKS:
            must(["ip", "link", "del", outer])
        atexit.unregister(self.anchor.kill)
        self.anchor.kill()
        self.anchor.wait()
        self.ns.close()


def must(argv, stdin=None):
    rc, out, err = sandbox.run(argv, stdin)
    if rc != 0:
        raise OSError("%s: status %s: %s" % (" ".join(argv), rc, sandbox.shorten(err)))
    return out


def write_sysctl(key, value):
    with open("/proc/sys/net/" + key, "w", encoding="ascii") as f:
        f.write("%s\n" % value)
