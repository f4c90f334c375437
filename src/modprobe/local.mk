# SPDX-License-Identifier: GPL-2.0-or-later
noinst_LIBRARIES += src/modprobe/libmodprobe.a
src_modprobe_libmodprobe_a_SOURCES = \
	src/modprobe/helper_table.c \
	src/modprobe/helper_table.h \
	src/modprobe/idle.c \
	src/modprobe/module.h \
	src/modprobe/module_kmod.c \
	src/modprobe/module_log.c \
	src/modprobe/module_log.h \
	src/modprobe/module_look.c \
	src/modprobe/module_save.c \
	src/modprobe/module_word.c \
	src/modprobe/rule_files.c \
	src/modprobe/rule_files.h \
	src/modprobe/started.c \
	src/modprobe/started.h \
	src/modprobe/sysconfig.c \
	src/modprobe/sysconfig.h \
	src/modprobe/sysconfig_scan.c \
	src/modprobe/sysctl.c \
	src/modprobe/sysctl.h
