# SPDX-License-Identifier: GPL-2.0-or-later
noinst_LIBRARIES += src/words/libwords.a
src_words_libwords_a_SOURCES = \
	src/words/addr.c \
	src/words/addr.h \
	src/words/options.c \
	src/words/options.h \
	src/words/parse.c \
	src/words/parse.h \
	src/words/parse_cmd.c \
	src/words/parse_echo.c \
	src/words/parse_local.h \
	src/words/parse_opt.c \
	src/words/parse_rule.c \
	src/words/print_list.c \
	src/words/print_rule.h \
	src/words/print_save.c \
	src/words/proto.c \
	src/words/scan.c \
	src/words/version.h
