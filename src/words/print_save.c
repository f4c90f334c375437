/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A rule as the command that makes it: the line of -S and of a save file. */
#include <inttypes.h>
#include <string.h>

#include "base/line.h"
#include "base/net.h"
#include "xt/compat.h"
#include "words/addr.h"
#include "words/print_rule.h"
#include "xt/plugin.h"

static void add_option(struct sw_line *l, char letter, bool invert)
{
	const char option[] = { ' ', '-', letter, ' ' };

	if (invert)
		sw_line_addn(l, " !", 2);
	sw_line_addn(l, option, sizeof(option));
}

/* iptables shows an IPv4 address unless address, mask and "!" are all absent. */
static void save_addr4(struct sw_line *l, char letter, const uint8_t *addr, const uint8_t *mask,
		       bool invert)
{
	static const uint8_t zero[4];
	int bits;

	if (!invert && !memcmp(mask, zero, 4) && !memcmp(addr, zero, 4))
		return;
	add_option(l, letter, invert);
	sw_line_quad(l, addr);
	sw_line_addc(l, '/');
	bits = sw_mask_bits(mask, 4);
	if (bits < 0)
		sw_line_quad(l, mask);
	else
		sw_line_number(l, bits);
}

static void save_addr6(struct sw_line *l, char letter, const uint8_t *addr, const uint8_t *mask,
		       bool invert)
{
	char text[INET6_ADDRSTRLEN];
	int bits = sw_mask_bits(mask, 16);

	if (!invert && !bits)
		return;
	add_option(l, letter, invert);
	sw_line_add(l, inet_ntop(AF_INET6, addr, text, sizeof(text)));
	sw_line_addc(l, '/');
	if (bits < 0)
		sw_line_add(l, inet_ntop(AF_INET6, mask, text, sizeof(text)));
	else
		sw_line_number(l, bits);
}

static void save_iface(struct sw_line *l, char letter, const char *name, bool invert)
{
	if (!*name)
		return;
	add_option(l, letter, invert);
	sw_line_add(l, name);
}

static void save_ip(struct sw_line *l, uint8_t family, const struct sw_ip *ip)
{
	void (*addr)(struct sw_line *, char, const uint8_t *, const uint8_t *, bool) =
		family == SW_IP6 ? save_addr6 : save_addr4;

	addr(l, 's', ip->src, ip->smask, ip->inv & SW_INV_SRC);
	addr(l, 'd', ip->dst, ip->dmask, ip->inv & SW_INV_DST);
	save_iface(l, 'i', ip->in, ip->inv & SW_INV_IN);
	save_iface(l, 'o', ip->out, ip->inv & SW_INV_OUT);
	if (ip->proto) {
		const char *name = sw_proto_name(ip->proto,
						 !sw_compat_has(SW_COMPAT_SAVE_PROTO));

		add_option(l, 'p', ip->inv & SW_INV_PROTO);
		if (name)
			sw_line_add(l, name);
		else
			sw_line_number(l, ip->proto);
	}
	if (ip->frag)
		sw_line_add(l, ip->inv & SW_INV_FRAG ? " ! -f" : " -f");
}

static int save_jump(struct sw_line *l, const struct sw_rule *r, struct sw_err *err)
{
	switch (r->jump.kind) {
	case SW_JUMP_NONE:
		break;
	case SW_JUMP_VERDICT:
		sw_line_add(l, " -j ");
		sw_line_add(l, sw_verdict_word(r->jump.verdict));
		break;
	case SW_JUMP_CHAIN:
		sw_line_add(l, r->ip.go ? " -g " : " -j ");
		sw_line_add(l, r->jump.chain);
		break;
	case SW_JUMP_EXT:
		return sw_xt_save_target(l, r, err);
	}
	return 0;
}

static void add_counters(struct sw_line *l, const char *before, const struct sw_rule *r,
			 char between, const char *after)
{
	sw_line_add(l, before);
	sw_line_number(l, r->packets);
	sw_line_addc(l, between);
	sw_line_number(l, r->bytes);
	sw_line_add(l, after);
}

int sw_print_unreadable(FILE *out, struct sw_rule *r, struct sw_err *err)
{
	int ret = r->raw ? 1 : sw_xt_complete(r, err);

	if (ret > 0)
		fprintf(out,
			r->raw ? "# rule handle %" PRIu64 ": not an iptables rule\n"
			       : "# rule handle %" PRIu64
				 ": needs an extension that is not installed\n",
			sw_seat_handle(&r->seat));
	return ret;
}

int sw_print_save(FILE *out, uint8_t family, const char *chain, const struct sw_rule *r,
		  enum sw_save_counters counters, struct sw_err *err)
{
	struct sw_line l;
	int ret = 0;

	sw_line_start(&l, out);
	if (counters == SW_SAVE_FRONT)
		add_counters(&l, "[", r, ':', "] ");
	sw_line_add(&l, "-A ");
	sw_line_add(&l, chain);
	save_ip(&l, family, &r->ip);
	for (size_t i = 0; i < r->nmatch && !ret; i++)
		ret = sw_xt_save_match(&l, r, &r->match[i], err);
	if (counters == SW_SAVE_DASH_C)
		add_counters(&l, " -c ", r, ' ', "");
	if (!ret)
		ret = save_jump(&l, r, err);
	sw_line_addc(&l, '\n');
	sw_line_flush(&l);
	return ret;
}
