/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the words around --helper: the kernel only says that there is no such thing. */
#include <errno.h>
#include <string.h>
#include <strings.h>

#include "base/net.h"
#include "base/str.h"
#include "cli/addr.h"
#include "cli/fault_helper.h"
#include "modprobe/helper.h"

#define MAX_NAMES 16

/* The word behind option a or b; NULL: it is not there. */
static const char *value_of(int argc, char **argv, const char *a, const char *b)
{
	for (int i = 0; i + 1 < argc; i++)
		if (!strcmp(argv[i], a) || !strcmp(argv[i], b))
			return argv[i + 1];
	return NULL;
}

static void say_unknown(struct sw_err *err, const char *name)
{
	const char *names[MAX_NAMES], *near;
	size_t n = 0;

	for (const struct sw_helper *h = sw_helpers; h->name && n < MAX_NAMES; h++)
		names[n++] = h->name;
	near = sw_str_nearest(name, names, n);
	if (near)
		sw_err_hint(err, "the kernel has no helper %s; did you mean %s?", name, near);
	else
		sw_err_hint(
			err,
			"the kernel has no helper %s (\"statewall modules\" lists the usual ones)",
			name);
}

/* The protocols of a helper that has several rows, "udp or tcp". */
static void say_protocol(struct sw_err *err, const char *name, const char *proto)
{
	struct sw_str want = { 0 };

	for (const struct sw_helper *h = sw_helpers; h->name; h++)
		if (!strcmp(h->name, name))
			sw_str_addf(&want, "%s%s", want.len ? " or " : "", sw_l4_name(h->l4));
	if (want.s)
		sw_err_hint(err, "helper %s is for %s, not for %s: write -p %s", name, want.s,
			    proto, want.s);
	sw_str_fini(&want);
}

void sw_fault_helper(struct sw_err *err, int argc, char **argv)
{
	const char *target = value_of(argc, argv, "-j", "--jump"),
		   *name = value_of(argc, argv, "--helper", "--helper");
	const char *proto = value_of(argc, argv, "-p", "--protocol");
	const struct sw_helper *h;
	struct sw_err none;
	int l4;

	if (err->sys != ENOENT || !target || strcmp(target, "CT") || !name || !proto)
		return;		/* without -p the translation has said so */
	sw_err_init(&none);
	l4 = sw_proto_parse(proto, &none);
	h = sw_helper_find(name, 0);
	if (!h)
		say_unknown(err, name);
	else if (l4 > 0 && !sw_helper_find(name, l4))
		say_protocol(err, name, proto);
	else
		sw_err_hint(err, "this kernel has no helper %s%s: its module is %s", name,
			    h->ip6 ? "" : " for IPv6, and perhaps none at all", h->module);
}
