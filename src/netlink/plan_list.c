/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules with a list of ports among those that wait: as parts, and as rules again. */
#include <string.h>
#include "group/parts.h"
#include "netlink/plan_group.h"

/* A part of it would be an element. */
static bool folds(struct sw_plan *p, const struct sw_list *l)
{
	struct sw_prog map = { 0 };
	struct sw_elem_bytes bytes;
	struct sw_form form;
	bool good;

	sw_list_part(&p->prog, l, 0, &p->aux);
	good = !p->aux.oom && sw_fold(&p->aux, p->family, &map, &form, &bytes);
	sw_prog_fini(&map);
	return good;
}

/* The kernel counts the jumps to a chain: one that had several elements would be as many references
 * to it. */
static bool find_list(struct sw_plan *p, struct sw_list *l)
{
	return p->prog.nset == 1 && !p->prog.chain[0] &&
	       p->ud.len + SW_ORDER_WORDS + SW_PART_WORDS <= SW_ELEM_WORDS_MAX &&
	       sw_list_find(&p->prog, l) && folds(p, l);
}

bool sw_plan_has_list(struct sw_plan *p)
{
	struct sw_list l;

	return find_list(p, &l);
}

int sw_plan_block_add(struct sw_plan *p, struct sw_block *b, struct sw_err *err)
{
	struct sw_list l;

	if (!find_list(p, &l))
		return sw_block_add(b, &p->prog, p->family, &p->ud, err);
	p->lists = true;
	return sw_list_add(b, &p->prog, &l, p->family, &p->ud, &p->aux, err);
}

int sw_plan_run_take(struct sw_plan *p, const struct sw_plan_run *run, size_t i,
		     struct sw_userdata *ud, struct sw_err *err)
{
	struct sw_table t = { .builtin = run->table };
	struct sw_prog part = { 0 };
	struct sw_list l;
	int rc = 0;

	ud->len = run->block.member[i].nwords;
	memcpy(ud->data, sw_block_words(&run->block, i), ud->len);
	if (!sw_list_at(&run->block, i, &l, &p->aux, &part))
		return sw_block_prog(&run->block, i, &p->aux) ? 0 : sw_err_nomem(err);
	sw_prog_fini(&part);
	if (p->aux.oom)
		return sw_err_nomem(err);
	ud->len -= SW_PART_WORDS;	/* they stand last */
	for (size_t k = 0; k < p->aux.nset && !rc; k++)
		rc = sw_plan_set_need(p, &t, &p->aux.set[k], err);
	return rc;
}
