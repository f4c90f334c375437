/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The chains of one table as iptables-xml shows them, and which elements are open. */
#include <inttypes.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "base/vec.h"
#include "cli/xml_local.h"

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct sw_xml_chain *)a)->name,
		      ((const struct sw_xml_chain *)b)->name);
}

static struct sw_xml_chain *find_chain(const struct sw_xml_table *t, const char *name)
{
	struct sw_xml_chain key = { .name = (char *)name };	/* not changed */
	struct sw_xml_chain **found = tfind(&key, &t->by_name, compare);

	return found ? *found : NULL;
}

bool sw_xml_table_has_chain(void *table, const char *name)
{
	return find_chain(table, name);
}

static void free_chain(struct sw_xml_chain *c)
{
	free(c->name);
	free(c->policy);
	free(c);
}

struct sw_xml_chain *sw_xml_table_chain(struct sw_xml_table *t, const char *name)
{
	struct sw_xml_chain *c = find_chain(t, name);

	if (c)
		return c;
	if (!SW_GROW(t->chain, t->nchain, t->cap))
		return NULL;
	c = calloc(1, sizeof(*c));
	if (!c)
		return NULL;
	c->name = strdup(name);
	if (!c->name || !tsearch(c, &t->by_name, compare)) {
		free_chain(c);
		return NULL;
	}
	t->chain[t->nchain++] = c;
	return c;
}

void sw_xml_table_end_rule(struct sw_xml_table *t)
{
	if (t->in_rule)
		puts("       </actions>\n\n      </rule>\n");
	t->in_rule = false;
}

static void close_chain(struct sw_xml_table *t)
{
	sw_xml_table_end_rule(t);
	if (t->current)
		puts("    </chain>");
	t->current = NULL;
}

static void print_chain(struct sw_xml_chain *c, const char *end)
{
	fputs("    <chain name=\"", stdout);
	sw_xml_text(stdout, c->name);
	fputs("\" ", stdout);
	if (c->policy) {
		fputs("policy=\"", stdout);
		sw_xml_text(stdout, c->policy);
		fputs("\" ", stdout);
	}
	printf("packet-count=\"%" PRIu64 "\" byte-count=\"%" PRIu64 "\" %s\n", c->packets, c->bytes,
	       end);
	c->shown = true;
}

void sw_xml_table_show_chain(struct sw_xml_table *t, struct sw_xml_chain *c)
{
	if (t->current == c)
		return;
	close_chain(t);
	print_chain(c, ">");
	t->current = c;
}

static void forget(void *unused)
{
}

void sw_xml_table_fini(struct sw_xml_table *t)
{
	tdestroy(t->by_name, forget);
	for (size_t i = 0; i < t->nchain; i++)
		free_chain(t->chain[i]);
	free(t->chain);
	memset(t, 0, sizeof(*t));
}

void sw_xml_table_begin(struct sw_xml_table *t, const char *name)
{
	fputs("  <table name=\"", stdout);
	sw_xml_text(stdout, name);
	puts("\" >");
	t->is_open = true;
}

/* Chains without rules come last. */
void sw_xml_table_end(struct sw_xml_table *t)
{
	close_chain(t);
	for (size_t i = 0; i < t->nchain; i++)
		if (!t->chain[i]->shown)
			print_chain(t->chain[i], "/>");
	if (t->is_open)
		puts("  </table>");
	sw_xml_table_fini(t);
}
