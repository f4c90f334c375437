/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The one-line text form of a program, for golden tests and --dry-run -v. */
#include <string.h>
#include "base/cleanup.h"
#include "base/net.h"
#include "base/str.h"
#include "translate/prog.h"

static const char *const meta_names[] = {
	[NFT_META_LEN] = "length",	  [NFT_META_PROTOCOL] = "protocol",
	[NFT_META_PRIORITY] = "priority", [NFT_META_MARK] = "mark",
	[NFT_META_IIF] = "iif",		  [NFT_META_OIF] = "oif",
	[NFT_META_IIFNAME] = "iifname",	  [NFT_META_OIFNAME] = "oifname",
	[NFT_META_IIFTYPE] = "iiftype",	  [NFT_META_OIFTYPE] = "oiftype",
	[NFT_META_SKUID] = "skuid",	  [NFT_META_SKGID] = "skgid",
	[NFT_META_NFTRACE] = "nftrace",	  [NFT_META_RTCLASSID] = "rtclassid",
	[NFT_META_SECMARK] = "secmark",	  [NFT_META_NFPROTO] = "nfproto",
	[NFT_META_L4PROTO] = "l4proto",	  [NFT_META_PKTTYPE] = "pkttype",
	[NFT_META_CPU] = "cpu",		  [NFT_META_IIFGROUP] = "iifgroup",
	[NFT_META_OIFGROUP] = "oifgroup", [NFT_META_CGROUP] = "cgroup",
	[NFT_META_PRANDOM] = "random",	  [NFT_META_SECPATH] = "secpath",
	[NFT_META_TIME_NS] = "time",	  [NFT_META_TIME_DAY] = "day",
	[NFT_META_TIME_HOUR] = "hour",
};
static const char *const ct_names[] = {
	[NFT_CT_STATE] = "state",	  [NFT_CT_DIRECTION] = "direction",
	[NFT_CT_STATUS] = "status",	  [NFT_CT_MARK] = "mark",
	[NFT_CT_SECMARK] = "secmark",	  [NFT_CT_EXPIRATION] = "expiration",
	[NFT_CT_HELPER] = "helper",	  [NFT_CT_L3PROTOCOL] = "l3proto",
	[NFT_CT_PROTOCOL] = "protocol",	  [NFT_CT_PROTO_SRC] = "proto-src",
	[NFT_CT_PROTO_DST] = "proto-dst", [NFT_CT_LABELS] = "label",
	[NFT_CT_PKTS] = "packets",	  [NFT_CT_BYTES] = "bytes",
	[NFT_CT_AVGPKT] = "avgpkt",	  [NFT_CT_ZONE] = "zone",
	[NFT_CT_EVENTMASK] = "event",	  [NFT_CT_SRC_IP] = "saddr",
	[NFT_CT_DST_IP] = "daddr",	  [NFT_CT_SRC_IP6] = "saddr",
	[NFT_CT_DST_IP6] = "daddr",
};

static const char *key_name(const char *const *names, size_t n, uint32_t key)
{
	return key < n && names[key] ? names[key] : "?";
}

