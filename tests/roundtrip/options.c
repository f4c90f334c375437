/* SPDX-License-Identifier: GPL-2.0-or-later */
/* options FAMILY FILE...: the option tables of libxtables' plugins, a line each of "m|t name
 * revision option type min max flags id also excl", for FAMILY 4 or 6. type is "old" for a table of
 * getopt's, whose min is has_arg. A plugin without options has one line with the option "-". */
#include <dlfcn.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <xtables.h>

static const char *const types[] = {
	[XTTYPE_NONE] = "none",		  [XTTYPE_UINT8] = "u8",
	[XTTYPE_UINT16] = "u16",	  [XTTYPE_UINT32] = "u32",
	[XTTYPE_UINT64] = "u64",	  [XTTYPE_UINT8RC] = "u8rc",
	[XTTYPE_UINT16RC] = "u16rc",	  [XTTYPE_UINT32RC] = "u32rc",
	[XTTYPE_UINT64RC] = "u64rc",	  [XTTYPE_DOUBLE] = "double",
	[XTTYPE_STRING] = "string",	  [XTTYPE_TOSMASK] = "tosmask",
	[XTTYPE_MARKMASK32] = "markmask", [XTTYPE_SYSLOGLEVEL] = "level",
	[XTTYPE_HOST] = "host",		  [XTTYPE_HOSTMASK] = "hostmask",
	[XTTYPE_PROTOCOL] = "protocol",	  [XTTYPE_PORT] = "port",
	[XTTYPE_PORTRC] = "portrc",	  [XTTYPE_PLEN] = "plen",
	[XTTYPE_PLENMASK] = "plenmask",	  [XTTYPE_ETHERMAC] = "mac",
};

static unsigned family;

static void say(char kind, const char *name, unsigned rev, unsigned af,
		const struct xt_option_entry *x, const struct option *old)
{
	const char *type;

	if (af != AF_UNSPEC && af != family)
		return;
	if (x)
		for (; x->name; x++) {
			type = x->type < sizeof(types) / sizeof(types[0]) ? types[x->type] : NULL;
			printf("%c %s %u %s %s %u %u %u %u %u %u\n", kind, name, rev, x->name,
			       type ? type : "?", x->min, x->max, x->flags, x->id, x->also,
			       x->excl);
		}
	else if (old && old->name)
		for (; old->name; old++)
			printf("%c %s %u %s old %d 0 1 %d 0 0\n", kind, name, rev, old->name,
			       old->has_arg, old->val);
	else
		printf("%c %s %u - none 0 0 0 0 0 0\n", kind, name, rev);
}

/* The plugins' constructors find these before those of libxtables. */
void xtables_register_match(struct xtables_match *m)
{
	say('m', m->name, m->revision, m->family, m->x6_options, m->extra_opts);
}

void xtables_register_matches(struct xtables_match *m, unsigned int n)
{
	for (unsigned i = 0; i < n; i++)
		xtables_register_match(&m[i]);
}

void xtables_register_target(struct xtables_target *t)
{
	say('t', t->name, t->revision, t->family, t->x6_options, t->extra_opts);
}

void xtables_register_targets(struct xtables_target *t, unsigned int n)
{
	for (unsigned i = 0; i < n; i++)
		xtables_register_target(&t[i]);
}

int main(int argc, char **argv)
{
	if (argc < 3)
		return 2;
	family = atoi(argv[1]) == 6 ? AF_INET6 : AF_INET;
	for (int i = 2; i < argc; i++)
		if (!dlopen(argv[i], RTLD_NOW))
			fprintf(stderr, "%s\n", dlerror());
	return 0;
}
