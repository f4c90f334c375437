/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words into a packet, and what is wrong with them. */
#include <errno.h>
#include <grp.h>
#include <netdb.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/net.h"
#include "base/str.h"
#include "sight/icmp_names.h"
#include "sight/packet_words.h"
#include "words/addr.h"

static int wrong(struct sw_err *err, const char *option, const char *word, const char *what)
{
	sw_err_arg(err, *word ? word : option, -1);
	return sw_err_set(err, SW_EPARAM, EINVAL, "%s%s%s: %s", option, *word ? " " : "", word,
			  what);
}

static int number(const char *option, const char *word, unsigned long max, unsigned long *out,
		  struct sw_err *err)
{
	return sw_number_parse(word, 0, max, out) ? 0 :
	       wrong(err, option, word, "this is no number, or too large");
}

/* ---- addresses and ports --------------------------------------------------------------------- */

/* "A", "A:P", "[A]:P"; an IPv6 address with a port needs the brackets. addr gets A, *port P or
 * NULL. */
static int split_end(const char *option, const char *word, char addr[64], const char **port,
		     struct sw_err *err)
{
	const char *end = strrchr(word, ':');
	size_t n = strlen(word);

	*port = NULL;
	if (*word == '[') {
		const char *last = strchr(word, ']');

		if (!last || (last[1] && last[1] != ':'))
			return wrong(err, option, word, "\"[address]:port\" is expected");
		*port = last[1] ? last + 2 : NULL;
		n = (size_t)(last - ++word);
	} else if (end && strchr(word, ':') == end) {
		*port = end + 1;
		n = (size_t)(end - word);
	}
	if (n >= 64)
		return wrong(err, option, word, "this is no address");
	memcpy(addr, word, n);
	addr[n] = '\0';
	return 0;
}

static const char *const ports_of[] = { "--sport", "--dport" };

static int set_port(struct sw_packet *p, bool dst, const char *word, struct sw_err *err)
{
	const char *option = ports_of[dst];
	unsigned long n;
	const struct servent *service;
	uint8_t bytes[2];

	if (!sw_packet_has_ports(p))
		return wrong(err, option, word, p->later_fragment ?
			     "a later fragment has no ports" : "this protocol has no ports");
	if (sw_number_parse(word, 10, 65535, &n)) {
		bytes[0] = (uint8_t)(n >> 8);
		bytes[1] = (uint8_t)n;
	} else {
		service = getservbyname(word, p->proto_known == 0xff && p->proto == IPPROTO_UDP ?
					"udp" : "tcp");
		if (!service)
			return wrong(err, option, word, "this is no port");
		memcpy(bytes, (uint8_t *)&service->s_port, 2);
	}
	if (sw_header_known(&p->th, dst ? 2 : 0, 2) && memcmp(p->th.v + (dst ? 2 : 0), bytes, 2))
		return wrong(err, option, word, "another port stands behind the address");
	sw_header_set(&p->th, dst ? 2 : 0, bytes, 2);
	return 0;
}

static int set_end(struct sw_packet *p, bool dst, const char *word, struct sw_err *err)
{
	const char *option = dst ? "-d" : "-s", *port;
	char text[64];
	uint8_t addr[16];
	int ret;

	if (!word)
		return 0;
	ret = split_end(option, word, text, &port, err);
	if (ret)
		return ret;
	if (*text && inet_pton(p->family, text, addr) != 1)
		return wrong(err, option, word, p->family == SW_IP6 ?
			     "this is no address of IPv6" : "this is no address of IPv4");
	if (*text)
		sw_packet_set_addr(p, dst, addr);
	return port ? set_port(p, dst, port, err) : 0;
}

static int set_ends(struct sw_packet *p, const struct sw_packet_words *w, struct sw_err *err)
{
	int ret = set_end(p, false, w->of['s'], err);

	if (!ret)
		ret = set_end(p, true, w->of['d'], err);
	if (!ret && w->of['B'])
		ret = set_port(p, false, w->of['B'], err);
	if (!ret && w->of['D'])
		ret = set_port(p, true, w->of['D'], err);
	return ret;
}

/* ---- protocols ------------------------------------------------------------------------------- */

static bool is_word(const char *word, const char *at, size_t n)
{
	return strlen(word) == n && !strncasecmp(word, at, n);
}

