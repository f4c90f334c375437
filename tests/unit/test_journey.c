/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What becomes of packets of which not everything is known: rules of a file, words of a packet, the
 * rules that it meets and how it ends. tests/explain compares with the kernel. */
#include "base/str.h"
#include "session/whole.h"
#include "sight/journey.h"
#include "some_packet.h"
#include "tap.h"
#include "xt/plugin.h"

/* "INPUT:3" for a rule, "?" behind one that may be met, "INPUT:0" for a policy; what it changes. */
static void tell(void *arg, const struct sw_walk_step *s)
{
	struct sw_str *out = arg;

	if (s->kind != SW_STEP_RULE && s->kind != SW_STEP_POLICY)
		return;
	if (s->kind == SW_STEP_POLICY && s->end == SW_ACCEPTED)
		return;
	sw_str_addf(out, "%s:%zu%s ", s->chain->name, s->number, s->may || !s->sure ? "?" : "");
	if (s->changed[0])
		sw_str_addf(out, "(%s) ", s->changed);
}

static void add_end(struct sw_str *out, const struct sw_fate *f)
{
	static const char letters[] = "..." "ADRQT?";	/* enum sw_end */

	sw_str_add(out, "= ");
	for (int end = SW_ACCEPTED; end <= SW_UNKNOWN_END; end++)
		if (f->may & 1u << end)
			sw_str_addc(out, letters[end]);
	for (size_t at = 0; at < f->why.len; at += strlen(f->why.s + at) + 1)
		sw_str_addf(out, "; %s", f->why.s + at);
}

static void become(uint8_t family, const char *rules, const char *words, const char *want)
{
	struct sw_restore r = { .o = { .program = "test", .family = family },
				.file = { .name = "rules", .text = rules, .len = strlen(rules) } };
	struct sw_str text = { 0 };
	struct sw_journey j = { .walk.tell = tell, .walk.arg = &text, .no_routes = true };
	struct sw_ruleset rs;
	struct sw_packet p;
	struct sw_err err;

	sw_err_init(&err);
	if (sw_whole_file(&r, &rs, &err)) {
		ok(false, "%s: %s", rules, err.msg);
		sw_restore_fini(&r);
		return;
	}
	j.walk.rs = &rs;
	if (read_words(&p, words, &err) || sw_journey_run(&j, &p, &err))
		sw_str_add(&text, err.msg);
	else
		add_end(&text, &j.fate);
	is(text.s, want, "%s", words);
	sw_str_fini(&text);
	sw_journey_fini(&j);
	sw_ruleset_fini(&rs);
	sw_restore_fini(&r);
}

#define IN "-i eth0 --hook INPUT --mark 0 "

static void test_tests(void)
{
	static const char rules[] =
		"*filter\n:INPUT DROP\n"
		"-A INPUT -s 10.0.0.0/8 -p tcp --dport 22 -j ACCEPT\n"
		"-A INPUT -p tcp -m multiport --dports 80,443,1000:2000 -j ACCEPT\n"
		"-A INPUT ! -s 10.0.0.0/8 -p udp ! --sport 53 -j REJECT\n"
		"-A INPUT -p icmp --icmp-type 8 -j ACCEPT\n"
		"-A INPUT -m length --length 100:200 -j ACCEPT\n"
		"COMMIT\n";

	become(SW_IP4, rules, IN "-p tcp -s 10.1.1.1 --dport 22 --length 40", "INPUT:1 = A");
	become(SW_IP4, rules, IN "-p tcp -s 11.1.1.1 --dport 22 --length 40", "INPUT:0 = D");
	become(SW_IP4, rules, IN "-p tcp --dport 22 --length 40",
	       "INPUT:1? INPUT:0? = AD; the source address (-s)");
	become(SW_IP4, rules, IN "-p tcp --dport 1500", "INPUT:2 = A");
	become(SW_IP4, rules, IN "-p tcp --dport 444 --length 201", "INPUT:0 = D");
	become(SW_IP4, rules, IN "-p udp -s 11.0.0.1:53 --length 99", "INPUT:0 = D");
	become(SW_IP4, rules, IN "-p udp -s 11.0.0.1:54", "INPUT:3 = R");
	become(SW_IP4, rules, IN "-p icmp --icmp-type 8/0", "INPUT:4 = A");
	become(SW_IP4, rules, IN "-p icmp --icmp-type 0 --length 100", "INPUT:5 = A");
	become(SW_IP4, rules, IN "-p esp", "INPUT:5? INPUT:0? = AD; the length (--length)");
	become(SW_IP4, rules, IN "-p tcp --fragment -s 10.1.1.1 --length 99", "INPUT:0 = D");
}

static void test_states(void)
{
	static const char rules[] =
		"*filter\n:INPUT DROP\n"
		"-A INPUT -m state --state RELATED,ESTABLISHED -j ACCEPT\n"
		"-A INPUT -m state --state INVALID -j DROP\n"
		"-A INPUT -m state --state NEW -j ACCEPT\n"
		"-A INPUT -m state --state UNTRACKED -j REJECT\n"
		"COMMIT\n";

	become(SW_IP4, rules, IN "--state NEW", "INPUT:3 = A");
	become(SW_IP4, rules, IN "--state NEW,ESTABLISHED",
	       "INPUT:1? INPUT:3? = A; the state (--state)");
	/* what is left behind the fourth rule is nothing: the policy is not met */
	become(SW_IP4, rules, IN,
	       "INPUT:1? INPUT:2? INPUT:3? INPUT:4? = ADR; the state (--state)");
}

