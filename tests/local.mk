# SPDX-License-Identifier: GPL-2.0-or-later
# Unit tests: small programs that print TAP and exit non-zero on failure.
TESTS += $(check_PROGRAMS)
UNIT_LIBS = $(ROOMS) $(XTABLES_LIBS) $(NFTNL_LIBS) $(MNL_LIBS)
EXTRA_DIST += tests/unit tests/data tests/lsan.supp
# Folders go into the tarball whole, with what make left in them.
dist-hook:
	cd $(distdir) && rm -rf $(check_PROGRAMS) $(noinst_PROGRAMS)
	find $(distdir)/tests \( -name '*.o' -o -name '*.log' -o -name '*.trs' -o -name .dirstamp -o -name .deps \
		-o -name __pycache__ \) -prune -exec rm -rf {} +
# uninstall leaves the config files, which may have been edited.
distuninstallcheck_listfiles = find . -type f ! -path '*/sysconfig/*-config' -print
AM_DISTCHECK_CONFIGURE_FLAGS = --sysconfdir='$${prefix}/etc'
check_PROGRAMS += tests/unit/test_edit
tests_unit_test_edit_SOURCES = tests/unit/test_edit.c
tests_unit_test_edit_LDADD = $(UNIT_LIBS)
check_PROGRAMS += tests/unit/test_companion
tests_unit_test_companion_SOURCES = tests/unit/test_companion.c
tests_unit_test_companion_LDADD = $(UNIT_LIBS)
check_PROGRAMS += tests/unit/test_err
tests_unit_test_err_SOURCES = tests/unit/test_err.c
tests_unit_test_err_LDADD = $(UNIT_LIBS)
check_PROGRAMS += tests/unit/test_nl_record
tests_unit_test_nl_record_SOURCES = tests/unit/test_nl_record.c
tests_unit_test_nl_record_LDADD = $(UNIT_LIBS)
check_PROGRAMS += tests/unit/test_options
tests_unit_test_options_SOURCES = tests/unit/test_options.c src/personality.c src/personality.h
tests_unit_test_options_LDADD = $(UNIT_LIBS)
check_PROGRAMS += tests/unit/test_parse
tests_unit_test_parse_SOURCES = tests/unit/test_parse.c
tests_unit_test_parse_LDADD = $(UNIT_LIBS)
check_PROGRAMS += tests/unit/test_merge
tests_unit_test_merge_SOURCES = tests/unit/test_merge.c
tests_unit_test_merge_LDADD = $(UNIT_LIBS)
check_PROGRAMS += tests/unit/test_model
tests_unit_test_model_SOURCES = tests/unit/test_model.c
tests_unit_test_model_LDADD = $(UNIT_LIBS)
check_PROGRAMS += tests/unit/test_reading
tests_unit_test_reading_SOURCES = tests/unit/test_reading.c
tests_unit_test_reading_LDADD = $(UNIT_LIBS)
check_PROGRAMS += tests/unit/test_report
tests_unit_test_report_SOURCES = tests/unit/test_report.c
tests_unit_test_report_LDADD = $(UNIT_LIBS)
check_PROGRAMS += tests/unit/test_rule
tests_unit_test_rule_SOURCES = tests/unit/test_rule.c
tests_unit_test_rule_LDADD = $(UNIT_LIBS)
check_PROGRAMS += tests/unit/test_ruleset
tests_unit_test_ruleset_SOURCES = tests/unit/test_ruleset.c
tests_unit_test_ruleset_LDADD = $(UNIT_LIBS)
check_PROGRAMS += tests/unit/test_savefile
tests_unit_test_savefile_SOURCES = tests/unit/test_savefile.c
tests_unit_test_savefile_LDADD = $(UNIT_LIBS)
check_PROGRAMS += tests/unit/test_str
tests_unit_test_str_SOURCES = tests/unit/test_str.c
tests_unit_test_str_LDADD = $(UNIT_LIBS)
check_PROGRAMS += tests/unit/test_xt_parse
tests_unit_test_xt_parse_SOURCES = tests/unit/test_xt_parse.c
tests_unit_test_xt_parse_LDADD = $(UNIT_LIBS)
check_PROGRAMS += tests/unit/test_xt_print
tests_unit_test_xt_print_SOURCES = tests/unit/test_xt_print.c
tests_unit_test_xt_print_LDADD = $(UNIT_LIBS)
check_PROGRAMS += tests/unit/test_xt_same
tests_unit_test_xt_same_SOURCES = tests/unit/test_xt_same.c
tests_unit_test_xt_same_LDADD = $(UNIT_LIBS)
check_PROGRAMS += tests/unit/test_xt_port
tests_unit_test_xt_port_SOURCES = tests/unit/test_xt_port.c
tests_unit_test_xt_port_LDADD = $(UNIT_LIBS)
check_PROGRAMS += tests/unit/test_xt_echo
tests_unit_test_xt_echo_SOURCES = tests/unit/test_xt_echo.c
tests_unit_test_xt_echo_LDADD = $(UNIT_LIBS)
check_PROGRAMS += tests/unit/test_xt_plain
tests_unit_test_xt_plain_SOURCES = tests/unit/test_xt_plain.c
tests_unit_test_xt_plain_LDADD = $(UNIT_LIBS)
check_PROGRAMS += tests/unit/test_plan
tests_unit_test_plan_SOURCES = tests/unit/test_plan.c
tests_unit_test_plan_LDADD = $(UNIT_LIBS)
check_PROGRAMS += tests/unit/test_snapshot
tests_unit_test_snapshot_SOURCES = tests/unit/test_snapshot.c
tests_unit_test_snapshot_LDADD = $(UNIT_LIBS)

check_PROGRAMS += tests/unit/test_nl_socket
tests_unit_test_nl_socket_SOURCES = tests/unit/test_nl_socket.c
tests_unit_test_nl_socket_LDADD = $(UNIT_LIBS)
check_PROGRAMS += tests/unit/test_session
tests_unit_test_session_SOURCES = tests/unit/test_session.c
tests_unit_test_session_LDADD = $(UNIT_LIBS)
check_PROGRAMS += tests/unit/test_forms
tests_unit_test_forms_SOURCES = tests/unit/test_forms.c
tests_unit_test_forms_LDADD = $(UNIT_LIBS)
check_PROGRAMS += tests/unit/test_helper
tests_unit_test_helper_SOURCES = tests/unit/test_helper.c
tests_unit_test_helper_LDADD = $(UNIT_LIBS)
check_PROGRAMS += tests/unit/test_sysconfig
tests_unit_test_sysconfig_SOURCES = tests/unit/test_sysconfig.c
tests_unit_test_sysconfig_LDADD = $(UNIT_LIBS)
check_PROGRAMS += tests/unit/test_file
tests_unit_test_file_SOURCES = tests/unit/test_file.c
tests_unit_test_file_LDADD = $(UNIT_LIBS)
check_PROGRAMS += tests/unit/test_module
tests_unit_test_module_SOURCES = tests/unit/test_module.c
tests_unit_test_module_LDADD = $(UNIT_LIBS)

# Golden tests: without arguments the program runs every tests/golden/*.t below srcdir.
check_PROGRAMS += tests/golden/golden
tests_golden_golden_SOURCES = tests/golden/golden.c tests/golden/stages.c tests/golden/stages.h
tests_golden_golden_LDADD = $(UNIT_LIBS)
EXTRA_DIST += tests/golden

# Checks that cannot fail, in the bats files: they are looked for here, as what they hide does not show there.
TESTS += tests/lib/traps tests/style/run tests/style/mutants
