/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What Tab offers: by the words before it, from the option table, the plugins and the kernel. */
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/vec.h"
#include "session/session.h"
#include "shell/shell_local.h"
#include "shell/shell_rl.h"
#include "words/addr.h"
#include "words/options.h"
#include "xt/plugin.h"

enum what { NOTHING, OPTIONS, CHAINS, TARGETS, POLICIES, MATCHES, PROTOS, IFACES, TABLES, FAMILIES,
	    COMMANDS, FILES };

/* What may stand behind an option, by its letter. Commands take a chain. */
static const struct { char letter; enum what what; } behind[] = {
	{ 'j', TARGETS }, { 'g', CHAINS }, { 'm', MATCHES }, { 'p', PROTOS }, { 'i', IFACES },
	{ 'o', IFACES }, { 't', TABLES }, { 's', NOTHING }, { 'd', NOTHING }, { 'c', NOTHING },
	{ 'M', FILES }, { 'N', NOTHING },
};

/* One request. */
static struct {
	const struct sw_shell *sh;
	const char *text;	/* what is typed of the word */
	char  **word;		/* owned vector of owned words, moved to readline one by one */
	size_t  n, cap, next;
} offer;

static void add(const char *word, void *unused)
{
	if (strncmp(word, offer.text, strlen(offer.text)))
		return;
	if (!SW_GROW(offer.word, offer.n, offer.cap))
		return;
	offer.word[offer.n] = strdup(word);
	if (offer.word[offer.n])
		offer.n++;
}

static void clear(void)
{
	while (offer.next < offer.n)
		free(offer.word[offer.next++]);
	offer.n = offer.next = 0;
}

/* readline frees what it is given. */
static char *next_offer(const char *text, int state)
{
	return offer.next < offer.n ? offer.word[offer.next++] : NULL;
}

/* ---- the words before ------------------------------------------------------------------------ */

struct context {
	struct sw_words w;	/* behind the program's name, up to the word being typed */
	int      first;
	bool     program;	/* a program's name stands before them */
	uint8_t  family;
	const char *table;
};

static const struct sw_option *option_of(const char *word)
{
	for (const struct sw_option *o = sw_opts_command; o->letter; o++) {
		if (word[0] == '-' && word[1] == '-' && !strcmp(word + 2, o->name))
			return o;
		if (word[0] == '-' && word[1] == o->letter && !word[2] && !(o->flags & SW_OF_LONG))
			return o;
	}
	return NULL;
}

static bool is_letter(const struct context *c, int i, char letter)
{
	const struct sw_option *o = i >= c->first && i < c->w.n ? option_of(c->w.word[i]) : NULL;

	return o && o->letter == letter;
}

static void read_context(struct context *c)
{
	c->family = offer.sh->family;
	c->table = offer.sh->table->name;
	if (c->first < c->w.n && !strcmp(c->w.word[c->first], "sudo"))
		c->first++;
	if (c->first < c->w.n && sw_shell_program(c->w.word[c->first])) {
		c->family = sw_shell_program(c->w.word[c->first++]);
		c->program = true;
	}
	for (int i = c->first; i + 1 < c->w.n; i++)
		if (is_letter(c, i, 't') && sw_builtin_table(c->w.word[i + 1]))
			c->table = sw_builtin_table(c->w.word[i + 1])->name;
}

static enum what after_option(const struct sw_option *o)
{
	for (size_t i = 0; i < SW_ARRAY_SIZE(behind); i++)
		if (behind[i].letter == o->letter)
			return behind[i].what;
	return o->flags & SW_OF_COMMAND ? CHAINS : OPTIONS;
}

static enum what after_own(const char *word)
{
	static const struct { const char *word; enum what what; } own[] = {
		{ "family", FAMILIES }, { "table", TABLES }, { "save", FILES }, { "load", FILES },
	};

	for (size_t i = 0; i < SW_ARRAY_SIZE(own); i++)
		if (!strcmp(word, own[i].word))
			return own[i].what;
	return NOTHING;
}

static enum what find_what(const struct context *c)
{
	const struct sw_option *o;
	int last = c->w.n - 1;

	if (last < c->first)
		return c->program || offer.text[0] == '-' ? OPTIONS : COMMANDS;
	if (!c->program && c->w.word[c->first][0] != '-' && c->w.word[c->first][0] != '!')
		return last == c->first ? after_own(c->w.word[last]) : NOTHING;
	o = option_of(c->w.word[last]);
	if (o)
		return after_option(o);
	return is_letter(c, last - 1, 'P') ? POLICIES : OPTIONS;
}

/* ---- the offers ------------------------------------------------------------------------------ */

