# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by the cases, in the machine (dash): results, two networks, connections, FTP, and the next boot.
failures=0
trap 'end $?' EXIT

# The case's status: an error of the script itself (sh -e), or 1 when a check failed.
end() {
	[ "$1" = 0 ] || echo "FAIL the case stopped with status $1"
	[ "$failures" = 0 ] || exit 1
}

# is NAME COMMAND...: the command succeeds.
is() {
	name=$1
	shift
	(set +e; "$@") >/tmp/said 2>&1 && { echo "ok $name"; return; }
	failures=$((failures + 1))
	echo "FAIL $name"
	sed 's/^/  /' /tmp/said
}

# status N COMMAND...: the command ends with N; what it said is in /tmp/text, and shown by is.
status() {
	want=$1 got=0
	shift
	"$@" >/tmp/text 2>&1 || got=$?
	echo "status $got, wanted $want"
	cat /tmp/text
	[ "$got" = "$want" ]
}
# Every argument is in what the last `status' command said.
said() {
	cat /tmp/text
	for words; do grep -qF -- "$words" /tmp/text || { echo "not said: $words"; return 1; }; done
}
# Nothing of that kind is in it.
unsaid() {
	cat /tmp/text
	for words; do ! grep -F -- "$words" /tmp/text || return 1; done
}
# check of what is loaded, with remarks or without.
checked() { status 0 statewall check --config-dir /etc/sysconfig --family ipv4 || [ $got = 1 ]; }

loaded() { for module; do [ -d "/sys/module/$module" ] || { echo "$module"; return 1; }; done; }
none_loaded() { for module; do [ ! -d "/sys/module/$module" ] || { echo "$module"; return 1; }; done; }

# Takes modules away, as on a kernel whose package does not have them: shell patterns of file names.
remove_modules() {
	for pattern; do find /lib/modules -name "$pattern.ko*" -exec rm {} +; done
	depmod
}

# client (192.0.2.2) -- this machine (192.0.2.1, 198.51.100.1) -- server (198.51.100.2)
networks() {
	modprobe veth
	for end in client:192.0.2 server:198.51.100; do
		name=${end%:*} net=${end#*:}
		ip netns add "$name"
		ip link add "to-$name" type veth peer name eth0 netns "$name"
		ip addr add "$net.1/24" dev "to-$name"
		ip link set "to-$name" up
		ip -n "$name" addr add "$net.2/24" dev eth0
		ip -n "$name" link set lo up
		ip -n "$name" link set eth0 up
	done
	ip -n client route add default via 192.0.2.1
	[ "${1:-routed}" = hidden ] || ip -n server route add default via 198.51.100.1
	echo 1 >/proc/sys/net/ipv4/ip_forward
}
client() { ip netns exec client "$@"; }
server() { ip netns exec server "$@"; }

# An answering machine at a TCP port, in the namespace whose command is $1 (env: here).
listen() { "$1" nc -ll -p "$2" -e echo "port $2" & listens "$@"; }
listens() { until "$1" netstat -ltn | grep -q ":$2 "; do sleep 0.1; done; }
# connects WHO ADDRESS PORT: somebody answers there. silent: nobody does, for a second.
connects() { "$1" nc -w "${seconds:-5}" "$2" "$3" </dev/null | grep -q "^port"; }
silent() { seconds=1; ! connects "$@"; }
# The client's connections come from these ports.
client_ports() {
	client sh -c "echo 0 >/proc/sys/net/ipv4/ip_unprivileged_port_start
		echo $1 $2 >/proc/sys/net/ipv4/ip_local_port_range"
}
# The packets that the first rule with text $1 in it has counted, of table $2.
packets() { iptables-save -c -t "${2:-filter}" | sed -n "/$1/{s/^\[\([0-9]*\):.*/\1/p;q}"; }
counted() { [ "$(packets "$@")" -gt 0 ]; }

# So many transactions since generation was written to /tmp/before.
transactions() { [ $(($(generation) - $(cat /tmp/before))) = "$1" ]; }

service() { statewall service --family ipv4 --config-dir /etc/sysconfig "$@"; }

# An FTP server with one file, a passive client for it, and what such a client is told.
ftp_server() {
	echo "the file" >/tmp/file
	server nc -ll -p 21 -e sh /root/ftpd.sh &
	listens server 21
}
ftp_get() { # ADDRESS
	rm -f /tmp/got
	client timeout "${seconds:-10}" ftpget -v "$1" /tmp/got file && grep -q "the file" /tmp/got
}
ftp_blocked() { seconds=3; ! ftp_get "$@"; }
ftp_told() { printf 'PASV\r\nQUIT\r\n' | client nc -w 5 "$1" 21 | grep -F "($2,"; } # ADDRESS WORDS
# The rules of a router in front of it, which answers for it at its own address.
ftp_firewall() {
	cat >/etc/sysconfig/iptables <<-END
		*nat
		:PREROUTING ACCEPT [0:0]
		-A PREROUTING -i to-client -p tcp -m tcp --dport 21 -j DNAT --to-destination 198.51.100.2
		COMMIT
		*filter
		:INPUT ACCEPT [0:0]
		:FORWARD DROP [0:0]
		:OUTPUT ACCEPT [0:0]
		-A FORWARD -m state --state RELATED,ESTABLISHED -j ACCEPT
		-A FORWARD -d 198.51.100.2/32 -p tcp -m state --state NEW -m tcp --dport 21 -j ACCEPT
		COMMIT
	END
}

# Boots again, with what is below the folders $@ there from the beginning.
reboot_machine() {
	modprobe virtio_pci
	modprobe virtio_blk
	tar cf /dev/vda -C / "$@"
	sync
	: >/run/reboot
	exit 0
}
