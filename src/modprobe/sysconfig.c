/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The variables of iptables-config, and the one line of it that is ever written. */
#include <ctype.h>
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include "base/cleanup.h"
#include "base/file.h"
#include "modprobe/sysconfig.h"

enum kind { YES_NO, TEXT, NUMBER, GROUP };

/* Names stand behind the prefix. */
static const struct variable {
	const char *name;
	enum kind   kind;
	size_t      offset;
	unsigned    init;
} variables[] = {
	{ "MODULES", TEXT, offsetof(struct sw_config, modules) },
	{ "MODULES_UNLOAD", YES_NO, offsetof(struct sw_config, modules_unload), 1 },
	{ "SAVE_ON_STOP", YES_NO, offsetof(struct sw_config, save_on_stop) },
	{ "SAVE_ON_RESTART", YES_NO, offsetof(struct sw_config, save_on_restart) },
	{ "SAVE_COUNTER", YES_NO, offsetof(struct sw_config, save_counter) },
	{ "STATUS_NUMERIC", YES_NO, offsetof(struct sw_config, status_numeric), 1 },
	{ "STATUS_VERBOSE", YES_NO, offsetof(struct sw_config, status_verbose) },
	{ "STATUS_LINENUMBERS", YES_NO, offsetof(struct sw_config, status_linenumbers), 1 },
	{ "SYSCTL_LOAD_LIST", TEXT, offsetof(struct sw_config, sysctl_list) },
	{ "FAIL_CLOSED", YES_NO, offsetof(struct sw_config, fail_closed) },
	{ "GROUP", GROUP, offsetof(struct sw_config, group) },
	{ "HISTORY", NUMBER, offsetof(struct sw_config, history), 50 },
	{ "RESTORE_WAIT", NUMBER, offsetof(struct sw_config, restore_wait), 600 },
	{ "RESTORE_WAIT_INTERVAL", NUMBER, offsetof(struct sw_config, restore_wait_interval),
	  1000000 },
};
#define NVARS SW_ARRAY_SIZE(variables)

static void *member(struct sw_config *c, const struct variable *v)
{
	return (char *)c + v->offset;
}

static int set_text(char **at, const char *value)
{
	char *copy = strdup(value ? value : "");

	if (!copy)
		return -ENOMEM;
	free(*at);
	*at = copy;
	return 0;
}

int sw_config_init(struct sw_config *c, struct sw_err *err)
{
	int ret = 0;

	*c = (struct sw_config){ 0 };
	for (size_t i = 0; i < NVARS && !ret; i++) {
		const struct variable *v = &variables[i];

		if (v->kind == YES_NO)
			*(bool *)member(c, v) = v->init;
		else if (v->kind == NUMBER)
			*(unsigned *)member(c, v) = v->init;
		else
			ret = set_text(member(c, v), "");
	}
	return ret ? sw_err_nomem(err) : 0;
}

void sw_config_fini(struct sw_config *c)
{
	free(c->modules);
	free(c->sysctl_list);
	free(c->group);
	*c = (struct sw_config){ 0 };
}

/* ---- reading --------------------------------------------------------------------------------- */

struct parse {
	struct sw_config *c;
	const char       *prefix, *file;
	struct sw_notes  *notes;
	unsigned          line[NVARS];	/* of the last assignment; 0: none */
};

#define AT(p, a) (p)->file, (a)->line

static const struct variable *find(const struct parse *p, const struct sw_assign *a)
{
	size_t n = strlen(p->prefix);

	if (a->name_len <= n + 1 || memcmp(a->name, p->prefix, n) || a->name[n] != '_')
		return NULL;
	for (size_t i = 0; i < NVARS; i++)
		if (strlen(variables[i].name) == a->name_len - n - 1 &&
		    !memcmp(variables[i].name, a->name + n + 1, a->name_len - n - 1))
			return &variables[i];
	return NULL;
}

static void set_yes_no(struct parse *p, const struct sw_assign *a, const char *value, bool *at)
{
	*at = !strcmp(value, "yes");
	if (!*at && *value && strcmp(value, "no"))
		sw_notes_add(p->notes, "%s:%u: %.*s: \"%.40s\" is neither yes nor no; taken as no",
			     AT(p, a), (int)a->name_len, a->name, value);
}

static void set_number(struct parse *p, const struct sw_assign *a, const char *value, unsigned *at)
{
	char *end;
	unsigned long v = strtoul(value, &end, 10);

	if (isdigit((unsigned char)*value) && !*end && v <= 4294967295ul)
		*at = v;
	else if (*value)
		sw_notes_add(p->notes, "%s:%u: %.*s: \"%.40s\" is no number; ignored", AT(p, a),
			     (int)a->name_len, a->name, value);
}

