/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What "statewall adopt" and "leave" would do, and what they have done, in words. */
#ifndef SW_CLI_ADOPT_SHOW_H
#define SW_CLI_ADOPT_SHOW_H

#include "adopt/adopt.h"

/* What is in the way, on standard error. */
void sw_adopt_show_list(const struct sw_move *m);
/* --dry-run: which rules go over, the difference, and which of them act twice. The exit status. */
int sw_adopt_show_plan(struct sw_move *m, bool adopt);
/* What has become of it, and what is to be done next. The exit status. */
int sw_adopt_show_done(struct sw_move *m, bool adopt);

#endif
