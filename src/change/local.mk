# SPDX-License-Identifier: GPL-2.0-or-later
noinst_LIBRARIES += src/change/libchange.a
src_change_libchange_a_SOURCES = \
	src/change/align.c \
	src/change/align.h \
	src/change/chain_lines.c \
	src/change/chain_lines.h \
	src/change/chain_merge.c \
	src/change/chain_merge.h \
	src/change/change.c \
	src/change/change.h \
	src/change/draft.c \
	src/change/draft.h \
	src/change/keeper.c \
	src/change/keeper.h \
	src/change/past.c \
	src/change/past.h \
	src/change/past_prune.c \
	src/change/pending.c \
	src/change/pending.h \
	src/change/record.c \
	src/change/record.h \
	src/change/record_texts.c \
	src/change/remember.c \
	src/change/remember.h \
	src/change/revert.c \
	src/change/revert.h \
	src/change/rule_text.c \
	src/change/rule_text.h \
	src/change/threeway.c \
	src/change/threeway.h \
	src/change/undo.c \
	src/change/undo.h
