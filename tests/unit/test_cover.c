/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ranges of values against a table of bits, and which rules are called covered: every other rule
 * must be left alone. */
#include "session/whole.h"
#include "sight/cover.h"
#include "tap.h"
#include "xt/plugin.h"

/* ---- ranges ---------------------------------------------------------------------------------- */

static unsigned dice(unsigned n)
{
	static uint64_t seed = 20261130;

	seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
	return (seed >> 33) % n;
}

struct pair { struct sw_ranges s; bool has[256]; };

static void make(struct pair *p)
{
	p->s = (struct sw_ranges){ .len = 1, .last = 0xff };
	memset(p->has, 0, sizeof(p->has));
	for (unsigned i = dice(6); i; i--) {
		unsigned from = dice(256), to = from + dice(dice(4) ? 9 : 200);
		uint8_t a = from, b = to > 255 ? 255 : to;

		sw_ranges_add(&p->s, &a, &b);
		memset(p->has + a, 1, b - a + 1);
	}
}

static bool is_as_told(const struct pair *p)
{
	for (unsigned v = 0; v < 256; v++) {
		uint8_t byte = v;

		if (sw_ranges_has(&p->s, &byte) != p->has[v])
			return false;
	}
	for (size_t i = 1; i < p->s.n; i++)	/* rising, and with gaps */
		if (p->s.r[i].from[0] <= p->s.r[i - 1].to[0] + 1)
			return false;
	return true;
}

static bool agree(struct pair *a, struct pair *b)
{
	bool within = true, meet = false, good = is_as_told(a) && is_as_told(b);

	for (int v = 0; v < 256; v++) {
		within &= !a->has[v] || b->has[v];
		meet |= a->has[v] && b->has[v];
	}
	good &= sw_ranges_within(&a->s, &b->s) == within && sw_ranges_meet(&a->s, &b->s) == meet;
	sw_ranges_cut(&a->s, &b->s);
	for (int v = 0; v < 256; v++)
		a->has[v] &= b->has[v];
	good &= is_as_told(a);
	sw_ranges_invert(&b->s);
	for (int v = 0; v < 256; v++)
		b->has[v] ^= 1;
	good &= is_as_told(b);
	sw_ranges_add_all(&a->s, &b->s);
	for (int v = 0; v < 256; v++)
		a->has[v] |= b->has[v];
	return good && is_as_told(a);
}

static void test_ranges(void)
{
	struct sw_ranges name = { .len = 16, .last = 0xff };
	unsigned bad = 0;

	for (int i = 0; i < 20000; i++) {
		struct pair a, b;

		make(&a);
		make(&b);
		bad += !agree(&a, &b);
		sw_ranges_fini(&a.s);
		sw_ranges_fini(&b.s);
	}
	ok(!bad, "20000 pairs of random ranges, %u differ from bits", bad);
	sw_ranges_add(&name, (const uint8_t *)"eth\0\0\0\0\0\0\0\0\0\0\0\0",
		      (const uint8_t *)"eth\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff");
	ok(sw_ranges_prefix(&name) == 24 && sw_ranges_is_prefix(&name, 24) &&
	   !sw_ranges_is_prefix(&name, 23) && !sw_ranges_is_prefix(&name, 128), "a prefix");
	sw_ranges_fini(&name);
}

/* ---- rules ----------------------------------------------------------------------------------- */

static int add(const struct sw_cover_rule *x, void *arg, struct sw_err *err)
{
	struct sw_str *out = arg;

	(void)err;
	if (x->cover == SW_COVER_NOT)
		return 0;
	sw_str_addf(out, "%s%s%s%u", out->len ? " " : "", x->chain->builtin ? "" : x->chain->name,
		    x->chain->builtin ? "" : ":", x->number);
	if (x->cover == SW_COVER_NEVER)
		sw_str_add(out, " never");
	for (size_t i = 0; i < x->nby; i++)
		sw_str_addf(out, "%s%u", i ? "," : "<", x->by[i]);
	return 0;
}

