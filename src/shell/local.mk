# SPDX-License-Identifier: GPL-2.0-or-later
noinst_LIBRARIES += src/shell/libshell.a
src_shell_libshell_a_SOURCES = \
	src/shell/shell.c \
	src/shell/shell.h \
	src/shell/shell_complete.c \
	src/shell/shell_draft.c \
	src/shell/shell_file.c \
	src/shell/shell_history.c \
	src/shell/shell_line.c \
	src/shell/shell_local.h \
	src/shell/shell_read.c \
	src/shell/shell_rl.c \
	src/shell/shell_rl.h
