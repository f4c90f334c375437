/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Companions of rules: helper objects, chains that act on tags, private chains.
 *
 * Every message is one that may be sent again: objects, chains and elements that are there already
 * stay, and a companion chain is emptied before its rules are added. So nothing has to be read
 * first, and two processes that send the same companion do not disturb each other. */
#include <errno.h>
#include <stdio.h>
#include "netlink/plan_local.h"
#include "translate/companion.h"
#include "netlink/msg.h"

#define ROOM       1024
#define TAGS       "sw.tags"
#define HELPERS    "sw.helpers"
#define DEFRAG     "sw.defrag"
#define HELPER_PRIO (-199)	/* behind the conntrack lookup: the entry is still unconfirmed */
#define TYPE_MARK  19		/* nft(8)'s number of the type "mark": for its listing only */

/* ---- chains and their rules ------------------------------------------------------------------ */

static int add_chain(struct sw_plan *p, const char *table, const char *name, struct sw_err *err)
{
	struct nlmsghdr *nlh = sw_plan_begin_in(p, SW_OP_CHAIN_USER_ADD, table, ROOM, err);

	if (!nlh)
		return -ENOMEM;
	sw_msg_put_str(nlh, NFTA_CHAIN_NAME, name);
	return sw_plan_end(p, SW_OP_CHAIN_USER_ADD, nlh, name, err);
}

static int add_base_chain(struct sw_plan *p, const char *table, const char *name, const char *type,
			  unsigned hook, int prio, struct sw_err *err)
{
	struct nlmsghdr *nlh = sw_plan_begin_in(p, SW_OP_CHAIN_ADD, table, ROOM, err);
	struct nlattr *nest;

	if (!nlh)
		return -ENOMEM;
	sw_msg_put_str(nlh, NFTA_CHAIN_NAME, name);
	nest = mnl_attr_nest_start(nlh, NFTA_CHAIN_HOOK);
	mnl_attr_put_u32(nlh, NFTA_HOOK_HOOKNUM, htonl(hook));
	mnl_attr_put_u32(nlh, NFTA_HOOK_PRIORITY, htonl(prio));
	mnl_attr_nest_end(nlh, nest);
	sw_msg_put_str(nlh, NFTA_CHAIN_TYPE, type);
	return sw_plan_end(p, SW_OP_CHAIN_ADD, nlh, name, err);
}

static int flush_chain(struct sw_plan *p, const char *table, const char *name, struct sw_err *err)
{
	struct nlmsghdr *nlh = sw_plan_begin_in(p, SW_OP_CHAIN_FLUSH, table, ROOM, err);

	if (!nlh)
		return -ENOMEM;
	sw_msg_put_str(nlh, NFTA_RULE_CHAIN, name);
	return sw_plan_end(p, SW_OP_CHAIN_FLUSH, nlh, name, err);
}

/* Append p->aux as a rule. */
static int add_rule(struct sw_plan *p, const char *table, const char *chain, struct sw_err *err)
{
	struct sw_ctx ctx = { .family = p->family,
			      .later_fragments = p->kernel.later_fragments };
	struct nlmsghdr *nlh =
		sw_plan_begin_in(p, SW_OP_RULE_APPEND, table, SW_RULE_ROOM + ROOM, err);
	int rc;

	if (!nlh)
		return -ENOMEM;
	sw_msg_put_str(nlh, NFTA_RULE_CHAIN, chain);
	rc = p->aux.oom ? sw_err_nomem(err) : sw_lower(&p->aux, &ctx, NULL, nlh, err);
	return rc ? rc : sw_plan_end(p, SW_OP_RULE_APPEND, nlh, chain, err);
}

static void put_verdict(struct sw_prog *p, int verdict)
{
	p->has_verdict = true;
	p->verdict = verdict;
}

static void put_clear(struct sw_prog *p)
{
	struct sw_stmt *s = sw_prog_stmt(p, SW_STMT_SET);
	uint32_t keep = ~SW_TAG_BITS;

	s->set.dst = s->set.src = SW_SEL_PRIORITY;
	s->set.len = 4;
	s->set.masked = true;
	memcpy(s->set.mask, &keep, 4);
}

/* ---- sets of tags ---------------------------------------------------------------------------- */

/* For nft(8)'s listing: type, length and value of libnftnl's NFTNL_UDATA_SET_KEYBYTEORDER and
 * _DATABYTEORDER, both "host". */
static const struct { uint8_t type, len; uint32_t val; } __attribute__((packed)) host_order[] = {
	{ 0, 4, 1 }, { 1, 4, 1 },
};

