/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the words before the cursor by the option tables and the plugins', and offers what goes on
 * there. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include "base/cleanup.h"
#include "complete/complete_local.h"
#include "words/addr.h"

/* What the word at the cursor is, when the words before it say so. */
struct place {
	const struct sw_option *opt;	/* the last option; NULL: none */
	unsigned k;			/* how many arguments of it are there */
	bool     wanted;		/* one must come now */
	bool     unknown;		/* the last word is an option of nobody's */
	const struct sw_complete_ext *ext;	/* whose option waits for a value; NULL: none */
	char     ext_option[64];
	unsigned ext_k;
	unsigned plain;			/* words that are of no option */
	const char *first;		/* the first of them */
};

static bool is_rules(const struct sw_request *r)
{
	return r->program->options == sw_opts_command;
}

/* ---- extensions ------------------------------------------------------------------------------ */

static void add_ext(struct sw_request *r, const char *name, bool target)
{
	if (r->next < SW_COMPLETE_EXTS && name && *name)
		r->ext[r->next++] = (struct sw_complete_ext){ name, target };
}

struct search {
	const char *name;
	size_t len;
	bool found, has_value;
	const char *full;
};

static void compare(const char *option, bool has_value, void *arg)
{
	struct search *s = arg;

	if (strlen(option) == s->len && !memcmp(option, s->name, s->len)) {
		s->found = true;
		s->has_value = has_value;
		s->full = option;
	}
}

/* The extension that an option is of, the last one first; the protocol's match last of all. */
static const struct sw_complete_ext *holder(struct sw_request *r, struct search *s)
{
	static struct sw_complete_ext proto;

	for (size_t i = r->next; i-- > 0 && !s->found;) {
		sw_xt_each_option(r->ext[i].name, r->ext[i].target, compare, s);
		if (s->found)
			return &r->ext[i];
	}
	if (!r->proto)
		return NULL;
	proto = (struct sw_complete_ext){ r->proto, false };
	sw_xt_each_option(proto.name, false, compare, s);
	return s->found ? &proto : NULL;
}

static void wait_for(struct place *at, const struct sw_complete_ext *ext, const char *option,
		     unsigned k)
{
	at->ext = ext;
	at->ext_k = k;
	snprintf(at->ext_option, sizeof(at->ext_option), "%s", option);
}

/* A long word that is no option of ours. Takes its values, too; false: nobody's. */
static bool foreign(struct sw_request *r, struct sw_scan *scan, struct place *at)
{
	const char *word = scan->argv[scan->at];
	struct search s = { .name = word + 2, .len = strcspn(word + 2, "=") };
	const struct sw_complete_ext *ext;
	int next = scan->at + 1;

	if (strncmp(word, "--", 2))
		return false;
	ext = holder(r, &s);
	if (!ext)
		return false;
	for (unsigned k = 0; k < 1 || sw_xt_values(ext->name, s.full, k); k++) {
		if (!s.has_value || (!k && s.name[s.len] == '='))
			continue;
		if (next >= scan->argc) {
			wait_for(at, ext, s.full, k);
			break;
		}
		next++;
	}
	sw_scan_skip(scan, next - scan->at);
	return true;
}

/* ---- the words before ------------------------------------------------------------------------ */

/* -p: the protocol's name, as its match is called. NULL: none that is known. */
static const char *proto_of(const char *word)
{
	static char name[32];
	struct sw_err none;
	size_t i = 0;
	int proto;

	sw_err_init(&none);
	for (; word[i] && i < sizeof(name) - 1; i++)
		name[i] = tolower((unsigned char)word[i]);
	name[i] = '\0';
	if (!isdigit((unsigned char)name[0]))
		return name;
	proto = sw_proto_parse(name, &none);
	return proto > 0 ? sw_proto_name(proto, false) : NULL;
}

static void note_rule_option(struct sw_request *r, const struct sw_option *o, const char *arg)
{
	if (o->flags & SW_OF_COMMAND) {
		r->command = o->letter;
		r->chain = arg;
	}
	if (!arg)
		return;
	if (o->letter == 'p')
		r->proto = proto_of(arg);
	else if (o->letter == 'm' || o->letter == 'j')
		add_ext(r, arg, o->letter == 'j');
}

