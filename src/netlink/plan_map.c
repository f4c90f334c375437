/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A step of a block becomes a map: the map, its elements, and the rule that looks it up. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>
#include "base/cleanup.h"
#include <libnftnl/udata.h>
#include "group/fact.h"
#include "netlink/elem.h"
#include "netlink/msg.h"
#include "netlink/plan_group.h"

#define ROOM 2048
#define MANY 4096	/* elements of a map whose dump is worth a thought */
/* A nested attribute's length is 16 bits. */
#define LIST_MOST (UINT16_MAX - SW_ELEM_ROOM)

/* nft(8)'s numbers of types, and of how many of them stand in one number: for its listing only. */
enum {
	TYPE_INTEGER = 4, TYPE_IPADDR = 7, TYPE_IP6ADDR = 8, TYPE_ETHERADDR = 9,
	TYPE_INET_SERVICE = 13, TYPE_ICMP_TYPE = 14, TYPE_MARK = 19, TYPE_ICMP6_TYPE = 29,
	TYPE_CLASSID = 23, TYPE_IFNAME = 41,
	TYPE_BITS = 6,
	ORDER_HOST = 1, ORDER_NET = 2,	/* its byte orders */
};

/* ---- names ----------------------------------------------------------------------------------- */

/* Two processes may be at work on one table, and maps of before still be there. */
uint32_t sw_plan_some_number(void)
{
	struct timespec now;
	uint32_t n;

	if (getrandom(&n, sizeof(n), GRND_NONBLOCK) == sizeof(n))
		return n;
	clock_gettime(CLOCK_REALTIME, &now);
	return (uint32_t)now.tv_nsec * 2654435761u ^ (uint32_t)now.tv_sec ^
	       (uint32_t)getpid() << 16;
}

static void next_name(struct sw_plan *p, char *out, size_t size)
{
	snprintf(out, size, SW_MAP_NAMES "%08x.%u", p->map_base, ++p->nmap);
}

/* ---- the map --------------------------------------------------------------------------------- */

static uint32_t type_of(const struct sw_sel *s, uint8_t family)
{
	switch (s->src) {
	case SW_SRC_NH:
		return s->len == 4 ? TYPE_IPADDR : TYPE_IP6ADDR;
	case SW_SRC_LL:
		return TYPE_ETHERADDR;
	case SW_SRC_META:
		return s->key == NFT_META_MARK ? TYPE_MARK : TYPE_IFNAME;
	case SW_SRC_TH:
		if (s->len == 2)
			return TYPE_INET_SERVICE;
		return family == SW_IP6 ? TYPE_ICMP6_TYPE : TYPE_ICMP_TYPE;
	default:
		return TYPE_INTEGER;
	}
}

static uint32_t type_of_key(const struct sw_key *k, uint8_t family)
{
	uint32_t type = 0;

	for (size_t i = 0; i < k->n; i++)
		type = type << TYPE_BITS | type_of(&k->part[i].sel, family);
	return type;
}

static uint32_t add_types(uint32_t type, uint32_t more, unsigned n)
{
	while (n--)
		type = type << TYPE_BITS | more;
	return type;
}

static uint32_t type_of_values(const struct sw_stmt *s)
{
	uint32_t addr = s->nat.family == SW_IP6 ? TYPE_IP6ADDR : TYPE_IPADDR;

	if (s->kind == SW_STMT_SET)
		return s->set.dst.src == SW_SRC_META && s->set.dst.key == NFT_META_PRIORITY ?
		       TYPE_CLASSID : TYPE_MARK;
	return add_types(add_types(0, addr, s->nat.has_addr), TYPE_INET_SERVICE, s->nat.has_port);
}

/* Types and lengths of the set's userdata (libnftnl's udata.h). */
static void put_words(struct nlmsghdr *nlh, const struct sw_stmt *s)
{
	bool set = s->kind == SW_STMT_SET;
	bool ranges = !set && (s->nat.has_addr_max || s->nat.has_port_max);
	struct { uint8_t type, len; uint32_t value; } __attribute__((packed)) words[2] = {
		{ NFTNL_UDATA_SET_DATABYTEORDER, 4, set ? ORDER_HOST : ORDER_NET },
		{ NFTNL_UDATA_SET_DATA_INTERVAL, 4, ranges },
	};

	sw_msg_put(nlh, NFTA_SET_USERDATA, sizeof(words), words);
}

