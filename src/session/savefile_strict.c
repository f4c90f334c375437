/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines of a save file as iptables-restore demands them, and its sentences about those that are
 * not. */
#include <errno.h>

#include "session/savefile.h"
#include "words/options.h"
#include "words/parse.h"

static int invalid(const struct sw_savefile *f, const char *program, const char *what,
		   struct sw_err *err)
{
	return sw_err_usage(err, "%s: line %u %s invalid", program, f->where.line, what);
}

int sw_savefile_need_table(struct sw_savefile *f, const char *program,
			   const struct sw_builtin_table **table, struct sw_err *err)
{
	char *name = NULL;
	int ret = sw_savefile_table(f, &name, err);

	if (ret)
		return ret;
	if (!name)
		return invalid(f, program, "table name", err);
	*table = sw_builtin_table(name);
	if (*table)
		return 0;
	sw_err_arg(err, name, -1);
	return sw_err_usage(err, "%s: line %u table name '%s' invalid", program, f->where.line,
			    name);
}

int sw_savefile_need_chain(struct sw_savefile *f, const char *program,
			   struct sw_savefile_chain *out, struct sw_err *err)
{
	int ret = sw_savefile_chain(f, out, err);

	if (ret)
		return ret;
	if (!out->name)
		return invalid(f, program, "chain name", err);
	ret = sw_parse_chain_name(out->name, err);
	if (ret)
		return sw_err_blame_words(err, ret);
	if (!out->policy)
		return invalid(f, program, "policy", err);
	/* What may be wrong from here on is not the name. */
	sw_err_arg(err, "", -1);
	return 0;
}

int sw_savefile_need_counters(const struct sw_savefile_chain *line, bool must, uint64_t *packets,
			      uint64_t *bytes, struct sw_err *err)
{
	if (line->counters ? sw_savefile_counters(line->counters, packets, bytes) : !must)
		return 0;
	return sw_err_usage(err, "invalid policy counters for chain '%s'", line->name);
}

static int need_numbers(const struct sw_savefile *f, const struct sw_savefile_front *front,
			struct sw_savefile_numbers *numbers, struct sw_err *err)
{
	char said[SW_OPTION_SAID];

	if (!front->inside || (front->bytes && !*front->inside))
		return sw_err_usage(err, "Bad line %u: need ]", f->where.line);
	if (!front->bytes)
		return sw_err_usage(err, "Bad line %u: need :", f->where.line);
	if (!numbers)
		return 0;
	numbers->is_there = true;
	if (!sw_savefile_counter(front->inside, &numbers->packets))
		return sw_err_usage(err, "%s packet counter not numeric",
				    sw_option_said('c', said));
	if (!sw_savefile_counter(front->bytes, &numbers->bytes))
		return sw_err_usage(err, "%s byte counter not numeric",
				    sw_option_said('c', said));
	return 0;
}

int sw_savefile_need_command(struct sw_savefile *f, struct sw_savefile_numbers *numbers,
			     struct sw_err *err)
{
	struct sw_savefile_front front;
	int ret = sw_savefile_command(f, &front, err), wrong;
	struct sw_err words;

	if (!front.is_there || ret == -ENOMEM)
		return ret;
	if (!ret)
		return need_numbers(f, &front, numbers, err);
	words = *err;
	sw_err_init(err);
	wrong = need_numbers(f, &front, numbers, err);
	if (!wrong)
		*err = words;
	return wrong ? wrong : ret;
}

int sw_savefile_outside(struct sw_err *err)
{
	sw_err_classic(err, SW_EOTHER, EINVAL, "%s", "");
	return sw_err_hint(err, "a line outside a table: tables begin with *name and end with "
			   "COMMIT");
}
