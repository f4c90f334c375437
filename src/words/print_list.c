/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A rule as a row of -L, in the columns of iptables, and as the bare line that -v prints. */
#include <inttypes.h>
#include <netdb.h>
#include <string.h>

#include "base/net.h"
#include "words/addr.h"
#include "words/print_rule.h"
#include "xt/compat.h"
#include "xt/plugin.h"

void sw_print_num(FILE *out, uint64_t n, unsigned flags)
{
	static const char *const columns[] = { "%5" PRIu64 " ", "%4" PRIu64 "K ", "%4" PRIu64 "M ",
					       "%4" PRIu64 "G ", "%4" PRIu64 "T " };
	static const char *const bare[] = { "%" PRIu64 " ", "%" PRIu64 "K ", "%" PRIu64 "M ",
					    "%" PRIu64 "G ", "%" PRIu64 "T " };
	uint64_t limit = 99999;
	int unit = 0;

	if (flags & SW_PS_EXACT) {
		fprintf(out, flags & SW_PS_BARE ? "%" PRIu64 " " : "%8" PRIu64 " ", n);
		return;
	}
	for (; n > limit && unit < 4; unit++, limit = 9999)
		n = (n + 500) / 1000;
	fprintf(out, flags & SW_PS_BARE ? bare[unit] : columns[unit], n);
}

static bool is_zero(const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p[i])
			return false;
	return true;
}

/* A host's name if the resolver knows one, else a network's (IPv4), else the number. */
static void host_name(uint8_t family, const uint8_t *addr, char *buf, size_t size)
{
	struct sockaddr_in in4 = { .sin_family = AF_INET };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };
	bool six = family == SW_IP6;
	struct netent *net;
	uint32_t be;

	memcpy(&in4.sin_addr, addr, 4);
	if (six)
		memcpy(&in6.sin6_addr, addr, 16);
	if (!getnameinfo(six ? (void *)&in6 : (void *)&in4, six ? sizeof(in6) : sizeof(in4),
			 buf, size, NULL, 0, 0))
		return;
	memcpy(&be, addr, 4);
	net = six ? NULL : getnetbyaddr(ntohl(be), AF_INET);
	if (net)
		snprintf(buf, size, "%s", net->n_name);
	else
		inet_ntop(six ? AF_INET6 : AF_INET, addr, buf, size);
}

static void list_addr(FILE *out, uint8_t family, const uint8_t *addr, const uint8_t *mask,
		      const char *format, unsigned flags)
{
	size_t size = family == SW_IP6 ? 16 : 4, len;
	char buf[NI_MAXHOST + INET6_ADDRSTRLEN + 2];
	int bits = sw_mask_bits(mask, size);

	/* IPv6 looks at the address here, IPv4 at the mask. */
	if (!(flags & SW_PS_NUMERIC) && is_zero(family == SW_IP6 ? addr : mask, size)) {
		fprintf(out, format, "anywhere");
		return;
	}
	if (flags & SW_PS_NUMERIC)
		inet_ntop(family == SW_IP6 ? AF_INET6 : AF_INET, addr, buf, NI_MAXHOST);
	else
		host_name(family, addr, buf, NI_MAXHOST);
	len = strlen(buf);
	if (bits < 0) {
		buf[len++] = '/';
		inet_ntop(family == SW_IP6 ? AF_INET6 : AF_INET, mask, buf + len,
			  sizeof(buf) - len);
	} else if (bits < (int)size * 8) {
		snprintf(buf + len, sizeof(buf) - len, "/%d", bits);
	}
	fprintf(out, format, buf);
}

static void list_ifaces(FILE *out, const struct sw_ip *ip, unsigned flags)
{
	const char *any = flags & SW_PS_NUMERIC ? "*" : "any";
	bool bare = flags & SW_PS_BARE;
	char name[SW_IF_MAX + 2];

	snprintf(name, sizeof(name), "%s%s", ip->inv & SW_INV_IN ? "!" : "",
		 ip->in[0] ? ip->in : any);
	fprintf(out, bare ? "in %s " : " %-6s ", name);
	snprintf(name, sizeof(name), "%s%s", ip->inv & SW_INV_OUT ? "!" : "",
		 ip->out[0] ? ip->out : any);
	fprintf(out, bare ? "out %s " : "%-6s ", name);
}

static const char *target_word(const struct sw_rule *r)
{
	switch (r->jump.kind) {
	case SW_JUMP_VERDICT:
		return sw_verdict_word(r->jump.verdict);
	case SW_JUMP_CHAIN:
		return r->jump.chain;
	case SW_JUMP_EXT:
		return sw_xt_target_name(r);
	default:
		return "";
	}
}

static void list_details(FILE *out, uint8_t family, const struct sw_rule *r, unsigned flags)
{
	const struct sw_ip *ip = &r->ip;
	bool bare = flags & SW_PS_BARE;
	const char *proto = sw_proto_name(ip->proto, !(flags & SW_PS_NUMERIC));

	fprintf(out, bare ? "%s " : "%-9s ", target_word(r));
	fputc(ip->inv & SW_INV_PROTO ? '!' : ' ', out);
	if (!proto || (flags & SW_PS_NUMERIC && !bare && sw_compat_has(SW_COMPAT_PROTO_NUMBERS)))
		fprintf(out, bare ? "%hu " : "%-4hu ", ip->proto);
	else
		fprintf(out, bare ? "%s " : "%-4s ", proto);
	fprintf(out, "%s%c%c ", bare ? "opt " : "",
		family == SW_IP4 && ip->inv & SW_INV_FRAG ? '!' : '-',
		family == SW_IP4 && ip->frag ? 'f' : '-');
	if (flags & SW_PS_VIA)
		list_ifaces(out, ip, flags);
	fputc(ip->inv & SW_INV_SRC ? '!' : ' ', out);
	list_addr(out, family, ip->src, ip->smask, bare ? "%s " : "%-19s ", flags);
	fputc(ip->inv & SW_INV_DST ? '!' : ' ', out);
	list_addr(out, family, ip->dst, ip->dmask, bare ? "-> %s" : "%-19s ", flags);
	if (bare)
		fputs("  ", out);
	if (ip->go)
		fputs("[goto] ", out);
}

int sw_print_list(FILE *out, uint8_t family, const struct sw_rule *r, unsigned number,
		  unsigned flags, struct sw_err *err)
{
	int ret = 0;

	if (flags & SW_PS_LINENO)
		fprintf(out, "%-4u ", number);
	if (flags & SW_PS_COUNTERS) {
		sw_print_num(out, r->packets, flags);
		sw_print_num(out, r->bytes, flags);
	}
	list_details(out, family, r, flags);
	for (size_t i = 0; i < r->nmatch && !ret; i++)
		ret = sw_xt_list_match(out, r, &r->match[i], flags & SW_PS_NUMERIC, err);
	if (!ret && r->jump.kind == SW_JUMP_EXT)
		ret = sw_xt_list_target(out, r, flags & SW_PS_NUMERIC, err);
	fputc('\n', out);
	return ret;
}

int sw_print_verbose(FILE *out, uint8_t family, const struct sw_rule *r, struct sw_err *err)
{
	return sw_print_list(out, family, r, 0, SW_PS_NUMERIC | SW_PS_VIA | SW_PS_BARE, err);
}