static void put_data(struct nlmsghdr *nlh, const struct sw_key *k, const struct sw_stmt *s)
{
	mnl_attr_put_u32(nlh, NFTA_SET_DATA_TYPE, htonl(type_of_values(s)));
	mnl_attr_put_u32(nlh, NFTA_SET_DATA_LEN, htonl(k->data));
	put_words(nlh, s);
}

/* Elements count by an expression of their own. That the set has one, too, keeps the kernel from
 * making a bitmap of a short key, whose elements would not count. */
static void put_expr(struct nlmsghdr *nlh)
{
	struct nlattr *expr = mnl_attr_nest_start(nlh, NFTA_SET_EXPR);

	sw_msg_put_str(nlh, NFTA_EXPR_NAME, "counter");
	mnl_attr_nest_end(nlh, expr);
}

/* Many elements get a table that keeps its size: the kernel takes 0.18 s of CPU time to tell 100
 * 000 of them in a save, and 0.27 s where the table may grow. It makes a power of two of buckets,
 * 8 bytes each, a third more than the elements that there is room for: half as many again as there
 * are, or more. Who wants one too many is refused, and writes the block anew
 * (sw_plan_wants_room()). 0: a table that grows. On big-endian machines the kernel looks for a
 * single key of four bytes by another hash than it has stored it by. */
static uint32_t room_for(size_t n, size_t key_len)
{
	size_t buckets = MANY;

	if (n < MANY || (key_len == 4 && htonl(1) == 1))
		return 0;
	while (buckets / 4 * 3 < n + n / 2)
		buckets *= 2;
	return buckets / 4 * 3;
}

static void put_room(struct nlmsghdr *nlh, uint32_t room)
{
	struct nlattr *desc;

	if (!room)
		return;
	desc = mnl_attr_nest_start(nlh, NFTA_SET_DESC);
	mnl_attr_put_u32(nlh, NFTA_SET_DESC_SIZE, htonl(room));
	mnl_attr_nest_end(nlh, desc);
}

/* says: the statement whose values the elements say, if they do. */
static int send_set(struct sw_plan *p, const struct sw_table *t, const struct sw_key *k,
		    const struct sw_step *s, struct sw_err *err)
{
	const struct sw_stmt *says = s->prog.stmt;
	struct nlmsghdr *nlh = sw_plan_begin(p, SW_OP_SET_ADD, NLM_F_EXCL, t, ROOM, err);

	if (!nlh)
		return -ENOMEM;
	sw_msg_put_str(nlh, NFTA_SET_NAME, k->set);
	mnl_attr_put_u32(nlh, NFTA_SET_FLAGS, htonl(k->map || k->data ? NFT_SET_MAP : 0));
	mnl_attr_put_u32(nlh, NFTA_SET_KEY_TYPE, htonl(type_of_key(k, p->family)));
	mnl_attr_put_u32(nlh, NFTA_SET_KEY_LEN, htonl(sw_key_offset(k, k->n)));
	if (k->map)
		mnl_attr_put_u32(nlh, NFTA_SET_DATA_TYPE, htonl(NFT_DATA_VERDICT));
	else if (k->data)
		put_data(nlh, k, says);
	mnl_attr_put_u32(nlh, NFTA_SET_ID, htonl(++p->set_id));
	put_room(nlh, room_for(s->n, sw_key_offset(k, k->n)));
	put_expr(nlh);
	return sw_plan_end(p, SW_OP_SET_ADD, nlh, k->set, err);
}

/* ---- its elements ---------------------------------------------------------------------------- */

/* Does element i say what element k says, but for its key and its place? */
static bool is_like(const struct sw_block *b, size_t i, size_t k)
{
	const struct sw_member *m = &b->member[i], *n = &b->member[k];
	size_t said = b->step[m->step]->data_len + m->nwords;
	const char *p = (const char *)sw_block_key(b, i) + b->step[m->step]->key_len;
	const char *q = (const char *)sw_block_key(b, k) + b->step[n->step]->key_len;

	return m->has_verdict == n->has_verdict && m->verdict == n->verdict &&
	       m->packets == n->packets && m->bytes == n->bytes && m->nwords == n->nwords &&
	       (!said || !memcmp(p, q, said)) && !strcmp(p + said, q + said);
}

