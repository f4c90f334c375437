/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names for types of ICMP, of both families in one table. */
#include <string.h>
#include <strings.h>

#include "base/cleanup.h"
#include "rule/ruleset.h"
#include "sight/icmp_names.h"
#include "words/addr.h"

/* Where a family does not have the name, and where one means all codes of a type. */
#define NO -1

static const struct { const char *name; int16_t four, code4, six, code6; } names[] = {
	{ "echo-request", 8, NO, 128, NO },
	{ "ping", 8, NO, 128, NO },
	{ "echo-reply", 0, NO, 129, NO },
	{ "pong", 0, NO, 129, NO },
	{ "destination-unreachable", 3, NO, 1, NO },
	{ "network-unreachable", 3, 0, NO, NO },
	{ "no-route", NO, NO, 1, 0 },
	{ "host-unreachable", 3, 1, NO, NO },
	{ "address-unreachable", NO, NO, 1, 3 },
	{ "protocol-unreachable", 3, 2, NO, NO },
	{ "port-unreachable", 3, 3, 1, 4 },
	{ "fragmentation-needed", 3, 4, NO, NO },
	{ "packet-too-big", NO, NO, 2, NO },
	{ "source-route-failed", 3, 5, NO, NO },
	{ "network-unknown", 3, 6, NO, NO },
	{ "host-unknown", 3, 7, NO, NO },
	{ "network-prohibited", 3, 9, NO, NO },
	{ "host-prohibited", 3, 10, NO, NO },
	{ "TOS-network-unreachable", 3, 11, NO, NO },
	{ "TOS-host-unreachable", 3, 12, NO, NO },
	{ "communication-prohibited", 3, 13, 1, 1 },
	{ "host-precedence-violation", 3, 14, NO, NO },
	{ "precedence-cutoff", 3, 15, NO, NO },
	{ "beyond-scope", NO, NO, 1, 2 },
	{ "failed-policy", NO, NO, 1, 5 },
	{ "reject-route", NO, NO, 1, 6 },
	{ "source-quench", 4, NO, NO, NO },
	{ "redirect", 5, NO, 137, NO },
	{ "network-redirect", 5, 0, NO, NO },
	{ "host-redirect", 5, 1, NO, NO },
	{ "TOS-network-redirect", 5, 2, NO, NO },
	{ "TOS-host-redirect", 5, 3, NO, NO },
	{ "router-advertisement", 9, NO, 134, NO },
	{ "router-solicitation", 10, NO, 133, NO },
	{ "time-exceeded", 11, NO, 3, NO },
	{ "ttl-exceeded", 11, NO, 3, NO },
	{ "ttl-zero-during-transit", 11, 0, 3, 0 },
	{ "ttl-zero-during-reassembly", 11, 1, 3, 1 },
	{ "parameter-problem", 12, NO, 4, NO },
	{ "ip-header-bad", 12, 0, NO, NO },
	{ "required-option-missing", 12, 1, NO, NO },
	{ "bad-header", NO, NO, 4, 0 },
	{ "unknown-header-type", NO, NO, 4, 1 },
	{ "unknown-option", NO, NO, 4, 2 },
	{ "timestamp-request", 13, NO, NO, NO },
	{ "timestamp-reply", 14, NO, NO, NO },
	{ "address-mask-request", 17, NO, NO, NO },
	{ "address-mask-reply", 18, NO, NO, NO },
	{ "neighbour-solicitation", NO, NO, 135, NO },
	{ "neighbor-solicitation", NO, NO, 135, NO },
	{ "neighbour-advertisement", NO, NO, 136, NO },
	{ "neighbor-advertisement", NO, NO, 136, NO },
};

static bool by_name(uint8_t family, const char *name, uint8_t *type, int *code)
{
	for (size_t i = 0; i < SW_ARRAY_SIZE(names); i++) {
		int16_t n = family == SW_IP6 ? names[i].six : names[i].four;

		if (n == NO || strcasecmp(names[i].name, name))
			continue;
		*type = (uint8_t)n;
		*code = family == SW_IP6 ? names[i].code6 : names[i].code4;
		return true;
	}
	return false;
}

bool sw_icmp_parse(uint8_t family, const char *word, uint8_t *type, int *code)
{
	const char *slash = strchr(word, '/');
	size_t len = slash ? (size_t)(slash - word) : strlen(word);
	char number[8] = "";
	unsigned long n;

	*code = -1;
	if (!slash && by_name(family, word, type, code))
		return true;
	if (len >= sizeof(number))
		return false;
	memcpy(number, word, len);
	if (!sw_number_parse(number, 0, 255, &n))
		return false;
	*type = (uint8_t)n;
	if (slash && !sw_number_parse(slash + 1, 0, 255, &n))
		return false;
	*code = slash ? (int)n : -1;
	return true;
}

const char *sw_icmp_name_word(size_t i, const char **about)
{
	*about = NULL;
	return i < SW_ARRAY_SIZE(names) ? names[i].name : NULL;
}
