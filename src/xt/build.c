/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rule under construction: -m, -j, the plugins' options, and the final checks. */
#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include "xt/compat.h"
#include "xt/xt_local.h"
#include <linux/netfilter/xt_NFLOG.h>

static struct sw_xt_rule the_rule;

static void reset(struct sw_xt_rule *r)
{
	r->n = 0;
	r->norder = 0;
	r->target.plugin = NULL;
	r->proto_used = false;
}

struct sw_xt_rule *sw_xt_begin(void)
{
	reset(&the_rule);
	return &the_rule;
}

struct sw_xt_rule *sw_xt_at_hand(void)
{
	return &the_rule;
}

void sw_xt_abort(struct sw_xt_rule *r)
{
	reset(r);
}

void sw_xt_rule_fini(void)
{
	for (size_t i = 0; i < the_rule.cap; i++)
		sw_xt_slot_fini(&the_rule.slot[i]);
	sw_xt_slot_fini(&the_rule.target);
	free(the_rule.slot);
	free(the_rule.order);
	memset(&the_rule, 0, sizeof(the_rule));
}

/* Room for one more match, and in order for the target besides. */
static int grow(struct sw_xt_rule *r, struct sw_err *err)
{
	size_t cap = r->cap ? 2 * r->cap : 8;
	struct sw_xt_slot *slot;
	size_t *order;

	if (r->n < r->cap)
		return 0;
	order = realloc(r->order, (cap + 1) * sizeof(*order));
	if (!order)
		return sw_err_nomem(err);
	r->order = order;
	slot = realloc(r->slot, cap * sizeof(*slot));
	if (!slot)
		return sw_err_nomem(err);
	memset(slot + r->cap, 0, (cap - r->cap) * sizeof(*slot));
	r->slot = slot;
	r->cap = cap;
	return 0;
}

int sw_xt_add_match(struct sw_xt_rule *r, struct sw_plugin *p, struct sw_err *err)
{
	size_t k = 0;
	int e;

	e = grow(r, err);
	if (e < 0)
		return e;
	e = sw_xt_slot_start(&r->slot[r->n], p, err);
	if (e < 0)
		return e;
	while (k < r->norder && sw_xt_slot_at(r, k)->plugin != p)
		k++;
	r->order[k] = r->n++;
	if (k == r->norder)
		r->norder++;
	return 0;
}

static int blame_name(struct sw_err *err, const char *name, int value)
{
	sw_err_arg(err, name, -1);
	return sw_err_blame_words(err, value);
}

static int no_such(const char *name, bool target, const char *why, struct sw_err *err)
{
	int e = sw_err_set(err, SW_EPARAM, ENOENT, "Couldn't load %s `%s':%s\n",
			   target ? "target" : "match", name, strerror(ENOENT));

	if (why)
		sw_err_hint(err, "%s", why);
	else
		sw_xt_hint_name(name, target, err);
	return blame_name(err, name, e);
}

int sw_xt_match(struct sw_xt_rule *r, const char *name, struct sw_err *err)
{
	struct sw_plugin *p;
	const char *why;

	p = sw_xt_plugin(name, false, &why);
	if (p)
		return sw_xt_add_match(r, p, err);
	if (strlen(name) < XT_EXTENSION_MAXNAMELEN)
		return blame_name(err, name, no_such(sw_xt_match_name(name), false, why, err));
	return blame_name(err, name,
			  sw_err_set(err, SW_EPARAM, EINVAL,
				     "Invalid match name \"%s\" (%u chars max)", name,
				     XT_EXTENSION_MAXNAMELEN - 1));
}

static int check_target_name(const char *name, struct sw_err *err)
{
	const char *p;

	if (!name[0])
		return sw_err_set(err, SW_EPARAM, EINVAL, "Invalid target name (too short)");
	if (strlen(name) >= XT_EXTENSION_MAXNAMELEN)
		return sw_err_set(err, SW_EPARAM, EINVAL,
				  "Invalid target name `%s' (%u chars max)", name,
				  XT_EXTENSION_MAXNAMELEN - 1);
	for (p = name; *p; p++)
		if (isspace((unsigned char)*p))
			return sw_err_set(err, SW_EPARAM, EINVAL, "Invalid target name `%s'",
					  name);
	return 0;
}

static bool is_standard(const char *name)
{
	int unused;

	return sw_verdict_of(name, &unused) || !strcmp(name, "standard");
}

int sw_xt_target(struct sw_xt_rule *r, const char *name, bool must, struct sw_err *err)
{
	struct sw_plugin *p;
	const char *why;
	int e;

	if (is_standard(name) && !must && !r->target.plugin)
		return 0;
	e = check_target_name(name, err);
	if (e == 0 && r->target.plugin)
		e = sw_err_set(err, SW_EPARAM, EINVAL, "multiple -j flags not allowed");
	if (e < 0)
		return blame_name(err, name, e);
	p = sw_xt_plugin(name, true, &why);
	if (!p)
		return must || why ? no_such(name, true, why, err) : 0;
	e = grow(r, err);	/* for order */
	if (e == 0)
		e = sw_xt_slot_start(&r->target, p, err);
	if (e < 0) {
		r->target.plugin = NULL;
		return e;
	}
	r->order[r->norder++] = SW_XT_TARGET;
	return 1;
}

bool sw_xt_has_target(const char *name)
{
	return !is_standard(name) && sw_xt_plugin_exists(name, true);
}

/* The final checks of all extensions, under one guard; at is the slot whose plugin runs. */
struct finish {
	struct sw_xt_rule *r;
	struct sw_xt_slot *at;
};

