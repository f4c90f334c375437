# SPDX-License-Identifier: GPL-2.0-or-later
# What "service save" keeps is there after the next boot: the same rules, the same modules, FTP works.
. /root/lib.sh
networks
ftp_server
text() { iptables-save | sed '/^#/d; s/\[[0-9]*:[0-9]*\]$//'; }

if [ "$BOOT" = 1 ]; then
	ftp_firewall
	is "start" service start
	is "load a helper by hand" statewall modules --family ipv4 load ip_conntrack_ftp
	is "add a rule by hand" iptables -A INPUT -p tcp -m multiport --dports 22,80 -m comment --comment "by hand" -j ACCEPT
	is "FTP works" ftp_get 192.0.2.1
	is "save" service save
	text >/etc/sysconfig/before
	lsmod | sed 's/ .*//' | grep -E '^nf_.*_ftp$' | sort >/etc/sysconfig/modules
	cp /etc/sysconfig/iptables /etc/sysconfig/file
	reboot_machine etc/sysconfig
fi

is "a save after the boot" status 0 iptables-save
is "no rules then" [ ! -s /tmp/text ]
is "no modules after the boot" none_loaded nf_conntrack_ftp nf_nat_ftp
is "both were loaded before" sh -c '[ "$(cat /etc/sysconfig/modules | tr "\n" " ")" = "nf_conntrack_ftp nf_nat_ftp " ]'
is "start from what was saved" status 0 service start
is "the same modules" loaded $(cat /etc/sysconfig/modules)
text >/tmp/after
is "the same rules" diff /etc/sysconfig/before /tmp/after
is "the rule made by hand" iptables -C INPUT -p tcp -m multiport --dports 22,80 -m comment --comment "by hand" -j ACCEPT
is "FTP works after the boot" ftp_get 192.0.2.1
is "save again" service save
is "writes the same file" sh -c 'sed "/^# \(Gen\|Comp\)/d; s/\[[0-9:]*\]//" /etc/sysconfig/file >/tmp/1
	sed "/^# \(Gen\|Comp\)/d; s/\[[0-9:]*\]//" /etc/sysconfig/iptables >/tmp/2; diff /tmp/1 /tmp/2'
