/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of faults share: each adds hints to an error whose words are known. */
#ifndef SW_CLI_FAULT_LOCAL_H
#define SW_CLI_FAULT_LOCAL_H

#include "cli/report.h"

/* All of the following for one error: its word, and what is known of it. */
void sw_fault_one(struct sw_err *err, int argc, char **argv);

/* What can be told from the message alone. */
void sw_fault_message(struct sw_err *err);

/* "Bad argument": why the word err->where.word, or else that of err->arg, stands alone. */
void sw_fault_stray(struct sw_err *err, int argc, char **argv);

/* "-s --sport 22": an option that needs a word before the next option. false: it is not so. */
bool sw_fault_left_out(struct sw_err *err, const char *word, const char *next);

/* Does it begin with a dash, be it one of a word processor, and go on? */
bool sw_fault_is_option(const char *word);

/* The target that was meant by the name of none; NULL: nobody knows. */
const char *sw_fault_nearest_target(const char *name);

/* A port that is none: too great, two of them, or nearly a service's name. */
void sw_fault_port(struct sw_err *err, int argc, char **argv);

/* An option that nobody has, or that needs another word before it. */
void sw_fault_option(struct sw_err *err, int argc, char **argv);

/* "-dport": one dash, where the whole word is an option's name. false: it is not. */
bool sw_fault_one_dash(struct sw_err *err, const char *word);

/* Words that neither match nor target of this name is: "-m dport". */
void sw_fault_extension(struct sw_err *err, int argc, char **argv);

#endif
