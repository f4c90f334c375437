/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which words make the same rule for -C and -D: bytes count where the kernel or the plugin looks at
 * them. */
#include <net/if.h>
#include <string.h>
#include "base/str.h"
#include "words/parse.h"
#include "rule/ruleset.h"
#include "xt/compat.h"
#include "xt/plugin.h"
#include <linux/netfilter/xt_recent.h>
#include "tap.h"

static int parse(uint8_t family, const char *table, const char *words, struct sw_cmd *cmd)
{
	struct sw_parser parser = { .family = family,
				    .program = "iptables",
				    .table = sw_builtin_table(table) };
	char line[400], append[] = "-A", chain[] = "C";
	struct sw_words w = { 0 };
	struct sw_err err;
	int rc;

	sw_err_init(&err);
	snprintf(line, sizeof(line), "%s", words);
	rc = sw_xt_init(family, "iptables", NULL, &err) || sw_words_add(&w, append, false, &err) ||
	     sw_words_add(&w, chain, false, &err) || sw_words_split(&w, line, &err) ||
	     sw_parse(&parser, w.n, w.word, cmd, &err);
	if (rc)
		printf("# %s: %s\n", words, err.msg);
	sw_words_fini(&w);
	return rc;
}

static void compare(uint8_t family, const char *table, const char *a, const char *b, bool same)
{
	struct sw_cmd one = { 0 }, two = { 0 };

	if (parse(family, table, a, &one) || parse(family, table, b, &two))
		ok(0, "%s | %s", a, b);
	else
		ok(sw_xt_rule_same(one.rule[0], two.rule[0], NULL) == same &&
			   sw_xt_rule_same(two.rule[0], one.rule[0], NULL) == same,
		   "%s | %s: %s", a, b, same ? "same" : "other");
	sw_cmd_fini(&one);
	sw_cmd_fini(&two);
}

