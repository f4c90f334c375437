/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A packet in words: "-p tcp -s 10.0.0.1 -d 10.0.0.2:22 --in eth0 --state NEW". */
#ifndef SW_SIGHT_PACKET_WORDS_H
#define SW_SIGHT_PACKET_WORDS_H

#include "sight/icmp_names.h"
#include "sight/packet.h"
#include "words/options.h"

/* The rows of the words, for the option tables of programs, which stay one array each. A program's
 * own rows may have the letters h n q t v w x A C J N V. */
#define SW_PACKET_OPTIONS \
	{ '4', "ipv4", SW_ARG_NONE, 0, .help = "a packet of IPv4 (the usual)" }, \
	{ '6', "ipv6", SW_ARG_NONE, 0, .help = "a packet of IPv6" }, \
	{ 'p', "protocol", SW_ARG_NEED, 0, .value = "proto", .help = "by name or number" }, \
	{ 'm', "match", SW_ARG_NEED, 0, .value = "match", \
	  .help = "as rules say it; it tells nothing" }, \
	{ 's', "source", SW_ARG_NEED, 0, .value = "address[:port]", \
	  .help = "where it comes from" }, \
	{ 's', "src", SW_ARG_NEED, SW_OF_ALIAS, .value = "address[:port]" }, \
	{ 'd', "destination", SW_ARG_NEED, 0, .value = "address[:port]", \
	  .help = "where it goes" }, \
	{ 'd', "dst", SW_ARG_NEED, SW_OF_ALIAS, .value = "address[:port]" }, \
	{ 'i', "in", SW_ARG_NEED, 0, .value = "interface", .help = "it came in by this one" }, \
	{ 'i', "in-interface", SW_ARG_NEED, SW_OF_ALIAS, .value = "interface" }, \
	{ 'o', "out", SW_ARG_NEED, 0, .value = "interface", .help = "it leaves by this one" }, \
	{ 'o', "out-interface", SW_ARG_NEED, SW_OF_ALIAS, .value = "interface" }, \
	{ 'B', "sport", SW_ARG_NEED, SW_OF_LONG, .value = "port", \
	  .help = "port that it comes from" }, \
	{ 'B', "source-port", SW_ARG_NEED, SW_OF_LONG | SW_OF_ALIAS, .value = "port" }, \
	{ 'D', "dport", SW_ARG_NEED, SW_OF_LONG, .value = "port", \
	  .help = "port that it goes to" }, \
	{ 'D', "destination-port", SW_ARG_NEED, SW_OF_LONG | SW_OF_ALIAS, .value = "port" }, \
	{ 'S', "state", SW_ARG_NEED, SW_OF_LONG, .value = "state[,...]", \
	  .help = "NEW, ESTABLISHED, RELATED, INVALID, UNTRACKED", \
	  .choice = sw_packet_state_word }, \
	{ 'S', "ctstate", SW_ARG_NEED, SW_OF_LONG | SW_OF_ALIAS, .value = "state[,...]", \
	  .choice = sw_packet_state_word }, \
	{ 'Y', "syn", SW_ARG_NONE, SW_OF_LONG, .help = "the first packet of a TCP connection" }, \
	{ 'F', "tcp-flags", SW_ARG_NEED, SW_OF_LONG, .value = "flag[,...]", \
	  .help = "just these, or NONE: SYN ACK FIN RST URG PSH", \
	  .choice = sw_packet_flag_word }, \
	{ 'I', "icmp-type", SW_ARG_NEED, SW_OF_LONG, .value = "type[/code]", \
	  .help = "by number, or by name as in rules", .choice = sw_icmp_name_word }, \
	{ 'I', "icmpv6-type", SW_ARG_NEED, SW_OF_LONG | SW_OF_ALIAS, .value = "type[/code]", \
	  .choice = sw_icmp_name_word }, \
	{ 'K', "mark", SW_ARG_NEED, SW_OF_LONG, .value = "value", .help = "its mark" }, \
	{ 'k', "ctmark", SW_ARG_NEED, SW_OF_LONG, .value = "value", \
	  .help = "its connection's mark" }, \
	{ 'M', "mac", SW_ARG_NEED, SW_OF_LONG, .value = "address", \
	  .help = "Ethernet address of the source" }, \
	{ 'M', "mac-source", SW_ARG_NEED, SW_OF_LONG | SW_OF_ALIAS, .value = "address" }, \
	{ 'U', "uid", SW_ARG_NEED, SW_OF_LONG, .value = "user", .help = "whose socket sends it" }, \
	{ 'U', "uid-owner", SW_ARG_NEED, SW_OF_LONG | SW_OF_ALIAS, .value = "user" }, \
	{ 'G', "gid", SW_ARG_NEED, SW_OF_LONG, .value = "group", .help = "and of which group" }, \
	{ 'G', "gid-owner", SW_ARG_NEED, SW_OF_LONG | SW_OF_ALIAS, .value = "group" }, \
	{ 'l', "length", SW_ARG_NEED, SW_OF_LONG, .value = "bytes", \
	  .help = "of the packet, from its IP header on" }, \
	{ 'L', "ttl", SW_ARG_NEED, SW_OF_LONG, .value = "hops", .help = "TTL, or hop limit" }, \
	{ 'L', "hl", SW_ARG_NEED, SW_OF_LONG | SW_OF_ALIAS, .value = "hops" }, \
	{ 'O', "tos", SW_ARG_NEED, SW_OF_LONG, .value = "byte", .help = "TOS, or traffic class" }, \
	{ 'f', "fragment", SW_ARG_NONE, SW_OF_LONG, .help = "a second or later fragment" }, \
	{ 'H', "hook", SW_ARG_NEED, SW_OF_LONG, .value = "INPUT|FORWARD|OUTPUT|ROUTED", \
	  .help = "which way it goes; else routes say it (ROUTED: it comes in)" }

/* The words as they were typed; all zero: none. All borrowed. */
struct sw_packet_words {
	uint8_t family;		/* 0: not said */
	/* the family where neither that nor an address or protocol says it; 0: IPv4 */
	uint8_t otherwise;
	bool    syn, fragment;
	const char *of[128];	/* by letter; of m, the first one that no word is of */
};

/* Takes an option if it is one of these. false: it is another. */
bool sw_packet_words_take(struct sw_packet_words *w, const struct sw_scan *scan);
bool sw_packet_words_any(const struct sw_packet_words *w);	/* was one given? */

/* SW_IP4 or SW_IP6: as its addresses say it, as a word does, a protocol, or otherwise. */
uint8_t sw_packet_words_family(const struct sw_packet_words *w);

/* A packet of them. 0, or SW_EPARAM with the word and what is wrong with it. Names of hosts are
 * not looked up. A packet is whole, and no later fragment, unless --fragment was given: that much
 * is known of it without a word. */
int sw_packet_of_words(struct sw_packet *p, const struct sw_packet_words *w, struct sw_err *err);

#endif
