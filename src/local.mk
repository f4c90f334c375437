# SPDX-License-Identifier: GPL-2.0-or-later
# Above every room: the table of names, which knows what each of them runs.
sbin_PROGRAMS += statewall
statewall_SOURCES = src/main.c src/completion.c src/personality.c src/personality.h
statewall_LDADD = $(ROOMS) $(XTABLES_LIBS) $(NFTNL_LIBS) $(MNL_LIBS)
