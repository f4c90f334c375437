/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The merge class of tests: of each kind, and of what matches make. */
#include "base/cleanup.h"
#include "base/net.h"
#include "tap.h"
#include "translate/prog.h"
#include "translate/translate.h"
#include "words/parse.h"
#include "xt/plugin.h"

#define CMP(s, n, r, ...) { .kind = SW_TEST_CMP, .rel = r, .sel = s, .len = n, __VA_ARGS__ }

static const struct {
	struct sw_test test;
	uint8_t        family;
	enum sw_merge  merge;
	const char    *what;
} rows[] = {
	{ CMP(SW_SEL_NH(12, 4), 4, SW_EQ), SW_IP4, SW_MERGE_KEY, "-s of IPv4" },
	{ CMP(SW_SEL_NH(16, 4), 4, SW_EQ, .masked = true), SW_IP4, SW_MERGE_KEY, "-d with a mask" },
	{ CMP(SW_SEL_NH(16, 4), 4, SW_NE), SW_IP4, SW_MERGE_SAME, "! -d" },
	{ CMP(SW_SEL_NH(12, 4), 4, SW_EQ), SW_IP6, SW_MERGE_SAME,
	  "these bytes are no address of IPv6" },
	{ CMP(SW_SEL_NH(8, 16), 16, SW_EQ), SW_IP6, SW_MERGE_KEY, "-s of IPv6" },
	{ CMP(SW_SEL_NH(24, 8), 8, SW_EQ), SW_IP6, SW_MERGE_KEY, "-d of IPv6, a /64" },
	{ CMP(SW_SEL_NH(9, 1), 1, SW_EQ), SW_IP4, SW_MERGE_KEY, "-p of IPv4" },
	{ CMP(SW_SEL_META(NFT_META_L4PROTO, 1), 1, SW_EQ), SW_IP6, SW_MERGE_KEY, "-p of IPv6" },
	{ CMP(SW_SEL_META(NFT_META_IIFNAME, SW_IF_MAX), SW_IF_MAX, SW_EQ), SW_IP4, SW_MERGE_KEY,
	  "-i eth0" },
	{ CMP(SW_SEL_META(NFT_META_IIFNAME, 3), 3, SW_EQ), SW_IP4, SW_MERGE_SAME, "-i eth+" },
	{ CMP(SW_SEL_TH(2, 2), 2, SW_EQ), SW_IP4, SW_MERGE_KEY, "--dport" },
	{ CMP(SW_SEL_TH(2, 2), 2, SW_EQ, .masked = true), SW_IP4, SW_MERGE_SAME, "bits of a port" },
	{ CMP(SW_SEL_TH(0, 1), 1, SW_EQ), SW_IP4, SW_MERGE_KEY, "--icmp-type" },
	{ CMP(SW_SEL_LL(6, 6), 6, SW_EQ), SW_IP4, SW_MERGE_KEY, "--mac-source" },
	{ CMP(SW_SEL_META(NFT_META_MARK, 4), 4, SW_EQ), SW_IP4, SW_MERGE_KEY, "--mark" },
	{ CMP(SW_SEL_CT(NFT_CT_STATE, 4), 4, SW_NE, .masked = true), SW_IP4, SW_MERGE_SAME,
	  "--state" },
	{ CMP(SW_SEL_META(NFT_META_PRANDOM, 4), 4, SW_LT), SW_IP4, SW_MERGE_NEVER, "dice" },
	{ { .kind = SW_TEST_RANGE, .sel = SW_SEL_TH(2, 2) },
	  SW_IP4,
	  SW_MERGE_SAME,
	  "a range of ports" },
	{ { .kind = SW_TEST_LOOKUP, .sel = SW_SEL_TH(2, 2) },
	  SW_IP4,
	  SW_MERGE_SAME,
	  "a list of ports" },
	{ { .kind = SW_TEST_RANGE, .sel = { .src = SW_SRC_NUMGEN, .len = 4 } },
	  SW_IP4,
	  SW_MERGE_NEVER,
	  "a counter" },
	{ CMP(SW_SEL_NH(10, 2), 2, SW_EQ), SW_IP4, SW_MERGE_SAME, "another field" },
	{ CMP(SW_SEL_NH(12, 8), 8, SW_EQ), SW_IP4, SW_MERGE_SAME, "both addresses in one" },
	{ CMP(SW_SEL_NH(12, 4), 4, SW_GT), SW_IP4, SW_MERGE_SAME, "an address that is greater" },
	{ CMP(SW_SEL_NH(8, 3), 3, SW_EQ), SW_IP6, SW_MERGE_SAME, "three bytes of an address" },
	{ CMP(SW_SEL_META(NFT_META_OIFNAME, SW_IF_MAX), SW_IF_MAX, SW_EQ), SW_IP4, SW_MERGE_KEY,
	  "-o eth0" },
	{ CMP(SW_SEL_META(NFT_META_OIFNAME, SW_IF_MAX), SW_IF_MAX, SW_NE), SW_IP4, SW_MERGE_SAME,
	  "! -o eth0" },
	{ CMP(SW_SEL_META(NFT_META_L4PROTO, 1), 1, SW_NE), SW_IP6, SW_MERGE_SAME, "! -p" },
	{ CMP(SW_SEL_META(NFT_META_MARK, 4), 4, SW_EQ, .masked = true), SW_IP4, SW_MERGE_KEY,
	  "bits of a mark" },
	{ CMP(SW_SEL_META(NFT_META_NFTRACE, 1), 1, SW_EQ), SW_IP4, SW_MERGE_NEVER, "tracing" },
	{ CMP(SW_SEL_TH(0, 2), 2, SW_EQ), SW_IP4, SW_MERGE_KEY, "--sport" },
	{ CMP(SW_SEL_TH(2, 2), 2, SW_LT), SW_IP4, SW_MERGE_SAME, "ports below one" },
	{ CMP(SW_SEL_LL(0, 6), 6, SW_EQ), SW_IP4, SW_MERGE_SAME, "destination of Ethernet" },
	{ CMP(SW_SEL_CTDIR(NFT_CT_SRC, 4, 1), 4, SW_EQ), SW_IP4, SW_MERGE_SAME, "--ctorigsrc" },
	{ CMP(SW_SEL_FIB(NFT_FIB_RESULT_ADDRTYPE, NFTA_FIB_F_DADDR), 4, SW_EQ), SW_IP4,
	  SW_MERGE_SAME, "--dst-type" },
	{ CMP(SW_SEL_RT(NFT_RT_CLASSID, 4), 4, SW_EQ), SW_IP4, SW_MERGE_SAME, "--realm" },
	{ { .kind = SW_TEST_CMP, .rel = SW_EQ, .sel = { .src = SW_SRC_NUMGEN + 1 } }, SW_IP4,
	  SW_MERGE_NEVER, "a selector of tomorrow" },
	{ { .kind = SW_TEST_LOOKUP, .sel = SW_SEL_TH(2, 2), .sel2 = { .src = SW_SRC_NUMGEN } },
	  SW_IP4, SW_MERGE_NEVER, "a list with a counter in it" },
	{ { .kind = SW_TEST_EXISTS, .sel = { .src = SW_SRC_TCPOPT } },
	  SW_IP4,
	  SW_MERGE_SAME,
	  "an option" },
	{ { .kind = SW_TEST_GUARD, .len = 20 }, SW_IP4, SW_MERGE_SAME, "the guard" },
	{ { .kind = SW_TEST_LIMIT }, SW_IP4, SW_MERGE_NEVER, "limit" },
	{ { .kind = SW_TEST_QUOTA }, SW_IP4, SW_MERGE_NEVER, "quota" },
	{ { .kind = SW_TEST_XT }, SW_IP4, SW_MERGE_NEVER, "an extension" },
	{ { .kind = SW_TEST_RAW }, SW_IP4, SW_MERGE_NEVER, "nobody knows" },
	{ { .kind = SW_TEST_RAW + 1 }, SW_IP4, SW_MERGE_NEVER, "a test of tomorrow" },
};

