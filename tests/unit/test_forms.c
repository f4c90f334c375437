/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Targets that were written in another form before: still read, found, and written in today's. */
#include "base/net.h"
#include <libmnl/libmnl.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_CONNSECMARK.h>
#include <linux/netfilter/xt_TCPMSS.h>
#include "base/str.h"
#include "tap.h"
#include "translate/driver_local.h"
#include "translate/registry.h"

static struct sw_prog prog, lifted, scratch;
static struct sw_userdata words;
static _Alignas(struct nlmsghdr) char msg[SW_RULE_ROOM + 4096];

static void prog_is(const struct sw_prog *p, const char *want, const char *what)
{
	struct sw_str text = { 0 };

	sw_prog_print(&text, p);
	is(text.s, want, "%s", what);
	sw_str_fini(&text);
}

/* Through a message and back into the rule it was made from. */
static void reads(const struct sw_rule *r, const struct sw_ctx *ctx, size_t wordlen,
		  const char *what)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(msg);
	struct sw_rule back = { 0 };
	const struct nlattr *a;
	struct sw_err err;

	sw_err_init(&err);
	mnl_nlmsg_put_extra_header(nlh, sizeof(struct nfgenmsg));
	ok(!sw_lower(&prog, ctx, &words, nlh, &err), "%s: lowered", what);
	mnl_attr_for_each(a, nlh, sizeof(struct nfgenmsg))
		if (mnl_attr_get_type(a) == NFTA_RULE_EXPRESSIONS)
			ok(!sw_lift(a, &lifted, &err), "%s: lifted", what);
	ok(!sw_decode(&lifted, words.data, wordlen, ctx, &back, &scratch, &err), "%s: read", what);
	ok(sw_rule_equal(r, &back), "%s: it is the rule", what);
	sw_rule_fini(&back);
}

static void clamp(uint8_t family)
{
	const struct xt_tcpmss_info info = { .mss = XT_TCPMSS_CLAMP_PMTU };
	uint8_t data[XT_ALIGN(sizeof(info))] = { 0 };
	struct sw_carry before = { .form = &sw_target_tcpmss_out };
	struct sw_rule r = { 0 };
	struct sw_ctx ctx = { .family = family, .table = sw_builtin_table("mangle"), .ip = &r.ip };
	struct sw_err err;

	sw_err_init(&err);
	memcpy(data, &info, sizeof(info));
	r.jump.kind = SW_JUMP_EXT;
	sw_ext_set(&r.jump.ext, "TCPMSS", 0, data, sizeof(data), sizeof(data), &err);
	ok(!sw_encode_as(&r, &ctx, &before, &prog, &words, &err), "the form before");
	prog_is(&prog, "=> counter, if meta.oif != 0x0, xt TCPMSS/0",
		"asks for the interface only");
	reads(&r, &ctx, words.len, "with words");
	reads(&r, &ctx, 0, "without words");
	ok(!sw_encode(&r, &ctx, &prog, &words, &err), "the form of today");
	prog_is(&prog, "=> counter, if meta.oif != 0x0, if rt(3) != 0x0, xt TCPMSS/0",
		"asks for the route");
	reads(&r, &ctx, words.len, "today's, with words");
	reads(&r, &ctx, 0, "today's, without words");
	sw_rule_fini(&r);
}

/* A companion carried it. */
static void secmark(void)
{
	const struct xt_connsecmark_target_info info = { .mode = CONNSECMARK_RESTORE };
	uint8_t data[XT_ALIGN(sizeof(info))] = { 0 };
	struct sw_carry before = { .form = &sw_target_connsecmark_tag };
	struct sw_rule r = { 0 };
	struct sw_ctx ctx = { .family = SW_IP4, .table = sw_builtin_table("mangle"), .ip = &r.ip };
	struct sw_err err;

	sw_err_init(&err);
	memcpy(data, &info, sizeof(info));
	r.jump.kind = SW_JUMP_EXT;
	sw_ext_set(&r.jump.ext, "CONNSECMARK", 0, data, sizeof(data), sizeof(data), &err);
	ok(!sw_encode_as(&r, &ctx, &before, &prog, &words, &err), "CONNSECMARK before");
	ok(prog.need.kind == SW_NEED_XT, "in a companion");
	reads(&r, &ctx, words.len, "a tag");
	ok(!sw_encode(&r, &ctx, &prog, &words, &err), "CONNSECMARK today");
	prog_is(&prog, "=> counter, if ct.secmark != 0x0, if meta.secmark == 0x0, "
		"meta.secmark = ct.secmark", "itself");
	reads(&r, &ctx, words.len, "CONNSECMARK, with words");
	reads(&r, &ctx, 0, "CONNSECMARK, without words");
	sw_rule_fini(&r);
}

int main(void)
{
	secmark();
	clamp(SW_IP4);
	clamp(SW_IP6);
	sw_prog_fini(&prog);
	sw_prog_fini(&lifted);
	sw_prog_fini(&scratch);
	sw_lower_fini();
	return tap_end();
}
