/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What goes behind the commit because of maps: their rules once they are empty, and chains that
 * elements of maps of before jump to.
 *
 * A packet that is still in the rules of before finds its element in the generation of now. So a
 * map lives until no packet can be in those rules any more, and what it holds on to lives as
 * long. */
#include <stdio.h>
#include <string.h>
#include "netlink/msg.h"
#include "netlink/plan_group.h"

#define ROOM 1024

/* A key of p->later: what, family, table, then a number, a slash and a chain; or handle of the rule
 * in 16 digits, chain, slash, map, whose name has no slash. */
enum { WHAT, FAMILY, TABLE, HEAD };
#define CHAIN   'c'
#define KEPT    'k'		/* such a chain, made again */
#define MAP     'm'
#define DIGITS  16
#define KEY_MAX (HEAD + DIGITS + NFT_NAME_MAXLEN + SW_CHAIN_MAX)

static void make_key(char key[KEY_MAX], char what, uint8_t family, const struct sw_builtin_table *t,
		     const char *rest)
{
	key[WHAT] = what;
	key[FAMILY] = family;
	key[TABLE] = 1 + (t - sw_builtin_tables);
	snprintf(key + HEAD, KEY_MAX - HEAD, "%s", rest);
}

static int note(struct sw_plan *p, char what, uint8_t family, const struct sw_builtin_table *t,
		const char *rest, struct sw_err *err)
{
	char key[KEY_MAX];
	uint32_t unused;
	int rc;

	make_key(key, what, family, t, rest);
	rc = sw_strset_add(&p->later, key, &unused, err);
	return rc < 0 ? rc : 0;
}

/* How often a chain that goes was made again, and deleted again: once each is remembered by a key,
 * as a set forgets nothing. Made more often than deleted, it stays. */
static unsigned count(const struct sw_plan *p, char what, uint8_t family,
		      const struct sw_builtin_table *t, const char *name, char key[KEY_MAX])
{
	char rest[KEY_MAX - HEAD];
	unsigned n = 0;

	do {
		snprintf(rest, sizeof(rest), "%u/%s", n, name);
		make_key(key, what, family, t, rest);
	} while (sw_strset_has(&p->later, key) && ++n);
	return n;
}

static bool goes(const struct sw_plan *p, uint8_t family, const struct sw_builtin_table *t,
		 const char *name)
{
	char key[KEY_MAX];

	return count(p, CHAIN, family, t, name, key) > count(p, KEPT, family, t, name, key);
}

static int count_up(struct sw_plan *p, char what, uint8_t family, const struct sw_builtin_table *t,
		    const char *name, struct sw_err *err)
{
	char key[KEY_MAX];
	uint32_t unused;
	int rc;

	count(p, what, family, t, name, key);
	rc = sw_strset_add(&p->later, key, &unused, err);
	return rc < 0 ? rc : 0;
}

int sw_plan_later_chain(struct sw_plan *p, uint8_t family, const struct sw_builtin_table *t,
			const char *name, struct sw_err *err)
{
	p->flushed |= sw_plan_bit(family, t);
	return goes(p, family, t, name) ? 0 : count_up(p, CHAIN, family, t, name, err);
}

bool sw_plan_later_keep(struct sw_plan *p, const struct sw_table *t, const char *name)
{
	return p->later.n && goes(p, p->family, t->builtin, name) &&
	       !count_up(p, KEPT, p->family, t->builtin, name, NULL);
}

int sw_plan_later_map(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
		      const struct sw_elem_name *elem, struct sw_err *err)
{
	char rest[KEY_MAX - HEAD];

	snprintf(rest, sizeof(rest), "%0*llx%s/%s", DIGITS, (unsigned long long)elem->rule,
		 c->name, elem->map);
	return note(p, MAP, p->family, t->builtin, rest, err);
}

bool sw_plan_is_later(const struct sw_plan *p)
{
	return p->later.n > 0;
}

/* ---- behind the commit ----------------------------------------------------------------------- */

static void ignore(uint32_t seq, int err, void *arg)
{
}