static int add_map(struct sw_plan *p, const struct sw_table *t, const char *name, uint32_t objects,
		   struct sw_err *err)
{
	struct nlmsghdr *nlh = sw_plan_begin_in(p, SW_OP_SET_ADD, t->builtin->nft_name, ROOM, err);

	if (!nlh)
		return -ENOMEM;
	sw_msg_put_str(nlh, NFTA_SET_NAME, name);
	mnl_attr_put_u32(nlh, NFTA_SET_FLAGS, htonl(objects ? NFT_SET_OBJECT : NFT_SET_MAP));
	mnl_attr_put_u32(nlh, NFTA_SET_KEY_TYPE, htonl(TYPE_MARK));
	mnl_attr_put_u32(nlh, NFTA_SET_KEY_LEN, htonl(4));
	if (objects) {
		mnl_attr_put_u32(nlh, NFTA_SET_OBJ_TYPE, htonl(objects));
	} else {
		mnl_attr_put_u32(nlh, NFTA_SET_DATA_TYPE, htonl(TYPE_MARK));
		mnl_attr_put_u32(nlh, NFTA_SET_DATA_LEN, htonl(4));
	}
	mnl_attr_put_u32(nlh, NFTA_SET_ID, htonl(++p->set_id));
	sw_msg_put(nlh, NFTA_SET_USERDATA, sizeof(host_order), host_order);
	return sw_plan_end(p, SW_OP_SET_ADD, nlh, name, err);
}

static void put_value(struct nlmsghdr *nlh, uint16_t type, uint32_t val)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, type);

	sw_msg_put(nlh, NFTA_DATA_VALUE, sizeof(val), &val);	/* as the register holds it */
	mnl_attr_nest_end(nlh, nest);
}

/* Tag -> object (obj not NULL), or tag -> number. */
static int add_elem(struct sw_plan *p, const struct sw_table *t, const char *map, uint32_t tag,
		    const char *obj, uint32_t number, struct sw_err *err)
{
	struct nlmsghdr *nlh = sw_plan_begin_in(p, SW_OP_SET_FILL, t->builtin->nft_name, ROOM, err);
	struct nlattr *list, *elem;

	if (!nlh)
		return -ENOMEM;
	sw_msg_put_str(nlh, NFTA_SET_ELEM_LIST_SET, map);
	list = mnl_attr_nest_start(nlh, NFTA_SET_ELEM_LIST_ELEMENTS);
	elem = mnl_attr_nest_start(nlh, NFTA_LIST_ELEM);
	put_value(nlh, NFTA_SET_ELEM_KEY, tag);
	if (obj)
		sw_msg_put_str(nlh, NFTA_SET_ELEM_OBJREF, obj);
	else
		put_value(nlh, NFTA_SET_ELEM_DATA, number);
	mnl_attr_nest_end(nlh, elem);
	mnl_attr_nest_end(nlh, list);
	return sw_plan_end(p, SW_OP_SET_FILL, nlh, map, err);
}

/* Two actions with one number would do each other's work: the kernel refuses a second value. */
static int reserve_tag(struct sw_plan *p, const struct sw_table *t, uint32_t tag, const char *what,
		       struct sw_err *err)
{
	uint32_t h = 2166136261u;	/* FNV-1a */
	char name[32];
	int rc = sw_plan_first(p, t->builtin, TAGS, err);

	if (rc > 0)
		rc = add_map(p, t, TAGS, 0, err);
	sw_plan_tag_name(name, sizeof(name), tag);
	if (!rc)
		rc = sw_plan_first(p, t->builtin, name, err);
	if (rc > 0)
		rc = 0;
	for (; *what; what++)
		h = (h ^ (uint8_t)*what) * 16777619u;
	return rc ? rc : add_elem(p, t, TAGS, tag, NULL, h, err);
}

/* ---- conntrack helpers ----------------------------------------------------------------------- */

/* The object is the rule's: its refusal reads as the rule's own. */
static enum sw_op_kind op_of_rule(const struct sw_plan *p)
{
	enum sw_op_kind kind = SW_OP_RULE_REPLACE;

	while (kind > SW_OP_RULE_APPEND &&
	       (!p->sink.op_name || strcmp(sw_op_rows[kind].name, p->sink.op_name)))
		kind--;
	return kind;
}

