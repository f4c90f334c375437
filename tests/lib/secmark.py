#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""secmark.py TABLE CHAIN: a rule of family ip that copies the packet's mark to its security mark, for which nft(8)
has no words."""
import errno
import socket
import struct
import sys

NFT, NEWRULE, BEGIN, END = 10 << 8, 6, 16, 17
REQUEST_ACK, CREATE = 5, 0xc00
LOAD, STORE = 1, 3              # NFTA_META_DREG, NFTA_META_SREG
MARK, SECMARK, REGISTER = 3, 14, 1


def attribute(kind, data):
    return struct.pack("=HH", 4 + len(data), kind) + data + bytes(-len(data) % 4)


def meta(key, way):
    number = {2: key, way: REGISTER}
    data = b"".join(attribute(k, struct.pack(">I", v)) for k, v in number.items())
    return attribute(0x8001, attribute(1, b"meta\0") + attribute(0x8002, data))


def message(kind, family, res, body=b"", flags=1):
    return struct.pack("=IHHIIBBH", 20 + len(body), kind, flags, 1, 0, family, 0, res) + body


rule = attribute(1, sys.argv[1].encode() + b"\0") + attribute(2, sys.argv[2].encode() + b"\0") + attribute(
    0x8004, meta(MARK, LOAD) + meta(SECMARK, STORE))
with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 12) as s:
    s.bind((0, 0))
    s.send(message(BEGIN, 0, socket.htons(10)) + message(NFT | NEWRULE, 2, 0, rule, REQUEST_ACK | CREATE)
           + message(END, 0, socket.htons(10)))
    code = -struct.unpack("=i", s.recv(4096)[16:20])[0]
sys.exit(code and "secmark.py: %s" % errno.errorcode[code])
