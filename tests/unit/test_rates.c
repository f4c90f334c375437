/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rates between two readings, the order of rows, and OpenMetrics text of texts that are none. */
#include "sight/openmetrics.h"
#include "sight/rates.h"
#include "tap.h"

static struct sw_tally_chain chains[] = {
	{ .name = "INPUT", .family = SW_IP4, .builtin = true, .table = 3, .policy = SW_DROP,
	  .nrule = 3 },
	{ .name = "mine", .family = SW_IP6, .table = 4 },
};

/* A row that is known by its letter. */
static struct sw_tally_row row(uint32_t chain, char letter, uint64_t packets, uint64_t bytes)
{
	return (struct sw_tally_row){ .chain = chain, .number = 1, .packets = packets,
				      .bytes = bytes, .hash = (uint64_t)letter };
}

static struct sw_tally tally(struct sw_tally_row *rows, size_t n, uint64_t when)
{
	return (struct sw_tally){ .chain = chains, .nchain = 2, .row = rows, .nrow = n,
				  .when = when };
}

static void test_pairs(void)
{
	struct sw_tally_row a[] = { row(0, 'z', 5, 50), row(0, 'a', 10, 100), row(0, 'a', 20, 200),
				    row(0, 'm', 100, 1000), row(0, 'x', 1, 1) };
	struct sw_tally_row b[] = { row(0, 'n', 7, 70), row(0, 'a', 11, 110), row(0, 'a', 22, 220),
				    row(0, 'a', 3, 30), row(0, 'm', 4, 2000),
				    row(0, 'z', 5, 50) };
	struct sw_tally from = tally(a, 5, 1000000000), to = tally(b, 6, 3000000000);
	struct sw_rates r = { 0 };
	struct sw_err err;

	sw_err_init(&err);
	ok(!sw_rates_between(NULL, &to, &r, &err) && r.rate[1].fresh && !r.elapsed,
	   "without a reading before nothing is known");
	ok(!sw_rates_between(&from, &to, &r, &err) && r.n == 6, "rates");
	ok(r.rate[0].fresh, "one that has come");
	ok(r.rate[1].packets == 1 && r.rate[2].packets == 2, "the k-th of several is the k-th");
	ok(r.rate[3].fresh, "one more of them has come");
	ok(r.rate[4].packets == 4 && r.rate[4].bytes == 2000, "set back: both from 0");
	ok(!r.rate[5].fresh && !r.rate[5].packets, "nothing was counted");
	ok(sw_rates_second(&r, r.rate[2].packets) == 1.0, "a second's worth");
	sw_rates_fini(&r);
}

static void test_choice(void)
{
	struct sw_tally_row b[] = { row(0, 'a', 1, 900), row(0, 'b', 3, 30), row(1, 'c', 2, 20),
				    row(0, 'd', 3, 30) };
	struct sw_tally to = tally(b, 4, 1);
	struct sw_rates_choice choice = { .key = SW_RATES_ALL_PACKETS };
	struct sw_rates r = { 0 };
	struct sw_err err;

	sw_err_init(&err);
	sw_str_addn(&to.text, "-j DROP\0", 9);
	b[2].len = 7;
	b[3].number = 2;
	sw_rates_between(NULL, &to, &r, &err);
	ok(sw_rates_choose(&r, &choice) == 4 && r.rate[0].row == &b[1] && r.rate[1].row == &b[3] &&
	   r.rate[2].row == &b[2], "by packets, equal ones as in a listing");
	choice.key = SW_RATES_ALL_BYTES;
	ok(sw_rates_choose(&r, &choice) == 4 && r.rate[0].row == &b[0], "by bytes, again");
	choice.chain = "mine";
	ok(sw_rates_choose(&r, &choice) == 1 && r.rate[0].row == &b[2], "a chain");
	choice.chain = "";
	choice.family = SW_IP4;
	ok(sw_rates_choose(&r, &choice) == 3, "a family");
	choice.table = &sw_builtin_tables[4];
	ok(sw_rates_choose(&r, &choice) == 0, "a table");
	choice = (struct sw_rates_choice){ .text = "DROP" };
	ok(sw_rates_choose(&r, &choice) == 1 && r.rate[0].row == &b[2], "a text");
	choice.text = "DROPPED";
	ok(sw_rates_choose(&r, &choice) == 0, "not beyond its end");
	sw_rates_fini(&r);
	sw_str_fini(&to.text);
}

static void test_openmetrics(void)
{
	struct sw_tally_row b[] = { row(0, 'a', 1, 2) };
	struct sw_tally t = tally(b, 1, 1);
	static const char text[] = "-j \\\0\"\\\n\xff";
	struct sw_str out = { 0 };
	struct sw_err err;

	sw_err_init(&err);
	sw_str_addn(&t.text, text, sizeof(text));
	b[0].len = 4;
	b[0].comment = 4;
	ok(!sw_openmetrics(&t, true, &out, &err), "a text");
	ok(strstr(out.s, "statewall_rule_bytes_total{family=\"ipv4\",table=\"filter\",chain="
		  "\"INPUT\",comment=\"\\\"\\\\\\\\x0a\\\\xff\",rule=\"-j \\\\\",nth=\"1\"} 2\n"),
	   "escaped");
	ok(!strcmp(out.s + out.len - 6, "# EOF\n"), "with its end");
	sw_str_fini(&out);
	sw_str_fini(&t.text);
}

int main(void)
{
	test_pairs();
	test_choice();
	test_openmetrics();
	return tap_end();
}
