/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Orders and forms as type, length and value. */
#include <endian.h>
#include <string.h>
#include "group/words.h"

#define FORM_VERSION 1

static void put(struct sw_userdata *ud, uint8_t type, const void *value, size_t n)
{
	ud->data[ud->len++] = type;
	ud->data[ud->len++] = n;
	memcpy(ud->data + ud->len, value, n);
	ud->len += n;
}

int sw_order_step(uint64_t order)
{
	if (order & 1ull << 39)
		return 1;
	return order & 1ull << 38 ? 16 : -1;
}

bool sw_said_put_order(struct sw_userdata *ud, uint64_t order, size_t most)
{
	uint64_t be = htobe64(order);

	if ((size_t)ud->len + SW_ORDER_WORDS > most)
		return false;
	put(ud, SW_TLV_ORDER, &be, sizeof(be));
	return true;
}

void sw_said_set_order(void *words, size_t n, uint64_t order)
{
	uint64_t be = htobe64(order);

	memcpy((uint8_t *)words + n - sizeof(be), &be, sizeof(be));
}

bool sw_said_put_part(struct sw_userdata *ud, uint8_t part, uint8_t parts, uint8_t test,
		      size_t most)
{
	const uint8_t value[] = { part, parts, test };

	if ((size_t)ud->len + SW_PART_WORDS > most)
		return false;
	put(ud, SW_TLV_PART, value, sizeof(value));
	return true;
}

void sw_said_put_form(struct sw_userdata *ud, const struct sw_form *form)
{
	uint8_t value[1 + SW_FORM_MAX] = { FORM_VERSION };

	memcpy(value + 1, form->at, form->n);
	ud->len = 0;
	put(ud, SW_TLV_MAP, value, 1 + form->n);
}

struct sw_said sw_said_read(const void *ud, size_t len)
{
	const uint8_t *p = ud, *end = p ? p + len : p;
	struct sw_said s = { 0 };
	uint64_t be;

	for (; end - p >= 2 && end - p - 2 >= p[1]; p += 2 + p[1]) {
		if (p[0] == SW_TLV_ORDER && p[1] == sizeof(be)) {
			memcpy(&be, p + 2, sizeof(be));
			s.order = be64toh(be);
		} else if (p[0] == SW_TLV_PART && p[1] == 3 && p[2] < p[3]) {
			s.part = p[2];
			s.parts = p[3];
			s.test = p[4];
		} else if (p[0] == SW_TLV_MAP) {
			s.form = p + 2;
			s.nform = p[1];
		}
	}
	return s;
}

bool sw_said_form(const struct sw_said *s, struct sw_form *form)
{
	if (!s->form || s->nform < 1 || s->form[0] != FORM_VERSION || s->nform - 1 > SW_FORM_MAX)
		return false;
	form->n = s->nform - 1;
	memcpy(form->at, s->form + 1, form->n);
	return true;
}
