/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sorts events by packet. The kernel's numbers of packets come again soon, so a packet is told as
 * soon as its last event is there. */
#include <stdlib.h>
#include <string.h>

#include "base/vec.h"
#include "sight/trail.h"

uint64_t sw_trails_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

/* ---- which are open -------------------------------------------------------------------------- */

static struct sw_trail **bucket_of(struct sw_trails *js, uint32_t id)
{
	return &js->bucket[(id ^ id >> 16) % SW_TRAIL_BUCKETS];
}

static struct sw_trail *find(struct sw_trails *js, uint32_t id)
{
	struct sw_trail *j = *bucket_of(js, id);

	while (j && j->id != id)
		j = j->next;
	return j;
}

static void take_out(struct sw_trails *js, struct sw_trail *j)
{
	struct sw_trail **at = bucket_of(js, j->id);

	while (*at != j)
		at = &(*at)->next;
	*at = j->next;
	*(j->older ? &j->older->newer : &js->oldest) = j->newer;
	*(j->newer ? &j->newer->older : &js->newest) = j->older;
	js->n--;
	js->nleg -= j->nleg;
}

static void free_trail(struct sw_trail *j)
{
	free(j->view);
	free(j->leg);
	free(j);
}

/* Is it one that was asked for? */
static bool is_wanted(const struct sw_trails *js, const struct sw_trail *j)
{
	if (js->lookout->marks)
		return sw_lookout_wants(js->lookout, j->met, j->took);
	return !j->theirs;
}

static void tell(struct sw_trails *js, struct sw_trail *j)
{
	take_out(js, j);
	j->lost |= js->gap;
	if (is_wanted(js, j))
		js->tell(j, js->arg);
	free_trail(j);
}

static struct sw_trail *open_trail(struct sw_trails *js, const struct sw_trace_event *e)
{
	struct sw_trail *j, **at = bucket_of(js, e->id);

	while (js->oldest && (js->n >= SW_TRAILS_MOST || js->nleg >= SW_LEGS_ALL))
		tell(js, js->oldest);
	if (js->names.n > 100000 && !js->n)
		sw_strset_reset(&js->names);
	j = calloc(1, sizeof(*j));
	if (!j)
		return NULL;
	j->id = e->id;
	j->mark = e->mark;
	j->lost = !e->whole;	/* the first one of a packet has all of it */
	clock_gettime(CLOCK_REALTIME, &j->begin);
	j->next = *at;
	*at = j;
	j->older = js->newest;
	*(js->newest ? &js->newest->newer : &js->oldest) = j;
	js->newest = j;
	js->n++;
	return j;
}

/* ---- what an event adds ---------------------------------------------------------------------- */

static uint8_t copy(uint8_t *to, size_t most, struct sw_trace_bytes from)
{
	size_t n = from.n < most ? from.n : most;

	if (n)
		memcpy(to, from.v, n);
	return (uint8_t)n;
}

static struct sw_view view_of(const struct sw_trace_event *e)
{
	struct sw_view v = { .iif = e->iif, .oif = e->oif, .iiftype = e->iiftype,
			     .mark = e->mark };

	v.family = e->nfproto == NFPROTO_IPV4 ? SW_IP4 : e->nfproto == NFPROTO_IPV6 ? SW_IP6 : 0;
	v.nll = copy(v.ll, sizeof(v.ll), e->ll);
	v.nnh = copy(v.nh, sizeof(v.nh), e->nh);
	v.nth = copy(v.th, sizeof(v.th), e->th);
	return v;
}

/* The mark stands in each step. Fields that no rule changes, and hop limits and sums that everybody
 * changes, do not count. The first four bytes of a transport header are its ports. */
static bool is_as_before(const struct sw_view *a, const struct sw_view *b)
{
	size_t from = a->family == SW_IP6 ? 8 : 12, n = a->family == SW_IP6 ? 32 : 8;

	return a->family == b->family && !memcmp(a->nh + from, b->nh + from, n) &&
	       !memcmp(a->th, b->th, 4);
}

/* A view that tells nothing new still tells of interfaces: none of them changes, but that one
 * which was not known comes to be known. */
