/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Several texts as one piece of work, on a ruleset that is not the kernel's: their order, what
 * comes before them, which of them empties tables, and whose line a refusal names. */
#include "fake_sink.h"
#include "session/list.h"
#include "session/texts.h"
#include "tap.h"
#include "xt/plugin.h"

static struct fake fake = { .sink.ops = &fake_ops };
static struct sw_session s;
static struct sw_err err;

static struct sw_text text(const char *name, const char *rules, bool add)
{
	return (struct sw_text){ name, rules, strlen(rules), add };
}

static int run(struct sw_texts *t)
{
	int ret;

	t->o.program = "iptables";
	t->o.family = SW_IP4;
	sw_err_init(&err);
	ret = sw_texts_scan(t, &err);
	if (!ret)
		ret = sw_texts_run(&s, t, &err);
	sw_texts_fini(t);
	return ret;
}

/* Table filter as a save has it. */
static const char *saved(bool counters)
{
	sw_err_init(&err);
	fflush(s.out);
	sw_str_reset(&s.text);
	if (sw_list_save(&s, s.out, sw_ruleset_table(&s.rs, "filter"), counters, &err) ||
	    fflush(s.out))
		return err.msg;
	return s.text.s;
}

#define HEAD "*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n"

static void order(void)
{
	struct sw_texts t = { .text[0] = text("b", "*filter\n-A INPUT -j ACCEPT\nCOMMIT\n", false),
			      .text[2] = text("c", "*filter\n-I INPUT -j LOG\nCOMMIT\n", true) };

	ok(!run(&t), "two texts, and none between them: %s", err.msg);
	is(saved(false), HEAD "-A INPUT -j LOG\n-A INPUT -j ACCEPT\nCOMMIT\n",
	   "the second adds to the first");
	t = (struct sw_texts){ .text[1] = text("d", "*filter\n-A OUTPUT -j DROP\nCOMMIT\n", true) };
	ok(!run(&t), "one that adds: %s", err.msg);
	is(saved(false), HEAD "-A INPUT -j LOG\n-A INPUT -j ACCEPT\n-A OUTPUT -j DROP\nCOMMIT\n",
	   "leaves what is there");
	t = (struct sw_texts){ .text[0] = text("e", "*filter\nCOMMIT\n", false) };
	ok(!run(&t), "one that does not: %s", err.msg);
	is(saved(false), HEAD "COMMIT\n", "takes the place of all");
}

static void counters(void)
{
	static const char rules[] = "*filter\n[5:7] -A INPUT -j ACCEPT\nCOMMIT\n";
	struct sw_texts t = { .o.counters = true, .text[0] = text("a", rules, false),
			      .text[1] = text("b", rules, true) };

	ok(!run(&t), "counters: %s", err.msg);
	is(saved(true), HEAD "[5:7] -A INPUT -j ACCEPT\n[0:0] -A INPUT -j ACCEPT\nCOMMIT\n",
	   "of the rules that take the place of others, not of those that are added");
}

static void families(void)
{
	static const char four[] = "*filter\n-A INPUT -s 192.0.2.1 -j DROP\nCOMMIT\n";
	static const char six[] = "*filter\n-A INPUT -s 2001:db8::1 -j DROP\nCOMMIT\n";
	struct sw_save_both both = { .counters = true };
	struct sw_texts t = { .text[0] = text("a", four, false), .text[1] = text("b", six, false) };

	t.text[1].family = SW_IP6;
	ok(!run(&t), "a text of each family: %s", err.msg);
	is(saved(false), HEAD "-A INPUT -s 2001:db8::1/128 -j DROP\nCOMMIT\n",
	   "the session is of the second one's");
	t.text[1].family = 0;
	t.text[0].family = SW_IP6;
	ok(run(&t) < 0, "each text is read as its family's: %s", err.msg);
	is(err.where.file, "a", "the first is at fault");
	ok(!sw_save_both_run(&s, &both, &err) && s.rs.family == SW_IP4, "both are saved");
	t = (struct sw_texts){ .text[0] = text("c", "*filter\n[5:7] -A INPUT -j LOG\nCOMMIT\n",
					       true) };
	t.text[0].count = true;
	ok(!run(&t), "a text that adds, with counters: %s", err.msg);
	is(saved(true), HEAD "[5:7] -A INPUT -j LOG\nCOMMIT\n", "counts from them");
	run(&(struct sw_texts){ .text[0] = text("e", "*filter\nCOMMIT\n", false) });
}

