/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which rules of a save do not leave a packet alone that they have seen already.
 *
 * Most rules give the same verdict again, write what they have written, or are asked only once
 * (NAT: a connection that has its addresses asks no further). */
#include <stdlib.h>
#include <string.h>

#include "adopt/twice.h"
#include "base/cleanup.h"
#include "session/savefile.h"

/* "VALUE/MASK", as --set-xmark says it: new = (old & ~MASK) ^ VALUE. */
static bool flips_bits(const char *word)
{
	char *end;
	unsigned long value = strtoul(word, &end, 0);
	unsigned long mask = *end == '/' ? strtoul(end + 1, NULL, 0) : ~0ul;

	return value & ~mask;
}

/* An extension; with the option (NULL: any), if what stands behind that is so. */
static const struct {
	const char *letter, *name, *option;
	bool      (*if_so)(const char *word);
	const char *what;
} rows[] = {
	{ "-j", "LOG", NULL, NULL, "logged" },
	{ "-j", "NFLOG", NULL, NULL, "logged" },
	{ "-j", "ULOG", NULL, NULL, "logged" },
	{ "-j", "AUDIT", NULL, NULL, "logged" },
	{ "-j", "TEE", NULL, NULL, "copied" },
	{ "-j", "NFQUEUE", NULL, NULL, "queued" },
	{ "-j", "QUEUE", NULL, NULL, "queued" },
	{ "-j", "RATEEST", NULL, NULL, "measured" },
	{ "-j", "SNPT", NULL, NULL, "translated" },
	{ "-j", "DNPT", NULL, NULL, "translated" },
	{ "-j", "TTL", "--ttl-inc", NULL, "increased" },
	{ "-j", "TTL", "--ttl-dec", NULL, "decreased" },
	{ "-j", "HL", "--hl-inc", NULL, "increased" },
	{ "-j", "HL", "--hl-dec", NULL, "decreased" },
	{ "-j", "MARK", "--set-xmark", flips_bits, "marked" },
	{ "-j", "CONNMARK", "--set-xmark", flips_bits, "marked" },
	{ "-j", "TOS", "--set-tos", flips_bits, "marked" },
	{ "-m", "recent", "--set", NULL, "remembered" },
	{ "-m", "recent", "--update", NULL, "remembered" },
	{ "-m", "statistic", NULL, NULL, "left to chance" },
	{ "-m", "limit", NULL, NULL, "counted in a limit" },
	{ "-m", "hashlimit", NULL, NULL, "counted in a limit" },
	{ "-m", "quota", NULL, NULL, "counted in a quota" },
};

static bool has(const struct sw_words *w, size_t row)
{
	bool there = false, option = !rows[row].option;

	for (int i = 0; i + 1 < w->n; i++) {
		if (w->quoted[i])
			continue;
		there |= !strcmp(w->word[i], rows[row].letter) &&
			 !strcmp(w->word[i + 1], rows[row].name);
		if (!option && there && !strcmp(w->word[i], rows[row].option))
			option = !rows[row].if_so || rows[row].if_so(w->word[i + 1]);
	}
	return there && option;
}

/* NULL: nothing. */
static const char *what_twice(const struct sw_words *w)
{
	for (size_t i = 0; i < SW_ARRAY_SIZE(rows); i++)
		if (has(w, i))
			return rows[i].what;
	return NULL;
}

size_t sw_twice_list(const char *text, struct sw_str *out)
{
	struct sw_savefile f = { .text = text, .len = strlen(text) };
	struct sw_savefile_front front;
	size_t n = 0;

	while (sw_savefile_next(&f, NULL) > 0) {
		const char *what, *rule;

		f.in_table |= f.kind == SW_LINE_TABLE;
		if (f.kind != SW_LINE_COMMAND || sw_savefile_command(&f, &front, NULL))
			continue;
		what = what_twice(&f.words);
		if (!what)
			continue;
		rule = memmem(f.line, f.line_len, "-A ", 3);
		rule = rule ? rule : f.line;
		n++;
		sw_str_addf(out, "%s: %.*s\n", what, (int)(f.line + f.line_len - rule), rule);
	}
	sw_savefile_fini(&f);
	return n;
}