static int add_helper(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
		      const char *obj, const struct sw_need *need, struct sw_err *err)
{
	struct nlmsghdr *nlh =
		sw_plan_begin_in(p, SW_OP_OBJECT_ADD, t->builtin->nft_name, ROOM, err);
	uint8_t l4 = need->proto;
	uint16_t l3 = htons(p->family);
	struct nlattr *nest;

	if (!nlh)
		return -ENOMEM;
	sw_msg_put_str(nlh, NFTA_OBJ_NAME, obj);
	mnl_attr_put_u32(nlh, NFTA_OBJ_TYPE, htonl(NFT_OBJECT_CT_HELPER));
	nest = mnl_attr_nest_start(nlh, NFTA_OBJ_DATA);
	sw_msg_put_str(nlh, NFTA_CT_HELPER_NAME, need->name);
	sw_msg_put(nlh, NFTA_CT_HELPER_L3PROTO, sizeof(l3), &l3);
	sw_msg_put(nlh, NFTA_CT_HELPER_L4PROTO, sizeof(l4), &l4);
	mnl_attr_nest_end(nlh, nest);
	return sw_plan_end(p, op_of_rule(p), nlh, c->name, err);
}

/* Untagged packets leave at once. What is a tag of the map gives the helper and is cleared; a class
 * that a packet has of its own ends the rule at the map, and stays. */
static int add_helper_rules(struct sw_plan *p, const char *table, const char *chain,
			    struct sw_err *err)
{
	uint32_t any = SW_TAG_ANY, bits = SW_TAG_BITS;
	struct sw_stmt *s;
	int rc;

	sw_prog_reset(&p->aux);
	sw_prog_cmp_mask(&p->aux, SW_SEL_PRIORITY, &any, SW_NE, &any, 4);
	put_verdict(&p->aux, NF_ACCEPT);
	rc = add_rule(p, table, chain, err);
	if (rc)
		return rc;
	sw_prog_reset(&p->aux);
	s = sw_prog_stmt(&p->aux, SW_STMT_OBJREF);
	s->obj.map = HELPERS;
	s->obj.sel = SW_SEL_PRIORITY;
	memcpy(s->obj.mask, &bits, 4);
	put_clear(&p->aux);
	return add_rule(p, table, chain, err);
}

static int add_helper_chains(struct sw_plan *p, const struct sw_table *t, struct sw_err *err)
{
	static const unsigned hooks[] = { SW_HOOK_PREROUTING, SW_HOOK_OUTPUT };
	int rc = add_map(p, t, HELPERS, NFT_OBJECT_CT_HELPER, err);

	for (size_t i = 0; !rc && i < 2; i++) {
		char name[32];

		snprintf(name, sizeof(name), "sw.helper.%s", sw_hook_words[hooks[i]]);
		rc = add_base_chain(p, t->builtin->nft_name, name, "filter", hooks[i], HELPER_PRIO,
				    err);
		if (!rc)
			rc = sw_plan_before_add(p, t->builtin, SW_BEFORE_OURS, name, err);
		if (!rc)
			rc = flush_chain(p, t->builtin->nft_name, name, err);
		if (!rc)
			rc = add_helper_rules(p, t->builtin->nft_name, name, err);
	}
	return rc;
}

static int need_helper(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
		       const struct sw_need *need, struct sw_err *err)
{
	char obj[64];
	int rc;

	snprintf(obj, sizeof(obj), "sw.%s.%s", need->name, need->proto == IPPROTO_TCP ? "tcp" :
		 need->proto == IPPROTO_UDP ? "udp" : "");
	if (need->proto != IPPROTO_TCP && need->proto != IPPROTO_UDP)
		snprintf(obj, sizeof(obj), "sw.%s.%u", need->name, need->proto);
	rc = sw_plan_first(p, t->builtin, obj, err);
	if (rc <= 0)
		return rc;
	rc = reserve_tag(p, t, need->tag, obj, err);
	if (!rc)
		rc = add_helper(p, t, c, obj, need, err);
	if (!rc)
		rc = sw_plan_first(p, t->builtin, HELPERS, err);
	if (rc > 0)
		rc = add_helper_chains(p, t, err);
	return rc ? rc : add_elem(p, t, HELPERS, need->tag, obj, 0, err);
}

/* ---- targets in the table of their plain name ------------------------------------------------ */

static int add_target_chain(struct sw_plan *p, const struct sw_table *t,
			    const struct sw_builtin_chain *b, const struct sw_need *need,
			    struct sw_err *err)
{
	uint32_t bits = SW_TAG_BITS;
	char name[64];
	int rc;

