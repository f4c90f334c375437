# SPDX-License-Identifier: GPL-2.0-or-later
noinst_LIBRARIES += src/see/libsee.a
src_see_libsee_a_SOURCES = \
	src/see/check.c \
	src/see/check_local.h \
	src/see/check_options.c \
	src/see/check_print.c \
	src/see/draw.c \
	src/see/explain.c \
	src/see/explain_json.c \
	src/see/explain_local.h \
	src/see/explain_missed.c \
	src/see/explain_text.c \
	src/see/explain_words.c \
	src/see/listen.c \
	src/see/listen.h \
	src/see/metrics.c \
	src/see/metrics_local.h \
	src/see/metrics_serve.c \
	src/see/paint.h \
	src/see/paint_dot.c \
	src/see/paint_mermaid.c \
	src/see/screen.c \
	src/see/screen.h \
	src/see/see.h \
	src/see/show.c \
	src/see/source.c \
	src/see/source.h \
	src/see/status.c \
	src/see/status_file.c \
	src/see/status_json.c \
	src/see/status_local.h \
	src/see/status_read.c \
	src/see/status_tables.c \
	src/see/status_text.c \
	src/see/status_warn.c \
	src/see/top.c \
	src/see/top_live.c \
	src/see/top_local.h \
	src/see/top_print.c \
	src/see/trace.c \
	src/see/trace_line.c \
	src/see/trace_line.h \
	src/see/unit.c \
	src/see/unit_local.h \
	src/see/wrap.c \
	src/see/wrap_local.h
