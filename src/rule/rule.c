/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes, copies, compares and frees rules and their extensions. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "base/cleanup.h"
#include "rule/rule.h"

/* Writes e without freeing what it held: e may be uninitialised. */
int sw_ext_set(struct sw_ext *e, const char *name, uint8_t rev, const void *data, size_t size,
	       size_t user_size, struct sw_err *err)
{
	size_t len = strlen(name);
	void *copy = NULL;

	if (len >= SW_NAME_MAX)
		return sw_err_set(err, SW_EPARAM, ENAMETOOLONG,
				  "extension name `%s' too long (must be under %d chars)",
				  name, SW_NAME_MAX);
	if (size > UINT16_MAX)
		return sw_err_set(err, SW_EPARAM, E2BIG, "extension `%s' has too much data", name);
	if (size) {
		/* malloc() is served from what was freed a moment ago, calloc() is not (glibc). */
		copy = data ? malloc(size) : calloc(1, size);
		if (!copy)
			return sw_err_nomem(err);
		if (data)
			memcpy(copy, data, size);
	}
	memset(e, 0, sizeof(*e));
	memcpy(e->name, name, len);
	e->rev = rev;
	e->size = (uint16_t)size;
	e->user_size = (uint16_t)(user_size < size ? user_size : size);
	e->data = copy;
	return 0;
}

void sw_ext_fini(struct sw_ext *e)
{
	free(e->data);
	memset(e, 0, sizeof(*e));
}

bool sw_ext_equal(const struct sw_ext *a, const struct sw_ext *b)
{
	return a->rev == b->rev && a->size == b->size && a->user_size == b->user_size &&
	       !strcmp(a->name, b->name) &&
	       (!a->user_size || !memcmp(a->data, b->data, a->user_size));
}

uint64_t sw_seat_handle(const struct sw_seat *s)
{
	switch (s->kind) {
	case SW_SEAT_RULE:
	case SW_SEAT_SHOWN:
		return s->handle;
	case SW_SEAT_ELEM:
		return s->elem->rule;
	default:
		return 0;
	}
}

struct sw_rule *sw_rule_new(void)
{
	return calloc(1, sizeof(struct sw_rule));
}

void sw_elem_name_free(struct sw_elem_name *e)
{
	while (e) {
		struct sw_elem_name *next = e->next;

		free(e);
		e = next;
	}
}

struct sw_elem_name *sw_elem_name_copy(const struct sw_elem_name *e)
{
	struct sw_elem_name *first = NULL, **last = &first;

	for (; e; e = e->next) {
		*last = malloc(sizeof(*e) + e->len);
		if (!*last) {
			sw_elem_name_free(first);
			return NULL;
		}
		memcpy(*last, e, sizeof(*e) + e->len);
		(*last)->next = NULL;
		last = &(*last)->next;
	}
	return first;
}

void sw_rule_fini(struct sw_rule *r)
{
	size_t i;

	for (i = 0; i < r->nmatch; i++)
		free(r->match[i].data);
	free(r->match);
	free(r->jump.ext.data);
	free(r->raw);
	if (r->seat.kind == SW_SEAT_ELEM)
		sw_elem_name_free(r->seat.elem);
	memset(r, 0, sizeof(*r));
}

void sw_rule_free(struct sw_rule *r)
{
	if (!r)
		return;
	sw_rule_fini(r);
	free(r);
}

static bool clone_matches(struct sw_rule *to, const struct sw_rule *from)
{
	size_t i;

	if (!from->nmatch)
		return true;
	to->match = calloc(from->nmatch, sizeof(*to->match));
	if (!to->match)
		return false;
	for (i = 0; i < from->nmatch; i++) {
		const struct sw_ext *e = &from->match[i];

		if (sw_ext_set(&to->match[i], e->name, e->rev, e->data, e->size, e->user_size,
			       NULL))
			return false;
		to->nmatch++;
	}
	return true;
}

static bool clone_raw(struct sw_rule *to, const struct sw_rule *from)
{
	size_t size;

	if (!from->raw)
		return true;
	size = sizeof(*from->raw) + from->raw->nexpr + from->raw->nuser;
	to->raw = malloc(size);
	if (!to->raw)
		return false;
	memcpy(to->raw, from->raw, size);
	return true;
}

struct sw_rule *sw_rule_clone(const struct sw_rule *r)
{
	const struct sw_ext *e = &r->jump.ext;
	struct sw_rule *c = sw_rule_new();

