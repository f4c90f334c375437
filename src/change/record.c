/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes the record of a change, reads its lines, and tells it. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "change/align.h"
#include "change/record.h"

/* FNV-1a. Who can choose rules so that two have one number may write any rule. */
uint64_t sw_record_hash(const struct sw_piece *line)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (size_t i = 0; i < line->len; i++)
		h = (h ^ (unsigned char)line->s[i]) * 0x100000001b3u;
	return h;
}

/* ---- written --------------------------------------------------------------------------------- */

static void add_count(struct sw_str *out, uint64_t packets, uint64_t bytes)
{
	sw_str_addf(out, "[%" PRIu64 ":%" PRIu64 "]", packets, bytes);
}

static bool is_less(const struct sw_rule_line *a, const struct sw_rule_line *b)
{
	return a->packets < b->packets || a->bytes < b->bytes;
}

static void add_rule(struct sw_str *out, char sign, const struct sw_rule_line *r)
{
	sw_str_addc(out, sign);
	add_count(out, r->packets, r->bytes);
	sw_str_addc(out, ' ');
	sw_str_addn(out, r->line.s, r->line.len);
	sw_str_addc(out, '\n');
}

static void add_kept(struct sw_str *out, const struct sw_rule_line *before,
		     const struct sw_rule_line *after)
{
	sw_str_addf(out, "=%016" PRIx64, sw_record_hash(&after->line));
	if (is_less(after, before)) {
		sw_str_addc(out, ' ');
		add_count(out, before->packets, before->bytes);
		sw_str_addc(out, ' ');
		add_count(out, after->packets, after->bytes);
	}
	sw_str_addc(out, '\n');
}

static void add_side(struct sw_str *out, const struct sw_chain_text *c)
{
	sw_str_addc(out, ' ');
	if (c)
		sw_str_addn(out, c->policy.s, c->policy.len);
	else
		sw_str_addc(out, '.');
	sw_str_addc(out, ' ');
	add_count(out, c ? c->packets : 0, c ? c->bytes : 0);
}

static bool chain_differs(const struct sw_chain_text *b, const struct sw_chain_text *a,
			  const size_t *to)
{
	if (!a || !b || a->nrule != b->nrule || !sw_piece_equal(&a->policy, &b->policy) ||
	    a->packets < b->packets || a->bytes < b->bytes)
		return true;
	for (size_t i = 0; i < a->nrule; i++)
		if (to[i] == SW_ALIGN_NONE || is_less(&a->rule[i], &b->rule[to[i]]))
			return true;
	return false;
}

/* Between two rules that were kept first what went, then what came. */
static void add_rules(struct sw_str *out, const struct sw_chain_text *b,
		      const struct sw_chain_text *a, const size_t *to)
{
	size_t na = a ? a->nrule : 0, nb = b ? b->nrule : 0, k = 0;

	for (size_t i = 0, next; i <= na; i = next + 1) {
		for (next = i; next < na && to[next] == SW_ALIGN_NONE;)
			next++;
		for (; k < (next < na ? to[next] : nb); k++)
			add_rule(out, '-', &b->rule[k]);
		for (; i < next; i++)
			add_rule(out, '+', &a->rule[i]);
		if (next < na)
			add_kept(out, &b->rule[k++], &a->rule[next]);
	}
}

static int add_chain(struct sw_str *out, const struct sw_chain_text *b,
		     const struct sw_chain_text *a, struct sw_err *err)
{
	const struct sw_piece *name = b ? &b->name : &a->name;
	SW_FREE size_t *to = NULL;
	int ret = sw_align(a, b, &to, err);

	if (ret || !chain_differs(b, a, to))
		return ret;
	sw_str_addc(out, ':');
	sw_str_addn(out, name->s, name->len);
	add_side(out, b);
	add_side(out, a);
	sw_str_addc(out, '\n');
	add_rules(out, b, a, to);
	return 0;
}