static void print_sel(struct sw_str *out, const struct sw_sel *s)
{
	static const char *const base[] = {
		[SW_SRC_LL] = "ll", [SW_SRC_NH] = "nh", [SW_SRC_TH] = "th"
	};
	static const char *const dir[] = { "", ".original", ".reply" };

	switch (s->src) {
	case SW_SRC_LL: case SW_SRC_NH: case SW_SRC_TH:
		sw_str_addf(out, "%s[%u,%u]", base[s->src], s->off, s->len);
		break;
	case SW_SRC_META:
		sw_str_addf(out, "meta.%s",
			    key_name(meta_names, SW_ARRAY_SIZE(meta_names), s->key));
		break;
	case SW_SRC_CT:
		sw_str_addf(out, "ct%s.%s", s->dir < 3 ? dir[s->dir] : ".?",
			    key_name(ct_names, SW_ARRAY_SIZE(ct_names), s->key));
		break;
	case SW_SRC_FIB:
		sw_str_addf(out, "fib(%u,0x%x)", s->key, s->arg);
		break;
	case SW_SRC_RT:
		sw_str_addf(out, "rt(%u)", s->key);
		break;
	case SW_SRC_TCPOPT:
		sw_str_addf(out, "tcpopt %u[%u,%u]", s->key, s->off, s->len);
		break;
	case SW_SRC_EXTHDR:
		sw_str_addf(out, "exthdr %u[%u,%u]", s->key, s->off, s->len);
		break;
	case SW_SRC_SOCKET:
		sw_str_addf(out, "socket(%u)", s->key);
		break;
	case SW_SRC_NUMGEN:
		sw_str_addf(out, "numgen(%u) mod %u", s->key, s->arg);
		break;
	default:
		sw_str_add(out, "none");
	}
}

static bool is_host_number(const struct sw_sel *s, bool ordered)
{
	return sw_sel_host_order(s) && !ordered && (s->len == 2 || s->len == 4 || s->len == 8);
}

/* Numbers of host-order selectors as such; everything else byte by byte as on the wire. */
static void print_value(struct sw_str *out, const struct sw_sel *s, const uint8_t *v, size_t len,
			bool ordered)
{
	uint64_t n = 0;
	size_t skip = 0;

	if (s->src == SW_SRC_META && (s->key == NFT_META_IIFNAME || s->key == NFT_META_OIFNAME)) {
		sw_str_addf(out, "\"%.*s%s\"", (int)len, (const char *)v, len < 16 ? "*" : "");
		return;
	}
	if (len > 8) {
		sw_str_add(out, "0x");
		for (size_t i = 0; i < len; i++)
			sw_str_addf(out, "%02x", v[i]);
		return;
	}
	if (is_host_number(s, ordered) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)
		for (size_t i = len; i-- > 0;)
			n = n << 8 | v[i];
	else
		for (skip = 0; skip < len; skip++)
			n = n << 8 | v[skip];
	sw_str_addf(out, "0x%llx", (unsigned long long)n);
}

static const char *const rels[] = { "==", "!=", "<", "<=", ">", ">=" };

static void print_cmp(struct sw_str *out, const struct sw_test *t)
{
	bool ordered = t->rel >= SW_LT;

	print_sel(out, &t->sel);
	if (t->masked) {
		sw_str_add(out, " & ");
		print_value(out, &t->sel, t->mask, t->len, ordered);
	}
	sw_str_addf(out, " %s ", rels[t->rel]);
	print_value(out, &t->sel, t->val, t->len, ordered);
}

static void print_range(struct sw_str *out, const struct sw_test *t)
{
	print_sel(out, &t->sel);
	sw_str_addf(out, " %s ", rels[t->rel]);
	print_value(out, &t->sel, t->val, t->len, true);
	sw_str_addc(out, '-');
	print_value(out, &t->sel, t->val2, t->len, true);
}

static void print_lookup(struct sw_str *out, const struct sw_test *t)
{
	print_sel(out, &t->sel);
	if (t->sel2.src) {
		sw_str_add(out, " . ");
		print_sel(out, &t->sel2);
	}
	if (t->sel3.src) {
		sw_str_add(out, " . ");
		print_sel(out, &t->sel3);
	}
	sw_str_addf(out, " %s @%s", t->rel == SW_NE ? "not in" : "in", t->set);
}

static void print_key(struct sw_str *out, const struct sw_key *k)
{
	for (size_t i = 0; i < k->n; i++) {
		const struct sw_key_part *part = &k->part[i];

		if (i)
			sw_str_add(out, " . ");
		print_sel(out, &part->sel);
		if (!part->masked)
			continue;
		sw_str_add(out, " & ");
		print_value(out, &part->sel, part->mask, part->sel.len, false);
	}
	sw_str_addf(out, " %s @%s", k->map ? "vmap" : k->data ? "map" : "in", k->set);
}

