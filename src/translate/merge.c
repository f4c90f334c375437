/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which tests may become the key of a map, or be asked once for many rules. */
#include "base/cleanup.h"
#include "base/net.h"
#include "translate/prog.h"

#define BOTH 0

/* What one value decides. The register must hold all of it; an address may have a mask. */
static const struct key {
	struct sw_sel sel;	/* len: at most */
	uint8_t least;		/* bytes, at least */
	uint8_t family;
	bool    masked;		/* with or without a mask */
} keys[] = {
	{ SW_SEL_NH(12, 4), 4, SW_IP4, true },		/* source */
	{ SW_SEL_NH(16, 4), 4, SW_IP4, true },		/* destination */
	{ SW_SEL_NH(8, 16), 4, SW_IP6, true },
	{ SW_SEL_NH(24, 16), 4, SW_IP6, true },
	{ SW_SEL_NH(9, 1), 1, SW_IP4, false },		/* protocol */
	{ SW_SEL_META(NFT_META_L4PROTO, 1), 1, BOTH, false },
	{ SW_SEL_META(NFT_META_IIFNAME, SW_IF_MAX), SW_IF_MAX, BOTH, false },
	{ SW_SEL_META(NFT_META_OIFNAME, SW_IF_MAX), SW_IF_MAX, BOTH, false },
	{ SW_SEL_META(NFT_META_MARK, 4), 4, BOTH, true },
	{ SW_SEL_TH(0, 2), 1, BOTH, false },		/* source port; type of ICMP, and code */
	{ SW_SEL_TH(2, 2), 2, BOTH, false },		/* destination port */
	{ SW_SEL_LL(6, 6), 6, BOTH, false },		/* source of Ethernet */
};

static bool is_key(const struct sw_test *t, uint8_t family)
{
	if (t->kind != SW_TEST_CMP || t->rel != SW_EQ || t->len != t->sel.len)
		return false;
	for (size_t i = 0; i < SW_ARRAY_SIZE(keys); i++) {
		const struct key *k = &keys[i];
		struct sw_sel most = t->sel;

		most.len = k->sel.len;
		if (sw_sel_equal(&most, &k->sel) && t->sel.len >= k->least &&
		    t->sel.len <= k->sel.len && (k->family == BOTH || k->family == family) &&
		    (k->masked || !t->masked))
			return true;
	}
	return false;
}

/* Looking at it changes nothing. */
static bool is_pure(const struct sw_sel *s)
{
	switch (s->src) {
	case SW_SRC_NONE:
	case SW_SRC_LL:
	case SW_SRC_NH:
	case SW_SRC_TH:
	case SW_SRC_CT:
	case SW_SRC_FIB:
	case SW_SRC_RT:
	case SW_SRC_TCPOPT:
	case SW_SRC_EXTHDR:
		return true;
	case SW_SRC_SOCKET:	/* -m socket: its rule has a chain sent with it */
		return s->key != NFT_SOCKET_TRANSPARENT;
	case SW_SRC_META:
		return s->key != NFT_META_PRANDOM && s->key != NFT_META_NFTRACE;
	default:		/* numgen counts, or throws dice */
		return false;
	}
}

bool sw_test_is_never(const struct sw_test *t)
{
	switch (t->kind) {
	case SW_TEST_CMP:
	case SW_TEST_RANGE:
	case SW_TEST_EXISTS:
		return !is_pure(&t->sel);
	case SW_TEST_LOOKUP:
		return !is_pure(&t->sel) || !is_pure(&t->sel2) || !is_pure(&t->sel3);
	case SW_TEST_GUARD:
		return false;
	default:
		return true;
	}
}

enum sw_merge sw_test_merge(const struct sw_test *t, uint8_t family)
{
	if (sw_test_is_never(t))
		return SW_MERGE_NEVER;
	return is_key(t, family) ? SW_MERGE_KEY : SW_MERGE_SAME;
}
