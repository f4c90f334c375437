# SPDX-License-Identifier: GPL-2.0-or-later
# Config files, units, and the entry that old scripts call. A config file that is there stays.
EXTRA_DIST += etc/sysconfig/iptables-config etc/sysconfig/ip6tables-config etc/sysconfig/iptables.example \
	etc/systemd/iptables-statewall.service.in etc/systemd/ip6tables-statewall.service.in \
	etc/init/iptables.init.in etc/init/ip6tables.init.in

SW_UNITS = etc/systemd/iptables-statewall.service etc/systemd/ip6tables-statewall.service
SW_INITS = etc/init/iptables.init etc/init/ip6tables.init
CLEANFILES += $(SW_UNITS) $(SW_INITS)

systemdunitdir = $(prefix)/lib/systemd/system
nodist_systemdunit_DATA = $(SW_UNITS)
initentrydir = $(libexecdir)/iptables
nodist_initentry_SCRIPTS = $(SW_INITS)
dist_doc_DATA += etc/sysconfig/iptables.example

SW_FILL = $(SED) -e 's|@sbindir[@]|$(sbindir)|g' -e 's|@sysconfdir[@]|$(sysconfdir)|g'
$(SW_UNITS) $(SW_INITS): Makefile
	@$(MKDIR_P) etc/systemd etc/init
	$(AM_V_GEN)$(SW_FILL) $(srcdir)/$@.in >$@ && case $@ in *.init) chmod 755 $@;; esac
etc/systemd/iptables-statewall.service: $(srcdir)/etc/systemd/iptables-statewall.service.in
etc/systemd/ip6tables-statewall.service: $(srcdir)/etc/systemd/ip6tables-statewall.service.in
etc/init/iptables.init: $(srcdir)/etc/init/iptables.init.in
etc/init/ip6tables.init: $(srcdir)/etc/init/ip6tables.init.in

install-data-local:
	$(MKDIR_P) $(DESTDIR)$(sysconfdir)/sysconfig
	for n in iptables-config ip6tables-config; do \
		test -e $(DESTDIR)$(sysconfdir)/sysconfig/$$n || \
		$(INSTALL) -m 600 $(srcdir)/etc/sysconfig/$$n $(DESTDIR)$(sysconfdir)/sysconfig/$$n || exit 1; done
