/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Differences of rulesets: rulesets at random that are edited at random. What is said makes the new
 * one of the old one, and is never longer than the edits were. */
#include <stdlib.h>
#include <time.h>

#include "rule/diff.h"
#include "tap.h"

static uint64_t seed = 20240318;
static struct sw_err err;

static uint32_t dice(uint32_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (seed >> 20) % n;
}

/* ---- rules and chains ------------------------------------------------------------------------ */

/* comment 0: none. */
static struct sw_rule *rule(uint32_t kind, uint32_t comment)
{
	struct sw_rule *r = sw_rule_new();
	struct sw_ext e;

	memcpy(r->ip.src, &kind, sizeof(kind));
	r->jump = (struct sw_jump){ .kind = SW_JUMP_VERDICT, .verdict = SW_ACCEPT };
	if (comment) {
		char text[32] = { 0 };

		snprintf(text, sizeof(text), "comment %u", comment);
		sw_ext_set(&e, "comment", 0, text, sizeof(text), sizeof(text), &err);
		sw_rule_add_match(r, &e, &err);
	}
	return r;
}

static struct sw_chain *chain(struct sw_ruleset *rs, const char *name)
{
	struct sw_table *t = sw_ruleset_table(rs, "filter");
	struct sw_chain *c = sw_table_chain(t, name);

	if (!c)
		c = sw_table_add_chain(t, name, &err);
	return c;
}

static void add(struct sw_chain *c, size_t at, struct sw_rule *r)
{
	sw_chain_insert(c, at, r, &err);
}

static void copy(struct sw_chain *to, const struct sw_chain *from)
{
	for (size_t i = 0; i < from->nrule; i++)
		add(to, i, sw_rule_clone(from->rule[i]));
}

static void begin(struct sw_ruleset rs[2])
{
	for (int i = 0; i < 2; i++) {
		sw_ruleset_init(&rs[i], SW_IP4);
		chain(&rs[i], "INPUT");
	}
}

static void end(struct sw_ruleset rs[2], struct sw_diff *d)
{
	sw_diff_fini(d);
	sw_ruleset_fini(&rs[0]);
	sw_ruleset_fini(&rs[1]);
}

static int compare(struct sw_ruleset rs[2], bool counters, struct sw_diff *d)
{
	struct sw_diff_ask ask = { .counters = counters };

	for (int i = 0; i < SW_NTABLES; i++)
		ask.table[i] = true;
	return sw_diff_rulesets(&rs[0], &rs[1], &ask, d, &err);
}

/* Of table filter. */
static const struct sw_diff_chain *chain_of(const struct sw_diff *d, const char *name)
{
	const struct sw_diff_table *t = &d->table[3];

	for (size_t k = 0; k < t->nchain; k++)
		if (!strcmp((t->chain[k].from ? t->chain[k].from : t->chain[k].to)->name, name))
			return &t->chain[k];
	return NULL;
}

/* "2 kept 1>1; 1 removed 3>0", with "comment" and "counters" behind. */
static const char *words(const struct sw_diff_chain *c)
{
	static const char *const kinds[] = { "kept", "removed", "added", "left", "came" };
	static char text[512];
	size_t n = 0;

	text[0] = '\0';
	for (size_t i = 0; i < c->nrun && n < sizeof(text) - 64; i++) {
		const struct sw_diff_run *r = &c->run[i];

		n += sprintf(text + n, "%s%u %s %u>%u%s%s", n ? "; " : "", r->n, kinds[r->kind],
			     r->from, r->to, r->comment ? " comment" : "",
			     r->counters ? " counters" : "");
	}
	return text;
}

/* ---- what is said of single edits ------------------------------------------------------------ */

/* Chains of rules, one a digit; a letter behind it is its comment. */
static void fill(struct sw_chain *c, const char *rules)
{
	for (; *rules; rules++) {
		bool comment = rules[1] >= 'a';

		add(c, c->nrule, rule(*rules - '0', comment ? rules[1] : 0));
		rules += comment;
	}
}

