/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Parts of -m conntrack: "--ctstate NEW,DNAT" asks the state or the status, in one lookup of both.
 *
 * The state of a packet that belongs to a connection is one of three. With those that were asked
 * for any status will do; with the others it needs one of the two bits of NAT, and the statuses
 * with a bit are ranges when it stands in the first byte of the register. */
#include <endian.h>
#include <stdio.h>
#include <string.h>
#include "base/cleanup.h"
#include "base/net.h"
#include <linux/netfilter/nf_conntrack_common.h>
#include "translate/ctstate.h"

#define PREFIX "sw.ctstate"
#define SEL_STATE  SW_SEL_CT(NFT_CT_STATE, 4)
#define SEL_STATUS SW_SEL_CT(NFT_CT_STATUS, 4)
/* For the listing of nft(8) only, which crashes at a range of its ct_status: two of its "mark". */
#define TYPES (19 << 6 | 19)
#define NAT (IPS_SRC_NAT | IPS_DST_NAT)

/* As their bytes are sorted. */
static const uint32_t states[] = {
	NF_CT_STATE_BIT(IP_CT_ESTABLISHED), NF_CT_STATE_BIT(IP_CT_RELATED),
	NF_CT_STATE_BIT(IP_CT_NEW),
};
#define ALL (NF_CT_STATE_BIT(IP_CT_ESTABLISHED) | NF_CT_STATE_BIT(IP_CT_RELATED) | \
	     NF_CT_STATE_BIT(IP_CT_NEW))

/* Statuses whose first byte is first to last. */
static int add(struct sw_set *s, uint32_t state, uint8_t first, uint8_t last, struct sw_err *err)
{
	uint8_t from[8] = { 0 }, to[8];

	memcpy(from, &state, 4);
	from[4] = first;
	memcpy(to, from, 4);
	memset(to + 4, 0xff, 4);
	to[4] = last;
	return sw_set_add(s, from, to, NULL, err);
}

static int add_with_bits(struct sw_set *s, uint32_t state, uint32_t bits, struct sw_err *err)
{
	int rc = 0, first = -1;

	for (int n = 0; n <= 256 && !rc; n++) {
		bool in = n < 256 && n & bits;

		if (in && first < 0)
			first = n;
		if (in || first < 0)
			continue;
		rc = add(s, state, first, n - 1, err);
		first = -1;
	}
	return rc;
}

int sw_ctstate_encode(struct sw_prog *p, uint32_t state, uint32_t status, struct sw_err *err)
{
	char name[sizeof(PREFIX) + 24];
	struct sw_set *s;
	int rc = 0;

	if (__BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__ || !state || state & ~ALL || !status ||
	    status & ~NAT)
		return 0;
	snprintf(name, sizeof(name), PREFIX ".%u.%u", state, status);
	sw_prog_lookup2(p, SEL_STATE, SEL_STATUS, SW_EQ, name);
	s = sw_prog_set(p, name);
	s->key_len = 8;
	s->nfield = 2;
	s->field_len[0] = s->field_len[1] = 4;
	s->interval = true;
	s->key_type = TYPES;
	for (size_t i = 0; i < SW_ARRAY_SIZE(states) && !rc; i++)
		rc = state & states[i] ? add(s, states[i], 0, UINT8_MAX, err)
				       : add_with_bits(s, states[i], status, err);
	return rc ? rc : 1;
}

bool sw_ctstate_decode(const struct sw_test *t, uint32_t *state, uint32_t *status)
{
	return sw_test_is(t, SW_TEST_LOOKUP, SEL_STATE) && t->rel == SW_EQ && !t->sel3.src &&
	       sw_sel_equal(&t->sel2, &SEL_STATUS) &&
	       sscanf(t->set, PREFIX ".%u.%u", state, status) == 2 && !(*state & ~ALL) &&
	       !(*status & ~NAT);
}
