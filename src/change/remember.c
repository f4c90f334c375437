/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads what is there around a command, and writes the difference down. */
#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "change/record.h"
#include "change/remember.h"
#include "change/revert.h"
#include "netlink/batch.h"
#include "session/list.h"

#define MOST_WORDS 1000	/* bytes of a command */
#define PATIENCE   1000	/* milliseconds for another one's change */
#define ATTEMPTS   3	/* then a command goes on as if it were not remembered */

int sw_deed_words(struct sw_deed *d, const char *program, int argc, char *const *argv,
		  struct sw_err *err)
{
	struct sw_str words = { 0 }, line = { 0 };

	sw_str_add(&words, program);
	for (int i = 0; i < argc && words.len < MOST_WORDS; i++) {
		sw_str_addc(&words, ' ');
		sw_str_add_shell(&words, argv[i]);
	}
	if (words.len > MOST_WORDS) {
		words.s[MOST_WORDS] = '\0';
		words.len = MOST_WORDS;
		sw_str_add(&words, "...");
	}
	if (!words.oom)
		sw_str_add_safe(&line, words.s);
	line.oom |= words.oom;
	sw_str_fini(&words);
	free(d->command);
	d->command = sw_str_take(&line);
	return d->command ? 0 : sw_err_nomem(err);
}

void sw_deed_fini(struct sw_deed *d)
{
	free(d->command);
	*d = (struct sw_deed){ 0 };
}

/* ---- written --------------------------------------------------------------------------------- */

/* Who logged in, also behind sudo; where nobody did, whose process it is. */
static char *who_is_it(void)
{
	SW_FILE FILE *f = fopen("/proc/self/loginuid", "re");
	struct sw_str name = { 0 };
	unsigned uid = getuid(), login;
	struct passwd *pw;

	if (f && fscanf(f, "%u", &login) == 1 && login != (unsigned)-1)
		uid = login;
	pw = getpwuid(uid);
	if (pw)
		sw_str_add_safe(&name, pw->pw_name);
	else
		sw_str_addf(&name, "%u", uid);
	return sw_str_take(&name);
}

static int make_records(const struct sw_seen *seen, struct sw_past *p, struct sw_err *err)
{
	int ret = 0;

	for (int i = 0; i < 2 && !ret && !seen->unknown; i++) {
		struct sw_str out = { 0 };

		if (seen->before[i] && seen->after[i])
			ret = sw_record_make(seen->before[i], seen->after[i], &out, err);
		if (out.len)
			p->record[i] = sw_str_take(&out);
		sw_str_fini(&out);
	}
	return ret;
}

int sw_remember_seen(struct sw_history *h, const struct sw_deed *d, const struct sw_seen *seen,
		     unsigned *number, struct sw_err *err)
{
	struct sw_past p = { .when = time(NULL), .who = who_is_it(), .target = seen->target,
			     .unknown = seen->unknown, .mixed = seen->mixed };
	int ret = make_records(seen, &p, err);

	p.command = strdup(d->command ? d->command : "");
	if (!ret && (!p.who || !p.command))
		ret = sw_err_nomem(err);
	if (!ret && (p.record[0] || p.record[1] || p.target || p.unknown)) {
		if (h->lock < 0)
			ret = sw_history_lock(h, PATIENCE, err);
		if (!ret)
			ret = sw_history_add(h, &p, d->keep, err);
	}
	if (number)
		*number = ret ? 0 : p.number;
	sw_past_fini(&p);
	return ret;
}

/* ---- read ------------------------------------------------------------------------------------ */

static int read_family(struct sw_session *s, const struct sw_deed *d, char **text,
		       struct sw_err *err)
{
	int ret = sw_session_need(s, &s->rs.table[0], "", SW_READ_TABLES, err);

	for (int i = 0; i < SW_NTABLES && !ret; i++) {
		struct sw_table *t = &s->rs.table[i];

		if (!t->in_kernel || (d->table && strcmp(d->table, t->builtin->name)))
			continue;
		ret = d->chain ? sw_list_save_chain(s, s->out, t, d->chain, err) :
				 sw_list_save(s, s->out, t, true, err);
	}
	if (!ret && (fflush(s->out) || s->text.oom))
		ret = sw_err_nomem(err);
	if (ret)
		return ret;
	free(*text);
	*text = strdup(s->text.len ? s->text.s : "");
	return *text ? 0 : sw_err_nomem(err);
}

/* What d may change, into text, as sw_change_read does; the session has read nothing then, and its
 * family is as before; both: IPv4. */
static int read_all(struct sw_session *s, const struct sw_deed *d, char **text,
		    struct sw_err *err)
{
	uint8_t family = s->rs.family;
	int ret = d->both ? sw_change_read(s, text, err) :
			    read_family(s, d, &text[family == SW_IP6], err);

	if (!ret && !d->both)
		ret = sw_session_family(s, family, err);
	sw_str_reset(&s->text);
	return ret;
}

