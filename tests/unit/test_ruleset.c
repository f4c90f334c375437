/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables and chains: the builtin ones, finding by name, order of display, many thousands. */
#include <stdlib.h>
#include <time.h>
#include "base/cleanup.h"
#include "base/str.h"
#include "rule/ruleset.h"
#include "tap.h"

#define MANY 36000

static void test_builtin(void)
{
	static const char *const chains[SW_NTABLES] = {
		"PREROUTING:0:-150:filter INPUT:1:-150:filter FORWARD:2:-150:filter "
		"OUTPUT:3:-150:route POSTROUTING:4:-150:filter ",
		"INPUT:1:150:filter FORWARD:2:150:filter OUTPUT:3:150:filter ",
		"PREROUTING:0:-300:filter OUTPUT:3:-300:filter ",
		"INPUT:1:0:filter FORWARD:2:0:filter OUTPUT:3:0:filter ",
		"PREROUTING:0:-100:nat INPUT:1:100:nat OUTPUT:3:-100:nat POSTROUTING:4:100:nat ",
	};
	static const char *const order[SW_NTABLES] = {
		"mangle", "security", "raw", "filter", "nat",
	};
	const struct sw_builtin_table *t;
	struct sw_str b = { 0 };
	size_t i, k;

	for (i = 0; i < SW_NTABLES; i++) {
		t = &sw_builtin_tables[i];
		is(t->name, order[i], "table %zu", i);
		sw_str_reset(&b);
		for (k = 0; k < t->nchain; k++)
			sw_str_addf(&b, "%s:%d:%d:%s ", t->chain[k].name, t->chain[k].hook,
				    t->chain[k].prio, t->chain[k].type);
		is(b.s, chains[i], "chains of %s", t->name);
		ok(sw_builtin_table(t->name) == t && sw_builtin_table_by_nft(t->nft_name) == t,
		   "%s is found by both names", t->name);
	}
	is(sw_builtin_table("nat")->nft_name, "statewall-nat", "name in the kernel");
	ok(!sw_builtin_table("broute") && !sw_builtin_table_by_nft("filter"), "no other tables");
	ok(!sw_builtin_chain(sw_builtin_table("filter"), "PREROUTING"), "filter has no PREROUTING");
	sw_str_fini(&b);
}

/* Whatever was asked for last time. */
static bool again_differs(struct sw_table *t, const char *name)
{
	const struct sw_chain *c = sw_table_chain(t, name);

	return sw_table_chain_again(t, name) != c || sw_table_chain_again(t, name) != c;
}

static void test_chains(void)
{
	struct sw_ruleset rs;
	struct sw_table *t;
	struct sw_chain *c, **list;
	struct sw_err err;
	struct sw_str b = { 0 };
	size_t n, i;

	sw_ruleset_init(&rs, SW_IP4);
	t = sw_ruleset_table(&rs, "filter");
	ok(t && t->builtin == sw_builtin_table("filter"), "table by name");
	ok(!sw_ruleset_table(&rs, "nope"), "no such table");
	ok(!sw_table_chain(t, "X"), "empty table has no chain");
	sw_table_add_chain(t, "b", NULL);
	sw_table_add_chain(t, "OUTPUT", NULL);
	c = sw_table_add_chain(t, "Z", NULL);
	sw_table_add_chain(t, "a+b", NULL);
	ok(sw_table_chain(t, "OUTPUT")->builtin && !c->builtin, "builtin names are known");
	sw_err_init(&err);
	ok(!sw_table_add_chain(t, "Z", &err) && err.code, "a second chain of a name is refused");
	sw_err_init(&err);
	ok(!sw_table_add_chain(t, "a-name-of-more-than-thirty-one-bytes", &err) && err.code,
	   "a long name is refused");
	ok(!sw_table_sorted(t, &list, &n, NULL), "sort");
	for (i = 0; i < n; i++)
		sw_str_addf(&b, "%s ", list[i]->name);
	is(b.s, "INPUT FORWARD OUTPUT Z a+b b ",
	   "builtin in table order, then by bytes of the name");
	ok(!list[0]->in_kernel && list[0]->policy == SW_ACCEPT && list[0]->rules_known,
	   "a chain the kernel lacks is shown");
	free(list);
	ok(!again_differs(t, "b") && !again_differs(t, "none"), "found again");
	sw_table_clear(t);
	ok(!again_differs(t, "b"), "and not again");
	ok(!t->nchain && !sw_table_chain(t, "b") && !t->chains_known, "clear");
	sw_str_fini(&b);
	sw_ruleset_fini(&rs);
}

