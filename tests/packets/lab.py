# SPDX-License-Identifier: GPL-2.0-or-later
"""A router in a namespace of its own: load rules into it, send it packets, see what became of them.

    near socket --- in0 [ router: the rules under test, and an observer table ] out0 --- far socket

The router's ends have static neighbours, so that nothing but our frames is on the wire. What is seen:
rule and policy counters (from save -c), how far each packet came (the observer counts sources at the end
of every hook), and the frames that leave.
"""
import atexit
import json
import os
import select
import socket
import struct
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import nfdump                                   # noqa: E402
import sandbox                                  # noqa: E402
from wire import frame                          # noqa: E402

MAC = {"in0": b"\2\0\0\0\0\x10", "out0": b"\2\0\0\0\0\x20", "near": b"\2\0\0\0\0\x11", "far": b"\2\0\0\0\0\x21"}
SIDES = {"near": "in0", "far": "out0"}
BARRIER = 0x88b5        # an ethertype for local experiments; the last frame of a batch has it
HOOKS = {"prerouting": 200, "input": 200, "forward": 200, "output": 200, "postrouting": 400}
ETH_P_ALL = 3
PATIENCE = 10           # seconds

SETUP = """\
link set in0 address 02:00:00:00:00:10 addrgenmode none up
link set out0 address 02:00:00:00:00:20 addrgenmode none up
addr add 10.99.0.2/24 dev in0
addr add 10.98.0.2/24 dev out0
neigh add 10.99.0.1 lladdr 02:00:00:00:00:11 dev in0 nud permanent
neigh add 10.98.0.1 lladdr 02:00:00:00:00:21 dev out0 nud permanent
route add 10.9.0.0/16 via 10.99.0.1 dev in0
route add 10.8.0.0/16 via 10.98.0.1 dev out0
addr add fd00:99::2/64 dev in0 nodad
addr add fd00:98::2/64 dev out0 nodad
neigh add fd00:99::1 lladdr 02:00:00:00:00:11 dev in0 nud permanent
neigh add fd00:98::1 lladdr 02:00:00:00:00:21 dev out0 nud permanent
route add fd00:9::/32 via fd00:99::1 dev in0
route add fd00:8::/32 via fd00:98::1 dev out0
"""
SYSCTL = {"ipv4/ip_forward": 1, "ipv4/conf/all/rp_filter": 0, "ipv4/conf/in0/rp_filter": 0,
          "ipv4/conf/out0/rp_filter": 0, "ipv4/icmp_ratemask": 0, "ipv4/icmp_echo_ignore_all": 0,
          "ipv6/conf/all/forwarding": 1, "ipv6/icmp/ratemask": "", "ipv4/conf/all/send_redirects": 0,
          "ipv4/conf/in0/send_redirects": 0, "ipv4/ipfrag_time": 1, "ipv6/ip6frag_time": 1}
SELF = {False: "10.99.0.2", True: "fd00:99::2"}
# Sockets of the router: bound to no address, to its own, and transparent. They answer nothing.
PORTS = {"any": 7101, "own": 7102, "transparent": 7103}


def observer(v6):
    """A table that counts (source, mark, priority) at the end of every hook."""
    ip = "ip6" if v6 else "ip"
    key = "%s saddr . meta mark . meta priority" % ip
    out = ["table %s observe {" % ip]
    for hook, priority in HOOKS.items():
        out += ["set %s {" % hook, "typeof %s" % key, "flags dynamic", "size 4096", "}",
                "chain c_%s {" % hook, "type filter hook %s priority %d;" % (hook, priority),
                "update @%s { %s counter }" % (hook, key), "}"]
    return "\n".join(out) + "\n}\n"


