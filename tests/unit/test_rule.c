/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules: what makes two equal, that a copy is whole, and that nothing leaks. */
#include <stdlib.h>
#include "rule/rule.h"
#include "tap.h"

static struct sw_rule *sample(void)
{
	static const char payload[16] = "payload";
	struct sw_rule *r = sw_rule_new();
	struct sw_ext e;

	r->ip.src[0] = 10;
	r->ip.smask[0] = 255;
	strcpy(r->ip.in, "eth+");
	r->ip.proto = 6;
	sw_ext_set(&e, "tcp", 0, payload, sizeof(payload), 8, NULL);
	sw_rule_add_match(r, &e, NULL);
	sw_ext_set(&e, "comment", 0, NULL, 24, 24, NULL);
	sw_rule_add_match(r, &e, NULL);
	r->jump.kind = SW_JUMP_EXT;
	sw_ext_set(&r->jump.ext, "LOG", 0, payload, 8, 8, NULL);
	return r;
}

static void test_ext(void)
{
	struct sw_err err;
	struct sw_ext e, f;

	sw_err_init(&err);
	ok(!sw_ext_set(&e, "NOTRACK", 1, NULL, 0, 0, &err) && !e.data, "extension without data");
	ok(!sw_ext_set(&f, "NOTRACK", 1, NULL, 0, 0, &err) && sw_ext_equal(&e, &f), "are equal");
	f.rev = 2;
	ok(!sw_ext_equal(&e, &f), "another revision is not");
	sw_ext_fini(&e);
	sw_ext_fini(&f);
	ok(sw_ext_set(&e, "a_name_that_is_far_too_long_for_it", 0, NULL, 0, 0, &err) < 0,
	   "long name is refused");
	sw_err_init(&err);
	ok(sw_ext_set(&e, "x", 0, NULL, 70000, 0, &err) < 0, "too much data is refused");
	ok(!sw_ext_set(&e, "x", 0, NULL, 8, 400, NULL) && e.user_size == 8,
	   "user bytes never pass the end");
	sw_ext_fini(&e);
}

static void test_equal(void)
{
	struct sw_rule *a = sample(), *b = sample();

	ok(sw_rule_equal(a, b), "two of the same are equal");
	b->packets = 5;
	b->seat = (struct sw_seat){ .kind = SW_SEAT_RULE, .handle = 7 };
	b->origin.line = 9;
	ok(sw_rule_equal(a, b), "counters, handle and origin do not count");
	((char *)b->match[0].data)[12] = 'x';
	ok(sw_rule_equal(a, b), "bytes behind the user bytes do not count");
	((char *)b->match[0].data)[2] = 'x';
	ok(!sw_rule_equal(a, b), "user bytes count");
	((char *)b->match[0].data)[2] = 'y';
	sw_rule_free(b);

	b = sample();
	b->ip.inv = SW_INV_SRC;
	ok(!sw_rule_equal(a, b), "inversion counts");
	b->ip.inv = 0;
	strcpy(b->ip.in, "eth0");
	ok(!sw_rule_equal(a, b), "interface counts");
	strcpy(b->ip.in, "eth+");
	b->ip.in[6] = 'x';
	ok(sw_rule_equal(a, b), "bytes behind an interface's name do not");
	b->ip.smask[1] = 255;
	ok(!sw_rule_equal(a, b), "mask counts");
	b->ip.smask[1] = 0;
	strcpy(b->jump.ext.name, "NFLOG");
	ok(!sw_rule_equal(a, b), "target counts");
	sw_ext_fini(&b->jump.ext);
	b->jump.kind = SW_JUMP_VERDICT;
	ok(!sw_rule_equal(a, b), "kind of jump counts");
	sw_rule_free(b);
	sw_rule_free(a);
	sw_rule_free(NULL);
}

static void test_clone(void)
{
	struct sw_rule *a = sample(), *b;

	a->packets = 3;
	a->seat = (struct sw_seat){ .kind = SW_SEAT_RULE, .handle = 4 };
	b = sw_rule_clone(a);
	ok(b && sw_rule_equal(a, b) && b->packets == 3 && b->seat.handle == 4, "copy");
	ok(b->match != a->match && b->match[0].data != a->match[0].data &&
	   b->jump.ext.data != a->jump.ext.data, "copy owns its parts");
	sw_rule_free(b);

	a->raw = calloc(1, sizeof(*a->raw) + 5);
	a->raw->nexpr = 3;
	a->raw->nuser = 2;
	memcpy(a->raw->data, "abcde", 5);
	b = sw_rule_clone(a);
	ok(b && b->raw != a->raw && !memcmp(b->raw->data, "abcde", 5), "raw bytes are copied");
	ok(!sw_rule_equal(a, b) && !sw_rule_equal(a, a), "a raw rule equals nothing");
	sw_rule_free(b);
	sw_rule_free(a);
}

int main(void)
{
	test_ext();
	test_equal();
	test_clone();
	return tap_end();
}
