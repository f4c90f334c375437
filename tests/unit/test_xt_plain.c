/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Save text that is made without the plugin (src/xt/plain.c) is that of the plugin, for any
 * payload. */
#include <stdlib.h>
#include "xt/xt_local.h"
#include <linux/netfilter/nf_nat.h>
#include <linux/netfilter/xt_comment.h>
#include <linux/netfilter/xt_conntrack.h>
#include <linux/netfilter/xt_statistic.h>
#include <linux/netfilter/xt_tcpudp.h>
#include "tap.h"

static struct sw_err err;
static unsigned own;	/* how many texts were made here */

static char *text_of(const struct sw_rule *r, bool target)
{
	struct sw_line l;
	char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);

	sw_line_start(&l, f);
	sw_err_init(&err);
	if (target)
		sw_xt_save_target(&l, r, &err);
	else
		sw_xt_save_match(&l, r, &r->match[0], &err);
	own += l.n > 0;	/* a plugin would have flushed it */
	sw_line_flush(&l);
	fclose(f);
	return text;
}

/* Both texts of one payload; the first difference is shown. */
static bool same(const char *name, uint8_t rev, bool target, const void *data, size_t size)
{
	struct sw_plugin *p = sw_xt_plugin_rev(name, rev, target);
	sw_xt_plain_fn words = p->plain;
	struct sw_rule r = { .ip.proto = 6 };
	struct sw_ext e;
	char *ours, *its;
	bool equal;

	sw_ext_set(&e, name, rev, data, p->size, size, &err);
	if (target)
		r.jump = (struct sw_jump){ .kind = SW_JUMP_EXT, .ext = e };
	else
		sw_rule_add_match(&r, &e, &err);
	ours = text_of(&r, target);
	p->plain = NULL;
	its = text_of(&r, target);
	p->plain = words;
	equal = !strcmp(ours, its);
	if (!equal)
		printf("# ours %s\n# its  %s\n", ours, its);
	free(ours);
	free(its);
	sw_rule_fini(&r);
	return equal;
}

static uint32_t any(void)
{
	static uint64_t seed = 88172645463325252ull;

	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed >> 16;
}

/* Each payload has some plain fields, so that most are ours, and each thing that is the
 * plugin's. */
#define ROUNDS 4000

static void finish(const char *what, unsigned equal, unsigned min)
{
	ok(equal == ROUNDS, "%s: %u of %u texts are equal", what, equal, ROUNDS);
	ok(own >= min, "%s: %u of them without the plugin", what, own);
	own = 0;
}

static void test_comment(void)
{
	unsigned equal = 0;

	for (unsigned i = 0; i < ROUNDS; i++) {
		char text[XT_ALIGN(sizeof(struct xt_comment_info))] = "";
		unsigned len = i < 600 ? i % 3 : any() % sizeof(struct xt_comment_info);

		for (unsigned k = 0; k < len; k++)	/* each byte alone, words, and any bytes */
			text[k] = i < 600 ? (k ? 'x' : i / 2 % 255 + 1) :
				  i % 2 ? (uint8_t)"ab0-_Z\"'\\ :/"[any() % 12] : any() % 255 + 1;
		equal += same("comment", 0, false, text, sizeof(struct xt_comment_info));
	}
	finish("comment", equal, ROUNDS);
}

/* Not none of all ports, of which the plugins say nothing: test_no_port(). */
static void ports(uint16_t port[2], bool invert)
{
	port[0] = any() % 3 ? any() : 0;
	port[1] = any() % 3 ? any() : any() % 2 ? port[0] : 0xffff;
	if (invert && port[0] == 0 && port[1] == 0xffff)
		port[1] = 1;
}

static void test_tcp_udp(void)
{
	unsigned tcp_equal = 0, udp_equal = 0;

	for (unsigned i = 0; i < ROUNDS; i++) {
		_Alignas(8) char data[XT_ALIGN(sizeof(struct xt_tcp))] = "";
		struct xt_tcp *tcp = (void *)data;

		tcp->invflags = any() % 16;
		ports(tcp->spts, tcp->invflags & XT_TCP_INV_SRCPT);
		ports(tcp->dpts, tcp->invflags & XT_TCP_INV_DSTPT);
		tcp->option = any() % 3;
		tcp->flg_mask = any() % 2 ? any() % 64 : 0;
		tcp->flg_cmp = any() % 2 ? any() % 64 : 0;
		tcp_equal += same("tcp", 0, false, data, sizeof(struct xt_tcp));
	}
	finish("tcp", tcp_equal, ROUNDS / 2);
	for (unsigned i = 0; i < ROUNDS; i++) {
		_Alignas(8) char data[XT_ALIGN(sizeof(struct xt_udp))] = "";
		struct xt_udp *udp = (void *)data;

		udp->invflags = any() % (i % 8 ? 4 : 256);
		ports(udp->spts, udp->invflags & XT_UDP_INV_SRCPT);
		ports(udp->dpts, udp->invflags & XT_UDP_INV_DSTPT);
		udp_equal += same("udp", 0, false, data, sizeof(struct xt_udp));
	}
	finish("udp", udp_equal, ROUNDS / 2);
}

