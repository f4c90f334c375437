/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel holds of ours: which tables, whether there is any rule, and a print to compare by. */
#include <stdio.h>
#include <string.h>

#include "modprobe/started.h"
#include "service/service_local.h"
#include "service/texts.h"
#include "xt/plugin.h"

static int name_tables(struct sw_session *session, void *arg, struct sw_err *err)
{
	int ret = sw_session_need(session, &session->rs.table[0], "", SW_NEEDS_TABLES, err);
	struct sw_started *now = arg;

	now->tables[0] = '\0';
	for (int i = 0; i < SW_NTABLES && !ret; i++)
		if (session->rs.table[i].in_kernel)
			sprintf(now->tables + strlen(now->tables), "%s%s", now->tables[0] ? " " : "",
				session->rs.table[i].builtin->name);
	snprintf(now->print, sizeof(now->print), SW_GENERATION "%u", session->rs.genid);
	return ret;
}

/* "-A INPUT ...", "# rule handle 5: ...", ":INPUT DROP [0:0]", ":mine - [0:0]" */
static bool is_wish(const char *line, size_t len)
{
	const char *policy = *line == ':' ? memchr(line, ' ', len) : NULL;

	return *line == '-' || !strncmp(line, "# rule ", 7) ||
	       (policy && strncmp(policy, " ACCEPT ", 8));
}

static bool has_wish(const char *text)
{
	size_t len;

	for (; *text; text += len, text += *text == '\n') {
		len = strcspn(text, "\n");
		if (is_wish(text, len))
			return true;
	}
	return false;
}

int sw_service_look(struct sw_service *s, struct sw_started *now, bool *any, struct sw_err *err)
{
	struct sw_str text = { 0 };
	bool unreadable;
	int ret = sw_load_save(s->program, s->family, false, name_tables, now, &text,
			       &unreadable, err);

	if (!ret)
		sw_started_print(text.len ? text.s : "", now->print);
	if (!ret && any)
		*any = text.len && has_wish(text.s);
	sw_str_fini(&text);
	return ret;
}

int sw_service_tables(struct sw_service *s, struct sw_started *now, struct sw_err *err)
{
	struct sw_session session = { 0 };
	int ret = sw_session_init_xt(s->program, s->family, err);

	if (!ret)
		ret = sw_session_open(&session, s->program, s->family, err);
	if (!ret)
		ret = sw_session_run(&session, name_tables, now, err);
	sw_session_close(&session);
	sw_xt_fini();
	return ret;
}
