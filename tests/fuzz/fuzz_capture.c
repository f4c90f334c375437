/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A pcap file: its packets, what they look like in words, and their way through rules that ask for
 * all that a packet has. Input: the file. */
#include <stdlib.h>
#include <string.h>
#include "base/cleanup.h"
#include "base/net.h"
#include "base/str.h"
#include "fuzz.h"
#include "session/whole.h"
#include "sight/capture.h"
#include "sight/journey.h"
#include "xt/plugin.h"

#define FILE_HEADER 24
#define RECORD_HEADER 16
#define FILL 4096	/* bytes of a packet in front of all others */

static const char rules[] =
	"*raw\n:PREROUTING ACCEPT\n-A PREROUTING -p udp --dport 53 -j NOTRACK\nCOMMIT\n"
	"*mangle\n:PREROUTING ACCEPT\n"
	"-A PREROUTING -m mac --mac-source 02:02:02:02:02:02 -j MARK --set-mark 1\n"
	"-A PREROUTING -m pkttype --pkt-type multicast -j MARK --set-mark 2\nCOMMIT\n"
	"*nat\n:PREROUTING ACCEPT\n:POSTROUTING ACCEPT\n"
	"-A PREROUTING -p tcp --dport 80 -j REDIRECT --to-ports 8080\n"
	"-A POSTROUTING -j MASQUERADE\nCOMMIT\n"
	"*filter\n:INPUT DROP\n:FORWARD DROP\n:OUTPUT ACCEPT\n"
	"-A INPUT -m length --length 0:19 -j DROP\n"
	"-A INPUT -p tcp --tcp-flags SYN,ACK SYN -m tcp --tcp-option 2 -j ACCEPT\n"
	"-A INPUT -p tcp -m tcpmss --mss 1:1460 -j DROP\n"
	"-A INPUT -p udp -m multiport --dports 1:5,9,77 -j ACCEPT\n"
	"-A INPUT -m dscp --dscp 5 -j ACCEPT\n"
	"-A INPUT -p sctp --chunk-types any DATA -j ACCEPT\n"
	"-A INPUT -p dccp --dport 5 -j ACCEPT\n"
	"-A INPUT -m mark --mark 2/2 -j REJECT\n"
	"-A FORWARD -m conntrack --ctstate NEW -p tcp --dport 8080 -j ACCEPT\nCOMMIT\n";

static struct sw_ruleset loaded[2];

static struct sw_ruleset *rules_of(uint8_t family)
{
	static char text[sizeof(rules)];
	struct sw_ruleset *rs = &loaded[family == SW_IP6];
	struct sw_restore r = { .o = { .program = "statewall explain", .family = family } };
	struct sw_err err;

	if (rs->family)
		return rs;
	sw_err_init(&err);
	memcpy(text, rules, sizeof(rules));
	r.file.text = text;
	r.file.len = sizeof(rules) - 1;
	FUZZ_LAW(!sw_whole_file(&r, rs, &err), "%s", err.msg);
	sw_restore_fini(&r);
	return rs;
}

static void walk(const struct sw_packet *p)
{
	struct sw_journey j = { .no_routes = true };
	struct sw_err err;
	int ret;

	sw_err_init(&err);
	j.walk.rs = rules_of(p->family);
	ret = sw_journey_run(&j, p, &err);
	fuzz_check_error(ret, &err);
	FUZZ_LAW(!ret, "%s", err.msg);
	sw_journey_fini(&j);
}

static void look(const struct sw_packet *p)
{
	struct sw_str text = { 0 };

	FUZZ_LAW(p->family == SW_IP4 || p->family == SW_IP6, "family %u", p->family);
	for (size_t i = 0; i < sizeof(p->nh.v); i++) {
		FUZZ_LAW(!(p->nh.v[i] & ~p->nh.k[i]), "a bit of IP, not known and set");
		FUZZ_LAW(!(p->th.v[i] & ~p->th.k[i]), "a bit of TCP, not known and set");
	}
	sw_packet_print(&text, p);
	FUZZ_LAW(text.len && !memchr(text.s, '\n', text.len), "no line");
	sw_str_fini(&text);
	walk(p);
}

/* The next packet of each; both must be the same, whatever the reader has read before. */
static int next(struct sw_capture *a, struct sw_capture *b)
{
	struct sw_packet p, q;
	struct sw_err err, unused;
	int ret;

	memset(&p, 0, sizeof(p));
	memset(&q, 0xff, sizeof(q));
	sw_err_init(&err);
	sw_err_init(&unused);
	ret = sw_capture_next(a, &p, &err);
	FUZZ_LAW(sw_capture_next(b, &q, &unused) == ret, "another answer");
	fuzz_check_error(ret, &err);
	FUZZ_LAW(ret >= 0 && ret <= 2 ? true : sw_err_is_set(&err), "answer %d", ret);
	if (ret == 1) {
		FUZZ_LAW(!memcmp(&p, &q, sizeof(p)), "another packet");
		look(&p);
	}
	return ret;
}

/* The same file with one more packet in front, which leaves its bytes in the reader. */
static char *filled(const uint8_t *data, size_t size, bool swapped, size_t *len)
{
	size_t more = RECORD_HEADER + FILL;
	char *copy = malloc(size + more);
	uint32_t n = swapped ? __builtin_bswap32(FILL) : FILL;

	memcpy(copy, data, FILE_HEADER);
	memset(copy + FILE_HEADER, 0xa5, more);
	memcpy(copy + FILE_HEADER + 8, &n, 4);
	memcpy(copy + FILE_HEADER + more, data + FILE_HEADER, size - FILE_HEADER);
	*len = size + more;
	return copy;
}

static void compare(struct sw_capture *a, const uint8_t *data, size_t size)
{
	size_t len;
	char *copy = filled(data, size, a->swapped, &len);
	FILE *in = fmemopen(copy, len, "r");
	struct sw_capture b;
	struct sw_packet unused;
	struct sw_err err;

	sw_err_init(&err);
	FUZZ_LAW(!sw_capture_open(&b, in, &err) && sw_capture_next(&b, &unused, &err) > 0,
		 "the packet in front is lost");
	while (next(a, &b) > 0)
		;
	fclose(in);
	free(copy);
}

void fuzz_one(const uint8_t *data, size_t size)
{
	FILE *in = size ? fmemopen((void *)data, size, "r") : NULL;
	struct sw_capture c;
	struct sw_err err;
	int ret;

	if (!in)
		return;
	sw_err_init(&err);
	ret = sw_capture_open(&c, in, &err);
	fuzz_check_error(ret, &err);
	if (!ret)
		compare(&c, data, size);
	fclose(in);
}

/* Every other time a byte of the first headers, where lengths and protocols stand. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)
{
	size_t first = FILE_HEADER + RECORD_HEADER;

	if (seed & 1 || size <= first)
		return LLVMFuzzerMutate(data, size, max);
	data[first + (seed >> 1) % (size - first < 80 ? size - first : 80)] = (uint8_t)(seed >> 8);
	return size;
}
