/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Conntrack helpers: the table, module words of old recipes, and the rules they become. */
#include <errno.h>
#include <stdlib.h>
#include "base/net.h"
#include "modprobe/helper_table.h"
#include "tap.h"
#include "modprobe/module_log.h"

static void check_name(const char *word, const char *want)
{
	char name[SW_MODULE_MAX] = "";

	ok(sw_module_name(word, strlen(word), name) == (want != NULL), "%.40s is %sa module name",
	   word, want ? "" : "not ");
	if (want)
		is(name, want, "%s is %s", word, want);
}

static void test_names(void)
{
	char big[SW_MODULE_MAX + 2];

	check_name("ip_conntrack_ftp", "nf_conntrack_ftp");
	check_name("ip_nat_ftp", "nf_nat_ftp");
	check_name("nf-conntrack-ftp", "nf_conntrack_ftp");
	check_name("ip-conntrack-ftp", "nf_conntrack_ftp");
	check_name("ip-nat_ftp", "nf_nat_ftp");
	check_name("ip_conntrack", "ip_conntrack");
	check_name("loop", "loop");
	check_name("", NULL);
	check_name("../x", NULL);
	check_name("a;b", NULL);
	memset(big, 'a', sizeof(big));
	big[SW_MODULE_MAX] = '\0';
	check_name(big, NULL);
	big[SW_MODULE_MAX - 1] = '\0';
	check_name(big, big);
}

static void test_table(void)
{
	size_t n = 0;

	for (const struct sw_helper *h = sw_helpers; h->name; h++, n++) {
		ok(strlen(h->name) < 16, "%s fits into the kernel's name", h->name);
		ok(h->l4 == IPPROTO_TCP || h->l4 == IPPROTO_UDP, "%s has a protocol", h->name);
		ok(sw_helper_find(h->name, h->l4) == h, "%s is found", h->name);
	}
	ok(n == 13, "13 helpers");
	ok(!sw_helper_find("ftp", IPPROTO_UDP), "ftp is not for udp");
	ok(!sw_helper_find("H.245", 0), "H.245 is never assigned");
	is(sw_helper_find("snmp_trap", 0)->nat, "nf_nat_snmp_basic",
	   "snmp_trap comes from the NAT module");
}

static void check_words(const char *text, const char *want, int odd)
{
	struct sw_module_words words = { 0 };
	struct sw_notes notes = { 0 };
	struct sw_str out = { 0 };
	int ret = sw_module_words_add(&words, text, "f:1", &notes);

	ok(ret == odd && notes.n == (size_t)odd, "\"%.50s\": %d remarks", text, odd);
	sw_module_words_print(&words, &out);
	is(out.len ? out.s : "", want, "\"%.50s\" reads as it should", text);
	for (size_t i = 0; i < notes.n; i++)
		ok(!strncmp(notes.line[i], "f:1: ", 5), "remark names the place: %s",
		   notes.line[i]);
	sw_str_fini(&out);
	sw_notes_fini(&notes);
	sw_module_words_fini(&words);
}