static int found(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *tb[NFTA_SET_ELEM_LIST_MAX + 1];

	sw_attr_parse_msg(nlh, tb, NFTA_SET_ELEM_LIST_MAX);
	*(bool *)arg = tb[NFTA_SET_ELEM_LIST_ELEMENTS] &&
		       sw_attr_len(tb[NFTA_SET_ELEM_LIST_ELEMENTS]);
	return *(bool *)arg;
}

static bool is_empty(struct sw_nl *nl, const char *key, const char *map)
{
	_Alignas(struct nlmsghdr) char buf[256];
	struct nlmsghdr *nlh = sw_nft_msg(buf, NFT_MSG_GETSETELEM, NLM_F_DUMP, key[FAMILY]);
	struct sw_err unused;
	bool any = false;

	sw_err_init(&unused);
	sw_msg_put_str(nlh, NFTA_SET_ELEM_LIST_TABLE, sw_builtin_tables[key[TABLE] - 1].nft_name);
	sw_msg_put_str(nlh, NFTA_SET_ELEM_LIST_SET, map);
	nl->few = true;
	return !nl->ops->dump(nl, nlh, found, &any, &unused) && !any;
}

/* One message in a transaction of its own, which rests on a generation unless that is 0. */
static bool del(struct sw_nl *nl, const char *key, uint16_t msg, uint16_t attr, const char *chain,
		uint64_t handle, uint32_t genid)
{
	uint16_t flags = msg == NFT_MSG_DELCHAIN ? NLM_F_NONREC : 0;
	struct sw_batch b = { 0 };
	struct sw_err unused;
	struct nlmsghdr *nlh;
	bool good = false;

	sw_err_init(&unused);
	nlh = sw_batch_begin(&b, SW_NFT_TYPE(msg), flags, key[FAMILY], ROOM, &unused);
	if (nlh) {
		sw_msg_put_str(nlh, NFTA_TABLE_NAME, sw_builtin_tables[key[TABLE] - 1].nft_name);
		sw_msg_put_str(nlh, attr, chain);
		if (handle)
			mnl_attr_put_u64(nlh, NFTA_RULE_HANDLE, htobe64(handle));
		sw_batch_end(&b, nlh);
		good = !sw_batch_commit(&b, nl, genid, false, ignore, NULL, &unused);
	}
	sw_batch_fini(&b);
	return good;
}

/* Somebody may fill it at this moment: the generation is asked first. */
static void drop_empty(struct sw_plan *p, struct sw_nl *nl, const char *key)
{
	struct sw_table t = { .builtin = &sw_builtin_tables[key[TABLE] - 1] };
	char rest[KEY_MAX - HEAD];
	unsigned long long handle = 0;
	struct sw_err unused;
	uint32_t genid;
	char *map;

	sw_err_init(&unused);
	snprintf(rest, sizeof(rest), "%s", key + HEAD);
	map = strrchr(rest, '/');
	if (!map || nl->ops->genid(nl, &genid, &unused))
		return;
	*map++ = '\0';
	sscanf(rest, "%16llx", &handle);
	if (!handle || !is_empty(nl, key, map) ||
	    !del(nl, key, NFT_MSG_DELRULE, NFTA_RULE_CHAIN, rest + DIGITS, handle, genid))
		return;
	p->family = key[FAMILY];
	sw_plan_loosen_set(p, &t, map, NULL);
}

void sw_plan_later_maps(struct sw_plan *p, struct sw_nl *nl)
{
	uint8_t family = p->family;
	const char *key;

	for (size_t at = 0; at < p->later.len; at += strlen(key) + 1) {
		key = sw_strset_get(&p->later, at);
		if (key[WHAT] == MAP)
			drop_empty(p, nl, key);
	}
	p->family = family;
}

void sw_plan_later_chains(struct sw_plan *p, struct sw_nl *nl)
{
	const char *key;

	for (size_t at = 0; at < p->later.len; at += strlen(key) + 1) {
		key = sw_strset_get(&p->later, at);
		if (key[WHAT] != CHAIN || strncmp(key + HEAD, "0/", 2) != 0)
			continue;
		if (goes(p, key[FAMILY], &sw_builtin_tables[key[TABLE] - 1], key + HEAD + 2))
			del(nl, key, NFT_MSG_DELCHAIN, NFTA_CHAIN_NAME, key + HEAD + 2, 0, 0);
	}
	sw_strset_reset(&p->later);
}
