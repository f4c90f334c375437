# SPDX-License-Identifier: GPL-2.0-or-later
# make rpm: packages for Fedora and RHEL in RPM_DIR, built by rpmbuild of what "make dist" packs. On a
# machine whose packages are others, such as Debian, RPMBUILD_FLAGS=--nodeps: rpm knows none of them.
EXTRA_DIST += rpm/statewall.spec.in
RPM_DIR = $(abs_top_srcdir)/build/rpm
RPMBUILD_FLAGS =
# A "-dev" of configure.ac is "~dev" there: it sorts before the release.
RPM_VERSION = `echo $(VERSION) | sed 's/-/~/'`

rpm:
	rm -rf $(RPM_DIR)
	$(MKDIR_P) $(RPM_DIR)/SOURCES $(RPM_DIR)/SPECS
	$(MAKE) $(AM_MAKEFLAGS) dist-gzip
	mv $(distdir).tar.gz $(RPM_DIR)/SOURCES/
	sed -e "s/@RPM_VERSION@/$(RPM_VERSION)/" -e 's/@VERSION[@]/$(VERSION)/' \
		$(srcdir)/rpm/statewall.spec.in >$(RPM_DIR)/SPECS/statewall.spec
	env -u MAKEFLAGS -u MFLAGS rpmbuild --define "_topdir $(RPM_DIR)" $(RPMBUILD_FLAGS) \
		-ba $(RPM_DIR)/SPECS/statewall.spec
	rm -rf $(RPM_DIR)/BUILD $(RPM_DIR)/BUILDROOT
	@find $(RPM_DIR) -name '*.rpm'

.PHONY: rpm