/* Rules of one table, separated by ";", without "-A CHAIN" of chain INPUT (mangle: PREROUTING). */
static void covered(uint8_t family, const char *table, const char *rules, const char *want)
{
	struct sw_str text = { 0 }, got = { 0 };
	struct sw_restore r = { .o = { .program = "test", .family = family } };
	struct sw_ruleset rs;
	struct sw_err err;
	size_t len;

	sw_err_init(&err);
	sw_ruleset_init(&rs, family);
	sw_str_addf(&text, "*%s\n:sub - [0:0]\n:end - [0:0]\n", table);
	for (const char *at = rules; *at; at += len + (at[len] == ';')) {
		at += strspn(at, " ");
		len = strcspn(at, ";");
		if (strncmp(at, "-A", 2))
			sw_str_add(&text, !strcmp(table, "filter") ? "-A INPUT " :
								     "-A PREROUTING ");
		sw_str_addf(&text, "%.*s\n", (int)len, at);
	}
	sw_str_add(&text, "COMMIT\n");
	r.file.text = text.s;
	r.file.len = text.len;
	if (sw_whole_file(&r, &rs, &err) ||
	    sw_cover_table(family, sw_ruleset_table(&rs, table), add, &got, &err))
		sw_str_addf(&got, "error: %s", err.msg);
	is(got.len ? got.s : "", want, "%s", rules);
	sw_ruleset_fini(&rs);
	sw_restore_fini(&r);
	sw_str_fini(&text);
	sw_str_fini(&got);
}