static int add_chains_of(struct sw_session *s, void *arg, struct sw_err *err)
{
	const struct context *c = arg;
	struct sw_table *t = sw_ruleset_table(&s->rs, c->table);
	SW_FREE struct sw_chain **chain = NULL;
	size_t n = 0;
	int ret = sw_session_need(s, t, "", SW_READ_CHAINS, err);

	if (!ret)
		ret = sw_table_sorted(t, &chain, &n, err);
	for (size_t i = 0; i < n && !ret; i++)
		if (!chain[i]->builtin)
			add(chain[i]->name, NULL);
	return ret;
}

/* As the kernel has them now. Without permission there are the builtin ones. */
static void add_chains(const struct context *c)
{
	const struct sw_builtin_table *builtin = sw_builtin_table(c->table);
	struct sw_ask ask = { .program = sw_shell_name(c->family), .family = c->family };
	struct sw_err err;

	sw_err_init(&err);
	for (size_t i = 0; i < builtin->nchain; i++)
		add(builtin->chain[i].name, NULL);
	sw_session_with(&ask, add_chains_of, (void *)c, NULL, &err);
}

static void add_words(const char *const *word, size_t n)
{
	for (size_t i = 0; i < n; i++)
		add(word[i], NULL);
}
#define add_list(...) do { \
	static const char *const list_[] = { __VA_ARGS__ }; \
	add_words(list_, SW_ARRAY_SIZE(list_)); \
} while (0)

static void add_long(const char *option, void *unused)
{
	char word[64];

	snprintf(word, sizeof(word), "--%s", option);
	add(word, NULL);
}

/* Long options only where "--" is typed: there are many. The extensions' own have no letters. */
static void add_options(const struct context *c)
{
	bool full = !strncmp(offer.text, "--", 2);

	for (const struct sw_option *o = sw_opts_command; o->letter; o++) {
		char word[3] = { '-', o->letter, '\0' };

		if (!full && !(o->flags & (SW_OF_LONG | SW_OF_ALIAS)))
			add(word, NULL);
		else if (full && !(o->flags & SW_OF_ALIAS))
			add_long(o->name, NULL);
	}
	for (int i = c->first; i + 1 < c->w.n; i++) {
		if (is_letter(c, i, 'm') || is_letter(c, i, 'p'))
			sw_xt_each_option(c->w.word[i + 1], false, add_long, NULL);
		else if (is_letter(c, i, 'j'))
			sw_xt_each_option(c->w.word[i + 1], true, add_long, NULL);
	}
}

static void add_interfaces(void)
{
	struct if_nameindex *list = if_nameindex();

	for (struct if_nameindex *i = list; i && i->if_index; i++)
		add(i->if_name, NULL);
	if_freenameindex(list);
}

static void add_offers(const struct context *c, enum what what)
{
	struct sw_err none;

	sw_err_init(&none);
	if (sw_session_init_xt(sw_shell_name(c->family), c->family, &none))
		return;
	if (what == OPTIONS)
		add_options(c);
	if (what == CHAINS || what == TARGETS)
		add_chains(c);
	if (what == TARGETS) {
		add_list("ACCEPT", "DROP", "RETURN");
		sw_xt_each_extension(true, add, NULL);
	}
	if (what == POLICIES)
		add_list("ACCEPT", "DROP");
	if (what == MATCHES)
		sw_xt_each_extension(false, add, NULL);
	if (what == PROTOS)
		add_list("tcp", "udp", "icmp", "ipv6-icmp", "sctp", "dccp", "udplite", "esp", "ah",
			 "gre", "all");
	if (what == IFACES)
		add_interfaces();
	if (what == FAMILIES)
		add_list("ip", "ip6");
	if (what == TABLES)
		for (size_t i = 0; i < SW_NTABLES; i++)
			add(sw_builtin_tables[i].name, NULL);
	if (what == COMMANDS) {
		add_list("iptables", "ip6tables");
		for (const struct sw_shell_cmd *own = sw_shell_cmds; own->name; own++)
			add(own->name, NULL);
	}
}

static char **complete(const char *text, int start, int end)
{
	struct context c = { 0 };
	struct sw_err none;
	SW_FREE char *before = strndup(*sw_rl.rl_line_buffer, start);
	char **result = NULL;
	enum what what;

	sw_err_init(&none);
	clear();
	offer.text = text;
	*sw_rl.rl_attempted_completion_over = 1;
	if (before && !sw_words_split_shell(&c.w, before, &none)) {
		read_context(&c);
		what = find_what(&c);
		*sw_rl.rl_attempted_completion_over = what != FILES;
		add_offers(&c, what);
		if (offer.n)
			result = sw_rl.rl_completion_matches(text, next_offer);
	}
	clear();
	sw_words_fini(&c.w);
	return result;
}

void sw_shell_complete_begin(const struct sw_shell *sh)
{
	offer.sh = sh;
	*sw_rl.rl_attempted_completion_function = complete;
	*sw_rl.rl_basic_word_break_characters = " \t";
	*sw_rl.rl_completer_quote_characters = "\"'";
}

void sw_shell_complete_end(void)
{
	clear();
	free(offer.word);
	memset(&offer, 0, sizeof(offer));
}
