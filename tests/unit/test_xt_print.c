/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Plugins print extensions to any stream, whatever the payload; all that are installed load. */
#include <stdlib.h>
#include "xt/xt_local.h"
#include "tap.h"

static struct sw_err err;

/* A rule with "-p tcp", and one match or target with its options. */
static int make(struct sw_rule *rule, bool target, const char *name, int argc, char **argv)
{
	struct sw_xt_rule *x = sw_xt_begin();
	int e, i = 0;

	sw_err_init(&err);
	memset(rule, 0, sizeof(*rule));
	rule->ip.proto = 6;
	e = target ? sw_xt_target(x, name, true, &err) : sw_xt_match(x, name, &err);
	while (e >= 0 && i < argc) {
		e = sw_xt_option(x, argc, argv, i, 0, false, &rule->ip, "tcp", &err);
		i += e > 0 ? e : 1;
	}
	return e < 0 ? e : sw_xt_finish(x, rule, &err);
}

#define MAKE(rule, target, name, ...) ({						\
	char *argv_[] = { __VA_ARGS__, NULL };						\
	make(rule, target, name, sizeof(argv_) / sizeof(argv_[0]) - 1, argv_); })

/* Collects what is printed; static storage. */
static struct {
	FILE  *f;
	char  *text;
	size_t len;
	struct sw_line line;
} cap;

static FILE *start(void)
{
	free(cap.text);
	cap.text = NULL;
	cap.f = open_memstream(&cap.text, &cap.len);
	sw_line_start(&cap.line, cap.f);
	return cap.f;
}

static struct sw_line *start_line(void)
{
	start();
	return &cap.line;
}

static const char *stop(void)
{
	sw_line_flush(&cap.line);
	fclose(cap.f);
	return cap.text;
}

static void test_match(void)
{
	struct sw_xt_nft nft = { 0 };
	FILE *usual = stdout;
	struct sw_rule r;

	ok(MAKE(&r, false, "tcp", (char *)"--dport", (char *)"80") == 0, "-m tcp --dport 80");
	ok(sw_xt_save_match(start_line(), &r, &r.match[0], &err) == 0, "save");
	is(stop(), " -m tcp --dport 80", "its text");
	ok(sw_xt_list_match(start(), &r, &r.match[0], true, &err) == 0, "list -n");
	is(stop(), " tcp dpt:80", "its text");
	ok(sw_xt_list_match(start(), &r, &r.match[0], false, &err) == 0, "list");
	is(stop(), " tcp dpt:http", "its text");
	ok(sw_xt_xlate(&nft, &r, &r.match[0], false, &err) == 1, "nft words");
	is(nft.rule.s, "tcp dport 80", "their text");
	sw_xt_nft_fini(&nft);
	ok(stdout == usual, "stdout is as before");
	r.match[0].rev = 77;
	ok(sw_xt_save_match(start_line(), &r, &r.match[0], &err) < 0 && err.code == SW_EVERSION,
	   "a revision without plugin");
	is(stop(), "", "prints nothing");
	ok(sw_xt_complete(&r, &err) == 1, "and cannot be completed");
	sw_rule_fini(&r);
}

static void test_target(void)
{
	struct sw_rule r;

	ok(MAKE(&r, true, "CT", (char *)"--notrack") == 0, "-j CT --notrack");
	ok(sw_xt_save_target(start_line(), &r, &err) == 0, "save");
	is(stop(), " -j CT --notrack", "its text");
	is(sw_xt_target_name(&r), "CT", "its name in -L");
	sw_rule_fini(&r);

	ok(make(&r, true, "NOTRACK", 0, NULL) == 0, "-j NOTRACK");
	ok(sw_xt_save_target(start_line(), &r, &err) == 0, "save");
	is(stop(), " -j NOTRACK", "its text");
	is(r.jump.ext.name, "CT", "its name in the kernel");
	ok(sw_xt_list_target(start(), &r, true, &err) == 0, "list");
	is(stop(), " NOTRACK", "its text");
	ok(sw_xt_complete(&r, &err) == 0 && r.jump.ext.user_size < r.jump.ext.size,
	   "the kernel's pointer is no user byte");
	sw_rule_fini(&r);
}

