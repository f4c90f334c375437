/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Elements of maps read after one another are the rules that each is by itself: decode_twin.c says
 * nothing else than what it is a short way for. Found out with dice that fall the same in every
 * run. */
#include <stdlib.h>
#include "base/net.h"
#include "netlink/decode_rule.h"
#include "netlink/elem.h"
#include "netlink/msg.h"
#include "netlink/snapshot_local.h"
#include "tap.h"

#define MAPS  4000
#define ELEMS   12	/* of each map */

static struct sw_err err;
static uint64_t seed = 20261130;

static uint32_t dice(uint32_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (seed >> 20) % n;
}

/* ---- a map and its elements ------------------------------------------------------------------ */

static struct sw_map_rule map = { .name = SW_MAP_NAMES "1.1", .handle = 77, .row = 3 };
static struct sw_prog prog;
static struct sw_rule rule;
static struct sw_ctx ctx;

static void some_address(uint8_t addr[16], uint8_t mask[16])
{
	size_t n = ctx.family == SW_IP6 ? 16 : 4;

	for (size_t i = 0; i < n; i++)
		addr[i] = dice(256) & mask[i];
}

/* An address of one length, and what all rules of the map ask for. */
static void some_rule(void)
{
	static const int verdicts[] = { SW_ACCEPT, SW_DROP, SW_RETURN };
	bool six = dice(4) == 0, dst = dice(2);
	size_t whole = six ? 16 : 4, bytes = dice(3) ? whole : 1 + dice(whole);
	uint8_t *mask = dst ? rule.ip.dmask : rule.ip.smask;

	rule = (struct sw_rule){ .jump.kind = SW_JUMP_VERDICT, .packets = 1, .bytes = 1 };
	rule.jump.verdict = verdicts[dice(3)];
	if (!dice(5)) {
		rule.jump.kind = SW_JUMP_CHAIN;
		strcpy(rule.jump.chain, dice(2) ? "some" : "another");
	}
	ctx = (struct sw_ctx){ .family = six ? SW_IP6 : SW_IP4, .ip = &rule.ip,
			       .table = sw_builtin_table("filter") };
	memset(mask, 0xff, bytes);
	if (!dice(4))
		mask[bytes - 1] = 0xf0;
	some_address(dst ? rule.ip.dst : rule.ip.src, mask);
	if (!dice(4))
		strcpy(rule.ip.in, "eth0");
	if (!dice(8))
		rule.ip.proto = 17;
}

static bool make_map(struct sw_userdata *ud)
{
	struct sw_elem_bytes bytes;

	some_rule();
	return !sw_encode(&rule, &ctx, &prog, ud, &err) &&
	       sw_fold(&prog, ctx.family, &map.prog, &map.form, &bytes) &&
	       sw_fold_key(&map.prog)->map;
}

/* Element i, as the kernel would tell it; now and then with one bit that is another. */
static bool hold(struct sw_held *h, const struct sw_userdata *of, uint32_t i)
{
	_Alignas(struct nlmsghdr) char buf[1024];
	struct nlmsghdr *nlh = sw_nft_msg(buf, NFT_MSG_NEWSETELEM, 0, ctx.family);
	const struct sw_key *k = sw_fold_key(&map.prog);
	struct sw_held_row row = { .map = 1, .order = SW_ORDER_OF(SW_ORDER(1), i) };
	struct sw_userdata ud = *of;
	struct nlattr *a = sw_msg_end(nlh);
	struct sw_elem_act act = { .has_verdict = prog.has_verdict, .verdict = prog.verdict,
				   .chain = prog.chain, .packets = 1 + dice(9),
				   .bytes = dice(UINT32_MAX) };
	uint8_t key[SW_KEY_MAX] = { 0 };

	for (size_t b = 0; b < k->part[0].sel.len; b++)
		key[b] = dice(256) & (k->part[0].masked ? k->part[0].mask[b] : 0xff);
	if (!dice(8))
		act.verdict = NF_ACCEPT;
	sw_said_put_order(&ud, row.order, SW_ELEM_WORDS_MAX);
	sw_elem_put(nlh, key, sw_key_offset(k, k->n), sw_elem_says(k), &act, ud.data, ud.len);
	if (!dice(2))		/* not the length, which whoever holds it has looked at */
		((uint8_t *)a)[4 + dice(a->nla_len - 4)] ^= 1 << dice(8);
	if (!dice(20))
		row.order = dice(2) ? 0 : SW_ORDER_LAST(row.order);
	return !sw_held_add(h, row, a, a->nla_len, &err);
}

