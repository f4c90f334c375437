/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Libraries that few commands need are loaded when they do: linking them made every start three
 * times as long. */
#ifndef SW_BASE_DYNLIB_H
#define SW_BASE_DYNLIB_H

#include "base/err.h"

/* A caller lists its symbols once, and gets a struct with a pointer of the right type for each:
 *	#define SYMBOLS(X) X(readline) X(rl_done)
 *	static struct { SYMBOLS(SW_DYNLIB_FIELD) } rl;
 *	static const char *const names[] = { SYMBOLS(SW_DYNLIB_NAME) NULL };
 *	sw_dynlib_load("libreadline.so.8", names, (void **)&rl, err);
 * Then rl.readline("> ") and *rl.rl_done. The library stays loaded for the life of the process. */
#define SW_DYNLIB_FIELD(sym) __typeof__(&sym) sym;
#define SW_DYNLIB_NAME(sym)  #sym,

/* Fill field i with the address of names[i]. 0, or SW_EOTHER that names the library or the symbol
 * that is missing. */
int sw_dynlib_load(const char *soname, const char *const *names, void **field, struct sw_err *err);

#endif
