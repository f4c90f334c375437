/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Deletes named sets that lost their last rule, after the commit that took it.
 *
 * Nobody counts users: the kernel refuses to delete a set in use (EBUSY), so it is asked about each
 * set that a removed rule had, and a refusal is no error. A process that adds a rule with the same
 * set in between sends the set with it. */
#include <errno.h>
#include <string.h>
#include "netlink/plan_local.h"
#include "netlink/msg.h"

#define ROOM 1024

/* A name in p->loose: family, table, then the set's name. */
enum { FAMILY, TABLE, HEAD };

static int note(struct sw_strset *to, uint8_t family, size_t table, const char *name,
		struct sw_err *err)
{
	char key[HEAD + SW_SET_NAME_MAX];
	uint32_t unused;
	int rc;

	key[FAMILY] = family;
	key[TABLE] = 1 + table;
	strcpy(key + HEAD, name);
	rc = sw_strset_add(to, key, &unused, err);
	return rc < 0 ? rc : 0;
}

static int note_sets(struct sw_plan *p, struct sw_strset *to, const struct sw_table *t,
		     const struct sw_chain *c, const struct sw_rule *r, struct sw_err *err)
{
	struct sw_ctx ctx = {
		.family = p->family, .table = t->builtin,
		.hooks = c->builtin ? 1u << c->builtin->hook : 0, .ip = &r->ip,
	};
	struct sw_err unused;
	int rc = 0;

	if (r->raw || (!r->nmatch && r->jump.kind != SW_JUMP_EXT))
		return 0;
	sw_err_init(&unused);
	sw_prog_reset(&p->aux);
	/* A rule that could not be written today has no sets to look for. */
	if (sw_encode(r, &ctx, &p->aux, &p->ud, &unused))
		return 0;
	for (size_t i = 0; !rc && i < p->aux.nset; i++)
		rc = note(to, p->family, t->builtin - sw_builtin_tables, p->aux.set[i].name, err);
	return rc;
}

int sw_plan_loosen(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
		   const struct sw_rule *r, struct sw_err *err)
{
	return note_sets(p, &p->loose, t, c, r, err);
}

int sw_plan_loosen_again(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
			 const struct sw_rule *r, struct sw_err *err)
{
	return note_sets(p, &p->again, t, c, r, err);
}

/* Rules that were written anew have sent their sets again, unless they are elements now. */
static void loosen_unsent(struct sw_plan *p)
{
	uint32_t unused;
	const char *key;

	for (size_t at = 0; at < p->again.len; at += strlen(key) + 1) {
		key = sw_strset_get(&p->again, at);
		if (!sw_plan_set_sent(p, key[FAMILY], &sw_builtin_tables[key[TABLE] - 1],
				      key + HEAD))
			sw_strset_add(&p->loose, key, &unused, NULL);
	}
	sw_strset_reset(&p->again);
}

int sw_plan_loosen_set(struct sw_plan *p, const struct sw_table *t, const char *name,
		       struct sw_err *err)
{
	return note(&p->loose, p->family, t->builtin - sw_builtin_tables, name, err);
}

struct reader {
	struct sw_plan *p;
	uint8_t         family;
	size_t          table;
};

/* Maps of tags belong to companions, which go with their table. */
static int each_set(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *tb[NFTA_SET_MAX + 1];
	struct reader *r = arg;
	const char *name;

	sw_attr_parse_msg(nlh, tb, NFTA_SET_MAX);
	name = sw_attr_str(tb[NFTA_SET_NAME]);
	if (!name || !sw_name_is_reserved(name) || !strcmp(name, "sw.tags") ||
	    !strcmp(name, "sw.helpers") || strlen(name) >= SW_SET_NAME_MAX)
		return 0;
	if (!(r->p->unsure & sw_plan_bit(r->family, &sw_builtin_tables[r->table])) &&
	    sw_plan_set_sent(r->p, r->family, &sw_builtin_tables[r->table], name))
		return 0;
	return note(&r->p->loose, r->family, r->table, name, NULL) < 0;
}

