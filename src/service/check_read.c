/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads what "statewall check" judges: rules about RELATED, translation, connections. */
#include <stdlib.h>
#include <string.h>

#include "netlink/conntrack.h"
#include "service/check_helpers_local.h"

static int read_rules(struct sw_session *s, struct sw_check *c, struct sw_err *err)
{
	struct sw_table *nat = sw_ruleset_table(&s->rs, "nat"),
			*filter = sw_ruleset_table(&s->rs, "filter");
	int ret = sw_session_need(s, filter, "", SW_READ_TABLES, err);

	for (int i = 0; i < SW_NTABLES; i++)
		c->dormant[i] = s->rs.table[i].dormant;
	if (!ret)
		ret = sw_session_need(s, filter, "", SW_READ_RULES, err);
	if (!ret)
		ret = sw_check_rules(c, filter, err);
	if (!ret)
		ret = sw_session_need(s, nat, "", SW_READ_RULES, err);
	for (size_t i = 0; i < nat->nchain && !ret; i++)
		for (size_t k = 0; k < nat->chain[i]->nrule; k++)
			c->nat |= nat->chain[i]->rule[k]->jump.kind == SW_JUMP_EXT;
	return ret;
}

/* ---- connections ----------------------------------------------------------------------------- */

static int add_late(struct sw_check *c, int helper, uint16_t port)
{
	struct sw_late *x;

	for (size_t i = 0; i < c->nlate; i++)
		if (c->late[i].helper == helper && c->late[i].port == port) {
			c->late[i].n++;
			return 0;
		}
	x = reallocarray(c->late, c->nlate + 1, sizeof(*x));
	if (!x)
		return 1;
	c->late = x;
	x[c->nlate++] = (struct sw_late){ .helper = helper, .port = port, .n = 1 };
	return 0;
}

static int look_at_connection(const struct sw_connection *x, void *arg)
{
	struct sw_check *c = arg;

	if (x->helper || x->expected)
		return 0;
	for (size_t i = 0; i < c->assigned.n; i++) {
		const struct sw_assigned *a = &c->assigned.a[i];

		if (a->l4 != x->l4 || x->port < a->from || x->port > a->to)
			continue;
		for (int h = 0; sw_helpers[h].name; h++)
			if (sw_helpers[h].l4 == a->l4 && !strcmp(sw_helpers[h].name, a->helper))
				return add_late(c, h, x->port);
		break;
	}
	return 0;
}

static void forget(struct sw_check *c)
{
	for (size_t i = 0; i < c->nrelated; i++)
		free(c->related[i].lines);
	c->nrelated = c->nlate = 0;
	c->accepts_related = c->nat = false;
}

int sw_check_read(struct sw_session *s, void *check, struct sw_err *err)
{
	struct sw_check *c = check;
	struct sw_err none;
	int ret;

	forget(c);
	ret = sw_assigned_read(s, &c->assigned, err);
	if (!ret)
		ret = read_rules(s, c, err);
	sw_err_init(&none);
	if (!ret && sw_kernel_connections(s->nl, c->family, look_at_connection, c, &none))
		c->nlate = 0;	/* no ctnetlink: nothing can be said */
	return ret;
}

void sw_check_fini(struct sw_check *c)
{
	forget(c);
	free(c->related);
	free(c->late);
	sw_assigned_fini(&c->assigned);
	sw_module_words_fini(&c->words);
	sw_config_fini(&c->config);
}