static void test_words(void)
{
	check_words("", "", 0);
	check_words(" \t\n ", "", 0);
	check_words("ip_conntrack_ftp", "ip_conntrack_ftp", 0);
	check_words("ip_conntrack_ftp:21,2121", "ip_conntrack_ftp:21,2121", 0);
	check_words("ip_conntrack_ftp ports=21,2121 ip_nat_ftp",
		    "ip_conntrack_ftp:21,2121 ip_nat_ftp", 0);
	check_words("nf_conntrack_ftp ip_conntrack_ftp:2121", "nf_conntrack_ftp:2121", 0);
	check_words("nf_conntrack_ftp:21,21,21", "nf_conntrack_ftp:21", 0);
	check_words("nf_conntrack_ftp:0,65536,x,21", "", 3);
	check_words("nf_conntrack_ftp:", "", 1);
	check_words("nf_conntrack_ftp:,", "", 2);
	check_words("nf_conntrack_ftp:2121-2130 nf_conntrack_tftp", "nf_conntrack_tftp", 1);
	check_words("nf_conntrack_ftp:ftp loop", "loop", 1);
	check_words("nf_conntrack_ftp:+21", "", 1);
	check_words("nf_conntrack_ftp:21:22", "", 1);
	check_words("nf_conntrack_ftp ports=", "", 1);
	check_words("nf_conntrack_ftp ports=21 ports=x loop", "loop", 1);
	check_words("nf_conntrack_ftp:21 ip_conntrack_ftp:x", "nf_conntrack_ftp:21", 1);
	check_words("ip_conntrack_ftp,ip_nat_ftp", "", 1);
	check_words("ports=21", "", 1);
	check_words("loop ports=21", "", 1);
	check_words("loop:21", "", 1);
	check_words("nf_conntrack_h323:1720", "", 1);
	check_words("nf_conntrack_ftp loose=1", "nf_conntrack_ftp", 1);
	check_words("; rm -rf /", "rm", 3);
	check_words("nf_conntrack_sip ports=5060,5062", "nf_conntrack_sip:5060,5062", 0);
}

static void test_kinds(void)
{
	struct sw_module_words words = { 0 };
	struct sw_notes notes = { 0 };

	sw_module_words_add(&words, "ip_conntrack iptable_filter ipt_recent ip_nat_tftp loop", "x",
			    &notes);
	ok(words.n == 5, "five words");
	ok(words.w[0].idle && words.w[1].idle && words.w[2].idle, "the first three need nothing");
	ok(words.w[3].helper && !words.w[3].idle, "a NAT half brings its helper");
	ok(!words.w[4].helper && !words.w[4].idle, "any other module is loaded");
	ok(sw_module_words_find(&words, "nf_nat_tftp") == &words.w[3], "found by today's name");
	ok(!sw_module_words_find(&words, "nf_conntrack_tftp"), "the other half was not named");
	sw_module_words_fini(&words);
	sw_notes_fini(&notes);
}

/* Which word of text assigns ftp, from 1; 0: none. */
static int ftp_word(const char *text)
{
	struct sw_module_words words = { 0 };
	struct sw_notes notes = { 0 };
	int at = 0, n = 0;

	sw_module_words_add(&words, text, "x", &notes);
	for (size_t i = 0; i < words.n; i++)
		if (sw_module_words_assign(&words, &words.w[i], sw_helper_find("ftp", 0))) {
			at = i + 1;
			n++;
		}
	ok(n < 2, "\"%s\": %d assign ftp", text, n);
	sw_module_words_fini(&words);
	sw_notes_fini(&notes);
	return at;
}

static void test_pairs(void)
{
	ok(ftp_word("ip_conntrack_ftp") == 1, "the tracking half");
	ok(ftp_word("ip_nat_ftp") == 1, "the NAT half, alone");
	ok(ftp_word("ip_conntrack_ftp ip_nat_ftp") == 1, "both: the tracking half");
	ok(ftp_word("ip_nat_ftp nf_conntrack_ftp:2121") == 2,
	   "in the other order, by another name");
	ok(ftp_word("ip_nat_tftp ip_nat_ftp ip_conntrack_tftp") == 2,
	   "beside the halves of another");
	ok(!ftp_word("ip_conntrack_ftp:x ip_nat_ftp"), "a tracking half that was left out");
	ok(!ftp_word("ip_nat_ftp ip_conntrack_ftp ports=0"), "also behind it");
	ok(!ftp_word("ip_conntrack_ftp,2121 ip_nat_ftp"), "also one that is no name");
	ok(ftp_word("ip_conntrack_ftp ip_nat_ftp:x") == 1, "a NAT half that was left out");
	ok(ftp_word("ip_nat_ftp:2121 ip_conntrack_ftp:21") == 1,
	   "a NAT half with other ports is left out");
}

