/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Translate one rule into a program and its userdata, and back; the driver that trusts no match. */
#ifndef SW_TRANSLATE_TRANSLATE_H
#define SW_TRANSLATE_TRANSLATE_H

#include "translate/ops.h"

struct nlmsghdr;
struct nlattr;

/* expressions of a rule: NFT_RULE_MAXEXPRS of the kernel's nf_tables.h */
#define SW_LOWER_MAX_EXPR 128
#define SW_USERDATA_MAX 256	/* NFT_USERDATA_MAXLEN of <linux/netfilter/nf_tables.h> */

struct sw_userdata {
	uint16_t len;
	uint8_t  data[SW_USERDATA_MAX];
};

/* Encode r into p and ud. p borrows from r (xt payloads) until its next reset. Extensions without
 * native form, or whose decode(encode()) differs, travel as xt tests. */
int sw_encode(const struct sw_rule *r, const struct sw_ctx *ctx, struct sw_prog *p,
	      struct sw_userdata *ud, struct sw_err *err);

/* p is the program of before, made by sw_encode, without words and for no other family, as p->plain
 * says. If r differs from that rule in nothing but addresses and counters, p becomes the program of
 * r, and true. Of a list of addresses this is done in 90 instructions, and sw_encode in 590, of
 * 3 850 that a restore takes for each. */
bool sw_encode_again(const struct sw_rule *r, const struct sw_rule *before, uint8_t family,
		     struct sw_prog *p, struct sw_userdata *ud);

/* match_port.c: the refusals that iptables-nft makes while it still reads words. */
int sw_require_ports(const struct sw_rule *r, struct sw_err *err);

/* Decode p (from lift) into r, an empty rule. 0 = read; 1 = not an iptables rule (r is untouched);
 * < 0 error. ctx->ip is ignored. scratch is a program the function may overwrite. */
int sw_decode(const struct sw_prog *p, const void *ud, size_t udlen, const struct sw_ctx *ctx,
	      struct sw_rule *r, struct sw_prog *scratch, struct sw_err *err);

/* lower.c: append NFTA_RULE_EXPRESSIONS, NFTA_RULE_USERDATA and NFTA_RULE_COMPAT to a message.
 * At least SW_RULE_ROOM bytes must be free behind it. */
#define SW_RULE_ROOM (128 * 1024)
int sw_lower(const struct sw_prog *p, const struct sw_ctx *ctx, const struct sw_userdata *ud,
	     struct nlmsghdr *nlh, struct sw_err *err);
void sw_lower_fini(void);	/* release cached libnftnl objects (for leak checkers) */

/* lift.c: read an NFTA_RULE_EXPRESSIONS attribute. What is unknown becomes a RAW test or
 * statement that borrows from the message. 0 or no memory. */
int sw_lift(const struct nlattr *expressions, struct sw_prog *p, struct sw_err *err);

#endif