static void note_option(struct sw_request *r, const struct sw_option *o, const char *arg,
			struct place *at)
{
	size_t row = o - r->program->options;

	r->seen |= row < 64 ? 1ull << row : 0;
	r->invert = false;
	at->opt = o;
	at->k = arg != NULL;
	if (arg && o->value && !strcmp(o->value, "table") && sw_builtin_table(arg))
		r->table = sw_builtin_table(arg);
	if (arg && o->value && !strcmp(o->value, "ipv4|ipv6"))
		r->family = strcmp(arg, "ipv6") ? SW_IP4 : SW_IP6;
	if (is_rules(r))
		note_rule_option(r, o, arg);
	else if (arg && o->value && !strcmp(o->value, "proto"))
		r->proto = proto_of(arg);
}

/* A word behind an option may be one more argument of it. */
static void note_word(struct sw_request *r, const char *word, struct place *at)
{
	struct sw_argument a;

	if (is_rules(r) && !strcmp(word, "!")) {
		r->invert = true;
		at->opt = NULL;
	} else if (at->opt && at->opt->value && sw_argument_at(at->opt->value, at->k, &a)) {
		if (at->opt->flags & SW_OF_COMMAND && !at->k)
			r->chain = word;
		at->k++;
	} else if (!at->plain++) {
		at->first = word;
	}
}

static void read_words(struct sw_request *r, struct place *at)
{
	static const struct sw_option none[] = { { 0 } };
	struct sw_scan scan = { .table = r->program->options ? r->program->options : none,
				.argc = r->n, .argv = r->word };
	enum sw_scan_result got;

	while ((got = sw_scan_next(&scan)) != SW_SCAN_END) {
		if (got == SW_SCAN_FOREIGN && is_rules(r) && foreign(r, &scan, at)) {
			at->opt = NULL;
			at->unknown = r->invert = false;
			continue;
		}
		if (got == SW_SCAN_FOREIGN && scan.opt)
			got = sw_scan_take(&scan);
		if (got == SW_SCAN_WORD)
			note_word(r, scan.arg, at);
		else if (got == SW_SCAN_OPTION)
			note_option(r, scan.opt, scan.arg, at);
		else if (got == SW_SCAN_NO_ARG)
			note_option(r, scan.opt, NULL, at);
		at->wanted = got == SW_SCAN_NO_ARG;
		at->unknown = got == SW_SCAN_FOREIGN;
	}
}

/* ---- options --------------------------------------------------------------------------------- */

/* May option number i of the table stand behind what is there? */
static bool may_follow(const struct sw_request *r, size_t i)
{
	const struct sw_option *o = &r->program->options[i];
	const struct sw_cmd_desc *command = sw_cmd_desc(r->command);

	if (o->flags & SW_OF_ALIAS || (o->flags & SW_OF_ONCE && r->seen & 1ull << i))
		return false;
	if (!is_rules(r))
		return true;
	if (r->invert && !o->invert)
		return false;
	if (o->flags & SW_OF_COMMAND)
		return !r->command;
	if ((o->letter == '4' && r->family == SW_IP6) || (o->letter == '6' && r->family == SW_IP4))
		return false;
	if (o->flags & SW_OF_IP4 && r->family == SW_IP6)
		return false;
	if (o->letter == 'm' && !(command && command->takes & SW_TAKES_RULE))
		return false;
	if (r->chain && sw_option_never(o->letter, r->chain))
		return false;
	return !o->with || (r->command && strchr(o->with, r->command));
}

static void offer_own(struct sw_request *r, bool full)
{
	for (size_t i = 0; r->program->options && r->program->options[i].letter; i++) {
		const struct sw_option *o = &r->program->options[i];
		char word[64] = { '-', o->letter };

		if (i >= 64 || !may_follow(r, i))
			continue;
		if (full || o->flags & SW_OF_LONG)
			snprintf(word, sizeof(word), "--%s", o->name);
		sw_offer(r, word, o->help);
	}
}

/* An option that was typed already is seldom meant again. */
static void offer_ext_option(const char *option, bool has_value, void *arg)
{
	struct sw_request *r = arg;
	char word[80];

	snprintf(word, sizeof(word), "--%s", option);
	for (int i = 0; i < r->n; i++)
		if (!strcmp(r->word[i], word))
			return;
	sw_offer(r, word, NULL);
}

