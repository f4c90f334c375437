/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Options that are words of a packet, as they are typed. */
#include <string.h>

#include "base/cleanup.h"
#include "sight/packet_words.h"

/* The matches whose options are words of a packet, too: those who paste a rule say "-m". */
static bool is_match(const char *name)
{
	static const char *const names[] = {
		"tcp", "udp", "udplite", "sctp", "dccp", "icmp", "icmp6", "icmpv6", "state",
		"conntrack", "mark", "connmark", "mac", "owner", "length", "ttl", "hl", "tos",
	};

	for (size_t i = 0; i < SW_ARRAY_SIZE(names); i++)
		if (!strcmp(names[i], name))
			return true;
	return false;
}

bool sw_packet_words_take(struct sw_packet_words *w, const struct sw_scan *scan)
{
	static const char letters[] = "psdioBDSFIKkMUGlLOH";
	char letter = scan->opt->letter;

	if (letter == '4' || letter == '6')
		w->family = letter == '4' ? SW_IP4 : SW_IP6;
	else if (letter == 'm')
		w->of['m'] = w->of['m'] || is_match(scan->arg) ? w->of['m'] : scan->arg;
	else if (letter == 'Y')
		w->syn = true;
	else if (letter == 'f')
		w->fragment = true;
	else if (strchr(letters, letter))
		w->of[(unsigned char)letter] = scan->arg;
	else
		return false;
	return true;
}

bool sw_packet_words_any(const struct sw_packet_words *w)
{
	for (size_t i = 0; i < SW_ARRAY_SIZE(w->of); i++)
		if (w->of[i])
			return true;
	return w->syn || w->fragment;
}
