/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a command letter has to see, and what the commands of a file need together. */
#include <stdlib.h>
#include <string.h>

#include "session/reading.h"

/* By the command alone. Lists are printed as they are read: their rules are never in the model. */
static enum sw_depth depth_of(const struct sw_cmd *cmd)
{
	switch (cmd->letter) {
	case 'I':	/* the head of a chain can be named without knowing what stands there */
		return cmd->number > 1 ? SW_READ_RULES : SW_READ_NOTHING;
	case 'C':
	case 'D':
	case 'R':
	case 'Z':
		return SW_READ_RULES;
	case 'F':
	case 'X':
	case 'E':
	case 'L':
	case 'S':
		return SW_READ_CHAINS;
	default:
		return SW_READ_NOTHING;
	}
}

static bool names_one_rule(const struct sw_cmd *cmd)
{
	if (cmd->letter == 'Z' || depth_of(cmd) != SW_READ_RULES)
		return false;
	return cmd->nrule == 1 || (cmd->letter == 'D' && cmd->number);
}

struct sw_reading sw_reading_of(const struct sw_cmd *cmd, enum sw_company company,
				enum sw_depth again)
{
	struct sw_reading r = { .depth = depth_of(cmd), .chain = cmd->chain };

	if (r.depth < again)
		r.depth = again;
	if (again == SW_READ_RULES)	/* which rules jump to it? */
		r.chain = "";
	r.keep = company == SW_NAMED_LATER || again == SW_READ_RULES;
	r.search = company == SW_ALONE && !again && names_one_rule(cmd);
	return r;
}

/* ---- files ----------------------------------------------------------------------------------- */

static int add_want(struct sw_reading_file *f, int table, const char *chain, struct sw_err *err)
{
	void *more;

	for (size_t i = 0; i < f->nwant; i++)
		if (f->want[i].table == table && !strcmp(f->want[i].chain, chain))
			return 0;
	more = reallocarray(f->want, f->nwant + 1, sizeof(*f->want));
	if (!more)
		return sw_err_nomem(err);
	f->want = more;
	f->want[f->nwant].table = table;
	strcpy(f->want[f->nwant++].chain, chain);
	return 0;
}

/* A list in a file reads by itself, aside: it shows what the kernel has, not what the file makes of
 * it. But -L -Z zeroes what it has shown. */
int sw_reading_file_add(struct sw_reading_file *f, int table, const struct sw_cmd *cmd,
			struct sw_err *err)
{
	enum sw_depth depth = strchr("LS", cmd->letter) ? SW_READ_RULES : depth_of(cmd);

	if (depth > f->depth[table])
		f->depth[table] = depth;
	if (depth < SW_READ_RULES)
		return 0;
	f->rules = true;
	return add_want(f, table, cmd->chain, err);
}

bool sw_reading_file_get(const struct sw_reading_file *f, int table, enum sw_depth again, size_t i,
			 struct sw_reading *out)
{
	enum sw_depth depth = f->depth[table] > again ? f->depth[table] : again;

	*out = (struct sw_reading){ .depth = depth, .chain = "" };
	if (depth < SW_READ_RULES || again == SW_READ_RULES)
		return i == 0;
	out->depth = i ? SW_READ_RULES : SW_READ_CHAINS;
	for (size_t k = 0; k < f->nwant && i; k++)
		if (f->want[k].table == table && !--i) {
			out->chain = f->want[k].chain;
			return true;
		}
	return !i && out->depth == SW_READ_CHAINS;
}

void sw_reading_file_fini(struct sw_reading_file *f)
{
	free(f->want);
	*f = (struct sw_reading_file){ 0 };
}
