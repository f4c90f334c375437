/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A change is taken back while others change things, too: by example, and at random: what we did is
 * gone, what they did is there, and nothing else has moved. */
#include <stdlib.h>

#include "base/cleanup.h"
#include "change/threeway.h"
#include "session/list.h"
#include "session/texts.h"
#include "fake_sink.h"
#include "tap.h"
#include "xt/plugin.h"

static struct fake fake = { .sink.ops = &fake_ops };
static struct sw_session s;
static struct sw_err err;

#define HEAD "*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n"

static int load(const char *text, bool add)
{
	struct sw_texts t = { .o = { .program = "iptables", .family = SW_IP4, .counters = true },
			      .text[0] = { "a", text, strlen(text), .add = add, .count = true } };
	int ret;

	sw_err_init(&err);
	ret = sw_texts_scan(&t, &err);
	if (!ret)
		ret = sw_texts_run(&s, &t, &err);
	sw_texts_fini(&t);
	return ret;
}

/* Everything as a save has it; the caller's. */
static char *saved(void)
{
	fflush(s.out);
	sw_str_reset(&s.text);
	sw_err_init(&err);
	for (int i = 0; i < SW_NTABLES; i++)
		if (s.rs.table[i].in_kernel)
			sw_list_save(&s, s.out, &s.rs.table[i], true, &err);
	fflush(s.out);
	return strdup(s.text.len ? s.text.s : "");
}

static char lost[4096];

/* What is there after the change was taken back; the caller's. The text is loaded into a ruleset
 * without a kernel, as the kernel would have it. */
static char *back(const char *before, const char *after, const char *now)
{
	struct sw_threeway w = { .program = "iptables", .before = before, .after = after,
				 .now = now };
	struct sw_str rest = { 0 };

	sw_text_clear_rest(now, &rest);
	if (load(now, false) || load(rest.s, false))
		printf("# now: %s\n", err.msg);
	sw_str_fini(&rest);
	sw_err_init(&err);
	lost[0] = '\0';
	if (sw_threeway(&w, &err))
		printf("# merge: %s\n", err.msg);
	if (w.clear.len && load(w.clear.s, false))
		printf("# clear: %s\n", err.msg);
	if (w.edit.len && load(w.edit.s, true))
		printf("# edit: %s in %s\n", err.msg, w.edit.s);
	if (w.lost.len)
		snprintf(lost, sizeof(lost), "%s", w.lost.s);
	sw_threeway_fini(&w);
	return saved();
}

static void gives(const char *before, const char *after, const char *now, const char *want,
		  const char *want_lost, const char *what)
{
	char *got = back(before, after, now);

	is(got, want, "%s", what);
	is(lost, want_lost, "%s: lost", what);
	free(got);
}

/* ---- by example ------------------------------------------------------------------------------ */

#define X "[1:10] -A INPUT -s 10.0.0.1/32 -j DROP\n"
#define Y "[2:20] -A INPUT -s 10.0.0.2/32 -j DROP\n"
#define Z "[3:30] -A INPUT -s 10.0.0.3/32 -j DROP\n"
#define T "[7:70] -A INPUT -s 172.16.0.1/32 -j DROP\n"
#define U "[8:80] -A INPUT -s 172.16.0.2/32 -j DROP\n"
#define END "COMMIT\n"

static void rules(void)
{
	gives(HEAD X Y END, HEAD Z END, HEAD Z END, HEAD X Y END, "", "nobody did anything");
	gives(HEAD X END, HEAD X END, HEAD T X END, HEAD T X END, "", "we did nothing");
	gives(HEAD X END, HEAD Y END, HEAD T Y U END, HEAD T X U END, "",
	      "theirs at the head and at the end stay there");
	gives(HEAD X Y END, HEAD X Z Y END, HEAD X Z T Y END, HEAD X T Y END, "",
	      "theirs stays before the rule that it stood before");
	gives(HEAD X Y END, HEAD X Z Y END, HEAD X T Z Y END, HEAD X T Y END, "",
	      "theirs stays behind the rule that it stood behind");
	gives(HEAD X END, HEAD Y Z END, HEAD Y T Z END, HEAD X END,
	      "iptables -t filter -A INPUT -s 172.16.0.1/32 -j DROP\n",
	      "one whose neighbours both go is lost, and told");
	gives(HEAD X Y Z END, HEAD X Y END, HEAD Y END, HEAD Y Z END, "",
	      "what they deleted stays deleted, what we deleted comes back");
	gives(HEAD X Y END, HEAD Y END, HEAD X Y END, HEAD X Y END, "",
	      "they put again what comes back: once is enough");
	gives(HEAD X Y Z END, HEAD Z X Y END, HEAD Z X Y T END, HEAD X Y T Z END, "",
	      "what we moved goes back");
	gives(HEAD END, HEAD X X X END, HEAD X X T X END, HEAD END,
	      "iptables -t filter -A INPUT -s 172.16.0.1/32 -j DROP\n", "equal rules");
	gives(HEAD X X END, HEAD X END, HEAD X T END, HEAD X T X END, "", "one of two equal rules");
	gives(HEAD END, HEAD X Y Z END, HEAD Y X Y Z T END, HEAD Y T END, "",
	      "they put a rule like one of ours at the head: it stays, ours goes");
	gives(HEAD X Y Z END, HEAD X Y Z U END, HEAD Y X Y Z U T END, HEAD Y X Y Z T END, "",
	      "they put one like a rule that stays at the head");
}

