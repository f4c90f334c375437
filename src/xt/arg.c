/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An option word of the command line: whose it is, its argument, and the call of that plugin. */
#include <dlfcn.h>
#include <errno.h>
#include <getopt.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include "xt/xt_local.h"

/* An option word taken apart, and who answers to it. */
struct word {
	const char             *name;	/* behind "--", up to '=' */
	size_t                  len;
	uint32_t                hash;
	char                   *value;	/* behind '='; NULL = none */
	struct sw_xt_slot      *slot;
	const struct sw_xt_opt *opt;	/* NULL: nobody */
	const struct sw_xt_opt *other;	/* a second answer to an abbreviation */
	int                     own;	/* answers that the caller has himself */
};

static bool split(struct word *w, char *arg)
{
	const char *end;

	if (arg[0] != '-' || arg[1] != '-' || !arg[2] || arg[2] == '=')
		return false;
	w->name = arg + 2;
	end = strchrnul(w->name, '=');
	w->len = end - w->name;
	w->hash = sw_xt_hash(w->name, w->len);
	w->value = *end ? arg + 2 + w->len + 1 : NULL;
	w->slot = NULL;
	w->opt = w->other = NULL;
	w->own = 0;
	return true;
}

static bool find_exact(struct word *w, struct sw_xt_rule *r)
{
	for (size_t k = r->norder; k-- > 0;) {
		struct sw_xt_slot *s = sw_xt_slot_at(r, k);

		w->opt = sw_xt_opts_exact(s->plugin, w->name, w->len, w->hash);
		if (w->opt) {
			w->slot = s;
			return true;
		}
	}
	return false;
}

/* As getopt_long: two names for the same thing in one plugin are no ambiguity. */
static void abbreviation_in(struct word *w, struct sw_xt_slot *s, const struct sw_plugin *p)
{
	for (unsigned i = 0; i < p->opts.n; i++) {
		const struct sw_xt_opt *o = &p->opts.opt[i];

		if (o->len < w->len || memcmp(o->name, w->name, w->len) != 0)
			continue;
		if (!w->opt) {
			w->opt = o;
			w->slot = s;
		} else if (w->slot != s || w->opt->arg != o->arg || w->opt->val != o->val) {
			w->other = o;
		}
	}
}

static bool find(struct word *w, struct sw_xt_rule *r)
{
	w->opt = w->other = NULL;
	if (find_exact(w, r))
		return true;
	for (size_t k = r->norder; k-- > 0;) {
		struct sw_xt_slot *s = sw_xt_slot_at(r, k);

		abbreviation_in(w, s, s->plugin);
	}
	return w->opt && !w->other && !w->own;
}

/* The match that belongs to -p's word: "tcp", "6", "ipv6-icmp". */
static struct sw_plugin *proto_plugin(const char *proto)
{
	const struct protoent *pe;
	unsigned num;

	if (!xtables_strtoui(proto, NULL, &num, 0, UINT8_MAX))
		return sw_xt_plugin(proto, false, NULL);
	for (const struct xtables_pprot *p = sw_xt_protos(); p->name; p++)
		if (p->num == num)
			return sw_xt_plugin(p->name, false, NULL);
	pe = num ? getprotobynumber(num) : NULL;
	return pe ? sw_xt_plugin(pe->p_name, false, NULL) : NULL;
}

/* Nobody loaded so far has the option. Once per rule, the protocol's match is loaded when it has:
 * also when an earlier -m named that match, as iptables does. 1 = loaded. */
static int load_proto(struct sw_xt_rule *r, const char *proto, const struct word *w,
		      struct sw_err *err)
{
	struct sw_plugin *p;
	struct word in = *w;
	int e;

	if (!proto || r->proto_used)
		return 0;
	p = proto_plugin(proto);
	if (!p)
		return 0;
	if (!sw_xt_opts_exact(p, w->name, w->len, w->hash)) {
		abbreviation_in(&in, NULL, p);
		if (!in.opt || in.other || w->own)
			return 0;
	}
	e = sw_xt_add_match(r, p, err);
	if (e < 0)
		return e;
	r->proto_used = true;
	return 1;
}

struct call {
	struct sw_xt_slot *slot;
	int                val;
	char             **argv;
	bool               invert;
	const void        *entry;
};

/* Plugins call this from their parsers. It stands before libxtables' own in the dynamic linker's
 * order, as the registrations do (load.c). */