/* Rules went unread with their chain: every set of the table may be loose. */
static void read_sets(struct sw_plan *p, struct sw_nl *nl, uint8_t family, size_t table)
{
	_Alignas(struct nlmsghdr) char buf[256];
	struct nlmsghdr *nlh = sw_nft_msg(buf, NFT_MSG_GETSET, NLM_F_DUMP, family);
	struct reader r = { p, family, table };
	struct sw_err unused;

	sw_err_init(&unused);
	sw_msg_put_str(nlh, NFTA_SET_TABLE, sw_builtin_tables[table].nft_name);
	nl->ops->dump(nl, nlh, each_set, &r, &unused);
}

static void ignore(uint32_t seq, int err, void *arg)
{
}

static bool put_delete(struct sw_batch *b, const char *key, struct sw_err *err)
{
	struct nlmsghdr *nlh =
		sw_batch_begin(b, SW_NFT_TYPE(NFT_MSG_DELSET), 0, key[FAMILY], ROOM, err);

	if (!nlh)
		return false;
	sw_msg_put_str(nlh, NFTA_SET_TABLE, sw_builtin_tables[key[TABLE] - 1].nft_name);
	sw_msg_put_str(nlh, NFTA_SET_NAME, key + HEAD);
	sw_batch_end(b, nlh);
	return true;
}

/* Does the kernel let the set go? Only asked, or done. */
static bool try_delete(struct sw_nl *nl, const char *key, bool only_ask)
{
	struct sw_batch b = { 0 };
	struct sw_err unused;
	bool good;

	sw_err_init(&unused);
	good = put_delete(&b, key, &unused) &&
	       !sw_batch_commit(&b, nl, 0, only_ask, ignore, NULL, &unused);
	sw_batch_fini(&b);
	return good;
}

/* Each commit that deletes takes the kernel some 20 ms: all of them go in one. Somebody may have
 * begun to use one of them since it was asked for: then they go one by one, as far as they may. */
static void delete_all(struct sw_nl *nl, const struct sw_strset *idle)
{
	struct sw_batch b = { 0 };
	struct sw_err unused;
	bool good = true;
	const char *key;

	sw_err_init(&unused);
	for (size_t at = 0; at < idle->len && good; at += strlen(key) + 1) {
		key = sw_strset_get(idle, at);
		good = put_delete(&b, key, &unused);
	}
	if (good)
		good = !sw_batch_commit(&b, nl, 0, false, ignore, NULL, &unused);
	for (size_t at = 0; at < idle->len && !good; at += strlen(key) + 1) {
		key = sw_strset_get(idle, at);
		try_delete(nl, key, false);
	}
	sw_batch_fini(&b);
}

/* A map of rules has one rule. Where that was removed by name there is nothing to ask, and a
 * question takes the kernel 10 ms. */
static bool is_gone(const struct sw_plan *p, const char *key)
{
	const struct sw_builtin_table *t = &sw_builtin_tables[key[TABLE] - 1];

	return !strncmp(key + HEAD, SW_MAP_NAMES, strlen(SW_MAP_NAMES)) &&
	       !(p->flushed & sw_plan_bit(key[FAMILY], t));
}

void sw_plan_tidy(struct sw_plan *p, struct sw_nl *nl, bool waited)
{
	struct sw_strset idle = { 0 };
	uint32_t unused;
	const char *key;

	loosen_unsent(p);
	for (size_t i = 0; i < 2 * SW_NTABLES; i++)
		if (p->flushed & 1u << i)
			read_sets(p, nl, i / SW_NTABLES ? SW_IP6 : SW_IP4, i % SW_NTABLES);
	for (size_t at = 0; at < p->loose.len; at += strlen(key) + 1) {
		key = sw_strset_get(&p->loose, at);
		if (is_gone(p, key) || try_delete(nl, key, true))
			sw_strset_add(&idle, key, &unused, NULL);
	}
	/* A packet in the rules that went still looks for its elements. */
	if (idle.n && !waited)
		sw_policy_wait();
	if (idle.n)
		delete_all(nl, &idle);
	sw_strset_fini(&idle);
	sw_strset_reset(&p->loose);
	p->flushed = p->unsure = 0;
}
