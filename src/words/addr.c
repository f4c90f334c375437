/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads -s and -d: lists, prefix lengths, masks, short forms and host names. */
#include <ctype.h>
#include <errno.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>

#include "base/net.h"
#include "words/addr.h"

void sw_addrs_fini(struct sw_addrs *a)
{
	free(a->many);
	memset(a, 0, sizeof(*a));
}

const struct sw_addr *sw_addrs_get(const struct sw_addrs *a, size_t i)
{
	return a->many ? &a->many[i] : &a->one;
}

static int addrs_add(struct sw_addrs *a, const struct sw_addr *one, struct sw_err *err)
{
	struct sw_addr *more;

	if (!a->n) {
		a->one = *one;
		a->n = 1;
		return 0;
	}
	if (a->n >= a->cap) {
		more = reallocarray(a->many, a->n * 2 + 6, sizeof(*more));
		if (!more)
			return sw_err_nomem(err);
		if (!a->many)
			more[0] = a->one;
		a->many = more;
		a->cap = a->n * 2 + 6;
	}
	a->many[a->n++] = *one;
	return 0;
}

static bool number(const char *s, unsigned long max, unsigned long *out)
{
	/* Nearly always one or two digits of a prefix length. */
	if (*s >= '1' && *s <= '9' && (!s[1] || (isdigit((unsigned char)s[1]) && !s[2]))) {
		*out = s[1] ? (*s - '0') * 10 + s[1] - '0' : *s - '0';
		return *out <= max;
	}
	return sw_number_parse(s, 0, max, out);
}

/* A decimal number of at most three digits without leading zeros. */
static const char *byte(const char *s, uint8_t *out)
{
	unsigned v = s[0] - '0', digit;

	if (v > 9)
		return NULL;
	*out = v;
	digit = s[1] - '0';
	if (!v || digit > 9)
		return s + 1;
	*out = v = v * 10 + digit;
	digit = s[2] - '0';
	if (digit > 9)
		return s + 2;
	*out = v = v * 10 + digit;
	return v > 255 ? NULL : s + 3;
}

/* The form save files hold: four such numbers. */
static const char *quad(const char *s, uint8_t out[4])
{
	for (int i = 0; i < 4 && s; i++) {
		if (i && *s++ != '.')
			return NULL;
		s = byte(s, &out[i]);
	}
	return s;
}

static bool plain_quad(const char *s, uint8_t out[4])
{
	s = quad(s, out);
	return s && !*s;
}

static const char *plain6(const char *s, uint8_t out[16])
{
	size_t n = strcspn(s, "/ ");
	char word[INET6_ADDRSTRLEN];

	if (n >= sizeof(word))
		return NULL;
	memcpy(word, s, n);
	word[n] = '\0';
	return inet_pton(AF_INET6, word, out) == 1 ? s + n : NULL;
}

const char *sw_addr_plain(const char *s, uint8_t family, uint8_t out[16])
{
	s = family == SW_IP6 ? plain6(s, out) : quad(s, out);
	return s && (!*s || *s == '/' || *s == ' ') ? s : NULL;
}

/* parts: how many there must be at least; missing ones are 0. */
static bool loose_quad(const char *s, int parts, uint8_t out[4])
{
	char buf[20], *p = buf, *dot;
	unsigned long v;
	int i;

	if (strlen(s) >= sizeof(buf))
		return false;
	strcpy(buf, s);
	memset(out, 0, 4);
	for (i = 0; i < 4; i++, p = dot + 1) {
		dot = i < 3 ? strchr(p, '.') : NULL;
		if (dot)
			*dot = '\0';
		if (!number(p, 255, &v))
			return false;
		out[i] = v;
		if (!dot)
			return i + 1 >= parts;
	}
	return true;
}

bool sw_addr_parse4(const char *s, uint8_t out[4])
{
	return plain_quad(s, out) || loose_quad(s, 1, out);
}

static void set_prefix(uint8_t *mask, unsigned bits)
{
	memset(mask, 0xff, bits / 8);
	if (bits % 8)
		mask[bits / 8] = 0xff << (8 - bits % 8);
}

static int parse_mask(const char *s, uint8_t family, uint8_t mask[16], struct sw_err *err)
{
	unsigned full = family == SW_IP6 ? 128 : 32;
	unsigned long bits;
	int ret;

	memset(mask, 0, 16);
	if (!s) {
		memset(mask, 0xff, full / 8);
		return 0;
	}
	if (number(s, full, &bits)) {
		set_prefix(mask, bits);
		return 0;
	}
	if (family == SW_IP6 ? inet_pton(AF_INET6, s, mask) == 1 :
	    plain_quad(s, mask) || loose_quad(s, 4, mask))
		return 0;
	ret = sw_err_set(err, SW_EPARAM, EINVAL, "invalid mask `%s' specified", s);
	if (strchr(s, '.'))
		sw_err_hint(err, "a mask has four parts from 0 to 255");
	else
		sw_err_hint(err, "the length of a prefix is a number from 0 to %u", full);
	return ret;
}

