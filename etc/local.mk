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

# Completion: a file for each shell, which asks the program. bash and fish look for it by the name
# that is typed: each has a link. The plain names are no file of ours for bash (bash-completion has
# one for iptables): etc/bash_completion.d is read when a shell begins.
EXTRA_DIST += etc/completion/statewall.bash.in etc/completion/statewall.plain.in \
	etc/completion/statewall.zsh.in etc/completion/statewall.fish.in
SW_COMPLETIONS = etc/completion/statewall.bash etc/completion/statewall.plain \
	etc/completion/statewall.zsh etc/completion/statewall.fish
CLEANFILES += $(SW_COMPLETIONS)
all-local: $(SW_COMPLETIONS)
SW_SUFFIXED = `for n in $(SW_NAMES); do echo $$n-statewall; \
	echo $$n | $(SED) -n 's/^\(ip6*tables\)\(-.*\)/\1-statewall\2/p'; done | tr '\n' ' '`
$(SW_COMPLETIONS): Makefile $(srcdir)/etc/completion/statewall.bash.in \
	$(srcdir)/etc/completion/statewall.plain.in $(srcdir)/etc/completion/statewall.zsh.in \
	$(srcdir)/etc/completion/statewall.fish.in
	@$(MKDIR_P) etc/completion
	$(AM_V_GEN)names="statewall $(SW_SUFFIXED)" && $(SW_FILL) -e "s|@names[@]|$$names|" \
		-e 's|@plain[@]|$(SW_NAMES)|' \
		-e 's|@bashcompletiondir[@]|$(bashcompletiondir)|' $(srcdir)/$@.in >$@

install-data-hook:
	$(MKDIR_P) $(DESTDIR)$(bashcompletiondir) $(DESTDIR)$(zshcompletiondir) \
		$(DESTDIR)$(fishcompletiondir) $(DESTDIR)$(sysconfdir)/bash_completion.d
	$(INSTALL_DATA) etc/completion/statewall.bash $(DESTDIR)$(bashcompletiondir)/statewall
	$(INSTALL_DATA) etc/completion/statewall.plain \
		$(DESTDIR)$(sysconfdir)/bash_completion.d/statewall
	$(INSTALL_DATA) etc/completion/statewall.zsh $(DESTDIR)$(zshcompletiondir)/_statewall
	$(INSTALL_DATA) etc/completion/statewall.fish $(DESTDIR)$(fishcompletiondir)
	cd $(DESTDIR)$(bashcompletiondir) && for n in $(SW_SUFFIXED); do \
		rm -f $$n && $(LN_S) statewall $$n || exit 1; done
	cd $(DESTDIR)$(fishcompletiondir) && for n in $(SW_SUFFIXED) $(SW_NAMES); do \
		rm -f $$n.fish && $(LN_S) statewall.fish $$n.fish || exit 1; done

uninstall-completion:
	cd $(DESTDIR)$(bashcompletiondir) && rm -f statewall $(SW_SUFFIXED)
	cd $(DESTDIR)$(fishcompletiondir) && for n in statewall $(SW_SUFFIXED) $(SW_NAMES); do \
		rm -f $$n.fish; done
	rm -f $(DESTDIR)$(zshcompletiondir)/_statewall \
		$(DESTDIR)$(sysconfdir)/bash_completion.d/statewall
.PHONY: uninstall-completion
