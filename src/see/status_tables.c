/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tables of ours with their numbers: both families side by side, one below the other, or as
 * sentences, as wide as there is room. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "see/status_local.h"
#include "see/wrap_local.h"

#define OWN "own chains"

enum { POLICY, RULES, NATIVE, CARRIED, GROUPED, PACKETS, NCELL };
static const char *const titles[NCELL] = { "policy", "rules", "native", "xt", "maps", "pkts" };

/* A chain, or all chains of the user's, in both families. */
struct row {
	const char *label; /* "" and a table's name begin a table */
	char cell[2][NCELL][24];
};
struct grid {
	struct row row[SW_NTABLES * (SW_HOOK_MAX + 2)];
	size_t n;
	size_t label, width[NCELL]; /* columns */
};

/* ---- numbers --------------------------------------------------------------------------------- */

/* At most five columns, as in iptables -L -v. */
static void put_count(char *buf, size_t size, uint64_t n)
{
	static const char units[] = "KMGT";

	if (n <= 99999) {
		snprintf(buf, size, "%" PRIu64, n);
		return;
	}
	n = (n + 500) / 1000;
	for (int i = 0; units[i]; i++, n = (n + 500) / 1000)
		if (n <= 9999 || !units[i + 1]) {
			snprintf(buf, size, "%" PRIu64 "%c", n, units[i]);
			return;
		}
}

static void put_tally(char (*cell)[24], const struct sw_sum *t)
{
	const size_t n[] = { [RULES] = t->rules,
			     [NATIVE] = t->native,
			     [CARRIED] = t->carried,
			     [GROUPED] = t->grouped };

	for (int i = RULES; i < PACKETS; i++)
		snprintf(cell[i], sizeof(cell[i]), "%zu", n[i]);
	put_count(cell[PACKETS], sizeof(cell[PACKETS]), t->packets);
}

/* ---- the grid -------------------------------------------------------------------------------- */

static struct row *add_row(struct grid *g, const char *label)
{
	struct row *r = &g->row[g->n++];

	*r = (struct row){ .label = label };
	return r;
}

static void fill_chain(struct grid *g, const struct sw_status *s, int table, size_t i)
{
	const struct sw_builtin_table *b = &sw_builtin_tables[table];
	struct row *r = add_row(g, b->chain[i].name);

	for (int k = 0; k < 2; k++) {
		const struct sw_table *t = &s->f[k].rs.table[table];
		const struct sw_chain *c = sw_table_chain(t, b->chain[i].name);

		strcpy(r->cell[k][POLICY], !t->in_kernel	       ? "-"
					   : c && c->policy == SW_DROP ? "DROP"
								       : "ACCEPT");
		if (t->in_kernel)
			put_tally(r->cell[k], &s->f[k].table[table].builtin[i]);
	}
}

static void fill_own(struct grid *g, const struct sw_status *s, int table)
{
	struct row *r = add_row(g, OWN);

	for (int k = 0; k < 2; k++) {
		const struct sw_sum *t = &s->f[k].table[table].own;

		if (t->chains)
			put_tally(r->cell[k], t);
		snprintf(r->cell[k][POLICY], sizeof(r->cell[k][POLICY]), t->chains ? "(%zu)" : "-",
			 t->chains);
	}
}

static void fill(struct grid *g, const struct sw_status *s)
{
	for (int i = 0; i < SW_NTABLES; i++) {
		const struct sw_builtin_table *b = &sw_builtin_tables[i];

		if (!s->f[0].rs.table[i].in_kernel && !s->f[1].rs.table[i].in_kernel)
			continue;
		for (int k = 0; k < NCELL; k++) {
			struct row *r = k ? &g->row[g->n - 1] : add_row(g, b->name);

			strcpy(r->cell[0][k], titles[k]);
			strcpy(r->cell[1][k], titles[k]);
		}
		for (size_t c = 0; c < b->nchain; c++)
			fill_chain(g, s, i, c);
		if (s->f[0].table[i].own.chains || s->f[1].table[i].own.chains)
			fill_own(g, s, i);
	}
}

