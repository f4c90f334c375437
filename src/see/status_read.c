/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Gathers what the status is made of: rules of both families, those of others, files, changes. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/doer.h"
#include "modprobe/module.h"
#include "modprobe/started.h"
#include "see/status_local.h"
#include "service/service_opts.h"
#include "session/whole.h"

#define TRIES 3 /* for rules and tables of one generation */

/* ---- rules ----------------------------------------------------------------------------------- */

/* A table that comes or goes between the two is no reason to say nothing: the last try is taken. */
static int read_rules(struct sw_status *s, struct sw_err *err)
{
	struct sw_ruleset rs[2];
	bool odd;
	int ret = 0;

	for (int i = 0; i < TRIES && !ret; i++) {
		ret = sw_whole_both(SW_STATUS_NAME, rs, &odd, err);
		if (ret)
			return ret;
		sw_ruleset_fini(&s->f[0].rs);
		sw_ruleset_fini(&s->f[1].rs);
		s->f[0].rs = rs[0];
		s->f[1].rs = rs[1];
		ret = sw_holders_of_kernel(&s->holders, err);
		if (s->holders.genid == rs[0].genid)
			break;
	}
	return ret;
}

static size_t count_lines(const struct sw_str *text)
{
	size_t n = 0;

	for (size_t i = 0; i < text->len; i++)
		n += text->s[i] == '\n';
	return n;
}

static void tally_table(struct sw_status_table *to, const struct sw_table *t)
{
	to->dormant = t->dormant;
	to->strange = count_lines(&t->foreign);
	for (size_t i = 0; i < t->builtin->nchain; i++) {
		const struct sw_chain *c = sw_table_chain(t, t->builtin->chain[i].name);

		if (c)
			sw_sum_chain(&to->builtin[i], c);
	}
	sw_sum_own(&to->own, t);
}

/* ---- one family ------------------------------------------------------------------------------ */

static bool has_tables(const struct sw_ruleset *rs)
{
	bool any = false;

	for (int i = 0; i < SW_NTABLES; i++)
		any |= rs->table[i].in_kernel;
	return any;
}

static int read_family(struct sw_status *s, struct sw_status_family *f, struct sw_err *err)
{
	struct sw_started then;
	int ret;

	f->off = f->family == SW_IP6 && sw_no_ipv6();
	for (int i = 0; i < SW_NTABLES; i++)
		tally_table(&f->table[i], &f->rs.table[i]);
	ret = sw_assigned_find(sw_ruleset_table(&f->rs, "raw"), &f->assigned, err);
	if (!ret)
		ret = sw_rule_files_find(&f->files, f->family == SW_IP6, s->config_dir, s->run_dir,
					 err);
	if (ret)
		return ret;
	f->started = sw_started_read(&f->files, &then);
	f->unit = sw_unit_state(f->family == SW_IP6 ? "ip6tables-statewall.service"
						    : "iptables-statewall.service");
	/* A file without any table leaves none behind a start. */
	s->loaded |= has_tables(&f->rs) || (f->started && !then.tables[0]);
	/* The service does nothing for a family that the kernel does not have. */
	f->file = SW_STATUS_NO_FILE;
	return f->off ? 0 : sw_status_compare(f, err);
}

static bool is_assigned(const struct sw_status *s, const char *module)
{
	for (int i = 0; i < 2; i++)
		for (size_t k = 0; k < s->f[i].assigned.n; k++) {
			const struct sw_assigned *a = &s->f[i].assigned.a[k];
			const struct sw_helper *h = sw_helper_find(a->helper, a->l4);

			if (h && !strcmp(h->module, module))
				return true;
		}
	return false;
}

/* Helpers of one module stand together. */
static void find_idle(struct sw_status *s)
{
	const char *last = "";

	for (const struct sw_helper *h = sw_helpers; h->name; last = h++->module)
		if (s->nidle < SW_STATUS_IDLE && strcmp(h->module, last) &&
		    sw_mod_sys_state(h->module) == SW_MOD_LOADED && !is_assigned(s, h->module))
			s->idle[s->nidle++] = h->module;
}

/* ---- changes --------------------------------------------------------------------------------- */

static int read_pending(struct sw_status *s, struct sw_err *err)
{
	SW_SPOT(spot);
	int ret = sw_spot_find(&spot, s->run_dir, err);

	if (!ret)
		ret = sw_pending_read(&spot, &s->pending, err);
	s->waits = ret > 0;
	return ret < 0 ? ret : 0;
}

/* Without a history, or with one that cannot be read, there is none to tell of. */
static void read_past(struct sw_status *s)
{
	unsigned *number = NULL;
	struct sw_deed deed;
	struct sw_err none;
	size_t n = 0;
	SW_HISTORY(h);

	sw_err_init(&none);
	sw_remember_begin_undo(&deed, &(struct sw_doer){ .program = SW_STATUS_NAME });
	if (!sw_history_open(&h, deed.dir, false, &none) &&
	    !sw_history_list(&h, &number, &n, &none) && n)
		s->remembers = sw_history_read(&h, number[n - 1], &s->past, &none) > 0;
	free(number);
	sw_deed_fini(&deed);
}

/* ---- all of it ------------------------------------------------------------------------------- */

static int exit_of(const struct sw_status *s)
{
	int status = 0;

	for (int i = 0; i < 2; i++)
		if (s->f[i].file == SW_STATUS_BAD_FILE)
			return SW_STATUS_TROUBLE;
	if (!s->loaded)
		return SW_STATUS_STOPPED;
	for (int i = 0; i < 2; i++)
		if (s->f[i].file == SW_STATUS_OTHER || s->f[i].file == SW_STATUS_LOST)
			status = SW_STATUS_DIFFERS;
	return status;
}

int sw_status_read(struct sw_status *s, struct sw_err *err)
{
	int ret;

	s->f[0].family = SW_IP4;
	s->f[1].family = SW_IP6;
	sw_ruleset_init(&s->f[0].rs, SW_IP4);
	sw_ruleset_init(&s->f[1].rs, SW_IP6);
	ret = read_rules(s, err);
	for (int i = 0; i < 2 && !ret; i++)
		ret = read_family(s, &s->f[i], err);
	if (!ret)
		ret = read_pending(s, err);
	if (ret)
		return ret;
	s->persistent = sw_unit_state("netfilter-persistent.service");
	find_idle(s);
	read_past(s);
	sw_status_warn(s);
	s->exit = exit_of(s);
	return s->warning.oom ? sw_err_nomem(err) : 0;
}

void sw_status_fini(struct sw_status *s)
{
	for (int i = 0; i < 2; i++) {
		sw_ruleset_fini(&s->f[i].rs);
		sw_assigned_fini(&s->f[i].assigned);
		free(s->f[i].why);
	}
	sw_holders_fini(&s->holders);
	sw_pending_fini(&s->pending);
	sw_past_fini(&s->past);
	sw_str_fini(&s->warning);
}
