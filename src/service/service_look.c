/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel holds of ours: which tables, whether there is any rule, and a print to compare
 * by. */
#include <stdio.h>
#include <string.h>

#include "modprobe/started.h"
#include "service/service_local.h"
#include "session/list.h"
#include "session/savefile.h"

static int name_tables(struct sw_session *session, void *arg, struct sw_err *err)
{
	int ret = sw_session_need(session, &session->rs.table[0], "", SW_READ_TABLES, err);
	struct sw_started *now = arg;

	now->tables[0] = '\0';
	for (int i = 0; i < SW_NTABLES && !ret; i++)
		if (session->rs.table[i].in_kernel)
			sprintf(now->tables + strlen(now->tables), "%s%s",
				now->tables[0] ? " " : "", session->rs.table[i].builtin->name);
	snprintf(now->print, sizeof(now->print), SW_GENERATION "%u", session->rs.genid);
	return ret;
}

/* "-A INPUT ...", "# rule handle 5: ...", ":INPUT DROP [0:0]", ":mine - [0:0]" */
static bool is_wish(struct sw_savefile *f)
{
	struct sw_savefile_chain c = { 0 };

	if (f->kind == SW_LINE_COMMENT)
		return !strncmp(f->line, "# rule ", 7);
	/* Without memory for the line it counts as one: rules stay rather than go. */
	if (f->kind == SW_LINE_CHAIN)
		return sw_savefile_chain(f, &c, NULL) ||
		       (c.policy && strcmp(c.policy, "ACCEPT"));
	return f->kind == SW_LINE_COMMAND;
}

static bool is_of_word(const struct sw_savefile *f)
{
	char module[SW_MODULE_MAX];

	return f->kind == SW_LINE_COMMAND && sw_helper_line_module(f->line, f->line_len, module);
}

bool sw_service_has_wish(const char *text, size_t len, bool helpers)
{
	struct sw_savefile f = { .text = text, .len = len };
	bool found = false;

	while (!found && sw_savefile_next(&f, NULL) > 0)
		found = is_wish(&f) && (helpers || !is_of_word(&f));
	sw_savefile_fini(&f);
	return found;
}

int sw_service_read(struct sw_service *s, sw_session_work work, void *arg,
		    struct sw_answer *answer, struct sw_err *err)
{
	struct sw_ask ask = { .program = s->program, .family = s->family };

	return sw_session_with(&ask, work, arg, answer, err);
}

int sw_service_look(struct sw_service *s, struct sw_started *now, bool *any, struct sw_err *err)
{
	struct sw_save save = { .program = s->save_name, .head = name_tables, .arg = now };
	struct sw_answer answer = { 0 };
	int ret = sw_service_read(s, sw_save_run, &save, &answer, err);

	if (!ret)
		sw_started_print(answer.text.len ? answer.text.s : "", now->print);
	if (!ret && any)
		*any = answer.text.len && sw_service_has_wish(answer.text.s, answer.text.len, true);
	sw_answer_fini(&answer);
	return ret;
}

int sw_service_tables(struct sw_service *s, struct sw_started *now, struct sw_err *err)
{
	return sw_service_read(s, name_tables, now, NULL, err);
}
