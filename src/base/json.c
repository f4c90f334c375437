/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Commas, line breaks and escapes of JSON. */
#include <assert.h>
#include <string.h>

#include "base/json.h"

/* Two blanks for each level, but within one line. */
static void break_line(struct sw_json *j)
{
	if (j->flat)
		return;
	sw_str_addc(j->out, '\n');
	for (uint8_t i = 0; i < j->depth; i++)
		sw_str_add(j->out, "  ");
}

static void quote(struct sw_str *out, const char *text)
{
	struct sw_str safe = { 0 };

	sw_str_add_safe(&safe, text);
	sw_str_addc(out, '"');
	for (size_t i = 0; i < safe.len; i++) {
		if (safe.s[i] == '"' || safe.s[i] == '\\')
			sw_str_addc(out, '\\');
		sw_str_addc(out, safe.s[i]);
	}
	sw_str_addc(out, '"');
	out->oom |= safe.oom;
	sw_str_fini(&safe);
}

/* What stands before a value. */
static void begin(struct sw_json *j, const char *name)
{
	if (j->more)
		sw_str_add(j->out, j->flat ? ", " : ",");
	if (j->depth)
		break_line(j);
	j->more = true;
	if (!name)
		return;
	quote(j->out, name);
	sw_str_add(j->out, ": ");
}

static void open(struct sw_json *j, const char *name, char first, char last, bool flat)
{
	assert(j->depth < SW_JSON_DEPTH);
	begin(j, name);
	sw_str_addc(j->out, first);
	j->end[j->depth++] = last;
	if (flat && !j->flat)
		j->flat = j->depth;
	j->more = false;
}

void sw_json_object(struct sw_json *j, const char *name)
{
	open(j, name, '{', '}', false);
}

void sw_json_list(struct sw_json *j, const char *name)
{
	open(j, name, '[', ']', false);
}

void sw_json_object_flat(struct sw_json *j, const char *name)
{
	open(j, name, '{', '}', true);
}

void sw_json_list_flat(struct sw_json *j, const char *name)
{
	open(j, name, '[', ']', true);
}

static void add_head(struct sw_json *j, const char *kind)
{
	sw_json_number(j, "statewall", SW_JSON_VERSION);
	sw_json_text(j, "kind", kind);
}

void sw_json_document(struct sw_json *j, const char *kind)
{
	sw_json_object(j, NULL);
	add_head(j, kind);
}

void sw_json_document_line(struct sw_json *j, const char *kind)
{
	sw_json_object_flat(j, NULL);
	add_head(j, kind);
}

void sw_json_close(struct sw_json *j)
{
	char end;

	assert(j->depth);
	end = j->end[--j->depth];
	if (j->more)
		break_line(j);
	sw_str_addc(j->out, end);
	if (j->flat > j->depth)
		j->flat = 0;
	j->more = true;
	if (!j->depth)
		sw_str_addc(j->out, '\n');
}

void sw_json_text(struct sw_json *j, const char *name, const char *text)
{
	begin(j, name);
	if (text)
		quote(j->out, text);
	else
		sw_str_add(j->out, "null");
}

void sw_json_textn(struct sw_json *j, const char *name, const char *text, size_t n)
{
	struct sw_str copy = { 0 };

	sw_str_addn(&copy, text, n);
	sw_json_text(j, name, copy.len ? copy.s : "");
	j->out->oom |= copy.oom;
	sw_str_fini(&copy);
}

void sw_json_number(struct sw_json *j, const char *name, uint64_t value)
{
	begin(j, name);
	sw_str_addf(j->out, "%" PRIu64, value);
}

void sw_json_int(struct sw_json *j, const char *name, int64_t value)
{
	begin(j, name);
	sw_str_addf(j->out, "%" PRId64, value);
}

void sw_json_bool(struct sw_json *j, const char *name, bool value)
{
	begin(j, name);
	sw_str_add(j->out, value ? "true" : "false");
}

void sw_json_members(struct sw_json *j, const char *members)
{
	begin(j, NULL);
	sw_str_add(j->out, members);
}