static const struct {
	uint8_t family;
	const char *table, *a, *b;
} same[] = {
	{ SW_IP4, "filter", "-m recent --set --name SSH",
	  "-m recent --set --name SSH --mask 255.255.255.255 --rsource" },
	{ SW_IP4, "filter", "-m connlimit --connlimit-above 3",
	  "-m connlimit --connlimit-above 3 --connlimit-mask 32 --connlimit-saddr" },
	{ SW_IP4, "filter", "-m conntrack --ctorigsrc 10.0.0.1",
	  "-m conntrack --ctorigsrc 10.0.0.1/32" },
	{ SW_IP4, "filter", "-m conntrack ! --ctrepldst 10.0.0.1",
	  "-m conntrack ! --ctrepldst 10.0.0.1/32" },
	{ SW_IP4, "filter", "-m policy --dir in --pol ipsec --mode tunnel --tunnel-dst 10.0.0.1",
	  "-m policy --dir in --pol ipsec --mode tunnel --tunnel-dst 10.0.0.1/32" },
	{ SW_IP4, "filter", "-m policy --dir in --pol none --reqid 7",
	  "-m policy --dir in --pol none" },
	{ SW_IP4, "filter", "-m hashlimit --hashlimit-upto 5/sec --hashlimit-name h "
		  "--hashlimit-rate-interval 9",
	  "-m hashlimit --hashlimit-upto 5/sec --hashlimit-name h" },
	{ SW_IP4, "filter", "-m rateest --rateest1 a --rateest-pps1 5 --rateest-lt --rateest2 b",
	  "-m rateest --rateest1 a --rateest-lt --rateest-pps --rateest2 b" },
	{ SW_IP4, "filter", "-m time --monthdays 0,1", "-m time --monthdays 1" },
	{ SW_IP6, "filter", "-m frag --fragid 0:4294967295", "-m frag" },
	{ SW_IP6, "filter", "-m rt --rt-segsleft 0:4294967295", "-m rt" },
	{ SW_IP4, "mangle", "-j HMARK --hmark-tuple src --hmark-mod 9 --hmark-rnd 1",
	  "-j HMARK --hmark-src-prefix 32 --hmark-rnd 0x1 --hmark-mod 9" },
	{ SW_IP4, "mangle", "-j CONNMARK --save-mark --right-shift-mark 0",
	  "-j CONNMARK --save-mark" },
	{ SW_IP4, "mangle", "-j CONNMARK --set-xmark 1/0xff --nfmask 7",
	  "-j CONNMARK --set-xmark 1/0xff" },
	{ SW_IP4, "raw", "-j CT --zone-orig 0", "-j CT" },
	{ SW_IP6, "raw", "-j CT --zone-orig 4 --zone-reply mark", "-j CT --zone mark" },
}, other[] = {
	/* What is printed is the same, or nearly so, and packets see a difference. */
	{ SW_IP4, "filter", "-p esp -m esp ! --espspi 0:4294967295", "-p esp -m esp" },
	{ SW_IP4, "filter", "-p ah -m ah ! --ahspi 0:4294967295", "-p ah -m ah" },
	{ SW_IP6, "filter", "-m ah ! --ahspi 0:4294967295", "-m ah" },
	{ SW_IP6, "filter", "-m frag ! --fragid 0:4294967295", "-m frag" },
	{ SW_IP6, "filter", "-m rt ! --rt-segsleft 0:4294967295", "-m rt" },
	{ SW_IP6, "filter", "-p mh -m mh ! --mh-type 0:255", "-p mh -m mh" },
	{ SW_IP4, "filter", "-p icmp --icmp-type 3/7", "-p icmp --icmp-type 3" },
	{ SW_IP4, "filter", "-p icmp --icmp-type any", "-p icmp ! --icmp-type any" },
	{ SW_IP6, "filter", "-p icmpv6 --icmpv6-type 255/7", "-p icmpv6 --icmpv6-type 255" },
	{ SW_IP4, "filter", "-m recent --set --name SSH",
	  "-m recent --set --name SSH --mask 255.255.255.0" },
	{ SW_IP4, "filter", "-m recent --set --name SSH", "-m recent --set --name SSH --rdest" },
	{ SW_IP6, "filter", "-m recent --set --name SSH",
	  "-m recent --set --name SSH --mask ffff::" },
	{ SW_IP6, "filter", "-m connlimit --connlimit-above 3 --connlimit-mask 64",
	  "-m connlimit --connlimit-above 3" },
	{ SW_IP6, "filter", "-m conntrack --ctorigsrc 2001:db8::1",
	  "-m conntrack --ctorigsrc 2001:db8::1/64" },
	{ SW_IP4, "filter", "-m policy --dir in --pol ipsec --reqid 7",
	  "-m policy --dir in --pol ipsec --reqid 8" },
	{ SW_IP4, "filter", "-m hashlimit --hashlimit-upto 5/sec --hashlimit-name h "
		  "--hashlimit-rate-match --hashlimit-rate-interval 9",
	  "-m hashlimit --hashlimit-upto 5/sec --hashlimit-name h "
		  "--hashlimit-rate-match --hashlimit-rate-interval 8" },
	{ SW_IP4, "filter", "-m rateest --rateest a --rateest-lt --rateest-bps 1000bit",
	  "-m rateest --rateest a --rateest-lt --rateest-bps 2000bit" },
	{ SW_IP4, "filter", "-m time --monthdays 1,8", "-m time --monthdays 1" },
	{ SW_IP4, "filter", "-m time --weekdays Mon", "-m time --weekdays Tue" },
	{ SW_IP4, "filter", "-m mark --mark 1", "-m mark --mark 2" },
	{ SW_IP4, "mangle", "-j LOG --log-prefix a", "-j LOG --log-prefix b" },
	{ SW_IP4, "raw", "-j CT --zone-orig 4", "-j CT --zone 4" },
	{ SW_IP4, "raw", "-j CT --zone-orig mark", "-j CT --zone mark" },
	{ SW_IP4, "mangle", "-j CONNMARK --save-mark --nfmask 7", "-j CONNMARK --save-mark" },
	{ SW_IP4, "mangle", "-j CONNMARK --save-mark --right-shift-mark 1",
	  "-j CONNMARK --save-mark --left-shift-mark 1" },
	{ SW_IP4, "mangle", "-p tcp -j ECN --ecn-ip-ect 1", "-p tcp -j ECN --ecn-ip-ect 2" },
};

/* What stands behind a name's end, as another tool may leave it there. */
static void test_behind_name(void)
{
	static const char words[] = "-m recent --set --name SSH";
	struct sw_cmd one = { 0 }, two = { 0 };
	struct xt_recent_mtinfo_v1 *info;

	if (parse(SW_IP4, "filter", words, &one) || parse(SW_IP4, "filter", words, &two)) {
		ok(0, "%s", words);
	} else {
		info = two.rule[0]->match[0].data;
		info->name[sizeof(info->name) - 1] = 'x';
		ok(sw_xt_rule_same(one.rule[0], two.rule[0], NULL), "behind the name: same");
		info->name[2] = 'x';
		ok(!sw_xt_rule_same(one.rule[0], two.rule[0], NULL), "in the name: other");
	}
	sw_cmd_fini(&one);
	sw_cmd_fini(&two);
}

int main(void)
{
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++)
		compare(same[i].family, same[i].table, same[i].a, same[i].b, true);
	if (!sw_xt_is_later()) {	/* which print the code of type 255 */
		compare(SW_IP4, "filter", "-p icmp --icmp-type 255/7",
			"-p icmp -m icmp --icmp-type any", true);
		compare(SW_IP4, "filter", "-p icmp ! --icmp-type 255/7",
			"-p icmp -m icmp ! --icmp-type any", true);
	}
	for (size_t i = 0; i < sizeof(other) / sizeof(other[0]); i++)
		compare(other[i].family, other[i].table, other[i].a, other[i].b, false);
	test_behind_name();
	sw_xt_fini();
	return tap_end();
}
