/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is written again with another address is what would be written anew: programs of rules
 * (sw_encode_again) and elements of maps (sw_elem_put_again). And the ways that addresses are read
 * and printed are those of libc. Found out with dice that fall the same in every run. */
#include <arpa/inet.h>
#include <stdlib.h>
#include "base/line.h"
#include "netlink/elem.h"
#include "netlink/msg.h"
#include "tap.h"
#include "translate/translate.h"
#include "words/addr.h"

#define RULES 40000

static struct sw_err err;
static uint64_t seed = 20261130;

static uint32_t dice(uint32_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (seed >> 20) % n;
}

/* ---- programs -------------------------------------------------------------------------------- */

static uint8_t family;

static void some_mask(uint8_t mask[16])
{
	size_t size = family == SW_IP6 ? 16 : 4, bits = dice(3) ? size * 8 : dice(size * 8 + 1);

	memset(mask, 0, 16);
	if (!dice(3))
		return;
	for (size_t i = 0; i < bits; i++)
		mask[i / 8] |= 0x80 >> i % 8;
	if (!dice(8))
		mask[dice(size)] ^= 1 << dice(8);
}

static void some_addresses(struct sw_ip *ip)
{
	for (size_t i = 0; i < 16; i++) {
		ip->src[i] = dice(256) & ip->smask[i];
		ip->dst[i] = dice(256) & ip->dmask[i];
	}
}

static void some_rule(struct sw_rule *r)
{
	static const int verdicts[] = { SW_ACCEPT, SW_DROP, SW_RETURN, SW_QUEUE };

	*r = (struct sw_rule){ .jump.kind = dice(3), .packets = dice(9), .bytes = dice(999) };
	some_mask(r->ip.smask);
	some_mask(r->ip.dmask);
	some_addresses(&r->ip);
	strcpy(r->ip.in, dice(3) ? "" : dice(2) ? "eth0" : "eth+");
	strcpy(r->ip.out, dice(3) ? "" : dice(2) ? "eth1" : "+");
	r->ip.proto = dice(2) ? 0 : dice(256);
	r->ip.inv = dice(4) ? 0 : dice(64);
	r->ip.frag = family == SW_IP4 && !dice(8);
	r->ip.go = dice(2);
	if (r->jump.kind == SW_JUMP_VERDICT)
		r->jump.verdict = verdicts[dice(4)];
	if (r->jump.kind == SW_JUMP_CHAIN)
		strcpy(r->jump.chain, dice(2) ? "some" : "another");
}

/* Another address, and now and then something else. */
static void change(struct sw_rule *r, const struct sw_rule *before)
{
	struct sw_rule other;

	*r = *before;
	some_rule(&other);
	switch (dice(12)) {
	case 0:
		memcpy(r->ip.smask, other.ip.smask, 16);
		break;
	case 1:
		memcpy(r->ip.dmask, other.ip.dmask, 16);
		break;
	case 2:
		r->jump = other.jump;
		break;
	case 3:
		memcpy(r->ip.in, other.ip.in, SW_IF_MAX);
		break;
	case 4:
		memcpy(r->ip.out, other.ip.out, SW_IF_MAX);
		break;
	case 5:
		r->ip.proto = other.ip.proto;
		r->ip.inv = other.ip.inv;
		break;
	case 6:
		r->ip.frag = other.ip.frag;
		r->ip.go = other.ip.go;
		break;
	}
	some_addresses(&r->ip);
	r->packets = dice(9);
}

/* Tests as bytes: what nobody looks at is the same, too. */
static bool same(const struct sw_prog *a, const struct sw_prog *b)
{
	return sw_prog_equal(a, b) && a->packets == b->packets && a->bytes == b->bytes &&
	       a->compat_proto == b->compat_proto && a->compat_inv == b->compat_inv &&
	       !memcmp(a->test, b->test, a->ntest * sizeof(*a->test));
}

static void programs(void)
{
	struct sw_prog p = { 0 }, want = { 0 };
	struct sw_userdata ud, words;
	struct sw_rule before, r;
	size_t wrong = 0, again = 0;

	for (int i = 0; i < RULES; i++) {
		struct sw_ctx ctx = { .table = sw_builtin_table("filter") };

		ctx.family = family = dice(2) ? SW_IP6 : SW_IP4;
		some_rule(&before);
		change(&r, &before);
		if (sw_encode(&before, &ctx, &p, &ud, &err) || p.plain)
			wrong++;
		p.plain = ud.len ? 0 : family;
		if (!sw_encode_again(&r, &before, family, &p, &ud))
			continue;
		again++;
		wrong += sw_encode(&r, &ctx, &want, &words, &err) || words.len || ud.len ||
			 !same(&p, &want);
	}
	ok(!wrong, "a program with other addresses is that of the other rule");
	ok(again > RULES / 2 && again < RULES - RULES / 4, "%zu of %d were made so", again, RULES);
	ok(!sw_encode_again(&r, &r, family == SW_IP4 ? SW_IP6 : SW_IP4, &p, &ud),
	   "not for another family");
	sw_prog_reset(&p);
	ok(!sw_encode_again(&r, &r, family, &p, &ud), "nor of a program that nobody knows");
	sw_prog_fini(&p);
	sw_prog_fini(&want);
}