static void print_test(struct sw_str *out, const struct sw_test *t)
{
	switch (t->kind) {
	case SW_TEST_CMP:
		print_cmp(out, t);
		break;
	case SW_TEST_RANGE:
		print_range(out, t);
		break;
	case SW_TEST_LOOKUP:
		print_lookup(out, t);
		break;
	case SW_TEST_KEY:
		print_key(out, t->key);
		break;
	case SW_TEST_EXISTS:
		print_sel(out, &t->sel);
		sw_str_add(out, t->rel == SW_NE ? " missing" : " exists");
		break;
	case SW_TEST_LIMIT:
		sw_str_addf(out, "limit %llu/%llus burst %u%s", (unsigned long long)t->limit.rate,
			    (unsigned long long)t->limit.unit, t->limit.burst,
			    t->limit.flags & NFT_LIMIT_F_INV ? " over" : "");
		break;
	case SW_TEST_QUOTA:
		sw_str_addf(out, "quota %s %llu",
			    t->quota.flags & NFT_QUOTA_F_INV ? "over" : "until",
			    (unsigned long long)t->quota.bytes);
		break;
	case SW_TEST_GUARD:
		sw_str_addf(out, "guard %u", t->len);
		break;
	case SW_TEST_XT:
		sw_str_addf(out, "xt %s/%u", t->xt->name, t->xt->rev);
		break;
	default:
		sw_str_addf(out, "raw %u bytes", t->rawlen);
	}
}

static void print_set(struct sw_str *out, const struct sw_stmt *s)
{
	print_sel(out, &s->set.dst);
	sw_str_add(out, " = ");
	if (s->set.src.src == SW_SRC_NONE) {
		print_value(out, &s->set.dst, s->set.val, s->set.len, false);
	} else {
		print_sel(out, &s->set.src);
		if (s->set.masked) {
			sw_str_add(out, " & ");
			print_value(out, &s->set.src, s->set.mask, s->set.len, false);
			sw_str_add(out, " ^ ");
			print_value(out, &s->set.src, s->set.val, s->set.len, false);
		}
		if (s->set.map)
			sw_str_addf(out, " map @%s", s->set.map);
	}
	if (s->set.csum)
		sw_str_addf(out, " csum %u", s->set.csum_off);
}

static void print_log(struct sw_str *out, const struct sw_stmt *s)
{
	sw_str_add(out, "log");
	if (s->log.prefix)
		sw_str_addf(out, " prefix \"%s\"", s->log.prefix);
	if (s->log.has_level)
		sw_str_addf(out, " level %u", s->log.level);
	if (s->log.has_flags)
		sw_str_addf(out, " flags 0x%x", s->log.flags);
	if (s->log.has_group)
		sw_str_addf(out, " group %u", s->log.group);
	if (s->log.has_snaplen)
		sw_str_addf(out, " snaplen %u", s->log.snaplen);
	if (s->log.has_qthreshold)
		sw_str_addf(out, " qthreshold %u", s->log.qthreshold);
}

static void print_nat(struct sw_str *out, const struct sw_stmt *s)
{
	static const char *const name[] = { [SW_STMT_NAT] = "nat",
					    [SW_STMT_MASQ] = "masq",
					    [SW_STMT_REDIR] = "redir",
					    [SW_STMT_DUP] = "dup",
					    [SW_STMT_TPROXY] = "tproxy" };
	char a[INET6_ADDRSTRLEN] = "", b[INET6_ADDRSTRLEN] = "";
	int af = s->nat.family == SW_IP6 ? AF_INET6 : AF_INET;

	sw_str_add(out, s->kind == SW_STMT_NAT ? (s->nat.type == NFT_NAT_SNAT ? "snat" : "dnat")
					       : name[s->kind]);
	if (s->nat.has_addr)
		sw_str_addf(out, " %s", inet_ntop(af, s->nat.addr, a, sizeof(a)));
	if (s->nat.has_addr_max)
		sw_str_addf(out, "-%s", inet_ntop(af, s->nat.addr_max, b, sizeof(b)));
	if (s->nat.has_port)
		sw_str_addf(out, " port %u", s->nat.port[0] << 8 | s->nat.port[1]);
	if (s->nat.has_port_max)
		sw_str_addf(out, "-%u", s->nat.port_max[0] << 8 | s->nat.port_max[1]);
	if (s->nat.flags)
		sw_str_addf(out, " flags 0x%x", s->nat.flags);
}

