/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One rule of the kernel, or one element of a map of rules, as a rule of the user's. */
#ifndef SW_NETLINK_DECODE_RULE_H
#define SW_NETLINK_DECODE_RULE_H

#include "netlink/decode_twin.h"
#include "netlink/held.h"
#include "netlink/reader.h"
#include "translate/ports.h"
#include "translate/translate.h"

/* What one dump of rules needs. */
struct sw_decoding {
	struct sw_reader *reader;
	uint32_t       genid;
	struct sw_ctx  ctx;
	struct sw_prog *prog, *scratch, *part;	/* borrowed from the reader; the first and the last
						 * may change places */
	struct sw_prog like;		/* tests with which a rule that is wanted begins */
	struct sw_one_elem *one;	/* the element that it would be; NULL: read all of them */
	bool names;		/* rules that are elements get the names of them */
	struct sw_twin twin;	/* of the element before, in the same block */
	struct sw_err *err;
	struct sw_err  why;	/* a rule could not be read: no error for the caller */
};

/* A ruleset can have tens of thousands of chains with a rule or two: programs outlive a chain. */
int sw_decoding_begin(struct sw_decoding *d);

/* A rule's message, its attributes found once. */
struct sw_row {
	const struct nlattr *tb[NFTA_RULE_MAX + 1];
	const void     *ud;	/* its userdata; NULL: none */
	size_t          udlen;
	struct sw_said words;
	uint32_t        number;	/* in its chain, from 1 */
};
void sw_row_read(struct sw_row *row, const struct nlmsghdr *nlh);	/* but for number */

/* What one rule would be as an element, or as several of one map: a map of another shape cannot
 * hold it. */
struct sw_one_elem {
	size_t         n;	/* 0: it is an element of no map */
	struct sw_prog map;
	struct sw_form form;
	struct sw_elem_bytes bytes[SW_PORTS_MAX];
	struct sw_one_elem *other;	/* another form that a rule with a list may have; or NULL */
};

/* map_read.c: 1 = *out is the rule of a map of ours; 0 = it is none. The caller frees it. */
int sw_map_rule_read(const struct sw_row *row, struct sw_map_rule **out, struct sw_err *err);
/* The same of one rule that is named by its handle, which is asked for now. */
int sw_map_rule_ask(struct sw_nl *nl, uint8_t family, const struct sw_builtin_table *t,
		    const char *chain, uint64_t handle, struct sw_map_rule **out,
		    struct sw_err *err);
bool sw_map_rule_fits(const struct sw_map_rule *m, const struct sw_one_elem *one);
/* map_read.c: the elements of the map that a rule looks up, into h, which is empty; one: that one
 * alone; NULL: all. 1 = done, h is still empty if there is none; 0 = that is no rule of a map of
 * ours. May be called while a dump runs. */
int sw_map_read(struct sw_reader *rd, uint8_t family, const struct sw_builtin_table *t,
		const struct sw_row *rule, const struct sw_one_elem *one, struct sw_held *h,
		struct sw_err *err);

/* Not an iptables rule, or not like what is wanted; one that stands in for a policy. */
enum { SW_RULE_FOREIGN = 1, SW_RULE_GUARD };

/* 0 = r is read, with its seat; one of the above; < 0 error. bytes: a foreign rule is 0, too, with
 * r->raw. r is empty before, and after anything but 0. */
int sw_decode_message(struct sw_decoding *d, const struct sw_row *row, bool bytes,
		      struct sw_rule *r);
/* Of n rows from i on, which are elements: sw_held_rule. */
int sw_decode_elems(struct sw_decoding *d, const struct sw_held *h, size_t i, size_t n, bool bytes,
		    struct sw_rule *r);

#endif
