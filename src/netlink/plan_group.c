/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Holds appended rules back, chain by chain, and sends them in blocks. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "base/vec.h"
#include "group/parts.h"
#include "group/turns.h"
#include "netlink/msg.h"
#include "netlink/plan_group.h"

/* A save file may append to its chains in turns. */
#define RUNS 32
/* The kernel finds a map by walking over all of its table: with so many of them, only large ones
 * are worth it. 3 000 chains of 12 rules took 1.8 times as long to load, and 3 times to save. */
#define MANY_MAPS 256
#define LARGE     64
#define ROOM 1024

static bool is_of(const struct sw_plan_run *run, const struct sw_plan *p,
		  const struct sw_builtin_table *t, const char *chain)
{
	return run->table == t && run->family == p->family && run->before == p->spot &&
	       !strcmp(run->chain, chain);
}

/* ---- sent ------------------------------------------------------------------------------------ */

struct nlmsghdr *sw_plan_run_begin(struct sw_plan *p, const struct sw_plan_run *run,
				   struct sw_err *err)
{
	enum sw_op_kind kind = run->head || run->before ? SW_OP_RULE_INSERT : SW_OP_RULE_APPEND;
	struct nlmsghdr *nlh = sw_plan_begin_in(p, kind, run->table->nft_name,
						SW_RULE_ROOM + ROOM, err);

	if (!nlh)
		return NULL;
	p->nrow++;
	p->moves |= sw_plan_bit(run->family, run->table);
	sw_msg_put_str(nlh, NFTA_RULE_CHAIN, run->chain);
	if (run->before)
		mnl_attr_put_u64(nlh, NFTA_RULE_POSITION, htobe64(run->before));
	return nlh;
}

int sw_plan_run_send(struct sw_plan *p, const struct sw_plan_run *run, size_t i, uint64_t order,
		     struct sw_err *err)
{
	enum sw_op_kind kind = run->head ? SW_OP_RULE_INSERT : SW_OP_RULE_APPEND;
	struct sw_ctx ctx = { .family = run->family, .table = run->table,
			      .later_fragments = p->kernel.later_fragments };
	struct sw_userdata ud;
	struct nlmsghdr *nlh;
	int rc;

	if (sw_list_goes_on(&run->block, i))
		return 0;
	p->sink.origin = run->turn[i].origin;
	rc = sw_plan_run_take(p, run, i, &ud, err);
	if (rc)
		return rc;
	if (order)
		sw_said_put_order(&ud, order, sizeof(ud.data));
	nlh = sw_plan_run_begin(p, run, err);
	if (!nlh)
		return -ENOMEM;
	rc = sw_lower(&p->aux, &ctx, &ud, nlh, err);
	return rc ? rc : sw_plan_end(p, kind, nlh, run->chain, err);
}

static bool pays(const struct sw_plan *p, const struct sw_step *s)
{
	if (s->must)
		return true;
	if (p->group == SW_GROUP_AUTO && p->nmap >= MANY_MAPS && s->n < LARGE)
		return false;
	return sw_step_pays(s, p->group);
}

static int send_step(struct sw_plan *p, const struct sw_plan_run *run, size_t step, uint64_t order,
		     struct sw_err *err)
{
	const struct sw_block *b = &run->block;
	int rc = 0;

	if (pays(p, b->step[step]))
		return sw_plan_map_send(p, run, step, order, err);
	for (uint32_t i = b->step[step]->first; i && !rc; i = b->member[i - 1].next)
		rc = sw_plan_run_send(p, run, i - 1, SW_ORDER_OF(order, i - 1), err);
	return rc;
}

bool sw_plan_block_pays(const struct sw_plan *p, const struct sw_block *b)
{
	for (size_t i = 0; i < b->nstep; i++)
		if (pays(p, b->step[i]))
			return true;
	return false;
}

/* Blocks that follow one another in a chain must differ, also from those that stand there. */
static uint64_t new_block(struct sw_plan *p, uint32_t behind)
{
	uint32_t number;

	while (!p->map_base)
		p->map_base = sw_plan_some_number();
	do {
		number = (p->map_base + ++p->nblock) % SW_BLOCK_NUMBERS;
	} while (!number || number == behind);
	return SW_ORDER(number);
}

static void empty(struct sw_plan_run *run)
{
	sw_block_reset(&run->block);
	run->nturn = 0;
}

