/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a status warns of: a family that is open beside one that is not, tables that sleep, rules
 * that are gone after a reboot. */
#include <stdio.h>

#include "base/cleanup.h"
#include "see/status_local.h"
#include "session/list.h"

bool sw_holder_acts(const struct sw_holder *h)
{
	if (h->dormant || h->who == SW_HOLDER_OURS || h->family == NFPROTO_ARP)
		return false;
	for (size_t i = 0; i < h->n; i++)
		if (h->chain[i].drops || h->chain[i].rules)
			return true;
	return h->who == SW_HOLDER_LEGACY;
}

static const char *name_of(const struct sw_status_family *f)
{
	return f->family == SW_IP6 ? "IPv6" : "IPv4";
}

/* ---- open ------------------------------------------------------------------------------------ */

static bool forwards(uint8_t family)
{
	SW_FILE FILE *f = fopen(family == SW_IP6 ? "/proc/sys/net/ipv6/conf/all/forwarding"
						 : "/proc/sys/net/ipv4/ip_forward",
				"re");

	return f && fgetc(f) == '1';
}

/* PREROUTING comes before either. */
static bool stops(struct sw_status_family *f, enum sw_hook hook)
{
	return sw_ruleset_stops(&f->rs, SW_HOOK_PREROUTING) || sw_ruleset_stops(&f->rs, hook);
}

static bool others_act(const struct sw_status *s, uint8_t family)
{
	for (size_t i = 0; i < s->holders.n; i++)
		if (sw_holder_sees(&s->holders.holder[i], family) &&
		    sw_holder_acts(&s->holders.holder[i]))
			return true;
	return false;
}

/* A policy of theirs that drops at the hook, or at PREROUTING, closes it. */
static bool others_drop(const struct sw_status *s, uint8_t family, enum sw_hook hook)
{
	for (size_t i = 0; i < s->holders.n; i++) {
		const struct sw_holder *h = &s->holders.holder[i];

		if (h->family != family && h->family != NFPROTO_INET)
			continue;
		for (size_t c = 0; c < h->n && !h->dormant; c++)
			if ((h->chain[c].hook == hook ||
			     h->chain[c].hook == SW_HOOK_PREROUTING) && h->chain[c].drops)
				return true;
	}
	return false;
}

static void warn_open(struct sw_status *s, enum sw_hook hook, const char *what)
{
	for (int i = 0; i < 2; i++) {
		struct sw_status_family *open = &s->f[i], *closed = &s->f[!i];

		if (open->off || closed->off || stops(open, hook) || !stops(closed, hook) ||
		    others_drop(s, open->family, hook) ||
		    (hook == SW_HOOK_FORWARD && !forwards(open->family)))
			continue;
		sw_str_addf(&s->warning,
			    "%s is open: no rule or policy of statewall stops what "
			    "%s, as %s does%s.\n",
			    name_of(open), what, name_of(closed),
			    others_act(s, open->family) ? "; whether others' rules do is not "
							  "known here"
							: "");
	}
}

/* ---- the rest -------------------------------------------------------------------------------- */

static void warn_tables(struct sw_status *s, const struct sw_status_family *f)
{
	for (int i = 0; i < SW_NTABLES; i++) {
		const struct sw_builtin_table *b = &sw_builtin_tables[i];

		if (f->table[i].dormant)
			sw_str_addf(&s->warning,
				    "Table %s of %s is dormant and filters nothing; "
				    "to wake it: " SW_WAKE "\n",
				    b->name, name_of(f), SW_WAKE_ARGS(f->family, b));
		if (f->table[i].strange)
			sw_str_addf(&s->warning,
				    "Table %s of %s has chains that are not "
				    "iptables': %s -S shows their names.\n",
				    b->name, name_of(f),
				    f->family == SW_IP6 ? "ip6tables" : "iptables");
	}
}

/* A unit that is there, and that nobody starts. Debian's files are loaded by another one, too. */
static void warn_unit(struct sw_status *s, const struct sw_status_family *f)
{
	if (!s->loaded || s->config_dir || f->off || f->file == SW_STATUS_NO_FILE ||
	    f->file == SW_STATUS_LOST ||
	    (f->unit != SW_UNIT_DISABLED && f->unit != SW_UNIT_MASKED) ||
	    (f->files.debian && s->persistent == SW_UNIT_ENABLED))
		return;
	sw_str_addf(&s->warning,
		    "%s-statewall.service is %s: the rules of %s are not loaded at "
		    "boot.\n",
		    f->files.name, sw_unit_word(f->unit), name_of(f));
}

void sw_status_warn(struct sw_status *s)
{
	warn_open(s, SW_HOOK_INPUT, "comes in");
	warn_open(s, SW_HOOK_FORWARD, "is forwarded");
	for (int i = 0; i < 2; i++) {
		warn_tables(s, &s->f[i]);
		warn_unit(s, &s->f[i]);
	}
}
