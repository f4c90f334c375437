/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds the first reason for which a rule stands by itself. */
#include <stdio.h>
#include "base/cleanup.h"
#include "base/net.h"
#include "group/fold.h"
#include "group/parts.h"
#include "group/why.h"

/* What a test remembers; NULL: nothing. */
static const char *remembers(const struct sw_test *t, uint8_t family)
{
	switch (t->kind) {
	case SW_TEST_LIMIT:
		return "limit counts packets";
	case SW_TEST_QUOTA:
		return "quota counts bytes";
	case SW_TEST_RAW:
		return "another tool's";
	default:
		break;
	}
	if (t->sel.src == SW_SRC_NUMGEN)
		return "statistic counts packets";
	return sw_test_is_never(t) ? "its test may change something" : NULL;
}

static bool has_negation(const struct sw_prog *p)
{
	for (size_t i = 0; i < p->ntest; i++)
		if (p->test[i].rel == SW_NE && p->test[i].kind == SW_TEST_CMP && !p->test[i].masked)
			return true;
	return false;
}

static bool has_range(const struct sw_prog *p)
{
	for (size_t i = 0; i < p->ntest; i++)
		if (p->test[i].kind == SW_TEST_RANGE || p->test[i].kind == SW_TEST_LOOKUP)
			return true;
	return false;
}

static const char *carried(const struct sw_prog *p)
{
	for (size_t i = 0; i < p->ntest; i++)
		if (p->test[i].kind == SW_TEST_XT)
			return p->test[i].xt->name;
	for (size_t i = 0; i < p->nstmt; i++)
		if (p->stmt[i].kind == SW_STMT_XT)
			return p->stmt[i].xt->name;
	return NULL;
}

/* *oom is set when memory ran out. */
static bool folds(const struct sw_prog *p, uint8_t family, bool *oom)
{
	struct sw_elem_bytes bytes;
	struct sw_prog map = { 0 };
	struct sw_form form;
	bool good = sw_fold(p, family, &map, &form, &bytes);

	*oom |= map.oom || p->oom;
	sw_prog_fini(&map);
	return good;
}

/* A list of ports is as many elements; but one that jumps is not. */
static bool list_folds(const struct sw_prog *p, uint8_t family, bool *oom)
{
	struct sw_prog part = { 0 };
	struct sw_list l;
	bool good = false;

	if (!p->chain[0] && sw_list_find(p, &l)) {
		sw_list_part(p, &l, 0, &part);
		good = folds(&part, family, oom);
	}
	sw_prog_fini(&part);
	return good;
}

/* Of one that may trade places with others. NULL: memory ran out. */
static const char *no_key(const struct sw_prog *p, uint8_t family)
{
	bool oom = false, good = folds(p, family, &oom) || list_folds(p, family, &oom);

	if (oom)
		return NULL;
	if (good)
		return "few of its kind may share a map";
	if (has_negation(p))
		return "negation";
	if (has_range(p))
		return "range or list";
	return "no address, port or interface";
}

bool sw_why(char *out, size_t size, const struct sw_prog *p, uint8_t family,
	    const struct sw_builtin_table *t)
{
	const char *why = NULL, *ext = carried(p);

	if (ext) {
		snprintf(out, size, "%s is not native", ext);
		return true;
	}
	for (size_t i = 0; i < p->ntest && !why; i++)
		why = remembers(&p->test[i], family);
	if (!why && p->need.kind != SW_NEED_NONE)
		why = "acts in another chain";
	if (!why && !sw_fact_is_free(p, family, t))
		why = "may change what others look at";
	if (!why)
		why = no_key(p, family);
	snprintf(out, size, "%s", why ? why : "");
	return why;
}
