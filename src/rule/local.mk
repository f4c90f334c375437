# SPDX-License-Identifier: GPL-2.0-or-later
noinst_LIBRARIES += src/rule/librule.a
src_rule_librule_a_SOURCES = \
	src/rule/builtin.c \
	src/rule/chain_names.c \
	src/rule/cmd.c \
	src/rule/cmd.h \
	src/rule/diff.c \
	src/rule/diff.h \
	src/rule/diff_chain.c \
	src/rule/diff_local.h \
	src/rule/edit.c \
	src/rule/edit.h \
	src/rule/edit_chain.c \
	src/rule/edit_line.c \
	src/rule/edit_local.h \
	src/rule/edit_rule.c \
	src/rule/loops.c \
	src/rule/loops.h \
	src/rule/refuse.c \
	src/rule/rule.c \
	src/rule/rule.h \
	src/rule/rule_hash.c \
	src/rule/ruleset.c \
	src/rule/ruleset.h \
	src/rule/sink.h \
	src/rule/sorted.c \
	src/rule/target_names.c \
	src/rule/target_names.h
