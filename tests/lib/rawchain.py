#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""rawchain.py TABLE NAME: makes a chain of any name in a table of family ip. nft takes fewer names than
the kernel does, and what the kernel has must not reach a save file as something else."""
import socket
import struct
import sys

NFPROTO_IPV4, NFNL_NFTABLES, NLM_F_REQUEST, NLM_F_ACK, NLM_F_CREATE = 2, 10, 1, 4, 0x400
BATCH_BEGIN, BATCH_END, NEWCHAIN = 16, 17, NFNL_NFTABLES << 8 | 3
CHAIN_TABLE, CHAIN_NAME = 1, 3


def attribute(kind, data):
    text = struct.pack("=HH", 4 + len(data), kind) + data
    return text + bytes(-len(text) % 4)


def message(kind, flags, seq, family, resource, body=b""):
    body = struct.pack("=BBH", family, 0, socket.htons(resource)) + body
    return struct.pack("=IHHII", 16 + len(body), kind, NLM_F_REQUEST | flags, seq, 0) + body


def main():
    table, name = (word.encode("utf-8", "surrogateescape") + b"\0" for word in sys.argv[1:3])
    batch = message(BATCH_BEGIN, 0, 1, 0, NFNL_NFTABLES)
    batch += message(NEWCHAIN, NLM_F_CREATE | NLM_F_ACK, 2, NFPROTO_IPV4, 0,
                     attribute(CHAIN_TABLE, table) + attribute(CHAIN_NAME, name))
    batch += message(BATCH_END, 0, 3, 0, NFNL_NFTABLES)
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 12) as s:
        s.bind((0, 0))
        s.settimeout(20)
        s.send(batch)
        code = struct.unpack("=i", s.recv(4096)[16:20])[0]
    if code:
        sys.exit("refused: %d" % -code)


main()
