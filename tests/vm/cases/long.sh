# SPDX-License-Identifier: GPL-2.0-or-later
# Chains that the kernel tells in many parts: each rule says which one it stands behind, on every kernel.
. /root/lib.sh
rules() {
	echo '*filter'
	echo ':INPUT ACCEPT [0:0]'
	echo ':FORWARD ACCEPT [0:0]'
	echo ':OUTPUT ACCEPT [0:0]'
	for c in 1 2 3; do echo ":c$c - [0:0]"; done
	for c in 1 2 3; do
		i=0
		while [ $i -lt 700 ]; do
			i=$((i + 1))
			echo "-A c$c -s 10.$c.$((i / 250)).$((i % 250))/32 -m length --length $i -j DROP"
		done
	done
	echo COMMIT
}
saved() { iptables-save -t filter | grep -v '^#'; }
same() { saved | diff /tmp/rules - | head -20 >/tmp/diff; cat /tmp/diff; [ ! -s /tmp/diff ]; }

rules >/tmp/rules
export STATEWALL_GROUP=off
is "they are loaded" iptables-restore /tmp/rules
is "they are as they were written" same
is "the last one is found" iptables -C c3 -s 10.3.2.200 -m length --length 700 -j DROP
is "one in the middle goes" iptables -D c2 -s 10.2.1.100 -m length --length 350 -j DROP
is "by number, too" iptables -D c1 400
is "one comes in front" iptables -I c1 -s 10.9.9.9 -j DROP
is "one comes behind" iptables -A c3 -s 10.9.9.9 -j DROP
is "as many as there should be" sh -c '[ "$(iptables-save | grep -c ^-A)" = 2100 ]'
is "one chain, too" sh -c '[ "$(iptables -S c3 | grep -c ^-A)" = 701 ]'