static int set_group(struct parse *p, const struct sw_assign *a, const char *value, char **at)
{
	static const char *const words[] = { "", "auto", "off", "always" };

	for (size_t i = 0; i < SW_ARRAY_SIZE(words); i++)
		if (!strcmp(value, words[i]))
			return set_text(at, value);
	sw_notes_add(p->notes, "%s:%u: %.*s: \"%.40s\" is none of auto, off and always; ignored",
		     AT(p, a), (int)a->name_len, a->name, value);
	return 0;
}

static int set(struct parse *p, const struct sw_assign *a, const struct variable *v)
{
	const char *value = a->value.len ? a->value.s : "";
	unsigned *line = &p->line[v - variables];

	if (*line)
		sw_notes_add(p->notes,
			     "%s:%u: %.*s is assigned again (before on line %u); this one counts",
			     AT(p, a), (int)a->name_len, a->name, *line);
	*line = a->line;
	if (v->kind == YES_NO)
		set_yes_no(p, a, value, member(p->c, v));
	else if (v->kind == NUMBER)
		set_number(p, a, value, member(p->c, v));
	else if (v->kind == GROUP)
		return set_group(p, a, value, member(p->c, v));
	else
		return set_text(member(p->c, v), value);
	return 0;
}

static int statement(struct parse *p, const struct sw_assign *a)
{
	const struct variable *v;
	int ret;

	if (a->odd) {
		sw_notes_add(p->notes, "%s:%u: ignored: %s", AT(p, a), a->odd);
		return 0;
	}
	v = find(p, a);
	if (!v) {
		sw_notes_add(p->notes, "%s:%u: ignored: %.*s is no variable of this file", AT(p, a),
			     (int)(a->name_len < 60 ? a->name_len : 60), a->name);
		return 0;
	}
	ret = set(p, a, v);
	if (!ret && v == &variables[0]) {
		p->c->modules_line = a->line;
		p->c->modules_from = a->from;
		p->c->modules_to = a->to;
	}
	return ret;
}

int sw_config_parse(struct sw_config *c, const char *prefix, const char *file, const char *text,
		    size_t len, struct sw_notes *notes, struct sw_err *err)
{
	struct parse p = { .c = c, .prefix = prefix, .file = file, .notes = notes };
	struct sw_assigns r = { .text = text, .len = len };
	struct sw_assign a = { 0 };
	int ret = 0;

	c->modules_line = 0;
	while (!ret && sw_assign_next(&r, &a))
		ret = statement(&p, &a);
	if (r.crlf)
		sw_notes_add(notes, "%s: lines end in CR LF; the CR is left out", file);
	sw_str_fini(&a.value);
	return ret ? sw_err_nomem(err) : 0;
}

int sw_config_read(struct sw_config *c, const char *prefix, const char *file,
		   struct sw_notes *notes, struct sw_err *err)
{
	SW_FREE char *text = NULL;
	struct sw_err local;
	size_t len = 0;
	int ret;

	sw_err_init(&local);
	ret = sw_file_read(file, &text, &len, &local);
	if (ret == -ENOENT)
		return 0;
	if (ret) {
		*err = local;
		return ret;
	}
	return sw_config_parse(c, prefix, file, text, len, notes, err);
}

/* ---- writing --------------------------------------------------------------------------------- */

/* text with bytes from..to replaced, or a line added at its end when there is no such line. */
static void replace_value(const struct sw_config *c, const char *prefix, const char *text,
			  size_t len, const char *value, struct sw_str *out)
{
	if (c->modules_line) {
		sw_str_addn(out, text, c->modules_from);
		sw_str_addf(out, "\"%s\"", value);
		sw_str_addn(out, text + c->modules_to, len - c->modules_to);
		return;
	}
	sw_str_addn(out, text, len);
	if (len && text[len - 1] != '\n')
		sw_str_addc(out, '\n');
	sw_str_addf(out, "%s_MODULES=\"%s\"\n", prefix, value);
}

int sw_config_set_modules(const char *prefix, const char *file, const char *value,
			  struct sw_err *err)
{
	struct sw_config c = { 0 };
	struct sw_notes notes = { 0 };
	struct sw_str out = { 0 };
	SW_FREE char *text = NULL;
	struct sw_err local;
	size_t len = 0;
	int ret;

	sw_err_init(&local);
	ret = sw_file_read(file, &text, &len, &local);
	if (ret && ret != -ENOENT) {
		*err = local;
		return ret;
	}
	ret = sw_config_init(&c, err);
	if (!ret)
		ret = sw_config_parse(&c, prefix, file, text ? text : "", len, &notes, err);
	if (!ret) {
		replace_value(&c, prefix, text ? text : "", len, value, &out);
		ret = out.oom ? sw_err_nomem(err)
			      : sw_file_replace(file, out.s, out.len, 0600, err);
	}
	sw_str_fini(&out);
	sw_notes_fini(&notes);
	sw_config_fini(&c);
	return ret;
}
