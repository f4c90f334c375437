/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tags: a rule that cannot act where it stands marks the packet, and a companion chain acts. */
#ifndef SW_TRANSLATE_COMPANION_H
#define SW_TRANSLATE_COMPANION_H

#include "translate/ops.h"

/* A tag is a number in the top 12 bits of the packet's priority, which are zero on every packet
 * that is not tagged: one whose traffic class has a major number of 0x0010 or more is never tagged.
 * All tags have both bits of SW_TAG_ANY. The lower bits of the priority stay as they are. */
#define SW_TAG_BITS  0xfff00000u
#define SW_TAG_ANY   0xc0000000u
#define SW_SEL_PRIORITY SW_SEL_META(NFT_META_PRIORITY, 4)

/* The number is a function of the action alone, so that every process gives the same one without
 * asking. The usual helpers have numbers of their own; the rest is hashed, and a collision inside
 * one table is refused by the kernel (two values for one element of the map sw.tags). */
uint32_t sw_tag_of_helper(const char *name, uint8_t l4);
/* The usual helper that has this number and protocol; NULL: none. */
const char *sw_tag_helper(uint32_t tag, uint8_t l4);

/* Statements: put the tag, unless the packet has one or its class forbids. Reading: the number of
 * statements used, 0 = something else. */
void sw_tag_put(struct sw_prog *p, uint32_t tag);
size_t sw_tag_take(const struct sw_stmt *s, size_t n, uint32_t *tag);
/* Go on only if the packet carries no tag. */
void sw_untagged_put(struct sw_prog *p);
size_t sw_untagged_take(const struct sw_stmt *s, size_t n);

/* A target that the kernel accepts in its plain-named table only: the rule puts a tag, and a
 * companion chain right behind ours in hook order carries the target whole. */
struct sw_companion {
	const char *name;
	uint8_t     rev;
	uint16_t    size;	/* of the payload, unaligned; what counts must fit into a hint */
	unsigned    hooks;	/* 1 << enum sw_hook where the target may stand */
	bool        accept;	/* the target ends our chain */
	bool        proto;	/* the kernel asks the rule for its protocol */
};
/* As an op's encode and decode; decode looks at the statements behind the first `from`. */
int sw_companion_encode(const struct sw_companion *c, const struct sw_ext *t,
			const struct sw_ctx *ctx, struct sw_prog *p, struct sw_hint *hint);
int sw_companion_decode(const struct sw_companion *c, const struct sw_prog *p, size_t from,
			const struct sw_ctx *ctx, const struct sw_hint *hint, void *data);

/* The same by a goto to a private chain of the target's own, where nft can say it with two
 * verdicts. */
int sw_companion_chain_encode(const struct sw_ext *t, const struct sw_ctx *ctx, struct sw_prog *p,
			      struct sw_hint *hint);
int sw_companion_chain_decode(const char *name, uint8_t rev, size_t size, const struct sw_prog *p,
			      const struct sw_ctx *ctx, const struct sw_hint *hint, void *data);

/* target_tproxy.c: the first rule of the private chain, appended to p; the second is a drop. */
void sw_tproxy_rule(const struct sw_ext *t, uint8_t family, struct sw_prog *p);

#endif
