/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One element of a map of rules as netlink attributes: key, verdict, counter and words. */
#include <string.h>
#include "netlink/elem.h"
#include "netlink/msg.h"
#include "netlink/nl.h"
#include "rule/ruleset.h"

/* ---- written --------------------------------------------------------------------------------- */

static void put_verdict(struct nlmsghdr *nlh, const struct sw_elem_act *act)
{
	struct nlattr *data = sw_msg_nest(nlh, NFTA_SET_ELEM_DATA);
	struct nlattr *verdict = sw_msg_nest(nlh, NFTA_DATA_VERDICT);
	uint32_t code = htonl(act->has_verdict ? act->verdict : NFT_CONTINUE);

	sw_msg_put(nlh, NFTA_VERDICT_CODE, sizeof(code), &code);
	if (act->chain[0])
		sw_msg_put_str(nlh, NFTA_VERDICT_CHAIN, act->chain);
	sw_msg_nest_end(nlh, verdict);
	sw_msg_nest_end(nlh, data);
}

static void put_data(struct nlmsghdr *nlh, const uint8_t *bytes, size_t n)
{
	struct nlattr *data = sw_msg_nest(nlh, NFTA_SET_ELEM_DATA);

	sw_msg_put(nlh, NFTA_DATA_VALUE, n, bytes);
	sw_msg_nest_end(nlh, data);
}

/* Only what has been counted is said: an element that says no counter gets a copy of its map's,
 * which is 0, and the kernel has no expression to parse (a quarter of what an element costs). */
static void put_counter(struct nlmsghdr *nlh, const struct sw_elem_act *act)
{
	struct nlattr *expr = sw_msg_nest(nlh, NFTA_SET_ELEM_EXPR), *data;

	sw_msg_put_str(nlh, NFTA_EXPR_NAME, "counter");
	data = sw_msg_nest(nlh, NFTA_EXPR_DATA);
	mnl_attr_put_u64(nlh, NFTA_COUNTER_PACKETS, htobe64(act->packets));
	mnl_attr_put_u64(nlh, NFTA_COUNTER_BYTES, htobe64(act->bytes));
	sw_msg_nest_end(nlh, data);
	sw_msg_nest_end(nlh, expr);
}

struct sw_elem_says sw_elem_says(const struct sw_key *k)
{
	return (struct sw_elem_says){ k->map, k->data };
}

void sw_elem_put(struct nlmsghdr *nlh, const uint8_t *key, size_t len, struct sw_elem_says says,
		 const struct sw_elem_act *act, const void *words, size_t nwords)
{
	struct nlattr *elem = sw_msg_nest(nlh, NFTA_LIST_ELEM);
	struct nlattr *k = sw_msg_nest(nlh, NFTA_SET_ELEM_KEY);

	sw_msg_put(nlh, NFTA_DATA_VALUE, len, key);
	sw_msg_nest_end(nlh, k);
	if (act && says.verdict)
		put_verdict(nlh, act);
	else if (act && says.data)
		put_data(nlh, act->data, says.data);
	if (act && (act->packets || act->bytes))
		put_counter(nlh, act);
	if (nwords)
		sw_msg_put(nlh, NFTA_SET_ELEM_USERDATA, nwords, words);
	sw_msg_nest_end(nlh, elem);
}

/* Where the key of an element stands, and the words that it ends with. */
static char *key_of(struct nlattr *elem)
{
	return (char *)elem + 3 * MNL_ATTR_HDRLEN;
}

static char *words_of(struct nlattr *elem, size_t nwords)
{
	return (char *)elem + elem->nla_len - MNL_ALIGN(nwords);
}

void sw_elem_put_again(struct nlmsghdr *nlh, const struct nlattr *before, const uint8_t *key,
		       size_t len, size_t nwords, uint64_t order)
{
	struct nlattr *elem = sw_msg_end(nlh);

	memcpy(elem, before, before->nla_len);
	memcpy(key_of(elem), key, len);
	sw_said_set_order(words_of(elem, nwords), nwords, order);
	nlh->nlmsg_len = (char *)elem + elem->nla_len - (char *)nlh;
}

int sw_elem_ask(struct sw_nl *nl, uint8_t family, const struct sw_builtin_table *t, const char *map,
		const uint8_t *key, size_t len, int (*each)(const struct nlmsghdr *, void *),
		void *arg, struct sw_err *err)
{
	_Alignas(struct nlmsghdr) char buf[512];
	struct nlmsghdr *nlh = sw_nft_msg(buf, NFT_MSG_GETSETELEM, 0, family);
	struct nlattr *list;

	sw_msg_put_str(nlh, NFTA_SET_ELEM_LIST_TABLE, t->nft_name);
	sw_msg_put_str(nlh, NFTA_SET_ELEM_LIST_SET, map);
	list = sw_msg_nest(nlh, NFTA_SET_ELEM_LIST_ELEMENTS);
	sw_elem_put(nlh, key, len, (struct sw_elem_says){ 0 }, NULL, NULL, 0);
	sw_msg_nest_end(nlh, list);
	return nl->ops->dump(nl, nlh, each, arg, err);
}

