/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Walks over the words of a command: own options, those of extensions, "!" and stray words. */
#include <errno.h>
#include <string.h>

#include "words/parse_local.h"


/* A word that is no option: "!" before the next option, or a fault. */
static int stray_word(struct sw_parse_state *st)
{
	char *word = st->scan.arg;
	int ret;

	if (!strcmp(word, "!")) {
		if (st->invert)
			return SW_PARSE_WRONG(st, "multiple consecutive ! not allowed");
		st->invert = true;
		return 0;
	}
	ret = sw_err_classic(st->err, SW_EPARAM, EINVAL, "Bad argument `%s'", word);
	return sw_parse_wrong(st, st->scan.at, ret);
}

static int no_argument(struct sw_parse_state *st)
{
	return SW_PARSE_WRONG(st, "option \"%s\" requires an argument", st->scan.argv[st->scan.at]);
}

/* An option that is not ours belongs to an extension, or is an abbreviation of one of ours. */
static int foreign_option(struct sw_parse_state *st)
{
	const struct sw_option *ours = st->scan.opt;
	char *word = st->scan.argv[st->scan.at];
	int used = 0;

	if (word[1] == '-') {
		used = sw_xt_option(st->xt, st->scan.argc, st->scan.argv, st->scan.at,
				    st->scan.begin_so, st->invert, &st->rule->ip, st->proto_name,
				    st->err);
		if (used < 0)
			return sw_parse_wrong(st, st->scan.at, used);
		if (used)
			sw_scan_skip(&st->scan, used);
	}
	if (used)
		return 0;
	switch (ours ? sw_scan_take(&st->scan) : SW_SCAN_FOREIGN) {
	case SW_SCAN_OPTION:
		return sw_parse_set(st, ours);
	case SW_SCAN_NO_ARG:
		return no_argument(st);
	default:
		return SW_PARSE_WRONG(st, "unknown option \"%s\"", word);
	}
}

static int read_words(struct sw_parse_state *st)
{
	int ret = 0;

	while (!ret && !st->stop) {
		switch (sw_scan_next(&st->scan)) {
		case SW_SCAN_END:
			return 0;
		case SW_SCAN_WORD:
			ret = stray_word(st);
			continue;	/* "!" holds for the next word */
		case SW_SCAN_OPTION:
			ret = sw_parse_set(st, st->scan.opt);
			break;
		case SW_SCAN_FOREIGN:
			ret = foreign_option(st);
			break;
		case SW_SCAN_NO_ARG:
			ret = no_argument(st);
			break;
		}
		st->invert = false;
	}
	return ret;
}

int sw_parse(const struct sw_parser *p, int argc, char **argv, struct sw_cmd *cmd,
	     struct sw_err *err)
{
	struct sw_parse_state st = {
		.p = p, .cmd = cmd, .err = err,
		.table = p->table ? p->table->name : p->default_table ? p->default_table : "filter",
		.scan = { .table = sw_opts_command, .argc = argc, .argv = argv, .at = -1 },
		.src_at = -1, .dst_at = -1,
	};
	int ret;

	memset(cmd, 0, sizeof(*cmd));
	cmd->family = p->family;
	if (p->has_counters) {
		cmd->packets = p->packets;
		cmd->bytes = p->bytes;
		cmd->opt |= SW_OPT_COUNTERS;
		st.seen |= sw_seen_bit('c');
	}
	st.rule = sw_rule_new();
	if (!st.rule)
		return sw_err_nomem(err);
	st.xt = sw_xt_begin();
	ret = read_words(&st);
	if (!ret && !st.stop)
		ret = sw_parse_finish(&st);
	else if (ret || cmd->letter != 'h')
		sw_xt_abort(st.xt);
	sw_rule_free(st.rule);
	return ret;
}