#define CHAINS(user) "*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n" \
		     ":OUTPUT ACCEPT [0:0]\n" user
#define N(name) ":" name " - [0:0]\n"
#define JUMP(name) "[0:0] -A INPUT -j " name "\n"
#define IN(name) "[0:0] -A " name " -j DROP\n"

static void chains(void)
{
	gives(HEAD X END, HEAD Y END, CHAINS(N("DOCKER")) JUMP("DOCKER") Y IN("DOCKER") END,
	      CHAINS(N("DOCKER")) JUMP("DOCKER") X IN("DOCKER") END, "",
	      "a chain of others and the jump to it stay");
	gives(HEAD X END, CHAINS(N("mine")) JUMP("mine") IN("mine") END,
	      CHAINS(N("mine")) T JUMP("mine") IN("mine") END, HEAD T X END, "",
	      "our chain goes");
	gives(HEAD X END, CHAINS(N("mine")) X IN("mine") END,
	      CHAINS(N("mine")) X "[0:0] -A FORWARD -j mine\n" IN("mine")
	      "[0:0] -A mine -j ACCEPT\n" END, HEAD X END,
	      "iptables -t filter -A FORWARD -j mine\niptables -t filter -A mine -j ACCEPT\n",
	      "with what others put into it, and their jumps to it");
	gives(CHAINS(N("old")) JUMP("old") IN("old") END, HEAD X END, HEAD X T END,
	      CHAINS(N("old")) JUMP("old") T IN("old") END, "", "a chain comes back");
	gives(CHAINS(N("old")) JUMP("old") END, CHAINS(N("old")) END, HEAD END, HEAD END,
	      "iptables -t filter -A INPUT -j old\n",
	      "a jump to what others deleted does not come back");
}

static void policies(void)
{
	gives("*filter\n:INPUT DROP [5:50]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n" END,
	      HEAD END,
	      "*filter\n:INPUT ACCEPT [1:10]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\n" END,
	      "*filter\n:INPUT DROP [6:60]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\n" END, "",
	      "our policy goes, theirs stays, and counters are added");
}

static void counters(void)
{
#define RULE(n) "[" n "] -A INPUT -j LOG\n"
	gives(HEAD RULE("100:1000") END, HEAD RULE("0:0") END, HEAD RULE("7:70") END,
	      HEAD RULE("107:1070") END, "", "counters that our change has taken come back");
	gives(HEAD RULE("100:1000") X END, HEAD RULE("100:1000") END, HEAD RULE("107:1070") END,
	      HEAD RULE("107:1070") X END, "", "others go on");
}

/* The lines themselves: what stays is not named. */
static void lines_are(const char *before, const char *now, const char *want, const char *what)
{
	struct sw_threeway w = { .program = "iptables", .before = before, .after = now,
				 .now = now, .exact = true };

	sw_err_init(&err);
	ok(!sw_threeway(&w, &err), "%s: %s", what, err.msg);
	is(w.edit.len ? w.edit.s : "", want, "%s", what);
	sw_threeway_fini(&w);
}

/* A chain of n rules, between first and last. */
static char *many(const char *first, int n, const char *last)
{
	struct sw_str t = { 0 };

	sw_str_addf(&t, "%s%s", HEAD, first);
	for (int i = 0; i < n; i++)
		sw_str_addf(&t, "[1:10] -A INPUT -m mark --mark 0x%x -j DROP\n", i);
	sw_str_addf(&t, "%s%s", last, END);
	return sw_str_take(&t);
}

#define TABLE(lines) "*filter\n" lines END

