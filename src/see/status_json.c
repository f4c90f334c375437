/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A status as JSON. */
#include <stddef.h>

#include "see/status_local.h"

static const char *family_word(uint8_t family)
{
	return family == SW_IP6 ? "ipv6" : "ipv4";
}

/* ---- whose rules ----------------------------------------------------------------------------- */

static void add_hooks(struct sw_json *j, const struct sw_holder *h)
{
	sw_json_list(j, "hooks");
	for (size_t i = 0; i < h->n; i++) {
		const struct sw_holder_chain *c = &h->chain[i];

		sw_json_object_flat(j, NULL);
		sw_json_text(j, "chain", c->name);
		sw_json_text(j, "type", c->type);
		sw_json_text(j, "hook", sw_holder_hook(h->family, c->hook));
		sw_json_int(j, "priority", c->prio);
		sw_json_text(j, "policy", c->drops ? "DROP" : "ACCEPT");
		if (h->who != SW_HOLDER_OURS)
			sw_json_number(j, "rules", c->rules);
		sw_json_close(j);
	}
	sw_json_close(j);
}

static void add_holder(struct sw_json *j, const struct sw_holder *h)
{
	sw_json_object(j, NULL);
	sw_json_text(j, "holder", sw_status_holder(h));
	sw_json_text(j, "family", sw_holder_family_json(h->family));
	sw_json_text(j, "table", h->name);
	if (h->who != SW_HOLDER_LEGACY) {
		sw_json_bool(j, "dormant", h->dormant);
		sw_json_bool(j, "owned", h->owned);
		if (h->who != SW_HOLDER_OURS)
			sw_json_number(j, "rules", h->rules);
		add_hooks(j, h);
	}
	sw_json_close(j);
}

/* ---- tables of ours -------------------------------------------------------------------------- */

static void add_tally(struct sw_json *j, const struct sw_sum *t)
{
	sw_json_number(j, "rules", t->rules);
	sw_json_number(j, "native", t->native);
	sw_json_number(j, "carried", t->carried);
	sw_json_number(j, "unreadable", t->unreadable);
	sw_json_number(j, "grouped", t->grouped);
	sw_json_number(j, "packets", t->packets);
	sw_json_number(j, "bytes", t->bytes);
}

static void add_table(struct sw_json *j, const struct sw_status_family *f, int i)
{
	const struct sw_builtin_table *b = &sw_builtin_tables[i];
	const struct sw_status_table *t = &f->table[i];

	sw_json_object(j, NULL);
	sw_json_text(j, "table", b->name);
	sw_json_bool(j, "dormant", t->dormant);
	sw_json_number(j, "foreign_chains", t->strange);
	sw_json_list(j, "chains");
	for (size_t c = 0; c < b->nchain; c++) {
		const struct sw_chain *chain = sw_table_chain(&f->rs.table[i], b->chain[c].name);

		sw_json_object_flat(j, NULL);
		sw_json_text(j, "chain", b->chain[c].name);
		sw_json_text(j, "policy", chain && chain->policy == SW_DROP ? "DROP" : "ACCEPT");
		add_tally(j, &t->builtin[c]);
		sw_json_close(j);
	}
	sw_json_close(j);
	sw_json_object_flat(j, "own_chains");
	sw_json_number(j, "chains", t->own.chains);
	add_tally(j, &t->own);
	sw_json_close(j);
	sw_json_close(j);
}

/* ---- a family -------------------------------------------------------------------------------- */

static void add_file(struct sw_json *j, const struct sw_status_family *f)
{
	bool there = f->file != SW_STATUS_NO_FILE && f->file != SW_STATUS_LOST;

	if (f->off)
		return;
	sw_json_object(j, "file");
	sw_json_text(j, "path", f->files.rules);
	sw_json_bool(j, "debian", f->files.debian);
	sw_json_bool(j, "exists", there);
	if (f->file == SW_STATUS_BAD_FILE)
		sw_json_text(j, "error", f->why);
	else
		sw_json_bool(j, "equal", f->file == SW_STATUS_SAME || f->file == SW_STATUS_NO_FILE);
	if (f->file == SW_STATUS_SAME || f->file == SW_STATUS_OTHER) {
		sw_json_number(j, "rules_only_loaded", f->gone);
		sw_json_number(j, "rules_only_in_file", f->fresh);
	}
	sw_json_close(j);
}

