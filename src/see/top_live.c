/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "statewall top" on the terminal: reads, draws, and does what the keys say. */
#include <string.h>
#include <time.h>

#include "cli/report.h"
#include "see/screen.h"
#include "see/top_local.h"

/* A reading that took long is followed by a pause that is so many times as long: a firewall of any
 * size takes a fifth of one processor at most. */
#define EASE 4
#define HEAD 2		/* lines above the rules */
#define FOOT 1		/* and below */

struct live {
	struct sw_top   *top;
	struct sw_tally  tally[2];	/* the last reading and the one before */
	unsigned         last;		/* index of the last one */
	struct sw_rates  rates;
	char     chain[SW_CHAIN_MAX];	/* chosen; top->choice.chain points here */
	char     filter[128];
	bool     typing;		/* the filter is being typed */
	bool     paused;
	bool     quit;
	uint64_t next;			/* when to read again */
	struct sw_err err;		/* of the last reading */
};

/* ---- reading --------------------------------------------------------------------------------- */

/* One that fails is told in place of the rules, and the next one is compared with the last that did
 * not. */
static int read_again(struct live *l)
{
	const struct sw_tally *from = &l->tally[l->last];
	struct sw_tally *to = &l->tally[!l->last];
	bool first = !from->when;
	uint64_t interval = (uint64_t)l->top->interval * 1000000;
	int ret;

	sw_err_init(&l->err);
	sw_rates_fini(&l->rates);	/* it is of the older one, once that is overwritten */
	ret = sw_tally_read(SW_TOP, 0, to, &l->err);
	if (!ret) {
		ret = sw_rates_between(first ? NULL : from, to, &l->rates, &l->err);
		l->last = !l->last;
	}
	if (interval < to->cost * (EASE + 1))
		interval = to->cost * (EASE + 1);
	l->next = to->when + interval;
	return ret;
}

/* ---- the page -------------------------------------------------------------------------------- */

static void add_choice(struct sw_str *out, const struct live *l)
{
	const struct sw_rates_choice *c = &l->top->choice;

	if (c->family)
		sw_str_add(out, c->family == SW_IP6 ? ", IPv6" : ", IPv4");
	if (c->table)
		sw_str_addf(out, ", table %s", c->table->name);
	if (*l->chain)
		sw_str_addf(out, ", chain %s", l->chain);
	if (*l->filter)
		sw_str_addf(out, ", \"%s\"", l->filter);
}

static void add_head(struct sw_str *out, const struct live *l, size_t n)
{
	time_t now = time(NULL);
	char clock[16] = "";
	struct tm tm;

	if (localtime_r(&now, &tm))
		strftime(clock, sizeof(clock), "%T", &tm);
	if (sw_err_is_set(&l->err)) {
		sw_str_addf(out, "%s  %s\n", clock, l->err.msg);
		return;
	}
	sw_str_addf(out, "%s  %s%zu rules by %s", clock, l->paused ? "PAUSED, " : "", n,
		    sw_top_key_words(l->top->choice.key));
	add_choice(out, l);
	sw_str_addc(out, '\n');
}

static int draw(struct live *l)
{
	size_t n = sw_rates_choose(&l->rates, &l->top->choice), rows, columns, room;
	struct sw_str page = { 0 };
	int ret;

	sw_screen_size(&rows, &columns);
	room = rows > HEAD + FOOT ? rows - HEAD - FOOT : 0;
	if (l->top->lines && room > l->top->lines)
		room = l->top->lines;
	add_head(&page, l, n);
	sw_top_titles(&page);
	for (size_t i = 0; i < room; i++) {
		if (i < n)
			sw_top_row(&page, &l->rates, &l->rates.rate[i]);
		else
			sw_str_addc(&page, '\n');
	}
	if (l->typing)
		sw_str_addf(&page, "filter: %s_   Enter takes it, Escape clears it", l->filter);
	else
		sw_str_add(&page, "q quit  space pause  p b P B order  t table  c C chain  "
			   "f family  / filter  a all");
	ret = page.oom ? -1 : sw_screen_draw(&page, 1);
	sw_str_fini(&page);
	return ret;
}

/* ---- what is chosen -------------------------------------------------------------------------- */

/* The next one that has chains, behind the last one all of them. */
static void next_table(struct live *l)
{
	struct sw_rates_choice *c = &l->top->choice;
	const struct sw_tally *t = &l->tally[l->last];
	size_t i = c->table ? (size_t)(c->table - sw_builtin_tables) + 1 : 0;

	*l->chain = '\0';
	for (c->table = NULL; i < SW_NTABLES; i++) {
		c->table = &sw_builtin_tables[i];
		for (size_t k = 0; k < t->nchain; k++)
			if (sw_rates_wants(c, &t->chain[k]))
				return;
		c->table = NULL;
	}
}

