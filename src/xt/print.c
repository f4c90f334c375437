/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a plugin prints about its extension: save text, listing, nft words, help. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/cleanup.h"
#include "xt/xt_local.h"
#include <linux/netfilter/xt_rateest.h>
#include <linux/netfilter/xt_tcpudp.h>

enum what { SAVE, LIST, XLATE };

struct print {
	enum what          what;
	struct sw_plugin  *plugin;
	void              *entry;	/* xt_entry_match or xt_entry_target with the payload */
	const void        *ip;
	bool               numeric;
	struct xt_xlate   *xl;
	int                said;	/* the plugin's answer to xlate */
};

/* One buffer for all: plugins want header and payload in one piece. */
static struct {
	void  *buf;
	size_t cap;
} scratch;

void sw_xt_print_fini(void)
{
	free(scratch.buf);
	scratch.buf = NULL;
	scratch.cap = 0;
}

static void *as_entry(const struct sw_plugin *p, const struct sw_ext *x)
{
	/* A payload from elsewhere may be shorter than the plugin's; it never reads past this. */
	size_t size = x->size > p->size ? x->size : p->size, need = SW_XT_HEAD + size;
	struct xt_entry_match *e;

	if (need > scratch.cap) {
		void *q = realloc(scratch.buf, need);

		if (!q)
			return NULL;
		scratch.buf = q;
		scratch.cap = need;
	}
	e = scratch.buf;
	memset(e, 0, SW_XT_HEAD);
	e->u.match_size = need;
	e->u.user.revision = x->rev;
	memcpy(e->u.user.name, x->name, sizeof(x->name) - 1);
	if (x->size)
		memcpy(e->data, x->data, x->size);
	if (size > x->size)
		memset(e->data + x->size, 0, size - x->size);
	return e;
}

static const char *save_name(const struct sw_plugin *p, const void *entry)
{
	if (p->target)
		return p->t->alias ? p->t->alias(entry) : p->name;
	return p->m->alias ? p->m->alias(entry) : p->name;
}

static void save(struct print *c)
{
	struct sw_plugin *p = c->plugin;

	fputs_unlocked(p->target ? " -j " : " -m ", stdout);
	fputs_unlocked(save_name(p, c->entry), stdout);
	if (p->target ? !p->t->save : !p->m->save)
		return;
	if (p->target)
		p->t->save(c->ip, c->entry);
	else
		p->m->save(c->ip, c->entry);
}

static void list(struct print *c)
{
	struct sw_plugin *p = c->plugin;
	int numeric = c->numeric ? FMT_NUMERIC : 0;

	if (p->target && p->t->print)
		p->t->print(c->ip, c->entry, numeric);
	else if (!p->target && p->m->print)
		p->m->print(c->ip, c->entry, numeric);
}

static void xlate(struct print *c)
{
	struct sw_plugin *p = c->plugin;
	struct xt_xlate_mt_params mt = { .ip = c->ip, .match = c->entry, .numeric = c->numeric };
	struct xt_xlate_tg_params tg = { .ip = c->ip, .target = c->entry, .numeric = c->numeric };

	c->said = p->target ? p->t->xlate(c->xl, &tg) : p->m->xlate(c->xl, &mt);
}

static int call_plugin(void *arg)
{
	struct print *c = arg;

	if (c->what == SAVE)
		save(c);
	else if (c->what == LIST)
		list(c);
	else
		xlate(c);
	return 0;
}

/* Plugins write to the C variable stdout: it is pointed at out for the time of the call. */
static int run(FILE *out, struct print *c, struct sw_err *err)
{
	FILE *usual = stdout;
	int e;

	stdout = out;
	e = sw_guard_call(call_plugin, c, err);
	stdout = usual;
	return e;
}

/* The rateest plugin ends the process when it has to print a rule without a comparison, which its
 * parser lets pass and the kernel refuses. */
static bool rateest_is_printable(const struct sw_ext *x)
{
	const struct xt_rateest_match_info *info = x->data;

	return x->size >= sizeof(*info) && info->mode > XT_RATEEST_MATCH_NONE &&
	       info->mode <= XT_RATEEST_MATCH_GT;
}

/* The tcp plugin reads past its table for a flag without a name; no option sets one. */
static bool tcp_is_printable(const struct sw_ext *x)
{
	const struct xt_tcp *info = x->data;

	return x->size >= sizeof(*info) && !((info->flg_mask | info->flg_cmp) & ~0x3f);
}

/* For payloads that come from elsewhere and would be the end of the plugin that prints them. */
sw_xt_printable_fn sw_xt_printable(const struct sw_plugin *p)
{
	static const struct { const char *name; sw_xt_printable_fn fn; } odd[] = {
		{ "rateest", rateest_is_printable },
		{ "tcp", tcp_is_printable },
	};

	for (size_t i = 0; !p->target && i < SW_ARRAY_SIZE(odd); i++)
		if (!strcmp(p->name, odd[i].name))
			return odd[i].fn;
	return NULL;
}

static int find_plugin(const struct sw_ext *x, bool target, struct sw_plugin **plugin,
		       struct sw_err *err)
{
	struct sw_plugin *p = x->plugin && x->plugin->rev == x->rev ?
		x->plugin : sw_xt_plugin_rev(x->name, x->rev, target);

	if (!p)
		return sw_err_set(err, SW_EVERSION, ENOENT,
				  "no plugin for %s %s revision %u is installed",
				  target ? "target" : "match", x->name, x->rev);
	if (p->printable && !p->printable(x))
		return sw_err_set(err, SW_EPARAM, EINVAL, "%s: this payload has no words", x->name);
	*plugin = p;
	return 0;
}