static void print_object(struct sw_str *out, const struct sw_stmt *s)
{
	if (!s->obj.map) {
		sw_str_addf(out, "object %u \"%s\"", s->obj.type, s->obj.name);
		return;
	}
	sw_str_add(out, "object ");
	print_sel(out, &s->obj.sel);
	sw_str_add(out, " & ");
	print_value(out, &s->obj.sel, s->obj.mask, sizeof(s->obj.mask), false);
	sw_str_addf(out, " map @%s", s->obj.map);
}

static void print_stmt(struct sw_str *out, const struct sw_stmt *s)
{
	if (s->said)
		sw_str_add(out, "said: ");
	switch (s->kind) {
	case SW_STMT_SET:
		print_set(out, s);
		break;
	case SW_STMT_LOG:
		print_log(out, s);
		break;
	case SW_STMT_REJECT:
		sw_str_addf(out, "reject type %u code %u", s->reject.type, s->reject.code);
		break;
	case SW_STMT_NOTRACK:
		sw_str_add(out, "notrack");
		break;
	case SW_STMT_OBJREF:
		print_object(out, s);
		break;
	case SW_STMT_TCPOPT_RESET:
		sw_str_addf(out, "reset tcpopt %u", s->tcpopt.opt);
		break;
	case SW_STMT_SYNPROXY:
		sw_str_addf(out, "synproxy mss %u wscale %u flags 0x%x", s->synproxy.mss,
			    s->synproxy.wscale, s->synproxy.flags);
		break;
	case SW_STMT_QUEUE:
		sw_str_addf(out, "queue %u total %u flags 0x%x", s->queue.num, s->queue.total,
			    s->queue.flags);
		break;
	case SW_STMT_IF:
		sw_str_add(out, "if ");
		print_test(out, s->test);
		break;
	case SW_STMT_XT:
		sw_str_addf(out, "xt %s/%u", s->xt->name, s->xt->rev);
		break;
	case SW_STMT_RAW:
		sw_str_addf(out, "raw %u bytes", s->rawlen);
		break;
	default:
		print_nat(out, s);
	}
}

static void print_verdict(struct sw_str *out, const struct sw_prog *p)
{
	switch (p->verdict) {
	case NF_ACCEPT:
		sw_str_add(out, "accept");
		break;
	case NF_DROP:
		sw_str_add(out, "drop");
		break;
	case NFT_RETURN:
		sw_str_add(out, "return");
		break;
	case NFT_JUMP:
		sw_str_addf(out, "jump %s", p->chain);
		break;
	case NFT_GOTO:
		sw_str_addf(out, "goto %s", p->chain);
		break;
	default:
		sw_str_addf(out, "verdict %d", p->verdict);
	}
}

void sw_prog_print(struct sw_str *out, const struct sw_prog *p)
{
	const char *comma = "";

	for (size_t i = 0; i < p->ntest; i++) {
		sw_str_add(out, i ? ", " : "");
		print_test(out, &p->test[i]);
	}
	sw_str_add(out, p->ntest ? " => " : "=> ");
	if (p->counter) {
		sw_str_add(out, "counter");
		comma = ", ";
	}
	for (size_t i = 0; i < p->nstmt; i++, comma = ", ") {
		sw_str_add(out, comma);
		print_stmt(out, &p->stmt[i]);
	}
	if (p->has_verdict) {
		sw_str_add(out, comma);
		print_verdict(out, p);
	}
}
