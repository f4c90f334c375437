noinst_LIBRARIES += src/cli/libcli.a
src_cli_libcli_a_SOURCES = \
	src/cli/personality.c src/cli/personality.h \
	src/cli/options.c src/cli/options.h src/cli/scan.c \
	src/cli/help.c src/cli/help.h src/cli/version.h \
	src/cli/addr.c src/cli/addr.h src/cli/names.c \
	src/cli/parse.c src/cli/parse.h src/cli/parse_cmd.c src/cli/parse_opt.c src/cli/parse_rule.c src/cli/parse_state.h \
	src/cli/report.c src/cli/report.h src/cli/fault.c src/cli/fault.h \
	src/cli/session.c src/cli/session.h \
	src/cli/edit.c src/cli/edit.h src/cli/run.c \
	src/cli/print_save.c src/cli/print_list.c src/cli/print_rule.h \
	src/cli/list.c src/cli/list.h src/cli/save.c \
	src/cli/restore.c src/cli/restore.h src/cli/restore_line.c src/cli/restore_scan.c \
	src/cli/xlate.c src/cli/xlate.h src/cli/xlate_rule.c src/cli/xlate_check.c src/cli/xlate_name.c \
	src/cli/xlate_restore.c src/cli/xml.c src/cli/xml.h src/cli/xml_rule.c
sbin_PROGRAMS += statewall
statewall_SOURCES = src/cli/main.c
statewall_LDADD = $(LIBCLI) $(LIBNETLINK) $(LIBXT) $(LIBTRANSLATE) $(LIBRULE) $(LIBBASE) \
	$(XTABLES_LIBS) $(NFTNL_LIBS) $(MNL_LIBS) $(READLINE_LIBS) $(KMOD_LIBS)
