# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by run: the translators and iptables-xml, which the package diverts and offers as a group.
translators="/usr/sbin/iptables-translate /usr/sbin/iptables-restore-translate
	/usr/sbin/ip6tables-translate /usr/sbin/ip6tables-restore-translate /usr/bin/iptables-xml"

translators_are() {	# translators_are PROGRAM: all names are there and lead to PROGRAM...
	local path
	for path in $translators; do
		in_root readlink -e "$path" | grep -x "/usr/sbin/$1.*"
	done
}
translated_by() {	# translated_by PROGRAM: and they work
	translators_are "$1"
	in_root iptables-translate -A INPUT -p tcp --dport 22 -j ACCEPT | grep -x \
		"nft 'add rule ip filter INPUT tcp dport 22 counter accept'"
	in_root ip6tables-translate -A INPUT -s fe80::1 -j DROP | grep "nft 'add rule ip6 filter"
	printf '*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -j DROP\nCOMMIT\n' >"$root/tmp/saved"
	in_root iptables-restore-translate -f /tmp/saved | grep '^add rule ip filter INPUT'
	in_root ip6tables-restore-translate -f /tmp/saved | grep '^add rule ip6 filter INPUT'
	in_root iptables-xml /tmp/saved | grep '<chain name="INPUT"'
}
diverted() {	# diverted N: so many files are diverted by the package
	in_root dpkg-divert --list >"$state/diverted"
	[ "$(grep -c 'by statewall$' "$state/diverted")" = "$1" ]
}
# Another iptables has no translators any more, is removed by force, or comes back: what is left
# takes the names.
translators_follow() {
	in_root update-alternatives --auto iptables-translate
	translated_by xtables-
	in_root dpkg -i /iptables-without.deb
	translated_by statewall
	none_dangles
	in_root dpkg -i /iptables.deb
	translated_by xtables-
	in_root dpkg --force-depends --remove iptables	# the plugins are gone, too
	translators_are statewall
	for name in iptables ip6tables-save; do leads_to $name /usr/sbin/statewall; done
	none_dangles
	in_root dpkg -i /iptables.deb
	translated_by xtables-
	in_root update-alternatives --set iptables-translate /usr/sbin/iptables-statewall-translate
	alternatives again
	same alternatives chosen again
	rules again
	same rules loaded again
}
# Who has diverted a translator, or made it an alternative, keeps it.
not_ours() {
	local path=/usr/sbin/ip6tables-translate
	apt install iptables
	in_root dpkg-divert --local --rename --divert $path.mine --add $path
	in_root ln -s ip6tables-translate.mine $path
	apt install /statewall.deb
	translated_by xtables-
	diverted 0
	apt purge statewall
	translated_by xtables-
	in_root rm $path
	in_root dpkg-divert --local --rename --remove $path
	in_root update-alternatives --install $path ip6tables-translate /usr/sbin/xtables-nft-multi 1
	apt install /statewall.deb
	translated_by xtables-
	diverted 0
	apt install --reinstall /statewall.deb
	apt purge statewall
	translated_by xtables-
	none_dangles
}
