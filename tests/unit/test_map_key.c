/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a map is asked for a packet: whole, masked, and with a part that nobody knows. */
#include "base/net.h"
#include "sight/map_key.h"
#include "tap.h"

int main(void)
{
	static const uint8_t from[4] = { 10, 0, 0, 1 }, ports[4] = { 0x12, 0x34, 0, 22 };
	struct sw_key k = { .n = 2, .part = { { .sel = SW_SEL_NH(12, 4) },
					      { .sel = SW_SEL_TH(2, 2) } } };
	struct sw_known_key got;
	struct sw_packet p;

	sw_packet_init(&p, SW_IP4);
	sw_packet_set_addr(&p, false, from);
	sw_header_set(&p.th, 0, ports, 4);
	sw_map_key_of(&k, &p, &got);
	ok(got.n == 8 && !memcmp(got.v, "\x0a\0\0\x01\0\x16\0\0", 8), "address and port");
	ok(sw_map_key_whole(&got), "all of it is known");
	ok(sw_map_key_may(&got, (const uint8_t *)"\x0a\0\0\x01\0\x16\0\0", 8), "its element");
	ok(!sw_map_key_may(&got, (const uint8_t *)"\x0a\0\0\x02\0\x16\0\0", 8), "another one");
	ok(!sw_map_key_may(&got, (const uint8_t *)"\x0a\0\0\x01", 4), "a shorter one");

	k.part[0].masked = true;
	memcpy(k.part[0].mask, "\xff\0\0\0", 4);
	sw_map_key_of(&k, &p, &got);
	ok(!memcmp(got.v, "\x0a\0\0\0\0\x16\0\0", 8) && sw_map_key_whole(&got), "a mask");

	k.part[1] = (struct sw_key_part){ .sel = SW_SEL_CT(NFT_CT_STATE, 4) };
	sw_map_key_of(&k, &p, &got);
	ok(!sw_map_key_whole(&got), "nobody knows the state of a connection");
	ok(sw_map_key_may(&got, (const uint8_t *)"\x0a\0\0\0\x08\0\0\0", 8), "it may be new");
	ok(!sw_map_key_may(&got, (const uint8_t *)"\x0b\0\0\0\x08\0\0\0", 8),
	   "but not from elsewhere");

	k.part[1] = (struct sw_key_part){ .sel = SW_SEL_META(NFT_META_IIFNAME, 16) };
	memcpy(p.in.name, "eth0", 5);
	p.in.known = true;
	sw_map_key_of(&k, &p, &got);
	ok(got.n == 20 && sw_map_key_whole(&got) && !memcmp(got.v + 4, "eth0\0\0", 6),
	   "an interface");
	return tap_end();
}
