/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What runs for the programs that show what a firewall does, and why: "statewall explain" and its
 * siblings. */
#ifndef SW_SEE_SEE_H
#define SW_SEE_SEE_H

#include "cli/invocation.h"
#include "words/options.h"

/* Each returns the exit status. */
int sw_run_check(const struct sw_invocation *inv);
int sw_run_explain(const struct sw_invocation *inv);
int sw_run_graph(const struct sw_invocation *inv);	/* statewall graph */
int sw_run_list_both(const struct sw_invocation *inv);	/* statewall list */
int sw_run_metrics(const struct sw_invocation *inv);
int sw_run_save_both(const struct sw_invocation *inv);	/* statewall save */
int sw_run_status(const struct sw_invocation *inv);
int sw_run_top(const struct sw_invocation *inv);
int sw_run_trace(const struct sw_invocation *inv);

/* Their options; each ends with letter 0. */
extern const struct sw_option sw_opts_check[], sw_opts_explain[], sw_opts_graph[], sw_opts_list[],
	sw_opts_metrics[], sw_opts_status[], sw_opts_top[], sw_opts_trace[];

#endif