static double seconds(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static void test_many(void)
{
	struct sw_ruleset rs;
	struct sw_table *t;
	struct sw_chain **list;
	char name[SW_CHAIN_MAX];
	double start = seconds();
	size_t bad = 0, n;
	int i;

	sw_ruleset_init(&rs, SW_IP6);
	t = sw_ruleset_table(&rs, "nat");
	for (i = 0; i < MANY; i++) {
		snprintf(name, sizeof(name), "KUBE-SVC-%08d", i);
		bad += !sw_table_add_chain(t, name, NULL);
	}
	for (i = 0; i < MANY; i++) {
		snprintf(name, sizeof(name), "KUBE-SVC-%08d", i);
		bad += !sw_table_chain(t, name) || strcmp(sw_table_chain(t, name)->name, name);
		bad += again_differs(t, name);
	}
	ok(!bad && t->nchain == MANY, "%d chains are found", MANY);
	ok(!sw_table_sorted(t, &list, &n, NULL) && n == MANY + 4, "and sorted");
	free(list);
	/* Every third goes; the index must stay whole all the time. */
	for (i = 0; i < MANY; i += 3) {
		snprintf(name, sizeof(name), "KUBE-SVC-%08d", i);
		sw_table_remove_chain(t, sw_table_chain_again(t, name));
		bad += again_differs(t, name);
	}
	for (i = 0; i < MANY; i++) {
		snprintf(name, sizeof(name), "KUBE-SVC-%08d", i);
		bad += !sw_table_chain(t, name) != (i % 3 == 0) || again_differs(t, name);
	}
	ok(!bad, "removal leaves the others in place");
	ok(seconds() - start < 5, "in no more than linear time");
	sw_ruleset_fini(&rs);
}

static void test_rules(void)
{
	struct sw_ruleset rs;
	struct sw_chain *c;
	struct sw_rule *r;
	struct sw_str b = { 0 };
	uint64_t i;

	sw_ruleset_init(&rs, SW_IP4);
	c = sw_table_add_chain(&rs.table[0], "X", NULL);
	for (i = 1; i <= 20; i++) {
		r = sw_rule_new();
		r->seat.handle = i;
		sw_chain_insert(c, i % 2 ? 0 : c->nrule, r, NULL);
	}
	sw_chain_remove(c, 0);
	sw_chain_remove(c, c->nrule - 1);
	sw_chain_remove(c, 3);
	for (i = 0; i < c->nrule; i++)
		sw_str_addf(&b, "%d ", (int)c->rule[i]->seat.handle);
	is(b.s, "17 15 13 9 7 5 3 1 2 4 6 8 10 12 14 16 18 ", "insert and remove");
	sw_chain_clear(c);
	ok(!c->nrule, "clear");
	sw_str_fini(&b);
	sw_ruleset_fini(&rs);
}

static struct sw_rule *jump_to(const char *name)
{
	struct sw_rule *r = sw_rule_new();

	r->jump.kind = SW_JUMP_CHAIN;
	strcpy(r->jump.chain, name);
	r->packets = 7;
	return r;
}

static void test_rename_and_clone(void)
{
	struct sw_table copy = { 0 };
	struct sw_ruleset rs;
	struct sw_table *t = &rs.table[3];
	struct sw_chain *input, *a, *c;
	struct sw_err err;

	sw_ruleset_init(&rs, SW_IP4);
	input = sw_table_add_chain(t, "INPUT", NULL);
	a = sw_table_add_chain(t, "a", NULL);
	sw_table_add_chain(t, "b", NULL);
	input->policy = SW_DROP;
	input->packets = 3;
	a->in_kernel = t->in_kernel = t->chains_known = true;
	sw_chain_insert(input, 0, jump_to("a"), NULL);
	sw_chain_insert(input, 1, jump_to("b"), NULL);
	sw_chain_insert(a, 0, jump_to("a"), NULL);

	sw_err_init(&err);
	ok(sw_table_rename_chain(t, a, "b", &err) < 0, "a name that is taken: %s", err.msg);
	ok(!sw_table_rename_chain(t, a, "new", NULL), "a chain has another name");
	ok(!sw_table_chain(t, "a") && sw_table_chain(t, "new") == a, "and is found by it");
	is(input->rule[0]->jump.chain, "new", "so are jumps to it");
	is(a->rule[0]->jump.chain, "new", "its own, too");
	is(input->rule[1]->jump.chain, "b", "others are not");

	ok(!sw_table_clone(&copy, t, &err), "a copy");
	sw_table_clear(t);
	c = sw_table_chain(&copy, "INPUT");
	ok(copy.in_kernel && copy.chains_known && copy.nchain == 3, "has all chains");
	ok(c && c->policy == SW_DROP && c->packets == 3 && c->nrule == 2, "and what is in them");
	is(c->rule[0]->jump.chain, "new", "rules");
	ok(c->rule[0]->packets == 7, "with their counters");
	ok(sw_table_chain(&copy, "new")->in_kernel, "and state");
	sw_table_clear(&copy);
	sw_ruleset_fini(&rs);
}

int main(void)
{
	test_builtin();
	test_chains();
	test_many();
	test_rules();
	test_rename_and_clone();
	return tap_end();
}
