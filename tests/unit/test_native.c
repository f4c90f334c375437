/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How many of the extensions load on a kernel without xt modules: tests/data/extensions.list, rule
 * by rule. And each of them is still read in the form that carries all of it as xt. */
#include <stdlib.h>
#include "base/net.h"
#include <libmnl/libmnl.h>
#include <linux/netfilter/nf_tables.h>
#include "base/cleanup.h"
#include "tap.h"
#include "translate/driver_local.h"
#include "words/parse.h"
#include "xt/plugin.h"

static struct sw_prog prog, lifted, scratch;
static struct sw_userdata words;
static _Alignas(struct nlmsghdr) char msg[SW_RULE_ROOM + 4096];
static unsigned rules, native;

static bool needs_xt(const struct sw_prog *p)
{
	if (p->need.kind == SW_NEED_XT)
		return true;
	for (size_t i = 0; i < p->ntest; i++)
		if (p->test[i].kind == SW_TEST_XT)
			return true;
	for (size_t i = 0; i < p->nstmt; i++)
		if (p->stmt[i].kind == SW_STMT_XT)
			return true;
	return false;
}

/* As a statewall may have loaded it that knew no native form. */
static void reads_carried(const struct sw_rule *r, const struct sw_ctx *ctx, const char *line)
{
	struct sw_carry all = { .match = { UINT64_MAX, UINT64_MAX }, .target = true };
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(msg);
	struct sw_rule back = { 0 };
	const struct nlattr *a;
	struct sw_err err;

	sw_err_init(&err);
	mnl_nlmsg_put_extra_header(nlh, sizeof(struct nfgenmsg));
	if (!ok(!sw_encode_as(r, ctx, &all, &prog, &words, &err) &&
		!sw_lower(&prog, ctx, &words, nlh, &err), "carried: %s", line))
		return;
	mnl_attr_for_each(a, nlh, sizeof(struct nfgenmsg))
		if (mnl_attr_get_type(a) == NFTA_RULE_EXPRESSIONS)
			sw_lift(a, &lifted, &err);
	ok(!sw_decode(&lifted, words.data, words.len, ctx, &back, &scratch, &err) &&
	   !sw_xt_complete(&back, &err) && sw_rule_equal(r, &back) &&
	   sw_xt_rule_same(r, &back, NULL), "read again: %s", line);
	sw_rule_fini(&back);
}

static int parse(uint8_t family, const struct sw_builtin_table *table, char *text,
		 struct sw_cmd *cmd, struct sw_err *err)
{
	const char *program = family == SW_IP6 ? "ip6tables" : "iptables";
	struct sw_parser parser = { .family = family, .program = program, .table = table };
	struct sw_words w = { 0 };
	int rc = sw_xt_init(family, program, NULL, err);

	if (!rc)
		rc = sw_words_split(&w, text, err);
	if (!rc)
		rc = sw_parse(&parser, w.n, w.word, cmd, err);
	sw_words_fini(&w);
	return rc;
}

/* line: how family table chain words */
static void one_line(const char *line)
{
	char how[8], table[16], chain[16], text[512];
	struct sw_ctx ctx = { 0 };
	struct sw_cmd cmd = { 0 };
	const struct sw_builtin_chain *base;
	struct sw_err err;
	int family, at, rc;

	if (sscanf(line, "%7s %d %15s %n", how, &family, table, &at) != 3 ||
	    sscanf(line + at, "%15s", chain) != 1)
		abort();
	rules++;
	if (!strcmp(how, "ask"))
		return;
	sw_err_init(&err);
	ctx.family = family == 6 ? SW_IP6 : SW_IP4;
	ctx.table = sw_builtin_table(table);
	base = sw_builtin_chain(ctx.table, chain);
	ctx.hooks = 1u << base->hook;
	snprintf(text, sizeof(text), "-A %s", line + at);
	rc = parse(ctx.family, ctx.table, text, &cmd, &err);
	if (!ok(!rc && cmd.nrule == 1, "parsed: %s", line)) {
		printf("# %s\n", err.msg);
		return;
	}
	ctx.ip = &cmd.rule[0]->ip;
	if (ok(!sw_encode(cmd.rule[0], &ctx, &prog, &words, &err), "encoded: %s", line)) {
		ok(needs_xt(&prog) == !strcmp(how, "xt"), "%s: %s", how, line);
		native += !needs_xt(&prog);
		reads_carried(cmd.rule[0], &ctx, line);
	}
	sw_cmd_fini(&cmd);
}

int main(void)
{
	const char *dir = getenv("srcdir");
	char path[4096], line[512];
	FILE *f;

	snprintf(path, sizeof(path), "%s/tests/data/extensions.list", dir ? dir : ".");
	f = fopen(path, "r");
	if (!ok(f != NULL, "%s", path))
		return tap_end();
	while (fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = '\0';
		if (line[0] && line[0] != '#')
			one_line(line);
	}
	fclose(f);
	ok(rules == 85, "%u rules", rules);
	ok(native >= 65, "%u of them load without xt modules", native);
	sw_prog_fini(&prog);
	sw_prog_fini(&lifted);
	sw_prog_fini(&scratch);
	sw_lower_fini();
	sw_xt_fini();
	return tap_end();
}
