/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which iptables is installed, and what releases print otherwise than others. */
#ifndef SW_XT_COMPAT_H
#define SW_XT_COMPAT_H

#include <stdbool.h>

/* "v1.8.11 (nf_tables)": what installers and libraries read. STATEWALL_COMPAT=1.8.9 in the
 * environment goes before what is installed. Found out when it is first asked for; static. */
const char *sw_compat_version(void);

/* Where its plugins are looked for, colons between. The caller's; NULL: nobody knows. */
char *sw_xt_plugin_folders(void);
const char *sw_xt_plugin_version(void);	/* "libxtables.so.12": what each must have been made for */

/* Are the plugins those of 1.8.11 or later? */
bool sw_xt_is_later(void);

/* What some releases do. The rows are in compat.c. */
enum sw_compat {
	SW_COMPAT_PROTO_NUMBERS,	/* -L -n prints numbers of protocols */
	SW_COMPAT_PROTO_DCCP,		/* dccp and ipcomp are names of its own */
	SW_COMPAT_SAVE_PROTO,		/* -S and saves name few protocols; "-p 47" is gre */
	SW_COMPAT_LONG_NAMES,		/* refusals call options by their long names */
	SW_COMPAT_ZERO_ALL,		/* -Z -v speaks of base chains that are not there, too */
	SW_COMPAT_DELETE_DECIMAL,	/* -D CHAIN N: N is decimal; A:B a range of rules */
	SW_COMPAT_COUNTER_COMMA,	/* -c ,6 has a packet counter, which is no number */
	SW_COMPAT_RENAME_FIRST,		/* -E looks at the new name before all words are read */
	SW_COMPAT_PORTS_UNASKED,	/* -C and -D look for --dport without protocol */
};
bool sw_compat_has(enum sw_compat what);

#endif