static const struct { const char *rules, *want; } filter4[] = {
	/* addresses */
	{ "-s 10.0.0.0/8 -j DROP; -s 10.1.0.0/16 -j ACCEPT", "2<1" },
	{ "-s 10.1.0.0/16 -j DROP; -s 10.0.0.0/8 -j ACCEPT", "" },
	{ "-s 10.0.0.0/8 -j DROP; -d 10.1.0.0/16 -j ACCEPT", "" },
	{ "-j DROP; -s 10.1.0.0/16 -j ACCEPT", "2<1" },
	{ "! -s 10.0.0.0/8 -j DROP; -s 11.1.0.0/16 -j ACCEPT", "2<1" },
	{ "! -s 10.0.0.0/8 -j DROP; -s 10.1.0.0/16 -j ACCEPT", "" },
	{ "! -s 10.0.0.0/8 -j DROP; ! -s 10.0.0.0/7 -j ACCEPT", "2<1" },
	{ "! -s 10.0.0.0/8 -j DROP; ! -s 10.1.0.0/16 -j ACCEPT", "" },
	{ "-m iprange --src-range 10.0.0.1-10.0.0.9 -j DROP; -s 10.0.0.8/31 -j ACCEPT; -s "
	  "10.0.0.8/30",
	  "2<1" },
	{ "-s 10.0.0.1/255.0.0.255 -j DROP; -s 10.2.3.1 -j ACCEPT; -s 10.0.0.1/255.0.255.255; "
	  "-s 10.2.3.2", "2<1 3<1" },
	{ "-s 10.0.0.0/9 -j DROP; -s 10.128.0.0/9 -j ACCEPT; -s 10.0.0.0/8 -j DROP", "3<1,2" },
	{ "-s 10.0.0.0/9 -j DROP; -s 10.128.0.0/10 -j ACCEPT; -s 10.0.0.0/8 -j DROP", "" },
	{ "-s 0.0.0.0/1 -j DROP; -s 128.0.0.0/1 -j ACCEPT; -p tcp -j DROP", "3<1,2" },
	{ "-s 0.0.0.0/1 -d 10.0.0.1 -j DROP; -s 128.0.0.0/1 -d 10.0.0.2 -j ACCEPT; -p tcp -j DROP",
	  "" },
	/* interfaces */
	{ "-i eth+ -j DROP; -i eth0 -j ACCEPT", "2<1" },
	{ "-i eth0 -j DROP; -i eth+ -j ACCEPT", "" },
	{ "-i eth0 -j DROP; -i eth01 -j ACCEPT", "" },
	{ "! -i lo -j DROP; -i eth+ -j ACCEPT; -i l+ -j ACCEPT", "2<1" },
	/* nobody knows whether there is a device to look at */
	{ "-i lo -j DROP; ! -i lo -j DROP; -p tcp -j ACCEPT", "" },
	/* protocols and ports */
	{ "-p tcp -j DROP; -p tcp --dport 22 -j ACCEPT", "2<1" },
	{ "-p tcp -j DROP; -p udp --dport 22 -j ACCEPT", "" },
	{ "! -p tcp -j DROP; -p udp --dport 22 -j ACCEPT", "2<1" },
	{ "-p tcp --dport 22 -j DROP; -p tcp -j ACCEPT", "" },
	{ "-p tcp --dport 1:100 -j DROP; -p tcp --dport 22 -j ACCEPT; -p tcp --dport 99:101 -j "
	  "DROP",
	  "2<1" },
	{ "-p tcp --dport 1:100 -j DROP; -p tcp --sport 22 -j ACCEPT", "" },
	{ "-p tcp ! --dport 22 -j DROP; -p tcp --dport 80 -j ACCEPT; -p tcp -j DROP", "2<1" },
	{ "-p tcp ! --dport 22 -j DROP; -p tcp --dport 22 -j DROP; -p tcp --sport 1 -j ACCEPT",
	  "3<1,2" },
	/* a fragment has no ports */
	{ "-p tcp ! --dport 22 -j DROP; -p tcp --dport 22 -j DROP; -p tcp -j ACCEPT", "" },
	{ "-p tcp --dport 0:65535 -j DROP; -p tcp --syn -j DROP; -p tcp -j ACCEPT", "2<1" },
	{ "-p tcp -m multiport --dports 22,80,1000:2000 -j DROP; -p tcp --dport 1500:1600 -j "
	  "ACCEPT",
	  "2<1" },
	/* a damaged packet may have ports, which is enough for multiport, and no whole header */
	{ "-p tcp --dport 1:1024 -j DROP; -p tcp -m multiport --dports 22,80 -j ACCEPT", "" },
	{ "-p tcp --dport 1:1024 -j DROP; -p tcp -m multiport --dports 22,80 --syn", "2<1" },
	{ "-p tcp --dport 22 -j DROP; -p tcp --dport 80 -j DROP; -p tcp -m multiport "
	  "--dports 22,80 "
	  "--syn", "3<1,2" },
	{ "-p tcp --dport 22 -j DROP; -p tcp --dport 80 -j DROP; -p tcp -m multiport "
	  "--dports 22,81 "
	  "--syn", "" },
	{ "-p tcp --dport 22 -j DROP; -p tcp --dport 80 -j DROP; -p tcp -m multiport --dports "
	  "22,81",
	  "" },
	{ "-p tcp --dport 1:50 -j DROP; -p tcp --dport 40:90 -j DROP; -p tcp --dport "
	  "51:100 -j DROP; "
	  "-p tcp --dport 2:99", "4<1,3" },
	{ "-p icmp --icmp-type 3 -j DROP; -p icmp --icmp-type 3/1 -j ACCEPT; -p icmp -j DROP",
	  "2<1" },
	{ "-p icmp --icmp-type 3/1 -j DROP; -p icmp --icmp-type 3 -j ACCEPT", "" },
	{ "-p tcp --syn -j DROP; -p tcp --tcp-flags ALL SYN -j ACCEPT", "2<1" },
	{ "-p tcp --tcp-flags ALL SYN -j DROP; -p tcp --syn -j ACCEPT", "" },
	{ "-f -j DROP; -f -p tcp -j ACCEPT; ! -f -j ACCEPT", "2<1" },
	/* states */
	{ "-m state --state NEW,ESTABLISHED -j DROP; -m conntrack --ctstate NEW -p tcp -j ACCEPT",
	  "2<1" },
	{ "-m state --state NEW -j DROP; -m state --state NEW,ESTABLISHED -j ACCEPT", "" },
	{ "-m state ! --state NEW -j DROP; -m state --state INVALID,RELATED -j ACCEPT", "2<1" },
	{ "-m state --state NEW -j DROP; -m state --state ESTABLISHED,RELATED,INVALID,UNTRACKED "
	  "-j ACCEPT; -p tcp -j DROP", "3<1,2" },
	{ "-m state --state NEW -j DROP; -m state --state ESTABLISHED,RELATED,INVALID -j ACCEPT; "
	  "-p tcp -j DROP", "" },
	{ "-m state --state NEW -p udp -j DROP; -m state --state NEW --protocol udp -s 10.0.0.1",
	  "2<1" },
	/* what cannot be */
	{ "-m state --state NEW -m state --state ESTABLISHED -j DROP; -p tcp", "1 never" },
	{ "-p tcp --dport 1:5 -m multiport --dports 6,7 -j DROP; -p tcp", "1 never" },
	{ "! -i + -j DROP; -i eth0", "" },
	/* marks */
	{ "-m mark --mark 0x10/0xf0 -j DROP; -m mark --mark 0x15/0xff -j ACCEPT; -m mark "
	  "--mark 0x15; "
	  "-m mark --mark 0x25", "2<1 3<1" },
	{ "-m mark ! --mark 0x10/0xf0 -j DROP; -m mark --mark 0x15; -m mark --mark 0x25", "3<1" },
	{ "-m mark --mark 0x10/0xfffffff0 -j DROP; -m mark --mark 0x15 -j ACCEPT", "2<1" },
	{ "-m mark --mark 5 -j DROP; -m mark --mark 5 -p tcp -j ACCEPT", "2<1" },
	{ "-m mark ! --mark 5 -j DROP; -m mark --mark 6 -p tcp -j ACCEPT", "2<1" },
	/* what counts, remembers or moves by itself covers nothing; and may be covered */
	{ "-m limit --limit 1/s -j DROP; -s 10.0.0.1 -j ACCEPT", "" },
	{ "-j DROP; -m limit --limit 1/s -j ACCEPT", "2<1" },
	{ "-m statistic --mode random --probability 0.5 -j DROP; -s 10.0.0.1 -j ACCEPT", "" },
	{ "-m recent --rcheck -j DROP; -m recent --rcheck -j DROP", "" },
	{ "-m string --algo bm --string x -j DROP; -m string --algo bm --string x -j DROP", "" },
	{ "-m time --timestart 10:00 -j DROP; -m time --timestart 10:00 -j DROP", "" },
	{ "-m connbytes --connbytes 1: --connbytes-dir both --connbytes-mode bytes -j DROP; "
	  "-m connbytes --connbytes 9: --connbytes-dir both --connbytes-mode bytes", "" },
	{ "-p tcp -j DROP; -p tcp -m string --algo bm --string x -j DROP", "2<1" },
	{ "-m comment --comment a -s 10.0.0.0/8 -j DROP; -s 10.0.0.1 -m comment --comment b",
	  "2<1" },
	/* what does not end a packet's way */
	{ "-p tcp -j LOG; -p tcp -j DROP", "" },
	{ "-p tcp; -p tcp -j DROP; -p tcp", "3<2" },
	{ "-p tcp -j RETURN; -p tcp -j DROP", "2<1" },
	{ "-p tcp -j REJECT; -p tcp -j DROP", "2<1" },
	{ "-p tcp -j QUEUE; -p tcp -j DROP", "" },	/* it may travel as a target of xt's */
	{ "-p tcp -j NFQUEUE --queue-bypass; -p tcp -j DROP", "2<1" },
	{ "-p tcp -j sub; -p tcp -j DROP", "" },
	{ "-p tcp -g sub; -p tcp -j DROP", "2<1" },
	{ "-A sub -j ACCEPT; -p tcp -j sub; -p tcp -j DROP", "2<1" },
	{ "-A sub -p tcp -j ACCEPT; -p tcp -j sub; -p tcp -j DROP", "" },
	{ "-A sub -p tcp -j RETURN; -A sub -j ACCEPT; -p tcp -j sub; -p tcp -j DROP", "" },
	{ "-A sub -p tcp -g end; -A sub -j ACCEPT; -p tcp -j sub; -p tcp -j DROP", "" },
	{ "-A end -j DROP; -A sub -p tcp -g end; -A sub -j ACCEPT; -p tcp -j sub; -p tcp -j DROP",
	  "2<1" },
	{ "-A end -j DROP; -A sub -j end; -p tcp -j sub; -p tcp -j DROP", "2<1" },
	{ "-A sub -j DROP; -A sub -p tcp -j ACCEPT; -A INPUT -j sub", "sub:2<1" },
};

