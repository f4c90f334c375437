noinst_LIBRARIES += src/cli/libcli.a
src_cli_libcli_a_SOURCES = \
	src/cli/personality.c src/cli/personality.h \
	src/cli/options.c src/cli/options.h src/cli/scan.c \
	src/cli/help.c src/cli/help.h src/cli/version.h \
	src/cli/addr.c src/cli/addr.h src/cli/names.c \
	src/cli/parse.c src/cli/parse.h src/cli/parse_cmd.c src/cli/parse_opt.c src/cli/parse_rule.c src/cli/parse_state.h \
	src/cli/parse_echo.c \
	src/cli/report.c src/cli/report.h src/cli/fault.c src/cli/fault.h \
	src/cli/session.c src/cli/session.h src/cli/terminal.c src/cli/terminal.h \
	src/cli/edit.c src/cli/edit.h src/cli/run.c \
	src/cli/print_save.c src/cli/print_list.c src/cli/print_rule.h \
	src/cli/list.c src/cli/list.h src/cli/list_rules.c src/cli/list_state.h src/cli/save.c \
	src/cli/restore.c src/cli/restore.h src/cli/restore_line.c src/cli/restore_scan.c src/cli/saveline.c src/cli/saveline.h \
	src/cli/xlate.c src/cli/xlate.h src/cli/xlate_rule.c src/cli/xlate_check.c src/cli/xlate_name.c \
	src/cli/xlate_restore.c src/cli/xml.c src/cli/xml.h src/cli/xml_rule.c src/cli/xml_table.c \
	src/cli/run.h src/cli/save.h src/cli/shell.c src/cli/shell.h src/cli/shell_line.c src/cli/shell_file.c \
	src/cli/shell_rl.c src/cli/shell_rl.h src/cli/shell_read.c src/cli/shell_history.c src/cli/shell_complete.c \
	src/cli/activate.c src/cli/activate.h src/cli/assigned.c src/cli/assigned.h \
	src/cli/check.c src/cli/check.h src/cli/check_read.c src/cli/check_rules.c src/cli/check_lines.c \
	src/cli/check_state.h src/cli/fault_helper.c src/cli/fault_helper.h src/cli/fault_gone.c src/cli/fault_gone.h \
	src/cli/load.c src/cli/load.h src/cli/modules.c src/cli/modules.h src/cli/modules_table.c \
	src/cli/service.c src/cli/service.h src/cli/service_opts.c src/cli/service_opts.h src/cli/service_rules.c src/cli/service_save.c src/cli/service_status.c src/cli/service_look.c
sbin_PROGRAMS += statewall
statewall_SOURCES = src/cli/main.c
statewall_LDADD = $(LIBCLI) $(LIBMODPROBE) $(LIBNETLINK) $(LIBXT) $(LIBTRANSLATE) $(LIBRULE) $(LIBBASE) \
	$(XTABLES_LIBS) $(NFTNL_LIBS) $(MNL_LIBS)