static int set_flags(struct sw_packet *p, const struct sw_packet_words *w, struct sw_err *err)
{
	const char *list = w->of['F'];
	uint8_t flags = w->syn ? 0x02 : 0;

	if (!list && !w->syn)
		return 0;
	if (p->proto_known != 0xff || p->proto != IPPROTO_TCP || p->later_fragment)
		return wrong(err, list ? "--tcp-flags" : "--syn", list ? list : "",
			     "goes with -p tcp");
	for (const char *at = list; at && *at && strcasecmp(list, "NONE"); ) {
		size_t n = strcspn(at, ","), i = 0;

		while (i < SW_NFLAGS && !is_word(sw_tcp_flags[i], at, n))
			i++;
		if (i == SW_NFLAGS)
			return wrong(err, "--tcp-flags", list,
				     "flags are SYN ACK FIN RST URG PSH, or NONE");
		flags |= (uint8_t)(1 << i);
		at += n + (at[n] == ',');
	}
	/* the lower six bits: the two above them have to do with congestion */
	p->th.v[13] = (uint8_t)((p->th.v[13] & ~0x3f) | flags);
	p->th.k[13] |= 0x3f;
	return 0;
}

static int set_icmp(struct sw_packet *p, const char *word, struct sw_err *err)
{
	static const char option[] = "--icmp-type";
	uint8_t proto = p->family == SW_IP6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP, type;
	int code;

	if (!word)
		return 0;
	if (p->proto_known != 0xff)
		sw_packet_set_proto(p, proto);
	if (p->proto != proto || p->later_fragment)
		return wrong(err, option, word, p->family == SW_IP6 ? "goes with -p icmpv6" :
			     "goes with -p icmp, as the packet is of IPv4");
	if (!sw_icmp_parse(p->family, word, &type, &code))
		return wrong(err, option, word, p->family == SW_IP6 ?
			     "\"type\", \"type/code\" or a name of ICMPv6 is expected" :
			     "\"type\", \"type/code\" or a name of ICMP is expected");
	sw_header_set(&p->th, 0, &type, 1);
	if (code >= 0)
		sw_header_set(&p->th, 1, (uint8_t[]){ (uint8_t)code }, 1);
	return 0;
}

static int set_proto(struct sw_packet *p, const struct sw_packet_words *w, struct sw_err *err)
{
	int n = IPPROTO_TCP;

	if (!w->of['p'] && !w->syn)
		return 0;
	if (w->of['p'])
		n = sw_proto_parse(w->of['p'], err);
	if (n <= 0)	/* 0: "all" */
		return n;
	if (p->family == SW_IP6 && n == IPPROTO_ICMP)	/* this is what was meant */
		n = IPPROTO_ICMPV6;
	sw_packet_set_proto(p, (uint8_t)n);
	return 0;
}

/* ---- the rest -------------------------------------------------------------------------------- */

static int set_states(struct sw_packet *p, const char *list, struct sw_err *err)
{
	const struct sw_state_name *s = sw_state_names;

	if (!list)
		return 0;
	p->states = 0;
	for (const char *at = list; *at; ) {
		size_t n = strcspn(at, ","), i = 0;

		while (i < SW_NSTATES && !is_word(s[i].name, at, n))
			i++;
		if (i == SW_NSTATES)
			return wrong(err, "--state", list, "states are NEW, ESTABLISHED, RELATED, "
				     "INVALID and UNTRACKED");
		p->states |= s[i].bit;
		at += n + (at[n] == ',');
	}
	return p->states ? 0 : wrong(err, "--state", "", "a state is expected");
}

static int set_device(struct sw_device *d, const char *option, const char *word,
		      struct sw_err *err)
{
	if (!word)
		return 0;
	if (!*word || strlen(word) >= sizeof(d->name) || strchr(word, '/'))
		return wrong(err, option, word, "no interface has such a name");
	memcpy(d->name, word, strlen(word) + 1);
	d->known = true;
	return 0;
}

static int set_owner(struct sw_packet *p, const struct sw_packet_words *w, struct sw_err *err)
{
	const char *user = w->of['U'], *group = w->of['G'];
	const struct passwd *pw = user ? getpwnam(user) : NULL;
	const struct group *gr = group ? getgrnam(group) : NULL;
	unsigned long n;

	if (user && !pw && !sw_number_parse(user, 10, UINT32_MAX, &n))
		return wrong(err, "--uid", user, "there is no such user");
	if (user) {
		p->uid = pw ? pw->pw_uid : (uint32_t)n;
		p->uid_known = true;
	}
	if (group && !gr && !sw_number_parse(group, 10, UINT32_MAX, &n))
		return wrong(err, "--gid", group, "there is no such group");
	if (group) {
		p->gid = gr ? gr->gr_gid : (uint32_t)n;
		p->gid_known = true;
	}
	return 0;
}

