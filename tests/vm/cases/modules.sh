# SPDX-License-Identifier: GPL-2.0-or-later
# Conntrack helpers as loadable modules: the service loads what its config names, FTP passes a router
# that translates addresses, and stop unloads what start has loaded.
. /root/lib.sh
networks
ftp_server
ftp_firewall
is "the table of helpers, before" sh -c 'statewall modules | grep "nf_conntrack_ftp .*not loaded not loaded"'
is "loads none of them" none_loaded nf_conntrack_ftp nf_conntrack_tftp nf_nat_ftp
is "start without module words" service start
is "FTP is blocked then" ftp_blocked 192.0.2.1
is "though its first connection is not" ftp_told 192.0.2.1 198,51,100,2
is "stop" service stop
is "no module yet" none_loaded nf_conntrack_ftp nf_nat_ftp

# The old recipe by hand: a module, and a rule that accepts RELATED.
iptables-restore /etc/sysconfig/iptables
is "check" checked
is "has nothing to say about a helper that is not there" unsaid ftp
modprobe nf_conntrack_ftp
is "FTP is blocked with the old recipe" ftp_blocked 192.0.2.1
is "check" status 1 statewall check --config-dir /etc/sysconfig --family ipv4
is "says why, with the line to write" said \
	"nf_conntrack_ftp is loaded, but no rule assigns its helper ftp: nothing will be RELATED" \
	"  write: statewall modules load nf_conntrack_ftp"
is "which is carried out" sh -ec "$(sed -n 's/^  write: \(statewall modules load\)/\1/p' /tmp/text)"
is "FTP works then" ftp_get 192.0.2.1
is "check, once more" checked
is "does not say it again" unsaid "no rule assigns"
iptables -t raw -F
is "check, without the rules" status 1 statewall check --config-dir /etc/sysconfig --family ipv4
is "the other line is carried out" sh -ec "$(sed -n 's/^  or: *\(.*helper ftp\) (and OUTPUT)$/\1/p' /tmp/text)"
is "FTP works then, too" ftp_get 192.0.2.1
iptables -t raw -F
is "modules unload of both" statewall modules unload nf_conntrack_ftp
is "they are unloaded" none_loaded nf_conntrack_ftp nf_nat_ftp
service stop

echo 'IPTABLES_MODULES="ip_conntrack_ftp"' >/etc/sysconfig/iptables-config
is "start with ip_conntrack_ftp" status 0 service start
is "what it says" said "ip_conntrack_ftp: loaded; helper ftp on tcp 21" "nf_nat_ftp loaded"
is "the modules are there" loaded nf_conntrack_ftp nf_nat_ftp
is "FTP works" ftp_get 192.0.2.1
is "the client is told the router's address" ftp_told 192.0.2.1 192,0,2,1
is "the data connection is related" counted "RELATED,ESTABLISHED"
is "the table of helpers" sh -c 'statewall modules | grep "nf_conntrack_ftp .* loaded  *loaded  *.*IPv4 21"'
is "status" service status

is "stop with its modules" status 0 service stop
is "they are gone" none_loaded nf_conntrack_ftp nf_nat_ftp
is "FTP is gone, too" ftp_blocked 192.0.2.1

modprobe nf_conntrack_ftp
is "start, one module is there already" service start
is "FTP works again" ftp_get 192.0.2.1
is "stop again" service stop
is "what was there before stays" loaded nf_conntrack_ftp
is "and the other goes" none_loaded nf_nat_ftp
rmmod nf_conntrack_ftp

cp /etc/sysconfig/iptables-config /root/config
sed 's/^/IP6/; s/IP6IP/IP6/' /root/config >/etc/sysconfig/ip6tables-config
printf '*nat\n-A POSTROUTING -j MASQUERADE\nCOMMIT\n' >/etc/sysconfig/ip6tables
is "start for both families" statewall service --config-dir /etc/sysconfig start
is "stop one" status 0 service stop
is "the other keeps its modules" loaded nf_conntrack_ftp nf_nat_ftp
is "stop the other" status 0 service --family ipv6 stop
is "the last one unloads them" none_loaded nf_conntrack_ftp nf_nat_ftp

echo 'IPTABLES_MODULES_UNLOAD="no"' >>/etc/sysconfig/iptables-config
is "start and stop without unloading" sh -ec 'for verb in start stop; do statewall service --family ipv4 --config-dir /etc/sysconfig $verb; done'
is "the modules stay" loaded nf_conntrack_ftp nf_nat_ftp
rmmod nf_nat_ftp nf_conntrack_ftp

is "modules load" statewall modules --family ipv4 load ip_conntrack_tftp:69,6969
is "it is loaded" loaded nf_conntrack_tftp
is "its ports have rules" sh -c 'iptables-save -t raw | grep -q -- "--dport 6969 .*-j CT --helper tftp"'
iptables -t raw -A OUTPUT -p udp --dport 5000 -j NOTRACK
generation >/tmp/before
is "modules unload" statewall modules --family ipv4 unload ip_conntrack_tftp
# The second one lets go of the helper, when no packet can be in the rules any more that gave it.
is "in one transaction, and one behind it" transactions 2
is "it is unloaded" none_loaded nf_conntrack_tftp
is "the other rules are there" sh -c 'iptables-save -t raw | grep -q -- "--dport 5000 -j"'
iptables -t raw -F
is "modules load of a helper that a rule by hand has too" statewall modules --family ipv4 load ip_conntrack_tftp
iptables -t raw -A PREROUTING -p udp --dport 70 -j CT --helper tftp
generation >/tmp/before
is "modules unload then" status 1 statewall modules --family ipv4 unload ip_conntrack_tftp
is "is one transaction too" transactions 1
is "the rule by hand is there, and alone" sh -c '[ "$(iptables-save -t raw | grep -c "helper tftp")" = 1 ]'
is "and its module" loaded nf_conntrack_tftp
iptables -t raw -F
is "modules unload once more" statewall modules --family ipv4 unload ip_conntrack_tftp
is "has it unloaded" none_loaded nf_conntrack_tftp
is "a save then" status 0 iptables-save
is "has its rules no more" unsaid CT
