# SPDX-License-Identifier: GPL-2.0-or-later
noinst_LIBRARIES += src/complete/libcomplete.a
src_complete_libcomplete_a_SOURCES = \
	src/complete/complete.c \
	src/complete/complete.h \
	src/complete/complete_local.h \
	src/complete/files.c \
	src/complete/kinds.c \
	src/complete/limited.c \
	src/complete/loaded.c \
	src/complete/offer.c \
	src/complete/targets.c \
	src/complete/unfinished.c \
	src/complete/value_words.c \
	src/complete/walk.c
