/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Companions: numbers of tags, what a rule sends along once per transaction, and what is swept. */
#include <errno.h>
#include <stdlib.h>
#include "base/cleanup.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_CHECKSUM.h>
#include <linux/netfilter/xt_CT.h>
#include <sys/uio.h>
#include "netlink/msg_text.h"
#include "netlink/plan_local.h"
#include "tap.h"
#include "translate/companion.h"

/* ---- a kernel that counts generations, and writes down what is committed --------------------- */

struct fake {
	struct sw_nl nl;
	bool         sets;	/* "ip mangle" holds one */
	bool         moves;	/* somebody else commits behind each commit */
	uint32_t     genid;
	unsigned     commits;
	struct sw_str log;
};

static int fake_genid(struct sw_nl *nl, uint32_t *genid, struct sw_err *err)
{
	*genid = ((struct fake *)nl)->genid;
	return 0;
}

static int fake_dump(struct sw_nl *nl, struct nlmsghdr *request,
		     int (*each)(const struct nlmsghdr *, void *), void *arg, struct sw_err *err)
{
	if (request->nlmsg_type == SW_NFT_TYPE(NFT_MSG_GETSET) && ((struct fake *)nl)->sets)
		each(request, arg);
	return 0;
}

static int fake_commit(struct sw_nl *nl, const struct iovec *iov, size_t n,
		       void (*failed)(uint32_t seq, int err, void *), void *arg, struct sw_err *err)
{
	struct fake *f = (struct fake *)nl;

	for (size_t i = 0; i < n; i++) {
		const char *p = iov[i].iov_base, *end = p + iov[i].iov_len;

		for (; p < end; p += NLMSG_ALIGN(((const struct nlmsghdr *)p)->nlmsg_len)) {
			sw_msg_text(&f->log, (const void *)p);
			sw_str_add(&f->log, "\n");
		}
	}
	sw_str_addf(&f->log, "-- %u\n", ++f->commits);
	f->genid += 1 + f->moves;
	return 0;
}

static const struct sw_nl_ops fake_ops = { fake_genid, fake_dump, fake_commit, NULL };

/* ---- a model to plan with -------------------------------------------------------------------- */

struct bed {
	struct fake       f;
	struct sw_err     err;
	struct sw_plan   *p;
	struct sw_sink   *s;
	struct sw_ruleset rs;
	char             *text;
};

static void set_up(struct bed *b)
{
	memset(b, 0, sizeof(*b));
	sw_err_init(&b->err);
	b->f.nl.ops = &fake_ops;
	b->f.genid = 7;
	b->p = sw_plan_new(&b->err);
	b->s = sw_plan_sink(b->p);
	sw_ruleset_init(&b->rs, SW_IP4);
}

static void tear_down(struct bed *b)
{
	sw_plan_free(b->p);
	sw_ruleset_fini(&b->rs);
	sw_lower_fini();
	free(b->text);
	sw_str_fini(&b->f.log);
}

static struct sw_chain *chain(struct bed *b, const char *table, const char *name)
{
	struct sw_table *t = sw_ruleset_table(&b->rs, table);
	struct sw_chain *c = sw_table_chain(t, name);

	return c ? c : sw_table_add_chain(t, name, &b->err);
}

static int add_target(struct bed *b, const char *table, const char *name, uint16_t proto,
		      const char *target, uint8_t rev, const void *data, size_t size, size_t user)
{
	struct sw_rule *r = sw_rule_new();
	struct sw_chain *c = chain(b, table, name);
	int rc;

	r->ip.proto = proto;
	r->jump.kind = SW_JUMP_EXT;
	sw_ext_set(&r->jump.ext, target, rev, data, size, user, &b->err);
	rc = b->s->ops->rule_add(b->s, sw_ruleset_table(&b->rs, table), c, r, SW_PLACE_APPEND, NULL,
				 false, &b->err);
	sw_rule_free(r);
	return rc;
}

static int add_helper(struct bed *b, const char *name, uint16_t proto, const char *helper)
{
	struct xt_ct_target_info_v1 info = { 0 };

	strcpy(info.helper, helper);
	return add_target(b, "raw", name, proto, "CT", 2, &info, XT_ALIGN(sizeof(info)),
			  offsetof(struct xt_ct_target_info_v1, ct));
}

