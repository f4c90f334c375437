/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The named sets and maps that rules need: sent once per transaction and table, before the rule. */
#include <errno.h>
#include "netlink/plan_local.h"
#include "netlink/snapshot.h"
#include "netlink/msg.h"

/* The kernel finds a set by walking all of its table, for each rule that names one: some hundreds
 * cost nothing, thousands were a third of a restore. */
#define MANY_SETS 256
/* Of sets that may not be needed at all. */
#define MANY_LISTS 4096

/* A nested attribute's length is 16 bits; an element takes at most 80 bytes, in two halves. */
#define ELEMS_PER_MSG 400
#define MSG_ROOM      (2 * ELEMS_PER_MSG * 80 + 1024)
#define TYPE_INTEGER  4		/* nft(8)'s number of "integer": for its listing only */

static void put_fields(struct nlmsghdr *nlh, const struct sw_set *set)
{
	struct nlattr *desc = mnl_attr_nest_start(nlh, NFTA_SET_DESC);
	struct nlattr *concat = mnl_attr_nest_start(nlh, NFTA_SET_DESC_CONCAT);

	for (int i = 0; i < set->nfield; i++) {
		struct nlattr *field = mnl_attr_nest_start(nlh, NFTA_LIST_ELEM);

		mnl_attr_put_u32(nlh, NFTA_SET_FIELD_LEN, htonl(set->field_len[i]));
		mnl_attr_nest_end(nlh, field);
	}
	mnl_attr_nest_end(nlh, concat);
	mnl_attr_nest_end(nlh, desc);
}

static bool is_ranges_of_fields(const struct sw_set *set)
{
	return set->interval && set->nfield > 1;
}

static int send_set(struct sw_plan *p, const struct sw_table *t, const struct sw_set *set,
		    struct sw_err *err)
{
	struct nlmsghdr *nlh = sw_plan_begin(p, SW_OP_SET_ADD, 0, t, 2048, err);
	uint32_t flags = 0;

	if (!nlh)
		return -ENOMEM;
	if (set->interval)
		flags |= NFT_SET_INTERVAL;
	if (is_ranges_of_fields(set))
		flags |= NFT_SET_CONCAT;
	if (set->data_len)
		flags |= NFT_SET_MAP;
	sw_msg_put_str(nlh, NFTA_SET_NAME, set->name);
	mnl_attr_put_u32(nlh, NFTA_SET_FLAGS, htonl(flags));
	mnl_attr_put_u32(nlh, NFTA_SET_KEY_TYPE, htonl(set->key_type));
	mnl_attr_put_u32(nlh, NFTA_SET_KEY_LEN, htonl(set->key_len));
	if (set->data_len) {
		mnl_attr_put_u32(nlh, NFTA_SET_DATA_TYPE, htonl(TYPE_INTEGER));
		mnl_attr_put_u32(nlh, NFTA_SET_DATA_LEN, htonl(set->data_len));
	}
	mnl_attr_put_u32(nlh, NFTA_SET_ID, htonl(++p->set_id));
	if (is_ranges_of_fields(set))
		put_fields(nlh, set);
	return sw_plan_end(p, SW_OP_SET_ADD, nlh, set->name, err);
}

static void put_data(struct nlmsghdr *nlh, uint16_t type, const void *data, size_t len)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, type);

	sw_msg_put(nlh, NFTA_DATA_VALUE, len, data);
	mnl_attr_nest_end(nlh, nest);
}

/* key + 1, big endian; false when it does not exist. */
static bool successor(uint8_t *out, const uint8_t *key, size_t len)
{
	memcpy(out, key, len);
	while (len--)
		if (++out[len])
			return true;
	return false;
}

static void put_elem(struct nlmsghdr *nlh, const struct sw_set *set, const struct sw_set_elem *e)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, NFTA_LIST_ELEM);
	uint8_t behind[sizeof(e->key)];

	put_data(nlh, NFTA_SET_ELEM_KEY, e->key, set->key_len);
	if (is_ranges_of_fields(set))
		put_data(nlh, NFTA_SET_ELEM_KEY_END, e->end, set->key_len);
	if (set->data_len)
		put_data(nlh, NFTA_SET_ELEM_DATA, e->data, set->data_len);
	mnl_attr_nest_end(nlh, nest);

	/* Intervals of one field are half open: an end element stands behind the last value, and a
	 * range up to the largest value has none. */
	if (!set->interval || set->nfield > 1 || !successor(behind, e->end, set->key_len))
		return;
	nest = mnl_attr_nest_start(nlh, NFTA_LIST_ELEM);
	put_data(nlh, NFTA_SET_ELEM_KEY, behind, set->key_len);
	mnl_attr_put_u32(nlh, NFTA_SET_ELEM_FLAGS, htonl(NFT_SET_ELEM_INTERVAL_END));
	mnl_attr_nest_end(nlh, nest);
}

