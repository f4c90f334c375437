/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One nf_tables message as one line of text, rules in the program's own text form. */
#include "base/attr.h"
#include "netlink/msg_text.h"
#include "translate/translate.h"

#define MAX_ATTR 16		/* largest attribute number that is printed */

static void add_name(struct sw_str *out, const struct nlattr *a)
{
	const char *s = sw_attr_str(a);

	sw_str_addc(out, ' ');
	if (s)
		sw_str_add_safe(out, s);
	else
		sw_str_addc(out, '?');
}

static void add_number(struct sw_str *out, const char *word, const struct nlattr *a)
{
	if (!a)
		return;
	sw_str_addf(out, " %s %llu", word,
		    (unsigned long long)(sw_attr_len(a) == 8 ? sw_attr_be64(a) : sw_attr_be32(a)));
}

static void chain_text(struct sw_str *out, const struct nlmsghdr *nlh, const struct nlattr **tb)
{
	const struct nlattr *in[MAX_ATTR + 1];

	if (tb[NFTA_CHAIN_NAME])
		add_name(out, tb[NFTA_CHAIN_NAME]);
	add_number(out, "handle", tb[NFTA_CHAIN_HANDLE]);
	if (tb[NFTA_CHAIN_HOOK]) {
		sw_attr_parse_nested(tb[NFTA_CHAIN_HOOK], in, MAX_ATTR);
		add_number(out, "hook", in[NFTA_HOOK_HOOKNUM]);
		sw_str_addf(out, " priority %d", (int)sw_attr_be32(in[NFTA_HOOK_PRIORITY]));
	}
	if (tb[NFTA_CHAIN_TYPE]) {
		sw_str_add(out, " type");
		add_name(out, tb[NFTA_CHAIN_TYPE]);
	}
	if (tb[NFTA_CHAIN_POLICY])
		sw_str_add(out,
			   sw_attr_be32(tb[NFTA_CHAIN_POLICY]) ? " policy accept" : " policy drop");
	if (tb[NFTA_CHAIN_COUNTERS]) {
		sw_attr_parse_nested(tb[NFTA_CHAIN_COUNTERS], in, MAX_ATTR);
		add_number(out, "packets", in[NFTA_COUNTER_PACKETS]);
		add_number(out, "bytes", in[NFTA_COUNTER_BYTES]);
	}
}

static void program_text(struct sw_str *out, const struct nlattr *expressions)
{
	struct sw_prog prog = { 0 };

	sw_str_add(out, ": ");
	if (sw_lift(expressions, &prog, NULL) == 0)
		sw_prog_print(out, &prog);
	else
		sw_str_addc(out, '?');
	sw_prog_fini(&prog);
}

static void rule_text(struct sw_str *out, const struct nlmsghdr *nlh, const struct nlattr **tb)
{
	if (tb[NFTA_RULE_CHAIN])
		add_name(out, tb[NFTA_RULE_CHAIN]);
	if (nlh->nlmsg_flags & NLM_F_REPLACE && nlh->nlmsg_type == SW_NFT_TYPE(NFT_MSG_NEWRULE))
		sw_str_add(out, " replace");
	else if (nlh->nlmsg_type == SW_NFT_TYPE(NFT_MSG_NEWRULE))
		sw_str_add(out, nlh->nlmsg_flags & NLM_F_APPEND ? " append" : " insert");
	add_number(out, "handle", tb[NFTA_RULE_HANDLE]);
	add_number(out, "before", tb[NFTA_RULE_POSITION]);
	add_number(out, "before-id", tb[NFTA_RULE_POSITION_ID]);
	add_number(out, "id", tb[NFTA_RULE_ID]);
	if (tb[NFTA_RULE_EXPRESSIONS])
		program_text(out, tb[NFTA_RULE_EXPRESSIONS]);
}

static void set_text(struct sw_str *out, const struct nlmsghdr *nlh, const struct nlattr **tb)
{
	if (tb[NFTA_SET_NAME])
		add_name(out, tb[NFTA_SET_NAME]);
	add_number(out, "flags", tb[NFTA_SET_FLAGS]);
	add_number(out, "key-len", tb[NFTA_SET_KEY_LEN]);
	add_number(out, "data-len", tb[NFTA_SET_DATA_LEN]);
}

static void elem_text(struct sw_str *out, const struct nlmsghdr *nlh, const struct nlattr **tb)
{
	const struct nlattr *list = tb[NFTA_SET_ELEM_LIST_ELEMENTS];
	unsigned n = 0;

	if (tb[NFTA_SET_ELEM_LIST_SET])
		add_name(out, tb[NFTA_SET_ELEM_LIST_SET]);
	if (list) {
		const char *p = sw_attr_data(list);
		size_t left = sw_attr_len(list);

		while (sw_attr_next(&p, &left))
			n++;
	}
	sw_str_addf(out, " elements %u", n);
}

static void object_text(struct sw_str *out, const struct nlmsghdr *nlh, const struct nlattr **tb)
{
	if (tb[NFTA_OBJ_NAME])
		add_name(out, tb[NFTA_OBJ_NAME]);
	add_number(out, "type", tb[NFTA_OBJ_TYPE]);
}

static const struct {
	uint16_t    msg;
	const char *words;
	void      (*text)(struct sw_str *, const struct nlmsghdr *, const struct nlattr **);
} rows[] = {
	{ NFT_MSG_NEWTABLE,   "add table",       NULL },
	{ NFT_MSG_GETTABLE,   "get table",       NULL },
	{ NFT_MSG_DELTABLE,   "delete table",    NULL },
	{ NFT_MSG_NEWCHAIN,   "add chain",       chain_text },
	{ NFT_MSG_GETCHAIN,   "get chain",       chain_text },
	{ NFT_MSG_DELCHAIN,   "delete chain",    chain_text },
	{ NFT_MSG_NEWRULE,    "add rule",        rule_text },
	{ NFT_MSG_GETRULE,    "get rule",        rule_text },
	{ NFT_MSG_DELRULE,    "delete rule",     rule_text },
	{ NFT_MSG_NEWSET,     "add set",         set_text },
	{ NFT_MSG_GETSET,     "get set",         set_text },
	{ NFT_MSG_DELSET,     "delete set",      set_text },
	{ NFT_MSG_NEWSETELEM, "add element",     elem_text },
	{ NFT_MSG_GETSETELEM, "get element",     elem_text },
	{ NFT_MSG_NEWOBJ,     "add object",      object_text },
};

void sw_msg_text(struct sw_str *out, const struct nlmsghdr *nlh)
{
	const struct nlattr *tb[MAX_ATTR + 1];
	const struct nfgenmsg *g = (const void *)((const char *)nlh + NLMSG_HDRLEN);

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (nlh->nlmsg_type != SW_NFT_TYPE(rows[i].msg) ||
		    nlh->nlmsg_len < NLMSG_HDRLEN + sizeof(*g))
			continue;
		sw_attr_parse_msg(nlh, tb, MAX_ATTR);
		sw_str_addf(out, "%s %s", rows[i].words,
			    g->nfgen_family == AF_INET ? "ip" :
			    g->nfgen_family == AF_INET6 ? "ip6" : "any");
		if (tb[NFTA_RULE_TABLE])	/* attribute 1 of every kind */
			add_name(out, tb[NFTA_RULE_TABLE]);
		if (rows[i].text)
			rows[i].text(out, nlh, tb);
		return;
	}
	sw_str_addf(out, "message %#x", nlh->nlmsg_type);
}
