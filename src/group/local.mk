# SPDX-License-Identifier: GPL-2.0-or-later
noinst_LIBRARIES += src/group/libgroup.a
src_group_libgroup_a_SOURCES = \
	src/group/block.c \
	src/group/block.h \
	src/group/cost.c \
	src/group/cost.h \
	src/group/fact.c \
	src/group/fact.h \
	src/group/fold.c \
	src/group/fold.h \
	src/group/parts.c \
	src/group/parts.h \
	src/group/projection.c \
	src/group/projection.h \
	src/group/turns.c \
	src/group/turns.h \
	src/group/why.c \
	src/group/why.h \
	src/group/words.c \
	src/group/words.h
