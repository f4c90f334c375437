/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A rule as the command that makes it: the line of -S and of a save file. */
#include <inttypes.h>
#include <string.h>

#include "base/net.h"
#include "cli/addr.h"
#include "cli/print_rule.h"
#include "xt/plugin.h"

static void put(FILE *out, const char *s)
{
	fputs_unlocked(s, out);
}

static char *decimal(char *p, unsigned v)
{
	if (v >= 100)
		*p++ = '0' + v / 100;
	if (v >= 10)
		*p++ = '0' + v / 10 % 10;
	*p++ = '0' + v % 10;
	return p;
}

static char *quad(char *p, const uint8_t a[4])
{
	for (int i = 0; i < 4; i++) {
		if (i)
			*p++ = '.';
		p = decimal(p, a[i]);
	}
	return p;
}

/* iptables shows an IPv4 address unless address, mask and "!" are all absent. */
static void save_addr4(FILE *out, char letter, const uint8_t *addr, const uint8_t *mask,
		       bool invert)
{
	static const uint8_t zero[4];
	char buf[48], *p = buf;
	int bits;

	if (!invert && !memcmp(mask, zero, 4) && !memcmp(addr, zero, 4))
		return;
	if (invert)
		p = stpcpy(p, " !");
	*p++ = ' ';
	*p++ = '-';
	*p++ = letter;
	*p++ = ' ';
	p = quad(p, addr);
	*p++ = '/';
	bits = sw_mask_bits(mask, 4);
	p = bits < 0 ? quad(p, mask) : decimal(p, bits);
	*p = '\0';
	put(out, buf);
}

static void save_addr6(FILE *out, char letter, const uint8_t *addr, const uint8_t *mask,
		       bool invert)
{
	char a[INET6_ADDRSTRLEN], m[INET6_ADDRSTRLEN];
	int bits = sw_mask_bits(mask, 16);

	if (!invert && !bits)
		return;
	if (bits < 0)
		inet_ntop(AF_INET6, mask, m, sizeof(m));
	else
		snprintf(m, sizeof(m), "%d", bits);
	fprintf(out, "%s -%c %s/%s", invert ? " !" : "", letter,
		inet_ntop(AF_INET6, addr, a, sizeof(a)), m);
}

static void save_iface(FILE *out, const char *option, const char *name, bool invert)
{
	if (!*name)
		return;
	if (invert)
		put(out, " !");
	put(out, option);
	put(out, name);
}

static void save_ip(FILE *out, uint8_t family, const struct sw_ip *ip)
{
	void (*addr)(FILE *, char, const uint8_t *, const uint8_t *, bool) =
		family == SW_IP6 ? save_addr6 : save_addr4;

	addr(out, 's', ip->src, ip->smask, ip->inv & SW_INV_SRC);
	addr(out, 'd', ip->dst, ip->dmask, ip->inv & SW_INV_DST);
	save_iface(out, " -i ", ip->in, ip->inv & SW_INV_IN);
	save_iface(out, " -o ", ip->out, ip->inv & SW_INV_OUT);
	if (ip->proto) {
		const char *name = sw_proto_name(ip->proto, true);

		put(out, ip->inv & SW_INV_PROTO ? " ! -p " : " -p ");
		if (name)
			put(out, name);
		else
			fprintf(out, "%u", ip->proto);
	}
	if (ip->frag)
		put(out, ip->inv & SW_INV_FRAG ? " ! -f" : " -f");
}

static int save_jump(FILE *out, const struct sw_rule *r, struct sw_err *err)
{
	switch (r->jump.kind) {
	case SW_JUMP_NONE:
		break;
	case SW_JUMP_VERDICT:
		put(out, " -j ");
		put(out, sw_verdict_word(r->jump.verdict));
		break;
	case SW_JUMP_CHAIN:
		put(out, r->ip.go ? " -g " : " -j ");
		put(out, r->jump.chain);
		break;
	case SW_JUMP_EXT:
		return sw_xt_save_target(out, r, err);
	}
	return 0;
}

int sw_print_unreadable(FILE *out, struct sw_rule *r, struct sw_err *err)
{
	int ret = r->raw ? 1 : sw_xt_complete(r, err);

	if (ret > 0)
		fprintf(out,
			r->raw ? "# rule handle %" PRIu64 ": not an iptables rule\n"
			       : "# rule handle %" PRIu64
				 ": needs an extension that is not installed\n",
			r->handle);
	return ret;
}

int sw_print_save(FILE *out, uint8_t family, const char *chain, const struct sw_rule *r,
		  enum sw_save_counters counters, struct sw_err *err)
{
	int ret = 0;

	if (counters == SW_SAVE_FRONT)
		fprintf(out, "[%" PRIu64 ":%" PRIu64 "] ", r->packets, r->bytes);
	put(out, "-A ");
	put(out, chain);
	save_ip(out, family, &r->ip);
	for (size_t i = 0; i < r->nmatch && !ret; i++)
		ret = sw_xt_save_match(out, r, &r->match[i], err);
	if (counters == SW_SAVE_DASH_C)
		fprintf(out, " -c %" PRIu64 " %" PRIu64, r->packets, r->bytes);
	if (!ret)
		ret = save_jump(out, r, err);
	putc_unlocked('\n', out);
	return ret;
}
