/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A packet as JSON: what is known of it. docs/json.md has the members. */
#ifndef SW_SIGHT_PACKET_JSON_H
#define SW_SIGHT_PACKET_JSON_H

#include "base/json.h"
#include "sight/packet.h"

/* One object; what is not known is absent. */
void sw_packet_json(struct sw_json *j, const char *name, const struct sw_packet *p);

#endif
