/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Snapshot, apply, commit, and all of it again when somebody else committed first. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/progress.h"
#include "session/session.h"
#include "xt/plugin.h"

#define PATIENCE 30	/* seconds */

int sw_session_init_xt(const char *program, uint8_t family, struct sw_err *err)
{
	return sw_xt_init(family, program, sw_kernel_has_rev, err);
}

/* What iptables says without the right to talk to netfilter. */
static int explain_open(struct sw_err *err)
{
	struct sw_err was = *err;
	int ret;

	if (was.sys != EPERM && was.sys != EACCES)
		return was.sys ? -was.sys : -EIO;
	sw_err_init(err);
	ret = sw_err_set(err, SW_ERESOURCE, was.sys, "Could not fetch rule set generation id: "
			 "Permission denied (you must be root)");
	sw_err_hint(err, "it takes CAP_NET_ADMIN in this network namespace, no more");
	return ret;
}

/* A word that nobody knows says nothing: a firewall loads all the same. */
static bool group_of(const char *word, enum sw_group_mode *mode)
{
	static const struct { const char *word; enum sw_group_mode mode; } words[] = {
		{ "auto", SW_GROUP_AUTO }, { "always", SW_GROUP_ALWAYS }, { "off", SW_GROUP_OFF },
	};

	for (size_t i = 0; word && i < SW_ARRAY_SIZE(words); i++)
		if (!strcmp(word, words[i].word)) {
			*mode = words[i].mode;
			return true;
		}
	return false;
}

static struct sw_kernel running_kernel(void)
{
	struct utsname name;

	return sw_kernel_of(uname(&name) ? "" : name.release);
}

static enum sw_group_mode wanted_group(const char *word)
{
	enum sw_group_mode mode = running_kernel().loses_counters ? SW_GROUP_OFF : SW_GROUP_AUTO;

	if (!group_of(getenv("STATEWALL_GROUP"), &mode))
		group_of(word, &mode);
	return mode;
}

/* all: then nothing of it is unknown. */
static void start_ruleset(struct sw_session *s, uint8_t family, bool all)
{
	sw_ruleset_init(&s->rs, family);
	s->rs.tables_known = all;
	for (int i = 0; i < SW_NTABLES; i++)
		s->rs.table[i].chains_known = all;
}

int sw_session_open_on(struct sw_session *s, const char *program, uint8_t family,
		       struct sw_nl *nl, struct sw_err *err)
{
	memset(s, 0, sizeof(*s));
	s->program = program;
	s->patience = PATIENCE;
	s->nl = s->reader.nl = nl;
	start_ruleset(s, family, !nl);
	s->group = wanted_group(NULL);
	s->plan = sw_plan_new(err);
	s->sink = s->plan ? sw_plan_sink(s->plan) : NULL;
	if (s->plan)
		sw_plan_reset(s->plan, family);
	s->out = s->plan ? sw_str_open(&s->text) : NULL;
	return s->out ? 0 : sw_err_nomem(err);
}

static int open_kernel(struct sw_session *s, const char *program, uint8_t family,
		       struct sw_err *err)
{
	int ret = sw_session_open_on(s, program, family, NULL, err);

	if (!ret)
		s->nl = s->reader.nl = sw_nl_kernel(err);
	if (!ret)
		sw_plan_for(s->plan, running_kernel());
	return ret || s->nl ? ret : explain_open(err);
}

void sw_session_close(struct sw_session *s)
{
	sw_progress_end();
	sw_plan_free(s->plan);
	sw_reader_fini(&s->reader);
	sw_nl_close(s->nl);
	sw_ruleset_fini(&s->rs);
	if (s->out)
		fclose(s->out);
	sw_str_fini(&s->text);
	memset(s, 0, sizeof(*s));
}

int sw_session_family(struct sw_session *s, uint8_t family, struct sw_err *err)
{
	uint32_t genid = s->rs.genid;

	sw_ruleset_fini(&s->rs);
	start_ruleset(s, family, !s->nl);
	s->rs.genid = genid;
	sw_reader_fini(&s->reader);	/* its sets are of the other family */
	sw_plan_set_family(s->plan, family);
	return sw_session_init_xt(s->program, family, err);
}

/* ---- the loop -------------------------------------------------------------------------------- */

static int begin(struct sw_session *s, struct sw_err *err)
{
	uint8_t family = s->rs.family;

	sw_ruleset_fini(&s->rs);
	sw_ruleset_init(&s->rs, family);
	sw_plan_reset(s->plan, family);
	sw_plan_group(s->plan, s->no_maps ? SW_GROUP_OFF : s->group);
	if (s->held)
		sw_plan_holds_on(s->plan);
	if (s->whole)
		sw_plan_whole(s->plan);
	s->read = s->unreadable = false;
	sw_err_init(err);
	if (fflush(s->out))
		return sw_err_nomem(err);
	sw_str_reset(&s->text);
	return 0;
}

/* Nothing to commit: what was read must still be the state, or it never existed as a whole. */
static int finish(struct sw_session *s, struct sw_err *err)
{
	int ret;

	if (!sw_plan_empty(s->plan))
		sw_progress_wait("the kernel checks the change");
	if (!sw_plan_empty(s->plan))
		return sw_plan_commit(s->plan, s->nl, s->read ? s->rs.genid : 0, s->check_only,
				      err);
	if (!s->read)
		return 0;
	ret = sw_snapshot_stale(s->nl, &s->rs, err);
	return ret > 0 ? -ERESTART : ret;
}

