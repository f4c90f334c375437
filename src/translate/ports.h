/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A list of ports as a test, with the set that all rules with this list share. */
#ifndef SW_TRANSLATE_PORTS_H
#define SW_TRANSLATE_PORTS_H

#include "translate/prog.h"

#define SW_PORTS_MAX 15		/* XT_MULTI_PORTS of <linux/netfilter/xt_multiport.h> */

/* Adds the lookup of n ports in host byte order, ascending, at least two, and its set, as -m
 * multiport writes them. match_multiport.c */
int sw_ports_lookup(struct sw_prog *p, struct sw_sel sel, const uint16_t *port, size_t n,
		    struct sw_err *err);

#endif
