/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One rule in nft's words: the ip fields by this file, extensions by their plugins. */
#include <ctype.h>
#include <string.h>

#include "base/net.h"
#include "base/cleanup.h"
#include "cli/xlate_local.h"
#include "words/addr.h"

const char *sw_xlate_family(uint8_t family)
{
	return family == SW_IP6 ? "ip6" : "ip";
}

/* Parts bring their own blanks or not, as plugins do. */
static void add_part(struct sw_str *b, const char *part)
{
	if (!*part)
		return;
	if (b->len && !isspace((unsigned char)b->s[b->len - 1]) && !isspace((unsigned char)*part))
		sw_str_addc(b, ' ');
	sw_str_add(b, part);
}

/* "eth+" is "eth*" there, and a last "*" an ordinary character here. The kernel has no interface
 * with a "/": "! -i +" never matches. */
static void add_iface(struct sw_str *b, const char *key, const char *name, bool invert)
{
	size_t len = strlen(name);

	if (!len)
		return;
	if (!strcmp(name, "+")) {
		if (invert)
			sw_str_addf(b, "%s \"INVAL/D\" ", key);
		return;
	}
	sw_str_addf(b, "%s %s\"%.*s", key, invert ? "!= " : "", (int)len - 1, name);
	sw_str_add(b, name[len - 1] == '+' ? "*" : name[len - 1] == '*' ? "\\*" : name + len - 1);
	sw_str_add(b, "\" ");
}

static void add_addr(struct sw_str *b, uint8_t family, const char *key, const uint8_t *addr,
		     const uint8_t *mask, bool invert)
{
	static const uint8_t zero[16];
	size_t size = family == SW_IP6 ? 16 : 4;
	int bits = sw_mask_bits(mask, size);
	char a[INET6_ADDRSTRLEN], m[INET6_ADDRSTRLEN];

	if (!invert && !memcmp(addr, zero, size) && !memcmp(mask, zero, size))
		return;
	inet_ntop(family, addr, a, sizeof(a));
	inet_ntop(family, mask, m, sizeof(m));
	sw_str_addf(b, "%s %s ", sw_xlate_family(family), key);
	if (bits < 0)
		sw_str_addf(b, "& %s %s %s ", m, invert ? "!=" : "==", a);
	else if ((size_t)bits == size * 8)
		sw_str_addf(b, "%s%s ", invert ? "!= " : "", a);
	else
		sw_str_addf(b, "%s%s/%d ", invert ? "!= " : "", a, bits);
}

static void add_ip(struct sw_str *b, uint8_t family, const struct sw_ip *ip, bool proto)
{
	const char *name = sw_proto_name(ip->proto, true);

	add_iface(b, "iifname", ip->in, ip->inv & SW_INV_IN);
	add_iface(b, "oifname", ip->out, ip->inv & SW_INV_OUT);
	if (ip->frag)
		sw_str_addf(b, "ip frag-off & 0x1fff %s0 ", ip->inv & SW_INV_FRAG ? "" : "!= ");
	if (proto) {
		sw_str_addf(b, "%s %s", family == SW_IP6 ? "meta l4proto" : "ip protocol",
			    ip->inv & SW_INV_PROTO ? "!= " : "");
		if (name)
			sw_str_addf(b, "%s ", name);
		else
			sw_str_addf(b, "%u ", ip->proto);
	}
	add_addr(b, family, "saddr", ip->src, ip->smask, ip->inv & SW_INV_SRC);
	add_addr(b, family, "daddr", ip->dst, ip->dmask, ip->inv & SW_INV_DST);
}

