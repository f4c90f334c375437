/* SPDX-License-Identifier: GPL-2.0-or-later */
/* GNU readline for the shell, loaded when a shell begins on a terminal. */
#ifndef SW_SHELL_SHELL_RL_H
#define SW_SHELL_SHELL_RL_H

#include <stdio.h>
#include <readline/readline.h>
#include <readline/history.h>
#include "base/dynlib.h"

#define SW_RL_SYMBOLS(X) \
	X(readline) X(rl_done) X(rl_event_hook) X(rl_outstream) X(rl_readline_name) \
	X(rl_replace_line) X(rl_set_keyboard_input_timeout) X(rl_line_buffer) \
	X(rl_attempted_completion_function) X(rl_attempted_completion_over) \
	X(rl_basic_word_break_characters) X(rl_completer_quote_characters) \
	X(rl_completion_matches) X(rl_completion_suppress_append) \
	X(rl_sort_completion_matches) X(using_history) X(stifle_history) X(add_history) \
	X(history_list) X(history_get) X(history_base) X(history_length) \
	X(clear_history)

/* Functions are called through it, variables are pointers: *sw_rl.rl_done. */
extern struct sw_rl { SW_RL_SYMBOLS(SW_DYNLIB_FIELD) } sw_rl;
int sw_rl_load(struct sw_err *err);

#endif
