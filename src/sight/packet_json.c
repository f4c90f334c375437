/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is known of a packet, as members of JSON. */
#include <arpa/inet.h>

#include "base/str.h"
#include "sight/packet_json.h"

static void add_end(struct sw_json *j, const struct sw_packet *p, bool dst)
{
	const uint8_t *addr = sw_packet_addr(p, dst);
	size_t port = dst ? 2 : 0;
	char text[INET6_ADDRSTRLEN];

	if (addr && inet_ntop(p->family, addr, text, sizeof(text)))
		sw_json_text(j, dst ? "destination" : "source", text);
	if (sw_packet_has_ports(p) == 1 && sw_header_known(&p->th, port, 2))
		sw_json_number(j, dst ? "dport" : "sport",
			       (uint64_t)(p->th.v[port] << 8 | p->th.v[port + 1]));
}

void sw_packet_json(struct sw_json *j, const char *name, const struct sw_packet *p)
{
	struct sw_str text = { 0 };

	sw_packet_print(&text, p);
	sw_json_object_flat(j, name);
	sw_json_text(j, "text", text.len ? text.s : "");
	if (p->proto_known == 0xff)
		sw_json_number(j, "protocol", p->proto);
	add_end(j, p, false);
	add_end(j, p, true);
	if (p->in.known && p->in.name[0])
		sw_json_text(j, "in", p->in.name);
	if (p->out.known && p->out.name[0])
		sw_json_text(j, "out", p->out.name);
	if (p->states != SW_STATES) {
		sw_json_list(j, "states");
		for (size_t i = 0; i < SW_NSTATES; i++)
			if (p->states & sw_state_names[i].bit)
				sw_json_text(j, NULL, sw_state_names[i].name);
		sw_json_close(j);
	}
	if (p->length_known)
		sw_json_number(j, "length", p->length);
	if (p->mark_known == UINT32_MAX)
		sw_json_number(j, "mark", p->mark);
	sw_json_close(j);
	j->out->oom |= text.oom;
	sw_str_fini(&text);
}
