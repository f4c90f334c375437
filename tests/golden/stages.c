/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One rule through all stages of the translation, each as text; checks the laws on the way. */
#include <stdlib.h>
#include <string.h>
#include "base/net.h"
#include <libmnl/libmnl.h>
#include "base/cleanup.h"
#include "words/parse.h"
#include "words/print_rule.h"
#include "stages.h"
#include "translate/spell.h"
#include "translate/translate.h"
#include "xt/plugin.h"

struct run {
	struct stages *out;
	struct sw_ctx  ctx;
	struct sw_prog prog, lifted, scratch;
	struct sw_userdata ud;
	_Alignas(struct nlmsghdr) char msg[SW_RULE_ROOM + 4096];
};

static void broken(struct stages *s, const char *law, const char *detail)
{
	sw_str_addf(&s->broken, "%s: %s\n", law, detail);
}

/* Empty lines, with which some messages begin or end, are left out. */
static void add_lines(struct sw_str *out, const char *p)
{
	while (*p) {
		size_t n = strcspn(p, "\n");

		sw_str_addn(out, p, n);
		if (n)
			sw_str_addc(out, '\n');
		p += n + (p[n] != '\0');
	}
}

static void fail_text(struct stages *s, const struct sw_err *err)
{
	sw_str_addf(&s->text[STAGE_FAIL], "%d ", err->code);
	add_lines(&s->text[STAGE_FAIL], err->msg);
	add_lines(&s->text[STAGE_HINT], err->hint);
}

/* ---- save text ------------------------------------------------------------------------------- */

/* The words of r as a save file has them behind "-A CHAIN ", or what went wrong. */
static void save_text(struct sw_str *out, const struct sw_rule *r, uint8_t family)
{
	SW_FREE char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);
	struct sw_err err;
	int rc;

	if (!f) {
		out->oom = true;
		return;
	}
	sw_err_init(&err);
	rc = sw_print_save(f, family, "C", r, SW_SAVE_PLAIN, &err);
	fclose(f);
	if (rc)
		sw_str_addf(out, "cannot be printed: %s\n", err.msg);
	else
		sw_str_add(out, text + (text[4] == ' ' ? 5 : 4));
}

/* ---- other texts ----------------------------------------------------------------------------- */

static void hex(struct sw_str *out, const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		sw_str_addf(out, "%02x", p[i]);
}

static void set_text(struct sw_str *out, const struct sw_set *s)
{
	sw_str_addf(out, "%s key %u", s->name, s->key_len);
	for (int i = 0; s->nfield > 1 && i < s->nfield; i++)
		sw_str_addf(out, "%c%u", i ? '+' : '=', s->field_len[i]);
	sw_str_addf(out, "%s {", s->interval ? " interval" : "");
	for (size_t i = 0; i < s->nelem; i++) {
		sw_str_add(out, i ? ", " : " ");
		hex(out, s->elem[i].key, s->key_len);
		if (memcmp(s->elem[i].key, s->elem[i].end, s->key_len)) {
			sw_str_addc(out, '-');
			hex(out, s->elem[i].end, s->key_len);
		}
		if (s->data_len) {
			sw_str_add(out, " : ");
			hex(out, s->elem[i].data, s->data_len);
		}
	}
	sw_str_add(out, " }\n");
}

/* "id/tests" of each entry, and its extra bytes. */
static void words_text(struct sw_str *out, const struct sw_userdata *ud)
{
	struct sw_spell_in in;
	struct sw_spell_entry e;
	const char *blank = "";

	sw_spell_parse(&in, ud->data, ud->len);
	if (in.comment)
		sw_str_addf(out, "comment \"%s\"\n", in.comment);
	if (!in.p)
		return;
	while (sw_spell_next(&in, &e) > 0) {
		sw_str_addf(out, "%s%u/%u", blank, e.id, e.ntest);
		if (e.hint.len)
			sw_str_addc(out, ':');
		hex(out, e.hint.extra, e.hint.len);
		blank = " ";
	}
	sw_str_addc(out, '\n');
}

/* ---- stages ---------------------------------------------------------------------------------- */

