# SPDX-License-Identifier: GPL-2.0-or-later
"""What a host outside says to a packet that has come to it, whatever NAT made of its addresses."""
import socket

from wire import ACK, SYN, Ends

LATER = 0x8000      # in the number of what is an answer


def source_port(packet):
    """Of TCP and UDP, else 0."""
    head, proto = (40, packet[6]) if packet[0] >> 4 == 6 else (20, packet[9])
    return int.from_bytes(packet[head:head + 2], "big") if proto in (6, 17) else 0


def number(packet):
    at = 2 if packet[0] >> 4 == 6 else 4
    return int.from_bytes(packet[at:at + 2], "big")


def answer(packet, wanted):
    """The answer to a packet whose number is wanted, {number: source ports it may have}, or None. A port that NAT
    picked at random gets none: the rules look at the ports of answers before NAT turns them back."""
    v6 = packet[0] >> 4 == 6
    ident = number(packet)
    if source_port(packet) not in wanted.get(ident, ()):
        return None
    head, proto = (40, packet[6]) if v6 else (20, packet[9])
    family, where = (socket.AF_INET6, (8, 24, 40)) if v6 else (socket.AF_INET, (12, 16, 20))
    source, target = (socket.inet_ntop(family, packet[where[i]:where[i + 1]]) for i in (0, 1))
    if len(packet) < head + 8 or (not v6 and packet[6:8] not in (b"\0\0", b"\x40\0")):
        return None
    e = Ends(target, source, ident | LATER)
    sport, dport = (int.from_bytes(packet[head + i:head + i + 2], "big") for i in (0, 2))
    if proto == 6 and packet[head + 13:head + 14] == b"\2":
        out = e.tcp(dport, sport, SYN | ACK, seq=5, ack=1001)
    elif proto == 17:
        if ident % 4 == 0:
            quoted = bytes(4) + packet[:head + 8]
            out = e.icmp(1, 4, data=quoted) if v6 else e.icmp(3, 3, data=quoted)
        else:
            out = e.udp(dport, sport)
    elif packet[head] == (128 if v6 else 8):
        out = e.icmp(129 if v6 else 0, 0, data=packet[head + 4:])
    else:
        return None
    return out[:2] + (ident | LATER).to_bytes(2, "big") + out[4:] if v6 else out
