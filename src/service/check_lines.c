/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The lines that "statewall check" tells one to write in place of a rule that accepts RELATED too
 * widely. Together they accept no packet that the rule did not. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/net.h"
#include "base/str.h"
#include <linux/netfilter/xt_tcpudp.h>
#include "service/check_helpers_local.h"
#include "service/check_state_local.h"
#include "words/print_rule.h"

#define LOWEST 1024	/* no service of the system's is asked for there */

/* What a helper announces: the protocol of the connections that are RELATED. */
static const struct {
	const char *helper;
	uint8_t     data[2];
} announced[] = {
	{ "ftp", { IPPROTO_TCP } },    { "tftp", { IPPROTO_UDP } },
	{ "irc", { IPPROTO_TCP } },    { "sip", { IPPROTO_UDP } },
	{ "amanda", { IPPROTO_TCP } }, { "netbios-ns", { IPPROTO_UDP } },
	{ "sane", { IPPROTO_TCP } },   { "snmp", { IPPROTO_UDP } },
	{ "pptp", { IPPROTO_GRE } },   { "RAS", { IPPROTO_TCP, IPPROTO_UDP } },
	{ "Q.931", { IPPROTO_TCP, IPPROTO_UDP } },
};

/* ---- a rule as words of a shell -------------------------------------------------------------- */

/* A line of a save file as words of a shell: a comment may hold what a shell would act on. */
static bool for_shell(char *line, struct sw_str *out)
{
	struct sw_words w = { 0 };
	bool good = !sw_words_split(&w, line, NULL);

	for (int i = 0; i < w.n && good; i++) {
		sw_str_addc(out, ' ');
		sw_str_add_shell(out, w.word[i]);
	}
	sw_words_fini(&w);
	return good;
}

/* What stands behind "-A CHAIN". 1: there is no such line, or it would be two. */
static int options(uint8_t family, struct sw_rule *r, struct sw_str *out, struct sw_err *err)
{
	SW_FREE char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);
	struct sw_err none;
	bool good = false;

	sw_err_init(&none);
	if (f)
		good = !sw_print_unreadable(f, r, &none) &&
		       !sw_print_save(f, family, "X", r, SW_SAVE_PLAIN, &none);
	if (!f || fclose(f))
		return sw_err_nomem(err);
	if (!good || memchr(text, '\n', len - 1))
		return 1;
	text[len - 1] = '\0';
	return for_shell(text + strlen("-A X"), out) ? 0 : 1;
}

/* Nothing to copy from a terminal may hold what it does not show. */
static bool is_shown_whole(const struct sw_str *line)
{
	struct sw_str safe = { 0 };
	bool same;

	sw_str_add_safe(&safe, line->s);
	same = !safe.oom && safe.len == line->len;
	sw_str_fini(&safe);
	return same;
}

struct lines {
	const struct sw_check *c;
	struct sw_related     *x;
	struct sw_str          text;
};

/* "  write: iptables -I CHAIN 1 OPTIONS TAIL". 1: cannot be written. r may be NULL. */
static int add_line(struct lines *l, char letter, struct sw_rule *r, const char *tail,
		    struct sw_err *err)
{
	struct sw_str line = { 0 };
	int ret;

	sw_str_addf(&line, "%s -%c ", l->c->program, letter);
	sw_str_add_shell(&line, l->x->chain);
	sw_str_addf(&line, " %u", l->x->number);
	ret = r ? options(l->c->family, r, &line, err) : 0;
	sw_str_add(&line, tail);
	if (!ret && line.oom)
		ret = sw_err_nomem(err);
	if (!ret && !is_shown_whole(&line))
		ret = 1;
	if (!ret)
		sw_str_addf(&l->text, "  write: %s\n", line.s);
	sw_str_fini(&line);
	return ret;
}

/* ---- the rule without RELATED ---------------------------------------------------------------- */

/* One that has no word about states gets one, and so does "--ctstate DNAT": what is RELATED can be
 * that too. */
static int add_narrow(struct lines *l, struct sw_rule *copy, struct sw_err *err)
{
	struct xt_conntrack_mtinfo3 *x = sw_rule_state(copy);
	bool inverted = x && x->invert_flags & XT_CONNTRACK_STATE;

	if (x && !(sw_states(x) & ~SW_CHECK_RELATED))
		return add_line(l, 'D', NULL, "", err);
	if (inverted)
		x->state_mask |= SW_CHECK_RELATED;
	else if (x)
		x->state_mask &= ~SW_CHECK_RELATED;
	if (inverted || (x && !(x->state_mask & ~SW_CHECK_STATES)))
		return add_line(l, 'R', copy, "", err);
	copy->jump.kind = SW_JUMP_NONE;
	return add_line(l, 'R', copy, " -m state ! --state RELATED -j ACCEPT", err);
}

/* ---- the lines for RELATED ------------------------------------------------------------------- */

static void drop_match(struct sw_rule *r, size_t i)
{
	sw_ext_fini(&r->match[i]);
	memmove(&r->match[i], &r->match[i + 1], (--r->nmatch - i) * sizeof(r->match[0]));
}

/* Takes out what RELATED says as well. "! --ctstate DNAT" says more, and stays. */
static void drop_states(struct sw_rule *r)
{
	for (size_t i = r->nmatch; i-- > 0;) {
		struct xt_conntrack_mtinfo3 *x = sw_ext_state(&r->match[i]);

		if (!x || !(sw_states(x) & SW_CHECK_RELATED) ||
		    (x->invert_flags & XT_CONNTRACK_STATE && x->state_mask & ~SW_CHECK_STATES))
			continue;
		x->match_flags &= ~XT_CONNTRACK_STATE;
		x->invert_flags &= ~XT_CONNTRACK_STATE;
		x->state_mask = 0;
		if (!(x->match_flags & ~XT_CONNTRACK_STATE_ALIAS))
			drop_match(r, i);
	}
}