static bool add_view(struct sw_trail *j, const struct sw_trace_event *e)
{
	struct sw_view v = view_of(e), *last = j->nview ? &j->view[j->nview - 1] : NULL;

	if (last && is_as_before(last, &v) && (last->oif == v.oif || !v.oif) &&
	    (last->iif == v.iif || !v.iif))
		return true;
	if (j->nview >= 64)
		return true;
	if (!SW_GROW(j->view, j->nview, j->capview))
		return false;
	j->view[j->nview++] = v;
	return true;
}

static bool add_leg(struct sw_trails *js, struct sw_trail *j, const struct sw_trace_event *e)
{
	struct sw_leg leg = { .family = e->family, .policy = e->type == NFT_TRACETYPE_POLICY,
			      .rule = e->rule, .verdict = e->verdict, .before = j->mark,
			      .mark = e->mark };

	if (j->nleg >= SW_LEGS_MOST) {
		j->cut = true;
		return true;
	}
	if (sw_strset_add(&js->names, e->table, &leg.table, NULL) < 0 ||
	    sw_strset_add(&js->names, e->chain, &leg.chain, NULL) < 0 ||
	    !SW_GROW(j->leg, j->nleg, j->capleg))
		return false;
	leg.view = j->nview ? (uint32_t)j->nview - 1 : 0;
	j->leg[j->nleg++] = leg;
	js->nleg++;
	return true;
}

static bool is_drop(const struct sw_trace_event *e)
{
	return e->verdict == NF_DROP && (e->rule || e->type == NFT_TRACETYPE_POLICY);
}

static void meet_own(const struct sw_lookout *w, struct sw_trail *j,
		     const struct sw_trace_event *e)
{
	enum sw_lookout_at at = sw_lookout_find(w, e->chain);

	if (at == SW_LOOKOUT_MAX)
		return;
	j->met |= 1u << at;
	j->took |= e->rule ? 1u << at : 0;
	/* an end comes with one event for the end of its rules, and one for its policy */
	if ((at == SW_LOOKOUT_END_LOCAL || at == SW_LOOKOUT_END_OUT) &&
	    e->type == NFT_TRACETYPE_POLICY)
		j->end = SW_END_THROUGH;
}

static bool begins(const struct sw_lookout *w, const struct sw_trace_event *e, bool own)
{
	enum sw_lookout_at at = own && e->rule ? sw_lookout_find(w, e->chain) : SW_LOOKOUT_MAX;

	return at == SW_LOOKOUT_IN || at == SW_LOOKOUT_MADE;
}

void sw_trails_take(const struct sw_trace_event *e, void *trails)
{
	struct sw_trails *js = trails;
	bool trace = !strncmp(e->table, SW_TRACE_TABLE, strlen(SW_TRACE_TABLE));
	bool own = trace && js->table && !strcmp(e->table, js->table);
	bool first = begins(js->lookout, e, own);
	struct sw_trail *j = find(js, e->id);

	if (j && first) {
		tell(js, j);
		j = NULL;
	}
	if (!j && js->lookout->marks && !first)
		return;		/* somebody else has marked it */
	if (!j && own && !first)
		return;		/* an end without a begin */
	if (!j)
		j = open_trail(js, e);
	if (!j) {
		js->oom = true;
		return;
	}
	j->theirs |= trace && !own && !j->nleg;
	j->last = sw_trails_now();
	js->oom |= e->whole && !add_view(j, e);
	if (own)
		meet_own(js->lookout, j, e);
	else if (!trace)
		js->oom |= !add_leg(js, j, e);
	j->mark = e->mark;
	if (is_drop(e))
		j->end = SW_END_DROPPED;
	if (j->end)
		tell(js, j);
}

/* ---- time ------------------------------------------------------------------------------------ */

void sw_trails_expire(struct sw_trails *js, unsigned ms)
{
	uint64_t now = sw_trails_now();
	struct sw_trail *newer;

	for (struct sw_trail *j = js->oldest; j; j = newer) {
		newer = j->newer;
		if (j->last + ms <= now)
			tell(js, j);
	}
}

void sw_trails_gap(struct sw_trails *js, bool gap)
{
	for (struct sw_trail *j = js->gap ? js->oldest : NULL; j; j = j->newer)
		j->lost = true;
	js->gap = gap;
}

void sw_trails_fini(struct sw_trails *js)
{
	struct sw_trail *newer;

	for (struct sw_trail *j = js->oldest; j; j = newer) {
		newer = j->newer;
		free_trail(j);
	}
	sw_strset_fini(&js->names);
}
