/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Addresses, protocols and interface names as iptables reads and prints them. */
#ifndef SW_WORDS_ADDR_H
#define SW_WORDS_ADDR_H

#include "rule/rule.h"

struct sw_addr { uint8_t addr[16], mask[16]; };	/* network order, addr already masked */

/* One -s or -d word: a list of addresses. All zero is valid and empty. */
struct sw_addrs {
	struct sw_addr  one;	/* used while n <= 1: no allocation */
	struct sw_addr *many;	/* owned */
	size_t n, cap;
};
void sw_addrs_fini(struct sw_addrs *a);
const struct sw_addr *sw_addrs_get(const struct sw_addrs *a, size_t i);

/* "a[/mask],b[/mask]..."; host names are resolved, literals never are. */
int sw_addrs_parse(struct sw_addrs *a, const char *list, uint8_t family, struct sw_err *err);

/* The address at the head of s as save files have it, in one form only: a dotted quad of plain
 * numbers, or what inet_pton() takes. Returns what stands behind it: a blank, a slash or NUL; NULL:
 * it is none. Unused bytes of out stay as they are. */
const char *sw_addr_plain(const char *s, uint8_t family, uint8_t out[16]);
/* Dotted quad, or its short forms ("10", "10.1"); every part may be 0x.. or 0... */
bool sw_addr_parse4(const char *s, uint8_t out[4]);

/* A whole number up to max as iptables takes it: decimal or, with base 0, 0x hexadecimal or 0
 * octal, blanks and a plus sign before it, nothing behind it. base: 0 or 10. */
bool sw_number_parse(const char *word, int base, unsigned long max, unsigned long *out);
/* Number of -p's word, < 0 error. */
int sw_proto_parse(const char *word, struct sw_err *err);
/* Name of a protocol, NULL: it has none. lookup: also ask /etc/protocols (cached). */
const char *sw_proto_name(unsigned proto, bool lookup);

/* Fill out, SW_IF_MAX bytes; a lone "+" matches all and becomes "" when not inverted. Returns 1
 * when the name holds characters no kernel allows. */
int sw_iface_parse(const char *word, bool invert, char *out, struct sw_err *err);

#endif