/* ---- lists ----------------------------------------------------------------------------------- */

/* A list whose parts stand in several steps has no place as one rule: each must be a map. */
static void settle(const struct sw_plan *p, struct sw_block *b, size_t i, size_t n)
{
	size_t alike = 0, paid = 0;

	for (size_t k = i; k < i + n; k++) {
		alike += b->member[k].step == b->member[i].step;
		paid += pays(p, b->step[b->member[k].step]);
	}
	for (size_t k = i; k < i + n && alike < n && paid < n; k++)
		b->step[b->member[k].step]->must = true;
}

static void settle_lists(const struct sw_plan *p, struct sw_block *b)
{
	for (size_t i = 0; i < b->n && p->lists; i += sw_list_members(b, i))
		settle(p, b, i, sw_list_members(b, i));
}

void sw_plan_block_would(const struct sw_plan *p, struct sw_block *b, bool *would)
{
	bool any = sw_plan_block_pays(p, b);

	if (any)
		settle_lists(p, b);
	for (size_t i = 0; i < b->n; i += sw_list_members(b, i))
		*would++ = any && pays(p, b->step[b->member[i].step]);
}

static int send_run(struct sw_plan *p, struct sw_plan_run *run, struct sw_err *err)
{
	struct sw_where origin = p->sink.origin;
	const struct sw_block *b = &run->block;
	uint8_t family = p->family;
	uint64_t order = 0;
	int rc = 0;

	if (p->group == SW_GROUP_ALWAYS && !sw_turns_hold(b, run->family))
		return sw_err_set(err, SW_EOTHER, EINVAL,
				  "the rules of chain %s would change their turns", run->chain);
	p->family = run->family;
	if (run->nturn)
		p->sink.origin = run->turn[0].origin;
	if (sw_plan_block_pays(p, b)) {
		settle_lists(p, &run->block);
		order = new_block(p, run->behind);
		for (size_t i = 0; i < b->nstep && !rc; i++)
			rc = send_step(p, run, i, order, err);
	} else {
		for (size_t i = 0; i < b->n && !rc; i++)
			rc = sw_plan_run_send(p, run, i, 0, err);
	}
	p->family = family;
	p->sink.origin = origin;
	empty(run);
	return rc;
}

/* ---- held ------------------------------------------------------------------------------------ */

bool sw_plan_holds(const struct sw_plan *p)
{
	return p->nrun > 0;
}

/* Takes run i off the list; its memory is kept behind it. */
static struct sw_plan_run *take_off(struct sw_plan *p, size_t i)
{
	struct sw_plan_run *run = p->run[i];

	p->nrun--;
	memmove(p->run + i, p->run + i + 1, (p->nrun - i) * sizeof(*p->run));
	p->run[p->nrun] = run;
	return run;
}

static int release(struct sw_plan *p, size_t i, struct sw_err *err)
{
	p->nsent++;
	p->grouped |= p->nrun > 1;	/* others came before, and wait on */
	return send_run(p, take_off(p, i), err);
}

void sw_plan_run_drop(struct sw_plan *p, size_t i)
{
	empty(take_off(p, i));
}

/* The run whose next member came first; at: how many of each are sent. NULL: none is left. */
static struct sw_plan_run *next_turn(const struct sw_plan *p, const size_t *at, size_t *which)
{
	struct sw_plan_run *first = NULL;

	for (size_t i = 0; i < p->nrun; i++) {
		struct sw_plan_run *run = p->run[i];

		if (at[i] == run->nturn || (first && first->turn[at[*which]].nth <
							     run->turn[at[i]].nth))
			continue;
		first = run;
		*which = i;
	}
	return first;
}

/* Without a map among them the rules go as they came, each with its line. */
static int send_in_turn(struct sw_plan *p, struct sw_err *err)
{
	struct sw_where origin = p->sink.origin;
	uint8_t family = p->family;
	struct sw_plan_run *run;
	size_t at[RUNS] = { 0 }, which = 0;
	int rc = 0;

	while (!rc && (run = next_turn(p, at, &which))) {
		p->family = run->family;
		rc = sw_plan_run_send(p, run, at[which]++, 0, err);
	}
	p->family = family;
	p->sink.origin = origin;
	while (p->nrun)
		empty(p->run[--p->nrun]);
	p->nsent++;
	return rc;
}

