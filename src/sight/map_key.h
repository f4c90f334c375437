/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a map of rules would be asked for a packet of which not all is known. */
#ifndef SW_SIGHT_MAP_KEY_H
#define SW_SIGHT_MAP_KEY_H

#include "sight/packet.h"
#include "translate/prog.h"

struct sw_known_key {
	size_t  n;				/* bytes */
	uint8_t v[SW_KEY_MAX], k[SW_KEY_MAX];	/* and which of their bits are known */
};

void sw_map_key_of(const struct sw_key *key, const struct sw_packet *p, struct sw_known_key *out);
bool sw_map_key_whole(const struct sw_known_key *key);	/* all of it is known */
/* May that be the element? */
bool sw_map_key_may(const struct sw_known_key *key, const uint8_t *bytes, size_t n);

#endif
