/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Help texts, made from the option tables. */
#ifndef SW_CLI_HELP_H
#define SW_CLI_HELP_H

#include <stdint.h>
#include "words/options.h"

/* "-h" of iptables and ip6tables, on stdout. */
void sw_help_command(const char *program, uint8_t family);
/* What a parsed command has to tell before it runs: its warnings on stderr; and if it asks for
 * help, that of iptables and ip6tables on stdout, with that of the extensions it names. */
void sw_help_told(const char *program, const struct sw_cmd *cmd);
/* "-h" of -save and -restore. */
void sw_help_table(const char *program, const struct sw_option *table, const char *rest);

/* The rows of a table, of a program that has a help of its own. */
void sw_help_options(const struct sw_option *table);

/* The line getopt(3) would print for a result SW_SCAN_FOREIGN or SW_SCAN_NO_ARG. */
void sw_help_bad_option(const char *program, const struct sw_scan *scan, enum sw_scan_result got);

#endif
