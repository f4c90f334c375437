# SPDX-License-Identifier: GPL-2.0-or-later
noinst_LIBRARIES += src/adopt/libadopt.a
src_adopt_libadopt_a_SOURCES = \
	src/adopt/adopt.c \
	src/adopt/adopt.h \
	src/adopt/leave.c \
	src/adopt/move.c \
	src/adopt/move.h \
	src/adopt/other.c \
	src/adopt/other.h \
	src/adopt/twice.c \
	src/adopt/twice.h \
	src/adopt/two_texts.c \
	src/adopt/two_texts.h