/* ---- read ------------------------------------------------------------------------------------ */

static bool read_verdict(const struct nlattr *nest, struct sw_elem_act *act)
{
	const struct nlattr *data[NFTA_DATA_MAX + 1], *tb[NFTA_VERDICT_MAX + 1];
	const char *chain;
	int code;

	sw_attr_parse_nested(nest, data, NFTA_DATA_MAX);
	if (!data[NFTA_DATA_VERDICT])
		return false;
	sw_attr_parse_nested(data[NFTA_DATA_VERDICT], tb, NFTA_VERDICT_MAX);
	code = (int)sw_attr_be32(tb[NFTA_VERDICT_CODE]);
	chain = sw_attr_str(tb[NFTA_VERDICT_CHAIN]);
	act->has_verdict = code != NFT_CONTINUE;
	act->verdict = act->has_verdict ? code : 0;
	act->chain = chain ? chain : "";
	return tb[NFTA_VERDICT_CODE] != NULL;
}

static bool read_counter(const struct nlattr *expr, struct sw_elem *e)
{
	const struct nlattr *tb[NFTA_EXPR_MAX + 1], *in[NFTA_COUNTER_MAX + 1];
	const char *name;

	sw_attr_parse_nested(expr, tb, NFTA_EXPR_MAX);
	name = sw_attr_str(tb[NFTA_EXPR_NAME]);
	if (!name || strcmp(name, "counter"))
		return false;
	sw_attr_parse_nested(tb[NFTA_EXPR_DATA], in, NFTA_COUNTER_MAX);
	e->packets = in[NFTA_COUNTER_PACKETS];
	e->bytes = in[NFTA_COUNTER_BYTES];
	e->act.packets = sw_attr_be64(e->packets);
	e->act.bytes = sw_attr_be64(e->bytes);
	return true;
}

static bool read_data(const struct nlattr *nest, size_t n, struct sw_elem_act *act)
{
	const struct nlattr *data[NFTA_DATA_MAX + 1];

	sw_attr_parse_nested(nest, data, NFTA_DATA_MAX);
	if (!data[NFTA_DATA_VALUE] || sw_attr_len(data[NFTA_DATA_VALUE]) != n)
		return false;
	act->data = sw_attr_data(data[NFTA_DATA_VALUE]);
	return true;
}

static bool read_said(const struct nlattr *nest, struct sw_elem_says says, struct sw_elem_act *act)
{
	if (says.verdict)
		return nest && read_verdict(nest, act);
	return !says.data || (nest && read_data(nest, says.data, act));
}

const void *sw_elem_words(const struct nlattr *a, size_t *n)
{
	const char *p = sw_attr_data(a);
	size_t left = sw_attr_len(a);

	while ((a = sw_attr_next(&p, &left)))
		if ((a->nla_type & NLA_TYPE_MASK) == NFTA_SET_ELEM_USERDATA) {
			*n = sw_attr_len(a);
			return sw_attr_data(a);
		}
	return NULL;
}

bool sw_elem_read(const struct nlattr *a, struct sw_elem_says says, struct sw_elem *e)
{
	const struct nlattr *tb[NFTA_SET_ELEM_MAX + 1], *key[NFTA_DATA_MAX + 1];

	*e = (struct sw_elem){ .act.chain = "" };
	sw_attr_parse_nested(a, tb, NFTA_SET_ELEM_MAX);
	sw_attr_parse_nested(tb[NFTA_SET_ELEM_KEY], key, NFTA_DATA_MAX);
	if (!key[NFTA_DATA_VALUE])
		return false;
	e->key = sw_attr_data(key[NFTA_DATA_VALUE]);
	e->key_len = sw_attr_len(key[NFTA_DATA_VALUE]);
	if (tb[NFTA_SET_ELEM_USERDATA]) {
		e->words = sw_attr_data(tb[NFTA_SET_ELEM_USERDATA]);
		e->nwords = sw_attr_len(tb[NFTA_SET_ELEM_USERDATA]);
	}
	if (sw_attr_be32(tb[NFTA_SET_ELEM_FLAGS]) || tb[NFTA_SET_ELEM_EXPRESSIONS] ||
	    tb[NFTA_SET_ELEM_OBJREF] || tb[NFTA_SET_ELEM_TIMEOUT] || tb[NFTA_SET_ELEM_KEY_END] ||
	    !tb[NFTA_SET_ELEM_EXPR] || !read_counter(tb[NFTA_SET_ELEM_EXPR], e))
		return false;
	return read_said(tb[NFTA_SET_ELEM_DATA], says, &e->act);
}
