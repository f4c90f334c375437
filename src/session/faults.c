/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The list of bad lines, and what follows from what. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "session/faults.h"

/* As many lines may follow from others until the rest is left alone. Each of them has had its chain
 * looked for among all. */
#define FOLLOWED_MAX 1000

void sw_faults_fini(struct sw_faults *f)
{
	free(f->item);
	sw_strset_fini(&f->missing);
	sw_strset_fini(&f->changed);
	*f = (struct sw_faults){ 0 };
}

void sw_faults_table(struct sw_faults *f)
{
	sw_strset_reset(&f->missing);
	sw_strset_reset(&f->changed);
}

void sw_faults_reset(struct sw_faults *f)
{
	f->n = f->followed = 0;
	f->more = false;
	sw_faults_table(f);
}

/* A fault of the line, and not of the machine or of the moment. */
static bool is_of_line(const struct sw_err *err)
{
	if (err->code == SW_EPARAM || err->code == SW_EVERSION)
		return true;
	if (err->code == SW_EOTHER)
		return err->classic;
	return err->sys == EINVAL || err->sys == EOPNOTSUPP || err->sys == EBUSY ||
	       err->sys == ENOENT || err->sys == ERANGE;
}

/* The line looks for something that is not there: a chain, a rule, a number. */
static bool looks_in_vain(const struct sw_err *err)
{
	return err->sys == E2BIG ||
	       (err->sys == ENOENT &&
		(err->code == SW_EOTHER || !strncmp(err->msg, "Chain '", 7)));
}

static bool follows(const struct sw_faults *f, const char *chain, const struct sw_err *err)
{
	if (!looks_in_vain(err))
		return false;
	/* A target that nobody missed before is a fault of its own, whatever the chain. */
	return sw_strset_has(&f->missing, err->arg) ||
	       (err->code == SW_EOTHER && (sw_strset_has(&f->missing, chain) ||
					   sw_strset_has(&f->changed, chain)));
}

static bool note(struct sw_strset *set, const char *name)
{
	uint32_t unused;

	return !*name || sw_strset_add(set, name, &unused, NULL) >= 0;
}

/* What later lines may miss. */
static bool remember(struct sw_faults *f, char letter, const char *chain, const struct sw_err *err)
{
	bool ok = true;

	if (looks_in_vain(err) && err->sys == ENOENT)
		ok = note(&f->missing, err->arg);
	if (strchr(":NE", letter))
		ok &= note(&f->missing, chain);
	else
		ok &= note(&f->changed, chain);
	return ok;
}

bool sw_faults_add(struct sw_faults *f, const struct sw_savefile *file,
		   const struct sw_builtin_table *table, uint8_t family, char letter,
		   const char *chain, struct sw_err *err)
{
	if (!is_of_line(err))
		return false;
	if (f->n && follows(f, chain, err)) {
		f->more = ++f->followed == FOLLOWED_MAX;
	} else {
		if (!f->item)
			f->item = calloc(SW_FAULTS_MAX, sizeof(*f->item));
		if (!f->item || !remember(f, letter, chain, err))
			return false;
		f->item[f->n++] = (struct sw_line_fault){
			.err = *err, .table = table, .family = family,
			.line = file ? file->line : NULL, .line_len = file ? file->line_len : 0,
		};
		f->more = f->n == SW_FAULTS_MAX;
	}
	if (f->more)
		return false;
	sw_err_init(err);
	return true;
}

int sw_faults_first(const struct sw_faults *f, struct sw_err *err)
{
	if (!f->n)
		return 0;
	*err = f->item[0].err;
	return err->sys ? -err->sys : -EINVAL;
}
