/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One rule through all stages of the translation, each as text; checks the laws on the way. */
#ifndef SW_GOLDEN_STAGES_H
#define SW_GOLDEN_STAGES_H

#include <stdint.h>
#include "base/str.h"
#include "netlink/kernel.h"

enum stage {
	STAGE_FAIL,	/* exit status and message of a refusal */
	STAGE_HINT,	/* the advice below it */
	STAGE_PROG,	/* program, as text */
	STAGE_SET,	/* sets it needs, with elements */
	STAGE_WORDS,	/* userdata, when more than a comment is in it */
	STAGE_EXPR,	/* expressions of the message */
	STAGE_SAVE,	/* the rule read back, as iptables-save prints it */
	STAGE_BARE,	/* the same without userdata words; empty when it equals SAVE */
	STAGE_MAX,
};

struct nlmsghdr;

struct place {			/* where the rules of a file stand */
	uint8_t family;
	char    table[32], chain[32];
	struct sw_kernel kernel;
};

struct stages {
	struct sw_str text[STAGE_MAX];	/* lines, each ended by '\n' */
	struct sw_str broken;		/* laws that do not hold */
};

/* words is split in place. */
void stages_run(struct stages *s, const struct place *at, char *words);
void stages_fini(struct stages *s);

/* Adds the expressions of a message that makes a rule, a line each. -1: libnftnl cannot read it. */
int expr_text(struct sw_str *out, const struct nlmsghdr *nlh);

#endif
