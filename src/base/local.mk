# SPDX-License-Identifier: GPL-2.0-or-later
noinst_LIBRARIES += src/base/libbase.a
src_base_libbase_a_SOURCES = \
	src/base/attr.h \
	src/base/cleanup.h \
	src/base/dynlib.c \
	src/base/dynlib.h \
	src/base/err.c \
	src/base/err.h \
	src/base/file.c \
	src/base/file.h \
	src/base/file_keep.c \
	src/base/file_local.h \
	src/base/here.c \
	src/base/here.h \
	src/base/json.c \
	src/base/json.h \
	src/base/lcs.c \
	src/base/lcs.h \
	src/base/line.h \
	src/base/log.c \
	src/base/log.h \
	src/base/progress.c \
	src/base/progress.h \
	src/base/net.h \
	src/base/notes.c \
	src/base/notes.h \
	src/base/split.c \
	src/base/str.c \
	src/base/str.h \
	src/base/stream.c \
	src/base/strset.c \
	src/base/strset.h \
	src/base/vec.h
