/* SPDX-License-Identifier: GPL-2.0-or-later */
/* In which order the kernel is asked: examples, and what holds for every program. A letter is a
 * test. */
#include <string.h>
#include "base/cleanup.h"
#include "base/net.h"
#include "tap.h"
#include "translate/order.h"

#define CMP(s, n, r, ...) { .kind = SW_TEST_CMP, .rel = r, .sel = s, .len = n, __VA_ARGS__ }
#define IN SW_SEL_META(NFT_META_IIFNAME, SW_IF_MAX)
#define OUT SW_SEL_META(NFT_META_OIFNAME, SW_IF_MAX)

static const struct sw_ext ext = { .name = "string" };
static const struct { char letter; struct sw_test test; } tests[] = {
	{ 'a', CMP(SW_SEL_NH(12, 4), 4, SW_EQ, .val = { 10 }) },
	{ 'i', CMP(IN, SW_IF_MAX, SW_EQ, .val = "eth0") },
	{ 'o', CMP(OUT, 3, SW_NE, .val = "eth") },
	{ 'p', CMP(SW_SEL_NH(9, 1), 1, SW_EQ, .val = { IPPROTO_TCP }) },
	{ '6', CMP(SW_SEL_META(NFT_META_L4PROTO, 1), 1, SW_EQ, .val = { IPPROTO_UDP }) },
	{ 'c', CMP(SW_SEL_NH(9, 1), 1, SW_EQ, .val = { IPPROTO_ICMP }) },
	{ 'q', CMP(SW_SEL_NH(9, 1), 1, SW_NE, .val = { IPPROTO_TCP }) },
	{ 'f', CMP(SW_SEL_NH(6, 2), 2, SW_NE, .masked = true, .mask = { 0x1f, 0xff }) },
	{ 's', CMP(SW_SEL_TH(0, 2), 2, SW_EQ, .val = { 0, 20 }) },
	{ 'd', CMP(SW_SEL_TH(2, 2), 2, SW_EQ, .val = { 0, 22 }) },
	{ 'n', CMP(SW_SEL_TH(2, 2), 2, SW_NE, .val = { 0, 22 }) },
	{ 'r', { .kind = SW_TEST_RANGE, .sel = SW_SEL_TH(0, 2), .len = 2, .val2 = { 9, 9 } } },
	{ 'h', CMP(SW_SEL_TH(13, 1), 1, SW_EQ, .masked = true, .mask = { 0x17 }, .val = { 2 }) },
	{ 'k', { .kind = SW_TEST_EXISTS, .sel = { .src = SW_SRC_TCPOPT, .len = 1, .key = 8 } } },
	{ 'v', CMP(SW_SEL_TH(12, 1), 1, SW_GE, .masked = true, .mask = { 0xf0 }, .val = { 0x50 }) },
	{ 'z', { .kind = SW_TEST_RANGE, .len = 2, .val2 = { 9, 9 },
		 .sel = { .src = SW_SRC_TCPOPT, .len = 2, .key = 2, .off = 2 } } },
	{ 'm', { .kind = SW_TEST_LOOKUP, .sel = SW_SEL_TH(2, 2), .set = "sw.ports.80.443" } },
	{ 'g', { .kind = SW_TEST_GUARD, .len = 20 } },
	{ 't', CMP(SW_SEL_CT(NFT_CT_STATE, 4), 4, SW_NE, .masked = true, .mask = { 8 }) },
	{ 'e', CMP(SW_SEL_META(NFT_META_MARK, 4), 4, SW_EQ, .val = { 1 }) },
	{ 'l', { .kind = SW_TEST_LIMIT, .limit = { .rate = 5 } } },
	{ 'x', { .kind = SW_TEST_XT, .xt = &ext } },
};

static void put(struct sw_prog *p, const char *letters)
{
	sw_prog_reset(p);
	for (; *letters; letters++)
		for (size_t i = 0; i < SW_ARRAY_SIZE(tests); i++)
			if (tests[i].letter == *letters)
				*sw_prog_test(p, tests[i].test.kind) = tests[i].test;
}