static int send_elems(struct sw_plan *p, const struct sw_table *t, const struct sw_set *set,
		      size_t from, size_t to, struct sw_err *err)
{
	struct nlmsghdr *nlh = sw_plan_begin(p, SW_OP_SET_FILL, 0, t, MSG_ROOM, err);
	struct nlattr *list;

	if (!nlh)
		return -ENOMEM;
	sw_msg_put_str(nlh, NFTA_SET_ELEM_LIST_SET, set->name);
	list = mnl_attr_nest_start(nlh, NFTA_SET_ELEM_LIST_ELEMENTS);
	for (size_t i = from; i < to; i++)
		put_elem(nlh, set, &set->elem[i]);
	mnl_attr_nest_end(nlh, list);
	return sw_plan_end(p, SW_OP_SET_FILL, nlh, set->name, err);
}

/* What a set sent in this transaction is remembered by: family, table, how often the table was
 * deleted before (bytes that are never NUL), and the name. */
#define KEY_HEAD 4

static void make_key(char *key, struct sw_plan *p, const struct sw_table *t, const char *name)
{
	uint16_t epoch = *sw_plan_epoch(p, t->builtin);

	key[0] = p->family;
	key[1] = 1 + (t->builtin - sw_builtin_tables);
	key[2] = 1 + epoch % 255;
	key[3] = 1 + epoch / 255 % 255;
	strcpy(key + KEY_HEAD, name);
}

bool sw_plan_crowded(struct sw_plan *p, const struct sw_table *t)
{
	char key[KEY_HEAD + SW_SET_NAME_MAX];
	bool new = false;

	if (p->set_id < MANY_SETS && p->listed.n < MANY_LISTS)
		return false;
	for (size_t i = 0; i < p->prog.nset && !new; i++) {
		make_key(key, p, t, p->prog.set[i].name);
		new = !sw_strset_has(&p->sets, key) && !sw_strset_has(&p->listed, key);
	}
	/* Without nft_compat there is no other way to say it. */
	return new && sw_kernel_ask_rev("multiport", 1, false, p->family) == SW_REV_KNOWN;
}

bool sw_plan_set_sent(struct sw_plan *p, uint8_t family, const struct sw_builtin_table *t,
		      const char *name)
{
	struct sw_table of = { .builtin = t };
	char key[KEY_HEAD + SW_SET_NAME_MAX];
	uint8_t was = p->family;

	p->family = family;
	make_key(key, p, &of, name);
	p->family = was;
	return sw_strset_has(&p->sets, key);
}

int sw_plan_set_later(struct sw_plan *p, const struct sw_table *t, struct sw_err *err)
{
	char key[KEY_HEAD + SW_SET_NAME_MAX];
	uint32_t unused;
	int rc;

	make_key(key, p, t, p->prog.set[0].name);
	if (sw_strset_has(&p->sets, key))
		return 0;
	rc = sw_strset_add(&p->listed, key, &unused, err);
	return rc < 0 ? rc : 0;
}

int sw_plan_set_need(struct sw_plan *p, const struct sw_table *t, const struct sw_set *set,
		     struct sw_err *err)
{
	char key[KEY_HEAD + SW_SET_NAME_MAX];
	uint32_t unused;
	int rc;

	if (!set->key_len || set->key_len > sizeof(set->elem->key) ||
	    set->data_len > sizeof(set->elem->data) || set->nfield > sizeof(set->field_len))
		return sw_err_set(err, SW_EOTHER, EINVAL, "set %s has a shape nobody knows",
				  set->name);
	make_key(key, p, t, set->name);
	rc = sw_strset_add(&p->sets, key, &unused, err);
	if (rc <= 0)
		return rc;
	rc = send_set(p, t, set, err);
	for (size_t i = 0; !rc && i < set->nelem; i += ELEMS_PER_MSG) {
		size_t to = i + ELEMS_PER_MSG < set->nelem ? i + ELEMS_PER_MSG : set->nelem;

		rc = send_elems(p, t, set, i, to, err);
	}
	return rc;
}
