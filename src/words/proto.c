/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers, and names of protocols and interfaces. */
#include <ctype.h>
#include <errno.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>

#include "base/net.h"
#include "base/cleanup.h"
#include "base/str.h"
#include "words/addr.h"
#include "xt/compat.h"

/* The names iptables knows without /etc/protocols; the first of a number is the one it prints. */
static const struct { const char *name; uint8_t proto; bool later; } protos[] = {
	{ "tcp", 6 }, { "sctp", 132 }, { "udp", 17 }, { "udplite", 136 }, { "icmp", 1 },
	{ "ipv6-icmp", 58 }, { "icmpv6", 58 }, { "esp", 50 }, { "ah", 51 },
	{ "mobility-header", 135 }, { "ipv6-mh", 135 }, { "mh", 135 }, { "dccp", 33, true },
	{ "ipcomp", 108, true }, { "all", 0 },
};

static int proto_unknown(const char *word, struct sw_err *err)
{
	const char *names[SW_ARRAY_SIZE(protos)], *near;
	int ret;

	for (size_t i = 0; i < SW_ARRAY_SIZE(protos); i++)
		names[i] = protos[i].name;
	sw_err_arg(err, word, -1);
	ret = sw_err_set(err, SW_EPARAM, EINVAL, "unknown protocol \"%s\" specified", word);
	near = sw_str_nearest(word, names, SW_ARRAY_SIZE(names));
	if (near)
		sw_err_hint(err, "did you mean %s?", near);
	return ret;
}

bool sw_number_parse(const char *word, int base, unsigned long max, unsigned long *out)
{
	const char *p = word;
	char *end;

	while (isspace((unsigned char)*p))
		p++;
	if (*p == '-')		/* strtoul would take it */
		return false;
	errno = 0;
	*out = strtoul(p, &end, base);
	return end != p && !*end && !errno && *out <= max;
}

int sw_proto_parse(const char *word, struct sw_err *err)
{
	struct protoent *p;
	unsigned long v;

	if (sw_number_parse(word, 0, 255, &v))
		return v;
	for (size_t i = 0; i < SW_ARRAY_SIZE(protos); i++)
		if (!strcmp(word, protos[i].name))
			return protos[i].proto;
	p = getprotobyname(word);
	if (p && p->p_proto >= 0 && p->p_proto <= 255)
		return p->p_proto;
	return proto_unknown(word, err);
}

/* getprotobynumber reads a file each time; one answer per number is kept for the process. */
static const char *looked_up(unsigned proto)
{
	static struct { bool asked; char name[20]; } cache[256];
	struct protoent *p;

	if (!cache[proto].asked) {
		cache[proto].asked = true;
		p = getprotobynumber(proto);
		if (p && strlen(p->p_name) < sizeof(cache[proto].name))
			strcpy(cache[proto].name, p->p_name);
	}
	return cache[proto].name[0] ? cache[proto].name : NULL;
}

const char *sw_proto_name(unsigned proto, bool lookup)
{
	for (size_t i = 0; i < SW_ARRAY_SIZE(protos); i++)
		if (protos[i].proto == proto &&
		    (!protos[i].later || sw_compat_has(SW_COMPAT_PROTO_DCCP)))
			return protos[i].name;
	return lookup && proto < 256 ? looked_up(proto) : NULL;
}

int sw_iface_parse(const char *word, bool invert, char *out, struct sw_err *err)
{
	size_t len = strlen(word);

	if (!len)
		return sw_err_set(err, SW_EPARAM, EINVAL,
				  "Empty interface is likely to be undesired");
	if (len >= SW_IF_MAX && sw_compat_has(SW_COMPAT_LONG_NAMES))
		return sw_err_set(err, SW_EPARAM, EINVAL,
				  "interface name `%s' must be shorter than %i characters", word,
				  SW_IF_MAX);
	if (len >= SW_IF_MAX)
		return sw_err_set(err, SW_EPARAM, EINVAL,
				  "interface name `%s' must be shorter than IFNAMSIZ (%i)", word,
				  SW_IF_MAX - 1);
	memset(out, 0, SW_IF_MAX);
	if (strcmp(word, "+") || invert)
		memcpy(out, word, len);
	return strpbrk(word, "/ ") ? 1 : 0;
}
