/* SPDX-License-Identifier: GPL-2.0-or-later */
/* statewall adopt and leave: rules from another iptables, and to one. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "adopt/adopt.h"
#include "adopt/twice.h"
#include "base/cleanup.h"
#include "cli/adopt_show.h"
#include "cli/help.h"
#include "cli/invocation.h"
#include "cli/program_options.h"
#include "cli/report.h"

#define ADOPT "statewall adopt"
#define LEAVE "statewall leave"

struct options {
	const char *program, *kind, *with, *run_dir;
	bool        dry;
};

#define COMMON \
	{ 'w', "with", SW_ARG_NEED, SW_OF_LONG, .value = "program", \
	  .help = "its program, if that has another name or place" }, \
	{ 'R', "run-dir", SW_ARG_NEED, SW_OF_LONG, .value = "dir", \
	  .help = "of the change that waits" }, \
	{ 'n', "dry-run", SW_ARG_NONE, 0, .help = "say what would be done, and change nothing" }, \
	{ 'h', "help", SW_ARG_NONE, 0, .help = "print this help" }, \
	{ 0 }

const struct sw_option sw_opts_adopt[] = {
	{ 'k', "from", SW_ARG_NEED, SW_OF_LONG, .value = "nft|legacy",
	  .help = "of which iptables" },
	COMMON,
};

const struct sw_option sw_opts_leave[] = {
	{ 'k', "to", SW_ARG_NEED, SW_OF_LONG, .value = "nft|legacy", .help = "to which iptables" },
	COMMON,
};

static bool usage(const struct options *o)
{
	bool adopt = !strcmp(o->program, ADOPT);

	printf("Usage: %s %s [--with program] [--run-dir dir] [--dry-run]\n\n%s\n\n", o->program,
	       adopt ? "[--from nft|legacy]" : "--to nft|legacy",
	       adopt ? "The rules of iptables-nft or iptables-legacy become statewall's, of both "
		       "families, with\ntheir counters, and theirs are taken out. Without --from: "
		       "those of the one that has\nany." :
		       "The rules of statewall become those of iptables-nft or iptables-legacy, "
		       "and ours are taken\nout.");
	sw_help_options(adopt ? sw_opts_adopt : sw_opts_leave);
	puts("\nExit status: 0 done, 1 nothing is changed, or both have the rules, as it says, 2 "
	     "wrong words.");
	return false;
}

static bool set_option(void *arg, struct sw_scan *scan)
{
	struct options *o = arg;

	switch (scan->opt->letter) {
	case 'k':
		o->kind = scan->arg;
		break;
	case 'w':
		o->with = scan->arg;
		break;
	case 'R':
		o->run_dir = scan->arg;
		break;
	case 'n':
		o->dry = true;
		break;
	default:
		return usage(o);
	}
	return true;
}

static const struct sw_program_options adopt_options = {
	.table = sw_opts_adopt, .option = set_option,
};
static const struct sw_program_options leave_options = {
	.table = sw_opts_leave, .option = set_option,
};

/* false: it was said. */
static bool kind_of(const struct options *o, enum sw_other_kind *kind)
{
	if (!strcmp(o->kind, "nft") || !strcmp(o->kind, "iptables-nft"))
		*kind = SW_OTHER_NFT;
	else if (!strcmp(o->kind, "legacy") || !strcmp(o->kind, "iptables-legacy"))
		*kind = SW_OTHER_LEGACY;
	else
		return !sw_report_line(o->program, "`%s' is neither nft nor legacy", o->kind);
	return true;
}

/* ---- which one has rules? -------------------------------------------------------------------- */

static int count(const struct sw_other *o, uint8_t family, size_t *found, struct sw_err *err)
{
	struct sw_text_size size = { 0 };
	struct sw_str odd = { 0 };
	SW_FREE char *text = NULL;
	int ret = sw_other_save(o, family, &text, err);

	if (!ret)
		ret = sw_text_measure(text, &size, err);
	if (!ret)
		sw_text_odd(text, &odd);
	*found += size.rules + size.chains + size.tables.len + odd.len;
	sw_str_fini(&odd);
	sw_str_fini(&size.tables);
	return ret;
}