class Router:
    """bindir: the programs whose rules this router runs; env: what they need besides."""

    def __init__(self, name, bindir, env=None):
        self.name, self.bindir = name, bindir
        self.env = dict(os.environ, **(env or {}))
        self.ns = sandbox.Namespace()
        with self.ns:       # a process to name the namespace by; it ends by itself should we not
            self.anchor = subprocess.Popen(["sleep", "900"], stdin=subprocess.DEVNULL,
                                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            atexit.register(self.anchor.kill)
            # group membership is reported at once and no more, or it would be counted with our packets
            self.write_sysctl("ipv6/conf/default/mldv2_unsolicited_report_interval", 1)
        self.outer, self.inner, self.left = {}, {}, []
        for side, device in SIDES.items():
            link = "%s-%s" % (side, name)
            self.must(["ip", "link", "add", link, "type", "veth", "peer", "name", device,
                       "netns", str(self.anchor.pid)])
            self.write_sysctl("ipv6/conf/%s/disable_ipv6" % link, 1)
            self.must(["ip", "link", "set", link, "up"])
            self.outer[side] = packet_socket(link, ETH_P_ALL)
        with self.ns:
            self.must(["ip", "-batch", "-"], SETUP)
            for key, value in SYSCTL.items():
                self.write_sysctl(key, value)
            for device in SIDES.values():
                self.inner[device] = packet_socket(device, BARRIER)
            self.raw = {False: socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW),
                        True: socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_RAW)}
            self.conntrack = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, nfdump.NETLINK_NETFILTER)
            self.servers = [server(v6, kind, name) for v6 in SELF for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM)
                            for name in PORTS]
        for side in SIDES:
            self.barrier(side)

    @staticmethod
    def write_sysctl(key, value):
        with open("/proc/sys/net/" + key, "w") as f:
            f.write("%s\n" % value)

    def must(self, argv, stdin=None):
        rc, out, err = sandbox.run(argv, stdin, env=self.env)
        if rc != 0:
            raise OSError("%s: status %s: %s" % (" ".join(argv), rc, sandbox.shorten(err)))
        return out

    def close(self):
        for s in [*self.outer.values(), *self.inner.values(), *self.raw.values(), *self.servers, self.conntrack]:
            s.close()
        self.anchor.kill()
        self.anchor.wait()
        self.ns.close()

    # ---- rules ------------------------------------------------------------
    def load(self, tool, text, v6):
        """Replaces what is there; (0 or status, first line of stderr). Also forgets connections."""
        with self.ns:
            rc, _, err = sandbox.run([os.path.join(self.bindir, tool + "-restore")], text, env=self.env)
            ip = "ip6" if v6 else "ip"
            self.must(["nft", "-f", "-"], "table %s observe\ndelete table %s observe\n%s" % (ip, ip, observer(v6)))
        body = struct.pack("=BBH", socket.AF_UNSPEC, 0, 0)
        self.conntrack.send(struct.pack("=IHHII", 16 + len(body), 1 << 8 | 2, 5, 1, 0) + body)  # delete all
        self.conntrack.recv(4096)
        return rc, sandbox.shorten(err)

    def clear(self, tool, tables):
        empty = "".join("*%s\nCOMMIT\n" % t for t in tables)
        with self.ns:
            self.must([os.path.join(self.bindir, tool + "-restore")], empty)

    def counters(self, tool, tables):
        """({(table, chain): [(packets, bytes) of each rule]}, {(table, chain): policy and counters})"""
        with self.ns:
            out = self.must([os.path.join(self.bindir, tool + "-save"), "-c"])
        rules, policies, table = {}, {}, ""
        for line in out.split("\n"):
            if line.startswith("*"):
                table = line[1:]
            elif table in tables and line.startswith(":"):
                chain, rest = line[1:].split(" ", 1)
                policies[table, chain] = rest
            elif table in tables and line.startswith("["):
                counts, rest = line[1:].split("] -A ", 1)
                rules.setdefault((table, rest.split(" ", 1)[0]), []).append(counts)
        return rules, policies

    def compat_rules(self, family):
        with self.ns:
            return [nfdump.compat(e) for table, _, _, e in nfdump.rules(family)
                    if table != "observe" and nfdump.compat(e)]

    # ---- packets ----------------------------------------------------------
    def send(self, side, packet):
        """side: near, far, or self for a packet the router sends."""
        if side != "self":
            self.outer[side].send(frame(packet, MAC[side], MAC[SIDES[side]]))
            return
        v6 = packet[0] >> 4 == 6
        target = (socket.inet_ntop(socket.AF_INET6, packet[24:40]), 0, 0, 0) if v6 else (
            socket.inet_ntoa(packet[16:20]), 0)
        try:
            self.raw[v6].sendto(packet, target)
        except OSError:     # a DROP in OUTPUT is EPERM; the counters say what happened
            pass

    def barrier(self, side):
        """Returns when all that was sent before on this side, and the answers to it, have arrived."""
        device = SIDES[side]
        mark = struct.pack("!H", BARRIER)
        for _ in range(100):
            self.outer[side].send(MAC[device] + MAC[side] + mark + bytes(46))
            if readable(self.inner[device]):
                drain(self.inner[device])
                break
        else:
            raise OSError("no frame gets into %s of %s" % (device, self.name))
        for other in SIDES.values():
            self.inner[other].send(b"\xff" * 6 + MAC[other] + mark + bytes(46))
        for out in SIDES:
            while readable(self.outer[out], PATIENCE):      # the mark comes, on a busy machine late
                data, address = self.outer[out].recvfrom(65535)
                if address[2] == socket.PACKET_OUTGOING:
                    continue
                if data[12:14] == mark:
                    break
                self.left.append((out, data))

    def frames_left(self, loose):
        """What left since the last call as sorted text, without noise and what is random."""
        out = sorted("%s %s" % (side, shown(data[14:], loose)) for side, data in self.left
                     if data[12:14] in (b"\x08\0", b"\x86\xdd") and data[:2] != b"\x33\x33"
                     and not is_noise(data[14:]))
        self.left = []
        return out

    def seen(self, v6):
        """{hook: {source: [(mark, priority, packets, bytes)]}} of the observer."""
        with self.ns:
            doc = json.loads(self.must(["nft", "-j", "list", "table", "ip6" if v6 else "ip", "observe"]))
        out = {}
        for item in doc["nftables"]:
            for element in item.get("set", {}).get("elem", []):
                element = element["elem"]
                source, mark, priority = element["val"]["concat"]
                count = element["counter"]
                out.setdefault(item["set"]["name"], {}).setdefault(source, []).append(
                    (mark, priority, count["packets"], count["bytes"]))
        return out


