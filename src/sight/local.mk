# SPDX-License-Identifier: GPL-2.0-or-later
noinst_LIBRARIES += src/sight/libsight.a
src_sight_libsight_a_SOURCES = \
	src/sight/act.c \
	src/sight/act.h \
	src/sight/act_nat.c \
	src/sight/ask.c \
	src/sight/ask.h \
	src/sight/ask_more.c \
	src/sight/capture.c \
	src/sight/capture.h \
	src/sight/chain_walk.c \
	src/sight/chain_walk.h \
	src/sight/chain_walk_local.h \
	src/sight/hook_walk.c \
	src/sight/journey.c \
	src/sight/journey.h \
	src/sight/look.c \
	src/sight/look.h \
	src/sight/look_name.c \
	src/sight/lookout.c \
	src/sight/lookout.h \
	src/sight/map_key.c \
	src/sight/map_key.h \
	src/sight/openmetrics.c \
	src/sight/openmetrics.h \
	src/sight/packet.c \
	src/sight/packet.h \
	src/sight/packet_words.c \
	src/sight/packet_words.h \
	src/sight/place.c \
	src/sight/place.h \
	src/sight/rates.c \
	src/sight/rates.h \
	src/sight/sum.c \
	src/sight/sum.h \
	src/sight/tally.c \
	src/sight/tally.h \
	src/sight/trail.c \
	src/sight/trail.h \
	src/sight/view.c
