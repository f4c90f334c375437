/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Userdata: write and read the comment and the list of extensions in the user's order. */
#include <string.h>
#include "translate/spell.h"

void sw_spell_add(struct sw_spell_out *o, uint8_t id, uint8_t ntest, const struct sw_hint *hint)
{
	uint8_t n = hint ? hint->len : 0;

	if (o->len + 3u + n > sizeof(o->data)) {
		o->full = true;
		return;
	}
	o->data[o->len++] = id;
	o->data[o->len++] = ntest;
	o->data[o->len++] = n;
	if (n)
		memcpy(o->data + o->len, hint->extra, n);
	o->len += n;
}

bool sw_spell_compose(struct sw_userdata *ud, const char *comment, const struct sw_spell_out *o)
{
	size_t c = comment ? strlen(comment) + 1 : 0, at = 0;

	ud->len = 0;
	if (c > 255 || (o && o->full) || (c ? c + 2 : 0) + (o ? o->len + 4u : 0) > SW_USERDATA_MAX)
		return false;
	if (c) {
		ud->data[at++] = SW_TLV_COMMENT;
		ud->data[at++] = c;
		memcpy(ud->data + at, comment, c);
		at += c;
	}
	if (o) {
		ud->data[at++] = SW_TLV_SPELL;
		ud->data[at++] = o->len + 2;
		ud->data[at++] = SW_SPELL_VERSION;
		ud->data[at++] = 0;	/* flags: none defined */
		memcpy(ud->data + at, o->data, o->len);
		at += o->len;
	}
	ud->len = at;
	return true;
}

void sw_spell_parse(struct sw_spell_in *in, const void *ud, size_t len)
{
	const uint8_t *p = ud, *end = p ? p + len : p;

	*in = (struct sw_spell_in){ 0 };
	while (end - p >= 2 && end - p - 2 >= p[1]) {
		const uint8_t *v = p + 2;

		if (p[0] == SW_TLV_COMMENT && p[1] && v[p[1] - 1] == '\0')
			in->comment = (const char *)v;
		if (p[0] == SW_TLV_SPELL && p[1] >= 2 && v[0] == SW_SPELL_VERSION && v[1] == 0) {
			in->p = v + 2;
			in->end = v + p[1];
		}
		p = v + p[1];
	}
}

int sw_spell_next(struct sw_spell_in *in, struct sw_spell_entry *e)
{
	const uint8_t *p = in->p;

	if (p == in->end)
		return 0;
	if (in->end - p < 3 || p[2] > sizeof(e->hint.extra) || in->end - p - 3 < p[2])
		return -1;
	e->id = p[0];
	e->ntest = p[1];
	e->hint.len = p[2];
	memcpy(e->hint.extra, p + 3, p[2]);
	in->p = p + 3 + p[2];
	return 1;
}