/* The least class of a rule's tests. */
static int least(const char *words)
{
	struct sw_parser parser = { .family = SW_IP4, .program = "iptables" };
	SW_FREE char *line = strdup(words);
	struct sw_words w = { 0 };
	struct sw_cmd cmd = { 0 };
	struct sw_prog p = { 0 };
	struct sw_userdata ud = { 0 };
	struct sw_ctx ctx = { .family = SW_IP4, .table = sw_builtin_table("filter") };
	struct sw_err err;
	int merge = SW_MERGE_KEY;

	sw_err_init(&err);
	if (sw_words_split(&w, line, &err) || sw_parse(&parser, w.n, w.word, &cmd, &err) ||
	    !(ctx.ip = &cmd.rule[0]->ip) || sw_encode(cmd.rule[0], &ctx, &p, &ud, &err))
		merge = -1;
	for (size_t i = 0; i < p.ntest && merge >= 0; i++)
		if ((int)sw_test_merge(&p.test[i], SW_IP4) < merge)
			merge = sw_test_merge(&p.test[i], SW_IP4);
	sw_prog_fini(&p);
	sw_cmd_fini(&cmd);
	sw_words_fini(&w);
	return merge;
}

static void rules(void)
{
	static const struct { const char *words; int merge; } samples[] = {
		{ "-A a -s 192.0.2.1 -d 10.0.0.0/9 -i eth0 -p tcp", SW_MERGE_KEY },
		{ "-A a -p udp --dport 53", SW_MERGE_SAME },	/* its guard */
		{ "-A a -m conntrack --ctstate NEW", SW_MERGE_SAME },
		{ "-A a -m owner --uid-owner 5", SW_MERGE_SAME },
		{ "-A a -m limit --limit 5/s", SW_MERGE_NEVER },
		{ "-A a -m quota --quota 1000", SW_MERGE_NEVER },
		{ "-A a -m statistic --mode nth --every 3 --packet 0", SW_MERGE_NEVER },
		{ "-A a -m statistic --mode random --probability 0.5", SW_MERGE_NEVER },
		{ "-A a -m recent --set", SW_MERGE_NEVER },
		{ "-A a -m hashlimit --hashlimit-upto 5/s --hashlimit-name x", SW_MERGE_NEVER },
	};

	for (size_t i = 0; i < SW_ARRAY_SIZE(samples); i++)
		ok(least(samples[i].words) == samples[i].merge, "%s", samples[i].words);
}

int main(void)
{
	struct sw_err err;

	sw_err_init(&err);
	for (size_t i = 0; i < SW_ARRAY_SIZE(rows); i++)
		ok(sw_test_merge(&rows[i].test, rows[i].family) == rows[i].merge, "%s",
		   rows[i].what);
	if (sw_xt_init(SW_IP4, "iptables", NULL, &err))
		return 1;
	rules();
	sw_xt_fini();
	sw_lower_fini();
	return tap_end();
}
