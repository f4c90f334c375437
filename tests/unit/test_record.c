/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is remembered of a change, in small, takes it back exactly as the whole rulesets would; by
 * example, and at random. */
#include <stdlib.h>

#include "change/record.h"
#include "change/threeway.h"
#include "tap.h"

static struct sw_err err;

#define HEAD "*filter\n:FORWARD ACCEPT [0:0]\n:INPUT ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n"

/* The lines that take the change back; the caller's. small: by way of the record. */
static char *back(const char *before, const char *after, const char *now, bool small)
{
	struct sw_str record = { 0 }, b = { 0 }, a = { 0 }, out = { 0 };
	struct sw_threeway w = {
		.program = "iptables", .before = before, .after = after, .now = now
	};

	sw_err_init(&err);
	if (small) {
		sw_record_make(before, after, &record, &err);
		sw_record_texts(record.len ? record.s : "", now, &b, &a, &err);
		w.before = b.len ? b.s : "";
		w.after = a.len ? a.s : "";
	}
	if (!sw_err_is_set(&err))
		sw_threeway(&w, &err);
	sw_str_addf(&out, "%s%slost:\n%s%s", w.clear.len ? w.clear.s : "",
		    w.edit.len ? w.edit.s : "", w.lost.len ? w.lost.s : "", err.msg);
	sw_threeway_fini(&w);
	sw_str_fini(&record);
	sw_str_fini(&b);
	sw_str_fini(&a);
	return sw_str_take(&out);
}

static void takes_back(const char *name, const char *before, const char *after, const char *now,
		       const char *want)
{
	char *got = back(before, after, now, true);

	is(got, want, "%s", name);
	free(got);
}

static void examples(void)
{
	takes_back("a rule goes", HEAD "COMMIT\n", HEAD "[0:0] -A INPUT -j DROP\nCOMMIT\n",
		   HEAD "[1:2] -A INPUT -j DROP\n[3:4] -A INPUT -j ACCEPT\nCOMMIT\n",
		   "*filter\n-D INPUT 1\nCOMMIT\nlost:\n");
	takes_back("a rule comes back with its counters, in its place",
		   HEAD "[1:2] -A INPUT -j a\n[3:4] -A INPUT -j b\n[5:6] -A INPUT -j c\nCOMMIT\n",
		   HEAD "[1:2] -A INPUT -j a\n[5:6] -A INPUT -j c\nCOMMIT\n",
		   HEAD "[1:2] -A INPUT -j x\n[1:2] -A INPUT -j a\n[7:8] -A INPUT -j c\nCOMMIT\n",
		   "*filter\n[3:4] -I INPUT 3 -j b\nCOMMIT\nlost:\n");
	takes_back("somebody has put it back", HEAD "[1:2] -A INPUT -j a\nCOMMIT\n",
		   HEAD "COMMIT\n", HEAD "[9:9] -A INPUT -j b\n[0:0] -A INPUT -j a\nCOMMIT\n",
		   "lost:\n");
	takes_back("one of two equal rules",
		   HEAD "[1:2] -A INPUT -j a\n[3:4] -A INPUT -j a\n"
			"COMMIT\n",
		   HEAD "[3:4] -A INPUT -j a\nCOMMIT\n", HEAD "[3:4] -A INPUT -j a\nCOMMIT\n",
		   "*filter\n[3:4] -A INPUT -j a\nCOMMIT\nlost:\n");
	takes_back("counters", HEAD "[5:50] -A INPUT -j a\nCOMMIT\n",
		   HEAD "[0:0] -A INPUT -j a\nCOMMIT\n", HEAD "[1:10] -A INPUT -j a\nCOMMIT\n",
		   "*filter\n-F INPUT\n[6:60] -A INPUT -j a\nCOMMIT\nlost:\n");
	takes_back("a policy", HEAD "COMMIT\n", "*filter\n:INPUT DROP [0:0]\nCOMMIT\n",
		   "*filter\n:INPUT DROP [7:7]\nCOMMIT\n",
		   "*filter\n:INPUT ACCEPT [7:7]\nCOMMIT\nlost:\n");
	takes_back("a policy that is another one now", HEAD "COMMIT\n",
		   "*filter\n:INPUT DROP [0:0]\nCOMMIT\n", HEAD "COMMIT\n", "lost:\n");
	takes_back("a table that the change has made", "", "*nat\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n",
		   "*nat\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n", "*nat\nCOMMIT\nlost:\n");
	takes_back("a chain that jumped",
		   HEAD ":u - [0:0]\n[0:0] -A INPUT -j u\n[0:0] -A u -j a\n"
			"COMMIT\n",
		   HEAD "COMMIT\n", HEAD "[0:0] -A OUTPUT -j b\nCOMMIT\n",
		   "*filter\n:u - [0:0]\n[0:0] -A INPUT -j u\n[0:0] -A u -j a\nCOMMIT\nlost:\n");
}