static void lines(void)
{
	char *now = many("", 100, ""), *ends = many(T, 100, U), *less = many("", 99, "");
	struct sw_str anew = { 0 };

	lines_are(HEAD X Y Z END, HEAD X Y Z END, "", "nothing");
	lines_are(HEAD X T Z U END, HEAD X Y Z END,
		  TABLE("-D INPUT 2\n[7:70] -I INPUT 2 -s 172.16.0.1/32 -j DROP\n"
			"[8:80] -A INPUT -s 172.16.0.2/32 -j DROP\n"), "by number");
	lines_are(HEAD Z X END, HEAD X Y Z END,
		  TABLE("-D INPUT 3\n-D INPUT 2\n[3:30] -I INPUT 1 -s 10.0.0.3/32 -j DROP\n"),
		  "moved");
	lines_are(HEAD X "[0:0] -A INPUT -s 10.0.0.2/32 -j DROP\n" END, HEAD X Y END,
		  TABLE("[0:0] -R INPUT 2 -s 10.0.0.2/32 -j DROP\n"), "counters");
	lines_are(HEAD Z END, HEAD X Y END, TABLE("-F INPUT\n[3:30] -A INPUT -s 10.0.0.3/32 -j "
						  "DROP\n"), "nothing stays");
	lines_are(ends, now, TABLE("[7:70] -I INPUT -s 172.16.0.1/32 -j DROP\n"
				   "[8:80] -A INPUT -s 172.16.0.2/32 -j DROP\n"),
		  "many: at the ends");
	sw_str_addf(&anew, "*filter\n-F INPUT\n%s", strstr(less, "[1:10]"));
	lines_are(less, now, anew.s, "many: anew");
	sw_str_fini(&anew);
	free(now);
	free(ends);
	free(less);
}

static void exact_counters(void)
{
	static const struct { const char *before, *after, *now, *want; } rows[] = {
		{ "0:0", "100:1000", "103:1030", "3:30" },
		{ "0:0", "100:1000", "50:500", "0:0" },
		{ "7:70", "5:50", "6:60", "8:80" },
		{ "5:50", "5:50", "6:60", "6:60" },
	};

	for (size_t i = 0; i < SW_ARRAY_SIZE(rows); i++) {
		struct sw_threeway w = { .program = "iptables", .exact = true };
		const char *counters[4] = { rows[i].before, rows[i].after, rows[i].now,
					    rows[i].want };
		char *text[4] = { 0 };

		for (int k = 0; k < 4; k++)
			if (asprintf(&text[k], HEAD "[%s] -A INPUT -j LOG\n" END, counters[k]) < 0)
				return;
		w.before = text[0];
		w.after = text[1];
		w.now = text[2];
		sw_err_init(&err);
		if (load(text[2], false) || sw_threeway(&w, &err) ||
		    (w.edit.len && load(w.edit.s, true)))
			printf("# %s\n", err.msg);
		sw_threeway_fini(&w);
		free(text[0]);
		text[0] = saved();
		is(text[0], text[3], "exact: %s, %s, %s", counters[0], counters[1], counters[2]);
		for (int k = 0; k < 4; k++)
			free(text[k]);
	}
}

#define NAT "*nat\n:PREROUTING ACCEPT [0:0]\n:INPUT ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n" \
	    ":POSTROUTING ACCEPT [0:0]\n"
#define MASQ "[0:0] -A POSTROUTING -s 10.0.0.0/8 -j MASQUERADE\n"

static void tables(void)
{
	gives(HEAD X END, HEAD X END NAT MASQ END, HEAD X END NAT MASQ END, HEAD X END, "",
	      "a table that we made goes");
	gives(HEAD X END, HEAD X END NAT END, HEAD X END NAT MASQ END, HEAD X END NAT MASQ END, "",
	      "but for what others put into it");
	gives(HEAD X END NAT MASQ END, HEAD X END, HEAD X END, HEAD X END NAT MASQ END, "",
	      "one that we took away comes back");
	gives(HEAD X END NAT END, HEAD X END, HEAD X END, HEAD X END NAT END, "",
	      "also an empty one");
	gives(HEAD X END, HEAD X END NAT MASQ END, HEAD T X END, HEAD T X END, "",
	      "one that others took away stays away");
}

static void cut_off(void)
{
	struct sw_threeway w = { .program = "iptables", .before = HEAD X };

	sw_err_init(&err);
	ok(sw_threeway(&w, &err) < 0, "a save that was cut off is none: %s", err.msg);
	sw_threeway_fini(&w);
}

/* ---- at random ------------------------------------------------------------------------------- */

