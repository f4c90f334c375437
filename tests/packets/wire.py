# SPDX-License-Identifier: GPL-2.0-or-later
"""Builds IPv4 and IPv6 packets as bytes, damaged ones included."""
import socket
import struct

TCP, UDP, ICMP, ICMP6 = 6, 17, 1, 58
FIN, SYN, RST, PSH, ACK, URG, ECE, CWR = 1, 2, 4, 8, 16, 32, 64, 128
HOPOPTS, ROUTING, FRAGMENT, AH, DSTOPTS = 0, 43, 44, 51, 60


def checksum(data):
    if len(data) & 1:
        data += b"\0"
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    total = (total >> 16) + (total & 0xffff)
    return ~(total + (total >> 16)) & 0xffff


class Ends:
    """Who talks to whom: the addresses (text), the family, and the id of fragments of this packet."""

    def __init__(self, src, dst, ident=1):
        self.src, self.dst, self.ident = src, dst, ident
        self.v6 = ":" in src

    def back(self):
        return Ends(self.dst, self.src, self.ident)

    def packed(self, address):
        return socket.inet_pton(socket.AF_INET6 if self.v6 else socket.AF_INET, address)

    def pseudo(self, proto, length):
        form = "!II" if self.v6 else "!HH"
        tail = struct.pack(form, length, proto) if self.v6 else struct.pack("!BBH", 0, proto, length)
        return self.packed(self.src) + self.packed(self.dst) + tail

    def ip(self, proto, payload, off=0, more=False, tos=0, ttl=64, df=False):
        """A whole packet or a fragment; off in units of 8 bytes."""
        if self.v6:
            if off or more:
                payload = struct.pack("!BBHI", proto, 0, off << 3 | more, self.ident) + payload
                proto = FRAGMENT
            head = struct.pack("!IHBB", 6 << 28 | tos << 20, len(payload), proto, ttl)
            return head + self.packed(self.src) + self.packed(self.dst) + payload
        flags = off | (0x2000 if more else 0) | (0x4000 if df else 0)
        head = struct.pack("!BBHHHBBH", 0x45, tos, 20 + len(payload), self.ident & 0xffff, flags, ttl, proto, 0)
        head += self.packed(self.src) + self.packed(self.dst)
        return head[:10] + struct.pack("!H", checksum(head)) + head[12:] + payload

    def fragment(self, off, more):
        """The header of a fragment, for extended(); off in units of 8 bytes."""
        return FRAGMENT, struct.pack("!BHI", 0, off << 3 | more, self.ident)

    def tcp_header(self, sport, dport, flags=SYN, seq=1, ack=0, data=b"", options=b"", bad_sum=False, offset=None):
        offset = (20 + len(options)) // 4 if offset is None else offset
        h = struct.pack("!HHIIBBHHH", sport, dport, seq, ack, offset << 4, flags, 1000, 0, 0) + options + data
        total = checksum(self.pseudo(TCP, len(h)) + h)
        return h[:16] + struct.pack("!H", total ^ (0x5555 if bad_sum else 0)) + h[18:]

    def udp_header(self, sport, dport, data=b"12345678", bad_sum=False):
        h = struct.pack("!HHHH", sport, dport, 8 + len(data), 0) + data
        total = checksum(self.pseudo(UDP, len(h)) + h) or 0xffff
        return h[:6] + struct.pack("!H", total ^ (0x5555 if bad_sum else 0)) + h[8:]

    def icmp_header(self, kind, code, data=b"\0\1\0\1abcdefgh"):
        h = struct.pack("!BBH", kind, code, 0) + data
        total = checksum(self.pseudo(ICMP6, len(h)) + h if self.v6 else h)
        return h[:2] + struct.pack("!H", total) + h[4:]

    def tcp(self, sport, dport, flags=SYN, ip=None, **kw):
        return self.ip(TCP, self.tcp_header(sport, dport, flags, **kw), **(ip or {}))

    def udp(self, sport, dport, ip=None, **kw):
        return self.ip(UDP, self.udp_header(sport, dport, **kw), **(ip or {}))

    def icmp(self, kind, code, ip=None, **kw):
        return self.ip(ICMP6 if self.v6 else ICMP, self.icmp_header(kind, code, **kw), **(ip or {}))

    def extended(self, headers, proto, payload, **head):
        """IPv6 with extension headers: [(type, body without its first byte)], in order."""
        kinds = [kind for kind, _ in headers[1:]] + [proto]
        for (_, body), following in reversed(list(zip(headers, kinds))):
            payload = bytes([following]) + body + payload
        return self.ip(headers[0][0], payload, **head)


def frame(packet, source, target):
    """packet on Ethernet; source and target are MAC addresses as bytes."""
    return target + source + (b"\x86\xdd" if packet[0] >> 4 == 6 else b"\x08\0") + packet