/* Advice for what looks like an address and is none of this family. */
static void explain_host(const char *name, uint8_t family, struct sw_err *err)
{
	uint8_t buf[16];
	const char *p = name;
	char *end;

	if (!*name) {
		sw_err_hint(err, "the address is empty: a comma too many?");
		return;
	}
	if (family == SW_IP4 && inet_pton(AF_INET6, name, buf) == 1) {
		sw_err_hint(err, "%s is an IPv6 address: use ip6tables", name);
		return;
	}
	if (family == SW_IP6 && sw_addr_parse4(name, buf)) {
		sw_err_hint(err, "%s is an IPv4 address: use iptables", name);
		return;
	}
	if (strchr(name, '-') && strspn(name, "0123456789.-") == strlen(name)) {
		sw_err_hint(err, "a range of addresses needs -m iprange with --src-range or "
			    "--dst-range %s", name);
		return;
	}
	if (strspn(name, "0123456789.") != strlen(name)) {
		sw_err_hint(err, "neither an address nor the name of a host that is known");
		return;
	}
	for (int part = 1; isdigit((unsigned char)*p); part++) {
		unsigned long v = strtoul(p, &end, 10);

		if (v > 255)
			sw_err_hint(err,
				    "not an IPv4 address: part %d is %lu, and 255 is the limit",
				    part, v);
		p = *end == '.' ? end + 1 : end;
	}
}

static int not_found(const char *name, uint8_t family, struct sw_err *err)
{
	int ret;

	sw_err_arg(err, name, -1);
	ret = sw_err_set(err, SW_EPARAM, EINVAL, "host/network `%s' not found", name);
	explain_host(name, family, err);
	return ret;
}

static int add_masked(struct sw_addrs *a, struct sw_addr *one, struct sw_err *err)
{
	for (int i = 0; i < 16; i++)
		one->addr[i] &= one->mask[i];
	return addrs_add(a, one, err);
}

/* Digits and dots, or colons: nothing a resolver should be asked. */
static bool is_literal(const char *name)
{
	return strchr(name, ':') || strspn(name, "0123456789.") == strlen(name);
}

static int add_host(struct sw_addrs *a, const char *name, uint8_t family, struct sw_addr *one,
		    struct sw_err *err)
{
	struct addrinfo hints = { .ai_family = family, .ai_socktype = SOCK_RAW };
	struct addrinfo *res, *ai;
	int ret = 0;

	if (!*name)
		return not_found(name, family, err);
	if (is_literal(name))
		hints.ai_flags = AI_NUMERICHOST;
	if (getaddrinfo(name, NULL, &hints, &res))
		return not_found(name, family, err);
	for (ai = res; ai && !ret; ai = ai->ai_next) {
		if (family == SW_IP6)
			memcpy(one->addr, &((struct sockaddr_in6 *)ai->ai_addr)->sin6_addr, 16);
		else
			memcpy(one->addr, &((struct sockaddr_in *)ai->ai_addr)->sin_addr, 4);
		ret = add_masked(a, one, err);
	}
	freeaddrinfo(res);
	return ret;
}

/* A name of /etc/networks; iptables asks for it before the resolver. */
static bool network(const char *name, uint8_t out[4])
{
	struct netent *net = *name && !is_literal(name) ? getnetbyname(name) : NULL;
	uint32_t be;

	if (!net || net->n_addrtype != AF_INET)
		return false;
	be = htonl(net->n_net);
	memcpy(out, &be, 4);
	return true;
}

static int add_one(struct sw_addrs *a, char *item, uint8_t family, struct sw_err *err)
{
	struct sw_addr one = { 0 };
	char *slash = strrchr(item, '/');
	int ret;

	if (slash)
		*slash++ = '\0';
	ret = parse_mask(slash, family, one.mask, err);
	if (ret) {
		slash[-1] = '/';
		sw_err_arg(err, item, -1);
		return ret;
	}
	/* With an empty mask the name does not count: "any/0". */
	if (slash && !memcmp(one.mask, (uint8_t[16]){ 0 }, 16))
		return addrs_add(a, &one, err);
	if (family == SW_IP6 ? inet_pton(AF_INET6, item, one.addr) == 1 :
	    sw_addr_parse4(item, one.addr) || network(item, one.addr))
		return add_masked(a, &one, err);
	memset(one.addr, 0, sizeof(one.addr));
	return add_host(a, item, family, &one, err);
}

int sw_addrs_parse(struct sw_addrs *a, const char *list, uint8_t family, struct sw_err *err)
{
	char buf[256];
	size_t len;
	int ret;

	for (;; list += len + 1) {
		while (isspace((unsigned char)*list))
			list++;
		len = strcspn(list, ",");
		if (len >= sizeof(buf))
			return sw_err_set(err, SW_EPARAM, EINVAL, "Hostname too long");
		memcpy(buf, list, len);
		buf[len] = '\0';
		ret = add_one(a, buf, family, err);
		if (ret || !list[len])
			return ret;
	}
}
