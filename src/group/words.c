/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Orders and forms as type, length and value. */
#include <endian.h>
#include <string.h>
#include "group/words.h"

#define FORM_VERSION 1

/* The value of the last TLV of that type, n bytes; NULL: none. */
static const uint8_t *find(const void *ud, size_t len, uint8_t type, size_t *n)
{
	const uint8_t *p = ud, *end = p ? p + len : p, *found = NULL;

	while (end - p >= 2 && end - p - 2 >= p[1]) {
		if (p[0] == type) {
			found = p + 2;
			*n = p[1];
		}
		p += 2 + p[1];
	}
	return found;
}

static void put(struct sw_userdata *ud, uint8_t type, const void *value, size_t n)
{
	ud->data[ud->len++] = type;
	ud->data[ud->len++] = n;
	memcpy(ud->data + ud->len, value, n);
	ud->len += n;
}

bool sw_words_add_order(struct sw_userdata *ud, uint64_t order, size_t most)
{
	uint64_t be = htobe64(order);

	if (ud->len + 2 + sizeof(be) > most)
		return false;
	put(ud, SW_TLV_ORDER, &be, sizeof(be));
	return true;
}

uint64_t sw_words_order(const void *ud, size_t len)
{
	size_t n = 0;
	const uint8_t *v = find(ud, len, SW_TLV_ORDER, &n);
	uint64_t be;

	if (!v || n != sizeof(be))
		return 0;
	memcpy(&be, v, sizeof(be));
	return be64toh(be);
}

void sw_words_map(struct sw_userdata *ud, const struct sw_form *form)
{
	uint8_t value[1 + SW_FORM_MAX] = { FORM_VERSION };

	memcpy(value + 1, form->at, form->n);
	ud->len = 0;
	put(ud, SW_TLV_MAP, value, 1 + form->n);
}

bool sw_words_form(const void *ud, size_t len, struct sw_form *form)
{
	size_t n = 0;
	const uint8_t *v = find(ud, len, SW_TLV_MAP, &n);

	if (!v || n < 1 || v[0] != FORM_VERSION || n - 1 > SW_FORM_MAX)
		return false;
	form->n = n - 1;
	memcpy(form->at, v + 1, form->n);
	return true;
}