/* Both halves are for the same ports, whichever of them has some, in any order. */
static void test_pair_ports(void)
{
	check_words("ip_nat_ftp:2121 ip_conntrack_ftp", "ip_nat_ftp:2121 ip_conntrack_ftp:2121", 0);
	check_words("ip_conntrack_ftp ip_nat_ftp ports=2121,2122",
		    "ip_conntrack_ftp:2121,2122 ip_nat_ftp:2121,2122", 0);
	check_words("ip_nat_ftp:2121 nf_conntrack_ftp ip_nat_ftp:21",
		    "ip_nat_ftp:2121,21 nf_conntrack_ftp:2121,21", 0);
	check_words("ip_conntrack_ftp:21,2121 ip_nat_ftp:2121,21",
		    "ip_conntrack_ftp:21,2121 ip_nat_ftp:2121,21", 0);
	check_words("ip_nat_sip:5062 loop nf_conntrack_sip",
		    "ip_nat_sip:5062 loop nf_conntrack_sip:5062", 0);
	check_words("ip_conntrack_ftp:2121 ip_nat_ftp", "ip_conntrack_ftp:2121 ip_nat_ftp", 0);
	check_words("ip_nat_ftp:2121 ip_conntrack_ftp:21", "ip_conntrack_ftp:21", 1);
	check_words("ip_conntrack_ftp:21 ip_nat_ftp:2121 loop", "ip_conntrack_ftp:21 loop", 1);
	check_words("ip_conntrack_ftp:21,2121 ip_nat_ftp:21", "ip_conntrack_ftp:21,2121", 1);
	check_words("ip_nat_tftp:6969 ip_nat_ftp:2121 ip_conntrack_ftp:21 ip_conntrack_tftp:69",
		    "ip_conntrack_ftp:21 ip_conntrack_tftp:69", 2);
	check_words("ip_nat_ftp:2121 ip_conntrack_tftp", "ip_nat_ftp:2121 ip_conntrack_tftp", 0);
}

static void test_lists(void)
{
	struct sw_module_word w = { 0 };

	ok(!sw_module_word_ports(&w, "21,2121") && w.nport == 2 && w.port[1] == 2121,
	   "a list of ports");
	ok(sw_module_word_ports(&w, "") && sw_module_word_ports(&w, "21,") &&
		   sw_module_word_ports(&w, "0x15"),
	   "lists that are none");
	ok(sw_module_is_past("nf_defrag_ipv4") && sw_module_is_past("nf_log_ipv4") &&
		   sw_module_is_past("nfnetlink_log"),
	   "what was merged, or is built in");
	ok(!sw_module_is_past("nf_conntrack_fpt") && !sw_module_is_past("nf_conntrack_ftp"),
	   "what is neither");
}

static void test_rules(void)
{
	struct sw_module_words words = { 0 };
	struct sw_notes notes = { 0 };
	struct sw_str out = { 0 };
	char module[SW_MODULE_MAX] = "";

	sw_module_words_add(&words, "ip_conntrack_ftp:2121 nf_conntrack_h323", "x", &notes);
	sw_helper_rules(sw_helper_find("ftp", 0), &words.w[0], &out);
	is(out.s,
	   "-A PREROUTING -p tcp -m tcp --dport 2121 -m comment --comment \"statewall: helper "
	   "nf_conntrack_ftp\" -j CT --helper ftp\n"
	   "-A OUTPUT -p tcp -m tcp --dport 2121 -m comment --comment \"statewall: helper "
	   "nf_conntrack_ftp\" -j CT --helper ftp\n",
	   "rules as a save file has them");
	ok(sw_helper_line_module(out.s, strcspn(out.s, "\n"), module), "the mark is found");
	is(module, "nf_conntrack_ftp", "and names the module");
	ok(!sw_helper_line_module(out.s, 60, module), "a line cut off inside the mark has none");
	ok(!sw_helper_line_module("-A INPUT", 8, module), "another line has none");
	sw_str_reset(&out);
	sw_helper_rules(sw_helper_find("Q.931", 0), &words.w[1], &out);
	ok(strstr(out.s, "-p tcp -m tcp --dport 1720") && strstr(out.s, "--helper Q.931\n"),
	   "Q.931 on its port");
	sw_str_fini(&out);
	sw_module_words_fini(&words);
	sw_notes_fini(&notes);
}

