/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A status for the reader: a page of paragraphs with a word before each. */
#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "see/status_local.h"
#include "see/wrap_local.h"

struct page {
	struct sw_str *out;
	unsigned width;
	const struct sw_status *s;
};

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

static const char *family_name(const struct sw_status_family *f)
{
	return f->family == SW_IP6 ? "IPv6" : "IPv4";
}

/* One paragraph; frees its text. */
static void put(const struct page *p, const char *label, struct sw_str *text)
{
	struct sw_str safe = { 0 };
	char head[16];

	snprintf(head, sizeof(head), "%-10s", label);
	if (text->len && !text->oom)
		sw_str_add_safe(&safe, text->s);
	sw_wrap_text(p->out, p->width, head, safe.len ? safe.s : "");
	p->out->oom |= text->oom | safe.oom;
	sw_str_fini(text);
	sw_str_fini(&safe);
}

/* ---- loaded, files, units -------------------------------------------------------------------- */

static void put_state(const struct page *p)
{
	static const char *const words[] = {
		[0] = "loaded, and as its files say",
		[SW_STATUS_DIFFERS] = "loaded, and not as its files say",
		[SW_STATUS_TROUBLE] = "loaded; not all of its files can be read",
		[SW_STATUS_STOPPED] = "not loaded",
	};
	struct sw_str text = { 0 };

	sw_str_add(&text,
		   words[p->s->loaded || p->s->exit == SW_STATUS_STOPPED ? p->s->exit
									 : SW_STATUS_STOPPED]);
	put(p, "Firewall", &text);
}

static void say_other(struct sw_str *text, const struct sw_status_family *f, const char *dir)
{
	sw_str_add(text, "differs");
	if (f->gone || f->fresh)
		sw_str_addf(text, ", %zu rule%s only loaded, %zu only in the file", f->gone,
			    plural(f->gone), f->fresh);
	sw_str_addf(text, ": \"statewall diff --saved -%c%s%s\" shows it",
		    f->family == SW_IP6 ? '6' : '4', dir ? " --config-dir " : "", dir ? dir : "");
}

static void put_file(const struct page *p, const struct sw_status_family *f)
{
	struct sw_str text = { 0 };

	if (f->off) {
		sw_str_addf(&text, "%s: switched off in this kernel", family_name(f));
		put(p, f->family == SW_IP6 ? "" : "Files", &text);
		return;
	}
	sw_str_addf(&text, "%s %s: ", family_name(f), f->files.rules);
	switch (f->file) {
	case SW_STATUS_SAME: sw_str_add(&text, "as loaded"); break;
	case SW_STATUS_OTHER: say_other(&text, f, p->s->config_dir); break;
	case SW_STATUS_NO_FILE: sw_str_add(&text, "not there"); break;
	case SW_STATUS_LOST:
		sw_str_add(&text, "not there: what is loaded is gone after a reboot");
		break;
	case SW_STATUS_BAD_FILE: sw_str_addf(&text, "cannot be loaded: %s", f->why); break;
	}
	if (f->files.debian)
		sw_str_add(&text, " (Debian's: " SW_RULE_FILES_CONFIG " has none)");
	put(p, f->family == SW_IP6 ? "" : "Files", &text);
}

static void put_units(const struct page *p)
{
	const struct sw_status *s = p->s;
	struct sw_str text = { 0 };

	for (int i = 0; i < 2; i++)
		sw_str_addf(&text, "%s%s-statewall.service %s", i ? ", " : "", s->f[i].files.name,
			    sw_unit_word(s->f[i].unit));
	if ((s->f[0].files.debian || s->f[1].files.debian) && s->persistent != SW_UNIT_NONE)
		sw_str_addf(&text, ", netfilter-persistent.service %s",
			    sw_unit_word(s->persistent));
	if (s->f[0].started || s->f[1].started)
		sw_str_addf(&text, "; started since boot: %s%s%s", s->f[0].started ? "IPv4" : "",
			    s->f[0].started && s->f[1].started ? ", " : "",
			    s->f[1].started ? "IPv6" : "");
	put(p, "At boot", &text);
}

/* ---- whose rules ----------------------------------------------------------------------------- */

