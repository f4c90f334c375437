/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The words that usages have for arguments, and what may be typed for each. */
#include <string.h>
#include <strings.h>
#include "base/cleanup.h"
#include "complete/complete_local.h"

static void offer_tables(struct sw_request *r)
{
	for (size_t i = 0; i < SW_NTABLES; i++)
		sw_offer(r, sw_builtin_tables[i].name, NULL);
}

static void offer_programs(struct sw_request *r)
{
	const struct sw_complete_program *p;

	for (size_t i = 0; r->ask->each && (p = r->ask->each(i)); i++)
		sw_offer(r, p->name, p->help);
}

static void offer_all_files(struct sw_request *r)
{
	sw_offer_files(r, false);
}

static void offer_folders(struct sw_request *r)
{
	sw_offer_files(r, true);
}

static void offer_ports(struct sw_request *r)
{
	sw_offer_services(r, r->proto);
}

static void offer_users(struct sw_request *r)
{
	sw_offer_names_of(r, "/etc/passwd");
}

static void offer_groups(struct sw_request *r)
{
	sw_offer_names_of(r, "/etc/group");
}

static void offer_confirm(struct sw_request *r)
{
	sw_offer(r, "confirm", "take it back, unless it is confirmed in time");
}

/* "target" is that of -j, and a policy behind -P; "chain" and "target" are looked at below. */
static const struct {
	const char *word;
	void (*offer)(struct sw_request *r);
} kinds[] = {
	{ "rulenum", sw_offer_numbers },
	{ "match", sw_offer_matches },
	{ "proto", sw_offer_protocols },
	{ "name[+]", sw_offer_interfaces },
	{ "interface", sw_offer_interfaces },
	{ "port", offer_ports },
	{ "user", offer_users },
	{ "group", offer_groups },
	{ "table", offer_tables },
	{ "file", offer_all_files },
	{ "command", offer_all_files },
	{ "dir", offer_folders },
	{ "helper", sw_offer_modules },
	{ "program", offer_programs },
	{ "confirm", offer_confirm },
};

bool sw_argument_at(const char *usage, unsigned k, struct sw_argument *a)
{
	const char *from = usage, *begin = NULL;
	bool optional = false, last = false;
	size_t len = 0;

	for (unsigned i = 0; from && i <= k; i++) {
		from += strspn(from, " ");
		if (!*from && !last)
			return false;
		if (last)	/* "NAME..." goes on */
			break;
		begin = from;
		len = strcspn(from, " ");
		from += len;
		if (*begin == '[') {
			optional = true;
			begin++;
			len--;
			while (len && begin[len - 1] == ']')
				len--;
		}
		last = len > 3 && !strncmp(begin + len - 3, "...", 3);
		if (last)
			len -= 3;
	}
	if (!begin || len >= sizeof(a->word))
		return false;
	memcpy(a->word, begin, len);
	a->word[len] = '\0';
	while (optional && len && a->word[len - 1] == ']')
		a->word[--len] = '\0';
	a->optional = optional;
	return true;
}

static void offer_choices(struct sw_request *r, char *words)
{
	char *rest = NULL;

	for (char *w = strtok_r(words, "|", &rest); w; w = strtok_r(NULL, "|", &rest))
		sw_offer(r, w, NULL);
}

void sw_offer_argument(struct sw_request *r, const struct sw_argument *a, char letter)
{
	char words[sizeof(a->word)];

	if (strchr(a->word, '|')) {
		memcpy(words, a->word, sizeof(words));
		offer_choices(r, words);
	} else if (!strcasecmp(a->word, "chain")) {
		sw_offer_chains(r, letter);
	} else if (!strcasecmp(a->word, "target")) {
		if (letter == 'P')
			sw_offer_policies(r);
		else
			sw_offer_targets(r);
	}
	for (size_t i = 0; i < SW_ARRAY_SIZE(kinds); i++)
		if (!strcasecmp(a->word, kinds[i].word))
			kinds[i].offer(r);
}