/* "! --dport 0:65535" matches nothing. A save that leaves it out would load as a rule that matches
 * all. */
static void test_no_port(void)
{
	_Alignas(8) char data[XT_ALIGN(sizeof(struct xt_tcp))] = "";
	struct xt_tcp *tcp = (void *)data;
	struct sw_rule r = { .ip.proto = 6 };
	struct sw_ext e;
	char *text;

	tcp->spts[1] = tcp->dpts[1] = 0xffff;
	tcp->invflags = XT_TCP_INV_DSTPT;
	tcp->flg_mask = tcp->flg_cmp = 2;
	sw_ext_set(&e, "tcp", 0, data, sizeof(data), sizeof(*tcp), &err);
	sw_rule_add_match(&r, &e, &err);
	text = text_of(&r, false);
	is(text, " -m tcp ! --dport 0:65535 --tcp-flags SYN SYN", "none of all ports is said");
	free(text);
	sw_rule_fini(&r);
}

static void test_conntrack(void)
{
	unsigned equal = 0;

	for (unsigned i = 0; i < ROUNDS; i++) {
		_Alignas(8) char data[XT_ALIGN(sizeof(struct xt_conntrack_mtinfo3))] = "";
		struct xt_conntrack_mtinfo3 *x = (void *)data;

		x->match_flags = XT_CONNTRACK_STATE | (any() % 2 ? XT_CONNTRACK_STATE_ALIAS : 0);
		x->invert_flags = any() % 2 ? XT_CONNTRACK_STATE : 0;
		x->state_mask = i % 4 ? any() & 0x10f : any();	/* most with named states only */
		if (i % 8 == 0) {
			x->match_flags |= any() % 2 ? XT_CONNTRACK_STATUS : XT_CONNTRACK_PROTO;
			x->status_mask = any() % 16;
			x->l4proto = any() % 2 ? 6 : 17;
		}
		equal += same("conntrack", 3, false, data, sizeof(*x));
	}
	finish("conntrack", equal, ROUNDS / 2);
}

static void test_statistic(void)
{
	unsigned equal = 0;

	for (unsigned i = 0; i < ROUNDS; i++) {
		_Alignas(8) char data[XT_ALIGN(sizeof(struct xt_statistic_info))] = "";
		struct xt_statistic_info *x = (void *)data;

		x->mode = i % 16 ? XT_STATISTIC_MODE_RANDOM : XT_STATISTIC_MODE_NTH;
		x->flags = any() % 2;
		/* Those with few bits are what lies between two decimals. */
		x->u.random.probability = i % 2 ? any() & 0x7fffffff : (any() % 4096) << any() % 20;
		if (i < 64)
			x->u.random.probability = i < 32 ? 0x80000000u >> i
							 : 0x7fffffffu >> (i - 32);
		equal += same("statistic", 0, false, data, sizeof(*x));
	}
	finish("statistic", equal, ROUNDS / 2);
}

static void test_dnat(void)
{
	unsigned equal = 0;

	for (unsigned i = 0; i < ROUNDS; i++) {
		_Alignas(8) char data[XT_ALIGN(sizeof(struct nf_nat_range2))] = "";
		struct nf_nat_range2 *r = (void *)data;

		r->flags = NF_NAT_RANGE_MAP_IPS | (any() % 2 ? NF_NAT_RANGE_PROTO_SPECIFIED : 0);
		r->min_addr.ip = any();
		r->max_addr.ip = any() % 2 ? any() : r->min_addr.ip;
		r->min_proto.all = any();
		r->max_proto.all = any() % 2 ? any() : r->min_proto.all;
		if (i % 8 == 0)
			r->flags = any() % 128;
		equal += same("DNAT", 2, true, data, sizeof(*r));
	}
	finish("DNAT", equal, ROUNDS / 2);
}

static void test_line(void)
{
	char text[3000], *got = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&got, &len);
	struct sw_line l;

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	sw_line_start(&l, f);
	for (unsigned i = 0; i < sizeof(l.buf) + 1; i++)
		sw_line_addc(&l, 'a');
	sw_line_add(&l, text);
	sw_line_number(&l, 0);
	sw_line_addc(&l, ' ');
	sw_line_number(&l, UINT64_MAX);
	sw_line_flush(&l);
	fclose(f);
	ok(len == sizeof(l.buf) + 1 + strlen(text) + 22, "a line longer than its buffer is whole");
	is(got + sizeof(l.buf) + 1 + strlen(text), "0 18446744073709551615",
	   "numbers at their ends");
	free(got);
}

int main(void)
{
	sw_err_init(&err);
	ok(sw_xt_init(SW_IP4, "iptables", NULL, &err) == 0, "init");
	test_line();
	test_comment();
	test_tcp_udp();
	test_no_port();
	test_conntrack();
	test_statistic();
	test_dnat();
	sw_xt_fini();
	return tap_end();
}