	snprintf(name, sizeof(name), "%s.%s", need->name, sw_hook_words[b->hook]);
	rc = sw_plan_first(p, t->builtin, name, err);
	if (rc <= 0)
		return rc;
	/* Right behind our chain, and before the kernel's own work at the next hook priorities. */
	rc = add_base_chain(p, t->builtin->name, name, strcmp(b->type, "nat") ? "filter" : "nat",
			    b->hook, b->prio + 1, err);
	if (!rc)
		rc = sw_plan_before_add(p, t->builtin, SW_BEFORE_PLAIN, name, err);
	if (!rc)
		rc = flush_chain(p, t->builtin->name, name, err);
	if (rc)
		return rc;
	sw_prog_reset(&p->aux);
	sw_prog_cmp_mask(&p->aux, SW_SEL_PRIORITY, &bits, SW_EQ, &need->tag, 4);
	put_clear(&p->aux);
	sw_prog_stmt(&p->aux, SW_STMT_XT)->xt = need->xt;
	p->aux.compat_proto = need->proto;
	p->aux.compat_inv = need->inv_proto;
	return add_rule(p, t->builtin->name, name, err);
}

static int need_target(struct sw_plan *p, const struct sw_table *t, const struct sw_need *need,
		       struct sw_err *err)
{
	struct nlmsghdr *nlh;
	int rc = sw_plan_first(p, t->builtin, "", err);

	if (rc > 0) {
		nlh = sw_plan_begin_in(p, SW_OP_TABLE_ADD, t->builtin->name, ROOM, err);
		rc = nlh ? sw_plan_end(p, SW_OP_TABLE_ADD, nlh, t->builtin->name, err) : -ENOMEM;
	}
	if (!rc)
		rc = sw_plan_first(p, t->builtin, need->name, err);
	if (rc > 0)
		rc = reserve_tag(p, t, need->tag, need->name, err);
	for (size_t i = 0; !rc && i < t->builtin->nchain; i++)
		if (need->hooks & (1u << t->builtin->chain[i].hook))
			rc = add_target_chain(p, t, &t->builtin->chain[i], need, err);
	return rc;
}

/* ---- TPROXY ---------------------------------------------------------------------------------- */

static int need_tproxy(struct sw_plan *p, const struct sw_table *t, const struct sw_need *need,
		       struct sw_err *err)
{
	const char *table = t->builtin->nft_name;
	int rc = sw_plan_first(p, t->builtin, need->name, err);

	if (rc <= 0)
		return rc;
	rc = add_chain(p, table, need->name, err);
	if (!rc)
		rc = sw_plan_before_add(p, t->builtin, SW_BEFORE_OURS, need->name, err);
	if (!rc)
		rc = flush_chain(p, table, need->name, err);
	if (rc)
		return rc;
	sw_prog_reset(&p->aux);
	sw_tproxy_rule(need->xt, p->family, &p->aux);
	rc = add_rule(p, table, need->name, err);
	if (rc)
		return rc;
	sw_prog_reset(&p->aux);
	put_verdict(&p->aux, NF_DROP);
	return add_rule(p, table, need->name, err);
}

/* ---- fragments ------------------------------------------------------------------------------- */

/* A chain that no packet meets: as long as a rule with "tproxy" is there, wherever it stands, the
 * kernel puts fragments together before PREROUTING. */
int sw_plan_defrag_need(struct sw_plan *p, const struct sw_table *t, struct sw_err *err)
{
	const char *table = t->builtin->nft_name;
	struct sw_stmt *s;
	int rc = sw_plan_first(p, t->builtin, DEFRAG, err);

	if (rc <= 0)
		return rc;
	rc = add_chain(p, table, DEFRAG, err);
	if (!rc)
		rc = sw_plan_before_add(p, t->builtin, SW_BEFORE_OURS, DEFRAG, err);
	if (!rc)
		rc = flush_chain(p, table, DEFRAG, err);
	if (rc)
		return rc;
	sw_prog_reset(&p->aux);
	s = sw_prog_stmt(&p->aux, SW_STMT_TPROXY);
	s->nat.family = p->family;
	s->nat.has_port = true;
	return add_rule(p, table, DEFRAG, err);
}

int sw_plan_companion_need(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
			   struct sw_err *err)
{
	const struct sw_need *need = &p->prog.need;

	switch (need->kind) {
	case SW_NEED_HELPER:
		return need_helper(p, t, c, need, err);
	case SW_NEED_XT:
		return need_target(p, t, need, err);
	case SW_NEED_TPROXY:
		return need_tproxy(p, t, need, err);
	default:
		return 0;
	}
}
