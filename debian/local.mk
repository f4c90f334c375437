# SPDX-License-Identifier: GPL-2.0-or-later
# make deb: a Debian package in DEB_DIR, built by debhelper as root or as anybody else. It is made
# of a copy of what "make dist" packs, so the tree stays as it is, and an unpacked archive does as
# well as a checkout: these files are in it. They stand here one by one because a build leaves
# others beside them.
EXTRA_DIST += debian/changelog debian/clean debian/control debian/copyright debian/postinst \
	debian/postrm debian/prerm debian/rules debian/source/format debian/triggers \
	debian/statewall.lintian-overrides
DEB_DIR = $(abs_top_srcdir)/build/deb
DEB_TREE = $(DEB_DIR)/$(PACKAGE)-$(VERSION)

# A "-dev" of configure.ac is "~dev" there: it sorts before the release.
deb:
	@version=`sed -n '1s/.*(\(.*\)).*/\1/p' $(srcdir)/debian/changelog`; \
	test "$$version" = "`echo $(VERSION) | sed 's/-/~/'`" || { \
		echo "debian/changelog: $$version, configure.ac: $(VERSION)" >&2; exit 1; }
	rm -rf $(DEB_TREE)
	$(MKDIR_P) $(DEB_DIR)
	$(MAKE) $(AM_MAKEFLAGS) distdir distdir=$(DEB_TREE)
	cd $(DEB_TREE) && env -u MAKEFLAGS -u MFLAGS dpkg-buildpackage -b -us -uc
	rm -rf $(DEB_TREE)
	@ls $(DEB_DIR)/*.deb

.PHONY: deb