/* ---- around a command ------------------------------------------------------------------------ */

/* Is there a rule, a chain of the user's, or a policy other than ACCEPT? */
static bool has_some(const char *text)
{
	const char *policy;

	for (const char *at = text ? text : ""; *at; at += strcspn(at, "\n"), at += *at != 0) {
		policy = *at == ':' ? strchr(at, ' ') : NULL;
		if (*at == '[' || *at == '-' || (policy && strncmp(policy, " ACCEPT ", 8)))
			return true;
	}
	return false;
}

/* Those whose change is remembered wait for each other, or one would take the other's for its
 * own; but not for one that has stopped half-way. false: there can be no history. */
static bool open_history(struct sw_watch *w, const struct sw_deed *d, const char *program)
{
	struct sw_err none;

	*w = (struct sw_watch){ .d = d, .program = program, .h = { .dir = -1, .lock = -1 } };
	sw_err_init(&none);
	if (!d->keep || sw_history_open(&w->h, d->dir, true, &none)) {
		sw_history_close(&w->h);
		return false;
	}
	sw_history_lock(&w->h, PATIENCE, &none);
	return true;
}

static void close_history(struct sw_watch *w)
{
	for (int i = 0; i < 2; i++) {
		free(w->before[i]);
		free(w->after[i]);
	}
	sw_history_close(&w->h);
}

static int look_before(struct sw_session *s, void *arg, struct sw_err *err)
{
	struct sw_watch *w = arg;
	int ret = read_all(s, w->d, w->before, err);

	w->known = !ret;
	w->genid = s->rs.genid;
	w->made = sw_batch_made();
	return ret;
}

static int look_after(struct sw_session *s, void *arg, struct sw_err *err)
{
	struct sw_watch *w = arg;
	int ret = read_all(s, w->d, w->after, err);

	/* Are there more transactions than ours? */
	w->known = s->rs.genid == sw_genid_after(w->genid, sw_batch_made() - w->made);
	return ret;
}

static void write_down(struct sw_watch *w, uint8_t family)
{
	struct sw_ask ask = { .program = w->program, .family = family };
	struct sw_seen seen = { .unknown = !w->known };
	struct sw_err none;

	sw_err_init(&none);
	if (w->known && w->d->from_some && !has_some(w->before[0]) && !has_some(w->before[1]))
		return;
	if (w->known && sw_session_with(&ask, look_after, w, NULL, &none))
		seen.unknown = true;
	seen.mixed = !w->known;
	for (int i = 0; i < 2; i++) {
		seen.before[i] = w->before[i];
		seen.after[i] = w->after[i];
	}
	sw_err_init(&none);
	sw_remember_seen(&w->h, w->d, &seen, NULL, &none);
}

void sw_watch_begin(struct sw_watch *w, const struct sw_deed *d, const char *program)
{
	struct sw_ask ask = { .program = program, .family = SW_IP4 };
	struct sw_err none;

	sw_err_init(&none);
	if (open_history(w, d, program) && sw_session_with(&ask, look_before, w, NULL, &none))
		w->known = false;
}

void sw_watch_end(struct sw_watch *w)
{
	if (w->h.dir >= 0)
		write_down(w, SW_IP4);
	close_history(w);
}

/* ---- within its own session ------------------------------------------------------------------ */

struct watched {
	struct sw_watch w;
	sw_session_work work;
	void *arg;
};

/* What cannot be read is no reason not to do what was asked for: work begins as if nobody had
 * looked. A ruleset that moves is looked at again, but not for ever. */
static int look_or_not(struct sw_session *s, struct sw_watch *w, struct sw_err *err)
{
	uint8_t family = s->rs.family;
	int ret;

	w->known = false;
	if (s->attempt >= ATTEMPTS)
		return 0;
	ret = look_before(s, w, err);
	s->unreadable = false;
	if (!ret || ret == -ERESTART || ret == -EINTR)
		return ret;
	if (fflush(s->out))
		return sw_err_nomem(err);
	sw_str_reset(&s->text);
	sw_err_init(err);
	s->read = false;
	return sw_session_family(s, family, err);
}

static int watched_work(struct sw_session *s, void *arg, struct sw_err *err)
{
	struct watched *x = arg;
	int ret = look_or_not(s, &x->w, err);

	return ret ? ret : x->work(s, x->arg, err);
}

int sw_remember_with(const struct sw_deed *d, const struct sw_ask *ask, sw_session_work work,
		     void *arg, struct sw_answer *answer, struct sw_err *err)
{
	struct watched x = { .work = work, .arg = arg };
	int ret;

	if (ask->check_only || !open_history(&x.w, d, ask->program))
		return sw_session_with(ask, work, arg, answer, err);
	ret = sw_session_with(ask, watched_work, &x, answer, err);
	if (!ret)
		write_down(&x.w, ask->family);
	close_history(&x.w);
	return ret;
}