static size_t count_rules(const struct sw_status_family *f, int table)
{
	const struct sw_status_table *t = &f->table[table];
	size_t n = t->own.rules;

	for (int i = 0; i < SW_HOOK_MAX; i++)
		n += t->builtin[i].rules;
	return n;
}

static void put_ours(const struct page *p)
{
	struct sw_str text = { 0 };
	bool any = false;

	sw_str_add(&text, "statewall:");
	for (int f = 0; f < 2; f++)
		for (int i = 0; i < SW_NTABLES; i++) {
			const struct sw_status_family *of = &p->s->f[f];
			size_t n = count_rules(of, i);

			if (of->rs.table[i].in_kernel)
				sw_str_addf(&text, "%s %s %s (%zu rule%s)", any ? "," : "",
					    f ? "ip6" : "ip", sw_builtin_tables[i].name, n,
					    plural(n));
			any |= of->rs.table[i].in_kernel;
		}
	if (!any)
		sw_str_add(&text, " none");
	put(p, "Rules of", &text);
}

const char *sw_status_holder(const struct sw_holder *h)
{
	bool ip6 = h->family == SW_IP6;

	switch (h->who) {
	case SW_HOLDER_OURS: return "statewall";
	case SW_HOLDER_NFT: return ip6 ? "ip6tables-nft" : "iptables-nft";
	case SW_HOLDER_LEGACY: return ip6 ? "ip6tables-legacy" : "iptables-legacy";
	default: return "nft";
	}
}

static void put_holder(const struct page *p, const struct sw_holder *h)
{
	struct sw_str text = { 0 };

	sw_str_addf(&text, "%s: %s %s (%zu rule%s%s%s)", sw_status_holder(h),
		    sw_holder_family(h->family), h->name, h->rules, plural(h->rules),
		    h->dormant ? ", dormant" : "", h->owned ? ", until its program ends" : "");
	for (size_t i = 0; i < h->n; i++)
		sw_str_addf(&text, "%s %s %" PRId32 "%s", i ? "," : " at",
			    sw_holder_hook(h->family, h->chain[i].hook), h->chain[i].prio,
			    h->chain[i].drops ? " DROP" : "");
	if (!h->n)
		sw_str_add(&text, ", at no hook");
	put(p, "", &text);
}

static void put_legacy(const struct page *p, uint8_t family)
{
	struct sw_str text = { 0 };
	const struct sw_holder *last = NULL;

	for (size_t i = 0; i < p->s->holders.n; i++) {
		const struct sw_holder *h = &p->s->holders.holder[i];

		if (h->who != SW_HOLDER_LEGACY || h->family != family)
			continue;
		sw_str_addf(&text, "%s%s%s %s", last ? "" : sw_status_holder(h), last ? "," : ":",
			    last	       ? ""
			    : family == SW_IP6 ? " ip6"
					       : " ip",
			    h->name);
		last = h;
	}
	if (!last)
		return;
	sw_str_addf(&text, " (%s-save shows the rules)", sw_status_holder(last));
	put(p, "", &text);
}

/* What several holders mean for a packet. */
static void put_meaning(const struct page *p)
{
	size_t acting = 0, drops = 0, nat[2] = { 0 };
	struct sw_str text = { 0 };

	for (size_t i = 0; i < p->s->holders.n; i++) {
		const struct sw_holder *h = &p->s->holders.holder[i];

		acting += sw_holder_acts(h);
		for (size_t c = 0; c < h->n; c++) {
			drops += sw_holder_acts(h) && h->chain[c].drops;
			if (!strcmp(h->chain[c].type, "nat"))
				nat[h->who != SW_HOLDER_OURS]++;
		}
	}
	if (!acting)
		sw_str_add(&text,
			   p->s->loaded ? "meet no rules but statewall's" : "meet no rules at all");
	else if (!p->s->loaded)
		sw_str_add(&text, "meet the rules of others only");
	else
		sw_str_addf(&text,
			    "must pass all of these: what one drops is dropped, and "
			    "ACCEPT ends only its own table%s",
			    drops ? "; what a policy of DROP there does not accept, no rule "
				    "here opens"
				  : "");
	if (acting && nat[0] && nat[1])
		sw_str_add(&text, ". Where two translate addresses, the first one at the hook "
				  "wins: the lower number");
	put(p, "Packets", &text);
}