/* Takes out -m helper. false: it did not accept that one. */
static bool drop_helper(struct sw_rule *r, const char *helper)
{
	bool fits = true;

	for (size_t i = r->nmatch; i-- > 0;) {
		const struct xt_helper_info *x = sw_ext_helper(&r->match[i]);

		if (!x)
			continue;
		fits &= (!*x->name || !strcmp(x->name, helper)) == !x->invert;
		drop_match(r, i);
	}
	return fits;
}

/* Makes it a rule for that protocol. false: it was none. */
static bool take_proto(struct sw_rule *r, uint8_t proto)
{
	if (r->ip.proto && (r->ip.proto == proto) != !(r->ip.inv & SW_INV_PROTO))
		return false;
	r->ip.proto = proto;
	r->ip.inv &= ~SW_INV_PROTO;
	return true;
}

static uint16_t *ports_of(struct sw_ext *e)
{
	struct xt_tcp *tcp = e->data;
	struct xt_udp *udp = e->data;

	if (!strcmp(e->name, "tcp") && e->size >= sizeof(*tcp))
		return tcp->invflags & XT_TCP_INV_DSTPT ? NULL : tcp->dpts;
	if (!strcmp(e->name, "udp") && e->size >= sizeof(*udp))
		return udp->invflags & XT_UDP_INV_DSTPT ? NULL : udp->dpts;
	return NULL;
}

/* The match that the rule needs besides, "" for none; NULL: it accepts no such port. Behind the
 * first fragment there are no ports. */
static const char *take_ports(struct sw_rule *r)
{
	if (r->ip.proto != IPPROTO_TCP && r->ip.proto != IPPROTO_UDP)
		return "";
	if (r->ip.frag && !(r->ip.inv & SW_INV_FRAG))
		return NULL;
	for (size_t i = 0; i < r->nmatch; i++) {
		uint16_t *port = ports_of(&r->match[i]);

		if (!port)
			continue;
		if (port[0] < LOWEST)
			port[0] = LOWEST;
		return port[0] <= port[1] ? "" : NULL;
	}
	return r->ip.proto == IPPROTO_TCP ? " -m tcp --dport 1024:" : " -m udp --dport 1024:";
}

/* r: without its states. */
static int add_helper(struct lines *l, const struct sw_rule *r, const char *helper, uint8_t data,
		      struct sw_err *err)
{
	struct sw_rule *copy = sw_rule_clone(r);
	SW_FREE char *tail = NULL;
	const char *ports;
	int ret = 0;

	if (!copy)
		return sw_err_nomem(err);
	if (drop_helper(copy, helper) && take_proto(copy, data) && (ports = take_ports(copy))) {
		if (asprintf(&tail, "%s -m state --state RELATED -m helper --helper %s -j ACCEPT",
			     ports, helper) < 0)
			ret = sw_err_nomem(err);
		else
			ret = add_line(l, 'I', copy, tail, err);
	}
	sw_rule_free(copy);
	return ret;
}

/* The first assignment of that helper: a helper has many rules, and one set of lines is enough. */
static bool is_first(const struct sw_check *c, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(c->assigned.a[i].helper, c->assigned.a[n].helper))
			return false;
	return true;
}

static int add_helpers(struct lines *l, const struct sw_rule *r, struct sw_err *err)
{
	size_t before = l->text.len;
	int ret = 0;

	for (size_t k = 0; k < l->c->assigned.n; k++)
		for (size_t i = 0; i < SW_ARRAY_SIZE(announced) && is_first(l->c, k); i++)
			for (int d = 0; d < 2 && !ret && announced[i].data[d]; d++)
				if (!strcmp(announced[i].helper, l->c->assigned.a[k].helper))
					ret = add_helper(l, r, announced[i].helper,
							 announced[i].data[d], err);
	if (!ret && l->text.len == before)
		sw_str_add(&l->text, "  no more to write: what an assigned helper announces, from "
				     "port 1024 on, is "
				     "nothing that this rule is for\n");
	return ret;
}

/* ICMP that is RELATED are errors, which must pass. */
static int add_icmp(struct lines *l, const struct sw_rule *r, struct sw_err *err)
{
	struct sw_rule *copy = sw_rule_clone(r);
	int ret = copy ? 0 : sw_err_nomem(err);

	if (copy && take_proto(copy, l->c->family == SW_IP6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP))
		ret = add_line(l, 'I', copy, " -m state --state RELATED -j ACCEPT", err);
	sw_rule_free(copy);
	return ret;
}

int sw_check_lines(const struct sw_check *c, struct sw_related *x, struct sw_err *err)
{
	struct lines l = { .c = c, .x = x };
	struct sw_rule *narrow = sw_rule_clone(x->rule), *rest = sw_rule_clone(x->rule);
	int ret = narrow && rest ? add_narrow(&l, narrow, err) : sw_err_nomem(err);

	if (!ret) {
		drop_states(rest);
		rest->jump.kind = SW_JUMP_NONE;
		ret = x->named ? 0 : add_icmp(&l, rest, err);
	}
	if (!ret)
		ret = add_helpers(&l, rest, err);
	if (ret > 0) {
		sw_str_reset(&l.text);
		sw_str_add(&l.text, "  no line to write: the rule cannot be shown as a line that "
				    "is safe to copy\n");
		ret = 0;
	}
	x->lines = ret ? NULL : sw_str_take(&l.text);
	if (!ret && !x->lines)
		ret = sw_err_nomem(err);
	sw_str_fini(&l.text);
	sw_rule_free(narrow);
	sw_rule_free(rest);
	return ret;
}
