/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Compares the service's file with what the kernel holds. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "cli/saved.h"
#include "rule/diff.h"
#include "see/status_local.h"
#include "session/whole.h"
#include "xt/plugin.h"

/* Of a reason of several lines the first one. Where iptables-restore says no more than a line's
 * number, the advice has it. */
static int spoil(struct sw_status_family *f, const struct sw_err *why, struct sw_err *err)
{
	const char *msg = why->msg[0] ? why->msg : why->hint;
	struct sw_str text = { 0 };

	if (why->where.line)
		sw_str_addf(&text, "line %u: ", why->where.line);
	sw_str_addf(&text, "%.*s", (int)strcspn(msg, "\n"), msg);
	f->file = SW_STATUS_BAD_FILE;
	f->why = sw_str_take(&text);
	return f->why ? 0 : sw_err_nomem(err);
}

static void count_runs(struct sw_status_family *f, const struct sw_diff *d)
{
	for (int i = 0; i < SW_NTABLES; i++)
		for (size_t c = 0; c < d->table[i].nchain; c++) {
			const struct sw_diff_chain *chain = &d->table[i].chain[c];

			for (size_t r = 0; r < chain->nrun; r++) {
				f->gone += chain->run[r].kind == SW_DIFF_REMOVED ? chain->run[r].n
										 : 0;
				f->fresh += chain->run[r].kind == SW_DIFF_ADDED ? chain->run[r].n
										: 0;
			}
		}
}

static int compare(struct sw_status_family *f, struct sw_ruleset *saved, struct sw_err *err)
{
	struct sw_diff_ask ask = { .same = sw_xt_rule_same, .hash = sw_xt_rule_hash };
	struct sw_diff diff = { 0 };
	int ret;

	for (int i = 0; i < SW_NTABLES; i++)
		ask.table[i] = true;
	ret = sw_diff_rulesets(&f->rs, saved, &ask, &diff, err);
	if (!ret) {
		f->file = diff.differs ? SW_STATUS_OTHER : SW_STATUS_SAME;
		count_runs(f, &diff);
	}
	sw_diff_fini(&diff);
	return ret;
}

/* text is written to: lines that module words make become comments. */
static int load(struct sw_status_family *f, char *text, const struct sw_module_words *words,
		struct sw_err *err)
{
	struct sw_restore r = {
		.o = { .program = SW_STATUS_NAME, .family = f->family },
		.file = { .name = f->files.rules, .text = text, .len = strlen(text) },
	};
	struct sw_ruleset saved;
	struct sw_err why;
	int ret;

	sw_ruleset_init(&saved, f->family);
	sw_err_init(&why);
	sw_saved_forget(text, words);
	ret = sw_whole_file(&r, &saved, &why);
	if (ret) {
		ret = ret == -ENOMEM ? sw_err_nomem(err) : spoil(f, &why, err);
	} else {
		sw_saved_drop(&f->rs, words);
		ret = compare(f, &saved, err);
	}
	sw_restore_fini(&r);
	sw_ruleset_fini(&saved);
	return ret;
}

static bool holds_something(const struct sw_ruleset *rs)
{
	for (int i = 0; i < SW_NTABLES; i++) {
		const struct sw_table *t = &rs->table[i];

		if (t->foreign.len)
			return true;
		for (size_t c = 0; c < t->nchain; c++)
			if (!t->chain[c]->builtin || t->chain[c]->nrule ||
			    sw_diff_policy(t->chain[c]) != SW_ACCEPT)
				return true;
	}
	return false;
}

int sw_status_compare(struct sw_status_family *f, struct sw_err *err)
{
	struct sw_module_words words = { 0 };
	SW_FREE char *text = NULL;
	struct sw_err why;
	struct stat link;
	size_t len;
	int ret;

	sw_err_init(&why);
	ret = sw_file_read(f->files.rules, &text, &len, &why);
	if (!ret && strlen(text) != len)
		ret = sw_err_set(&why, SW_EPARAM, EINVAL, "it holds a NUL byte");
	/* A link that leads nowhere is a file that cannot be read, as for the service. */
	if (ret == -ENOENT && lstat(f->files.rules, &link)) {
		f->file = holds_something(&f->rs) ? SW_STATUS_LOST : SW_STATUS_NO_FILE;
		return 0;
	}
	if (!ret)
		ret = sw_saved_words(&f->files, &words, &why);
	if (!ret)
		ret = load(f, text, &words, err);
	else
		ret = spoil(f, &why, err);
	sw_module_words_fini(&words);
	return ret;
}
