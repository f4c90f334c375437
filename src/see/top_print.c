/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rates of rules as lines of text, and as JSON. */
#include <inttypes.h>

#include "base/json.h"
#include "see/top_local.h"

#define WIDTH 9		/* of a number, with a blank before it */

/* Numbers of up to four digits as they are, larger ones with a letter. */
static void add_number(struct sw_str *out, double n, bool exact)
{
	static const char units[] = "KMGTPE";
	int unit = -1;

	while (n >= (unit < 0 ? 9999.5 : 999.95) && units[unit + 1]) {
		n /= 1000;
		unit++;
	}
	if (unit >= 0)
		sw_str_addf(out, " %*.1f%c", WIDTH - 2, n, units[unit]);
	else
		sw_str_addf(out, " %*.*f", WIDTH - 1, exact ? 0 : 1, n);
}

static void add_rate(struct sw_str *out, const struct sw_rates *rates, const struct sw_rate *r,
		     uint64_t n)
{
	if (r->fresh)
		sw_str_addf(out, "%*s", WIDTH, rates->elapsed ? "new" : "-");
	else
		add_number(out, sw_rates_second(rates, n), false);
}

void sw_top_titles(struct sw_str *out)
{
	sw_str_addf(out, "%*s%*s%*s%*s %-4s %-8s %-12s %5s  %s\n", WIDTH, "PKTS/S", WIDTH,
		    "BYTES/S", WIDTH, "PKTS", WIDTH, "BYTES", "IP", "TABLE", "CHAIN", "NUM",
		    "RULE");
}

void sw_top_row(struct sw_str *out, const struct sw_rates *rates, const struct sw_rate *r)
{
	const struct sw_tally_chain *c = &rates->of->chain[r->row->chain];

	add_rate(out, rates, r, r->packets);
	add_rate(out, rates, r, r->bytes);
	add_number(out, (double)r->row->packets, true);
	add_number(out, (double)r->row->bytes, true);
	sw_str_addf(out, " %-4s %-8s %-12s ", sw_tally_family(c) + 2,
		    sw_builtin_tables[c->table].name, c->name);
	if (r->row->number)
		sw_str_addf(out, "%5" PRIu32 "  ", r->row->number);
	else
		sw_str_addf(out, "%5s  ", "-");
	sw_str_add(out, sw_tally_text(rates->of, r->row));
	sw_str_addc(out, '\n');
}

const char *sw_top_key_words(enum sw_rates_key key)
{
	static const char *const words[] = {
		[SW_RATES_PACKETS] = "packets a second", [SW_RATES_BYTES] = "bytes a second",
		[SW_RATES_ALL_PACKETS] = "packets", [SW_RATES_ALL_BYTES] = "bytes",
	};

	return words[key];
}

static void put_row(struct sw_json *j, const struct sw_rates *rates, const struct sw_rate *r)
{
	const struct sw_tally *t = rates->of;
	const struct sw_tally_chain *c = &t->chain[r->row->chain];

	sw_json_object_flat(j, NULL);
	sw_json_text(j, "family", sw_tally_family(c));
	sw_json_text(j, "table", sw_builtin_tables[c->table].name);
	sw_json_text(j, "chain", c->name);
	if (r->row->words) {
		sw_json_members(j, sw_tally_words(t, r->row));
	} else {
		sw_json_text(j, "policy", sw_verdict_word(c->policy));
		sw_json_number(j, "packets", r->row->packets);
		sw_json_number(j, "bytes", r->row->bytes);
	}
	if (r->fresh) {
		sw_json_bool(j, "new", true);
	} else {
		sw_json_number(j, "new_packets", r->packets);
		sw_json_number(j, "new_bytes", r->bytes);
	}
	sw_json_close(j);
}

void sw_top_json(struct sw_str *out, const struct sw_rates *rates, size_t n)
{
	struct sw_json j = { .out = out };

	sw_json_document(&j, "top");
	sw_json_number(&j, "milliseconds", (rates->elapsed + 500000) / 1000000);
	sw_json_list(&j, "rules");
	for (size_t i = 0; i < n; i++)
		put_row(&j, rates, &rates->rate[i]);
	sw_json_close(&j);
	sw_json_close(&j);
}
