/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The file has a row for each rule: since when its counter is what it is, the counter, and which
 * rule: "1764460000 12 4 filter 1 -A INPUT ...", where 1 is the first of equal ones. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/strset.h"
#include "base/vec.h"
#include "sight/finding.h"
#include "sight/silent.h"

#define DAY 86400

struct sw_silent_row {
	const char *about;	/* in the text */
	time_t   since;
	uint64_t packets;
	bool     met;		/* it was looked at again */
};

static int by_about(const void *a, const void *b)
{
	return strcmp(((const struct sw_silent_row *)a)->about,
		      ((const struct sw_silent_row *)b)->about);
}

/* A row that is none is left out. false: no memory. */
static bool take_row(struct sw_silent *s, char *line)
{
	char *end;
	long long since = strtoll(line, &end, 10);
	uint64_t packets = strtoull(end, &end, 10);

	if (*end != ' ' || since <= 0 || since > s->now)
		return true;
	if (!SW_GROW(s->row, s->n, s->cap))
		return false;
	s->row[s->n++] = (struct sw_silent_row){ end + 1, since, packets, false };
	return true;
}

int sw_silent_open(struct sw_silent *s, const char *path, time_t now, unsigned days,
		   struct sw_err *err)
{
	struct sw_err none;
	size_t len;
	int ret;

	*s = (struct sw_silent){ .now = now, .days = days };
	sw_err_init(&none);
	ret = sw_file_read(path, &s->text, &len, &none);
	if (ret == -ENOENT) {
		s->first = true;
		return 0;
	}
	if (ret) {
		*err = none;
		return ret;
	}
	for (char *line = s->text, *next; line && *line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		if (!take_row(s, line))
			return sw_err_nomem(err);
	}
	if (s->n)
		qsort(s->row, s->n, sizeof(s->row[0]), by_about);
	return 0;
}

static struct sw_silent_row *find(struct sw_silent *s, const char *about)
{
	struct sw_silent_row key = { .about = about };

	return s->n ? bsearch(&key, s->row, s->n, sizeof(key), by_about) : NULL;
}

static int tell(struct sw_silent *s, struct sw_rule *r, struct sw_finding *f, time_t since,
		struct sw_findings *out, struct sw_err *err)
{
	unsigned days = (s->now - since) / DAY;
	struct sw_str text = { 0 };
	char date[32] = "?";
	struct tm tm;

	if (sw_finding_excused(r, f->kind, false))
		return 0;
	if (localtime_r(&since, &tm))
		strftime(date, sizeof(date), "%Y-%m-%d", &tm);
	sw_str_addf(&text, "has met no packet since %s (%u day%s)", date, days,
		    days == 1 ? "" : "s");
	f->reason = sw_str_take(&text);
	sw_finding_delete_line(&text, f->family, f->table, f->chain, f->number);
	f->lines = sw_str_take(&text);
	if (!sw_finding_rule_text(&text, f->family, f->chain, r, err))
		f->rule = sw_str_take(&text);
	sw_str_fini(&text);
	return sw_findings_add(out, f, err);
}

/* Rules that nobody can read have no words by which they are known. */
static int look_at_rule(struct sw_silent *s, struct sw_rule *r, struct sw_finding *f,
			struct sw_strset *seen, struct sw_findings *out, struct sw_err *err)
{
	struct sw_str rule = { 0 }, about = { 0 };
	struct sw_silent_row *row;
	time_t since = s->now;
	uint32_t offset;
	int ret = sw_finding_rule_text(&rule, f->family, f->chain, r, err), added = 0;

	for (unsigned n = 1; !ret && !added; n++) {
		sw_str_reset(&about);
		sw_str_addf(&about, "%d %s %u %s", f->family == SW_IP6 ? 6 : 4, f->table, n,
			    rule.s);
		added = about.oom ? sw_err_nomem(err) : sw_strset_add(seen, about.s, &offset, err);
	}
	if (!ret && added > 0) {
		row = find(s, about.s);
		if (row)
			row->met = true;
		if (row && row->packets == r->packets)
			since = row->since;
		sw_str_addf(&s->next, "%lld %" PRIu64 " %s\n", (long long)since, r->packets,
			    about.s);
		if (row && since != s->now && s->now - since >= (time_t)s->days * DAY)
			ret = tell(s, r, f, since, out, err);
	}
	sw_str_fini(&rule);
	sw_str_fini(&about);
	return added < 0 ? added : ret < 0 ? ret : 0;
}

int sw_silent_look(struct sw_silent *s, struct sw_ruleset *rs, struct sw_findings *out,
		   struct sw_err *err)
{
	struct sw_strset seen = { 0 };
	int ret = 0;

	for (int i = 0; i < SW_NTABLES; i++)
		for (size_t c = 0; c < rs->table[i].nchain; c++)
			for (size_t k = 0; k < rs->table[i].chain[c]->nrule && !ret; k++) {
				struct sw_chain *chain = rs->table[i].chain[c];
				struct sw_finding f = {
					.kind = "silent", .family = rs->family, .later = true,
					.table = rs->table[i].builtin->name, .number = k + 1,
				};

				strcpy(f.chain, chain->name);
				ret = look_at_rule(s, chain->rule[k], &f, &seen, out, err);
			}
	/* of this family all was looked at: what is not there any more is forgotten */
	for (size_t i = 0; i < s->n; i++)
		s->row[i].met |= *s->row[i].about == (rs->family == SW_IP6 ? '6' : '4');
	sw_strset_fini(&seen);
	return ret;
}

int sw_silent_save(struct sw_silent *s, const char *path, struct sw_err *err)
{
	int ret;

	for (size_t i = 0; i < s->n; i++)
		if (!s->row[i].met)
			sw_str_addf(&s->next, "%lld %" PRIu64 " %s\n", (long long)s->row[i].since,
				    s->row[i].packets, s->row[i].about);
	if (s->next.oom)
		return sw_err_nomem(err);
	ret = sw_file_folder(path, err);
	return ret ? ret : sw_file_replace(path, s->next.len ? s->next.s : "", s->next.len, 0600,
					   err);
}

void sw_silent_fini(struct sw_silent *s)
{
	free(s->text);
	free(s->row);
	sw_str_fini(&s->next);
	memset(s, 0, sizeof(*s));
}