int sw_plan_release(struct sw_plan *p, struct sw_err *err)
{
	bool pays = false;
	int rc = 0;

	for (size_t i = 0; i < p->nrun; i++)
		pays |= sw_plan_block_pays(p, &p->run[i]->block);
	if (p->nrun > 1 && !pays)
		return send_in_turn(p, err);
	while (p->nrun && !rc)
		rc = release(p, 0, err);
	return rc;
}

static struct sw_plan_run *find_run(struct sw_plan *p, const struct sw_table *t,
				    const struct sw_chain *c, size_t *at)
{
	for (size_t i = p->nrun; i-- > 0;)
		if (is_of(p->run[i], p, t->builtin, c->name)) {
			*at = i;
			return p->run[i];
		}
	return NULL;
}

static struct sw_plan_run *new_run(struct sw_plan *p, const struct sw_table *t,
				   const struct sw_chain *c, struct sw_err *err)
{
	struct sw_plan_run *run;

	if (!p->run)
		p->run = calloc(RUNS, sizeof(struct sw_plan_run *));
	if (!p->run || (p->nrun == RUNS && release(p, 0, err)))
		return NULL;
	if (!p->run[p->nrun])
		p->run[p->nrun] = calloc(1, sizeof(*run));
	run = p->run[p->nrun];
	if (!run)
		return NULL;
	run->head = false;
	run->behind = 0;
	run->before = p->spot;
	run->table = t->builtin;
	run->family = p->family;
	strcpy(run->chain, c->name);
	p->nrun++;
	return run;
}

bool sw_plan_may_wait(const struct sw_plan *p, const struct sw_table *t)
{
	return p->ud.len + sizeof(uint64_t) + 2 <= SW_ELEM_WORDS_MAX &&
	       sw_fact_is_free(&p->prog, p->family, t->builtin);
}

/* As many turns as the rule has members. */
static int add(struct sw_plan *p, struct sw_plan_run *run, struct sw_err *err)
{
	struct sw_plan_turn turn = { p->sink.origin, p->nheld };
	int rc = sw_plan_block_add(p, &run->block, err);

	while (rc > 0 && run->nturn < run->block.n) {
		if (!SW_GROW(run->turn, run->nturn, run->capturn))
			return sw_err_nomem(err);
		run->turn[run->nturn++] = turn;
	}
	p->nheld += rc > 0;
	return rc;
}

/* Only where nothing else is said: a second one would stand in front of it. */
static int hold_head(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
		     struct sw_err *err)
{
	struct sw_plan_run *run;

	if (p->nrun || p->nsent || !sw_plan_may_wait(p, t))
		return sw_plan_release(p, err);
	run = new_run(p, t, c, err);
	if (!run)
		return sw_err_nomem(err);
	run->head = true;
	return add(p, run, err);
}

int sw_plan_hold(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c, bool head,
		 struct sw_err *err)
{
	struct sw_plan_run *run;
	size_t at = 0;
	int rc = 0;

	if (head)
		return hold_head(p, t, c, err);
	if (p->nrun && (p->run[0]->head || p->run[0]->before != p->spot))
		rc = sw_plan_release(p, err);
	if (rc)
		return rc;
	run = find_run(p, t, c, &at);
	if (!sw_plan_may_wait(p, t))
		return run ? release(p, at, err) : 0;
	for (int i = 0; i < 2; i++) {
		if (!run)
			run = new_run(p, t, c, err);
		if (!run)
			return sw_err_nomem(err);
		rc = add(p, run, err);
		if (rc)
			return rc;
		find_run(p, t, c, &at);
		rc = release(p, at, err);	/* no room in it: another block */
		run = NULL;
		if (rc)
			return rc;
	}
	return 0;
}

void sw_plan_hold_reset(struct sw_plan *p)
{
	while (p->nrun)
		empty(p->run[--p->nrun]);
	p->nmap = p->nblock = p->nsent = p->nrow = 0;
	p->grouped = p->lists = false;
}

void sw_plan_hold_fini(struct sw_plan *p)
{
	sw_plan_hold_reset(p);
	for (size_t i = 0; p->run && i < RUNS && p->run[i]; i++) {
		sw_block_fini(&p->run[i]->block);
		free(p->run[i]->turn);
		free(p->run[i]);
	}
	free(p->run);
}
