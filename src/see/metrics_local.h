/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of "statewall metrics" share: a fresh text, and who serves it. */
#ifndef SW_SEE_METRICS_LOCAL_H
#define SW_SEE_METRICS_LOCAL_H

#include "base/str.h"

#define SW_METRICS "statewall metrics"

struct sw_metrics {
	bool    all;
	uint8_t family;		/* 0: both */
};

/* Reads the kernel; out begins anew. */
int sw_metrics_text(const struct sw_metrics *m, struct sw_str *out, struct sw_err *err);

/* Serves it on where: the path of a unix socket, which has a slash in it, or ADDRESS:PORT; until
 * SIGTERM or SIGINT. Returns the exit status. */
int sw_metrics_serve(const struct sw_metrics *m, const char *where);

#endif
