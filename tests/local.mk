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
# Not $${prefix}/etc, which configure takes for /etc.
AM_DISTCHECK_CONFIGURE_FLAGS = --sysconfdir='$${prefix}/conf'
# tests/unit/test_x is made of tests/unit/test_x.c and all rooms.
check_PROGRAMS += \
	tests/unit/test_again \
	tests/unit/test_attr \
	tests/unit/test_companion \
	tests/unit/test_compat \
	tests/unit/test_complete \
	tests/unit/test_cover \
	tests/unit/test_diff \
	tests/unit/test_edit \
	tests/unit/test_err \
	tests/unit/test_file \
	tests/unit/test_forms \
	tests/unit/test_group \
	tests/unit/test_group_words \
	tests/unit/test_helper \
	tests/unit/test_trail \
	tests/unit/test_journey \
	tests/unit/test_json \
	tests/unit/test_lcs \
	tests/unit/test_map_key \
	tests/unit/test_merge \
	tests/unit/test_model \
	tests/unit/test_module \
	tests/unit/test_native \
	tests/unit/test_nl_record \
	tests/unit/test_nl_row \
	tests/unit/test_nl_socket \
	tests/unit/test_options \
	tests/unit/test_order \
	tests/unit/test_packet \
	tests/unit/test_parse \
	tests/unit/test_plan \
	tests/unit/test_progress \
	tests/unit/test_rates \
	tests/unit/test_reading \
	tests/unit/test_record \
	tests/unit/test_report \
	tests/unit/test_rule \
	tests/unit/test_ruleset \
	tests/unit/test_savefile \
	tests/unit/test_session \
	tests/unit/test_sets \
	tests/unit/test_snapshot \
	tests/unit/test_str \
	tests/unit/test_sysconfig \
	tests/unit/test_texts \
	tests/unit/test_threeway \
	tests/unit/test_twin \
	tests/unit/test_two_texts \
	tests/unit/test_whole \
	tests/unit/test_xt_echo \
	tests/unit/test_xt_layout \
	tests/unit/test_xt_parse \
	tests/unit/test_xt_plain \
	tests/unit/test_xt_port \
	tests/unit/test_xt_print \
	tests/unit/test_xt_same \
	tests/unit/test_xt_values
LDADD = $(UNIT_LIBS)
tests_unit_test_options_SOURCES = tests/unit/test_options.c src/completion.c src/personality.c \
	src/personality.h
# Golden tests: without arguments the program runs every tests/golden/*.t below srcdir.
check_PROGRAMS += tests/golden/golden
tests_golden_golden_SOURCES = tests/golden/golden.c tests/golden/stages.c tests/golden/stages.h \
	tests/golden/expr_text.c
tests_golden_golden_LDADD = $(UNIT_LIBS)
EXTRA_DIST += tests/golden

# Checks that cannot fail, in the bats files: they are looked for here, as what they hide does not show there.
TESTS += tests/lib/traps tests/style/run tests/style/mutants
