/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Plugins parse options as iptables has them do, and a bad rule leaves nothing behind. */
#include <malloc.h>
#include <stdlib.h>
#include "base/str.h"
#include "xt/plugin.h"
#include "tap.h"

/* Build the extensions of one rule from words, as a command line would; -p and '!' are all it
 * knows itself. The text of the rule, or of the error, goes to buf. */
static int build(const char *words, struct sw_rule *rule, struct sw_err *err)
{
	struct sw_xt_rule *x = sw_xt_begin();
	struct sw_words w = { 0 };
	const char *proto = NULL;
	char *line = strdup(words);
	bool inv = false;
	int e, i = 0;

	sw_err_init(err);
	memset(rule, 0, sizeof(*rule));
	if (!line)
		return sw_err_nomem(err);
	e = sw_words_split(&w, line, err);
	while (e >= 0 && i < w.n) {
		char *arg = w.word[i];

		if (strcmp(arg, "!") == 0) {
			inv = true;
			i++;
			continue;
		}
		if (strcmp(arg, "-p") == 0) {
			proto = w.word[i + 1];
			rule->ip.proto = strcmp(proto, "tcp") == 0 ? 6 : 17;
			i += 2;
		} else if (strcmp(arg, "-m") == 0) {
			e = sw_xt_match(x, w.word[i + 1], err);
			i += 2;
		} else if (strcmp(arg, "-j") == 0) {
			e = sw_xt_target(x, w.word[i + 1], false, err);
			i += 2;
		} else {
			e = sw_xt_option(x, w.n, w.word, i, 0, inv, &rule->ip, proto, err);
			if (e == 0)
				e = sw_err_set(err, SW_EPARAM, 0, "nobody knows %s", arg);
			i += e > 0 ? e : 0;
		}
		inv = false;
	}
	if (e >= 0)
		e = sw_xt_finish(x, rule, err);
	else
		sw_xt_abort(x);
	sw_words_fini(&w);
	free(line);
	return e < 0 ? e : 0;
}

/* What the rule saves as, or the message. Static storage. */
static const char *try(const char *words)
{
	static char text[2048];
	struct sw_rule rule;
	struct sw_err err;
	FILE *f = fmemopen(text, sizeof(text), "w");

	text[0] = '\0';
	if (build(words, &rule, &err) < 0) {
		fprintf(f, "%d%s", err.code, err.usage ? "u" : "");
		if (err.arg[0])
			fprintf(f, " [%s]@%d", err.arg, err.where.word);
		fprintf(f, " %s", err.msg);
	} else {
		struct sw_line l;

		sw_line_start(&l, f);
		for (size_t i = 0; i < rule.nmatch; i++)
			sw_xt_save_match(&l, &rule, &rule.match[i], &err);
		if (rule.jump.kind == SW_JUMP_EXT)
			sw_xt_save_target(&l, &rule, &err);
		sw_line_flush(&l);
		sw_rule_fini(&rule);
	}
	fclose(f);
	return text;
}

static const char *hint_of(const char *words)
{
	static struct sw_err err;
	struct sw_rule rule;

	if (build(words, &rule, &err) == 0)
		sw_rule_fini(&rule);
	return err.hint;
}

static const struct { const char *words, *want; } good[] = {
	{ "-m state --state NEW,ESTABLISHED", " -m state --state NEW,ESTABLISHED" },
	{ "-m conntrack ! --ctstate NEW", " -m conntrack ! --ctstate NEW" },
	{ "-p tcp --dport 80", " -m tcp --dport 80" },
	{ "-p 6 --dport=80", " -m tcp --dport 80" },
	{ "-p tcp -m tcp --dport 80", " -m tcp --dport 80" },
	{ "-p tcp -m comment --comment x --syn",
	  " -m comment --comment x -m tcp --tcp-flags FIN,SYN,RST,ACK SYN" },
	{ "-p tcp --tcp-flags SYN,ACK SYN --dport 1", " -m tcp --dport 1 --tcp-flags SYN,ACK SYN" },
	{ "-p tcp -m multiport --dport 1,2", " -m multiport --dports 1,2" },
	{ "-m comment --comment \"a b\" -m comment --comment c",
	  " -m comment --comment \"a b\" -m comment --comment c" },
	{ "-m mark --mark 1 -m mark ! --mark 2/3", " -m mark --mark 0x1 -m mark ! --mark 0x2/0x3" },
	{ "-m limit --limit 3/min --limit-b 7", " -m limit --limit 3/min --limit-burst 7" },
	{ "-j NOTRACK", " -j NOTRACK" },
	{ "-j CT --zone 3", " -j CT --zone 3" },
	{ "-j LOG --log-prefix \"a b\"", " -j LOG --log-prefix \"a b\"" },
	{ "-p tcp -j DNAT --to 10.0.0.1:80", " -j DNAT --to-destination 10.0.0.1:80" },
	{ "-j ACCEPT", "" },
	{ "-j SOMECHAIN", "" },
	{ "-p icmp --icmp-type ping", " -m icmp --icmp-type 8" },
};