/* Are all of the plugin's option rules met? When this says no, libxtables finds the words for it
 * (its own check costs 32 searches of the table per option used). */
static bool options_agree(const struct xt_option_entry *x6, unsigned flags)
{
	for (; x6->name; x6 = sw_xt_entry_at(x6, 1)) {
		unsigned me = 1u << (x6->id & 31);

		if (flags & me) {
			if ((x6->also & ~flags & ~me) || (x6->excl & flags & ~me))
				return false;
		} else if (x6->flags & XTOPT_MAND) {
			return false;
		}
	}
	return true;
}

static bool has_check(const struct sw_plugin *p)
{
	return p->target ? p->t->x6_fcheck || p->t->final_check :
			   p->m->x6_fcheck || p->m->final_check;
}

static void plugin_check(struct sw_plugin *p, struct sw_xt_slot *s)
{
	void (*check6)(struct xt_fcheck_call *) = p->target ? p->t->x6_fcheck : p->m->x6_fcheck;
	void (*check)(unsigned) = p->target ? p->t->final_check : p->m->final_check;
	struct xt_fcheck_call call = {
		.ext_name = p->name,
		.data = ((struct xt_entry_match *)s->entry)->data,
		.udata = p->udata_size ? s->udata : NULL,
		.xflags = s->flags,
	};

	if (check6)
		check6(&call);
	else
		check(s->flags);
}

static int check_all(void *arg)
{
	struct finish *f = arg;

	for (size_t i = 0; i <= f->r->n; i++) {
		struct sw_xt_slot *s = i < f->r->n ? &f->r->slot[i] : &f->r->target;

		if (!s->plugin)
			continue;
		if (has_check(s->plugin)) {
			f->at = s;
			sw_xt_slot_enter(s);
			plugin_check(s->plugin, s);
			sw_xt_slot_leave(s);
			f->at = NULL;
		}
		if (s->plugin->x6 && !options_agree(s->plugin->x6, s->flags))
			xtables_options_fcheck(s->plugin->name, s->flags, s->plugin->x6);
	}
	return 0;
}

/* What goes into the rule, owned until it does. */
struct made {
	struct sw_ext *match;
	size_t         n;
	struct sw_ext  target;
};

static void drop(struct made *m)
{
	for (size_t i = 0; i < m->n; i++)
		free(m->match[i].data);
	free(m->match);
}

/* --nflog-range sets a length that the kernel does not look at without a flag of its own, and
 * iptables forgets it (iptables-nft 1.8.9): two rules that differ in it are the same rule. */
static void forget_nflog_range(struct sw_ext *t)
{
	struct xt_nflog_info *info = t->data;

	if (!strcmp(t->name, "NFLOG") && t->size >= sizeof(*info) &&
	    !(info->flags & XT_NFLOG_F_COPY_LEN))
		info->len = 0;
}

/* The plugin cuts the prefix in its payload, and keeps the whole of it in its scratch area for
 * iptables-nft. What 1.8.9's own tests want is the prefix that was cut, what 1.8.11's want is the
 * whole. */
static int keep_nflog_prefix(const struct sw_xt_slot *s, struct sw_ext *t)
{
	size_t at = offsetof(struct xt_nflog_info, prefix);
	const char *whole = s->udata;
	uint8_t *data;

	if (strcmp(t->name, "NFLOG") || !sw_xt_is_later() ||
	    t->size != XT_ALIGN(sizeof(struct xt_nflog_info)) ||
	    s->plugin->udata_size > SW_NFLOG_LONG - at || !s->plugin->udata_size ||
	    strnlen(whole, s->plugin->udata_size) < sizeof(((struct xt_nflog_info *)0)->prefix) ||
	    !memchr(whole, '\0', s->plugin->udata_size))
		return 0;
	data = calloc(1, SW_NFLOG_LONG);
	if (!data)
		return -ENOMEM;
	memcpy(data, t->data, at);
	strcpy((char *)data + at, whole);
	free(t->data);
	t->data = data;
	t->size = t->user_size = SW_NFLOG_LONG;
	return 0;
}

static int make(struct sw_xt_rule *r, struct made *m, struct sw_err *err)
{
	m->n = 0;
	m->match = r->n ? malloc(r->n * sizeof(*m->match)) : NULL;
	if (r->n && !m->match)
		return sw_err_nomem(err);
	for (; m->n < r->n; m->n++)
		if (!sw_xt_slot_take(&r->slot[m->n], &m->match[m->n]))
			return sw_err_nomem(err);
	if (r->target.plugin && !sw_xt_slot_take(&r->target, &m->target))
		return sw_err_nomem(err);
	if (r->target.plugin)
		forget_nflog_range(&m->target);
	if (r->target.plugin && keep_nflog_prefix(&r->target, &m->target))
		return sw_err_nomem(err);
	return 0;
}

int sw_xt_finish(struct sw_xt_rule *r, struct sw_rule *out, struct sw_err *err)
{
	struct finish f = { .r = r };
	struct made m;
	int e;

	assert(out->nmatch == 0);
	e = sw_guard_call(check_all, &f, err);
	if (f.at)
		sw_xt_slot_leave(f.at);
	if (e == 0) {
		e = make(r, &m, err);
		if (e < 0)
			drop(&m);
	}
	if (e == 0) {
		out->match = m.match;
		out->nmatch = out->capmatch = m.n;
		if (r->target.plugin) {
			out->jump.kind = SW_JUMP_EXT;
			out->jump.ext = m.target;
		}
	}
	reset(r);
	return e;
}