static const struct { const char *rules, *want; } mangle4[] = {
	/* what is written in between */
	{ "-m mark --mark 1 -j ACCEPT; -p udp -j MARK --set-mark 1; -m mark --mark 1 -p udp -j "
	  "DROP",
	  "" },
	{ "-m mark --mark 1 -j ACCEPT; -p udp -j LOG; -m mark --mark 1 -p udp -j DROP", "3<1" },
	{ "-s 10.0.0.1 -j ACCEPT; -p udp -j MARK --set-mark 1; -s 10.0.0.1 -p udp -j DROP", "3<1" },
	{ "-A sub -j MARK --set-mark 1; -m mark --mark 1 -j ACCEPT; -j sub; -m mark --mark 1", "" },
	{ "-m tos --tos 8 -j ACCEPT; -j TOS --set-tos 8; -m tos --tos 8", "" },
	{ "-s 10.0.0.1 -j ACCEPT; -j TOS --set-tos 8; -s 10.0.0.1", "3<1" },
	{ "-m ttl --ttl-eq 8 -j ACCEPT; -j TTL --ttl-set 8; -m ttl --ttl-eq 8", "" },
	{ "-m connmark --mark 1 -j ACCEPT; -j CONNMARK --set-mark 1; -m connmark --mark 1", "" },
	{ "-m connmark --mark 1 -j ACCEPT; -j MARK --set-mark 1; -m connmark --mark 1", "3<1" },
	{ "-m state --state NEW -j ACCEPT; -j CONNMARK --set-mark 1; -m state --state NEW", "" },
};