static const struct nlattr *find_attr(const struct nlmsghdr *nlh, uint16_t type)
{
	const struct nlattr *a;

	mnl_attr_for_each(a, nlh, sizeof(struct nfgenmsg))
		if (mnl_attr_get_type(a) == type)
			return a;
	return NULL;
}

static struct nlmsghdr *new_message(struct run *v)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(v->msg);
	struct nfgenmsg *nfg;

	nlh->nlmsg_type = NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWRULE;
	nfg = mnl_nlmsg_put_extra_header(nlh, sizeof(*nfg));
	nfg->nfgen_family = v->ctx.family;
	return nlh;
}

/* Read the lifted program back into *r; false: it cannot be read. */
static bool read_back(struct run *v, const struct sw_userdata *ud, struct sw_rule *r)
{
	struct sw_err err;
	int rc;

	sw_err_init(&err);
	rc = sw_decode(&v->lifted, ud->data, ud->len, &v->ctx, r, &v->scratch, &err);
	if (rc < 0)
		broken(v->out, "decode", err.msg);
	return !rc && sw_xt_complete(r, &err) == 0;
}

/* What is left when another tool has taken our words from the userdata. */
static void read_bare(struct run *v)
{
	struct sw_str *text = &v->out->text[STAGE_BARE];
	struct sw_rule r = { 0 };
	struct sw_userdata ud;
	struct sw_spell_in in;

	sw_spell_parse(&in, v->ud.data, v->ud.len);
	sw_spell_compose(&ud, in.comment, NULL);
	if (read_back(v, &ud, &r))
		save_text(text, &r, v->ctx.family);
	else
		sw_str_add(text, "not an iptables rule\n");
	sw_rule_fini(&r);
}

/* A rule for a kernel that needs more of a guard is read as the same program. */
static void check_old_kernel(struct run *v)
{
	struct sw_ctx old = v->ctx;
	struct nlmsghdr *nlh = new_message(v);
	struct sw_err err;

	old.later_fragments = true;
	sw_err_init(&err);
	if (sw_lower(&v->prog, &old, &v->ud, nlh, &err) ||
	    sw_lift(find_attr(nlh, NFTA_RULE_EXPRESSIONS), &v->lifted, &err) ||
	    !sw_prog_equal(&v->prog, &v->lifted))
		broken(v->out, "lift(lower(p)) == p with an old kernel", err.msg);
}

static void check_laws(struct run *v, const struct sw_rule *r, const struct nlmsghdr *nlh)
{
	const struct nlattr *exprs = find_attr(nlh, NFTA_RULE_EXPRESSIONS);
	struct sw_rule back = { 0 };
	struct sw_err err;

	sw_err_init(&err);
	if (!exprs || sw_lift(exprs, &v->lifted, &err)) {
		broken(v->out, "lift", err.msg);
		return;
	}
	if (!sw_prog_equal(&v->prog, &v->lifted)) {
		struct sw_str text = { 0 };

		sw_prog_print(&text, &v->lifted);
		broken(v->out, "lift(lower(p)) == p", text.s ? text.s : "");
		sw_str_fini(&text);
	}
	if (!read_back(v, &v->ud, &back))
		broken(v->out, "decode(encode(r)) == r", "not read");
	else if (!sw_rule_equal(r, &back) || !sw_xt_rule_same(r, &back, NULL))
		broken(v->out, "decode(encode(r)) == r", "another rule");
	if (back.packets != r->packets || back.bytes != r->bytes)
		broken(v->out, "counters", "other numbers");
	save_text(&v->out->text[STAGE_SAVE], &back, v->ctx.family);
	sw_rule_fini(&back);
	read_bare(v);
}

/* These count or remember: grouping may move no rule over one, so a test of each says so. */
static bool has_state(const struct sw_rule *r)
{
	static const char *const names[] = { "limit", "quota", "statistic" };

	for (size_t i = 0; i < r->nmatch; i++)
		for (size_t k = 0; k < SW_ARRAY_SIZE(names); k++)
			if (!strcmp(r->match[i].name, names[k]))
				return true;
	return false;
}

