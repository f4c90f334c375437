/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Option tables of either layout are told apart, and nothing else is taken for one; what is
 * installed is known. */
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include "base/cleanup.h"
#include "tap.h"
#include "xt/xt_local.h"

/* As 1.8.10 and 1.8.11 declare it. */
#define FIELDS \
	const char *name; \
	enum xt_option_type type; \
	unsigned id, excl, also, flags, ptroff; \
	size_t size; \
	unsigned min, max

struct before { FIELDS; };
struct since { FIELDS; unsigned base; };

static const struct before before[] = {
	{ .name = "two", .type = XTTYPE_UINT32, .id = 2, .excl = 3, .min = 1, .max = 9 },
	{ .name = "one", .type = XTTYPE_NONE, .id = 1 },
	{ .name = "three", .type = XTTYPE_STRING, .id = 3 },
	{ .name = NULL },
};
static const struct since since[] = {
	{ .name = "two", .type = XTTYPE_UINT32, .id = 2, .excl = 3, .max = 9, .base = 16 },
	{ .name = "one", .type = XTTYPE_NONE, .id = 1 },
	{ .name = "three", .type = XTTYPE_STRING, .id = 3 },
	{ .name = NULL },
};
static const char *const names[] = { "one", "two", "three", "four" };

#define TABLE(x) ((const struct xt_option_entry *)(x))

static void probes(void)
{
	static char far[4 * sizeof(struct since)];
	static struct since changed[4];

	ok(sw_xt_layout_probe(TABLE(before), names, 3) == sizeof(struct before), "the old one");
	ok(sw_xt_layout_probe(TABLE(since), names, 3) == sizeof(struct since), "the new one");
	ok(!sw_xt_layout_probe(TABLE(before), names, 4) &&
	   !sw_xt_layout_probe(TABLE(since), names, 4),
	   "a name is missing");
	ok(!sw_xt_layout_probe(TABLE(far), names, 3), "no names at all");
	memcpy(changed, since, sizeof(since));
	changed[1].name = (const char *)8;
	ok(!sw_xt_layout_probe(TABLE(changed), names, 3), "a name that is no pointer");
	changed[1].name = strchr(getenv("PATH") ? getenv("PATH") : "", '\0');
	ok(!sw_xt_layout_probe(TABLE(changed), names, 3), "a name of another file's");
}

static void sizes(void)
{
	size_t one = sizeof(struct xtables_pprot);

	ok(sw_xt_layout_of(14 * one) == sizeof(struct before), "14 protocols");
	ok(sw_xt_layout_of(16 * one) == sizeof(struct since), "16 protocols");
	ok(!sw_xt_layout_of(0) && !sw_xt_layout_of(15 * one) && !sw_xt_layout_of(17 * one) &&
	   !sw_xt_layout_of(14 * one + 1), "any other number");
}

/* Whatever this is built with, the option tables of the installed plugins are read whole. */
static void installed(void)
{
	static const char *const options[] = { "set-xmark", "set-mark", "and-mark", "or-mark",
					       "xor-mark" };
	struct sw_err err;
	struct sw_plugin *p;

	sw_err_init(&err);
	ok(!sw_xt_init(SW_IP4, "iptables", NULL, &err), "what is installed is known: %s", err.msg);
	p = sw_xt_plugin("MARK", true, NULL);
	ok(p && p->opts.n == 5, "-j MARK has five options");
	for (size_t i = 0; p && i < SW_ARRAY_SIZE(options); i++) {
		size_t len = strlen(options[i]);

		ok(sw_xt_opts_exact(p, options[i], len, sw_xt_hash(options[i], len)) != NULL,
		   "--%s", options[i]);
	}
	ok(p && sw_xt_layout_probe(p->x6, options, 5) ==
		(size_t)((const char *)sw_xt_entry_at(p->x6, 1) - (const char *)p->x6),
	   "both ways to find out agree");
	ok(dlsym(RTLD_DEFAULT, "xtables_chain_protos") == sw_xt_protos() &&
	   !strcmp(sw_xt_protos()->name, "tcp"), "the protocols are the library's own");
	sw_xt_fini();
}

int main(void)
{
	probes();
	sizes();
	installed();
	return tap_end();
}