static const struct { const char *words, *want; } bad[] = {
	{ "-m state --state BOGUS", "2u [BOGUS]@3 Bad state \"BOGUS\"" },
	{ "-m state --state NEW,BOGUS", "2u [NEW,BOGUS]@3 Bad state \"BOGUS\"" },
	{ "-m contrack",
	  "2u [contrack]@-1 Couldn't load match `contrack':No such file or directory" },
	{ "-m name_that_is_too_long_for_one",
	  "2u [name_that_is_too_long_for_one]@-1 "
	  "Invalid match name \"name_that_is_too_long_for_one\" (28 chars max)" },
	{ "-j name_that_is_too_long_for_one",
	  "2u [name_that_is_too_long_for_one]@-1 "
	  "Invalid target name `name_that_is_too_long_for_one' (28 chars max)" },
	{ "-j \"a b\"", "2u [a b]@-1 Invalid target name `a b'" },
	{ "-j LOG -j LOG", "2u [LOG]@-1 multiple -j flags not allowed" },
	{ "-m limit --limi 3/s", "2u [--limi]@2 unknown option \"--limi\"" },
	{ "-m limit --limit 3/s --limit 3/s",
	  "2u [--limit]@4 limit: option \"--limit\" can only be used once." },
	{ "-p tcp --dport", "2u [--dport]@2 option \"--dport\" requires an argument" },
	{ "-p tcp --syn=3", "2u [--syn=3]@2 unknown option \"--syn=3\"" },
	{ "-p tcp --tcp-flags SYN", "2u [--tcp-flags]@2 --tcp-flags requires two args." },
	{ "-p tcp --dport banana", "2u [banana]@3 invalid port/service `banana' specified" },
	{ "--dport 80", "2 nobody knows --dport" },
	{ "-p tcp --frobnicate", "2 nobody knows --frobnicate" },
	{ "-j DNAT", "2u DNAT: option \"--to-destination\" must be specified" },
	{ "-m multiport --dports 1",
	  "2u [--dports]@2 "
	  "multiport needs `-p tcp', `-p udp', `-p udplite', `-p sctp' or `-p dccp'" },
};

static void test_words(void)
{
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		is(try(good[i].words), good[i].want, "%s", good[i].words);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		is(try(bad[i].words), bad[i].want, "%s", bad[i].words);
}

static void test_hints(void)
{
	char buf[256];

	ok(strstr(hint_of("-m contrack"), "conntrack"), "nearest match");
	ok(strstr(hint_of("-m state --state INVAID"), "did you mean INVALID?"), "nearest word");
	ok(strstr(hint_of("-m limit --limi 1"), "--limit-burst"), "what an abbreviation can mean");
	is(sw_xt_nearest("MASQUERAD", true), "MASQUERADE", "nearest target");
	ok(!sw_xt_nearest("qqqqqqqq", false), "nothing is near");
	ok(sw_xt_who_has_option("--dport", buf, sizeof(buf)) && strstr(buf, "-p tcp") &&
	   strstr(buf, "-p udp"), "--dport belongs to -p tcp, -p udp (%s)", buf);
	ok(sw_xt_who_has_option("log-prefix", buf, sizeof(buf)) && !strcmp(buf, "-j LOG"),
	   "--log-prefix belongs to -j LOG");
	ok(!sw_xt_who_has_option("no-such-option", buf, sizeof(buf)), "an option of nobody");
	ok(sw_xt_has_target("LOG") && !sw_xt_has_target("LOGG") && !sw_xt_has_target("ACCEPT"),
	   "which targets are extensions");
}

/* The newest revision, unless the kernel has another one. */
static int asked;
static bool only_rev1(const char *name, uint8_t rev, bool target, uint8_t family)
{
	(void)name, (void)target, (void)family;
	asked++;
	return rev == 1;
}