static void offer_options(struct sw_request *r)
{
	bool named = false;	/* -m names the protocol's match, too */

	for (size_t i = r->next; i-- > 0;) {
		sw_xt_each_option(r->ext[i].name, r->ext[i].target, offer_ext_option, r);
		if (r->proto && !strcmp(r->ext[i].name, r->proto))
			named = true;
	}
	if (is_rules(r) && r->proto && !named)
		sw_xt_each_option(r->proto, false, offer_ext_option, r);
	offer_own(r, !strncmp(r->text, "--", 2));
}

/* ---- what is typed holds an option, too ------------------------------------------------------ */

static void offer_argument(struct sw_request *r, const struct sw_option *o,
			   const struct sw_argument *a)
{
	if (o->choice)
		sw_offer_choice(r, o);
	else
		sw_offer_argument(r, a, o->letter);
}

static void offer_option_value(struct sw_request *r, const struct sw_option *o)
{
	struct sw_argument a;

	if (o->value && sw_argument_at(o->value, 0, &a))
		offer_argument(r, o, &a);
}

static void skip(struct sw_request *r, size_t n)
{
	r->head += n;
	r->text += n;
}

/* "--state=NE", "-jACC": true, and what may stand behind it is offered. */
static bool attached(struct sw_request *r)
{
	const char *text = r->text, *equal = strchr(text, '=');
	bool full = !strncmp(text, "--", 2);
	size_t len = equal ? equal - text - 2 : 0;
	struct search s = { .name = text + 2, .len = len };
	const struct sw_complete_ext *ext;
	const struct sw_xt_values *v;

	if (text[0] != '-' || (full && !equal) || !text[1] || (!full && !text[2]))
		return false;
	skip(r, full ? len + 3 : 2);
	for (const struct sw_option *o = r->program->options; o && o->letter; o++) {
		if (full ? strlen(o->name) != len || memcmp(o->name, text + 2, len)
			 : o->flags & SW_OF_LONG || o->letter != text[1])
			continue;
		if (o->arg != SW_ARG_NONE)
			offer_option_value(r, o);
		return true;
	}
	ext = full && is_rules(r) ? holder(r, &s) : NULL;
	v = ext && s.has_value ? sw_xt_values(ext->name, s.full, 0) : NULL;
	if (v)
		sw_offer_values(r, v);
	return true;
}

/* ---- all of it ------------------------------------------------------------------------------- */

static void offer_ext_value(struct sw_request *r, const struct place *at)
{
	const struct sw_xt_values *v = sw_xt_values(at->ext->name, at->ext_option, at->ext_k);

	if (v)
		sw_offer_values(r, v);
}

static void offer_plain(struct sw_request *r, const struct place *at)
{
	const struct sw_complete_program *p = r->program;
	const char *args = p->args;
	const struct sw_verb *v;
	struct sw_argument a;
	unsigned k = at->plain;

	for (size_t i = 0; p->verb && (v = p->verb(i)); i++) {
		if (!k && v->help)
			sw_offer(r, v->name, v->help);
		else if (k && !strcmp(v->name, at->first))
			args = v->args;
	}
	if (p->verb && !k--)
		return;
	if (args && sw_argument_at(args, k, &a))
		sw_offer_argument(r, &a, 0);
}

void sw_complete_words(struct sw_request *r)
{
	struct place at = { 0 };
	struct sw_argument a;
	bool of_option;

	read_words(r, &at);
	if (at.ext) {
		offer_ext_value(r, &at);
		return;
	}
	of_option = at.opt && at.opt->arg != SW_ARG_NONE && at.opt->value &&
		    sw_argument_at(at.opt->value, at.k, &a);
	if (of_option && (at.wanted || !a.optional)) {
		offer_argument(r, at.opt, &a);
		return;
	}
	if (at.unknown || attached(r))	/* its value, perhaps */
		return;
	if (r->text[0] != '-' && of_option)
		offer_argument(r, at.opt, &a);
	if (r->text[0] != '-' && !is_rules(r))
		offer_plain(r, &at);
	if (r->text[0] == '-' || (!r->text[0] && !r->out->n && !r->out->files))
		offer_options(r);
}
