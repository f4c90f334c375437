# SPDX-License-Identifier: GPL-2.0-or-later
# Names: links to statewall in bin/ (always, as a drop-in for PATH) and in sbindir (at install).
SW_NAMES = iptables iptables-save iptables-restore ip6tables ip6tables-save ip6tables-restore \
	iptables-translate ip6tables-translate iptables-restore-translate ip6tables-restore-translate \
	iptables-apply ip6tables-apply iptables-xml
SW_NFT_NAMES = iptables-nft iptables-nft-save iptables-nft-restore \
	ip6tables-nft ip6tables-nft-save ip6tables-nft-restore

all-local: bin/.links
bin/.links: statewall$(EXEEXT) $(srcdir)/src/install.mk
	@$(MKDIR_P) bin
	@for n in statewall $(SW_NAMES) $(SW_NFT_NAMES); do \
		$(LN_S) -f ../statewall$(EXEEXT) bin/$$n || exit 1; done
	@for n in $(SW_NAMES); do $(LN_S) -f ../statewall$(EXEEXT) bin/$$n-statewall || exit 1; done
	@touch $@

clean-local:
	rm -rf bin

# Debian's iptables package owns the plain names (update-alternatives) and the -nft names: what is
# installed beside it are the -statewall names. install-alternatives makes them the plain ones.
install-exec-hook:
	cd $(DESTDIR)$(sbindir) && for n in $(SW_NAMES); do \
		rm -f $$n-statewall && $(LN_S) statewall$(EXEEXT) $$n-statewall || exit 1; done
if NFT_NAMES
	cd $(DESTDIR)$(sbindir) && for n in $(SW_NFT_NAMES); do \
		rm -f $$n && $(LN_S) statewall$(EXEEXT) $$n || exit 1; done
endif

# What leads here is taken back before the first file goes: without DESTDIR it is this machine's.
UA = update-alternatives
SYSTEMCTL = systemctl
uninstall-local:
	test -n "$(DESTDIR)" || UA="$(UA)" SYSTEMCTL="$(SYSTEMCTL)" \
		sh $(srcdir)/scripts/take-back $(sbindir) $(SW_NAMES)
uninstall-sbinPROGRAMS uninstall-nodist_systemdunitDATA uninstall-nodist_initentrySCRIPTS \
uninstall-dist_docDATA uninstall-man1 uninstall-man5 uninstall-man8: uninstall-local

uninstall-hook: uninstall-completion
	cd $(DESTDIR)$(sbindir) && for n in $(SW_NAMES); do rm -f $$n-statewall; done
if NFT_NAMES
	cd $(DESTDIR)$(sbindir) && for n in $(SW_NFT_NAMES); do rm -f $$n; done
endif
	@test -n "$(DESTDIR)" || ! test -d /run/systemd/system || $(SYSTEMCTL) daemon-reload
	@echo "Files are removed. Loaded rules are not: 'nft list tables' shows tables statewall-*,"
	@echo "'nft delete table ip statewall-filter' removes one."

# The same slave names as Debian's package, so that one choice moves all of a family. The priority
# is below Debian's: nothing changes until somebody chooses.
install-alternatives:
	$(UA) --install /usr/sbin/iptables iptables $(sbindir)/iptables-statewall 5 \
		--slave /usr/sbin/iptables-save iptables-save $(sbindir)/iptables-save-statewall \
		--slave /usr/sbin/iptables-restore iptables-restore $(sbindir)/iptables-restore-statewall
	$(UA) --install /usr/sbin/ip6tables ip6tables $(sbindir)/ip6tables-statewall 5 \
		--slave /usr/sbin/ip6tables-save ip6tables-save $(sbindir)/ip6tables-save-statewall \
		--slave /usr/sbin/ip6tables-restore ip6tables-restore $(sbindir)/ip6tables-restore-statewall
	@echo "Choose with: update-alternatives --config iptables (and ip6tables)"

uninstall-alternatives:
	$(UA) --remove iptables $(sbindir)/iptables-statewall
	$(UA) --remove ip6tables $(sbindir)/ip6tables-statewall

# How the tree is written; also in "make check".
style size:
	@$(srcdir)/tests/style/run

.PHONY: style size install-alternatives uninstall-alternatives