/* By name, for the same one may be in several tables: the nearest one behind, or before, the chosen
 * one; none is before the first and behind the last. */
static void next_chain(struct live *l, int way)
{
	struct sw_rates_choice all = l->top->choice;
	const struct sw_tally *t = &l->tally[l->last];
	const char *best = "";

	all.chain = NULL;
	for (size_t i = 0; i < t->nchain; i++) {
		const char *name = t->chain[i].name;

		if (sw_rates_wants(&all, &t->chain[i]) &&
		    (!*l->chain || strcmp(name, l->chain) * way > 0) &&
		    (!*best || strcmp(name, best) * way < 0))
			best = name;
	}
	snprintf(l->chain, sizeof(l->chain), "%s", best);
}

static void next_family(struct live *l)
{
	uint8_t *family = &l->top->choice.family;

	*family = !*family ? SW_IP4 : *family == SW_IP4 ? SW_IP6 : 0;
}

static void choose_all(struct live *l)
{
	struct sw_rates_choice *c = &l->top->choice;

	c->family = 0;
	c->table = NULL;
	*l->chain = *l->filter = '\0';
}

/* ---- keys ------------------------------------------------------------------------------------ */

static void type_filter(struct live *l, int key)
{
	size_t n = strlen(l->filter);

	if (key == '\033' || key == 'U' - '@')
		*l->filter = '\0';
	if (key == '\033' || key == '\n' || key == '\r') {
		l->typing = false;
	} else if (key == 127 || key == '\b') {
		while (n && ((unsigned char)l->filter[n - 1] & 0xc0) == 0x80)
			l->filter[--n] = '\0';
		if (n)
			l->filter[n - 1] = '\0';
	} else if (key >= ' ' && n + 1 < sizeof(l->filter)) {
		l->filter[n] = (char)key;
		l->filter[n + 1] = '\0';
	}
}

static void order_by(struct live *l, enum sw_rates_key key)
{
	l->top->choice.key = key;
}

static void obey(struct live *l, int key)
{
	switch (key) {
	case 'p':
		return order_by(l, SW_RATES_PACKETS);
	case 'b':
		return order_by(l, SW_RATES_BYTES);
	case 'P':
		return order_by(l, SW_RATES_ALL_PACKETS);
	case 'B':
		return order_by(l, SW_RATES_ALL_BYTES);
	case 't':
		return next_table(l);
	case 'c':
		return next_chain(l, 1);
	case 'C':
		return next_chain(l, -1);
	case 'f':
		return next_family(l);
	case 'a':
		return choose_all(l);
	case '/':
		l->typing = true;
		return;
	case ' ':
		l->paused = !l->paused;
		return;
	case 'q':
		l->quit = true;
		return;
	}
}

/* ---- the loop -------------------------------------------------------------------------------- */

/* Until something is to be drawn. 0, or the terminal is gone. */
static int wait_for_news(struct live *l)
{
	uint64_t now = sw_tally_now();
	unsigned ms = l->paused ? 3600000 :
		      l->next > now ? (unsigned)((l->next - now) / 1000000) + 1 : 0;
	int key = sw_screen_key(ms);

	if (key == SW_SCREEN_GONE)
		return -1;
	if (key >= 0 && l->typing)
		type_filter(l, key);
	else if (key >= 0)
		obey(l, key);
	if (!l->paused && sw_tally_now() >= l->next)
		read_again(l);
	return 0;
}

static void begin(struct live *l)
{
	struct sw_rates_choice *c = &l->top->choice;

	snprintf(l->chain, sizeof(l->chain), "%s", c->chain ? c->chain : "");
	snprintf(l->filter, sizeof(l->filter), "%s", c->text ? c->text : "");
	c->chain = l->chain;
	c->text = l->filter;
}

int sw_top_live(struct sw_top *top)
{
	struct live l = { .top = top };
	int ret;

	begin(&l);
	ret = read_again(&l);	/* no right, no kernel: before the terminal is taken */
	if (!ret)
		ret = sw_screen_on(&l.err);
	if (!ret) {
		while (!l.quit && !draw(&l) && !wait_for_news(&l))
			;
		sw_screen_off();
	}
	sw_rates_fini(&l.rates);
	sw_tally_fini(&l.tally[0]);
	sw_tally_fini(&l.tally[1]);
	return ret ? sw_report_plain(SW_TOP, &l.err) : 0;
}
