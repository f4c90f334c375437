/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the printers of differences share: lines of a chain with their marks, and their texts. */
#ifndef SW_CLI_DIFF_PRINT_LOCAL_H
#define SW_CLI_DIFF_PRINT_LOCAL_H

#include "cli/diff_print.h"

enum sw_diff_mark {
	SW_MARK_SAME = ' ', SW_MARK_REMOVED = '-', SW_MARK_ADDED = '+',
	SW_MARK_LEFT = '<', SW_MARK_CAME = '>',
	SW_MARK_OTHERWISE = '~',	/* the same but for comment or counters */
};

/* One line of the old side, of the new one, or of both. */
struct sw_diff_row {
	enum sw_diff_mark mark;
	const struct sw_diff_chain *chain;
	bool  head;		/* the line of the chain, not of a rule */
	const char *note;	/* or a comment line about what nobody can read; NULL: none */
	/* rules; NULL: none on that side, or head */
	const struct sw_rule *from, *to;
	uint32_t number;	/* of a rule that moved: on the other side */
	bool  comment, counters;	/* which are others */
};

/* Where rows stand: in which table, of which chain (NULL: of the table), rules from which number on
 * and how many, on either side. No rules: the line of the chain. */
struct sw_diff_place {
	const struct sw_diff_table *table;
	const struct sw_diff_chain *chain;
	bool     rules;
	uint32_t from, nfrom, to, nto;
};

struct sw_diff_each {
	int (*place)(const struct sw_diff_place *p, void *arg);
	int (*row)(const struct sw_diff_row *r, void *arg);	/* 0, or an error */
	void *arg;
};

/* Walks over all that differs, with the equal rules around it. */
int sw_diff_each_row(const struct sw_diff_view *v, const struct sw_diff_each *each);

/* The name of the chain, of whichever side. */
const char *sw_diff_chain_name(const struct sw_diff_chain *c);

/* The rule as its line in a save file, without line end; of one that no words make, the comment
 * line that says so. */
int sw_diff_rule_text(struct sw_str *out, const struct sw_diff_view *v,
		      const struct sw_diff_chain *chain, const struct sw_rule *r,
		      struct sw_err *err);
/* The text of a side of a row: a rule, ":INPUT DROP", ":NAME -". */
int sw_diff_side_text(struct sw_str *out, const struct sw_diff_view *v,
		      const struct sw_diff_row *r, bool to, struct sw_err *err);
/* What the mark does not say: "moved to 7", "comment was ssh"; "" if that is all. */
void sw_diff_remark(struct sw_str *out, const struct sw_diff_row *r);
/* The line "@@ TABLE CHAIN -3,4 +3,5 @@", of rules as in a unified diff. */
void sw_diff_add_place(struct sw_str *out, const struct sw_diff_view *v,
		       const struct sw_diff_place *p);

/* ---- colours: nothing unless v->color -------------------------------------------------------- */

void sw_diff_color(struct sw_str *out, const struct sw_diff_view *v, enum sw_diff_mark mark);
void sw_diff_color_title(struct sw_str *out, const struct sw_diff_view *v);	/* bold */
void sw_diff_color_end(struct sw_str *out, const struct sw_diff_view *v);
/* Text from files and the kernel: as it is, or safe for a terminal where there are colours. */
void sw_diff_add(struct sw_str *out, const struct sw_diff_view *v, const struct sw_str *text);

#endif
