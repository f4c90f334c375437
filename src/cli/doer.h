/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which commands go into the history: those of somebody who sits at a terminal, and those of
 * programs that are for such. */
#ifndef SW_CLI_DOER_H
#define SW_CLI_DOER_H

#include "change/remember.h"

struct sw_doer {
	const char *program;	/* "iptables", "statewall apply" */
	int         argc;
	char *const *argv;	/* the words behind it */
	uint8_t     family;	/* whose config file says how many are kept; 0: that of IPv4 */
	bool        always;	/* whoever starts it */
	const char *config_dir;	/* NULL: the usual one */
};

/* Fills d, or leaves it all zero. No file is opened for what is not to be remembered. Nothing of
 * what is wrong is said: that would be in the command's way. d is the caller's, who ends it with
 * sw_deed_fini. */
void sw_remember_begin(struct sw_deed *d, const struct sw_doer *who);

/* For "undo", which is remembered even where nothing else is. */
void sw_remember_begin_undo(struct sw_deed *d, const struct sw_doer *who);

/* Programs that are started from here are not remembered themselves. */
void sw_remember_no_child(void);
/* Is this one of them? */
bool sw_remember_is_child(void);

#endif