static void check_merge(struct run *v, const struct sw_rule *r)
{
	bool never = false;

	for (size_t i = 0; i < v->prog.ntest; i++) {
		const struct sw_test *t = &v->prog.test[i];
		enum sw_merge merge = sw_test_merge(t, v->ctx.family);

		never = never || merge == SW_MERGE_NEVER;
		if (merge == SW_MERGE_KEY && (t->kind != SW_TEST_CMP || t->rel != SW_EQ))
			broken(v->out, "merge", "a key that no value decides");
		if (merge != SW_MERGE_NEVER && (t->kind == SW_TEST_XT || t->kind == SW_TEST_RAW))
			broken(v->out, "merge", "nobody knows what the test does");
	}
	if (has_state(r) && !never)
		broken(v->out, "merge", "a match with state may be moved");
}

static void run_rule(struct run *v, const struct sw_rule *r)
{
	struct stages *s = v->out;
	struct nlmsghdr *nlh;
	struct sw_err err;

	sw_err_init(&err);
	v->ctx.ip = &r->ip;
	if (sw_encode(r, &v->ctx, &v->prog, &v->ud, &err)) {
		fail_text(s, &err);
		return;
	}
	sw_prog_print(&s->text[STAGE_PROG], &v->prog);
	sw_str_addc(&s->text[STAGE_PROG], '\n');
	for (size_t i = 0; i < v->prog.nset; i++)
		set_text(&s->text[STAGE_SET], &v->prog.set[i]);
	words_text(&s->text[STAGE_WORDS], &v->ud);
	nlh = new_message(v);
	if (sw_lower(&v->prog, &v->ctx, &v->ud, nlh, &err)) {
		fail_text(s, &err);
		return;
	}
	if (expr_text(&s->text[STAGE_EXPR], nlh))
		broken(s, "message", "libnftnl does not read it");
	check_merge(v, r);
	check_laws(v, r, nlh);
	check_old_kernel(v);
}

static int parse(struct run *v, const struct place *at, char *line, struct sw_cmd *cmd,
		 struct sw_err *err)
{
	struct sw_parser parser = {
		.family = at->family, .program = "iptables", .table = v->ctx.table,
	};
	char append[] = "-A", chain[sizeof(at->chain)];
	struct sw_words w = { 0 };
	int rc;

	memcpy(chain, at->chain, sizeof(chain));
	rc = sw_xt_init(at->family, at->family == SW_IP6 ? "ip6tables" : "iptables", NULL, err);
	if (!rc)
		rc = sw_words_add(&w, append, false, err);
	if (!rc)
		rc = sw_words_add(&w, chain, false, err);
	if (!rc)
		rc = sw_words_split(&w, line, err);
	if (!rc)
		rc = sw_parse(&parser, w.n, w.word, cmd, err);
	sw_words_fini(&w);
	return rc;
}

static void drop_equal_bare(struct stages *s)
{
	struct sw_str *save = &s->text[STAGE_SAVE], *bare = &s->text[STAGE_BARE];

	if (save->len && bare->len == save->len && !memcmp(save->s, bare->s, save->len))
		sw_str_reset(bare);
}

void stages_run(struct stages *s, const struct place *at, char *words)
{
	SW_FREE struct run *v = calloc(1, sizeof(*v));
	const struct sw_builtin_chain *base;
	struct sw_cmd cmd = { 0 };
	struct sw_err err;

	if (!v)
		abort();
	sw_err_init(&err);
	v->out = s;
	v->ctx.family = at->family;
	v->ctx.table = sw_builtin_table(at->table);
	base = v->ctx.table ? sw_builtin_chain(v->ctx.table, at->chain) : NULL;
	v->ctx.hooks = base ? 1u << base->hook : 0;
	v->ctx.later_fragments = at->kernel.later_fragments;
	v->ctx.xt_quota = at->kernel.short_quota;
	v->ctx.xt_tcpmss = at->kernel.later_fragments;
	if (parse(v, at, words, &cmd, &err))
		fail_text(s, &err);
	else
		for (size_t i = 0; i < cmd.nrule; i++)
			run_rule(v, cmd.rule[i]);
	drop_equal_bare(s);
	sw_cmd_fini(&cmd);
	sw_prog_fini(&v->prog);
	sw_prog_fini(&v->lifted);
	sw_prog_fini(&v->scratch);
}

void stages_fini(struct stages *s)
{
	for (int i = 0; i < STAGE_MAX; i++)
		sw_str_fini(&s->text[i]);
	sw_str_fini(&s->broken);
}