/* A random pause, longer with each try, so that competing processes part. */
static void back_off(struct sw_session *s)
{
	unsigned steps = s->attempt < 6 ? s->attempt : 6;
	struct timespec now, pause = { 0 };

	clock_gettime(CLOCK_MONOTONIC, &now);
	pause.tv_nsec = (now.tv_nsec / 7 + getpid() * 7919L) % (1000000L << steps);
	nanosleep(&pause, NULL);
	s->attempt++;
}

static bool is_late(const struct sw_session *s, const struct timespec *start)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec - start->tv_sec >= s->patience;
}

/* What was read in pieces while others committed is a state that never was: whatever is wrong with
 * it, or missing in it, is not the answer. A refusal of the kernel's is one. */
static bool was_torn(struct sw_session *s, int ret, bool unsent)
{
	struct sw_err unused;

	sw_err_init(&unused);
	return ret < 0 && unsent && s->nl && s->read &&
	       sw_snapshot_stale(s->nl, &s->rs, &unused) > 0;
}

/* A kernel that takes rules one by one may not know what maps need; and what it refuses of a map is
 * no rule with a line of its own. So the rules go one by one then. */
static bool wants_no_maps(const struct sw_session *s, int ret, bool unsent)
{
	return ret < 0 && !unsent && sw_plan_refuses_groups(s->plan);
}

/* A plain -A or -N reads nothing: the kernel's ENOENT says neither what is missing nor where, its
 * EEXIST is not what iptables says. -X reads no rule: EBUSY does not say which ones jump. A rule
 * that is refused before it is sent may have no chain, which iptables would say first. */
static bool should_diagnose(struct sw_session *s, int ret, bool unsent, const struct sw_err *err)
{
	if (ret == -EBUSY && sw_plan_renews(s->plan) && !s->held) {
		s->held = true;
		return true;
	}
	if (ret == -ERESTART && sw_plan_wants_whole(s->plan)) {
		s->whole = true;
		return true;
	}
	if (ret < 0 && !unsent && sw_plan_wants_room(s->plan))
		return true;
	if (wants_no_maps(s, ret, unsent)) {
		s->no_maps = true;
		return true;
	}
	if (s->again || err->classic)
		return false;
	if (ret == -EBUSY)
		s->held = true;
	if (ret == -EBUSY)
		s->again = SW_READ_RULES;
	else if ((ret == -ENOENT || ret == -EEXIST) && !sw_plan_empty(s->plan))
		s->again = SW_READ_CHAINS;
	else if (unsent && ret == -EINVAL && err->code == SW_ERESOURCE)
		s->again = SW_READ_CHAINS;
	return s->again != SW_READ_NOTHING;
}

int sw_session_run(struct sw_session *s, sw_session_work work, void *arg, struct sw_err *err)
{
	struct timespec start;
	bool unsent;
	int ret;

	clock_gettime(CLOCK_MONOTONIC, &start);
	for (;;) {
		ret = begin(s, err);
		if (!ret)
			ret = work(s, arg, err);
		if (!ret && (fflush(s->out) || s->text.oom))	/* before anything is sent */
			ret = sw_err_nomem(err);
		unsent = ret;
		if (!ret)
			ret = finish(s, err);
		if (was_torn(s, ret, unsent))
			ret = -ERESTART;
		if (should_diagnose(s, ret, unsent, err))
			continue;
		if ((ret != -ERESTART && ret != -EINTR) || is_late(s, &start))
			break;
		back_off(s);
	}
	if (ret == -ERESTART || ret == -EINTR) {
		sw_err_init(err);
		return sw_err_set(err, SW_ERESOURCE, EAGAIN,
				  "the ruleset kept changing for %u seconds: "
				  "Resource temporarily unavailable",
				  s->patience);
	}
	return ret;
}

/* ---- a whole conversation -------------------------------------------------------------------- */

static void answer_with(struct sw_session *s, const struct sw_ask *ask, struct sw_answer *answer)
{
	struct sw_err none;

	sw_err_init(&none);
	answer->text = s->text;
	s->text = (struct sw_str){ 0 };
	answer->unreadable = s->unreadable;
	for (int i = 0; i < SW_NTABLES; i++)
		answer->dormant[i] = s->rs.table[i].dormant;
	if (ask->foreign && sw_snapshot_foreign(s->nl, ask->family, &answer->foreign, &none))
		answer->foreign = 0;
}

int sw_session_with(const struct sw_ask *ask, sw_session_work work, void *arg,
		    struct sw_answer *answer, struct sw_err *err)
{
	struct sw_session s = { 0 };
	int ret = ask->plain ? 0 : sw_session_init_xt(ask->program, ask->family, err);

	if (!ret)
		ret = open_kernel(&s, ask->program, ask->family, err);
	s.check_only = ask->check_only;
	s.group = wanted_group(ask->group);
	s.dormant = ask->dormant;
	if (!ret)
		ret = sw_session_run(&s, work, arg, err);
	if (!ret && answer)
		answer_with(&s, ask, answer);
	sw_session_close(&s);
	return ret;
}

void sw_answer_fini(struct sw_answer *answer)
{
	sw_str_fini(&answer->text);
	*answer = (struct sw_answer){ 0 };
}