static bool none(const char *name, uint8_t rev, bool target, uint8_t family)
{
	(void)name, (void)rev, (void)target, (void)family;
	return false;
}

static int revision_of(const char *words)
{
	struct sw_rule rule;
	struct sw_err err;
	int rev;

	if (build(words, &rule, &err) < 0)
		return -1;
	rev = rule.nmatch ? rule.match[0].rev : rule.jump.ext.rev;
	sw_rule_fini(&rule);
	return rev;
}

static void test_revisions(void)
{
	struct sw_err err;

	sw_err_init(&err);
	ok(revision_of("-m connlimit --connlimit-above 1") == 1 &&
	   revision_of("-j CONNMARK --set-mark 1") == 2, "the newest ones");
	sw_xt_init(SW_IP4, "iptables", only_rev1, &err);
	ok(revision_of("-j CONNMARK --set-mark 1") == 1, "the one the kernel knows");
	ok(asked == 2, "the kernel was asked for 2 and 1");
	ok(revision_of("-j CONNMARK --set-mark 1") == 1 && asked == 2, "and not again");
	ok(revision_of("-m cpu --cpu 1") == 0 && asked == 2, "nor when there is no choice");
	sw_xt_init(SW_IP4, "iptables", none, &err);
	ok(revision_of("-j CONNMARK --set-mark 1") == 2, "the newest one when the kernel has none");
	sw_xt_init(SW_IP4, "iptables", NULL, &err);
}

/* Both families in turn in one process. */
static void test_families(void)
{
	struct sw_err err;
	int wrong = 0;

	sw_err_init(&err);
	for (int i = 0; i < 1000; i++) {
		sw_xt_init(SW_IP6, "ip6tables", NULL, &err);
		wrong += strcmp(try("-p tcp --dport 1 -j DNAT --to [fe80::1]:80"),
				" -m tcp --dport 1 -j DNAT --to-destination [fe80::1]:80") != 0;
		wrong += !strstr(try("-j REJECT"), "--reject-with icmp6-port-unreachable");
		sw_xt_init(SW_IP4, "iptables", NULL, &err);
		wrong += strcmp(try("-p tcp --dport 1 -j DNAT --to 10.1.1.1:80"),
				" -m tcp --dport 1 -j DNAT --to-destination 10.1.1.1:80") != 0;
		wrong += !strstr(try("-j REJECT"), "--reject-with icmp-port-unreachable");
	}
	ok(wrong == 0, "1000 rules of each family in turn (%d wrong)", wrong);
	sw_xt_init(SW_IP6, "ip6tables", NULL, &err);
	ok(strstr(try("-m icmp"), "Couldn't load match `icmp'"), "icmp is not IPv6's");
	is(try("-p icmpv6 -m ipv6-icmp --icmpv6-type 1"), " -m icmp6 --icmpv6-type 1",
	   "a name of icmp6");
	sw_xt_init(SW_IP4, "iptables", NULL, &err);
	ok(sw_xt_init(99, "x", NULL, &err) < 0, "no such family");
}

/* Finished, given up and failed rules leave memory as it was. What a plugin that jumped out has
 * lost (tests/lsan.supp) is a few bytes a rule. */
static void test_memory(void)
{
	static const char *const rules[] = {
		"-p tcp -m tcp --dport 80 -m state --state NEW -m comment --comment x -j LOG",
		"-m hashlimit --hashlimit-name a --hashlimit-upto 3/s --hashlimit-mode srcip",
		"-m state --state BOGUS",
		"-m comment --comment x -j DNAT",
		"-m nosuch",
	};
	struct mallinfo2 before = { 0 }, after;
	struct sw_rule rule;
	struct sw_err err;

	for (int i = 0; i < 10100; i++) {
		if (i == 100)
			before = mallinfo2();
		if (build(rules[i % 5], &rule, &err) == 0)
			sw_rule_fini(&rule);
	}
	after = mallinfo2();
	ok(after.uordblks <= before.uordblks + 4096, "10 000 rules, good and bad: %zu -> %zu bytes",
	   before.uordblks, after.uordblks);
}

int main(void)
{
	struct sw_err err;

	sw_err_init(&err);
	ok(sw_xt_init(SW_IP4, "iptables", NULL, &err) == 0, "init");
	test_words();
	test_hints();
	test_revisions();
	test_families();
	test_memory();
	sw_xt_fini();
	is(try("-m mark --mark 1"), " -m mark --mark 0x1", "usable after fini and no new init");
	sw_xt_fini();
	return tap_end();
}