static void measure(struct grid *g)
{
	for (size_t i = 0; i < g->n; i++) {
		size_t label = strlen(g->row[i].label) + 2;

		g->label = label > g->label ? label : g->label;
		for (int c = 0; c < 2 * NCELL; c++) {
			size_t n = strlen(g->row[i].cell[c / NCELL][c % NCELL]);

			if (n > g->width[c % NCELL])
				g->width[c % NCELL] = n;
		}
	}
}

/* Of one family's numbers, with a blank between them. */
static size_t block_width(const struct grid *g)
{
	size_t n = NCELL - 1;

	for (int c = 0; c < NCELL; c++)
		n += g->width[c];
	return n;
}

static bool is_title(const struct row *r)
{
	return !strcmp(r->cell[0][POLICY], titles[POLICY]);
}

static void put_block(struct sw_str *out, const struct grid *g, const struct row *r, int family)
{
	for (int c = 0; c < NCELL; c++)
		sw_str_addf(out, c ? " %*s" : "%-*s", (int)g->width[c], r->cell[family][c]);
}

/* No line ends with blanks. */
static void end_line(struct sw_str *out)
{
	while (out->len && out->s[out->len - 1] == ' ')
		out->len--;
	sw_str_addc(out, '\n');
}

static void put_label(struct sw_str *out, const struct grid *g, const struct row *r)
{
	sw_str_addf(out, "%s%-*s", is_title(r) ? "" : " ", (int)g->label - !is_title(r), r->label);
}

/* ---- three forms ----------------------------------------------------------------------------- */

static void put_beside(const struct grid *g, size_t gap, struct sw_str *out)
{
	sw_str_addf(out, "%*s%-*s%*s%s\n", (int)g->label, "", (int)block_width(g), "IPv4", (int)gap,
		    "", "IPv6");
	for (size_t i = 0; i < g->n; i++) {
		put_label(out, g, &g->row[i]);
		put_block(out, g, &g->row[i], 0);
		sw_str_addf(out, "%*s", (int)gap, "");
		put_block(out, g, &g->row[i], 1);
		end_line(out);
	}
}

/* Of a family without that table nothing is said. */
static void put_below(const struct grid *g, const struct sw_status *s, struct sw_str *out)
{
	for (int f = 0; f < 2; f++) {
		bool there = false;

		for (size_t i = 0; i < g->n; i++) {
			const struct row *r = &g->row[i];

			if (is_title(r)) {
				there = s->f[f].rs
						.table[sw_builtin_table(r->label) -
						       sw_builtin_tables]
						.in_kernel;
				if (there)
					sw_str_addf(out, "%s ", f ? "IPv6" : "IPv4");
			}
			if (!there || (!strcmp(r->label, OWN) && r->cell[f][POLICY][0] == '-'))
				continue;
			sw_str_addf(out, "%s%-*s", is_title(r) ? "" : " ",
				    (int)g->label + 5 - (is_title(r) ? 5 : 1), r->label);
			put_block(out, g, r, f);
			end_line(out);
		}
	}
}

static void put_sentences(const struct grid *g, unsigned width, struct sw_str *out)
{
	const char *table = "";

	for (size_t i = 0; i < g->n; i++) {
		const struct row *r = &g->row[i];

		if (is_title(r))
			table = r->label;
		for (int f = 0; f < 2 && !is_title(r); f++) {
			struct sw_str line = { 0 };

			if (r->cell[f][POLICY][0] == '-')
				continue;
			sw_str_addf(&line, "%s %s %s:", f ? "IPv6" : "IPv4", table, r->label);
			for (int c = 0; c < NCELL; c++)
				sw_str_addf(&line, "%s %s %s", c ? "," : "", titles[c],
					    r->cell[f][c]);
			sw_wrap_text(out, width, "", line.oom ? "" : line.s);
			out->oom |= line.oom;
			sw_str_fini(&line);
		}
	}
}

void sw_status_tables(const struct sw_status *s, unsigned width, struct sw_str *out)
{
	struct grid g = { .n = 0 };
	size_t both, gap;

	fill(&g, s);
	if (!g.n)
		return;
	measure(&g);
	both = g.label + 2 * block_width(&g);
	gap = width > both ? width - both : 0;
	if (gap)
		put_beside(&g, gap < 3 ? gap : 3, out);
	else if (width >= g.label + 5 + block_width(&g))
		put_below(&g, s, out);
	else
		put_sentences(&g, width, out);
	sw_str_addc(out, '\n');
}