static void put_elem(struct nlmsghdr *nlh, const struct sw_block *b, const struct sw_key *k,
		     uint64_t order, size_t i)
{
	struct sw_elem_act act = sw_block_act(b, i);
	struct sw_userdata ud;

	ud.len = b->member[i].nwords;
	memcpy(ud.data, sw_block_words(b, i), ud.len);
	sw_said_put_order(&ud, SW_ORDER_OF(order, i), SW_ELEM_WORDS_MAX);
	sw_elem_put(nlh, sw_block_key(b, i), sw_key_offset(k, k->n), sw_elem_says(k), &act,
		    ud.data, ud.len);
}

/* One message, from member *at (number + 1) on, which is then the first that found no room. */
static int send_elems(struct sw_plan *p, const struct sw_table *t, const struct sw_block *b,
		      const struct sw_key *k, uint64_t order, uint32_t *at, struct sw_err *err)
{
	struct nlmsghdr *nlh = sw_plan_begin(p, SW_OP_SET_FILL, 0, t, UINT16_MAX + ROOM, err);
	const struct nlattr *before = NULL;	/* what member last has become */
	size_t len = sw_key_offset(k, k->n), last = 0;
	struct nlattr *list;

	if (!nlh)
		return -ENOMEM;
	sw_msg_put_str(nlh, NFTA_SET_ELEM_LIST_SET, k->set);
	list = mnl_attr_nest_start(nlh, NFTA_SET_ELEM_LIST_ELEMENTS);
	while (*at && (char *)sw_msg_end(nlh) - (char *)list < LIST_MOST) {
		const struct nlattr *elem = sw_msg_end(nlh);
		size_t i = *at - 1;

		if (before && is_like(b, i, last))
			sw_elem_put_again(nlh, before, sw_block_key(b, i), len,
					  b->member[i].nwords + SW_ORDER_WORDS,
					  SW_ORDER_OF(order, i));
		else
			put_elem(nlh, b, k, order, i);
		before = elem;
		last = i;
		*at = b->member[i].next;
	}
	mnl_attr_nest_end(nlh, list);
	return sw_plan_end(p, SW_OP_SET_FILL, nlh, k->set, err);
}

/* ---- its rule -------------------------------------------------------------------------------- */

static int send_rule(struct sw_plan *p, const struct sw_plan_run *run, const struct sw_step *s,
		     const struct sw_key *k, uint64_t order, struct sw_err *err)
{
	struct sw_ctx ctx = { .family = run->family, .table = run->table,
			      .later_fragments = p->kernel.later_fragments };
	struct sw_prog *rule = &p->aux;
	struct sw_userdata ud;
	struct nlmsghdr *nlh;
	int rc;

	sw_prog_reset(rule);
	for (size_t i = 0; i + 1 < s->prog.ntest; i++)
		sw_prog_copy_test(rule, &s->prog.test[i]);
	sw_prog_key(rule, k);
	sw_prog_copy_acts(rule, &s->prog);
	if (rule->oom)
		return sw_err_nomem(err);
	sw_said_put_form(&ud, &s->form);
	sw_said_put_order(&ud, order, sizeof(ud.data));
	nlh = sw_plan_run_begin(p, run, err);
	if (!nlh)
		return -ENOMEM;
	rc = sw_lower(rule, &ctx, &ud, nlh, err);
	return rc ? rc : sw_plan_end(p, SW_OP_RULE_APPEND, nlh, run->chain, err);
}

int sw_plan_map_send(struct sw_plan *p, const struct sw_plan_run *run, size_t step, uint64_t order,
		     struct sw_err *err)
{
	const struct sw_step *s = run->block.step[step];
	struct sw_table t = { .builtin = run->table };
	struct sw_key key = *sw_fold_key(&s->prog);
	uint32_t at = s->first;
	char name[SW_CHAIN_MAX];
	int rc;

	p->grouped = true;
	next_name(p, name, sizeof(name));
	key.set = name;
	rc = send_set(p, &t, &key, s, err);
	while (at && !rc)
		rc = send_elems(p, &t, &run->block, &key, order, &at, err);
	return rc ? rc : send_rule(p, run, s, &key, order, err);
}
