/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of this folder share: plugins, their options, the rule under construction. */
#ifndef SW_XT_XT_LOCAL_H
#define SW_XT_XT_LOCAL_H

#include <net/if.h>		/* before any kernel header: both define the interface flags */
#include "base/line.h"
#include "base/net.h"
#include <xtables.h>
#include "rule/rule.h"
#include "xt/guard.h"
#include "xt/plugin.h"

/* Both kinds of extension begin with a header of the same layout (checked in entry.c). */
#define SW_XT_HEAD XT_ALIGN(sizeof(struct xt_entry_match))

struct sw_xt_opt {
	const char *name;
	uint32_t    hash;
	uint16_t    len;
	uint8_t     arg;	/* no_argument, required_argument, optional_argument */
	int         val;	/* what the plugin's parser is called with */
};

/* A plugin's long options with an index by name. */
struct sw_xt_opts {
	struct sw_xt_opt *opt;	/* owned */
	uint8_t          *slot;	/* owned, open addressing: an option's number, from 1 */
	unsigned          n, mask;
};

struct sw_plugin;
struct sw_xt_whole;
/* Save text without the plugin; false: not plain enough, and nothing was written. l may be NULL:
 * only asked. */
typedef bool (*sw_xt_plain_fn)(struct sw_line *l, const struct sw_ext *x);
typedef bool (*sw_xt_printable_fn)(const struct sw_ext *x);

/* Bytes of an extension's payload that need not be compared; the rows are in unseen.c. */
struct sw_xt_bytes {
	const char *name;	/* in the kernel */
	bool        target;
	/* they count, but each value is printed and read alike; false: nobody looks at them */
	bool        plain;
	bool        behind_text;	/* only those behind the end of the text there */
	uint8_t     rev, family;	/* family 0: both */
	uint16_t    size;	/* of the struct */
	uint16_t    at, len;
	uint8_t     bits;	/* those of each byte; 0: all */
	/* in so many elements of an array, stride bytes each; 0: no array */
	uint8_t     times;
	uint16_t    stride;
	bool      (*when)(const void *payload);	/* NULL: always */
};

/* One revision of one extension, as registered. Never freed: a plugin stays loaded. */
struct sw_plugin {
	struct sw_plugin  *next;	/* same name */
	bool               target;
	bool               alias;	/* stands for an extension of another name */
	const char        *name, *kernel_name;
	char               entry_name[SW_NAME_MAX];	/* kernel_name, padded */
	uint8_t            rev;
	uint16_t           family, size, user_size;
	size_t             udata_size;
	struct sw_xt_opts  opts;
	const struct xt_option_entry *x6;	/* NULL: old style */
	sw_xt_plain_fn     plain;	/* NULL: the plugin prints all */
	sw_xt_printable_fn printable;	/* NULL: prints any payload */
	/* the first of its rows; NULL: each byte is compared */
	const struct sw_xt_bytes *bytes;
	const struct sw_xt_whole *left_out;	/* NULL: the plugin says all */
	bool               doubtful;	/* may print what is not so */
	union {
		struct xtables_match  *m;
		struct xtables_target *t;
	};
};

/* Everything known under one name: installed files and registered revisions. */
struct sw_xt_name {
	struct sw_xt_name *next;	/* same bucket */
	uint32_t           hash;
	uint8_t            len;
	struct sw_plugin  *plugin;	/* owned list, as registered */
	uint8_t            file[3];	/* libipt_, libip6t_, libxt_: folder from 1; 0 = none */
	bool               loaded[2];	/* [is IPv6]: that family's file was tried */
	char              *trouble;	/* owned: why a file could not be used */
	struct sw_plugin  *chosen[2][2];	/* [target][is IPv6]: what users mean by it */
	bool               resolved[2][2];
	char               name[SW_NAME_MAX];
};

/* installed.c */
struct sw_xt_name *sw_xt_name_find(const char *name);	/* NULL: unknown */
struct sw_xt_name *sw_xt_name_add(const char *name);	/* NULL: no memory, too long */
void sw_xt_each_name(void (*fn)(struct sw_xt_name *, void *), void *arg);
int sw_xt_name_file(const struct sw_xt_name *n, uint8_t family);	/* index; -1: none */
int sw_xt_name_path(const struct sw_xt_name *n, int file, char *buf, size_t size);

/* load.c */
/* ICMPv6 has three names; its match has one. Any other name is itself. */
const char *sw_xt_match_name(const char *name);
uint8_t sw_xt_family(void);
bool sw_xt_is_short(void);	/* a plugin is not known because memory ran out */
void sw_xt_load_init(uint8_t family, sw_xt_rev_fn kernel_rev);
/* What the user means by NAME in the current family; NULL: nothing, or a plugin file that cannot be
 * used; then *why (may be NULL) is the reason, else NULL. */
struct sw_plugin *sw_xt_plugin(const char *name, bool target, const char **why);
/* The plugin that prints a kernel extension; NULL: none of that revision. */
struct sw_plugin *sw_xt_plugin_rev(const char *name, uint8_t rev, bool target);
bool sw_xt_plugin_exists(const char *name, bool target);	/* the kernel is not asked */
bool sw_xt_plugin_fits(const struct sw_plugin *p, bool target);	/* for the current family */
void sw_xt_load(struct sw_xt_name *n);	/* its file for the current family, if any */
bool sw_xt_name_is_installed(const struct sw_xt_name *n);	/* for the current family */

/* layout.c */
/* The distance of two entries, bytes; 0: unknown. By the size of xtables_chain_protos; by a table
 * that has each of n names once. */
