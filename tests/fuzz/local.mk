# SPDX-License-Identifier: GPL-2.0-or-later
# Fuzzers. configure CC=clang --enable-fuzz builds them; "make fuzz" builds its own with tests/fuzz/run in any
# tree, replays the corpus and fuzzes each for FUZZ_SECONDS.
EXTRA_DIST += tests/fuzz tests/faults tests/concurrency tests/differential tests/roundtrip tests/vm tests/words
FUZZ_SECONDS = 60
fuzz:
	$(top_srcdir)/tests/fuzz/run $(abs_builddir)/fuzz $(FUZZ_SECONDS)
.PHONY: fuzz

if FUZZ
FUZZ_COMMON = tests/fuzz/common.c tests/fuzz/fake.c tests/fuzz/mutate.c tests/fuzz/fuzz.h
FUZZ_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer -rdynamic
FUZZ_LIBS = $(UNIT_LIBS) -ldl
noinst_PROGRAMS += tests/fuzz/fuzz_restore tests/fuzz/fuzz_words tests/fuzz/fuzz_shell \
	tests/fuzz/fuzz_config tests/fuzz/fuzz_dump tests/fuzz/fuzz_userdata tests/fuzz/fuzz_complete \
	tests/fuzz/fuzz_capture
tests_fuzz_fuzz_restore_SOURCES = tests/fuzz/fuzz_restore.c $(FUZZ_COMMON)
tests_fuzz_fuzz_restore_LDFLAGS = $(FUZZ_LDFLAGS)
tests_fuzz_fuzz_restore_LDADD = $(FUZZ_LIBS)
tests_fuzz_fuzz_words_SOURCES = tests/fuzz/fuzz_words.c $(FUZZ_COMMON)
tests_fuzz_fuzz_words_LDFLAGS = $(FUZZ_LDFLAGS)
tests_fuzz_fuzz_words_LDADD = $(FUZZ_LIBS)
tests_fuzz_fuzz_shell_SOURCES = tests/fuzz/fuzz_shell.c $(FUZZ_COMMON)
tests_fuzz_fuzz_shell_LDFLAGS = $(FUZZ_LDFLAGS)
tests_fuzz_fuzz_shell_LDADD = $(FUZZ_LIBS)
tests_fuzz_fuzz_config_SOURCES = tests/fuzz/fuzz_config.c $(FUZZ_COMMON)
tests_fuzz_fuzz_config_LDFLAGS = $(FUZZ_LDFLAGS)
tests_fuzz_fuzz_config_LDADD = $(FUZZ_LIBS)
tests_fuzz_fuzz_dump_SOURCES = tests/fuzz/fuzz_dump.c $(FUZZ_COMMON)
tests_fuzz_fuzz_dump_LDFLAGS = $(FUZZ_LDFLAGS)
tests_fuzz_fuzz_dump_LDADD = $(FUZZ_LIBS)
tests_fuzz_fuzz_userdata_SOURCES = tests/fuzz/fuzz_userdata.c $(FUZZ_COMMON)
tests_fuzz_fuzz_userdata_LDFLAGS = $(FUZZ_LDFLAGS)
tests_fuzz_fuzz_userdata_LDADD = $(FUZZ_LIBS)
tests_fuzz_fuzz_complete_SOURCES = tests/fuzz/fuzz_complete.c $(FUZZ_COMMON)
tests_fuzz_fuzz_complete_LDFLAGS = $(FUZZ_LDFLAGS)
tests_fuzz_fuzz_complete_LDADD = $(FUZZ_LIBS)
tests_fuzz_fuzz_capture_SOURCES = tests/fuzz/fuzz_capture.c $(FUZZ_COMMON)
tests_fuzz_fuzz_capture_LDFLAGS = $(FUZZ_LDFLAGS)
tests_fuzz_fuzz_capture_LDADD = $(FUZZ_LIBS)
endif
