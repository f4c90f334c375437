# SPDX-License-Identifier: GPL-2.0-or-later
noinst_LIBRARIES += src/change/libchange.a
src_change_libchange_a_SOURCES = \
	src/change/align.c \
	src/change/align.h \
	src/change/chain_merge.c \
	src/change/chain_merge.h \
	src/change/change.c \
	src/change/change.h \
	src/change/keeper.c \
	src/change/keeper.h \
	src/change/pending.c \
	src/change/pending.h \
	src/change/revert.c \
	src/change/revert.h \
	src/change/rule_text.c \
	src/change/rule_text.h \
	src/change/threeway.c \
	src/change/threeway.h