static int set_mac(struct sw_packet *p, const char *word, struct sw_err *err)
{
	uint8_t mac[6];
	char end;

	if (!word)
		return 0;
	if (strlen(word) != 17 ||
	    sscanf(word, "%2hhx:%2hhx:%2hhx:%2hhx:%2hhx:%2hhx%c", &mac[0], &mac[1], &mac[2],
		   &mac[3], &mac[4], &mac[5], &end) != 6)
		return wrong(err, "--mac", word, "\"00:11:22:33:44:55\" is expected");
	sw_header_set(&p->ll, 6, mac, 6);
	return 0;
}

static int set_numbers(struct sw_packet *p, const struct sw_packet_words *w, struct sw_err *err)
{
	static const struct { char letter; const char *option; unsigned long max; } words[] = {
		{ 'K', "--mark", UINT32_MAX }, { 'k', "--ctmark", UINT32_MAX },
		{ 'l', "--length", 65535 + 40 }, { 'L', "--ttl", 255 }, { 'O', "--tos", 255 },
	};
	unsigned long n[SW_ARRAY_SIZE(words)];
	bool ip6 = p->family == SW_IP6;
	uint8_t tc;
	int ret;

	for (size_t i = 0; i < SW_ARRAY_SIZE(words); i++) {
		const char *word = w->of[(unsigned char)words[i].letter];

		ret = word ? number(words[i].option, word, words[i].max, &n[i], err) : 0;
		if (ret)
			return ret;
	}
	if (w->of['K'])
		p->mark = (uint32_t)n[0], p->mark_known = UINT32_MAX;
	if (w->of['k'])
		p->ctmark = (uint32_t)n[1], p->ctmark_known = UINT32_MAX;
	if (w->of['l'])
		p->length = (uint32_t)n[2], p->length_known = true;
	if (w->of['L'])
		sw_header_set(&p->nh, ip6 ? 7 : 8, (uint8_t[]){ (uint8_t)n[3] }, 1);
	if (!w->of['O'])
		return 0;
	tc = (uint8_t)n[4];
	if (!ip6) {
		sw_header_set(&p->nh, 1, &tc, 1);
		return 0;
	}
	/* the traffic class lies across two bytes */
	sw_header_set(&p->nh, 0, (uint8_t[]){ (uint8_t)(0x60 | tc >> 4) }, 1);
	p->nh.v[1] = (uint8_t)((p->nh.v[1] & 0x0f) | tc << 4);
	p->nh.k[1] |= 0xf0;
	return 0;
}

static int set_way(struct sw_packet *p, const char *word, struct sw_err *err)
{
	static const struct { const char *name; enum sw_way way; } ways[] = {
		{ "INPUT", SW_WAY_INPUT }, { "FORWARD", SW_WAY_FORWARD },
		{ "OUTPUT", SW_WAY_OUTPUT }, { "ROUTED", SW_WAY_ROUTED },
	};

	if (!word)
		return 0;
	for (size_t i = 0; i < SW_ARRAY_SIZE(ways); i++)
		if (!strcasecmp(ways[i].name, word)) {
			p->way = ways[i].way;
			return 0;
		}
	return wrong(err, "--hook", word, "INPUT, FORWARD, OUTPUT or ROUTED is expected");
}

/* An IP header without options; the first fragment, or the packet, begins at offset 0. */
static void set_header(struct sw_packet *p, bool later)
{
	p->fragment_known = true;
	p->later_fragment = later;
	p->plain = true;
	p->nh.k[6] |= p->family == SW_IP4 && !later ? 0x1f : 0;
	p->nh.k[7] |= p->family == SW_IP4 && !later ? 0xff : 0;
}

int sw_packet_of_words(struct sw_packet *p, const struct sw_packet_words *w, struct sw_err *err)
{
	uint8_t family = sw_packet_words_family(w);
	int ret;

	if (family == SW_IP6 && w->family == SW_IP4)
		return wrong(err, "-4", "", "the addresses are of IPv6");
	sw_packet_init(p, family);
	set_header(p, w->fragment);
	if (w->of['m'])
		return wrong(err, "-m", w->of['m'], "no word of a packet is of this match");
	ret = set_proto(p, w, err);
	if (!ret)
		ret = set_icmp(p, w->of['I'], err);
	if (!ret)
		ret = set_ends(p, w, err);
	if (!ret)
		ret = set_flags(p, w, err);
	if (!ret)
		ret = set_states(p, w->of['S'], err);
	if (!ret)
		ret = set_device(&p->in, "--in", w->of['i'], err);
	if (!ret)
		ret = set_device(&p->out, "--out", w->of['o'], err);
	if (!ret)
		ret = set_owner(p, w, err);
	if (!ret)
		ret = set_mac(p, w->of['M'], err);
	if (!ret)
		ret = set_numbers(p, w, err);
	return ret ? ret : set_way(p, w->of['H'], err);
}