static int add_table(struct sw_str *out, const char *name, const struct sw_table_text *b,
		     const struct sw_table_text *a, struct sw_err *err)
{
	struct sw_str chains = { 0 };
	size_t i = 0, k = 0;
	int ret = 0;

	while ((i < b->nchain || k < a->nchain) && !ret) {
		const struct sw_chain_text *x = i < b->nchain ? &b->chain[i] : NULL;
		const struct sw_chain_text *y = k < a->nchain ? &a->chain[k] : NULL;
		int order = !x ? 1 : !y ? -1 : sw_piece_compare(&x->name, &y->name);

		ret = add_chain(&chains, order <= 0 ? x : NULL, order >= 0 ? y : NULL, err);
		i += order <= 0;
		k += order >= 0;
	}
	if (chains.len || b->there != a->there)
		sw_str_addf(out, "*%s %d %d\n%s", name, b->there, a->there,
			    chains.len ? chains.s : "");
	out->oom |= chains.oom;
	sw_str_fini(&chains);
	return ret;
}

int sw_record_make(const char *before, const char *after, struct sw_str *out, struct sw_err *err)
{
	struct sw_rule_text b = { 0 }, a = { 0 };
	int ret = sw_rule_text_parse(&b, before, err);

	if (!ret)
		ret = sw_rule_text_parse(&a, after, err);
	for (size_t i = 0; i < SW_NTABLES && !ret; i++)
		ret = add_table(out, sw_builtin_tables[i].name, &b.table[i], &a.table[i], err);
	if (!ret && out->oom)
		ret = sw_err_nomem(err);
	sw_rule_text_fini(&b);
	sw_rule_text_fini(&a);
	return ret;
}

/* ---- its lines ------------------------------------------------------------------------------- */

/* A word up to the next blank, or the end; *s is left behind the blank. */
static struct sw_piece word(const char **s, const char *end)
{
	struct sw_piece p = { *s, 0 };

	while (p.s + p.len < end && p.s[p.len] != ' ')
		p.len++;
	*s = p.s + p.len + (p.s + p.len < end);
	return p;
}

static bool take_count(const char **s, const char *end, uint64_t *packets, uint64_t *bytes)
{
	struct sw_piece p = word(s, end);
	char text[48], behind;

	if (!p.len || p.len >= sizeof(text) || *p.s != '[')
		return false;
	memcpy(text, p.s, p.len);
	text[p.len] = '\0';
	return sscanf(text, "[%" SCNu64 ":%" SCNu64 "]%c", packets, bytes, &behind) == 2 &&
	       text[p.len - 1] == ']';
}

static bool table_line(struct sw_record_line *l, const char *s, const char *end)
{
	struct sw_piece name = word(&s, end);

	if (end - s != 3 || s[1] != ' ')
		return false;
	l->there[0] = s[0] == '1';
	l->there[1] = s[2] == '1';
	for (l->table = 0; l->table < SW_NTABLES; l->table++) {
		const char *is = sw_builtin_tables[l->table].name;

		if (name.len == strlen(is) && !memcmp(name.s, is, name.len))
			return true;
	}
	return false;
}

static bool chain_line(struct sw_record_line *l, const char *s, const char *end)
{
	l->name = word(&s, end);
	for (int i = 0; i < 2; i++) {
		l->policy[i] = word(&s, end);
		if (!l->policy[i].len || !take_count(&s, end, &l->packets[i], &l->bytes[i]))
			return false;
		l->there[i] = *l->policy[i].s != '.';
	}
	return l->name.len > 0 && s == end;
}

static bool kept_line(struct sw_record_line *l, const char *s, const char *end)
{
	struct sw_piece hash = word(&s, end);
	char *stop;

	if (hash.len != 16)
		return false;
	l->hash = strtoull(hash.s, &stop, 16);
	if (stop != hash.s + 16)
		return false;
	l->counted = s < end;
	return !l->counted || (take_count(&s, end, &l->packets[0], &l->bytes[0]) &&
			       take_count(&s, end, &l->packets[1], &l->bytes[1]) && s == end);
}

static bool rule_line(struct sw_record_line *l, const char *s, const char *end)
{
	if (!take_count(&s, end, &l->packets[0], &l->bytes[0]) || end - s < 4 ||
	    memcmp(s, "-A ", 3))
		return false;
	l->line = (struct sw_piece){ s, end - s };
	l->hash = sw_record_hash(&l->line);
	return true;
}

