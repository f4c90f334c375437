/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of "statewall modules" share. */
#ifndef SW_SERVICE_MODULES_LOCAL_H
#define SW_SERVICE_MODULES_LOCAL_H

#include "service/service_opts.h"

/* The table, on stdout. Returns the exit status. */
int sw_modules_table(const struct sw_service_opts *o);

#endif
