/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Netlink attributes whose lengths lie: nothing outside the message is handed out. */
#include "base/attr.h"
#include "base/cleanup.h"
#include "tap.h"

#define MAX 3

/* Attributes as the host writes them: length, type, eight bytes. */
struct attr { uint16_t len, type; uint8_t data[8]; };

static void test_lengths(void)
{
	static const struct { uint16_t len; size_t bytes; bool taken; const char *what; } rows[] = {
		{ 12, 12, true,  "as long as the message" },
		{ 4,  12, true,  "empty" },
		{ 11, 12, true,  "padded" },
		{ 11, 11, true,  "its padding is cut off" },
		{ 13, 12, false, "longer than the message" },
		{ 12, 11, false, "the message ends in it" },
		{ 3,  12, false, "shorter than its head" },
		{ 0,  12, false, "of no length" },
		{ 65535, 12, false, "as long as can be said" },
		{ 12, 3,  false, "the message ends in its head" },
	};
	const struct nlattr *tb[MAX + 1];

	for (size_t i = 0; i < SW_ARRAY_SIZE(rows); i++) {
		struct attr a = { rows[i].len, 1, { 0 } };

		sw_attr_parse(&a, rows[i].bytes, tb, MAX);
		ok((tb[1] != NULL) == rows[i].taken && !tb[2], "%s", rows[i].what);
		ok(!tb[1] || NLA_HDRLEN + sw_attr_len(tb[1]) <= rows[i].bytes, "  lies inside");
	}
}

static void test_types(void)
{
	struct attr a[] = {
		{ 12, 1, "first" }, { 12, MAX + 1, "large" }, { 12, 1 | NLA_F_NESTED, "last" },
		{ 2, 2, "broken" }, { 12, 3, "behind" },
	};
	const struct nlattr *tb[MAX + 1];

	sw_attr_parse(a, sizeof(a), tb, MAX);
	is(sw_attr_str(tb[1]), "last", "the last of a type, flags aside");
	ok(!tb[2] && !tb[3], "nothing behind one that is broken");
	sw_attr_parse_nested(NULL, tb, MAX);
	ok(!tb[0] && !tb[1] && !tb[2] && !tb[3], "a nest that is absent is empty");
}

static const struct nlattr *as(struct attr *a, size_t n)
{
	a->len = NLA_HDRLEN + n;
	return (void *)a;
}

static void test_values(void)
{
	struct attr n = { .data = { 1, 2, 3, 4, 5, 6, 7, 8 } }, s = { .data = "ab" };

	ok(sw_attr_u8(as(&n, 1)) == 1 && !sw_attr_u8(as(&n, 0)) && !sw_attr_u8(NULL), "8 bits");
	ok(sw_attr_be16(as(&n, 2)) == 0x0102 && !sw_attr_be16(as(&n, 1)) && !sw_attr_be16(NULL),
	   "16 bits; short or absent is 0");
	ok(sw_attr_be32(as(&n, 4)) == 0x01020304 && !sw_attr_be32(as(&n, 3)) && !sw_attr_be32(NULL),
	   "32 bits");
	ok(sw_attr_be64(as(&n, 8)) == 0x0102030405060708 && !sw_attr_be64(as(&n, 7)) &&
	   !sw_attr_be64(NULL), "64 bits");
	is(sw_attr_str(as(&s, 3)), "ab", "a string");
	ok(!sw_attr_str(as(&s, 2)) && !sw_attr_str(as(&s, 0)) && !sw_attr_str(NULL),
	   "without its NUL, empty, absent: none");
	memcpy(s.data, "ab\0cd", 5);
	ok(!sw_attr_str(as(&s, 5)), "bytes behind a NUL: no string");
}

int main(void)
{
	test_lengths();
	test_types();
	test_values();
	return tap_end();
}
