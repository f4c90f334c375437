/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A line of a save file that differs from the one before it in one address: nothing but the address
 * is read again.
 *
 * Long lists of addresses are what makes save files long. 100 000 lines of "-A INPUT -s ADDR/32 -j
 * DROP" took 85 ms of a restore's own time, and less than 50 ms so; the kernel takes the rest of
 * 400 ms. */
#ifndef SW_SESSION_LIKE_H
#define SW_SESSION_LIKE_H

#include "rule/cmd.h"
#include "session/savefile.h"

/* All zero is a valid empty one. */
struct sw_like {
	struct sw_cmd cmd;	/* of the line that is kept; its letter is 0 if there is none */
	char   *line;		/* owned: its bytes, */
	size_t  len, cap;
	size_t  at, behind;	/* where its address begins, and what follows it */
	bool    source;		/* the address is -s's, or else -d's */
};

/* The command of f's line, without counters before it, has run. Keeps it if other lines may be like
 * it: then cmd is empty. No memory is no error: there are no lines like it. */
void sw_like_keep(struct sw_like *l, const struct sw_savefile *f, struct sw_cmd *cmd);

/* The command of f's line, valid until the next call of any of these; NULL: the line is not like
 * the one that is kept, which is forgotten. Its origin, and its rule's, are of this line. */
const struct sw_cmd *sw_like_find(struct sw_like *l, const struct sw_savefile *f);

void sw_like_reset(struct sw_like *l);	/* forgets the line */
void sw_like_fini(struct sw_like *l);

#endif
