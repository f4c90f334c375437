/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where and since when we are: this boot of the machine, and this network namespace. */
#ifndef SW_BASE_HERE_H
#define SW_BASE_HERE_H

#include <stdbool.h>
#include <stddef.h>
#include "base/err.h"

#define SW_HERE_MAX 96

/* The network namespace, as one word that can be part of a file's name. false: errno. */
bool sw_here_namespace(char *buf, size_t size);
/* The same for what outlives a boot, into SW_HERE_MAX bytes: "machine", where this is the network
 * namespace that the machine starts with; else "BOOT_ID-NAMESPACE", of which nothing is left behind
 * the boot. A container that has process ids of its own is none of the machine's. false: errno. */
bool sw_here_name(char *buf);
/* "BOOT_ID NAMESPACE" into SW_HERE_MAX bytes: what holds in one is not said of another. false:
 * errno. */
bool sw_here_key(char *key);
/* Fills err: why there is no key. */
int sw_here_unknown(struct sw_err *err);

#endif
