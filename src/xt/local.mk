# SPDX-License-Identifier: GPL-2.0-or-later
noinst_LIBRARIES += src/xt/libxt.a
src_xt_libxt_a_SOURCES = \
	src/xt/arg.c \
	src/xt/build.c \
	src/xt/compat.c \
	src/xt/compat.h \
	src/xt/each.c \
	src/xt/echo.c \
	src/xt/entry.c \
	src/xt/guard.c \
	src/xt/guard.h \
	src/xt/hint.c \
	src/xt/installed.c \
	src/xt/known_values.c \
	src/xt/layout.c \
	src/xt/layout_find.c \
	src/xt/left_out.c \
	src/xt/load.c \
	src/xt/option.c \
	src/xt/plain.c \
	src/xt/plugin.c \
	src/xt/plugin.h \
	src/xt/port.c \
	src/xt/print.c \
	src/xt/proven.c \
	src/xt/same.c \
	src/xt/slot.c \
	src/xt/strict.c \
	src/xt/unseen.c \
	src/xt/xt_local.h
