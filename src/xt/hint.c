/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Advice for wrong words: the nearest extension, the nearest value, who has an option. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include "base/cleanup.h"
#include "base/str.h"
#include "xt/xt_local.h"

#define MAX_NAMES 512

/* Installed extensions of one kind, collected for a search. */
struct list {
	const char *name[MAX_NAMES];
	size_t      n;
	bool        target;
};

/* By convention, targets are in capitals and matches are not. */
static void collect(struct sw_xt_name *n, void *arg)
{
	struct list *l = arg;

	if (!!isupper((unsigned char)n->name[0]) == l->target && l->n < MAX_NAMES &&
	    sw_xt_name_is_installed(n))
		l->name[l->n++] = n->name;
}

const char *sw_xt_nearest(const char *name, bool target)
{
	struct list l = { .target = target };

	sw_xt_each_name(collect, &l);
	return sw_str_nearest(name, l.name, l.n);
}

void sw_xt_hint_name(const char *name, bool target, struct sw_err *err)
{
	const char *near = sw_xt_nearest(name, target);

	if (sw_xt_name_find(name))	/* of another kind or family */
		sw_err_hint(err, "%s exists, but not as a %s of this address family", name,
			    target ? "target" : "match");
	else if (near)
		sw_err_hint(err, "no %s %s: did you mean %s?", target ? "target" : "match", name,
			    near);
}

/* Words that well-known options take; the plugins do not tell theirs. */
#define WORDS(...) (const char *const[]){ __VA_ARGS__, NULL }
#define ADDR_TYPES WORDS("UNSPEC", "UNICAST", "LOCAL", "BROADCAST", "ANYCAST", "MULTICAST", \
	"BLACKHOLE", "UNREACHABLE", "PROHIBIT", "THROW", "NAT", "XRESOLVE")
static const struct {
	uint8_t family;			/* 0: both */
	bool list;			/* joined by commas */
	const char *plugin, *option;
	const char *const *word;
} values[] = {
	{ 0, true, "state", "state",
	  WORDS("INVALID", "NEW", "ESTABLISHED", "RELATED", "UNTRACKED") },
	{ 0, true, "conntrack", "ctstate",
	  WORDS("INVALID", "NEW", "ESTABLISHED", "RELATED", "UNTRACKED", "SNAT", "DNAT") },
	{ 0, true, "conntrack", "ctstatus",
	  WORDS("NONE", "EXPECTED", "SEEN_REPLY", "ASSURED", "CONFIRMED") },
	{ 0, false, "conntrack", "ctdir", WORDS("ORIGINAL", "REPLY") },
	{ 0, true, "addrtype", "src-type", ADDR_TYPES },
	{ 0, true, "addrtype", "dst-type", ADDR_TYPES },
	{ SW_IP4, false, "REJECT", "reject-with",
	  WORDS("icmp-net-unreachable", "icmp-host-unreachable", "icmp-port-unreachable",
		"icmp-proto-unreachable", "icmp-net-prohibited", "icmp-host-prohibited",
		"icmp-admin-prohibited", "tcp-reset") },
	{ SW_IP6, false, "REJECT", "reject-with",
	  WORDS("icmp6-no-route", "icmp6-adm-prohibited", "icmp6-addr-unreachable",
		"icmp6-port-unreachable", "icmp6-policy-fail", "icmp6-reject-route",
		"tcp-reset") },
	{ 0, false, "pkttype", "pkt-type", WORDS("unicast", "broadcast", "multicast") },
	{ 0, true, "tcp", "tcp-flags",
	  WORDS("SYN", "ACK", "FIN", "RST", "URG", "PSH", "ALL", "NONE") },
	{ 0, false, "LOG", "log-level",
	  WORDS("emerg", "alert", "crit", "error", "warning", "notice", "info", "debug") },
	{ 0, false, "statistic", "mode", WORDS("random", "nth") },
	{ 0, false, "policy", "dir", WORDS("in", "out") },
	{ 0, true, "time", "weekdays", WORDS("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun") },
	{ 0, false, "string", "algo", WORDS("bm", "kmp") },
	{ 0, false, "connbytes", "connbytes-dir", WORDS("original", "reply", "both") },
	{ 0, false, "connbytes", "connbytes-mode", WORDS("packets", "bytes", "avgpkt") },
	{ 0, true, "hashlimit", "hashlimit-mode", WORDS("srcip", "srcport", "dstip", "dstport") },
};

