# SPDX-License-Identifier: GPL-2.0-or-later
noinst_LIBRARIES += src/cli/libcli.a
src_cli_libcli_a_SOURCES = \
	src/cli/beside.c \
	src/cli/beside.h \
	src/cli/compare.c \
	src/cli/compare_options.c \
	src/cli/compare_options.h \
	src/cli/diff_json.c \
	src/cli/diff_print.h \
	src/cli/diff_print_local.h \
	src/cli/diff_row.c \
	src/cli/diff_side.c \
	src/cli/diff_text.c \
	src/cli/diff_unified.c \
	src/cli/fault.c \
	src/cli/fault.h \
	src/cli/fault_gone.c \
	src/cli/fault_gone.h \
	src/cli/fault_helper.c \
	src/cli/fault_helper.h \
	src/cli/group.c \
	src/cli/help.c \
	src/cli/help.h \
	src/cli/input.c \
	src/cli/input.h \
	src/cli/invocation.h \
	src/cli/iptables.c \
	src/cli/iptables.h \
	src/cli/iptables_restore.c \
	src/cli/iptables_save.c \
	src/cli/program_options.c \
	src/cli/program_options.h \
	src/cli/report.c \
	src/cli/report.h \
	src/cli/terminal.c \
	src/cli/terminal.h \
	src/cli/xlate.c \
	src/cli/xlate_check.c \
	src/cli/xlate_local.h \
	src/cli/xlate_name.c \
	src/cli/xlate_restore.c \
	src/cli/xlate_rule.c \
	src/cli/xml.c \
	src/cli/xml_local.h \
	src/cli/xml_rule.c \
	src/cli/xml_table.c
