/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A rule's words as members of JSON. */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "rule/ruleset.h"
#include "sight/rule_json.h"
#include "sight/rule_words.h"

/* ---- words of its own ------------------------------------------------------------------------ */

/* "10.0.0.0/8", "2001:db8::/32", "10.0.0.1/255.0.0.255". */
static void add_address(struct sw_json *j, const char *word)
{
	const char *slash = strrchr(word, '/');

	sw_json_textn(j, "address", word, slash ? (size_t)(slash - word) : strlen(word));
	if (slash && strpbrk(slash, ".:"))
		sw_json_text(j, "mask", slash + 1);
	else if (slash)
		sw_json_number(j, "prefix", strtoul(slash + 1, NULL, 10));
}

static void add_own(struct sw_json *j, const struct sw_said *s, const struct sw_said_option *o,
		    const struct sw_rule *r)
{
	static const struct { char letter; const char *member; } names[] = {
		{ 's', "source" }, { 'd', "destination" }, { 'i', "in" }, { 'o', "out" },
		{ 'p', "protocol" }, { 'f', "fragment" },
	};
	const char *word = o->nvalue ? s->words.word[o->value] : "";

	for (size_t i = 0; i < SW_ARRAY_SIZE(names); i++) {
		if (o->name[0] != names[i].letter || o->name[1])
			continue;
		sw_json_object_flat(j, names[i].member);
		if (strchr("sd", names[i].letter))
			add_address(j, word);
		else if (names[i].letter != 'f')
			sw_json_text(j, "name", word);
		if (names[i].letter == 'p')
			sw_json_number(j, "number", r->ip.proto);
		if (o->no)
			sw_json_bool(j, "not", true);
		sw_json_close(j);
	}
}

/* ---- extensions ------------------------------------------------------------------------------ */

static void add_options(struct sw_json *j, const struct sw_said *s, const struct sw_said_part *p)
{
	sw_json_list(j, "options");
	for (uint32_t i = 0; i < p->noption; i++) {
		const struct sw_said_option *o = &s->option[p->option + i];

		sw_json_object(j, NULL);
		sw_json_text(j, "name", o->name);
		sw_json_list(j, "values");
		for (int k = 0; k < o->nvalue; k++)
			sw_json_text(j, NULL, s->words.word[o->value + k]);
		sw_json_close(j);
		if (o->no)
			sw_json_bool(j, "not", true);
		sw_json_close(j);
	}
	sw_json_close(j);
}

static void add_match(struct sw_json *j, const struct sw_said *s, const struct sw_said_part *p)
{
	sw_json_object_flat(j, NULL);
	sw_json_text(j, "name", p->name);
	add_options(j, s, p);
	sw_json_close(j);
}

static void add_target(struct sw_json *j, const struct sw_said *s, const struct sw_said_part *p,
		       const struct sw_rule *r)
{
	static const char *const kinds[] = { [SW_JUMP_VERDICT] = "verdict",
					     [SW_JUMP_CHAIN] = "chain",
					     [SW_JUMP_EXT] = "extension" };

	sw_json_object_flat(j, "target");
	sw_json_text(j, "name", p->name);
	sw_json_text(j, "kind", p->letter == 'g' ? "goto" : kinds[r->jump.kind]);
	add_options(j, s, p);
	sw_json_close(j);
}

static void add_words(struct sw_json *j, const char *name, const struct sw_said *s,
		      const struct sw_rule *r)
{
	sw_json_object(j, name);
	for (uint32_t i = 0; i < s->nown; i++)
		add_own(j, s, &s->option[i], r);
	sw_json_list(j, "matches");
	for (size_t i = 0; i < s->npart; i++)
		if (s->part[i].letter == 'm')
			add_match(j, s, &s->part[i]);
	sw_json_close(j);
	for (size_t i = 0; i < s->npart; i++)
		if (s->part[i].letter != 'm')
			add_target(j, s, &s->part[i], r);
	sw_json_close(j);
}

/* ---- the rule -------------------------------------------------------------------------------- */

/* The first one's. */
static const char *comment_of(const struct sw_said *s)
{
	for (size_t i = 0; i < s->npart; i++) {
		const struct sw_said_part *p = &s->part[i];

		if (p->letter == 'm' && !strcmp(p->name, "comment") && p->noption &&
		    s->option[p->option].nvalue)
			return s->words.word[s->option[p->option].value];
	}
	return NULL;
}

static const char *form_of(const struct sw_rule *r)
{
	if (r->seat.kind == SW_SEAT_ELEM)
		return "element";
	return r->compat ? "carried" : "native";
}

static void add_rule(struct sw_json *j, const struct sw_rule_json *of, const struct sw_said *s,
		     const struct sw_rule *r, bool unreadable)
{
	const char *comment = unreadable ? NULL : comment_of(s);

	if (of->number)
		sw_json_number(j, "number", of->number);
	sw_json_text(j, "text", s->text.s);
	if (!unreadable && !s->exact)
		sw_json_bool(j, "exact", false);
	if (of->counters) {
		sw_json_number(j, "packets", r->packets);
		sw_json_number(j, "bytes", r->bytes);
	}
	if (unreadable)
		sw_json_text(j, "form", "unreadable");
	else if (of->form)
		sw_json_text(j, "form", form_of(r));
	if (comment)
		sw_json_text(j, "comment", comment);
	if (unreadable)
		sw_json_text(j, "words", NULL);
	else
		add_words(j, "words", s, r);
}

int sw_rule_json(struct sw_json *j, const char *name, const struct sw_rule_json *of,
		 struct sw_rule *r, struct sw_err *err)
{
	struct sw_said s = { 0 };
	int ret = sw_said_rule(&s, of->family, of->chain, r, err);

	sw_json_object(j, name);
	if (ret >= 0)
		add_rule(j, of, &s, r, ret > 0);
	sw_json_close(j);
	sw_said_fini(&s);
	return ret >= 0 && j->out->oom ? sw_err_nomem(err) : ret;
}

int sw_rule_json_members(struct sw_str *out, const struct sw_rule_json *of, struct sw_rule *r,
			 struct sw_err *err)
{
	struct sw_str line = { 0 };
	struct sw_json j = { .out = &line };
	struct sw_said s = { 0 };
	int ret = sw_said_rule(&s, of->family, of->chain, r, err);

	if (ret >= 0) {
		sw_json_object_flat(&j, NULL);
		add_rule(&j, of, &s, r, ret > 0);
		sw_json_close(&j);
		if (line.oom)
			ret = sw_err_nomem(err);
		else	/* without its braces and its line end */
			sw_str_addn(out, line.s + 1, line.len - 3);
	}
	sw_said_fini(&s);
	sw_str_fini(&line);
	return ret >= 0 && out->oom ? sw_err_nomem(err) : ret;
}

int sw_rule_json_words(struct sw_json *j, const char *name, uint8_t family, struct sw_rule *r,
		       struct sw_err *err)
{
	struct sw_said s = { 0 };
	int ret = sw_said_rule(&s, family, "x", r, err);

	if (ret)
		sw_json_text(j, name, NULL);
	else
		add_words(j, name, &s, r);
	sw_said_fini(&s);
	return ret >= 0 && j->out->oom ? sw_err_nomem(err) : ret;
}
