/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Of which family a packet in words is. */
#include <string.h>

#include "base/net.h"
#include "sight/packet_words.h"
#include "words/addr.h"

static bool is_ip6(const char *word)
{
	return word && (*word == '[' || (strchr(word, ':') != strrchr(word, ':')));
}

static bool is_ip4(const char *word)
{
	return word && *word && *word != ':' && !is_ip6(word);
}

static bool is_icmp6(const char *word)
{
	struct sw_err none;
	int n;

	sw_err_init(&none);
	n = word ? sw_proto_parse(word, &none) : 0;
	return n == IPPROTO_ICMPV6;
}

uint8_t sw_packet_words_family(const struct sw_packet_words *w)
{
	if (is_ip6(w->of['s']) || is_ip6(w->of['d']))
		return SW_IP6;
	if (w->family)
		return w->family;
	if (is_ip4(w->of['s']) || is_ip4(w->of['d']))
		return SW_IP4;
	if (is_icmp6(w->of['p']))
		return SW_IP6;
	return w->otherwise ? w->otherwise : SW_IP4;
}
