/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which rules may be grouped at all; and what userdata says of places and forms. */
#include "base/cleanup.h"
#include "base/net.h"
#include "group/fact.h"
#include "group/words.h"
#include "tap.h"

static struct sw_prog one;
static struct sw_userdata ud;

static void free_rules(void)
{
	static const struct {
		const char *what, *table;
		uint8_t free, family, bare;
		int verdict;
		struct sw_test test;
		struct sw_stmt stmt;
	} rows[] = {
		{ "what nobody knows", .test.kind = SW_TEST_RAW },
		{ "a raw statement", .stmt.kind = SW_STMT_RAW },
		{ "an extension", .stmt.kind = SW_STMT_XT },
		{ "no counter", .bare = true },
		{ "a number to write", .stmt.set.src.src = SW_SRC_NUMGEN },
		{ "a port", .stmt.set.dst = SW_SEL_TH(0, 2) },
		{ "a source", .family = SW_IP4, .stmt.set.dst = SW_SEL_NH(12, 4) },
		{ "half of one", .family = SW_IP4, .stmt.set.dst = SW_SEL_NH(10, 4) },
		{ "a destination", .family = SW_IP6, .stmt.set.dst = SW_SEL_NH(36, 4) },
		{ "a jump in mangle", "mangle", false, SW_IP6, .verdict = NFT_JUMP },
		{ "of ip", "mangle", true, SW_IP4, .verdict = NFT_JUMP },
		{ "no jump", "mangle", true, .verdict = NFT_RETURN },
		{ "bytes before", "raw", true, SW_IP6, .stmt.set.dst = SW_SEL_NH(4, 4) },
		{ "a mark", "raw", true, .stmt.set.dst = SW_SEL_META(NFT_META_MARK, 4) },
		{ "a limit", "raw", false, .test.kind = SW_TEST_LIMIT },
		{ "a quota", "raw", false, .test.kind = SW_TEST_QUOTA },
		{ "a match", "raw", false, .test.kind = SW_TEST_XT },
		{ "a counter", "raw", false, .test.sel.src = SW_SRC_NUMGEN },
	};

	for (size_t i = 0; i < 2 * SW_ARRAY_SIZE(rows); i++) {
		uint8_t f = i % 2 ? SW_IP6 : SW_IP4, r = i / 2;
		struct sw_builtin_table t = { .name = rows[r].table ? rows[r].table : "filter" };

		sw_prog_reset(&one);
		*sw_prog_test(&one, SW_TEST_CMP) = rows[r].test;
		*sw_prog_stmt(&one, SW_STMT_SET) = rows[r].stmt;
		one.counter = !rows[r].bare;
		one.has_verdict = (one.verdict = rows[r].verdict);
		if (!rows[r].family || rows[r].family == f)
			ok(sw_fact_is_free(&one, f, &t) == rows[r].free, "%s", rows[r].what);
	}
}

/* n bytes of words, and not one more, hold neither an order nor a form. */
static bool is_none(const uint8_t *words, size_t n)
{
	SW_FREE uint8_t *cut = malloc(n + !n);
	struct sw_said said = sw_said_read(memcpy(cut, words, n), n);
	struct sw_form form;

	return !said.order && !sw_said_form(&said, &form);
}

static void words(void)
{
	struct sw_form form = { 3, { 4, 0, 16 | SW_FORM_MASKED } }, got = { 0 };
	const uint64_t seven = SW_ORDER(7), order = SW_ORDER_OF(seven, 2);
	struct sw_said said;
	bool none = true;

	memset(ud.data, 0, ud.len = 2);
	for (int full = 0; full < 2; full++)
		ok(sw_said_put_order(&ud, order, full ? 21 : 12) == !full && ud.len == 12 &&
		   sw_said_read(ud.data, 12).order == order, full ? "no room" : "an order");
	for (uint8_t n = 0; n < 16; n++)
		none &= (n >= ud.len || is_none(ud.data, n)) &&
			is_none((uint8_t[18]){ SW_TLV_MAP, n, 2 }, n + 2) &&
			(n == 8 || is_none((uint8_t[18]){ SW_TLV_ORDER, n, 1, 1 }, n + 2));
	for (int i = 0; i < 2; i++) {
		sw_said_put_form(&ud, &form);
		said = sw_said_read(ud.data, ud.len);
		ok(sw_said_form(&said, &got) && !memcmp(&form, &got, sizeof(got)) && !said.order,
		   "a form of %d tests", form.n);
		for (uint8_t n = 0; n < ud.len; n++)
			none &= is_none(ud.data, n);
		memset(&form, SW_FORM_MAX, sizeof(form));
	}
	none &= is_none((uint8_t[36]){ SW_TLV_MAP, 2 + SW_FORM_MAX, 1 }, 36);
	ud.data[2]++;
	ok(none && is_none(ud.data, ud.len), "what is cut off, too long or of tomorrow is none");
	ok(SW_ORDER_BLOCK(order) == 7 && SW_ORDER_FRONT(seven, UINT_MAX, 31) > seven &&
	   SW_ORDER_FRONT(seven, 0, 0) < order && order < SW_ORDER_OF(seven, 3) &&
	   SW_ORDER_OF(seven, UINT_MAX) < SW_ORDER_BEHIND(seven, 0, 0) &&
	   SW_ORDER_BEHIND(seven, UINT_MAX, 31) < SW_ORDER_LAST(seven), "front to last");
}

int main(void)
{
	free_rules();
	words();
	sw_prog_fini(&one);
	return tap_end();
}
