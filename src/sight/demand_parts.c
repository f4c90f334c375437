/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which parts of a packet tests look at, and which ones statements write. */
#include "base/net.h"
#include "sight/demand_local.h"

#define NH_ALL UINT64_MAX

static void add_bytes(struct sw_part *p, unsigned off, unsigned len)
{
	for (unsigned i = off; i < off + len; i++)
		p->nh |= i < 64 ? UINT64_C(1) << i : NH_ALL;
}

void sw_demand_add_part(struct sw_part *p, const struct sw_sel *s)
{
	switch (s->src) {
	case SW_SRC_NONE: case SW_SRC_NUMGEN:
		break;
	case SW_SRC_NH:
		add_bytes(p, s->off, s->len);
		break;
	case SW_SRC_LL:
		p->other |= SW_PART_LL;
		break;
	case SW_SRC_TH: case SW_SRC_TCPOPT:
		p->other |= SW_PART_TH;
		break;
	case SW_SRC_META:
		p->other |= s->key == NFT_META_MARK ? SW_PART_MARK : SW_PART_META;
		break;
	case SW_SRC_CT:
		p->other |= SW_PART_CT;
		break;
	default:	/* routes are looked up by addresses, TOS and mark */
		p->nh = NH_ALL;
		p->other |= SW_PART_MARK | SW_PART_META;
	}
}

void sw_part_add(struct sw_part *p, const struct sw_part *more)
{
	p->nh |= more->nh;
	p->other |= more->other;
}

static void write_set(struct sw_part *w, const struct sw_stmt *s)
{
	sw_demand_add_part(w, &s->set.dst);
	if (s->set.dst.src == SW_SRC_NH && s->set.csum)
		add_bytes(w, s->set.csum_off, 2);
}

void sw_demand_writes(struct sw_part *w, const struct sw_prog *p)
{
	static const struct sw_part all = { NH_ALL, SW_PARTS };

	for (size_t i = 0; i < p->ntest; i++)	/* some of xt's write marks, of both kinds */
		if (p->test[i].kind == SW_TEST_XT || p->test[i].kind == SW_TEST_RAW)
			w->other |= SW_PART_MARK | SW_PART_META | SW_PART_CT;
		else if (p->test[i].kind == SW_TEST_KEY)
			sw_part_add(w, &all);
	for (size_t i = 0; i < p->nstmt; i++)
		switch (p->stmt[i].kind) {
		case SW_STMT_SET:
			write_set(w, &p->stmt[i]);
			break;
		case SW_STMT_LOG: case SW_STMT_DUP: case SW_STMT_IF: case SW_STMT_REJECT:
		case SW_STMT_QUEUE:
			break;
		case SW_STMT_NOTRACK: case SW_STMT_OBJREF: case SW_STMT_SYNPROXY:
			w->other |= SW_PART_CT;
			break;
		case SW_STMT_TCPOPT_RESET:
			w->other |= SW_PART_TH;
			break;
		default:
			sw_part_add(w, &all);
		}
}