static void put_holders(const struct page *p)
{
	put_ours(p);
	for (size_t i = 0; i < p->s->holders.n; i++) {
		const struct sw_holder *h = &p->s->holders.holder[i];

		if (h->who == SW_HOLDER_NFT || h->who == SW_HOLDER_OTHER)
			put_holder(p, h);
	}
	put_legacy(p, SW_IP4);
	put_legacy(p, SW_IP6);
	put_meaning(p);
}

/* ---- helpers, changes ------------------------------------------------------------------------ */

static void add_ports(struct sw_str *text, const struct sw_assigned *a)
{
	const char *l4 = sw_l4_name(a->l4);

	sw_str_addf(text, "%s %s", a->helper, l4 ? l4 : "any protocol");
	if (a->from == a->to)
		sw_str_addf(text, " %u", a->from);
	else if (a->from || a->to != 65535)
		sw_str_addf(text, " %u:%u", a->from, a->to);
	sw_str_addf(text, " (%s %u)", a->chain, a->number);
}

static void put_idle(const struct page *p, const char *label)
{
	struct sw_str text = { 0 };

	if (!p->s->nidle)
		return;
	sw_str_add(&text, "loaded, and assigned to nothing:");
	for (size_t i = 0; i < p->s->nidle; i++)
		sw_str_addf(&text, "%s %s", i ? "," : "", p->s->idle[i]);
	put(p, label, &text);
}

static void put_helpers(const struct page *p)
{
	bool any = false;

	for (int i = 0; i < 2; i++) {
		const struct sw_assigned_list *list = &p->s->f[i].assigned;
		struct sw_str text = { 0 };

		if (!list->n)
			continue;
		sw_str_addf(&text, "%s table raw: ", family_name(&p->s->f[i]));
		for (size_t k = 0; k < list->n; k++) {
			sw_str_add(&text, k ? ", " : "");
			add_ports(&text, &list->a[k]);
		}
		put(p, any ? "" : "Helpers", &text);
		any = true;
	}
	put_idle(p, any ? "" : "Helpers");
}

static void put_pending(const struct page *p)
{
	uint64_t now = sw_pending_now(), end = p->s->pending.deadline;
	struct sw_str text = { 0 };

	if (!p->s->waits)
		return;
	sw_str_addf(&text,
		    "a change to be confirmed, of %u seconds of which %" PRIu64 " are "
		    "left: \"statewall confirm\" keeps it, \"statewall revert\" takes it back",
		    p->s->pending.seconds, end > now ? (end - now + 999) / 1000 : 0);
	if (p->s->pending.command)
		sw_str_addf(&text, ". It was made by: %s", p->s->pending.command);
	put(p, "Waiting", &text);
}

static void put_past(const struct page *p)
{
	const struct sw_past *past = &p->s->past;
	struct sw_str text = { 0 };
	char when[32] = "";
	struct tm tm;

	if (!p->s->remembers)
		return;
	if (localtime_r(&past->when, &tm))
		strftime(when, sizeof(when), "%F %T", &tm);
	sw_str_addf(&text, "change %u, %s, %s: %s", past->number, when, past->who, past->command);
	put(p, "History", &text);
}

static void put_warnings(const struct page *p)
{
	const char *at = p->s->warning.len ? p->s->warning.s : "";

	for (; *at; at += strcspn(at, "\n") + 1) {
		struct sw_str text = { 0 };

		sw_str_addn(&text, at, strcspn(at, "\n"));
		put(p, "Warning", &text);
	}
}

void sw_status_text(const struct sw_status *s, unsigned width, struct sw_str *out)
{
	const struct page p = { .out = out, .width = width, .s = s };

	put_state(&p);
	put_warnings(&p);
	sw_str_addc(out, '\n');
	sw_status_tables(s, width, out);
	put_holders(&p);
	sw_str_addc(out, '\n');
	put_file(&p, &s->f[0]);
	put_file(&p, &s->f[1]);
	put_units(&p);
	put_helpers(&p);
	put_pending(&p);
	put_past(&p);
}
