/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Options that nobody has: one dash for two, nearly a name, or a match that is not there. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/str.h"
#include "cli/fault_local.h"
#include "words/options.h"
#include "xt/plugin.h"

/* Options of extensions that people type by hand, and what must stand before them. */
static const char *const known_options[] = {
	"sport", "dport", "sports", "dports", "ports", "source-port", "destination-port",
	"state", "ctstate", "icmp-type", "icmpv6-type", "tcp-flags", "syn", "limit",
	"limit-burst", "comment", "mark", "mac-source", "log-prefix", "log-level",
	"reject-with", "to-destination", "to-source", "to-ports", "set-mark", "match-set",
	"src-range", "dst-range", "seconds", "hitcount", "name", "helper", "uid-owner",
	"gid-owner", "dst-type", "src-type", "pkt-type", "clamp-mss-to-pmtu", "set-mss",
	"nflog-group", "nflog-prefix", "connlimit-above", "hashlimit-name", "hashlimit-upto",
	"hashlimit-above", "hashlimit-mode",
};

static const char *nearest_option(const char *word)
{
	const char *names[128];
	size_t n = 0;

	for (const struct sw_option *o = sw_opts_command; o->letter && n < 64; o++)
		names[n++] = o->name;
	for (size_t i = 0; i < SW_ARRAY_SIZE(known_options) && n < SW_ARRAY_SIZE(names); i++)
		names[n++] = known_options[i];
	return sw_str_nearest(word, names, n);
}

static bool is_own(const char *name)
{
	for (const struct sw_option *o = sw_opts_command; o->letter; o++)
		if (!strcmp(o->name, name))
			return true;
	return false;
}

static bool is_known(const char *name)
{
	char who[128];

	return is_own(name) || sw_xt_who_has_option(name, who, sizeof(who));
}

/* "-dport" is "-d port" for iptables. */
bool sw_fault_one_dash(struct sw_err *err, const char *word)
{
	char name[64];

	if (word[0] != '-' || !word[1] || word[1] == '-' || !word[2] || !word[3])
		return false;
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(word + 1, "="), word + 1);
	if (!is_known(name))
		return false;
	sw_err_hint(err, "`%s' is read as `-%c %s': an option of several letters has two dashes, "
		    "--%s", word, word[1], word + 2, word + 1);
	return true;
}

/* "-a" */
static void other_case(struct sw_err *err, const char *word)
{
	for (const struct sw_option *o = sw_opts_command; o->letter; o++)
		if (!(o->flags & SW_OF_LONG) && (o->letter ^ word[1]) == 0x20) {
			sw_err_hint(err, "did you mean -%c, %s?", o->letter, o->help);
			return;
		}
}

/* Which argument an option of iptables' own takes. */
static void no_argument(struct sw_err *err, const char *word)
{
	for (const struct sw_option *o = sw_opts_command; o->letter; o++)
		if (o->value && (word[1] == '-' ? !strcmp(word + 2, o->name)
						: word[1] == o->letter)) {
			sw_err_hint(err, "%s %s", word, o->value);
			return;
		}
}

/* The one of who's names, "-p tcp, -p udp", that the line has; NULL: none. */
static const char *has_one_of(const char *who, int argc, char **argv, char *buf, size_t size)
{
	for (int i = 0; i + 1 < argc; i++) {
		const char *hit;
		size_t len;

		len = snprintf(buf, size, "%s %s", argv[i], argv[i + 1]);
		hit = len < size ? strstr(who, buf) : NULL;
		if (hit && (hit[len] == ',' || !hit[len]) && (hit == who || hit[-1] == ' '))
			return buf;
	}
	return NULL;
}

static void unknown(struct sw_err *err, const char *word, int argc, char **argv)
{
	const char *name = word + strspn(word, "-"), *near;
	char who[128], buf[64];

	if (sw_xt_who_has_option(name, who, sizeof(who))) {
		if (has_one_of(who, argc, argv, buf, sizeof(buf)))
			sw_err_hint(err, "%s comes behind %s", word, buf);
		else
			sw_err_hint(err, "%s needs one of these before it: %s", word, who);
		return;
	}
	near = nearest_option(name);
	if (near && !strcmp(near, name))
		sw_err_hint(err, "no extension of this address family has %s", word);
	else if (near && sw_xt_who_has_option(near, who, sizeof(who)) &&
		 !has_one_of(who, argc, argv, buf, sizeof(buf)))
		sw_err_hint(err, "did you mean --%s? It needs one of these before it: %s", near,
			    who);
	else if (near)
		sw_err_hint(err, "did you mean --%s?", near);
}

void sw_fault_option(struct sw_err *err, int argc, char **argv)
{
	int i = err->where.word;
	const char *word = i >= 0 && i < argc ? argv[i] : err->arg;

	if (!strncmp(err->msg, "unknown option", 14) && word[0] == '-' && word[1]) {
		if (word[1] != '-')
			other_case(err, word);
		else if (word[2])
			unknown(err, word, argc, argv);
	} else if (!strncmp(err->msg, "option \"", 8) &&
		   strstr(err->msg, "requires an argument") && word[0] == '-') {
		no_argument(err, word);
	}
}

/* "-m dport", "-m LOG": the name of something else. */
void sw_fault_extension(struct sw_err *err, int argc, char **argv)
{
	int i = err->where.word;
	const char *word = i >= 0 && i < argc ? argv[i] : NULL;

	if (!word || err->hint[0] || strncmp(err->msg, "Couldn't load match", 19))
		return;
	if (is_known(word))
		sw_err_hint(err, "%s is no match but an option: --%s", word, word);
	else
		sw_err_hint(err, "no match of that name is installed");
}