static void test_same(void)
{
	struct sw_rule a, b;

	MAKE(&a, false, "helper", (char *)"--helper", (char *)"ftp");
	MAKE(&b, false, "helper", (char *)"--helper", (char *)"ftp");
	ok(sw_xt_rule_same(&a, &b, NULL), "equal rules");
	sw_rule_fini(&b);
	MAKE(&b, false, "helper", (char *)"--helper", (char *)"sip");
	ok(!sw_xt_rule_same(&a, &b, NULL), "another helper");
	a.match[0].user_size = b.match[0].user_size = 0;
	ok(sw_rule_equal(&a, &b) && !sw_xt_rule_same(&a, &b, NULL), "the text tells them apart");
	sw_rule_fini(&a);
	sw_rule_fini(&b);
}

/* Every installed plugin: its help, and every revision printing a payload of zeros. */
static int plugins, helps;

static void try_plugin(const struct sw_plugin *p)
{
	struct sw_rule r = { 0 };
	struct sw_ext e;

	sw_err_init(&err);
	sw_ext_set(&e, p->kernel_name, p->rev, NULL, p->size, p->user_size, &err);
	if (p->target) {
		r.jump = (struct sw_jump){ .kind = SW_JUMP_EXT, .ext = e };
		sw_xt_save_target(start_line(), &r, &err);
		stop();
		sw_xt_list_target(start(), &r, true, &err);
	} else {
		sw_rule_add_match(&r, &e, &err);
		sw_xt_save_match(start_line(), &r, &r.match[0], &err);
		stop();
		sw_xt_list_match(start(), &r, &r.match[0], true, &err);
	}
	stop();
	ok(sw_xt_complete(&r, &err) == 0, "%s revision %u", p->name, p->rev);
	sw_rule_fini(&r);
	plugins++;
}

static void no_head(const char *name, bool has_help, void *arg)
{
}

static void try_name(struct sw_xt_name *n, void *arg)
{
	FILE *usual = stdout;

	(void)arg;
	if (!sw_xt_name_is_installed(n))
		return;
	for (int target = 0; target < 2; target++) {
		struct sw_xt_rule *x = sw_xt_begin();

		sw_err_init(&err);
		if (!sw_xt_plugin(n->name, target, NULL) || strcmp(n->name, "standard") == 0)
			continue;
		if (target ? sw_xt_target(x, n->name, true, &err) < 0 :
			     sw_xt_match(x, n->name, &err) < 0) {
			ok(false, "%s loads: %s", n->name, err.msg);
			continue;
		}
		stdout = start();
		sw_xt_help(no_head, NULL);
		stdout = usual;
		helps += strlen(stop()) > 10;
		for (struct sw_plugin *p = n->plugin; p; p = p->next)
			if (p->target == target && !p->alias &&
			    (p->family == NFPROTO_UNSPEC || p->family == sw_xt_family()))
				try_plugin(p);
	}
}

static void test_all(void)
{
	sw_xt_each_name(try_name, NULL);
	ok(helps > 60, "%d helps", helps);
	ok(plugins > 60, "%d revisions printed", plugins);
	sw_xt_init(SW_IP6, "ip6tables", NULL, &err);
	helps = plugins = 0;
	sw_xt_each_name(try_name, NULL);
	ok(helps > 60, "%d helps of IPv6", helps);
	ok(plugins > 60, "%d revisions printed", plugins);
	sw_xt_init(SW_IP4, "iptables", NULL, &err);
}

/* A payload from elsewhere that is shorter than the plugin's struct. */
static void test_short(void)
{
	struct sw_rule r = { 0 };
	struct sw_ext e;

	sw_ext_set(&e, "conntrack", 3, "\1\2\3\4", 4, 4, &err);
	sw_rule_add_match(&r, &e, &err);
	sw_xt_save_match(start_line(), &r, &r.match[0], &err);
	stop();
	ok(sw_xt_complete(&r, &err) == 1, "a short payload cannot be completed");
	sw_rule_fini(&r);
}

int main(void)
{
	sw_err_init(&err);
	ok(sw_xt_init(SW_IP4, "iptables", NULL, &err) == 0, "init");
	test_match();
	test_target();
	test_same();
	test_short();
	test_all();
	free(cap.text);
	sw_xt_fini();
	return tap_end();
}
