/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Loads plugins, takes their registrations, and chooses the revision to use. */
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "xt/xt_local.h"

static struct {
	uint8_t      family;
	sw_xt_rev_fn kernel_rev;
	const char  *refused;	/* why a registration was turned down; NULL = it was not */
	bool         is_short;	/* of memory it was, once, and so for ever: a file is loaded once */
} reg;

static void refuse_for_memory(void)
{
	reg.refused = "out of memory";
	reg.is_short = true;
}

bool sw_xt_is_short(void)
{
	return reg.is_short;
}

uint8_t sw_xt_family(void)
{
	return reg.family;
}

static void forget_choice(struct sw_xt_name *n, void *unused)
{
	(void)unused;
	memset(n->resolved, 0, sizeof(n->resolved));
}

void sw_xt_load_init(uint8_t family, sw_xt_rev_fn kernel_rev)
{
	if (reg.family && kernel_rev != reg.kernel_rev)
		sw_xt_each_name(forget_choice, NULL);
	reg.family = family;
	reg.kernel_rev = kernel_rev;
}

/* What both kinds of registration have in common. */
struct offer {
	const char *version, *name, *real_name;
	size_t      size, user_size, udata_size;
	uint16_t    family;
	uint8_t     rev;
	bool        target;
};

static const char *objection(const struct offer *o)
{
	if (!o->version || strcmp(o->version, XTABLES_VERSION) != 0)
		return "it was built for another version of libxtables";
	if (!o->name || strlen(o->name) >= SW_NAME_MAX ||
	    (o->real_name && strlen(o->real_name) >= SW_NAME_MAX))
		return "it has no usable name";
	if (o->size != XT_ALIGN(o->size) || o->size > UINT16_MAX - SW_XT_HEAD)
		return "its size is wrong";
	return NULL;
}

/* Runs inside dlopen(): must not jump and must not load anything. */
static struct sw_plugin *take(const struct offer *o)
{
	struct sw_xt_name *n;
	struct sw_plugin *p, **end;

	reg.refused = objection(o);
	if (reg.refused)
		return NULL;
	n = sw_xt_name_add(o->name);
	p = calloc(1, sizeof(*p));
	if (!n || !p) {
		free(p);
		refuse_for_memory();
		return NULL;
	}
	p->name = o->name;
	p->alias = o->real_name != NULL;
	p->kernel_name = o->real_name ? o->real_name : o->name;
	strcpy(p->entry_name, p->kernel_name);	/* length checked above */
	p->rev = o->rev;
	p->family = o->family;
	p->size = o->size;
	p->user_size = o->user_size < o->size ? o->user_size : o->size;
	p->udata_size = o->udata_size;
	p->target = o->target;
	p->plain = sw_xt_plain(p);
	p->printable = sw_xt_printable(p);
	p->bytes = sw_xt_bytes(p);
	p->left_out = sw_xt_left_out(p);
	p->doubtful = sw_xt_is_doubtful(p);
	for (end = &n->plugin; *end; end = &(*end)->next)
		;
	*end = p;
	return p;
}

/* Plugins call these four from their constructors. They stand here, before those of libxtables in
 * the dynamic linker's order, because libxtables' own forget the targets of the family that is
 * not active, end the process when they dislike a plugin, and keep lists that are slow to search.
 * So one process serves both families. */
#define EXPORT __attribute__((visibility("default")))

#define OFFER(x, target) (struct offer){ (x)->version, (x)->name, (x)->real_name, (x)->size, \
	(x)->userspacesize, (x)->udata_size, (x)->family, (x)->revision, target }

static void finish_offer(struct sw_plugin *p, const struct xt_option_entry *x6)
{
	p->x6 = x6;
	if (sw_xt_opts_build(p) < 0)
		refuse_for_memory();
}

EXPORT void xtables_register_match(struct xtables_match *me)
{
	struct sw_plugin *p = take(&OFFER(me, false));

	if (!p)
		return;
	p->m = me;
	me->m = NULL;
	me->mflags = 0;
	finish_offer(p, me->x6_options);
}

EXPORT void xtables_register_target(struct xtables_target *me)
{
	struct sw_plugin *p = take(&OFFER(me, true));

	if (!p)
		return;
	p->t = me;
	me->t = NULL;
	me->tflags = 0;
	finish_offer(p, me->x6_options);
}

EXPORT void xtables_register_matches(struct xtables_match *match, unsigned int n)
{
	for (unsigned i = 0; i < n; i++)
		xtables_register_match(&match[i]);
}

EXPORT void xtables_register_targets(struct xtables_target *target, unsigned int n)
{
	for (unsigned i = 0; i < n; i++)
		xtables_register_target(&target[i]);
}

static int open_file(void *arg)
{
	/* The handle is given up: a plugin stays loaded, pointers into it never dangle. */
	return dlopen(arg, RTLD_NOW) ? 0 : -ENOENT;
}

static void set_trouble(struct sw_xt_name *n, const char *what, const char *why)
{
	free(n->trouble);
	if (asprintf(&n->trouble, "%s: %s", what, why) < 0)
		n->trouble = NULL;
}

