noinst_LIBRARIES += src/translate/libtranslate.a
src_translate_libtranslate_a_SOURCES = \
	src/translate/prog.c src/translate/prog.h src/translate/prog_print.c \
	src/translate/ops.h src/translate/ids.h src/translate/check.c \
	src/translate/translate.c src/translate/translate.h src/translate/driver.h \
	src/translate/decode.c \
	src/translate/spell.c src/translate/spell.h \
	src/translate/registry.c src/translate/registry.h \
	src/translate/image.c src/translate/image.h src/translate/lower.c src/translate/lower.h src/translate/lower_stmt.c \
	src/translate/lift.c src/translate/lift.h src/translate/lift_load.c src/translate/lift_stmt.c \
	src/translate/ip.c src/translate/ip.h \
	src/translate/match_conntrack.c \
	src/translate/match_port.c \
	src/translate/match_multiport.c \
	src/translate/match_icmp.c \
	src/translate/match_limit.c \
	src/translate/match_mark.c \
	src/translate/match_iprange.c \
	src/translate/match_mac.c \
	src/translate/match_pkttype.c \
	src/translate/match_length.c \
	src/translate/match_ttl.c \
	src/translate/match_tos.c \
	src/translate/span.c src/translate/span.h \
	src/translate/match_addrtype.c \
	src/translate/match_rpfilter.c \
	src/translate/match_owner.c \
	src/translate/match_statistic.c \
	src/translate/match_quota.c \
	src/translate/match_time.c \
	src/translate/match_connbytes.c \
	src/translate/match_helper.c \
	src/translate/match_tcpmss.c \
	src/translate/match_cpu.c \
	src/translate/match_devgroup.c \
	src/translate/match_realm.c \
	src/translate/match_policy.c \
	src/translate/match_spi.c \
	src/translate/match_connlabel.c \
	src/translate/match_sctp.c \
	src/translate/companion.c src/translate/companion.h \
	src/translate/target_queue.c \
	src/translate/target_reject.c \
	src/translate/target_log.c \
	src/translate/target_mark.c \
	src/translate/target_nat.c \
	src/translate/target_meta.c \
	src/translate/target_ct.c \
	src/translate/target_checksum.c \
	src/translate/target_tcpmss.c \
	src/translate/target_carried.c \
	src/translate/target_tproxy.c \
	src/translate/target_tos.c \
	src/translate/target_ttl.c \
	src/translate/target_tee.c \
	src/translate/target_tcpoptstrip.c