/* Of one that cannot save what it has: it has something, and adopt says what. */
#define UNREADABLE 2

/* 1, 0, or UNREADABLE with why; < 0: nobody can tell. One that is not installed has none that it
 * could say. */
static int has_rules(enum sw_other_kind kind, struct sw_err *err)
{
	SW_OTHER(other);
	size_t found = 0;
	int ret;

	other.kind = kind;
	ret = sw_other_find(&other, err);
	if (ret == -ENOENT)
		sw_err_init(err);
	if (ret)
		return ret == -ENOENT ? 0 : ret;
	for (int i = 0; i < 2 && !ret; i++)
		ret = count(&other, i ? SW_IP6 : SW_IP4, &found, err);
	return ret ? UNREADABLE : found != 0;
}

/* The exit status; -1: *kind is set. */
static int guess(enum sw_other_kind *kind)
{
	struct sw_err why[2];
	int nft, legacy;

	sw_err_init(&why[0]);
	sw_err_init(&why[1]);
	nft = has_rules(SW_OTHER_NFT, &why[0]);
	legacy = nft < 0 ? 0 : has_rules(SW_OTHER_LEGACY, &why[1]);
	/* Who can read neither has no right to, most often. */
	if (nft < 0 || (nft == UNREADABLE && legacy == UNREADABLE))
		return sw_report_plain(ADOPT, &why[0]);
	if (legacy < 0)
		return sw_report_plain(ADOPT, &why[1]);
	if (nft && legacy)
		return sw_report_line(ADOPT, "iptables-nft and iptables-legacy both have rules; "
				      "--from says which are meant") + 1;
	if (!nft && !legacy) {
		puts("Neither iptables-nft nor iptables-legacy has rules here.");
		return 0;
	}
	*kind = nft ? SW_OTHER_NFT : SW_OTHER_LEGACY;
	return -1;
}

/* ---- run ------------------------------------------------------------------------------------- */

static int finish(struct sw_move *m, bool adopt, int ret, struct sw_err *err)
{
	if (ret) {
		ret = sw_report_plain(m->program, err);
		sw_adopt_show_list(m);
		sw_report_line(NULL, m->taken ? "Both have the rules now. Nothing is lost; try "
			       "again." : "Nothing was changed.");
	} else if (m->dry) {
		ret = sw_adopt_show_plan(m, adopt);
	} else {
		ret = sw_adopt_show_done(m, adopt);
	}
	sw_move_fini(m);
	return ret;
}

static int run(const struct options *o, bool adopt, enum sw_other_kind kind)
{
	struct sw_move m = { .program = o->program, .dir = o->run_dir, .dry = o->dry,
			     .other = { .kind = kind, .with = o->with, .lock = -1 } };
	struct sw_err err;
	int ret;

	sw_err_init(&err);
	ret = adopt ? sw_adopt(&m, &err) : sw_leave(&m, &err);
	return finish(&m, adopt, ret, &err);
}

int sw_run_adopt(const struct sw_invocation *inv)
{
	struct options o = { .program = ADOPT };
	enum sw_other_kind kind;
	int ret = sw_program_options(&adopt_options, inv, &o);

	if (ret)
		return ret == 1 ? 0 : 2;
	if (o.kind)
		return kind_of(&o, &kind) ? run(&o, true, kind) : 2;
	if (o.with)
		return sw_report_line(ADOPT, "--with needs --from") + 1;
	ret = guess(&kind);
	return ret >= 0 ? ret : run(&o, true, kind);
}

int sw_run_leave(const struct sw_invocation *inv)
{
	struct options o = { .program = LEAVE };
	enum sw_other_kind kind;
	int ret = sw_program_options(&leave_options, inv, &o);

	if (ret)
		return ret == 1 ? 0 : 2;
	if (!o.kind)
		return sw_report_line(LEAVE, "--to nft or --to legacy says where to") + 1;
	return kind_of(&o, &kind) ? run(&o, false, kind) : 2;
}
