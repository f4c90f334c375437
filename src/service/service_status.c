/* SPDX-License-Identifier: GPL-2.0-or-later */
/* statewall service status: every table with its rules, and whether others have rules too. */
#include <stdio.h>
#include <string.h>

#include "cli/terminal.h"
#include "modprobe/started.h"
#include "rule/rule.h"
#include "service/programs.h"
#include "service/service_local.h"
#include "session/list.h"

#define ADOPT "\"statewall adopt\" takes them over."

struct show {
	struct sw_service *s;
	int  tables;
	bool dormant[SW_NTABLES];
	unsigned foreign;	/* SW_FOREIGN_* */
};

static int show_table(struct sw_session *session, const struct sw_service *s, const char *table,
		      struct sw_err *err)
{
	struct sw_cmd cmd = { .letter = 'L', .family = s->family, .table = table };
	int ret;

	if (s->config.status_numeric)
		cmd.opt |= SW_OPT_NUMERIC;
	if (s->config.status_verbose)
		cmd.opt |= SW_OPT_VERBOSE;
	if (s->config.status_linenumbers)
		cmd.opt |= SW_OPT_LINENO;
	fprintf(session->out, "Table: %s\n", table);
	ret = sw_list(session, &cmd, err);
	fputc('\n', session->out);
	return ret;
}

static int count_tables(struct sw_session *session, struct sw_err *err)
{
	int n = 0, ret = sw_session_need(session, &session->rs.table[0], "", SW_READ_TABLES, err);

	for (int i = 0; i < SW_NTABLES && !ret; i++)
		n += session->rs.table[i].in_kernel;
	return ret ? ret : n;
}

static int show_tables(struct sw_session *session, void *arg, struct sw_err *err)
{
	struct show *show = arg;
	int ret = 0;

	show->tables = count_tables(session, err);
	if (show->tables < 0)
		return show->tables;
	if (show->tables && show->s->both)
		fprintf(session->out, "Family: %s\n\n",
			show->s->family == SW_IP6 ? "IPv6" : "IPv4");
	for (int i = 0; i < SW_NTABLES && !ret; i++)
		if (session->rs.table[i].in_kernel)
			ret = show_table(session, show->s, session->rs.table[i].builtin->name, err);
	if (!ret)
		ret = sw_snapshot_foreign(session->nl, show->s->family, &show->foreign, err);
	return ret;
}

static int read_all(struct show *show, struct sw_err *err)
{
	struct sw_answer answer = { 0 };
	int ret = sw_service_read(show->s, show_tables, show, &answer, err);

	if (!ret)
		ret = sw_terminal_emit(&answer.text, err);
	memcpy(show->dormant, answer.dormant, sizeof(show->dormant));
	sw_answer_fini(&answer);
	return ret;
}

static void say_dormant(struct sw_service *s, const struct show *show)
{
	for (int i = 0; i < SW_NTABLES; i++) {
		const struct sw_builtin_table *b = &sw_builtin_tables[i];

		if (show->dormant[i])
			sw_service_say(s, "Table %s is dormant and filters nothing. To wake it: "
				       SW_WAKE, b->name, SW_WAKE_ARGS(s->family, b));
	}
}

int sw_service_status(struct sw_service *s)
{
	struct show show = { .s = s };
	struct sw_started then;
	struct sw_err err;

	sw_err_init(&err);
	if (read_all(&show, &err))
		return sw_service_fail(s, &err);
	say_dormant(s, &show);
	if (show.foreign & SW_FOREIGN_NFT)
		sw_service_say(s, "%s-nft has rules of its own besides these; " ADOPT,
			       s->program);
	if (show.foreign & SW_FOREIGN_LEGACY)
		sw_service_say(s, "%s-legacy has rules of its own besides these; " ADOPT,
			       s->program);
	if (show.tables)
		return 0;
	if (sw_started_read(&s->files, &then) && !then.tables[0]) {
		sw_service_say(s, "Firewall is running, and has no rules: %s has none.",
			       s->files.rules);
		return 0;
	}
	sw_service_say(s, "Firewall is not running.");
	return SW_SERVICE_STOPPED;
}