size_t sw_xt_layout_of(size_t protos_size);
size_t sw_xt_layout_probe(const struct xt_option_entry *table, const char *const *names, size_t n);

/* layout_find.c */
/* Once, before anything of a plugin is looked at. < 0: none that is known, err filled. */
int sw_xt_layout_find(struct sw_err *err);
const struct xt_option_entry *sw_xt_entry_at(const struct xt_option_entry *table, unsigned i);
bool sw_xt_layout_is_known(void);
const struct xtables_pprot *sw_xt_protos(void);	/* the last has no name */

/* option.c */
uint32_t sw_xt_hash(const char *s, size_t len);
int sw_xt_opts_build(struct sw_plugin *p);	/* 0 or -ENOMEM */
const struct sw_xt_opt *sw_xt_opts_exact(const struct sw_plugin *p, const char *name, size_t len,
					 uint32_t hash);

/* port.c */
/* false: not a port, or not plain; nothing was done */
bool sw_xt_port_parse(struct xt_option_call *cb);

/* unseen.c */
#define SW_XT_SEEN_ROOM 512
/* the first row of p; NULL: none */
const struct sw_xt_bytes *sw_xt_bytes(const struct sw_plugin *p);
/* The payload of x, which is p's, with what nobody looks at blanked: in room, or x's own where
 * there is no such byte. */
const uint8_t *sw_xt_seen(const struct sw_plugin *p, const struct sw_ext *x,
			  uint8_t room[SW_XT_SEEN_ROOM]);

/* entry.c */
const void *sw_xt_entry(const struct sw_ip *ip);	/* ipt_entry, ip6t_entry; static */

/* One extension of the rule under construction. Buffers are kept for the next rule. */
struct sw_xt_slot {
	struct sw_plugin *plugin;
	void             *entry;	/* owned: header, then the payload */
	size_t            cap;
	void             *udata;	/* owned: the plugin's scratch area */
	size_t            udata_cap;
	unsigned          flags;	/* the plugin's record of options seen */
};

struct sw_xt_rule {
	struct sw_xt_slot *slot;	/* owned vector */
	size_t             n, cap;
	struct sw_xt_slot  target;	/* plugin NULL: none */
	/* Whose options are understood, oldest first: index into slot, or SW_XT_TARGET. A second
	 * instance of a match takes the place of the first one. */
	size_t            *order;	/* owned vector of n + 1 */
	size_t             norder;
	bool               proto_used;	/* -p's match was loaded by one of its options */
};
#define SW_XT_TARGET ((size_t)-1)

static inline struct sw_xt_slot *sw_xt_slot_at(struct sw_xt_rule *r, size_t k)
{
	return r->order[k] == SW_XT_TARGET ? &r->target : &r->slot[r->order[k]];
}

/* slot.c */
int sw_xt_slot_start(struct sw_xt_slot *s, struct sw_plugin *p, struct sw_err *err);
void sw_xt_slot_enter(struct sw_xt_slot *s);	/* the slot's state into the plugin's struct */
void sw_xt_slot_leave(struct sw_xt_slot *s);	/* and out of it, also after a jump */
bool sw_xt_slot_take(const struct sw_xt_slot *s, struct sw_ext *ext);	/* false: no memory */
void sw_xt_slot_fini(struct sw_xt_slot *s);

/* build.c */
int sw_xt_add_match(struct sw_xt_rule *r, struct sw_plugin *p, struct sw_err *err);
struct sw_xt_rule *sw_xt_at_hand(void);	/* the rule under construction */
void sw_xt_rule_fini(void);

/* print.c */
void sw_xt_print_fini(void);
sw_xt_printable_fn sw_xt_printable(const struct sw_plugin *p);

/* strict.c: a value that was read as something else ends the guarded call with an error. */
void sw_xt_strict(const struct xt_option_call *cb);

/* proven.c */
bool sw_xt_is_proven(const struct sw_plugin *p, const struct sw_ip *ip, const struct sw_ext *x);
void sw_xt_remember(const struct sw_plugin *p, const struct sw_ip *ip, const struct sw_ext *x);
void sw_xt_proven_fini(void);

/* echo.c */
bool sw_xt_is_doubtful(const struct sw_plugin *p);
/* Parses one extension's save text, which is changed, into out, whose ip fields count. */
int sw_xt_reparse(char *text, bool target, struct sw_rule *out, struct sw_err *err);

/* left_out.c */
const struct sw_xt_whole *sw_xt_left_out(const struct sw_plugin *p);	/* NULL: nothing */
/* "--espspi 0:4294967295", where plugins of iptables up to 1.8.10 say nothing of it; NULL: there is
 * nothing to say. */
const char *sw_xt_left_out_words(const struct sw_plugin *p, const struct sw_ext *x, bool *invert);
/* Is it none of all values, which the plugin's nft words leave out, so that they match
 * everything? */
bool sw_xt_is_none(const struct sw_plugin *p, const struct sw_ext *x);
/* these as sw_xt_plain_fn */
bool sw_xt_limit_text(struct sw_line *l, const struct sw_ext *x);
bool sw_xt_connbytes_text(struct sw_line *l, const struct sw_ext *x);
bool sw_xt_cluster_text(struct sw_line *l, const struct sw_ext *x);

/* plain.c */
sw_xt_plain_fn sw_xt_plain(const struct sw_plugin *p);	/* NULL: none of ours */

/* hint.c */
void sw_xt_hint_name(const char *name, bool target, struct sw_err *err);
/* True when value (or a part of it) is not a word that the option is known to take. */
bool sw_xt_hint_value(const struct sw_plugin *p, const char *option, const char *value,
		      struct sw_err *err);

#endif