/* What a save keeps in IPTABLES_MODULES. */
static void check_save(const char *config, const char *in_rules, const char *log_text,
		       const char *want, int differs)
{
	struct sw_module_words c = { 0 }, r = { 0 }, out = { 0 };
	struct sw_module_log log = { 0 };
	struct sw_notes notes = { 0 };
	struct sw_str s = { 0 };
	struct sw_err err;

	sw_err_init(&err);
	sw_module_words_add(&c, config, "c", &notes);
	sw_module_words_add(&r, in_rules, "r", &notes);
	for (; *log_text; log_text += strcspn(log_text, " "), log_text += *log_text == ' ') {
		char name[64];

		snprintf(name, sizeof(name), "%.*s", (int)strcspn(log_text, " ") - 1, log_text + 1);
		sw_module_log_mark(&log, name, (enum sw_module_mark)*log_text, &err);
	}
	ok(sw_module_words_to_save(&c, &r, &log, &out, &err) == differs, "save \"%s\": %s", config,
	   differs ? "differs" : "as before");
	sw_module_words_print(&out, &s);
	is(s.len ? s.s : "", want, "save keeps the right words");
	sw_str_fini(&s);
	sw_notes_fini(&notes);
	sw_module_log_fini(&log);
	sw_module_words_fini(&c);
	sw_module_words_fini(&r);
	sw_module_words_fini(&out);
}

static void test_save(void)
{
	check_save("ip_conntrack_ftp", "nf_conntrack_ftp", "", "ip_conntrack_ftp", 0);
	check_save("", "nf_conntrack_ftp", "+nf_conntrack_ftp +nf_nat_ftp", "nf_conntrack_ftp", 1);
	check_save("ip_conntrack_ftp loop", "", "-nf_conntrack_ftp", "loop", 1);
	check_save("ip_nat_ftp", "nf_conntrack_ftp", "", "ip_nat_ftp", 0);
	check_save("loop", "", "=dummy", "loop dummy", 1);
	check_save("not_started_yet", "", "", "not_started_yet", 0);
	check_save("ip_conntrack_ftp", "nf_conntrack_ftp:2121 nf_conntrack_tftp", "",
		   "ip_conntrack_ftp nf_conntrack_tftp", 1);
	check_save("ip_conntrack_ftp", "nf_conntrack_ftp:21 nf_conntrack_ftp:2121",
		   "=nf_conntrack_ftp", "ip_conntrack_ftp:21,2121", 1);
	check_save("ip_conntrack_ftp:2121", "nf_conntrack_ftp:2121", "=nf_nat_ftp",
		   "ip_conntrack_ftp:2121", 0);
	check_save("ip_nat_ftp:2121 ip_conntrack_ftp", "nf_conntrack_ftp:2122", "=nf_conntrack_ftp",
		   "ip_nat_ftp ip_conntrack_ftp:2122", 1);
	check_save("ip_nat_ftp:2121 ip_conntrack_ftp loop", "nf_conntrack_ftp:2121",
		   "=nf_conntrack_ftp -loop", "ip_nat_ftp:2121 ip_conntrack_ftp:2121", 1);
	check_save("ip_nat_ftp loop", "", "-nf_conntrack_ftp", "loop", 1);
	check_save("ip_conntrack_ftp", "", "-nf_nat_ftp", "", 1);
	check_save("ip_conntrack_ftp", "nf_conntrack_ftp", "-nf_conntrack_ftp", "ip_conntrack_ftp",
		   0);
}

int main(void)
{
	test_names();
	test_table();
	test_words();
	test_kinds();
	test_pairs();
	test_pair_ports();
	test_lists();
	test_rules();
	test_save();
	return tap_end();
}