static void add_helpers(struct sw_json *j, const struct sw_assigned_list *list)
{
	sw_json_list(j, "helpers");
	for (size_t i = 0; i < list->n; i++) {
		const struct sw_assigned *a = &list->a[i];

		sw_json_object_flat(j, NULL);
		sw_json_text(j, "helper", a->helper);
		sw_json_number(j, "protocol", a->l4);
		sw_json_number(j, "port_from", a->from);
		sw_json_number(j, "port_to", a->to);
		if (a->module[0])
			sw_json_text(j, "module", a->module);
		sw_json_text(j, "table", "raw");
		sw_json_text(j, "chain", a->chain);
		sw_json_number(j, "number", a->number);
		sw_json_close(j);
	}
	sw_json_close(j);
}

static void add_family(struct sw_json *j, const struct sw_status_family *f)
{
	static const char *const units[] = {
		[SW_UNIT_NONE] = "none",
		[SW_UNIT_DISABLED] = "disabled",
		[SW_UNIT_ENABLED] = "enabled",
		[SW_UNIT_MASKED] = "masked",
	};

	sw_json_object(j, NULL);
	sw_json_text(j, "family", family_word(f->family));
	sw_json_bool(j, "in_kernel", !f->off);
	sw_json_list(j, "tables");
	for (int i = 0; i < SW_NTABLES; i++)
		if (f->rs.table[i].in_kernel)
			add_table(j, f, i);
	sw_json_close(j);
	add_file(j, f);
	sw_json_text(j, "unit", units[f->unit]);
	sw_json_bool(j, "started", f->started);
	add_helpers(j, &f->assigned);
	sw_json_close(j);
}

/* ---- all of it ------------------------------------------------------------------------------- */

static void add_pending(struct sw_json *j, const struct sw_status *s)
{
	uint64_t now = sw_pending_now(), end = s->pending.deadline;

	if (!s->waits)
		return;
	sw_json_object(j, "pending");
	sw_json_number(j, "seconds", s->pending.seconds);
	sw_json_number(j, "seconds_left", end > now ? (end - now + 999) / 1000 : 0);
	sw_json_text(j, "command", s->pending.command);
	sw_json_close(j);
}

static void add_past(struct sw_json *j, const struct sw_status *s)
{
	if (!s->remembers)
		return;
	sw_json_object(j, "last_change");
	sw_json_number(j, "number", s->past.number);
	sw_json_number(j, "time", s->past.when);
	sw_json_text(j, "who", s->past.who);
	sw_json_text(j, "command", s->past.command);
	sw_json_close(j);
}

static void add_warnings(struct sw_json *j, const char *at)
{
	sw_json_list(j, "warnings");
	for (; *at; at += strcspn(at, "\n") + 1)
		sw_json_textn(j, NULL, at, strcspn(at, "\n"));
	sw_json_close(j);
}

void sw_status_json(const struct sw_status *s, struct sw_json *j)
{
	sw_json_document(j, "status");
	sw_json_number(j, "exit", s->exit);
	sw_json_bool(j, "loaded", s->loaded);
	add_warnings(j, s->warning.len ? s->warning.s : "");
	sw_json_list(j, "families");
	add_family(j, &s->f[0]);
	add_family(j, &s->f[1]);
	sw_json_close(j);
	sw_json_list(j, "holders");
	for (size_t i = 0; i < s->holders.n; i++)
		add_holder(j, &s->holders.holder[i]);
	sw_json_close(j);
	sw_json_list_flat(j, "idle_helper_modules");
	for (size_t i = 0; i < s->nidle; i++)
		sw_json_text(j, NULL, s->idle[i]);
	sw_json_close(j);
	add_pending(j, s);
	add_past(j, s);
	sw_json_close(j);
}
