/* SPDX-License-Identifier: GPL-2.0-or-later */
/* statewall modules: one line for each conntrack helper. */
#include <stdio.h>
#include <string.h>

#include "cli/report.h"
#include "modprobe/module.h"
#include "modprobe/rule_files.h"
#include "modprobe/sysconfig.h"
#include "netlink/conntrack.h"
#include "service/assigned.h"
#include "service/modules_local.h"

#define MAX_HELPERS 16

struct table {
	struct sw_mod *mod;
	struct sw_assigned_list assigned[2];	/* IPv4, IPv6 */
	struct sw_module_words  words;		/* of both config files */
	bool     known[MAX_HELPERS];		/* the kernel has it */
	unsigned helped[MAX_HELPERS];		/* connections */
	int      family;			/* at hand: index into assigned */
};

static int count(const struct sw_connection *c, void *arg)
{
	struct table *t = arg;

	for (int i = 0; c->helper && sw_helpers[i].name && i < MAX_HELPERS; i++)
		if (sw_helpers[i].l4 == c->l4 && !strcmp(sw_helpers[i].name, c->helper))
			t->helped[i]++;
	return 0;
}

static int read_family(struct sw_session *s, void *arg, struct sw_err *err)
{
	struct table *t = arg;
	int ret = sw_assigned_read(s, &t->assigned[t->family], err);

	/* To ask for a helper is to load its module: only where nothing else can tell that it is
	 * there. */
	for (int i = 0; sw_helpers[i].name && i < MAX_HELPERS && !ret; i++) {
		int has;

		if (t->mod->ops->state(t->mod, sw_helpers[i].module) != SW_MOD_MISSING)
			continue;
		has = sw_kernel_has_helper(s->nl, SW_IP4, sw_helpers[i].name, sw_helpers[i].l4,
					   err);

		if (has < 0)
			return has;
		t->known[i] = has;
	}
	return ret;
}

/* Helped connections are counted if they can be: a kernel without ctnetlink has no count. */
static int read_connections(struct sw_session *s, void *arg, struct sw_err *err)
{
	struct sw_err none;

	sw_err_init(&none);
	sw_kernel_connections(s->nl, s->rs.family, count, arg, &none);
	return 0;
}

static void print_ports(const struct sw_assigned_list *list, const struct sw_helper *h,
			const char *family, struct sw_str *out)
{
	size_t start = out->len;

	for (size_t i = 0; i < list->n; i++) {
		const struct sw_assigned *a = &list->a[i];
		char port[32];

		if (a->l4 != h->l4 || strcmp(a->helper, h->name))
			continue;
		if (a->from == a->to)
			snprintf(port, sizeof(port), " %u", a->from);
		else
			snprintf(port, sizeof(port), " %u:%u", a->from, a->to);
		if (out->len == start)
			sw_str_addf(out, "%s%s", start ? " " : "", family);
		if (!strstr(out->s + start, port))
			sw_str_add(out, port);
	}
}

static enum sw_mod_state state_of(const struct table *t, int i, const char *module)
{
	enum sw_mod_state state = t->mod->ops->state(t->mod, module);

	return state == SW_MOD_MISSING && t->known[i] && !strcmp(module, sw_helpers[i].module)
		       ? SW_MOD_BUILTIN
		       : state;
}

static bool is_named(const struct table *t, const struct sw_helper *h)
{
	for (size_t i = 0; i < t->words.n; i++)
		if (sw_module_words_assign(&t->words, &t->words.w[i], h))
			return true;
	return false;
}

static void print_row(const struct table *t, int i)
{
	const struct sw_helper *h = &sw_helpers[i];
	struct sw_str ports = { 0 };
	char port[16];

	print_ports(&t->assigned[0], h, "IPv4", &ports);
	print_ports(&t->assigned[1], h, "IPv6", &ports);
	snprintf(port, sizeof(port), "%s/%u", sw_l4_name(h->l4), h->port);
	printf("%-23s %-11s %-10s %-10s %-10s %5u  %s\n", h->module, h->name, port,
	       sw_mod_state_name(state_of(t, i, h->module)),
	       h->nat ? sw_mod_state_name(state_of(t, i, h->nat)) : "-", t->helped[i],
	       ports.len	? ports.s :
	       is_named(t, h) ? "not assigned; the config file names it" :
				"not assigned");
	sw_str_fini(&ports);
}

/* A config file that cannot be read names nothing; the service and check say what is wrong with
 * it. */
static int read_words(struct table *t, const struct sw_service_opts *o, bool ip6,
		      struct sw_err *err)
{
	struct sw_rule_files files;
	struct sw_config config = { 0 };
	struct sw_notes notes = { 0 };
	struct sw_err none;
	int ret = sw_rule_files_find(&files, ip6, o->config_dir, o->run_dir, err);

	sw_err_init(&none);
	if (!ret)
		ret = sw_config_init(&config, err);
	if (!ret && !sw_config_read(&config, files.prefix, files.config, &notes, &none) &&
	    sw_module_words_add(&t->words, config.modules, files.config, &notes) < 0)
		ret = sw_err_nomem(err);
	sw_notes_fini(&notes);
	sw_config_fini(&config);
	return ret;
}

int sw_modules_table(const struct sw_service_opts *o)
{
	struct table t = { 0 };
	struct sw_err err;
	int ret = 0;

	sw_err_init(&err);
	t.mod = sw_mod_kernel(&err);
	for (t.family = 0; t.family < 2 && t.mod && !ret; t.family++) {
		uint8_t family = t.family ? SW_IP6 : SW_IP4;
		struct sw_ask ask = { .program = "statewall modules", .family = family };

		if (o->family && o->family != family)
			continue;
		if (family == SW_IP6 && !o->family && sw_no_ipv6())
			continue;
		ret = read_words(&t, o, t.family, &err);
		if (!ret)
			ret = sw_session_with(&ask, read_family, &t, NULL, &err);
		if (!ret)
			ret = sw_session_with(&ask, read_connections, &t, NULL, &err);
	}
	if (t.mod && !ret) {
		printf("%-23s %-11s %-10s %-10s %-10s %5s  %s\n", "MODULE", "HELPER", "PORT",
		       "STATE", "NAT HALF", "CONNS", "ASSIGNED");
		for (int i = 0; sw_helpers[i].name && i < MAX_HELPERS; i++)
			print_row(&t, i);
	} else {
		sw_report_plain("statewall modules", &err);
	}
	for (int i = 0; i < 2; i++)
		sw_assigned_fini(&t.assigned[i]);
	sw_module_words_fini(&t.words);
	sw_mod_close(t.mod);
	return sw_err_is_set(&err) ? 1 : 0;
}
