# SPDX-License-Identifier: GPL-2.0-or-later
noinst_LIBRARIES += src/session/libsession.a
src_session_libsession_a_SOURCES = \
	src/session/closed.c \
	src/session/closed.h \
	src/session/command.c \
	src/session/command.h \
	src/session/faults.c \
	src/session/faults.h \
	src/session/file_family.c \
	src/session/file_family.h \
	src/session/like.c \
	src/session/like.h \
	src/session/list.c \
	src/session/list.h \
	src/session/list_local.h \
	src/session/list_rules.c \
	src/session/nearest.c \
	src/session/nearest.h \
	src/session/memory.c \
	src/session/memory.h \
	src/session/reading.c \
	src/session/reading.h \
	src/session/regroup.c \
	src/session/regroup.h \
	src/session/restore.h \
	src/session/restore_line.c \
	src/session/restore_scan.c \
	src/session/save.c \
	src/session/savefile.c \
	src/session/savefile.h \
	src/session/savefile_strict.c \
	src/session/session.c \
	src/session/session.h \
	src/session/session_read.c \
	src/session/texts.c \
	src/session/texts.h \
	src/session/whole.c \
	src/session/whole.h
