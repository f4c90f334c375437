/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the words around --helper: the kernel only says that there is no such thing. */
#include <errno.h>
#include <string.h>
#include <strings.h>

#include "base/net.h"
#include "base/str.h"
#include "cli/fault_helper.h"
#include "modprobe/helper_table.h"
#include "words/addr.h"

#define MAX_NAMES 16

/* The argument of an option, spelled "-p x", "-px", "--protocol x", "--proto=x"; NULL: none. */
static const char *value_of(int argc, char **argv, char letter, const char *name)
{
	for (int i = 0; i < argc; i++) {
		const char *w = argv[i], *next = i + 1 < argc ? argv[i + 1] : NULL;
		size_t n;

		if (w[0] != '-' || !w[1])
			continue;
		if (w[1] == letter)
			return w[2] ? w + 2 : next;
		n = strcspn(w, "=");
		if (n >= 5 && !strncmp(name, w, n) && strcmp(w, "--help"))
			return w[n] ? w + n + 1 : next;
	}
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

bool sw_fault_helper(struct sw_err *err, int argc, char **argv)
{
	const char *target = value_of(argc, argv, 'j', "--jump"),
		   *name = value_of(argc, argv, '\0', "--helper"),
		   *proto = value_of(argc, argv, 'p', "--protocol");
	const struct sw_helper *h;
	struct sw_err none;
	int l4;

	if (err->sys != ENOENT || strncmp(err->msg, " RULE_", 6) || !target ||
	    strcmp(target, "CT") || !name)
		return false;
	if (err->hint[0])
		return true;	/* no -p: the translation has said so */
	sw_err_init(&none);
	l4 = proto ? sw_proto_parse(proto, &none) : 0;
	h = sw_helper_find(name, 0);
	if (!h)
		say_unknown(err, name);
	else if (l4 > 0 && !sw_helper_find(name, l4))
		say_protocol(err, name, proto);
	else
		sw_err_hint(err, "this kernel has no helper %s%s: its module is %s", name,
			    h->ip6 ? "" : " for IPv6, and perhaps none at all", h->module);
	return true;
}