static char letter_of(const struct sw_test *t)
{
	for (size_t i = 0; i < SW_ARRAY_SIZE(tests); i++)
		if (sw_test_equal(&tests[i].test, t))
			return tests[i].letter;
	return '?';
}

static const char *ordered(const char *letters)
{
	static char out[SW_ORDER_MAX + 1];
	uint8_t at[SW_ORDER_MAX];
	struct sw_prog p = { 0 };

	put(&p, letters);
	sw_order(&p, at);
	for (size_t i = 0; i < p.ntest; i++)
		out[i] = letters[at[i]];
	out[p.ntest] = '\0';
	sw_prog_fini(&p);
	return out;
}

static const char *undone(const char *letters)
{
	static char out[SW_ORDER_MAX + 1];
	struct sw_prog p = { 0 };

	put(&p, letters);
	sw_order_undo(&p);
	for (size_t i = 0; i < p.ntest; i++)
		out[i] = letter_of(&p.test[i]);
	out[p.ntest] = '\0';
	sw_prog_fini(&p);
	return out;
}

static const struct { const char *read, *asked, *what; } rows[] = {
	{ "", "", "nothing" },
	{ "pdg", "dpg", "-p tcp --dport" },
	{ "6dg", "d6g", "the same of IPv6" },
	{ "aipdg", "adpig", "an address stays first" },
	{ "iop", "pio", "names, and their order" },
	{ "it", "it", "a state may be true more often than a name" },
	{ "iptdg", "dpitg", "-m state before -m tcp" },
	{ "ipdgt", "dpigt", "and behind it" },
	{ "ipfedg", "dpifeg", "over whatever has no side effect" },
	{ "ipldg", "pildg", "a limit counts the packets of every port" },
	{ "ipxdg", "pixdg", "nobody knows what the extension does" },
	{ "ipdgl", "dpigl", "a limit behind them" },
	{ "psdhg", "sdphg", "flags stay" },
	{ "prdg", "dprg", "a range stays, and lets the other port pass" },
	{ "ipsdhkvg", "sdpihkvg", "an option of TCP, and what goes with its inversion" },
	{ "iptdkg", "dpitkg", "an option behind a port and a state" },
	{ "ipzdhg", "dpizhg", "a size of segments stands before all of -m tcp" },
	{ "ipng", "ping", "! --dport" },
	{ "ipmg", "pimg", "a list" },
	{ "ipdgmn", "dpigmn", "the second match that asks for ports stays" },
	{ "icsg", "csig", "icmp types keep their names" },
	{ "qsg", "qsg", "another protocol's bytes" },
	{ "sg", "sg", "no protocol" },
	{ "ptgd", "ptgd", "a guard in front" },
	{ "ipgdg", "pigdg", "two of them" },
	{ "pd", "pd", "no guard: nobody knows where the port belongs" },
};

static void examples(void)
{
	/* What others may have written, or another version. */
	static const struct { const char *asked, *read; } others[] = {
		{ "pdig", "ipdg" }, { "pditg", "iptdg" }, { "pdi", "ipd" }, { "dpi", "ipd" },
		{ "pi", "ip" }, { "pdsg", "psdg" }, { "ipdlhg", "ipdlhg" },
		{ "ipdxsg", "ipdxsg" }, { "ipo", "iop" },
	};

	for (size_t i = 0; i < SW_ARRAY_SIZE(rows); i++)
		is(ordered(rows[i].read), rows[i].asked, "%s", rows[i].what);
	for (size_t i = 0; i < SW_ARRAY_SIZE(others); i++)
		is(undone(others[i].asked), others[i].read, "%s", others[i].asked);
}

/* ---- every program --------------------------------------------------------------------------- */

static struct { unsigned n, lost, older, passed; char first[64]; } law;

