/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes errors as JSON, in one line each, so that they can be told apart in a log. */
#include <string.h>

#include "base/json.h"
#include "cli/report_json.h"

static struct {
	bool on;
	int  faults;		/* of the object that is open */
	bool more;
	struct sw_str  out;
	struct sw_json j;
} state;

void sw_report_json_if(int argc, char **argv)
{
	for (int i = 0; i < argc && strcmp(argv[i], "--"); i++)
		state.on |= !strcmp(argv[i], "--json");
}

bool sw_report_json_on(void)
{
	return state.on;
}

/* Line feeds at the end of a message are for a terminal. */
static void add_trimmed(const char *name, const char *text)
{
	size_t n;

	text += strspn(text, " \n");
	n = strlen(text);
	while (n && strchr(" \n", text[n - 1]))
		n--;
	sw_json_textn(&state.j, name, text, n);
}

void sw_report_json_begin(const char *kind, const char *program, const char *message, int status)
{
	struct sw_json *j = &state.j;

	sw_str_fini(&state.out);
	*j = (struct sw_json){ .out = &state.out };
	state.faults = 0;
	state.more = false;
	sw_json_object_flat(j, NULL);
	sw_json_number(j, "statewall", SW_JSON_VERSION);
	sw_json_text(j, "kind", kind);
	if (program)
		sw_json_text(j, "program", program);
	add_trimmed("message", message);
	if (status)
		sw_json_number(j, "status", status);
}

static void add_hints(const char *hints)
{
	sw_json_list(&state.j, "hints");
	while (*hints) {
		size_t n = strcspn(hints, "\n");

		sw_json_textn(&state.j, NULL, hints, n);
		hints += n + (hints[n] == '\n');
	}
	sw_json_close(&state.j);
}

void sw_report_json_fault(const struct sw_err *err, const struct sw_report_text *t)
{
	struct sw_json *j = &state.j;
	size_t n = t ? t->line_len : 0;

	if (state.faults == 1)
		sw_json_list(j, "also");
	if (state.faults)
		sw_json_object(j, NULL);
	if (err->where.file)
		sw_json_text(j, "file", err->where.file);
	if (err->where.line)
		sw_json_number(j, "line", err->where.line);
	while (n && strchr("\r\n", t->line[n - 1]))
		n--;
	if (n)
		sw_json_textn(j, "text", t->line, n);
	if (err->arg[0])
		sw_json_text(j, "word", err->arg);
	if (err->msg[0])
		add_trimmed("reason", err->msg);
	add_hints(err->hint);
	if (state.faults)
		sw_json_close(j);
	state.faults++;
}

void sw_report_json_more(void)
{
	state.more = true;
}

const char *sw_report_json_end(void)
{
	struct sw_json *j = &state.j;

	if (!j->depth)
		return "";
	if (state.faults > 1)
		sw_json_close(j);
	if (state.more)
		sw_json_bool(j, "more", true);
	sw_json_close(j);
	/* what was to be said is lost: why is not */
	return state.out.oom ? "{\"statewall\": 1, \"kind\": \"error\", "
			       "\"message\": \"Cannot allocate memory\"}\n" : state.out.s;
}