static int add_checksum(struct bed *b, const char *name)
{
	_Alignas(8) char data[XT_ALIGN(sizeof(struct xt_CHECKSUM_info))] = { XT_CHECKSUM_OP_FILL };

	return add_target(b, "mangle", name, 0, "CHECKSUM", 0, data, sizeof(data), sizeof(data));
}

static const char *text(struct bed *b)
{
	size_t len = 0;
	FILE *out;

	free(b->text);
	b->text = NULL;
	out = open_memstream(&b->text, &len);
	sw_plan_print(b->p, out);
	fclose(out);
	return b->text;
}

static unsigned count(const char *all, const char *part)
{
	unsigned n = 0;

	for (; (all = strstr(all, part)); all++)
		n++;
	return n;
}

/* ---- tags ------------------------------------------------------------------------------------ */

static void test_numbers(void)
{
	struct sw_prog p = { 0 };
	uint32_t tag;

	ok(sw_tag_of_helper("ftp", IPPROTO_TCP) == 0xff100000, "ftp has the first number");
	ok(sw_tag_of_helper("sip", IPPROTO_UDP) == 0xff400000, "sip over UDP");
	ok(sw_tag_of_helper("sip", IPPROTO_TCP) == 0xff500000, "sip over TCP is another");
	ok(sw_tag_of_helper("sane", IPPROTO_TCP) == 0xffd00000, "sane has the last number");
	is(sw_tag_helper(0xff100000, IPPROTO_TCP), "ftp", "and back");
	ok(!sw_tag_helper(0xff100000, IPPROTO_UDP), "not for another protocol");
	ok(!sw_tag_helper(0xffe00000, IPPROTO_TCP), "not beyond the last");
	ok(!sw_tag_helper(0, IPPROTO_TCP), "not for none");
	tag = sw_tag_of_helper("rpc", IPPROTO_TCP);
	ok((tag & SW_TAG_ANY) == SW_TAG_ANY && tag < 0xf0000000 && !(tag & ~SW_TAG_BITS),
	   "any other helper is hashed into the lower numbers");
	ok(tag != sw_tag_of_helper("rpc", IPPROTO_UDP), "with its protocol");

	sw_tag_put(&p, 0xff100000);
	ok(sw_tag_take(p.stmt, p.nstmt, &tag) == 2 && tag == 0xff100000, "a tag is read back");
	ok(sw_tag_take(p.stmt, 1, &tag) == 0, "half of one is none");
	p.stmt[1].set.val[0] = 1;
	ok(sw_tag_take(p.stmt, p.nstmt, &tag) == 0, "lower bits are no tag");
	sw_prog_fini(&p);
}

/* ---- what is sent ---------------------------------------------------------------------------- */

static void test_helper(void)
{
	struct bed b;
	const char *t;

	set_up(&b);
	ok(add_helper(&b, "PREROUTING", IPPROTO_TCP, "ftp") == 0, "a helper rule");
	t = text(&b);
	ok(count(t, "add object ip statewall-raw sw.ftp.tcp type 3\n") == 1, "its object");
	ok(count(t, "add set ip statewall-raw sw.helpers") == 1, "the map");
	ok(count(t, "add chain ip statewall-raw sw.helper.prerouting hook 0 priority -199") == 1 &&
	   count(t, "add chain ip statewall-raw sw.helper.output hook 3 priority -199") == 1,
	   "chains behind conntrack");
	ok(count(t, "delete rule ip statewall-raw sw.helper.prerouting\n") == 1,
	   "which are emptied first");
	ok(count(t, ": => object meta.priority & 0xfff00000 map @sw.helpers, "
		    "meta.priority = meta.priority & 0xfffff ^ 0x0\n") == 2,
	   "and act by the map: what is not in it keeps its class");
	ok(strstr(t, "add object") < strstr(t, "PREROUTING append"), "all before the rule");

	add_helper(&b, "OUTPUT", IPPROTO_TCP, "ftp");
	add_helper(&b, "OUTPUT", IPPROTO_UDP, "tftp");
	t = text(&b);
	ok(count(t, "add object") == 2 && count(t, "add chain") == 2, "once per transaction");
	ok(count(t, "add element ip statewall-raw sw.helpers elements 1\n") == 2,
	   "one element each");

	b.s->ops->table_renew(b.s, sw_ruleset_table(&b.rs, "raw"), &b.err);
	add_helper(&b, "OUTPUT", IPPROTO_TCP, "ftp");
	ok(count(text(&b), "sw.ftp.tcp") == 2, "again after the table was emptied");

	ok(add_helper(&b, "OUTPUT", 0, "ftp") < 0 && b.err.code == SW_ERESOURCE,
	   "no protocol: refused");
	tear_down(&b);
}