static int prepare(struct print *c, enum what what, const struct sw_rule *r,
		   const struct sw_ext *x, bool target, struct sw_err *err)
{
	int rc;

	memset(c, 0, sizeof(*c));
	c->what = what;
	rc = find_plugin(x, target, &c->plugin, err);
	if (rc)
		return rc;
	c->entry = as_entry(c->plugin, x);
	if (!c->entry)
		return sw_err_nomem(err);
	c->ip = sw_xt_entry(&r->ip);
	return 0;
}

static int print(FILE *out, enum what what, const struct sw_rule *r, const struct sw_ext *x,
		 bool target, bool numeric, struct sw_err *err)
{
	struct print c;
	int e = prepare(&c, what, r, x, target, err);

	if (e < 0)
		return e;
	c.numeric = numeric;
	return run(out, &c, err);
}

/* Does the plugin's text have the first of these words? */
static bool says(const struct sw_rule *r, const struct sw_ext *x, bool target, const char *words)
{
	struct sw_str text = { 0 };
	FILE *f = sw_str_open(&text);
	struct sw_err unused;
	bool found = false;

	sw_err_init(&unused);
	if (f && !print(f, SAVE, r, x, target, true, &unused) && !fflush(f))
		found = text.s && memmem(text.s, text.len, words, strcspn(words, " "));
	if (f)
		fclose(f);
	sw_str_fini(&text);
	return found;
}

static void add_left_out(struct sw_line *l, const struct sw_rule *r, const struct sw_ext *x,
			 bool target, const struct sw_plugin *p)
{
	bool invert;
	const char *words = sw_xt_left_out_words(p, x, &invert);

	if (!words || says(r, x, target, words))	/* plugins of 1.8.11 do */
		return;
	sw_line_add(l, invert ? " ! " : " ");
	sw_line_add(l, words);
}

/* A shorter payload is the plugin's business: it sees zeros behind. */
static int save_ext(struct sw_line *l, const struct sw_rule *r, const struct sw_ext *x, bool target,
		    struct sw_err *err)
{
	struct sw_plugin *p = NULL;
	int rc = find_plugin(x, target, &p, err);

	if (rc)
		return rc;
	if (p->plain && x->size >= p->size && p->plain(l, x))
		return 0;
	sw_line_flush(l);
	rc = print(l->out, SAVE, r, x, target, true, err);
	if (!rc && p->left_out && x->size >= p->size)
		add_left_out(l, r, x, target, p);
	return rc;
}

int sw_xt_save_match(struct sw_line *l, const struct sw_rule *r, const struct sw_ext *m,
		     struct sw_err *err)
{
	return save_ext(l, r, m, false, err);
}

int sw_xt_save_target(struct sw_line *l, const struct sw_rule *r, struct sw_err *err)
{
	return save_ext(l, r, &r->jump.ext, true, err);
}

int sw_xt_list_match(FILE *out, const struct sw_rule *r, const struct sw_ext *m, bool numeric,
		     struct sw_err *err)
{
	return print(out, LIST, r, m, false, numeric, err);
}

int sw_xt_list_target(FILE *out, const struct sw_rule *r, bool numeric, struct sw_err *err)
{
	return print(out, LIST, r, &r->jump.ext, true, numeric, err);
}

const char *sw_xt_target_name(const struct sw_rule *r)
{
	return r->jump.ext.name;
}

/* As much as iptables-translate gives a rule. */
#define XLATE_MAX 10240

int sw_xt_xlate(struct sw_xt_nft *w, const struct sw_rule *r, const struct sw_ext *x, bool target,
		struct sw_err *err)
{
	struct print c;
	const char *comment;
	int e = prepare(&c, XLATE, r, x, target, err);

	if (e < 0)
		return e;
	if (target ? !c.plugin->t->xlate : !c.plugin->m->xlate || sw_xt_is_none(c.plugin, x))
		return 0;
	c.numeric = true;
	c.xl = xt_xlate_alloc(XLATE_MAX);
	xl_xlate_set_family(c.xl, sw_xt_family());
	e = run(stdout, &c, err);
	if (e == 0 && c.said) {
		comment = xt_xlate_get_comment(c.xl);
		sw_str_add(&w->rule, xt_xlate_get(c.xl));
		sw_str_add(&w->set, xt_xlate_set_get(c.xl));
		sw_str_add(&w->comment, comment ? comment : "");
		e = w->rule.oom || w->set.oom || w->comment.oom ? sw_err_nomem(err) : 1;
	}
	xt_xlate_free(c.xl);
	return e;
}

void sw_xt_nft_fini(struct sw_xt_nft *w)
{
	sw_str_fini(&w->rule);
	sw_str_fini(&w->set);
	sw_str_fini(&w->comment);
}

/* help */

static int call_help(void *arg)
{
	struct sw_plugin *p = arg;
	void (*help)(void) = p->target ? p->t->help : p->m->help;

	if (help)
		help();
	return 0;
}

static void help_of(struct sw_plugin *p, sw_xt_help_fn head, void *arg)
{
	struct sw_err unused;

	sw_err_init(&unused);
	head(p->name, p->target ? p->t->help : p->m->help, arg);
	sw_guard_call(call_help, p, &unused);
}

void sw_xt_help(sw_xt_help_fn head, void *arg)
{
	struct sw_xt_rule *r = sw_xt_at_hand();

	if (r->target.plugin)
		help_of(r->target.plugin, head, arg);
	for (size_t i = 0; i < r->n; i++)
		help_of(r->slot[i].plugin, head, arg);
	sw_xt_abort(r);
}
