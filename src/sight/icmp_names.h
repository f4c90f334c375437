/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Types of ICMP and ICMPv6 by number, and by the names that rules have for them. */
#ifndef SW_SIGHT_ICMP_NAMES_H
#define SW_SIGHT_ICMP_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* "8", "3/4", "port-unreachable". family: SW_IP4, SW_IP6. *code: -1, the word is of all codes.
 * false: it is no type of this family's. Case does not matter. */
bool sw_icmp_parse(uint8_t family, const char *word, uint8_t *type, int *code);
/* The names of both families by number from 0; NULL: no more. For sw_option.choice. */
const char *sw_icmp_name_word(size_t i, const char **about);

#endif
