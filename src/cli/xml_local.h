/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of iptables-xml share: escaping, and the words of one rule as elements. */
#ifndef SW_CLI_XML_LOCAL_H
#define SW_CLI_XML_LOCAL_H

#include <stdint.h>
#include <stdio.h>
#include "base/str.h"

/* As text or attribute value. Bytes above ASCII become references, one each, as iptables-xml does;
 * control characters, which XML cannot hold, become U+FFFD. */
void sw_xml_text(FILE *out, const char *text);
/* The inside of a comment. */
void sw_xml_comment(FILE *out, const char *text);

/* Word i is -j, --jump, -g or --goto, not a quoted text of that look. */
bool sw_xml_is_target(const struct sw_words *w, int i);

/* Words first to last - 1 as elements. is_chain tells a jump to a chain from one to a target. */
void sw_xml_rule_part(FILE *out, const struct sw_words *w, int first, int last,
		      bool (*is_chain)(void *arg, const char *name), void *arg);

struct sw_xml_chain {
	char    *name, *policy;	/* owned; policy NULL: a user chain */
	uint64_t packets, bytes;
	bool     shown;
};

/* One table; all zero is one that is not open. The elements go to stdout. */
struct sw_xml_table {
	bool   is_open, in_rule;	/* in_rule: its actions are open */
	struct sw_xml_chain **chain;	/* owned vector of owned chains, as declared */
	size_t nchain, cap;
	void  *by_name;			/* tree of the same chains */
	const struct sw_xml_chain *current;
};

void sw_xml_table_begin(struct sw_xml_table *t, const char *name);
void sw_xml_table_end(struct sw_xml_table *t);	/* the chains without rules, too */
void sw_xml_table_fini(struct sw_xml_table *t);	/* prints nothing */
/* The chain of that name, which is added if there is none. NULL: no memory. */
struct sw_xml_chain *sw_xml_table_chain(struct sw_xml_table *t, const char *name);
bool sw_xml_table_has_chain(void *table, const char *name);
void sw_xml_table_show_chain(struct sw_xml_table *t, struct sw_xml_chain *c); /* open its element */
void sw_xml_table_end_rule(struct sw_xml_table *t);

#endif
