/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Texts of rules into the kernel, by the service and by "modules", and what the reader is told. */
#ifndef SW_SERVICE_TRANSACT_H
#define SW_SERVICE_TRANSACT_H

#include "service/marked.h"

/* Removes the marked rules (NULL: none) and loads the texts: everything or nothing. What there is
 * to say goes to stdout, an error with its line to stderr. Frees what it makes in both; returns the
 * exit status. */
int sw_transact(struct sw_texts *texts, struct sw_marked *marked);

#endif
