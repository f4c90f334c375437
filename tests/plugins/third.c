/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Plugins of a third party, for tests/bats/plugins.bats: what somebody else's package would
 * install. One is built from each of -DSOCKET -DAUDIT -DALIAS -DALIAS_TARGET -DNO_KERNEL. */
#include <stdio.h>
#include <xtables.h>
#include <linux/netfilter/xt_AUDIT.h>
#include <linux/netfilter/xt_MARK.h>
#include <linux/netfilter/xt_mark.h>
#include <linux/netfilter/xt_socket.h>

#define ALIGNED(type) XT_ALIGN(sizeof(type)), .userspacesize = XT_ALIGN(sizeof(type))

/* An extension of the kernel with words of another plugin than iptables' own. */
#ifdef SOCKET
#define NAME "socket"
#define REVISION 1
#define PAYLOAD struct xt_socket_mtinfo1
#define OPTION "only-transparent"
static void set(PAYLOAD *x, unsigned int v, bool invert)
{
	x->flags = v ? XT_SOCKET_TRANSPARENT : 0;
}
static unsigned int get(const PAYLOAD *x) { return !!(x->flags & XT_SOCKET_TRANSPARENT); }
#elif defined(AUDIT)
#define NAME "AUDIT"
#define TARGET
#define PAYLOAD struct xt_audit_info
#define OPTION "kind"
static void set(PAYLOAD *x, unsigned int v, bool invert) { x->type = v; }
static unsigned int get(const PAYLOAD *x) { return x->type; }
/* Another name for an extension of the kernel. */
#elif defined(ALIAS)
#define NAME "colour"
#define REAL "mark"
#define REVISION 1
#define PAYLOAD struct xt_mark_mtinfo1
#define OPTION "is"
static void set(PAYLOAD *x, unsigned int v, bool invert)
{
	x->mark = v;
	x->mask = ~0U;
	x->invert = invert;
}
static unsigned int get(const PAYLOAD *x) { return x->mark; }
#elif defined(ALIAS_TARGET)
#define NAME "COLOUR"
#define REAL "MARK"
#define TARGET
#define REVISION 2
#define PAYLOAD struct xt_mark_tginfo2
#define OPTION "set"
static void set(PAYLOAD *x, unsigned int v, bool invert) { x->mark = v; x->mask = ~0U; }
static unsigned int get(const PAYLOAD *x) { return x->mark; }
/* Words for what iptables' own plugin cannot say: more seconds than 31 bits hold. */
#elif defined(RECENT)
#include <string.h>
#include <linux/netfilter/xt_recent.h>
#define NAME "recent"
#define REVISION 1
#define PAYLOAD struct xt_recent_mtinfo_v1
#define OPTION "within"
static void set(PAYLOAD *x, unsigned int v, bool invert)
{
	x->seconds = v;
	x->check_set = XT_RECENT_UPDATE;
	strcpy(x->name, "third");
	memset(&x->mask, 0xff, sizeof(x->mask));
}
static unsigned int get(const PAYLOAD *x) { return x->seconds; }
/* An extension whose kernel module is not there. */
#else
#define NAME "nokernel"
#define PAYLOAD struct xt_mark_mtinfo1
#define OPTION "number"
static void set(PAYLOAD *x, unsigned int v, bool invert) { x->mark = v; }
static unsigned int get(const PAYLOAD *x) { return x->mark; }
#endif
#ifndef REVISION
#define REVISION 0
#endif

static void help(void)
{
	printf("%s options of a third party:\n --" OPTION " NUMBER\n", NAME);
}

static const struct xt_option_entry options[] = {
	{ .name = OPTION, .id = 0, .type = XTTYPE_UINT32, .flags = XTOPT_MAND | XTOPT_INVERT },
	XTOPT_TABLEEND,
};

static void parse(struct xt_option_call *cb)
{
	xtables_option_parse(cb);
	set(cb->data, cb->val.u32, cb->invert);
}

#ifdef TARGET
#define ENTRY struct xt_entry_target
#define PLUGIN struct xtables_target
#define REGISTER xtables_register_target
#else
#define ENTRY struct xt_entry_match
#define PLUGIN struct xtables_match
#define REGISTER xtables_register_match
#endif

static void print(const void *ip, const ENTRY *e, int numeric)
{
	printf(" %s %u", NAME, get((const void *)e->data));
}

static void save(const void *ip, const ENTRY *e)
{
	printf(" --" OPTION " %u", get((const void *)e->data));
}

static PLUGIN plugin = {
	.name = NAME,
#ifdef REAL
	.real_name = REAL,
#endif
	.version = XTABLES_VERSION,
	.revision = REVISION,
	.family = NFPROTO_UNSPEC,
	.size = ALIGNED(PAYLOAD),
	.help = help,
	.print = print,
	.save = save,
	.x6_parse = parse,
	.x6_options = options,
};

static __attribute__((constructor)) void start(void)
{
	REGISTER(&plugin);
}
