/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Events of several packets at once, each to its own; numbers that come again; packets of other
 * traces; bounds. */
#include "base/str.h"
#include "sight/trail.h"
#include "tap.h"

#define OWN "statewall-trace-7"

static struct sw_str told;
static struct sw_trails js;
static size_t ntold;
static bool headless;	/* events have no packet, like those behind the first one of a chain */

/* "1: INPUT SSH -> dropped" */
static void tell(const struct sw_trail *j, void *arg)
{
	static const char *const ends[] = { "open", "dropped", "through", "routed" };

	ntold++;
	sw_str_addf(&told, "%u:", j->id);
	for (size_t i = 0; i < j->nleg && i < 9; i++)
		sw_str_addf(&told, " %s", sw_strset_get(&js.names, j->leg[i].chain));
	sw_str_addf(&told, " -> %s%s%s; ", ends[j->end], j->cut ? ", cut" : "",
		    j->lost ? ", torn" : "");
}

static void event(uint32_t id, const char *table, const char *chain, uint64_t rule, int verdict)
{
	struct sw_trace_event e = { .id = id, .family = NFPROTO_IPV4, .table = table,
				    .chain = chain, .rule = rule, .verdict = verdict,
				    .whole = !headless, .nfproto = NFPROTO_IPV4,
				    .type = rule ? NFT_TRACETYPE_RULE : NFT_TRACETYPE_POLICY };

	sw_trails_take(&e, &js);
}

static void begin(const struct sw_lookout *w)
{
	js = (struct sw_trails){ .lookout = w, .table = OWN, .tell = tell };
	sw_str_reset(&told);
	ntold = 0;
}

static void end(const char *want, const char *name)
{
	sw_trails_expire(&js, 0);
	is(told.len ? told.s : "", want, "%s", name);
	sw_trails_fini(&js);
}

static void interleaved(const struct sw_lookout *w)
{
	begin(w);
	event(1, OWN, "in", 2, NFT_CONTINUE);
	event(2, OWN, "in", 2, NFT_CONTINUE);
	event(2, "statewall-raw", "PREROUTING", 0, NF_ACCEPT);
	event(1, "statewall-filter", "INPUT", 4, NFT_JUMP);
	event(2, "statewall-filter", "INPUT", 5, NF_DROP);
	event(1, "statewall-filter", "SSH", 6, NF_ACCEPT);
	event(1, OWN, "end-local", 0, NF_ACCEPT);
	end("2: PREROUTING INPUT -> dropped; 1: INPUT SSH -> through; ", "two packets at once");
}

static void again(const struct sw_lookout *w)
{
	begin(w);
	event(1, OWN, "in", 2, NFT_CONTINUE);
	event(1, "statewall-filter", "INPUT", 4, NF_QUEUE);
	event(1, OWN, "in", 2, NFT_CONTINUE);
	event(1, "statewall-filter", "FORWARD", 4, NF_ACCEPT);
	event(1, OWN, "end-out", 0, NF_ACCEPT);
	event(1, "statewall-filter", "OUTPUT", 9, NF_ACCEPT);
	end("1: INPUT -> open; 1: FORWARD -> through; ",
	    "a number that comes again is another packet");
}

static void of_others(const struct sw_lookout *w, const struct sw_lookout *none)
{
	begin(w);
	event(1, "statewall-trace-8", "in", 2, NFT_CONTINUE);
	event(1, "statewall-filter", "INPUT", 4, NF_DROP);
	event(2, "statewall-raw", "PREROUTING", 4, NFT_CONTINUE);
	event(2, "statewall-filter", "INPUT", 4, NF_DROP);
	end("", "what others mark is not what was asked for");
	begin(none);
	event(1, "statewall-trace-8", "in", 2, NFT_CONTINUE);
	event(1, "statewall-filter", "INPUT", 4, NF_DROP);
	event(2, "statewall-raw", "PREROUTING", 4, NFT_CONTINUE);
	event(2, "statewall-trace-8", "end-local", 0, NF_ACCEPT);
	event(2, "statewall-filter", "INPUT", 4, NF_DROP);
	end("2: PREROUTING INPUT -> dropped; ", "without words, what rules mark, and no trace's");
}