__attribute__((visibility("default"))) void xtables_option_parse(struct xt_option_call *cb)
{
	static void (*its)(struct xt_option_call *);

	if (sw_xt_port_parse(cb)) {
		sw_xt_strict(cb);
		return;
	}
	if (!its)
		its = dlsym(RTLD_NEXT, "xtables_option_parse");
	if (!its)
		sw_guard_fail(SW_EOTHER, "libxtables has no xtables_option_parse");
	its(cb);
	sw_xt_strict(cb);
}

static int call_parse(void *arg)
{
	struct call *c = arg;
	struct sw_plugin *p = c->slot->plugin;

	if (p->target)
		xtables_option_tpcall(c->val + p->t->option_offset, c->argv, c->invert, p->t,
				      (void *)c->entry);
	else
		xtables_option_mpcall(c->val + p->m->option_offset, c->argv, c->invert, p->m,
				      (void *)c->entry);
	return 0;
}

/* The word at fault is the argument that the message speaks of, or that is known to be wrong; else
 * the option. argv[i + 1 .. optind] are what the plugin may have looked at. */
static void blame(struct sw_err *err, const struct word *w, int argc, char **argv, int i)
{
	const struct sw_plugin *p = w->slot->plugin;

	if (!err)
		return;
	sw_err_arg(err, argv[i], i);
	if (w->value) {
		sw_xt_hint_value(p, w->opt->name, w->value, err);
		return;
	}
	for (int k = i + 1; k <= optind && k < argc; k++) {
		const char *arg = argv[k];

		if (!arg[0] || arg[0] == '-')
			continue;
		if (sw_xt_hint_value(p, w->opt->name, arg, err) || strstr(err->msg, arg)) {
			sw_err_arg(err, arg, k);
			return;
		}
	}
}

/* The whole option word is at fault; passes on the error's value. */
static int blame_word(struct sw_err *err, const char *word, int i, int value)
{
	sw_err_arg(err, word, i);
	return sw_err_blame_words(err, value);
}

static int unknown(const struct word *w, const char *word, int i, struct sw_err *err)
{
	int e = sw_err_set(err, SW_EPARAM, EINVAL, "unknown option \"%s\"", word);

	if (w->other)
		sw_err_hint(err, "it can mean --%s or --%s", w->opt->name, w->other->name);
	return blame_word(err, word, i, e);
}

static int run(struct word *w, int argc, char **argv, int i, bool invert, const struct sw_ip *ip,
	       struct sw_err *err)
{
	struct call c = { w->slot, w->opt->val, argv, invert, sw_xt_entry(ip) };
	int e;

	/* Plugins read what getopt_long would have left behind. */
	optarg = w->value;
	optind = i + 1;
	if (w->opt->arg == required_argument && !w->value)
		optarg = argv[optind++];
	sw_xt_slot_enter(w->slot);
	e = sw_guard_call(call_parse, &c, err);
	sw_xt_slot_leave(w->slot);
	if (e < 0) {
		blame(err, w, argc, argv, i);
		return e;
	}
	return optind > i && optind <= argc ? optind - i : 1;
}

/* Finds who answers to the word: 1, or 0 = nobody here, < 0 error. */
static int answer(struct word *w, struct sw_xt_rule *r, int own, const char *word, int i,
		  const char *proto_name, struct sw_err *err)
{
	int e;

	w->own = own;
	if (find(w, r))
		return 1;
	if (own == 1 && !w->opt)	/* the caller's; it must not load the protocol's match */
		return 0;
	e = load_proto(r, proto_name, w, err);
	if (e < 0)
		return e;
	if (e == 0 && !w->opt)
		return 0;
	return e && find(w, r) ? 1 : unknown(w, word, i, err);
}

int sw_xt_option(struct sw_xt_rule *r, int argc, char **argv, int i, int own, bool invert,
		 const struct sw_ip *ip, const char *proto_name, struct sw_err *err)
{
	struct word w;
	int e;

	if (!split(&w, argv[i]))
		return 0;
	e = answer(&w, r, own, argv[i], i, proto_name, err);
	if (e <= 0)
		return e;
	if (w.opt->arg == no_argument && w.value)
		return unknown(&w, argv[i], i, err);
	if (w.opt->arg == required_argument && !w.value && i + 1 >= argc)
		return blame_word(err, argv[i], i,
				  sw_err_set(err, SW_EPARAM, EINVAL,
					     "option \"%s\" requires an argument", argv[i]));
	return run(&w, argc, argv, i, invert, ip, err);
}
