/* SPDX-License-Identifier: GPL-2.0-or-later */
/* statewall modules: one line for each conntrack helper. */
#include <stdio.h>
#include <string.h>

#include "cli/assigned.h"
#include "cli/modules.h"
#include "modprobe/module.h"
#include "modprobe/service.h"
#include "netlink/helper.h"

#define MAX_HELPERS 16

struct table {
	struct sw_mod *mod;
	struct sw_assigned_list assigned[2];	/* IPv4, IPv6 */
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
	       ports.len ? ports.s : "not assigned");
	sw_str_fini(&ports);
}

int sw_modules_table(const struct sw_modules_opts *o)
{
	struct table t = { 0 };
	struct sw_err err;
	int ret = 0;

	sw_err_init(&err);
	t.mod = sw_mod_kernel(&err);
	for (t.family = 0; t.family < 2 && t.mod && !ret; t.family++) {
		uint8_t family = t.family ? SW_IP6 : SW_IP4;

		if (o->family && o->family != family)
			continue;
		if (family == SW_IP6 && !o->family && sw_service_no_ipv6())
			continue;
		ret = sw_modules_session(family, read_family, &t, &err);
		if (!ret)
			ret = sw_modules_session(family, read_connections, &t, &err);
	}
	if (t.mod && !ret) {
		printf("%-23s %-11s %-10s %-10s %-10s %5s  %s\n", "MODULE", "HELPER", "PORT",
		       "STATE", "NAT HALF", "CONNS", "ASSIGNED");
		for (int i = 0; sw_helpers[i].name && i < MAX_HELPERS; i++)
			print_row(&t, i);
	} else {
		fprintf(stderr, "statewall modules: %s\n", err.msg);
	}
	for (int i = 0; i < 2; i++)
		sw_assigned_fini(&t.assigned[i]);
	sw_mod_close(t.mod);
	return sw_err_is_set(&err) ? 1 : 0;
}