void sw_xt_load(struct sw_xt_name *n)
{
	int file = sw_xt_name_file(n, reg.family);
	char path[PATH_MAX];
	struct sw_err err;

	n->loaded[reg.family == SW_IP6] = true;
	if (file < 0 || sw_xt_name_path(n, file, path, sizeof(path)) < 0)
		return;
	reg.refused = NULL;
	sw_err_init(&err);
	if (sw_guard_call(open_file, path, &err) < 0) {
		const char *why = sw_err_is_set(&err) ? err.msg : dlerror();

		set_trouble(n, path, why ? why : "cannot be loaded");
	} else if (reg.refused) {
		set_trouble(n, path, reg.refused);
	}
}

bool sw_xt_plugin_fits(const struct sw_plugin *p, bool target)
{
	return p->target == target &&
	       (p->family == NFPROTO_UNSPEC || p->family == reg.family);
}

/* An alias before the real thing, a newer revision before an older one, a plugin of one family
 * before one for all. */
static bool better(const struct sw_plugin *a, const struct sw_plugin *b)
{
	if (a->alias != b->alias)
		return a->alias;
	if (a->rev != b->rev)
		return a->rev > b->rev;
	return a->family != NFPROTO_UNSPEC && b->family == NFPROTO_UNSPEC;
}

/* The best one that is worse than `than` (NULL: the best of all). */
static struct sw_plugin *next_best(const struct sw_xt_name *n, bool target,
				   const struct sw_plugin *than)
{
	struct sw_plugin *best = NULL;

	for (struct sw_plugin *p = n->plugin; p; p = p->next)
		if (sw_xt_plugin_fits(p, target) && (!than || better(than, p)) &&
		    (!best || better(p, best)))
			best = p;
	return best;
}

/* The kernel is asked only when there is a choice. When it knows none, the best one is taken: many
 * extensions need nothing of the kernel but nft expressions. */
static struct sw_plugin *choose(const struct sw_xt_name *n, bool target)
{
	struct sw_plugin *best = next_best(n, target, NULL), *p = best;

	if (!best || !reg.kernel_rev || !next_best(n, target, best))
		return best;
	while (p && !reg.kernel_rev(p->kernel_name, p->rev, target, reg.family))
		p = next_best(n, target, p);
	return p ? p : best;
}

static int check_plugin(void *arg)
{
	const struct sw_plugin *p = arg;

	xtables_option_metavalidate(p->name, p->x6);
	return 0;
}

/* Once per name, kind and family. */
static void resolve(struct sw_xt_name *n, bool target, bool six)
{
	struct sw_plugin *p = choose(n, target);
	struct sw_err err;

	sw_err_init(&err);
	if (p && p->x6 && sw_guard_call(check_plugin, p, &err) < 0) {
		set_trouble(n, p->name, err.msg);
		p = NULL;
	}
	n->chosen[target][six] = p;
	n->resolved[target][six] = true;
}

const char *sw_xt_match_name(const char *name)
{
	return strcmp(name, "icmpv6") && strcmp(name, "ipv6-icmp") ? name : "icmp6";
}

static struct sw_xt_name *find_loaded(const char *name, bool target)
{
	struct sw_xt_name *n = sw_xt_name_find(name);

	if (!n && !target)
		n = sw_xt_name_find(sw_xt_match_name(name));
	if (n && !n->loaded[reg.family == SW_IP6])
		sw_xt_load(n);
	return n;
}

struct sw_plugin *sw_xt_plugin(const char *name, bool target, const char **why)
{
	struct sw_xt_name *n = find_loaded(name, target);
	bool six = reg.family == SW_IP6;

	if (n && !n->resolved[target][six])
		resolve(n, target, six);
	if (why)
		*why = n ? n->trouble : NULL;
	return n ? n->chosen[target][six] : NULL;
}

/* A ruleset names few extensions, and each thousands of times. */
#define RECENT 16

static struct sw_plugin **recent(const char *name, uint8_t rev, bool target)
{
	static struct sw_plugin *slot[2][RECENT];
	unsigned h = rev + target;

	if (*name)
		h += (unsigned char)name[0] * 7u + (unsigned char)name[1];

	return &slot[reg.family == SW_IP6][h % RECENT];
}

struct sw_plugin *sw_xt_plugin_rev(const char *name, uint8_t rev, bool target)
{
	struct sw_plugin **seen = recent(name, rev, target), *best = *seen;
	struct sw_xt_name *n;

	if (best && best->rev == rev && best->target == target && !strcmp(best->name, name))
		return best;
	best = NULL;
	n = find_loaded(name, target);

	for (struct sw_plugin *p = n ? n->plugin : NULL; p; p = p->next)
		if (p->rev == rev && !p->alias && sw_xt_plugin_fits(p, target) &&
		    (!best || better(p, best)))
			best = p;
	if (best)
		*seen = best;
	return best;
}

bool sw_xt_plugin_exists(const char *name, bool target)
{
	struct sw_xt_name *n = find_loaded(name, target);

	return n && next_best(n, target, NULL);
}

bool sw_xt_name_is_installed(const struct sw_xt_name *n)
{
	return sw_xt_name_file(n, reg.family) >= 0;
}
