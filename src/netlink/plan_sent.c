/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Notes which companions a transaction has sent: each goes once, and the others are not needed any
 * more. */
#include <stdio.h>
#include "netlink/plan_local.h"

#define KEY_MAX (64 + NFT_NAME_MAXLEN)

/* No set's key begins so. */
static void make_key(char *key, struct sw_plan *p, const struct sw_builtin_table *b,
		     const char *what)
{
	snprintf(key, KEY_MAX, "!%u.%s.%u.%s", p->family, b->name, *sw_plan_epoch(p, b), what);
}

int sw_plan_first(struct sw_plan *p, const struct sw_builtin_table *b, const char *what,
		  struct sw_err *err)
{
	char key[KEY_MAX];
	uint32_t unused;

	make_key(key, p, b, what);
	return sw_strset_add(&p->sets, key, &unused, err);
}

bool sw_plan_sent(struct sw_plan *p, const struct sw_builtin_table *b, const char *what)
{
	char key[KEY_MAX];

	make_key(key, p, b, what);
	return sw_strset_has(&p->sets, key);
}

void sw_plan_tag_name(char *out, size_t size, uint32_t tag)
{
	snprintf(out, size, "#%08x", tag);
}
