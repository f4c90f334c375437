/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What nft cannot say (the words the user chose), kept in the rule's userdata as
 * type-length-value. */
#ifndef SW_TRANSLATE_SPELL_H
#define SW_TRANSLATE_SPELL_H

#include "translate/translate.h"

/* Types of the userdata TLVs: 0 is the comment of libnftnl (NFTNL_UDATA_RULE_COMMENT), which nft(8)
 * shows; ours is skipped by nft and iptables-nft. */
#define SW_TLV_COMMENT 0
#define SW_TLV_SPELL   0xe5
#define SW_SPELL_VERSION 1

struct sw_spell_entry {
	uint8_t id;		/* ids.h */
	uint8_t ntest;
	struct sw_hint hint;
};

/* Writer: entries are gathered, then put behind the comment. */
struct sw_spell_out {
	uint8_t len;
	bool    full;
	uint8_t data[252];
};
void sw_spell_add(struct sw_spell_out *o, uint8_t id, uint8_t ntest, const struct sw_hint *hint);
/* Compose userdata of comment (NULL: none) and entries (o NULL: none). false: does not fit. */
bool sw_spell_compose(struct sw_userdata *ud, const char *comment, const struct sw_spell_out *o);

/* Reader. Both borrow from ud. comment: NULL when there is none (or it is no string). */
struct sw_spell_in {
	const char    *comment;
	const uint8_t *p, *end;		/* entries; p NULL: no usable spelling */
};
void sw_spell_parse(struct sw_spell_in *in, const void *ud, size_t len);
/* Next entry: 1 = e filled, 0 = no more, -1 = damaged. */
int sw_spell_next(struct sw_spell_in *in, struct sw_spell_entry *e);

#endif
