/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Another iptables that is installed here, as a program: what it saves, and what it is to load. */
#ifndef SW_ADOPT_OTHER_H
#define SW_ADOPT_OTHER_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include "base/err.h"

enum sw_other_kind { SW_OTHER_NFT, SW_OTHER_LEGACY };

/* Set kind, and with; then find. */
struct sw_other {
	enum sw_other_kind kind;
	const char *with;	/* its program; NULL: looked for. Borrowed */

	const char *name;	/* "iptables-nft", "iptables-legacy" */
	char        path[PATH_MAX];
	char        version[32];	/* "v1.8.9" */
	int         lock;	/* owned descriptor: the lock of iptables-legacy; -1: not held */
};
#define SW_OTHER(o) __attribute__((cleanup(sw_other_fini))) struct sw_other o = { .lock = -1 }

/* Finds xtables-nft-multi or xtables-legacy-multi in the system's folders, or takes what with
 * names, and asks it of which kind it is. -ENOENT: it is not installed. */
int sw_other_find(struct sw_other *o, struct sw_err *err);
void sw_other_fini(struct sw_other *o);

/* All tables of that family as a save with counters; *text is the caller's. */
int sw_other_save(const struct sw_other *o, uint8_t family, char **text, struct sw_err *err);

/* Has it load a text. add: to what is there (--noflush); test: it only looks whether it could. */
int sw_other_restore(const struct sw_other *o, uint8_t family, const char *text, bool add,
		     bool test, struct sw_err *err);

/* The kernel does not say whether legacy rules have changed. But whoever changes them by iptables'
 * programs waits for this lock, so that nothing comes in between as long as it is held. What o runs
 * meanwhile has another one. Does nothing for iptables-nft. */
int sw_other_lock(struct sw_other *o, struct sw_err *err);
void sw_other_unlock(struct sw_other *o);

#endif