static void test_chains(void)
{
	static const char rules[] =
		"*filter\n:INPUT DROP\n:A -\n:B -\n:C -\n"
		"-A INPUT -p tcp -j A\n-A INPUT -p udp -g B\n-A INPUT -j ACCEPT\n"
		"-A A -p tcp --dport 1 -j RETURN\n-A A -p tcp --dport 2 -j DROP\n-A A -g C\n"
		"-A A -j REJECT\n"
		"-A B -p udp --dport 1 -j ACCEPT\n"
		"-A C -p tcp --dport 3 -j REJECT\n"
		"COMMIT\n";

	become(SW_IP4, rules, IN "-p tcp --dport 1", "INPUT:1 A:1 INPUT:3 = A");
	become(SW_IP4, rules, IN "-p tcp --dport 2", "INPUT:1 A:2 = D");
	become(SW_IP4, rules, IN "-p tcp --dport 3", "INPUT:1 A:3 C:1 = R");
	become(SW_IP4, rules, IN "-p tcp --dport 4", "INPUT:1 A:3 INPUT:3 = A");
	become(SW_IP4, rules, IN "-p udp --dport 1", "INPUT:2 B:1 = A");
	/* what went to a chain does not come back, but to the policy */
	become(SW_IP4, rules, IN "-p udp --dport 2", "INPUT:2 INPUT:0 = D");
}

static void test_changes(void)
{
	static const char rules[] =
		"*mangle\n"
		"-A PREROUTING -s 10.0.0.1 -j MARK --set-mark 0x10\n"
		"-A PREROUTING -m limit --limit 1/s -j MARK --set-mark 0x20\n"
		"-A PREROUTING -j MARK --or-mark 0x1\n"
		"COMMIT\n*nat\n"
		"-A PREROUTING -p tcp --dport 80 -j DNAT --to-destination 10.1.0.7:8080\n"
		"COMMIT\n*filter\n:FORWARD DROP\n"
		"-A FORWARD -d 10.1.0.7 -p tcp --dport 8080 -j ACCEPT\n"
		"-A FORWARD -m mark --mark 0x1/0x1 -j REJECT\n"
		"COMMIT\n";

	become(SW_IP4, rules, "-i eth0 --hook FORWARD -p tcp -s 10.0.0.2 -d 1.1.1.1:80 --mark 0 "
	       "--state NEW",
	       "PREROUTING:2? (mark 0x20) PREROUTING:3 (mark 0x1 of bits 0xffffffdf) "
	       "PREROUTING:1 (now to 10.1.0.7 port 8080) FORWARD:1 = A; "
	       "how many packets came before (limit)");
	become(SW_IP4, rules, "-i eth0 --hook FORWARD -p tcp -s 10.0.0.2 -d 1.1.1.1:81 --mark 0 "
	       "--state NEW",
	       "PREROUTING:2? (mark 0x20) PREROUTING:3 (mark 0x1 of bits 0xffffffdf) "
	       "FORWARD:2 = R; how many packets came before (limit)");
	/* only the first packet of a connection asks table nat */
	become(SW_IP4, rules, "-i eth0 --hook FORWARD -p tcp -s 10.0.0.2 -d 1.1.1.1:80 --mark 1 "
	       "--state INVALID --ttl 1",
	       "PREROUTING:2? (mark 0x20) PREROUTING:3 (mark 0x1 of bits 0xffffffdf) "
	       "= ; how many packets came before (limit)");
}

static void test_six(void)
{
	static const char rules[] =
		"*filter\n:INPUT DROP\n"
		"-A INPUT -p icmpv6 --icmpv6-type 135 -m hl --hl-eq 255 -j ACCEPT\n"
		"-A INPUT -s fe80::/10 -p tcp --dport 22 -j ACCEPT\n"
		"-A INPUT -i eth+ -p udp -j ACCEPT\n"
		"COMMIT\n";

	become(SW_IP6, rules, "-6 " IN "-p icmp --icmp-type 135 --ttl 255", "INPUT:1 = A");
	become(SW_IP6, rules, "-6 " IN "-p icmp --icmp-type 135",
	       "INPUT:1? INPUT:0? = AD; the hop limit (--hl)");
	become(SW_IP6, rules, "-6 " IN "-s fe80::1 -p tcp --dport 22", "INPUT:2 = A");
	become(SW_IP6, rules, "-6 " IN "-s fd00::1 -p tcp --dport 22", "INPUT:0 = D");
	become(SW_IP6, rules, "-6 " IN "-p udp", "INPUT:3 = A");
	become(SW_IP6, rules, "-6 -i lo --hook INPUT --mark 0 -p udp", "INPUT:0 = D");
}

static void test_untracked(void)
{
	static const char rules[] =
		"*raw\n-A PREROUTING -p udp --dport 53 -j NOTRACK\n"
		"-A PREROUTING -m state --state NEW -j DROP\nCOMMIT\n"
		"*filter\n:INPUT DROP\n-A INPUT -m state --state NEW -j REJECT\n"
		"-A INPUT -m state --state UNTRACKED -j ACCEPT\nCOMMIT\n";

	become(SW_IP4, rules, IN "-p udp --dport 53", "PREROUTING:1 (untracked) INPUT:2 = A");
	/* in table raw nothing is NEW yet */
	become(SW_IP4, rules, IN "-p udp --dport 54 --state NEW", "INPUT:1 = R");
}

int main(void)
{
	test_tests();
	test_states();
	test_chains();
	test_changes();
	test_six();
	test_untracked();
	sw_xt_fini();
	return tap_end();
}
