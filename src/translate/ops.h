/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The contract of a match and of a target: both directions between an extension payload and
 * tests. */
#ifndef SW_TRANSLATE_OPS_H
#define SW_TRANSLATE_OPS_H

#include "base/net.h"
#include "rule/ruleset.h"
#include "translate/prog.h"

/* Words the tests cannot carry (multiport's list, limit's exact average, the state alias). */
struct sw_hint {
	uint8_t len;
	uint8_t extra[64];
};

/* Where the rule stands. */
struct sw_ctx {
	uint8_t family;			/* SW_IP4, SW_IP6 */
	const struct sw_builtin_table *table;
	/* 1 << enum sw_hook of a builtin chain; 0 = user chain, any hook */
	unsigned hooks;
	const struct sw_ip *ip;
	/* The transaction has made as many sets as the kernel bears (it finds each by name in a
	 * list): a match that could travel as xt should, rather than want one more. */
	bool crowded;
	/* another tool has made such a set: what needs one travels as xt, if it can */
	bool no_sets;
	/* The kernel reads a transport header in later fragments, too: guards look at the offset.
	 * For sw_lower() alone, programs are the same. */
	bool later_fragments;
	/* what the kernel's own expression does is wrong: the match travels as xt */
	bool xt_quota, xt_tcpmss;
	/* the kernel has no queue expression: NFQUEUE travels as xt */
	bool no_queue;
	/* it lacks one of those that -m socket is made of, which travels as xt then */
	bool no_socket;
};

#define SW_FAM4  1
#define SW_FAM6  2
#define SW_FAM46 3

struct sw_match_ops {
	/* kept in kernel userdata: never change, never reuse (ids.h) */
	uint8_t       id;
	const char   *name;		/* kernel name */
	uint8_t       rev;		/* payload revision this file speaks */
	uint16_t      size;		/* XT_ALIGN(sizeof payload) */
	uint16_t      user_size;	/* 0 = size */
	uint8_t       families;		/* SW_FAM4 | SW_FAM6 */
	/* never found without userdata (comment, anything ambiguous) */
	bool          no_claim;
	bool          no_xt;		/* the kernel's xt asks for a table named raw or mangle */

	/* Append tests for m. 1 = done, 0 = cannot say this in nft (the driver takes back what was
	 * appended), < 0 = error: the rule is refused (a check the kernel's xt would have made). */
	int (*encode)(const struct sw_ext *m, const struct sw_ctx *ctx, struct sw_prog *p,
		      struct sw_hint *hint, struct sw_err *err);
	/* Read tests t[0..n). Return how many were used (may be 0 only with a hint), -1 = not mine.
	 * hint is NULL when the rule has no (usable) userdata; n is then all that remain, else
	 * exactly the tests encode wrote. data is size zero bytes to fill. */
	int (*decode)(const struct sw_test *t, size_t n, const struct sw_ctx *ctx,
		      const struct sw_hint *hint, void *data);
};

struct sw_target_ops {
	uint8_t     id;
	const char *name;
	uint8_t     rev;
	uint16_t    size, user_size;
	uint8_t     families;
	bool        always;	/* asked in a rule too long for native expressions as well */
	/* Append statements and/or a verdict. Return as for matches. */
	int (*encode)(const struct sw_ext *t, const struct sw_ctx *ctx, struct sw_prog *p,
		      struct sw_hint *hint, struct sw_err *err);
	/* Read all statements and the verdict of p. 0 = mine, data filled; -1 = not mine. */
	int (*decode)(const struct sw_prog *p, const struct sw_ctx *ctx, const struct sw_hint *hint,
		      void *data);
};

/* registry.c; NULL = no native form */
const struct sw_match_ops *sw_match_ops(const char *name, uint8_t rev, uint8_t family);
const struct sw_match_ops *sw_match_ops_by_id(uint8_t id, uint8_t family);
/* ends with NULL; order = order of guessing */
extern const struct sw_match_ops *const sw_matches[];
/* size: of the payload */
const struct sw_target_ops *sw_target_ops(const char *name, uint8_t rev, size_t size,
					  uint8_t family);
const struct sw_target_ops *sw_target_ops_by_id(uint8_t id, uint8_t family);
extern const struct sw_target_ops *const sw_targets[];

/* ---- checks that native rules need because the kernel's xt code is not asked ----------------- */

/* The rule must have -p PROTO (one of the list, ended by 0), not inverted; else a refusal. */
int sw_require_proto(const struct sw_ctx *ctx, const char *what, const uint8_t *protos,
		     struct sw_err *err);
/* The rule's chain must be one of the hooks (mask of 1 << SW_HOOK_*). A user chain passes: the
 * kernel sees it when it is reached. */
int sw_require_hooks(const struct sw_ctx *ctx, const char *what, unsigned allowed,
		     struct sw_err *err);
/* The table must be one of the names in the list (blank separated). */
int sw_require_table(const struct sw_ctx *ctx, const char *what, const char *tables,
		     struct sw_err *err);
/* A refusal for any other reason ("needs a gateway"). */
int sw_require_fails(struct sw_err *err, const char *what, const char *reason);

/* ---- small helpers shared by matches --------------------------------------------------------- */

/* unmasked CMP of exactly sel */
bool sw_test_is_cmp(const struct sw_test *t, struct sw_sel sel);
bool sw_test_is(const struct sw_test *t, enum sw_test_kind kind, struct sw_sel sel);
bool sw_bytes_zero(const void *p, size_t n);
/* The program's only statement if it is of that kind and no verdict follows, else NULL. */
const struct sw_stmt *sw_stmt_only(const struct sw_prog *p, enum sw_stmt_kind kind);

#endif