/* One extension; its words go behind those of w. */
static int add_ext(struct sw_xt_nft *w, uint8_t family, const struct sw_rule *r,
		   const struct sw_ext *x, bool target, bool *empty, struct sw_err *err)
{
	struct sw_xt_nft one = { 0 };
	int ret = sw_xt_xlate(&one, r, x, target, err);

	*empty = !one.rule.len;
	if (ret > 0 && !sw_xlate_is_faithful(x, family, *empty ? "" : one.rule.s))
		ret = 0;
	if (ret > 0) {
		add_part(&w->rule, *empty ? "" : one.rule.s);
		sw_str_addn(&w->set, one.set.len ? one.set.s : "", one.set.len);
		sw_str_addn(&w->comment, one.comment.len ? one.comment.s : "", one.comment.len);
	}
	sw_xt_nft_fini(&one);
	return ret;
}

/* The match of the rule's protocol implies the protocol, unless it has nothing to say; any other
 * match that says nothing would match everything. *proto: the protocol needs words of its own. */
static int add_matches(struct sw_xt_nft *w, uint8_t family, const struct sw_rule *r, bool *proto,
		       struct sw_err *err)
{
	const char *name = sw_proto_name(r->ip.proto, true);
	int ret = 1;

	*proto = r->ip.proto;
	for (size_t i = 0; i < r->nmatch && ret > 0; i++) {
		const struct sw_ext *m = &r->match[i];
		bool empty, own = r->ip.proto && name && !strcmp(m->name, name);

		if (!strcmp(m->name, "comment") && w->comment.len)
			return 0;	/* nft keeps one */
		ret = add_ext(w, family, r, m, false, &empty, err);
		if (ret > 0 && empty && !own && strcmp(m->name, "comment"))
			return 0;
		if (own && !empty)
			*proto = false;
	}
	return ret;
}

static int add_jump(struct sw_xt_nft *w, uint8_t family, const struct sw_rule *r,
		    struct sw_err *err)
{
	bool empty;

	switch (r->jump.kind) {
	case SW_JUMP_NONE:
		break;
	case SW_JUMP_VERDICT:
		if (r->jump.verdict == SW_QUEUE)	/* as iptables-translate: nothing equal */
			return 0;
		sw_str_add(&w->rule, r->jump.verdict == SW_ACCEPT ? " accept" :
			   r->jump.verdict == SW_DROP ? " drop" : " return");
		break;
	case SW_JUMP_CHAIN:
		if (!sw_xlate_is_name(r->jump.chain))
			return 0;
		sw_str_addf(&w->rule, " %s %s", r->ip.go ? "goto" : "jump", r->jump.chain);
		break;
	case SW_JUMP_EXT:
		return add_ext(w, family, r, &r->jump.ext, true, &empty, err);
	}
	return 1;
}

/* nft takes 128 bytes; what is longer is cut, at a character's end. The plugin's text is quoted,
 * and lacks its last quote when it was too long for libxtables. */
static void add_comment(struct sw_str *b, const char *quoted)
{
	size_t len = strlen(quoted);

	if (len > 130) {
		len = 129;
		while ((quoted[len] & 0xc0) == 0x80)
			len--;
		sw_str_addf(b, " comment %.*s\"", (int)len, quoted);
	} else {
		sw_str_addf(b, " comment %s", quoted);
	}
}

int sw_xlate_rule(struct sw_xt_nft *w, uint8_t family, const struct sw_rule *r,
		  struct sw_err *err)
{
	struct sw_xt_nft matches = { 0 };
	bool proto;
	int ret = add_matches(&matches, family, r, &proto, err);

	if (ret > 0) {
		add_ip(&w->rule, family, &r->ip, proto);
		add_part(&w->rule, matches.rule.len ? matches.rule.s : "");
		add_part(&w->rule, "counter");
		sw_str_addn(&w->set, matches.set.len ? matches.set.s : "", matches.set.len);
		ret = add_jump(w, family, r, err);
	}
	if (ret > 0 && matches.comment.len)
		add_comment(&w->rule, matches.comment.s);
	if (ret > 0 && (w->rule.oom || w->set.oom || matches.rule.oom || matches.set.oom ||
			matches.comment.oom))
		ret = sw_err_nomem(err);
	sw_xt_nft_fini(&matches);
	return ret;
}