	if (!c)
		return NULL;
	*c = *r;
	/* What r owns must not be freed twice when a later step fails. */
	c->match = NULL;
	c->nmatch = c->capmatch = 0;
	c->raw = NULL;
	if (c->seat.kind == SW_SEAT_ELEM)	/* nobody needs two rules with one element */
		c->seat = (struct sw_seat){ .kind = SW_SEAT_NONE };
	c->jump.ext.data = NULL;
	if (clone_matches(c, r) && clone_raw(c, r) &&
	    !sw_ext_set(&c->jump.ext, e->name, e->rev, e->data, e->size, e->user_size, NULL))
		return c;
	sw_rule_free(c);
	return NULL;
}

int sw_rule_reserve(struct sw_rule *r, uint32_t n, struct sw_err *err)
{
	struct sw_ext *match;

	if (n <= r->capmatch)
		return 0;
	match = realloc(r->match, n * sizeof(*match));
	if (!match)
		return sw_err_nomem(err);
	r->match = match;
	r->capmatch = n;
	return 0;
}

int sw_rule_add_match(struct sw_rule *r, struct sw_ext *e, struct sw_err *err)
{
	/* Rules have one to four matches; exact growth keeps 100 000 rules small. */
	if (sw_rule_reserve(r, r->nmatch + 1, err))
		return -ENOMEM;
	r->match[r->nmatch++] = *e;
	memset(e, 0, sizeof(*e));
	return 0;
}

bool sw_verdict_of(const char *word, int *verdict)
{
	static const int verdicts[] = { SW_ACCEPT, SW_DROP, SW_RETURN, SW_QUEUE };

	for (size_t i = 0; i < SW_ARRAY_SIZE(verdicts); i++) {
		const char *name = sw_verdict_word(verdicts[i]);

		if (word[0] == name[0] && !strcmp(word, name)) {
			*verdict = verdicts[i];
			return true;
		}
	}
	return false;
}

const char *sw_verdict_word(int verdict)
{
	switch (verdict) {
	case SW_ACCEPT: return "ACCEPT";
	case SW_DROP:	return "DROP";
	case SW_QUEUE:	return "QUEUE";
	default:	return "RETURN";
	}
}

/* Nearly always there is none. */
static bool same_name(const char *a, const char *b)
{
	return *a == *b && (!*a || !strcmp(a, b));
}

static bool ip_alike(const struct sw_ip *a, const struct sw_ip *b)
{
	return a->proto == b->proto && a->inv == b->inv && a->frag == b->frag && a->go == b->go &&
	       !memcmp(a->smask, b->smask, sizeof(a->smask)) &&
	       !memcmp(a->dmask, b->dmask, sizeof(a->dmask)) &&
	       same_name(a->in, b->in) && same_name(a->out, b->out);
}

static bool ip_equal(const struct sw_ip *a, const struct sw_ip *b)
{
	return !memcmp(a->src, b->src, sizeof(a->src)) &&
	       !memcmp(a->dst, b->dst, sizeof(a->dst)) && ip_alike(a, b);
}

static bool jump_equal(const struct sw_jump *a, const struct sw_jump *b)
{
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case SW_JUMP_NONE:
	case SW_JUMP_EXT:	return true;
	case SW_JUMP_VERDICT:	return a->verdict == b->verdict;
	case SW_JUMP_CHAIN:	return !strcmp(a->chain, b->chain);
	}
	return false;
}

bool sw_rule_equal_by(const struct sw_rule *a, const struct sw_rule *b, sw_ext_equal_fn equal)
{
	if (a->raw || b->raw || a->nmatch != b->nmatch || !ip_equal(&a->ip, &b->ip) ||
	    !jump_equal(&a->jump, &b->jump))
		return false;
	if (a->jump.kind == SW_JUMP_EXT && !equal(&a->jump.ext, &b->jump.ext, true))
		return false;
	for (size_t i = 0; i < a->nmatch; i++)
		if (!equal(&a->match[i], &b->match[i], false))
			return false;
	return true;
}

bool sw_rule_alike(const struct sw_rule *a, const struct sw_rule *b)
{
	return !a->raw && !b->raw && !a->nmatch && !b->nmatch && a->jump.kind != SW_JUMP_EXT &&
	       jump_equal(&a->jump, &b->jump) && ip_alike(&a->ip, &b->ip);
}

static bool user_bytes_equal(const struct sw_ext *a, const struct sw_ext *b, bool target)
{
	(void)target;
	return sw_ext_equal(a, b);
}

bool sw_rule_equal(const struct sw_rule *a, const struct sw_rule *b)
{
	return sw_rule_equal_by(a, b, user_bytes_equal);
}

int sw_mask_bits(const uint8_t *mask, size_t size)
{
	size_t i = 0, bits;

	while (i < size && mask[i] == 0xff)
		i++;
	bits = i * 8;
	if (i < size) {
		uint8_t m = mask[i++];

		for (; m & 0x80; m <<= 1)
			bits++;
		if (m)
			return -1;
	}
	while (i < size)
		if (mask[i++])
			return -1;
	return bits;
}
