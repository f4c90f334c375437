/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is known of a packet: each bit of it is 0, 1 or unknown. */
#ifndef SW_SIGHT_PACKET_H
#define SW_SIGHT_PACKET_H

#include "rule/ruleset.h"

/* n bytes and which of their bits are known; an unknown bit is 0 in v. Network order, but for what
 * the kernel holds as a number (marks and the like), which is in host order, as its registers
 * hold it. */
struct sw_bytes16 { uint8_t v[16], k[16]; };
struct sw_header  { uint8_t v[64], k[64]; };

/* Which hooks it passes. */
enum sw_way {
	SW_WAY_UNKNOWN,		/* routes have not been asked: nobody knows for whom it is */
	SW_WAY_INPUT,		/* PREROUTING, INPUT: for this machine */
	SW_WAY_FORWARD,		/* PREROUTING, FORWARD, POSTROUTING */
	SW_WAY_OUTPUT,		/* OUTPUT, POSTROUTING: made here */
	SW_WAY_ROUTED,		/* it comes in, and routes say for whom */
};

/* What is known of an interface's name. "" and known: there is none. */
struct sw_device { char name[SW_IF_MAX]; bool known; };

/* NF_CT_STATE_* of nf_tables: exactly one of them is true of a packet. */
enum {
	SW_STATE_INVALID = 1, SW_STATE_ESTABLISHED = 2, SW_STATE_RELATED = 4, SW_STATE_NEW = 8,
	SW_STATE_UNTRACKED = 64,
	SW_STATES = 79,
};
/* Their names, as rules have them. */
#define SW_NSTATES 5
extern const struct sw_state_name { unsigned bit; const char *name; } sw_state_names[SW_NSTATES];
/* Flags of TCP by bit, and the word for none of them. */
#define SW_NFLAGS 6
extern const char *const sw_tcp_flags[SW_NFLAGS + 1];
/* The words by number from 0; NULL: no more. For sw_option.choice. */
const char *sw_packet_state_word(size_t i, const char **about);
const char *sw_packet_flag_word(size_t i, const char **about);

/* Has something been done to it? */
enum sw_done { SW_NOT_DONE, SW_DONE, SW_PERHAPS_DONE };

struct sw_packet {
	uint8_t  family;		/* SW_IP4, SW_IP6 */
	enum sw_way way;
	struct sw_header ll, nh, th;	/* Ethernet, IP, and what stands behind that */
	/* The protocol behind all headers of IPv6's own: bits of one byte. In IPv4 it is nh[9]. */
	uint8_t  proto, proto_known;
	bool     later_fragment;	/* it has no transport header */
	bool     fragment_known;
	/* taken for granted where nothing is known: its IP header has no options, and no header
	 * of IPv6's own stands behind it */
	bool     plain;
	int      th_len;		/* bytes of the transport header at most; -1: enough */
	struct sw_device in, out;
	unsigned states;		/* those that it may have: SW_STATES, nothing is known */
	uint8_t  untracked;		/* enum sw_done: of rules that it has met */
	uint8_t  zoned;			/* likewise: -j CT --zone in table raw */
	bool     translated;		/* an address or port is another than it was */
	bool     hops_changed;		/* a rule may have written its TTL */
	uint32_t mark, mark_known;	/* bits */
	uint32_t ctmark, ctmark_known;
	/* bits; those in which rules leave word to each other (SW_TAG_BITS) are taken to be 0 */
	uint32_t priority, priority_known;
	uint32_t uid, gid;
	bool     uid_known, gid_known;
	uint32_t length;		/* of the packet, headers of IP included */
	bool     length_known;
};

/* Nothing is known but the family. Its version is. */
void sw_packet_init(struct sw_packet *p, uint8_t family);
/* n bytes of a header are known to be these. */
void sw_header_set(struct sw_header *h, size_t offset, const void *bytes, size_t n);
/* n bytes of it, from offset on, are known whole. */
bool sw_header_known(const struct sw_header *h, size_t offset, size_t n);
/* The protocol, where IP says it, too. */
void sw_packet_set_proto(struct sw_packet *p, uint8_t proto);
/* Address: network order, 4 or 16 bytes. */
void sw_packet_set_addr(struct sw_packet *p, bool dst, const uint8_t *addr);
const uint8_t *sw_packet_addr(const struct sw_packet *p, bool dst);	/* NULL: not known whole */
/* Does its protocol have ports? 1, 0, or -1: nobody knows. */
int sw_packet_has_ports(const struct sw_packet *p);

struct sw_err;
/* Can a packet that comes in, or one that is made here, be like that? */
bool sw_packet_may_come(const struct sw_packet *p);
bool sw_packet_may_be_made(const struct sw_packet *p);
/* 0, or SW_EPARAM: no packet is. */
int sw_packet_fits(const struct sw_packet *p, struct sw_err *err);

/* One line for the reader: "tcp 10.0.0.1:? -> 10.0.0.2:22, in eth0, NEW". */
struct sw_str;
void sw_packet_print(struct sw_str *out, const struct sw_packet *p);
/* Behind it, what only a few rules ask for: ", SYN, mac 02:00:00:00:00:01, uid 0". */
void sw_packet_print_more(struct sw_str *out, const struct sw_packet *p);

#endif