/* ---- elements -------------------------------------------------------------------------------- */

static bool one_element(void)
{
	_Alignas(struct nlmsghdr) char buf[2][2048];
	struct nlmsghdr *nlh = sw_nft_msg(buf[0], NFT_MSG_NEWSETELEM, 0, SW_IP4);
	struct nlmsghdr *want = sw_nft_msg(buf[1], NFT_MSG_NEWSETELEM, 0, SW_IP4);
	struct sw_elem_says says = { .verdict = dice(2) };
	struct sw_elem_act act = { .has_verdict = dice(2), .verdict = NFT_JUMP, .bytes = dice(2),
				   .chain = dice(2) ? "" : dice(2) ? "some" : "another" };
	struct nlattr *before = sw_msg_end(nlh);
	uint8_t key[SW_KEY_MAX], data[SW_KEY_MAX];
	size_t len = 1 + dice(SW_KEY_MAX);
	struct sw_userdata ud = { .len = dice(200) };

	for (size_t i = 0; i < SW_KEY_MAX; i++)
		key[i] = data[i] = dice(256);
	if (!says.verdict)
		says.data = dice(SW_KEY_MAX);
	act.data = data;
	sw_said_put_order(&ud, dice(1000), SW_ELEM_WORDS_MAX);
	sw_elem_put(nlh, key, len, says, &act, ud.data, ud.len);
	memcpy(buf[1], buf[0], sizeof(buf[0]));
	key[dice(len)] ^= 1;
	sw_elem_put_again(nlh, before, key, len, ud.len, 77);
	ud.len -= SW_ORDER_WORDS;
	sw_said_put_order(&ud, 77, SW_ELEM_WORDS_MAX);
	sw_elem_put(want, key, len, says, &act, ud.data, ud.len);
	return nlh->nlmsg_len == want->nlmsg_len && !memcmp(nlh, want, nlh->nlmsg_len);
}

static void elements(void)
{
	size_t wrong = 0;

	for (int i = 0; i < RULES; i++)
		wrong += !one_element();
	ok(!wrong, "a copied element is the one that would be written");
}

/* ---- numbers and addresses ------------------------------------------------------------------- */

static bool reads_alike(const char *text)
{
	uint8_t got[16] = { 0 }, want[4] = { 0 };
	const char *end = sw_addr_plain(text, SW_IP4, got);
	bool good = end && !*end;

	return good == (inet_pton(AF_INET, text, want) == 1) &&
	       (!good || !memcmp(got, want, sizeof(want)));
}

static void addresses(void)
{
	static const char *const front[] = { "", "1.", "1.20.", "1.20.255." };
	static const char *const back[] = { ".7.0.99", ".0.99", ".99", "" };
	static const char *const zeros[] = { "", "0", "00", "000", "-", "+", " " };
	static const char *const odd[] = { "", ".", "1.2.3", "1.2.3.", "1.2.3.4.", "1..2.3",
					   "1.2.3.4.5", "a.b.c.d", "1.2.3.4a", "256.1.1.1" };
	size_t wrong = 0;
	char text[64];

	for (int n = 0; n < 1100; n++)
		for (int z = 0; z < 7; z++)
			for (int at = 0; at < 4; at++) {
				snprintf(text, sizeof(text), "%s%s%d%s", front[at], zeros[z], n,
					 back[at]);
				wrong += !reads_alike(text);
			}
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++)
		wrong += !reads_alike(odd[i]);
	ok(!wrong, "addresses are read as libc does");
}

static void lines(void)
{
	char want[64], *text = NULL;
	size_t len = 0, wrong = 0;

	for (uint32_t n = 0; n < 3000; n++) {
		uint64_t number = n < 1000 ? n : (uint64_t)dice(UINT32_MAX) << dice(33);
		uint8_t a[4] = { n, dice(256), dice(256), n >> 2 };
		FILE *f = open_memstream(&text, &len);
		struct sw_line l;

		sw_line_start(&l, f);
		l.n = sizeof(l.buf) - dice(40);		/* what has no room is written first */
		memset(l.buf, '-', l.n);
		sw_line_number(&l, number);
		sw_line_addc(&l, ' ');
		sw_line_quad(&l, a);
		sw_line_flush(&l);
		fclose(f);
		snprintf(want, sizeof(want), "%llu %u.%u.%u.%u", (unsigned long long)number, a[0],
			 a[1], a[2], a[3]);
		wrong += strcmp(text + strspn(text, "-"), want) != 0;
		free(text);
	}
	ok(!wrong, "numbers and addresses are printed as printf does");
}

int main(void)
{
	sw_err_init(&err);
	programs();
	elements();
	addresses();
	lines();
	return tap_end();
}