/* ---- both ways ------------------------------------------------------------------------------- */

static struct sw_reader reader;
static size_t nread, nforeign, ntwin;

static bool same(const struct sw_rule *a, const struct sw_rule *b)
{
	return sw_rule_equal(a, b) && a->packets == b->packets && a->bytes == b->bytes &&
	       a->seat.kind == b->seat.kind && a->seat.order == b->seat.order &&
	       sw_seat_handle(&a->seat) == b->seat.handle && a->seat.row == b->seat.row &&
	       a->compat == b->compat;
}

/* The short way, which knows the one before, and the long way, which knows nothing. */
static bool read_both(struct sw_held *h)
{
	struct sw_decoding d = { .reader = &reader, .ctx = ctx, .err = &err };
	bool good = !sw_decoding_begin(&d);

	for (size_t i = 0; i < h->n && good; i++) {
		struct sw_decoding alone = { .reader = &reader, .ctx = ctx, .err = &err };
		struct sw_rule got = { 0 }, want = { 0 };
		const struct nlattr *a = (const void *)(h->pool + h->row[i].at);
		struct sw_elem unused;
		struct sw_rule twin;
		int rc, wanted;

		ntwin += sw_twin_find(&d.twin, &map, a, &unused, &twin);
		sw_decoding_begin(&alone);
		rc = sw_decode_elems(&d, h, i, 1, false, &got);
		wanted = sw_decode_elems(&alone, h, i, 1, false, &want);
		good = rc == wanted && (rc || same(&got, &want));
		nread += !rc;
		nforeign += rc == SW_RULE_FOREIGN;
		sw_rule_fini(&got);
		sw_rule_fini(&want);
	}
	return good;
}

/* A name is asked for: it is the element's, whichever way was taken. */
static bool names(struct sw_held *h)
{
	struct sw_decoding d = { .reader = &reader, .ctx = ctx, .err = &err, .names = true };
	const struct sw_key *k = sw_fold_key(&map.prog);
	bool good = !sw_decoding_begin(&d);

	for (size_t i = 0; i < h->n && good; i++) {
		const struct nlattr *a = (const void *)(h->pool + h->row[i].at);
		struct sw_rule r = { 0 };
		struct sw_elem e;

		if (sw_decode_elems(&d, h, i, 1, false, &r))
			continue;
		good = sw_elem_read(a, sw_elem_says(k), &e) && r.seat.kind == SW_SEAT_ELEM &&
		       r.seat.elem->len == e.key_len && r.seat.elem->order == r.seat.order &&
		       !memcmp(r.seat.elem->key, e.key, e.key_len) && r.seat.elem->rule == 77;
		sw_rule_fini(&r);
	}
	return good;
}

static bool one_map(void)
{
	struct sw_map_rule *maps[1] = { &map };
	struct sw_held h = { .block = 1, .map = maps, .nmap = 1 };
	struct sw_userdata ud;
	bool good = make_map(&ud);

	for (uint32_t i = 0; i < ELEMS && good; i++)
		good = hold(&h, &ud, i);
	good = good && read_both(&h) && names(&h);
	free(h.row);
	free(h.pool);
	return good;
}

int main(void)
{
	size_t wrong = 0;

	sw_err_init(&err);
	for (int i = 0; i < MAPS; i++)
		wrong += !one_map();
	ok(!wrong, "elements after one another are what each is alone");
	ok(nread > MAPS * ELEMS / 2 && ntwin > nread / 4 && ntwin < nread && nforeign > MAPS,
	   "%zu were read, %zu of them as twins, and %zu are foreign", nread, ntwin, nforeign);
	sw_prog_fini(&prog);
	sw_prog_fini(&map.prog);
	sw_reader_progs_free(reader.progs);
	return tap_end();
}
