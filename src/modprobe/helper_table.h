/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's conntrack helpers, and what a module word of an old recipe means for them. */
#ifndef SW_MODPROBE_HELPER_TABLE_H
#define SW_MODPROBE_HELPER_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/str.h"
#include "base/notes.h"

/* One helper as the kernel knows it; a module may have several. */
struct sw_helper {
	const char *name;	/* "ftp" */
	const char *module;	/* "nf_conntrack_ftp" */
	const char *nat;	/* the module that rewrites addresses for it; NULL: there is none */
	uint8_t     l4;		/* IPPROTO_TCP or IPPROTO_UDP */
	uint16_t    port;	/* the usual one, host order */
	bool        ip6;	/* for IPv6 too */
	bool        one_port;	/* other ports make no sense: the module has several helpers */
};
extern const struct sw_helper sw_helpers[];	/* ends with name NULL */

/* By the helper's name and protocol (0: any); NULL: not one of the usual ones. */
const struct sw_helper *sw_helper_find(const char *name, uint8_t l4);
/* Does the word's module bring this helper, itself or as its NAT half? */
bool sw_helper_is_of(const struct sw_helper *h, const char *module);
const char *sw_l4_name(uint8_t l4);	/* "tcp" */

#define SW_MODULE_MAX 56	/* MODULE_NAME_LEN of the kernel, with NUL */
#define SW_PORTS_MAX  32

/* One word of IPTABLES_MODULES: "ip_conntrack_ftp:21,2121", or a word and "ports=..." behind it. */
struct sw_module_word {
	char     word[SW_MODULE_MAX];	/* as written, without ports */
	char     module[SW_MODULE_MAX];	/* today's name, '_' for '-' */
	uint16_t port[SW_PORTS_MAX];
	size_t   nport;			/* 0: the usual ones */
	bool idle; /* nothing to do: the kernel gets it by itself, or it is history */
	bool past;	/* no such module is no failure: it was merged, or is built in */
	bool     helper;		/* brings a helper */
};
struct sw_module_words {		/* all zero is a valid empty one */
	struct sw_module_word *w;	/* owned vector */
	size_t n;
	char (*failed)[SW_MODULE_MAX];	/* owned; modules whose word was left out */
	size_t nfailed;
};

/* Today's name of a module into name[SW_MODULE_MAX]: ip_conntrack_ftp is nf_conntrack_ftp. false:
 * no module can have that name. */
bool sw_module_name(const char *word, size_t len, char *name);

/* idle.c: nothing is to be done for it; nothing, where the kernel has no such module. */
bool sw_module_is_idle(const char *module);
bool sw_module_is_past(const char *module);

/* Adds the words of text. What is no word is a remark that begins with place ("file:12"); returns
 * how many there were, or -ENOMEM. A word with a bad port is left out as a whole. A word again is
 * the same word, and its ports are added. A tracking half without ports gets those of its NAT half;
 * a NAT half with other ports than its tracking half is left out. */
int sw_module_words_add(struct sw_module_words *words, const char *text, const char *place,
			struct sw_notes *notes);
void sw_module_words_fini(struct sw_module_words *words);
const struct sw_module_word *sw_module_words_find(const struct sw_module_words *words,
						  const char *module);
/* Does w, which is one of words, assign helper h? The NAT half does only where the tracking half is
 * not named, and that has the ports of both. */
bool sw_module_words_assign(const struct sw_module_words *words, const struct sw_module_word *w,
			    const struct sw_helper *h);
/* Adds the ports of "21,2121" to the word. NULL, or why that is no list of ports. */
const char *sw_module_word_ports(struct sw_module_word *w, const char *list);
/* "ip_conntrack_ftp:21,2121 nf_nat_pptp", as a config file has it. */
void sw_module_words_print(const struct sw_module_words *words, struct sw_str *out);

/* The mark in rules that were made from a module word: "statewall: helper nf_conntrack_ftp". */
#define SW_HELPER_MARK "statewall: helper "
/* Append the helper's rules for the word as lines of table raw, as iptables-save spells them. */
void sw_helper_rules(const struct sw_helper *h, const struct sw_module_word *w, struct sw_str *out);
/* The module named in the mark of a save file's line, into module[SW_MODULE_MAX]; false: no such
 * line. */
bool sw_helper_line_module(const char *line, size_t len, char *module);

#endif