static const struct { const char *rules, *want; } filter6[] = {
	{ "-s 2001:db8::/32 -j DROP; -s 2001:db8:1::/48 -j ACCEPT; -s 2001:db8::1 -j DROP",
	  "2<1 3<1" },
	{ "-s 2001:db8::/33 -j DROP; -s 2001:db8:8000::/33 -j ACCEPT; -s 2001:db8::/32 -j DROP",
	  "3<1,2" },
	{ "-s 2001:db8::1 -j DROP; -s 2001:db8::/32 -j ACCEPT", "" },
	{ "-s 2001:db8::/31 -j DROP; -s 2001:db9:ffff::/47 -j ACCEPT", "2<1" },
	{ "! -s fe80::/10 -j DROP; -s 2001:db8::/32 -j ACCEPT; -s fe80::1 -j DROP", "2<1" },
	/* a packet whose headers are broken has no protocol */
	{ "-p tcp -j DROP; ! -p tcp -j DROP; -s 2001:db8::1 -j ACCEPT", "" },
	{ "-p icmpv6 --icmpv6-type 135 -j ACCEPT; -p icmpv6 --icmpv6-type 135/0", "2<1" },
	{ "-p icmpv6 -j ACCEPT; -p icmpv6 --icmpv6-type 135", "2<1" },
};

int main(void)
{
	test_ranges();
	for (size_t i = 0; i < sizeof(filter4) / sizeof(filter4[0]); i++)
		covered(SW_IP4, "filter", filter4[i].rules, filter4[i].want);
	for (size_t i = 0; i < sizeof(mangle4) / sizeof(mangle4[0]); i++)
		covered(SW_IP4, "mangle", mangle4[i].rules, mangle4[i].want);
	for (size_t i = 0; i < sizeof(filter6) / sizeof(filter6[0]); i++)
		covered(SW_IP6, "filter", filter6[i].rules, filter6[i].want);
	sw_xt_fini();
	return tap_end();
}