int sw_record_next(const char **at, struct sw_record_line *l, struct sw_err *err)
{
	static const struct {
		char sign;
		bool (*take)(struct sw_record_line *, const char *, const char *);
	} kinds[] = {
		[SW_RECORD_TABLE] = { '*', table_line }, [SW_RECORD_CHAIN] = { ':', chain_line },
		[SW_RECORD_KEPT] = { '=', kept_line },	 [SW_RECORD_GONE] = { '-', rule_line },
		[SW_RECORD_CAME] = { '+', rule_line },
	};
	const char *s = *at, *end = strchr(s, '\n');

	if (!*s)
		return 0;
	*l = (struct sw_record_line){ 0 };
	for (size_t i = 0; i < SW_ARRAY_SIZE(kinds) && end; i++) {
		if (*s != kinds[i].sign)
			continue;
		l->kind = i;
		*at = end + 1;
		if (kinds[i].take(l, s + 1, end))
			return 1;
	}
	return sw_err_set(err, SW_EOTHER, EINVAL, "what is remembered of it is damaged");
}

/* ---- told ------------------------------------------------------------------------------------ */

static void tell(struct sw_str *out, char sign, const char *program, int table, const char *words,
		 const struct sw_piece *p)
{
	const char *name = sw_builtin_tables[table].name;
	bool usual = !strcmp(name, "filter");

	sw_str_addf(out, "%c %s %s%s%s%s%.*s", sign, program, usual ? "" : "-t ",
		    usual ? "" : name, usual ? "" : " ", words, (int)p->len, p->s);
}

static void tell_policy(struct sw_str *out, char sign, const char *program, int table,
			const struct sw_record_line *l, int side)
{
	static const struct sw_piece accept = { "ACCEPT", 6 };
	const struct sw_piece *p = l->there[side] ? &l->policy[side] : &accept;

	tell(out, sign, program, table, "-P ", &l->name);
	sw_str_addf(out, " %.*s\n", (int)p->len, p->s);
}

/* A builtin chain that was not there had policy ACCEPT. */
static void tell_chain(struct sw_str *out, const char *program, int table,
		       const struct sw_record_line *l)
{
	bool user = *l->policy[!l->there[0]].s == '-';
	bool was = !l->there[0] || sw_piece_equal(&l->policy[0], &(struct sw_piece){ "ACCEPT", 6 });
	bool is = !l->there[1] || sw_piece_equal(&l->policy[1], &(struct sw_piece){ "ACCEPT", 6 });

	if (user && l->there[0] != l->there[1]) {
		tell(out, l->there[0] ? '-' : '+', program, table, "-N ", &l->name);
		sw_str_addc(out, '\n');
	} else if (!user && was != is) {
		tell_policy(out, '-', program, table, l, 0);
		tell_policy(out, '+', program, table, l, 1);
	}
}

static bool sets_back(const struct sw_record_line *l)
{
	if (l->kind == SW_RECORD_KEPT)
		return l->counted;
	return l->kind == SW_RECORD_CHAIN && l->there[0] && l->there[1] &&
	       (l->packets[1] < l->packets[0] || l->bytes[1] < l->bytes[0]);
}

int sw_record_tell(const char *record, const char *program, struct sw_str *out,
		   struct sw_err *err)
{
	struct sw_record_line l;
	struct sw_piece chain = { "", 0 }, zeroed = { "", 0 };
	int table = 0, ret;

	while ((ret = sw_record_next(&record, &l, err)) > 0) {
		if (l.kind == SW_RECORD_TABLE)
			table = l.table;
		if (l.kind == SW_RECORD_CHAIN)
			chain = l.name;
		if (l.kind == SW_RECORD_CHAIN)
			tell_chain(out, program, table, &l);
		if (l.kind == SW_RECORD_GONE || l.kind == SW_RECORD_CAME) {
			tell(out, l.kind == SW_RECORD_GONE ? '-' : '+', program, table, "",
			     &l.line);
			sw_str_addc(out, '\n');
		}
		if (!sets_back(&l) || zeroed.s == chain.s)
			continue;
		zeroed = chain;
		tell(out, '~', program, table, "-Z ", &chain);
		sw_str_addc(out, '\n');
	}
	return ret < 0 ? ret : out->oom ? sw_err_nomem(err) : 0;
}