static bool is_one_of(const char *word, size_t len, const char *const *list)
{
	for (; *list; list++)
		if (strlen(*list) == len && strncasecmp(*list, word, len) == 0)
			return true;
	return false;
}

static size_t count(const char *const *list)
{
	size_t n = 0;

	while (list[n])
		n++;
	return n;
}

static void advise(const char *word, size_t len, const char *const *list, struct sw_err *err)
{
	struct sw_str all = { 0 };
	char copy[64];
	const char *near;

	snprintf(copy, sizeof(copy), "%.*s", (int)len, word);
	near = sw_str_nearest(copy, list, count(list));
	if (near)
		sw_err_hint(err, "\"%s\": did you mean %s?", copy, near);
	for (size_t i = 0; list[i]; i++) {
		sw_str_add(&all, i ? ", " : "");
		sw_str_add(&all, list[i]);
	}
	if (!all.oom)
		sw_err_hint(err, "one of %s", all.s);
	sw_str_fini(&all);
}

bool sw_xt_hint_value(const struct sw_plugin *p, const char *option, const char *value,
		      struct sw_err *err)
{
	size_t i = 0;

	while (i < SW_ARRAY_SIZE(values) &&
	       ((values[i].family && values[i].family != sw_xt_family()) ||
		strcmp(values[i].plugin, p->name) != 0 || strcmp(values[i].option, option) != 0))
		i++;
	if (i == SW_ARRAY_SIZE(values))
		return false;
	for (;;) {
		size_t len = values[i].list ? strcspn(value, ",") : strlen(value);

		if (!is_one_of(value, len, values[i].word)) {
			advise(value, len, values[i].word, err);
			return true;
		}
		if (!value[len])
			return false;
		value += len + 1;
	}
}

/* Who has an option */

struct who {
	const char *option;
	size_t      len;
	uint32_t    hash;
	char       *buf;
	size_t      size, used;
	bool        protos, targets;	/* what this round adds */
};

static bool is_proto(const char *name)
{
	for (const struct xtables_pprot *p = sw_xt_protos(); p->name; p++)
		if (strcmp(p->name, name) == 0)
			return true;
	return strcmp(name, "icmp6") == 0;
}

static bool has_option(const struct sw_xt_name *n, const struct who *w)
{
	for (const struct sw_plugin *p = n->plugin; p; p = p->next)
		if (sw_xt_plugin_fits(p, w->targets) &&
		    sw_xt_opts_exact(p, w->option, w->len, w->hash))
			return true;
	return false;
}

static void add_holder(struct sw_xt_name *n, void *arg)
{
	struct who *w = arg;
	bool proto = is_proto(n->name);

	if (w->protos != proto || w->used >= w->size)
		return;
	if (!n->loaded[sw_xt_family() == SW_IP6])
		sw_xt_load(n);
	if (!has_option(n, w))
		return;
	w->used += snprintf(w->buf + w->used, w->size - w->used, "%s-%c %s", w->used ? ", " : "",
			    proto ? 'p' : w->targets ? 'j' : 'm', n->name);
}

bool sw_xt_who_has_option(const char *option, char *buf, size_t len)
{
	struct who w = { .buf = buf, .size = len };

	while (*option == '-')
		option++;
	w.option = option;
	w.len = strcspn(option, "=");
	w.hash = sw_xt_hash(option, w.len);
	if (len)
		buf[0] = '\0';
	w.protos = true;
	sw_xt_each_name(add_holder, &w);
	w.protos = false;
	sw_xt_each_name(add_holder, &w);
	w.targets = true;
	sw_xt_each_name(add_holder, &w);
	return w.used > 0;
}
