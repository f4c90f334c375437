# SPDX-License-Identifier: GPL-2.0-or-later
# Tests and measurements that run the built programs. They need root: each makes network namespaces.
EXTRA_DIST += scripts tests/style tests/all tests/lib tests/bats tests/upstream tests/clients tests/rulesets \
	tests/packets tests/plugins tests/ftp tests/load tests/bench tests/between tests/seatbelt \
	tests/deb tests/rpm tests/roots tests/advice tests/lsan.supp
E2E_WORK = $(abs_builddir)/test

check-e2e: all
	$(top_srcdir)/tests/all $(abs_builddir)/bin $(E2E_WORK) bats

check-all: check
	$(top_srcdir)/tests/all $(abs_builddir)/bin $(E2E_WORK)

# BENCH_FLAGS=--quick is a short run that writes no document.
bench: all
	$(top_srcdir)/scripts/deps bench
	$(top_srcdir)/tests/bench/bench.py $(abs_builddir)/bin --doc $(top_srcdir)/docs/benchmarks.md $(BENCH_FLAGS)

# What a packet pays for rules: make bench-packets [BENCH_FLAGS="--sizes 100,100000"], or --aimed
bench-packets: all
	$(top_srcdir)/scripts/deps bench
	$(top_srcdir)/tests/bench/packets.py $(abs_builddir)/bin $(BENCH_FLAGS)

.PHONY: check-e2e check-all bench bench-packets

# Random rulesets and packets beside iptables-legacy: make soak SOAK_SECONDS=3600 [SOAK_SEED=N]
SOAK_SECONDS = 600
soak: all
	SOAK_SECONDS=$(SOAK_SECONDS) $(top_srcdir)/tests/all $(abs_builddir)/bin $(E2E_WORK) differential

.PHONY: soak

# What Debian's kernels do with rules, in virtual machines; it writes docs/kernels.md: make kernels
# [KERNELS="bullseye sid"]
kernels: all
	$(top_srcdir)/scripts/deps demo test vm
	$(top_srcdir)/tests/vm/kernels -b $(abs_builddir)/bin -w $(E2E_WORK)/vm -d $(top_srcdir)/docs/kernels.md $(KERNELS)

.PHONY: kernels

# What a packet sees while rules change: make between [BETWEEN_FLAGS="--full --legacy DIR"]
noinst_PROGRAMS += tests/between/flood
tests_between_flood_LDADD =
tests_between_flood_SOURCES = tests/between/flood.c
BETWEEN_FLAGS = --short
between: all
	$(top_srcdir)/tests/between/run $(abs_builddir)/bin $(BETWEEN_FLAGS)

.PHONY: between