static void test_target(void)
{
	struct bed b;
	const char *t;

	set_up(&b);
	ok(add_checksum(&b, "POSTROUTING") == 0, "a CHECKSUM rule");
	t = text(&b);
	ok(count(t, "add table ip mangle\n") == 1, "needs the plain-named table");
	ok(count(t, "add chain ip mangle sw.CHECKSUM.") == 1 &&
	   count(t, ".postrouting hook 4 priority -149") == 1,
	   "a chain right behind ours, in one hook");
	ok(count(t, "xt CHECKSUM/0") == 1, "that carries the target");
	add_checksum(&b, "USER");
	ok(count(text(&b), "add chain ip mangle sw.CHECKSUM.") == 5,
	   "a user chain may be anywhere");
	tear_down(&b);
}

/* ---- what is swept --------------------------------------------------------------------------- */

#define OLD "sw.CHECKSUM.0.postrouting"

/* Table mangle is emptied, by a plan that then fills it or not; its companion OLD was there. */
static const char *renew(struct bed *b, bool fill)
{
	struct sw_table *t = sw_ruleset_table(&b->rs, "mangle");

	sw_plan_reset(b->p, SW_IP4);
	sw_str_reset(&b->f.log);
	b->f.commits = 0;
	t->in_kernel = true;
	if (!t->plain.len)
		sw_str_addn(&t->plain, OLD, sizeof(OLD));
	b->s->ops->table_renew(b->s, t, &b->err);
	if (fill) {
		b->s->ops->chain_new(b->s, t, chain(b, "mangle", "FORWARD"), true, true, true,
				     &b->err);
		add_checksum(b, "FORWARD");
	}
	b->s->ops->table_new(b->s, t, &b->err);
	sw_plan_commit(b->p, &b->f.nl, b->f.genid, false, &b->err);
	return b->f.log.s ? b->f.log.s : "";
}

static void test_sweep(void)
{
	const char *t, *second;
	struct bed b;

	set_up(&b);
	add_checksum(&b, "POSTROUTING");
	sw_plan_commit(b.p, &b.f.nl, 7, false, &b.err);
	ok(!count(b.f.log.s, "delete chain") && b.f.commits == 1, "nothing while our table stays");

	t = renew(&b, false);
	second = strstr(t, "-- 1\n");
	ok(b.f.commits == 2 && second && !strstr(t, "delete chain ip mangle " OLD "\n-- 1") &&
	   count(second, "delete rule ip mangle " OLD "\n") == 1 &&
	   count(second, "delete chain ip mangle " OLD "\n") == 1,
	   "swept in a second transaction");
	ok(count(second, "delete table ip mangle\n") == 1, "with the table, which is empty then");
	ok(count(second, "delete table ip statewall-mangle\n") == 1,
	   "and ours, which nothing was put into");

	t = renew(&b, true);
	second = strstr(t, "-- 1\n");
	ok(second && count(second, "delete chain ip mangle " OLD "\n") == 1 &&
	   !count(t, "delete table"),
	   "not with the table, where this transaction has put another companion");

	b.f.moves = true;
	t = renew(&b, true);
	ok(b.f.commits == 1, "not when somebody has committed since: it may be his");
	b.f.moves = false;

	sw_ruleset_table(&b.rs, "mangle")->plain_others = true;
	t = renew(&b, false);
	ok(count(t, "delete chain") == 1 && !count(t, "delete table ip mangle"),
	   "somebody's chain keeps the table");
	sw_ruleset_table(&b.rs, "mangle")->plain_others = false;

	b.f.sets = true;
	ok(!count(renew(&b, false), "delete table ip mangle"), "so does a set");
	tear_down(&b);
}

int main(void)
{
	test_numbers();
	test_helper();
	test_target();
	test_sweep();
	return tap_end();
}