static bool stays_behind(const char *read, const char *asked, char wall)
{
	const char *a = strchr(read, wall), *b = strchr(asked, wall);

	if (!a)
		return true;
	for (const char *c = a; *c; c++)	/* each letter is there once */
		if (strchr(asked, *c) < b)
			return false;
	return b && b - asked == a - read;
}

/* A test of the transport header behind the guard. */
static bool guarded(const char *read, const char *asked)
{
	const char *a = strchr(read, 'g'), *b = strchr(asked, 'g');

	for (const char *c = a; a && *c; c++)
		if (strchr("sdnrhm", *c) && strchr(asked, *c) < b)
			return false;
	return true;
}

static void check(const char *read)
{
	char asked[64];
	bool lost, passed;

	strcpy(asked, ordered(read));
	lost = strcmp(undone(asked), read) != 0;
	passed = !stays_behind(read, asked, 'l') || !stays_behind(read, asked, 'x') ||
		 !guarded(read, asked);
	if ((lost || passed) && !law.first[0])
		snprintf(law.first, sizeof(law.first), "%s as %s", read, asked);
	law.n++;
	law.lost += lost;
	law.passed += passed;
	law.older += strcmp(undone(read), read) != 0;
}

static bool has_any(const char *read, const char *m)
{
	for (; *m; m++)
		if (*m != 'g' && strchr(read, *m))
			return true;
	return false;
}

/* Up to so many more matches. No letter comes twice: so only the first match of ports has a guard,
 * as it is with real ones. */
static void add_matches(char *read, unsigned left)
{
	static const char *const match[] = {
		"t", "l", "x", "e", "g", "dg", "sdg", "rdg", "nhg", "hg", "mg", "sdhg", "rg", "gd",
		"z", "dkg", "rdhkvg", "kvg",
	};
	size_t n = strlen(read);

	check(read);
	for (size_t i = 0; left && i < SW_ARRAY_SIZE(match); i++) {
		size_t end = n;

		if (has_any(read, match[i]))
			continue;
		for (const char *m = match[i]; *m; m++)
			if (!strchr(read, *m)) {
				read[end++] = *m;
				read[end] = '\0';
			}
		if (end > n)
			add_matches(read, left - 1);
		read[n] = '\0';
	}
}

static void laws(void)
{
	static const char *const address[] = { "", "a" }, *const name[] = { "", "i", "o", "io" },
			  *const proto[] = { "", "p", "6", "c", "q" }, *const frag[] = { "", "f" };
	char read[64];

	for (size_t a = 0; a < SW_ARRAY_SIZE(address); a++)
		for (size_t n = 0; n < SW_ARRAY_SIZE(name); n++)
			for (size_t p = 0; p < SW_ARRAY_SIZE(proto); p++)
				for (size_t f = 0; f < SW_ARRAY_SIZE(frag); f++) {
					sprintf(read, "%s%s%s%s", address[a], name[n], proto[p],
						frag[f]);
					add_matches(read, 3);
				}
	ok(law.n > 1000, "%u programs", law.n);
	ok(!law.lost, "undo(order(p)) == p, but for %u: %s", law.lost, law.first);
	ok(!law.older, "undo(p) == p, but for %u", law.older);
	ok(!law.passed, "nothing passes what counts, or its guard, but for %u: %s", law.passed,
	   law.first);
}

/* Longer than a row. */
static void long_one(void)
{
	struct sw_prog p = { 0 };
	uint8_t at[SW_ORDER_MAX];
	bool same = true;

	put(&p, "ip");
	while (p.ntest < SW_ORDER_MAX + 2)
		*sw_prog_test(&p, SW_TEST_CMP) = tests[0].test;
	sw_order(&p, at);
	for (size_t i = 0; i < SW_ORDER_MAX; i++)
		same = same && at[i] == i;
	sw_order_undo(&p);
	ok(same && letter_of(&p.test[0]) == 'i', "too long to be turned");
	sw_prog_fini(&p);
}

int main(void)
{
	examples();
	laws();
	long_one();
	return tap_end();
}
