#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""expect.py BINDIR: every helper of the table, with the messages of its protocol made by hand.

A client talks to a server in another namespace; the client's firewall has "statewall modules load" for
every module. Seen: the helper on the connection, and the expectation that the message calls for.
"""
import os
import socket
import struct
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import ftp                                      # noqa: E402  (also finds the next one)
import sandbox                                  # noqa: E402

CLIENT, SERVER = ftp.ADDR["client"][0], ftp.ADDR["server"][0]
BROADCAST = "10.99.1.255"
MODULES = ("nf_conntrack_ftp nf_conntrack_tftp nf_conntrack_irc nf_conntrack_sip nf_conntrack_h323 nf_conntrack_pptp "
           "nf_conntrack_amanda nf_conntrack_snmp nf_nat_snmp_basic nf_conntrack_netbios_ns nf_conntrack_sane").split()

SDP = "v=0\r\no=a 1 1 IN IP4 %s\r\ns=-\r\nc=IN IP4 %s\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n" % (CLIENT, CLIENT)


def sip(transport):
    return ("INVITE sip:b@%s SIP/2.0\r\nVia: SIP/2.0/%s %s:5060;branch=z9hG4bK1\r\nFrom: <sip:a@%s>;tag=1\r\n"
            "To: <sip:b@%s>\r\nCall-ID: 1@%s\r\nCSeq: 1 INVITE\r\nContact: <sip:a@%s>\r\nMax-Forwards: 70\r\n"
            "Content-Type: application/sdp\r\nContent-Length: %d\r\n\r\n%s"
            % (SERVER, transport, CLIENT, CLIENT, SERVER, CLIENT, CLIENT, len(SDP), SDP)).encode()


def pptp(kind, body, size):
    message = struct.pack("!HHIHH", size, 1, 0x1a2b3c4d, kind, 0) + body
    return message + bytes(size - len(message))


PPTP = [(pptp(1, struct.pack("!HHIIHH", 0x100, 0, 1, 1, 0, 0), 156), pptp(2, struct.pack("!HBB", 0x100, 1, 0), 156)),
        (pptp(7, struct.pack("!HH", 100, 1), 168), pptp(8, struct.pack("!HHBB", 200, 100, 1, 0), 32))]
DCC = b"PRIVMSG b :\x01DCC SEND f %d 5000 100\x01\r\n" % struct.unpack("!I", socket.inet_aton(CLIENT))[0]
AMANDA = b"Amanda 2.4 REP HANDLE 0-0 SEQ 0\nCONNECT DATA 41000 MESG 41001 INDEX 41002\n"
NBNS = struct.pack("!6H", 1, 0x110, 1, 0, 0, 0) + b"\x20" + b"CA" * 16 + b"\0" + struct.pack("!2H", 0x20, 1)

# helper, protocol, port, [(what the client sends, what the server answers)], what an expectation shows
CASES = [
    ("ftp", "tcp", 21, [(b"USER a\r\n", b"331 who\r\n"), (b"PASV\r\n", b"227 Entering Passive Mode (10,99,2,2,160,1)\r\n")], "dport=40961"),
    ("tftp", "udp", 69, [(b"\0\1file\0octet\0", None)], "proto=17"),
    ("irc", "tcp", 6667, [(DCC, None)], "dport=5000"),
    ("sip", "udp", 5060, [(sip("UDP"), None)], "dport=4000"),
    ("sip", "tcp", 5060, [(sip("TCP"), None)], "dport=4000"),
    ("RAS", "udp", 1719, [(b"\x0e\x00", None)], None),
    ("Q.931", "tcp", 1720, [(b"\3\0\0\4", None)], None),
    ("pptp", "tcp", 1723, PPTP, "proto=47"),
    ("amanda", "udp", 10080, [(b"Amanda 2.4 REQ HANDLE 0-0 SEQ 0\n", AMANDA)], "dport=41000"),
    ("snmp", "udp", 161, [(b"\x30\0", None)], "sport=161"),
    ("snmp_trap", "udp", 162, [(b"\x30\0", None)], None),
    ("netbios-ns", "udp", 137, [(NBNS, None)], "sport=137"),
    ("sane", "tcp", 6566, [(struct.pack("!II", 7, 0), struct.pack("!IHH", 0, 0, 5001))], "dport=5001"),
]
WHY_NOT = {
    "RAS": "its messages are ASN.1 PER of a running gatekeeper",
    "Q.931": "its messages are ASN.1 PER of a running call",
    "snmp_trap": "it rewrites addresses inside traps and announces nothing",
}


def answer(sock, steps, tcp):
    """The server's part."""
    try:
        if tcp:
            sock, _ = sock.accept()
        sock.settimeout(3)
        for _, reply in steps:
            data, peer = sock.recvfrom(4096)
            if reply and tcp:
                sock.sendall(reply)
            elif reply:
                sock.sendto(reply, peer)
        if tcp:
            sock.recv(1)
    except OSError:
        pass


class Talk:
    """One connection; it stays open while we look at the client's tables."""

    def __init__(self, net, l4, port, steps, target):
        tcp = l4 == "tcp"
        kind = socket.SOCK_STREAM if tcp else socket.SOCK_DGRAM
        with net.ns["server"]:
            self.server = socket.socket(socket.AF_INET, kind)
            self.server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self.server.bind((SERVER, port))
            self.server.settimeout(3)
            if tcp:
                self.server.listen()
        self.thread = threading.Thread(target=answer, args=(self.server, steps, tcp))
        self.thread.start()
        with net.ns["client"]:
            self.client = socket.socket(socket.AF_INET, kind)
        self.client.settimeout(3)
        self.client.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        self.client.connect((target, port))
        for message, reply in steps:
            self.client.send(message)
            if reply:
                self.client.recv(4096)

    def close(self):
        self.client.close()
        self.server.close()
        self.thread.join()


def look(net, *words):
    with net.ns["client"]:
        return sandbox.run(["conntrack", "-L", *words])[1]


def check(net, case):
    """What is wrong, or None."""
    helper, l4, port, steps, want = case
    with net.ns["client"]:
        sandbox.run(["conntrack", "-F"])
        sandbox.run(["conntrack", "-F", "expect"])
    talk = Talk(net, l4, port, steps, BROADCAST if helper in ("snmp", "netbios-ns") else SERVER)
    try:
        connection, expected = look(net, "-p", l4, "--dport", str(port)), look(net, "expect")
    finally:
        talk.close()
    if "helper=%s" % helper not in connection:
        return "no helper on the connection: %s" % sandbox.shorten(connection)
    if want and want not in expected:
        return "no expectation with %s: %s" % (want, sandbox.shorten(expected) or "none")
    return None


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sandbox.leave_host()
    sandbox.private_run()
    net = ftp.Net()
    passed = failed = skipped = 0
    try:
        with net.ns["client"]:
            rc, _, err = sandbox.run([os.path.join(os.path.realpath(sys.argv[1]), "statewall"), "modules",
                                      "--family", "ipv4", "load", *MODULES])
        if rc:
            print("FAIL modules load: status %s: %s" % (rc, sandbox.shorten(err)))
            failed += 1
        for case in CASES:
            bad = check(net, case)
            if bad:
                print("FAIL %s %s: %s" % (case[0], case[1], bad))
                failed += 1
                continue
            passed += 1
            if not case[4]:
                print("SKIP 1: expectation of %s: %s" % (case[0], WHY_NOT[case[0]]))
                skipped += 1
    finally:
        net.close()
    print("%d passed, %d failed, %d skipped" % (passed, failed, skipped))
    sys.exit(1 if failed else 0)


main()