static void later(const struct sw_packet *p)
{
	struct sw_packet q = *p;
	struct sw_lookout w;
	struct sw_err err;

	sw_err_init(&err);
	q.states = SW_STATE_NEW;
	q.way = SW_WAY_FORWARD;
	sw_lookout_begin(&w, &q, &err);
	begin(&w);
	event(1, OWN, "in", 2, NFT_CONTINUE);
	event(1, OWN, "in-state", 0, NF_ACCEPT);
	event(1, "statewall-filter", "FORWARD", 4, NF_DROP);
	event(2, OWN, "in", 2, NFT_CONTINUE);
	event(2, OWN, "in-state", 3, NFT_CONTINUE);
	event(2, OWN, "local", 0, NF_ACCEPT);
	event(2, "statewall-filter", "INPUT", 4, NF_DROP);
	event(3, OWN, "in", 2, NFT_CONTINUE);
	event(3, OWN, "in-state", 3, NFT_CONTINUE);
	event(3, OWN, "forward", 0, NF_ACCEPT);
	event(3, "statewall-filter", "FORWARD", 5, NF_DROP);
	event(4, OWN, "in", 2, NFT_CONTINUE);
	event(4, "statewall-raw", "PREROUTING", 1, NF_DROP);
	end("3: FORWARD -> dropped; 4: PREROUTING -> dropped; ",
	    "a state and a way are asked where they are known, else taken as true");
	sw_lookout_fini(&w);
}

/* 1 is whole before the gap, 2 and 3 may have it, 4 and 5 begin behind it. */
static void gaps(const struct sw_lookout *w)
{
	begin(w);
	event(1, OWN, "in", 2, NFT_CONTINUE);
	event(2, OWN, "in", 2, NFT_CONTINUE);
	event(1, "statewall-filter", "INPUT", 4, NF_DROP);
	sw_trails_gap(&js, true);
	event(2, "statewall-filter", "INPUT", 4, NF_DROP);
	event(3, OWN, "in", 2, NFT_CONTINUE);
	sw_trails_gap(&js, false);
	event(4, OWN, "in", 2, NFT_CONTINUE);
	event(3, "statewall-filter", "INPUT", 4, NF_DROP);
	event(4, "statewall-filter", "INPUT", 4, NF_DROP);
	sw_trails_gap(&js, false);
	event(5, OWN, "in", 2, NFT_CONTINUE);
	event(5, "statewall-filter", "INPUT", 4, NF_DROP);
	end("1: INPUT -> dropped; 2: INPUT -> dropped, torn; 3: INPUT -> dropped, torn; "
	    "4: INPUT -> dropped; 5: INPUT -> dropped; ", "packets at a gap are torn, no others");
}

/* What "-j TRACE" marks has no event of our own before it. */
static void beginnings(const struct sw_lookout *none)
{
	begin(none);
	headless = true;
	event(1, "statewall-filter", "INPUT", 4, NF_DROP);
	headless = false;
	event(2, "statewall-filter", "INPUT", 4, NF_DROP);
	end("1: INPUT -> dropped, torn; 2: INPUT -> dropped; ",
	    "a packet whose first event is not there is torn");
}

static void bounded(const struct sw_lookout *w)
{
	begin(w);
	for (uint32_t i = 1; i <= 3 * SW_TRAILS_MOST; i++)
		event(i, OWN, "in", 2, NFT_CONTINUE);
	ok(js.n <= SW_TRAILS_MOST && ntold == 2 * SW_TRAILS_MOST, "so many at once, no more");
	sw_str_reset(&told);
	sw_trails_fini(&js);
	begin(w);
	event(1, OWN, "in", 2, NFT_CONTINUE);
	for (int i = 0; i < 2 * SW_LEGS_MOST; i++)
		event(1, "statewall-filter", "INPUT", 4, NFT_CONTINUE);
	sw_trails_gap(&js, true);
	sw_trails_gap(&js, false);
	ok(js.nleg <= SW_LEGS_MOST, "so many steps of one, no more");
	end("1: INPUT INPUT INPUT INPUT INPUT INPUT INPUT INPUT INPUT -> open, cut, torn; ",
	    "and it says so");
}

static void contradictions(void)
{
	struct sw_packet p;
	struct sw_lookout w;
	struct sw_err err;

	sw_packet_init(&p, SW_IP4);
	p.uid_known = p.in.known = true;
	sw_err_init(&err);
	ok(sw_lookout_begin(&w, &p, &err) && err.code == SW_EPARAM, "--in and --uid");
	sw_packet_init(&p, SW_IP4);
	p.out.known = true;
	p.way = SW_WAY_INPUT;
	sw_err_init(&err);
	ok(sw_lookout_begin(&w, &p, &err) && err.code == SW_EPARAM, "--out and INPUT");
}

int main(void)
{
	struct sw_lookout w, none;
	struct sw_packet p;
	struct sw_err err;

	sw_err_init(&err);
	sw_packet_init(&p, SW_IP4);
	ok(!sw_lookout_begin(&w, &p, &err) && w.marks && w.nchain == 4, "what to look out for");
	ok(!sw_lookout_begin(&none, NULL, &err) && !none.marks && none.nchain == 2, "or nothing");
	interleaved(&w);
	again(&w);
	of_others(&w, &none);
	later(&p);
	gaps(&w);
	beginnings(&none);
	bounded(&w);
	contradictions();
	sw_lookout_fini(&w);
	sw_lookout_fini(&none);
	sw_str_fini(&told);
	return tap_end();
}
