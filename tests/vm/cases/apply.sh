# SPDX-License-Identifier: GPL-2.0-or-later
# A machine that starts anew before a change is confirmed has the rules of the file; the history goes on.
. /root/lib.sh
files() {
	printf '*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -s 192.0.2.1 -j ACCEPT\nCOMMIT\n' >/etc/sysconfig/iptables
	printf '*filter\n:INPUT DROP [0:0]\n-A INPUT -s 198.51.100.1 -j DROP\nCOMMIT\n' >/root/new
}

if [ "$BOOT" = 1 ]; then
	mkdir -p /var/lib
	files
	is "apply the file of the service" statewall apply -4 /etc/sysconfig/iptables
	is "apply another one, to be confirmed" status 0 statewall apply --confirm 600 -4 /root/new
	is "it says how" said "statewall confirm"
	is "its rules are there" iptables -C INPUT -s 198.51.100.1 -j DROP
	is "its policy, too" sh -c 'iptables -S INPUT | grep -qx -e "-P INPUT DROP"'
	is "a keeper waits" sh -c 'ls /run/statewall/change.*'
	reboot_machine etc/sysconfig var/lib/statewall
fi

is "start from the file" service start
is "the rule of the file" iptables -C INPUT -s 192.0.2.1 -j ACCEPT
is "no rule of what nobody has confirmed" status 1 iptables -C INPUT -s 198.51.100.1 -j DROP
is "nor its policy" sh -c 'iptables -S INPUT | grep -qx -e "-P INPUT ACCEPT"'
is "nothing waits" status 1 statewall confirm
is "the history has what was for good" sh -c 'statewall history | grep "statewall apply -4 /etc/sysconfig/iptables"'
is "and nothing else" sh -c '! statewall history | grep /root/new'
is "undo takes it back" statewall undo
is "the rule of the file has gone" status 1 iptables -C INPUT -s 192.0.2.1 -j ACCEPT