/* ---- what comes first ------------------------------------------------------------------------ */

static int flush(struct sw_session *session, void *ret, struct sw_err *e)
{
	struct sw_restore r = { .o = { .program = "iptables", .family = SW_IP4 } };

	r.file.text = "*filter\nCOMMIT\n";
	r.file.len = strlen(r.file.text);
	ok(!sw_restore_run(session, &r, e), "before the texts");
	sw_restore_fini(&r);
	return *(int *)ret ? sw_err_set(e, SW_EOTHER, EPERM, "no") : 0;
}

static void first(void)
{
	int ret = 0;
	struct sw_texts t = { .first = flush, .arg = &ret,
			      .text[0] = text("a", "*filter\n-A INPUT -j LOG\nCOMMIT\n", true) };

	ok(!run(&t), "something comes first: %s", err.msg);
	is(saved(false), HEAD "-A INPUT -j LOG\nCOMMIT\n", "and the text then");
	ret = -EPERM;
	ok(run(&t) == -EPERM && !strcmp(err.msg, "no"), "its refusal is that of the whole");
	is(saved(false), HEAD "COMMIT\n", "and no text is run");
}

/* ---- whose line ------------------------------------------------------------------------------ */

static void lines(void)
{
	struct sw_texts t = { .text[0] = text("a", "*filter\n-A INPUT\nCOMMIT\n", true),
			      .text[1] = text("b", "*nat\n-A INPUT -j NONE!\nCOMMIT\n", true) };
	const char *line = NULL;
	size_t len = 0;

	ok(run(&t) < 0 && err.where.line == 2, "a bad line: %s", err.msg);
	is(err.where.file, "b", "of the second text");
	ok(sw_texts_line(&t, &err.where, &line, &len) && len == strlen("-A INPUT -j NONE!") &&
	   !strncmp(line, "-A INPUT -j NONE!", len), "its line is found");
	err.where.file = t.text[0].name;
	ok(sw_texts_line(&t, &err.where, &line, &len) && len == strlen("-A INPUT") &&
	   !strncmp(line, "-A INPUT", len), "the same line of the first");
	err.where.line = 4;
	ok(!sw_texts_line(&t, &err.where, &line, &len), "one that it has not");
	err.where.file = "c";
	err.where.line = 1;
	ok(!sw_texts_line(&t, &err.where, &line, &len), "one of a text that is none of them");
	err.where.line = 0;
	ok(!sw_texts_line(&t, &err.where, &line, &len), "no line");
}

static void rest(void)
{
	struct sw_str out = { 0 };

	sw_text_clear_rest("*filter\nCOMMIT\n*raw\nCOMMIT\n", &out);
	ok(!sw_text_names_table(out.s, "filter") && !sw_text_names_table(out.s, "raw"),
	   "what a text names is not emptied before it");
	ok(sw_text_names_table(out.s, "nat") && sw_text_names_table(out.s, "mangle") &&
	   sw_text_names_table(out.s, "security"), "the others are");
	sw_str_fini(&out);
}

int main(void)
{
	sw_err_init(&err);
	if (sw_xt_init(SW_IP4, "iptables", NULL, &err) ||
	    sw_session_open_on(&s, "iptables", SW_IP4, NULL, &err))
		return 1;
	s.sink = &fake.sink;
	order();
	counters();
	families();
	first();
	lines();
	rest();
	sw_session_close(&s);
	sw_str_fini(&fake.log);
	sw_xt_fini();
	return tap_end();
}
