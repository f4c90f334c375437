# SPDX-License-Identifier: GPL-2.0-or-later
noinst_LIBRARIES += src/netlink/libnetlink.a
src_netlink_libnetlink_a_SOURCES = \
	src/netlink/batch.c \
	src/netlink/batch.h \
	src/netlink/conntrack.c \
	src/netlink/conntrack.h \
	src/netlink/foreign.c \
	src/netlink/lacking.c \
	src/netlink/lacking.h \
	src/netlink/msg.h \
	src/netlink/msg_text.c \
	src/netlink/msg_text.h \
	src/netlink/nl.h \
	src/netlink/nl_commit.c \
	src/netlink/nl_kernel.c \
	src/netlink/nl_record.c \
	src/netlink/nl_replay.c \
	src/netlink/nl_socket.h \
	src/netlink/oplog.c \
	src/netlink/oplog.h \
	src/netlink/plan.c \
	src/netlink/plan.h \
	src/netlink/plan_after.c \
	src/netlink/plan_base.c \
	src/netlink/plan_clash.c \
	src/netlink/plan_commit.c \
	src/netlink/plan_companion.c \
	src/netlink/plan_local.h \
	src/netlink/plan_renew.c \
	src/netlink/plan_rule.c \
	src/netlink/plan_sent.c \
	src/netlink/plan_set.c \
	src/netlink/plan_tidy.c \
	src/netlink/policy.c \
	src/netlink/policy.h \
	src/netlink/reader.h \
	src/netlink/revision.c \
	src/netlink/sets.c \
	src/netlink/sets.h \
	src/netlink/sets_local.h \
	src/netlink/sets_read.c \
	src/netlink/snapshot.c \
	src/netlink/snapshot.h \
	src/netlink/snapshot_local.h \
	src/netlink/snapshot_rules.c \
	src/netlink/wire.c \
	src/netlink/wire.h
