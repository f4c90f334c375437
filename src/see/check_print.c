/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The findings of "statewall check", for the reader and as JSON. */
#include <string.h>

#include "base/json.h"
#include "see/check_local.h"

#define WRITE "  write: "

static const char *program(const struct sw_finding *f)
{
	return f->family == SW_IP6 ? "ip6tables" : "iptables";
}

/* "INPUT rule 3 ": which rule or chain the sentence is about. */
static void add_place(struct sw_str *out, const struct sw_finding *f)
{
	if (!*f->chain)
		return;
	if (f->table && strcmp(f->table, "filter"))
		sw_str_addf(out, "%s ", f->table);
	if (f->turn == SW_TURN_CHAIN)
		sw_str_add(out, "chain ");
	sw_str_add_safe(out, f->chain);
	if (f->number)
		sw_str_addf(out, " rule %u", f->number);
	sw_str_addc(out, ' ');
}

/* A line is a command, or stands there as it is to be shown. */
static bool next_line(const char **at, const char **line, size_t *len)
{
	if (!**at)
		return false;
	*line = *at;
	*len = strcspn(*at, "\n");
	*at += *len + (*(*at + *len) == '\n');
	return true;
}

static void add_text(struct sw_str *out, const struct sw_finding *f)
{
	const char *at = f->lines, *line;
	size_t len;

	sw_str_addf(out, "%s: ", program(f));
	add_place(out, f);
	sw_str_addf(out, "%s [%s]\n", f->reason, f->kind);
	if (f->rule)
		sw_str_addf(out, "  rule:  %s\n", f->rule);
	while (next_line(&at, &line, &len))
		sw_str_addf(out, "%s%.*s\n", *line == ' ' ? "" : WRITE, (int)len, line);
}

static void add_json(struct sw_json *j, const struct sw_finding *f)
{
	const char *at = f->lines, *line;
	size_t len, skip = strlen(WRITE);

	sw_json_object(j, NULL);
	sw_json_text(j, "kind", f->kind);
	sw_json_text(j, "family", f->family == SW_IP6 ? "ipv6" : "ipv4");
	sw_json_text(j, "table", f->table);
	sw_json_text(j, "chain", *f->chain ? f->chain : NULL);
	if (f->number)
		sw_json_number(j, "number", f->number);
	else
		sw_json_text(j, "number", NULL);
	sw_json_text(j, "rule", f->rule);
	sw_json_text(j, "reason", f->reason);
	sw_json_list(j, "write");
	while (next_line(&at, &line, &len))
		if (*line != ' ')
			sw_json_textn(j, NULL, line, len);
		else if (len > skip && !strncmp(line, WRITE, skip))
			sw_json_textn(j, NULL, line + skip, len - skip);
	sw_json_close(j);
	sw_json_close(j);
}

void sw_check_print(struct sw_str *out, const struct sw_check_options *o,
		    const struct sw_findings *list)
{
	struct sw_json j = { .out = out };

	if (o->json) {
		sw_json_object(&j, NULL);
		sw_json_number(&j, "statewall", 1);
		sw_json_text(&j, "kind", "check");
		sw_json_list(&j, "findings");
	}
	for (size_t i = 0; i < list->n; i++) {
		if (o->json)
			add_json(&j, &list->f[i]);
		else
			add_text(out, &list->f[i]);
	}
	if (o->json) {
		sw_json_close(&j);
		sw_json_close(&j);
	} else if (!list->n) {
		sw_str_add(out, "No warnings.\n");
	}
}
