# SPDX-License-Identifier: GPL-2.0-or-later
# Modules that cannot be had: each reason is named, with what to do; the rules are loaded all the same.
. /root/lib.sh
networks
ftp_server
ftp_firewall
config() { echo "IPTABLES_MODULES=\"$1\"" >/etc/sysconfig/iptables-config; }
has_rules() { iptables-save | grep -q "DNAT --to-destination 198.51.100.2"; }

config "nf_conntrack_nonsense ip_conntrack_ftp"
is "an unknown module" status 1 service start
is "is said" said "nf_conntrack_nonsense: no such module for this kernel" "ip_conntrack_ftp: loaded"
is "the rules are there" has_rules
is "the other helper works" ftp_get 192.0.2.1
service stop

echo "blacklist nf_conntrack_ftp" >/etc/modprobe.d/no-ftp.conf
config ip_conntrack_ftp
is "a blacklisted module" status 1 service start
is "is said to be" said "nf_conntrack_ftp: blacklisted in modprobe.d" "modprobe nf_conntrack_ftp"
is "the rules are there then" has_rules
is "and it is not loaded" none_loaded nf_conntrack_ftp nf_nat_ftp
service stop
rm /etc/modprobe.d/no-ftp.conf

# As in a container: all rights on the network, none on modules.
contained() { setpriv --bounding-set -sys_module --inh-caps -sys_module "$@"; }
is "no right to load modules" status 1 contained statewall service --config-dir /etc/sysconfig start
is "is said, with what to do" said "nf_nat_ftp: not permitted to load modules" CAP_SYS_MODULE "modprobe nf_nat_ftp"
is "the rules are there, too" has_rules
is "the kernel got the helper by itself" loaded nf_conntrack_ftp
is "and only that" none_loaded nf_nat_ftp
modprobe nf_nat_ftp
is "what was said to do helps" ftp_get 192.0.2.1
rmmod nf_nat_ftp
is "check sees that it is gone" status 1 statewall check --config-dir /etc/sysconfig --family ipv4
is "with the line to write" said "addresses are translated, but nf_nat_ftp is not loaded" \
	"write: statewall modules load --family ipv4 nf_conntrack_ftp"
iptables-save -t raw | sed '/^#/d; s/\[.*//' >/tmp/before
is "which is carried out" sh -ec "$(sed -n 's/^  write: \(statewall modules load\)/\1/p' /tmp/text)"
is "assigns no more than before" sh -c 'iptables-save -t raw | sed "/^#/d; s/\[.*//" | diff /tmp/before -'
is "and helps too" ftp_get 192.0.2.1
service stop
is "stop unloads what modules load has loaded" none_loaded nf_nat_ftp
rmmod nf_conntrack_ftp || true

remove_modules nf_nat_ftp xt_string nft_quota xt_quota
config ip_conntrack_ftp
is "a kernel without the NAT half" status 1 service start
is "that is said" said "nf_nat_ftp: no such module for this kernel"
service stop

is "an extension that the kernel loads" iptables -A INPUT -m recent --name x --set
is "an extension without its module" status 4 iptables -A INPUT -m string --algo bm --string x -j DROP
is "names both" said "string needs the kernel module xt_string"
is "an expression without its module" status 4 iptables -A INPUT -m quota --quota 5
is "names it" said "the kernel module nft_quota"
iptables -F INPUT

echo 1 >/proc/sys/kernel/modules_disabled
is "modules switched off" status 1 service start
is "that is the reason given" said "kernel.modules_disabled"
is "and the rules are there" has_rules
