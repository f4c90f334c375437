/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A packet in words: what is known of it then, and what no packet can be. */
#include "base/str.h"
#include "some_packet.h"
#include "tap.h"

static void is_packet(const char *line, const char *want)
{
	struct sw_packet p;
	struct sw_str text = { 0 };
	struct sw_err err;

	sw_err_init(&err);
	if (read_words(&p, line, &err))
		sw_str_add(&text, err.msg);
	else
		sw_packet_print(&text, &p);
	is(text.s, want, "%s", line);
	sw_str_fini(&text);
}

static void test_bytes(void)
{
	struct sw_packet p;
	struct sw_err err;

	sw_err_init(&err);
	ok(!read_words(&p, "-6 -s fe80::1 -p tcp --syn --tos 0xb8 --ttl 3 --mac 00:11:22:33:44:55",
		       &err), "words of IPv6");
	ok(p.family == SW_IP6 && p.proto == 6 && p.proto_known == 0xff, "family and protocol");
	ok(p.th.v[13] == 2 && p.th.k[13] == 0x3f, "--syn leaves the congestion bits unknown");
	ok(p.nh.v[0] == 0x6b && p.nh.v[1] == 0x80 && p.nh.k[1] == 0xf0, "the traffic class");
	ok(p.nh.v[7] == 3 && sw_packet_addr(&p, false) && !sw_packet_addr(&p, true), "hops, ends");
	ok(p.ll.v[11] == 0x55 && sw_header_known(&p.ll, 6, 6) && !p.ll.k[0], "Ethernet");
	ok(!read_words(&p, "--mac-source 00:11:22:33:44:55 --uid-owner 0 --gid-owner 7", &err) &&
	   p.ll.v[11] == 0x55 && p.uid_known && !p.uid && p.gid == 7, "words of rules");
	ok(!read_words(&p, "-p udp --fragment --mark 0x10 --length 1500", &err), "a fragment");
	ok(p.later_fragment && p.fragment_known && p.mark == 16 && p.length == 1500 &&
	   !p.nh.k[6] && !sw_packet_has_ports(&p), "its fields");
	ok(!read_words(&p, "-p udp", &err) && p.nh.k[7] == 0xff && p.nh.k[6] == 0x1f,
	   "no later fragment has offset 0");
}

int main(void)
{
	is_packet("", "a packet ? -> ?");
	is_packet("-p tcp -s 10.0.0.1 -d 10.0.0.2:22 -i eth0 --state NEW",
		  "tcp 10.0.0.1:? -> 10.0.0.2:22, in eth0, NEW");
	is_packet("-p tcp -s 10.0.0.1:1024 --dport ssh --state new,established",
		  "tcp 10.0.0.1:1024 -> ?:22, NEW or ESTABLISHED");
	is_packet("-d [2001:db8::1]:53 -p udp -o eth1", "udp [?]:? -> [2001:db8::1]:53, out eth1");
	is_packet("-6 -p icmp --icmp-type 128", "ipv6-icmp ? -> ?, type 128");
	is_packet("-p icmp --icmp-type 8/0 -s 1.2.3.4", "icmp 1.2.3.4 -> ?, type 8/0");
	is_packet("-p icmp --icmp-type Port-Unreachable", "icmp ? -> ?, type 3/3");
	is_packet("-6 -p icmp --icmp-type ping", "ipv6-icmp ? -> ?, type 128");
	is_packet("-6 -p icmp --icmp-type timestamp-reply", "--icmp-type timestamp-reply: "
		  "\"type\", \"type/code\" or a name of ICMPv6 is expected");
	is_packet("-p icmp --icmp-type ping/0", "--icmp-type ping/0: "
		  "\"type\", \"type/code\" or a name of ICMP is expected");
	is_packet("-p icmp --icmp-type 8/", "--icmp-type 8/: "
		  "\"type\", \"type/code\" or a name of ICMP is expected");
	is_packet("--protocol tcp --source-port 1 --destination-port 2 --in-interface eth0 "
		  "--ctstate NEW",
		  "tcp ?:1 -> ?:2, in eth0, NEW");
	is_packet("--syn --dport 80", "tcp ?:? -> ?:80");
	is_packet("--mark 7 --hook forward", "a packet ? -> ?, mark 0x7");
	is_packet("-s 10.0.0", "-s 10.0.0: this is no address of IPv4");
	is_packet("-4 -s ::1", "-4: the addresses are of IPv6");
	is_packet("-s [::1", "-s [::1: \"[address]:port\" is expected");
	is_packet("-p icmp --dport 22", "--dport 22: this protocol has no ports");
	is_packet("-p tcp --fragment --dport 22", "--dport 22: a later fragment has no ports");
	is_packet("-p tcp -d 1.1.1.1:22 --dport 23",
		  "--dport 23: another port stands behind the address");
	is_packet("-p tcp --dport 65536", "--dport 65536: this is no port");
	is_packet("-p udp --syn", "--syn: goes with -p tcp");
	is_packet("-p tcp --tcp-flags SYN,XYZ",
		  "--tcp-flags SYN,XYZ: flags are SYN ACK FIN RST URG PSH, or NONE");
	is_packet("--state NEWISH",
		  "--state NEWISH: states are NEW, ESTABLISHED, RELATED, INVALID and UNTRACKED");
	is_packet("-i 0123456789abcdef", "--in 0123456789abcdef: no interface has such a name");
	is_packet("--mac 00:11:22:33:44:5x",
		  "--mac 00:11:22:33:44:5x: \"00:11:22:33:44:55\" is expected");
	is_packet("--ttl 256", "--ttl 256: this is no number, or too large");
	is_packet("--hook LOCAL",
		  "--hook LOCAL: INPUT, FORWARD, OUTPUT or ROUTED is expected");
	is_packet("-p nosuch", "unknown protocol \"nosuch\" specified");
	test_bytes();
	return tap_end();
}
