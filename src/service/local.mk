# SPDX-License-Identifier: GPL-2.0-or-later
noinst_LIBRARIES += src/service/libservice.a
src_service_libservice_a_SOURCES = \
	src/service/activate.c \
	src/service/activate.h \
	src/service/assigned.c \
	src/service/assigned.h \
	src/service/check_helpers.c \
	src/service/check_helpers.h \
	src/service/check_helpers_local.h \
	src/service/check_lines.c \
	src/service/check_read.c \
	src/service/check_rules.c \
	src/service/check_state_local.h \
	src/service/marked.c \
	src/service/marked.h \
	src/service/modules.c \
	src/service/modules_local.h \
	src/service/modules_table.c \
	src/service/programs.h \
	src/service/service.c \
	src/service/service_belt.c \
	src/service/service_local.h \
	src/service/service_look.c \
	src/service/service_opts.c \
	src/service/service_opts.h \
	src/service/service_rules.c \
	src/service/service_save.c \
	src/service/service_status.c \
	src/service/service_verbs.c \
	src/service/transact.c \
	src/service/transact.h