static void test_words(void)
{
	static const struct { const char *from, *to, *says; } rows[] = {
		{ "", "", "" },
		{ "123", "123", "3 kept 1>1" },
		{ "123", "13", "1 kept 1>1; 1 removed 2>0; 1 kept 3>2" },
		{ "13", "123", "1 kept 1>1; 1 added 0>2; 1 kept 2>3" },
		{ "12", "45", "2 removed 1>0; 2 added 0>1" },
		{ "1234", "2341", "1 left 1>4; 3 kept 2>1; 1 came 1>4" },
		{ "123456", "561234", "2 came 5>1; 4 kept 1>3; 2 left 5>1" },
		{ "1a2", "1b2", "1 kept 1>1 comment; 1 kept 2>2" },
		{ "12a", "12", "1 kept 1>1; 1 kept 2>2 comment" },
		{ "1a23", "231b", "1 left 1>3 comment; 2 kept 2>1; 1 came 1>3 comment" },
		{ "1a1b1c", "1a1c", "1 kept 1>1; 1 removed 2>0; 1 kept 3>2" },
		{ "111", "1111", "3 kept 1>1; 1 added 0>4" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct sw_ruleset rs[2];
		struct sw_diff d;

		begin(rs);
		fill(chain(&rs[0], "INPUT"), rows[i].from);
		fill(chain(&rs[1], "INPUT"), rows[i].to);
		ok(!compare(rs, false, &d) && d.differs == !!strcmp(rows[i].from, rows[i].to),
		   "%s, %s: different, or not", rows[i].from, rows[i].to);
		is(words(chain_of(&d, "INPUT")), rows[i].says, "what");
		end(rs, &d);
	}
}

static void test_chains(void)
{
	struct sw_ruleset rs[2];
	const struct sw_diff_chain *c;
	struct sw_diff d;

	begin(rs);
	chain(&rs[0], "gone");
	fill(chain(&rs[1], "new"), "12");
	chain(&rs[0], "both");
	chain(&rs[1], "both");
	chain(&rs[1], "INPUT")->policy = SW_DROP;
	chain(&rs[1], "INPUT")->packets = 7;
	ok(!compare(rs, false, &d) && d.differs && d.table[3].differs && !d.table[4].differs,
	   "of one table");
	c = chain_of(&d, "INPUT");
	ok(c->policy && !c->counters && c->differs, "a policy; counters do not count");
	c = chain_of(&d, "gone");
	ok(c->from && !c->to && c->differs, "a chain that goes");
	c = chain_of(&d, "new");
	ok(!c->from && c->to && c->differs && !strcmp(words(c), "2 added 0>1"), "one that comes");
	c = chain_of(&d, "both");
	ok(c->from && c->to && !c->differs, "one that stays");
	c = chain_of(&d, "FORWARD");
	ok(c && !c->differs, "a builtin one that nobody has made");
	end(rs, &d);

	begin(rs);
	fill(chain(&rs[0], "INPUT"), "123");
	fill(chain(&rs[1], "INPUT"), "123");
	chain(&rs[1], "INPUT")->rule[1]->packets = 7;
	chain(&rs[1], "INPUT")->bytes = 7;
	ok(!compare(rs, false, &d) && !d.differs, "counters do not count");
	sw_diff_fini(&d);
	ok(!compare(rs, true, &d) && d.differs && chain_of(&d, "INPUT")->counters, "or they do");
	is(words(chain_of(&d, "INPUT")), "1 kept 1>1; 1 kept 2>2 counters; 1 kept 3>3",
	   "of the rule");
	end(rs, &d);

	begin(rs);
	fill(chain(&rs[0], "INPUT"), "12");
	fill(chain(&rs[1], "INPUT"), "12");
	for (int i = 0; i < 2; i++)
		chain(&rs[i], "INPUT")->rule[1]->raw = calloc(1, sizeof(struct sw_raw));
	ok(!compare(rs, false, &d) && d.differs, "a rule that nobody can read equals none");
	is(words(chain_of(&d, "INPUT")), "1 kept 1>1; 1 removed 2>0; 1 added 0>2", "not itself");
	end(rs, &d);

	begin(rs);
	sw_str_add(&rs[0].table[3].foreign, "# chain x: not an iptables chain\n");
	ok(!compare(rs, false, &d) && d.differs && d.table[3].foreign, "a chain of another tool's");
	end(rs, &d);
}

/* ---- edits at random ------------------------------------------------------------------------- */

static void edit(struct sw_chain *c, uint32_t kinds)
{
	uint32_t n = c->nrule, at = n ? dice(n) : 0, to;
	struct sw_rule *r;

	switch (n ? dice(4) : 0) {
	case 0:
		add(c, n ? dice(n + 1) : 0, rule(dice(kinds), dice(4)));
		break;
	case 1:
		sw_chain_remove(c, at);
		break;
	case 2:
		r = sw_rule_clone(c->rule[at]);
		sw_chain_remove(c, at);
		to = dice(n);
		add(c, to, r);
		break;
	default:
		memcpy(&to, c->rule[at]->ip.src, sizeof(to));
		sw_chain_remove(c, at);
		add(c, at, rule(to, dice(4)));
	}
}

/* The new chain, of the old one and what the difference says; of a rule that came or has another
 * comment, by the old one's rules and numbers. */
static bool applies(const struct sw_diff_chain *d, const struct sw_chain *from,
		    const struct sw_chain *to, uint32_t *length)
{
	uint32_t i = 0, j = 0, left = 0, came = 0;

	*length = 0;
	for (size_t k = 0; k < d->nrun; k++) {
		const struct sw_diff_run *r = &d->run[k];
		bool old = r->kind != SW_DIFF_ADDED && r->kind != SW_DIFF_CAME;
		bool new = r->kind != SW_DIFF_REMOVED && r->kind != SW_DIFF_LEFT;

		for (uint32_t n = 0; n < r->n; n++) {
			const struct sw_rule *a = r->from ? from->rule[r->from - 1 + n] : NULL;
			const struct sw_rule *b = r->to ? to->rule[r->to - 1 + n] : NULL;

			if ((old && r->from + n != ++i) || (new && r->to + n != ++j))
				return false;
			if (a && b && memcmp(&a->ip, &b->ip, sizeof(a->ip)))
				return false;
			if (a && b && sw_rule_equal(a, b) == r->comment)
				return false;
		}
		left += r->kind == SW_DIFF_LEFT ? r->n : 0;
		came += r->kind == SW_DIFF_CAME ? r->n : 0;
		if (r->kind != SW_DIFF_LEFT && sw_diff_run_differs(r))
			*length += r->n;
	}
	return i == from->nrule && j == to->nrule && left == came;
}

static void test_random(void)
{
	uint32_t wrong = 0, longer = 0, total = 0, made = 0, uneven = 0;

	for (int run = 0; run < 4000; run++) {
		uint32_t kinds = 1 + dice(run % 5 ? 400 : 4), k = dice(run % 7 ? 8 : 60), length;
		struct sw_ruleset rs[2];
		struct sw_chain *from, *to;
		struct sw_diff d;

		begin(rs);
		from = chain(&rs[0], "INPUT");
		to = chain(&rs[1], "INPUT");
		for (uint32_t n = dice(80); n > 0; n--)
			add(from, from->nrule, rule(dice(kinds), dice(3)));
		copy(to, from);
		for (uint32_t n = 0; n < k; n++)
			edit(to, kinds);
		if (compare(rs, false, &d) ||
		    !applies(chain_of(&d, "INPUT"), from, to, &length)) {
			wrong++;
			length = 0;
		}
		longer += length > k;
		uneven += d.differs != (length > 0);
		total += length;
		made += k;
		end(rs, &d);
	}
	ok(!wrong, "what is said makes the new one, 4000 times (%u wrong)", wrong);
	ok(!longer, "and is never longer than the edits (%u longer; %u said of %u edits)", longer,
	   total, made);
	ok(!uneven, "it differs if something is said");
	ok(total > made / 2, "something was said at all");
}

static void test_time(void)
{
	struct timespec a, b;
	struct sw_ruleset rs[2];
	struct sw_diff d;
	double t;
	int ret;

	begin(rs);
	for (uint32_t i = 0; i < 100000; i++)
		add(chain(&rs[0], "INPUT"), i, rule(i, i % 3));
	copy(chain(&rs[1], "INPUT"), chain(&rs[0], "INPUT"));
	for (int i = 0; i < 100; i++)
		edit(chain(&rs[1], "INPUT"), 1000000);
	clock_gettime(CLOCK_MONOTONIC, &a);
	ret = compare(rs, false, &d);
	clock_gettime(CLOCK_MONOTONIC, &b);
	t = b.tv_sec - a.tv_sec + (b.tv_nsec - a.tv_nsec) / 1e9;
	ok(!ret && d.differs && t < 3, "100 000 rules beside 100 000: %.3f s", t);
	end(rs, &d);
}

int main(void)
{
	sw_err_init(&err);
	test_words();
	test_chains();
	test_random();
	test_time();
	return tap_end();
}