static void tells(const char *name, const char *before, const char *after, const char *want)
{
	struct sw_str record = { 0 }, out = { 0 };

	sw_err_init(&err);
	sw_record_make(before, after, &record, &err);
	sw_record_tell(record.len ? record.s : "", "iptables", &out, &err);
	is(out.len ? out.s : "", want, "%s", name);
	sw_str_fini(&record);
	sw_str_fini(&out);
}

static void telling(void)
{
	tells("nothing", HEAD "[0:0] -A INPUT -j a\nCOMMIT\n", HEAD "[9:9] -A INPUT -j a\nCOMMIT\n",
	      "");
	tells("rules", HEAD "[0:0] -A INPUT -j a\nCOMMIT\n", HEAD "[0:0] -A INPUT -j b\nCOMMIT\n",
	      "- iptables -A INPUT -j a\n+ iptables -A INPUT -j b\n");
	tells("another table", "", "*nat\n:OUTPUT ACCEPT [0:0]\n[0:0] -A OUTPUT -j b\nCOMMIT\n",
	      "+ iptables -t nat -A OUTPUT -j b\n");
	tells("chains and policies", HEAD ":u - [0:0]\nCOMMIT\n",
	      "*filter\n:INPUT DROP [0:0]\n:v - [0:0]\nCOMMIT\n",
	      "- iptables -P INPUT ACCEPT\n+ iptables -P INPUT DROP\n- iptables -N u\n"
	      "+ iptables -N v\n");
	tells("counters", HEAD "[5:5] -A INPUT -j a\n[5:5] -A INPUT -j b\nCOMMIT\n",
	      HEAD "[0:0] -A INPUT -j a\n[0:0] -A INPUT -j b\nCOMMIT\n", "~ iptables -Z INPUT\n");
}

static void damage(void)
{
	static const char *const bad[] = {
		"x\n",
		"*filter\n",
		"*filter 1 1",
		"*what 1 1\n",
		":INPUT ACCEPT [0:0] DROP [0:0]\n",
		"*filter 1 1\n:INPUT ACCEPT\n",
		"*filter 1 1\n=0123456789abcdef\n",
		"*filter 1 1\n:INPUT ACCEPT [0:0] DROP [0:0]\n=0123\n",
		"*filter 1 1\n:INPUT ACCEPT [0:0] DROP [0:0]\n+[0:0] -A FORWARD -j DROP\n",
		"*filter 1 1\n:INPUT ACCEPT [0:0] DROP [0:0]\n-[0:0 -A INPUT -j DROP\n",
		"*filter 1 1\n:INPUT ACCEPT [0:0] DROP [0:0]\n-[0:0] -F INPUT\n",
		"*filter 0 1\n:INPUT ACCEPT [0:0] DROP [0:0]\n",
		"*filter 1 1\n:u . [0:0] - [0:0]\n-[0:0] -A u -j DROP\n",
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct sw_str b = { 0 }, a = { 0 };

		sw_err_init(&err);
		ok(sw_record_texts(bad[i], HEAD "COMMIT\n", &b, &a, &err) < 0 &&
			   sw_err_is_set(&err),
		   "damage %zu is seen", i);
		sw_str_fini(&b);
		sw_str_fini(&a);
	}
}