#define MOST  40
#define CASES 400

/* Rules are numbers: of before, of ours from 1000 on, of theirs from 2000 on. */
struct list { int v[4 * MOST]; int n; };

static bool has(const struct list *l, int v)
{
	for (int i = 0; i < l->n; i++)
		if (l->v[i] == v)
			return true;
	return false;
}

static void put(struct list *l, int at, int v)
{
	memmove(l->v + at + 1, l->v + at, (l->n - at) * sizeof(*l->v));
	l->v[at] = v;
	l->n++;
}

static void take(struct list *l, int at)
{
	memmove(l->v + at, l->v + at + 1, (l->n - at - 1) * sizeof(*l->v));
	l->n--;
}

static void edit(struct list *l, int from, int edits)
{
	for (int i = 0; i < edits; i++) {
		if (l->n && rand() % 2)
			take(l, rand() % l->n);
		else
			put(l, rand() % (l->n + 1), from + i);
	}
}

static char *as_text(const struct list *l)
{
	struct sw_str t = { 0 };

	sw_str_add(&t, HEAD);
	for (int i = 0; i < l->n; i++)
		sw_str_addf(&t, "[0:0] -A INPUT -m mark --mark 0x%x\n", l->v[i]);
	sw_str_add(&t, END);
	return sw_str_take(&t);
}

static struct list as_list(const char *text)
{
	struct list l = { .n = 0 };

	while ((text = strstr(text, "--mark ")))
		l.v[l.n++] = strtol(text += 7, NULL, 0);
	return l;
}

static bool in_order(const struct list *part, const struct list *of)
{
	int at = 0;

	for (int i = 0; i < part->n; i++) {
		if (!has(of, part->v[i]))
			continue;
		while (at < of->n && of->v[at] != part->v[i])
			at++;
		if (at == of->n)
			return false;
	}
	return true;
}

/* Each rule is there, or not, or told as lost; and none has passed another one. */
static const char *fault(const struct list *b, const struct list *a, const struct list *n,
			 const struct list *got, const struct list *gone)
{
	for (int i = 0; i < b->n; i++)
		if (has(got, b->v[i]) != (!has(a, b->v[i]) || has(n, b->v[i])))
			return "a rule of before";
	for (int i = 0; i < a->n; i++)
		if (a->v[i] >= 1000 && has(got, a->v[i]))
			return "ours stays";
	for (int i = 0; i < n->n; i++)
		if (n->v[i] >= 2000 && has(got, n->v[i]) == has(gone, n->v[i]))
			return "theirs";
	return !in_order(b, got) ? "the order of before" : !in_order(n, got) ? "the order of now" :
								       NULL;
}

static void at_random(void)
{
	int bad = 0, kept = 0, told = 0;

	srand(20);
	for (int i = 0; i < CASES && !bad; i++) {
		struct list b = { .n = 0 }, a, n, got, gone;
		char *text[4];
		const char *why;

		for (int k = rand() % MOST; k; k--)
			put(&b, 0, k);
		a = b;
		edit(&a, 1000, rand() % MOST);
		n = a;
		edit(&n, 2000, rand() % MOST);
		text[0] = as_text(&b);
		text[1] = as_text(&a);
		text[2] = as_text(&n);
		text[3] = back(text[0], text[1], text[2]);
		got = as_list(text[3]);
		gone = as_list(lost);
		why = fault(&b, &a, &n, &got, &gone);
		if (why)
			printf("# %d: %s\n%s%s%s%s%s\n", i, why, text[0], text[1], text[2], text[3],
			       lost);
		bad += why != NULL;
		for (int k = 0; k < n.n; k++)
			if (n.v[k] >= 2000) {
				kept += has(&got, n.v[k]);
				told += has(&gone, n.v[k]);
			}
		for (int k = 0; k < 4; k++)
			free(text[k]);
	}
	ok(!bad, "%d at random", CASES);
	ok(kept > 4 * told && told > 0, "%d of theirs are kept, %d told as lost", kept, told);
}

int main(void)
{
	sw_err_init(&err);
	if (sw_xt_init(SW_IP4, "iptables", NULL, &err) ||
	    sw_session_open_on(&s, "iptables", SW_IP4, NULL, &err))
		return 1;
	s.sink = &fake.sink;
	rules();
	chains();
	policies();
	counters();
	lines();
	exact_counters();
	tables();
	cut_off();
	at_random();
	sw_session_close(&s);
	sw_str_fini(&fake.log);
	sw_xt_fini();
	return tap_end();
}