def server(v6, kind, name):
    s = socket.socket(socket.AF_INET6 if v6 else socket.AF_INET, kind)
    if v6:
        s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    if name == "transparent":   # IPV6_TRANSPARENT, IP_TRANSPARENT
        s.setsockopt(socket.IPPROTO_IPV6 if v6 else socket.IPPROTO_IP, 75 if v6 else 19, 1)
    s.bind((SELF[v6] if name == "own" else "", PORTS[name]))
    if kind == socket.SOCK_STREAM:
        s.listen(1)
    return s


def packet_socket(device, kind):
    s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(kind))
    s.bind((device, kind))
    s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
    return s


def readable(sock, seconds=0.2):
    return bool(select.select([sock], [], [], seconds)[0])


def drain(sock):
    while select.select([sock], [], [], 0)[0]:
        sock.recv(65535)


def is_noise(packet):
    """Time exceeded during reassembly: it comes when it comes, for fragments of an earlier case."""
    if packet[0] >> 4 == 4:
        return packet[9] == 1 and packet[20:22] == b"\x0b\1"
    return packet[6] == 58 and packet[40:42] == b"\3\1"


def shown(packet, loose=False):
    """A packet as text. What the router picks at random in packets it makes is left out: the id and with
    it the sum of the header, the flow label; with loose all that is behind the addresses."""
    if packet[0] >> 4 == 4:
        source, target = (socket.inet_ntoa(packet[i:i + 4]) for i in (12, 16))
        if source.startswith(("10.98.", "10.99.")) or (packet[9] == 1 and packet[20:21] in (b"\3", b"\x0b", b"\x0c")):
            packet = packet[:4] + b"\0\0" + packet[6:10] + b"\0\0" + packet[12:]
        rest = "protocol %d, %d bytes" % (packet[9], len(packet)) if loose else packet.hex()
    else:
        source, target = (socket.inet_ntop(socket.AF_INET6, packet[i:i + 16]) for i in (8, 24))
        if source.startswith(("fd00:98:", "fd00:99:")):
            packet = packet[:1] + b"\0\0\0" + packet[4:]
        rest = "protocol %d, %d bytes" % (packet[6], len(packet)) if loose else packet.hex()
    return "%s > %s: %s" % (source, target, rest)