/* ---- at random ------------------------------------------------------------------------------- */

static uint64_t state = 1;

static unsigned dice(unsigned sides)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (state >> 33) % sides;
}

enum { CHAINS = 5, MOST = 40 };
static const char *const names[CHAINS] = { "FORWARD", "INPUT", "OUTPUT", "a", "b" };

struct ruleset {
	bool there[CHAINS], drop[CHAINS];
	struct {
		unsigned what, packets;
	} rule[CHAINS][MOST];
	unsigned n[CHAINS];
};
static unsigned next; /* no rule is made twice: nobody puts back what another one took away */

static void edit(struct ruleset *r)
{
	unsigned c = dice(CHAINS), at, what = dice(8);

	if (c > 2 && !dice(4)) {
		r->there[c] = !r->there[c];
		r->n[c] = 0;
	}
	if (!r->there[c])
		return;
	at = dice(r->n[c] + 1);
	if (what < 4 && r->n[c] < MOST) {
		memmove(&r->rule[c][at + 1], &r->rule[c][at],
			(r->n[c]++ - at) * sizeof(r->rule[c][0]));
		r->rule[c][at].what = next++;
		r->rule[c][at].packets = dice(3);
	} else if (what < 6 && at < r->n[c]) {
		memmove(&r->rule[c][at], &r->rule[c][at + 1],
			(--r->n[c] - at) * sizeof(r->rule[c][0]));
	} else if (what < 7 && c < 3) {
		r->drop[c] = dice(2);
	} else if (at < r->n[c]) {
		r->rule[c][at].packets = dice(2) ? 0 : r->rule[c][at].packets + dice(5);
	}
}

static char *text(const struct ruleset *r)
{
	struct sw_str out = { 0 };

	sw_str_add(&out, "*filter\n");
	for (int c = 0; c < CHAINS; c++)
		if (r->there[c])
			sw_str_addf(&out, ":%s %s [0:0]\n", names[c],
				    c > 2	 ? "-"
				    : r->drop[c] ? "DROP"
						 : "ACCEPT");
	for (int c = 0; c < CHAINS; c++)
		for (unsigned i = 0; i < r->n[c]; i++)
			sw_str_addf(&out, "[%u:0] -A %s -s 10.0.0.%u -j ACCEPT\n",
				    r->rule[c][i].packets, names[c], r->rule[c][i].what);
	sw_str_add(&out, "COMMIT\n");
	return sw_str_take(&out);
}

static void at_random(void)
{
	unsigned wrong = 0, something = 0;

	for (int i = 0; i < 2000; i++) {
		struct ruleset r = { .there = { true, true, true } };
		char *t[3], *whole, *small;

		for (int k = 0; k < 3; k++) {
			for (unsigned n = dice(k ? 8 : 60); n; n--)
				edit(&r);
			t[k] = text(&r);
		}
		whole = back(t[0], t[1], t[2], false);
		small = back(t[0], t[1], t[2], true);
		something += strcmp(whole, "lost:\n") != 0;
		if (strcmp(whole, small) && !wrong++)
			printf("# before:\n%s# after:\n%s# now:\n%s# whole:\n%s# small:\n%s\n",
			       t[0], t[1], t[2], whole, small);
		for (int k = 0; k < 3; k++)
			free(t[k]);
		free(whole);
		free(small);
	}
	ok(!wrong && something > 1000,
	   "2000 changes at random, %u with something to be taken back: "
	   "%u otherwise than by whole rulesets",
	   something, wrong);
}

int main(void)
{
	examples();
	telling();
	damage();
	at_random();
	return tap_end();
}
