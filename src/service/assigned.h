/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rules of table raw that assign a helper: which, for which ports, from which module word. */
#ifndef SW_SERVICE_ASSIGNED_H
#define SW_SERVICE_ASSIGNED_H

#include "modprobe/module.h"
#include "session/session.h"

struct sw_assigned {
	char     helper[16];
	uint8_t  l4;
	uint16_t from, to;		/* ports called; 0..65535 when the rule names none */
	char     module[SW_MODULE_MAX];	/* of a rule made from a module word, else "" */
	char     chain[SW_CHAIN_MAX];
	unsigned number;		/* in its chain, from 1 */
};
struct sw_assigned_list {		/* all zero is a valid empty one */
	struct sw_assigned *a;		/* owned */
	size_t n;
};

/* Reads table raw of the session. Empties the list first. */
int sw_assigned_read(struct sw_session *s, struct sw_assigned_list *list, struct sw_err *err);
/* The same of a table raw that is known down to the rules. */
int sw_assigned_find(const struct sw_table *raw, struct sw_assigned_list *list, struct sw_err *err);
void sw_assigned_fini(struct sw_assigned_list *list);

/* The module words that would make the marked rules again: "nf_conntrack_ftp:2121". mod says which
 * ports a word without any means. */
int sw_assigned_words(const struct sw_assigned_list *list, struct sw_mod *mod,
		      struct sw_module_words *words, struct sw_err *err);

#endif
