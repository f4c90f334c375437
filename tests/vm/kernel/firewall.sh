# SPDX-License-Identifier: GPL-2.0-or-later
# What every kernel must do alike: all or nothing, counters, sets, companions, maps of rules.
. /root/lib.sh
echo "note kernel $(uname -r), $(uname -v)"
networks
listen env 22
listen env 80
text() { iptables-save "$@" | sed '/^#/d'; }
plain() { text "$@" | sed 's/\[[0-9:]*\]/[0:0]/'; }

# ---- all or nothing
cat >/root/five <<'END'
*raw
:PREROUTING ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
-A PREROUTING -p udp -m udp --dport 9 -j NOTRACK
COMMIT
*mangle
:PREROUTING ACCEPT [0:0]
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
-A FORWARD -p tcp -m tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu
COMMIT
*nat
:PREROUTING ACCEPT [0:0]
:INPUT ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
-A PREROUTING -i to-client -p tcp -m tcp --dport 8080 -j REDIRECT --to-ports 80
COMMIT
*filter
:INPUT DROP [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
:web - [0:0]
-A INPUT -i lo -j ACCEPT
-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A INPUT -p tcp -m multiport --dports 80,443 -j web
-A web -j ACCEPT
COMMIT
*security
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
-A OUTPUT -p icmp -m icmp --icmp-type 8 -j ACCEPT
COMMIT
END
is "five tables load" iptables-restore /root/five
plain >/tmp/all
table() { sed -n "/^\*$1\$/,/^COMMIT/p" "$2"; }
for t in raw mangle nat filter security; do
	table $t /root/five >/tmp/want
	table $t /tmp/all >/tmp/have
	is "$t is saved as it was" diff /tmp/want /tmp/have
done
generation >/tmp/before
is "in one transaction" sh -c 'iptables-restore /root/five && [ $(($(generation) - $(cat /tmp/before))) -le 3 ]'
text -c >/tmp/before
sed 's/^-A web -j ACCEPT/&\n-A web -j nowhere/' /root/five >/root/bad
is "a bad line" status 2 iptables-restore /root/bad
sed 's/^-A web -j ACCEPT/&\n-A web -m recent --name x --rcheck -j web/' /root/five >/root/bad
is "a line that the kernel refuses" status 4 iptables-restore /root/bad
is "--test" iptables-restore --test /root/five
text -c >/tmp/after
is "change nothing" diff /tmp/before /tmp/after
is "the web" connects client 192.0.2.1 80
is "REDIRECT" connects client 192.0.2.1 8080
is "ssh does not" silent client 192.0.2.1 22

# ---- counters
is "counted" counted "multiport"
text -c -t filter >/tmp/before
is "counters load" iptables-restore -c /tmp/before
text -c -t filter | grep multiport >/tmp/after
is "and are what they were" sh -c 'grep multiport /tmp/before | diff - /tmp/after'
is "-Z INPUT 3" iptables -Z INPUT 3
is "zero" sh -c 'iptables-save -c -t filter | grep multiport | grep -q "^\[0:0\]"'
is "and goes on" connects client 192.0.2.1 80
is "counting" counted "multiport"

# ---- sets
is "the list is a set" sh -c 'nft list sets | grep -q sw.ports.80.443'
is "found by its words" iptables -C INPUT -p tcp -m multiport --dports 80,443 -j web
is "deleted by them" iptables -D INPUT -p tcp -m multiport --dports 80,443 -j web
is "and its set goes" sh -c '! nft list sets | grep -q sw.ports'

# ---- companions
modprobe nf_conntrack_ftp
is "a helper" iptables -t raw -A PREROUTING -p tcp --dport 21 -j CT --helper ftp
is "CHECKSUM" iptables -t mangle -A POSTROUTING -p udp --dport 68 -j CHECKSUM --checksum-fill
is "TPROXY" iptables -t mangle -A PREROUTING -p tcp --dport 81 -j TPROXY --on-port 3128 --on-ip 127.0.0.1
for words in "raw PREROUTING -p tcp --dport 21 -j CT --helper ftp" \
	"mangle POSTROUTING -p udp --dport 68 -j CHECKSUM --checksum-fill" \
	"mangle PREROUTING -p tcp --dport 81 -j TPROXY --on-port 3128 --on-ip 127.0.0.1"; do
	is "found: $words" iptables -t ${words%% *} -C ${words#* }
	is "deleted: $words" iptables -t ${words%% *} -D ${words#* }
done

# ---- maps
many() {
	echo "*filter"
	echo ":INPUT DROP [0:0]"
	for i in $(seq 1 "$1"); do echo "-A INPUT -s 10.0.$((i / 250)).$((i % 250 + 1))/32 -p tcp -m tcp --dport $i -j DROP"; done
	echo "-A INPUT -s 192.0.2.2/32 -p tcp -m tcp --dport 22 -j ACCEPT"
	echo COMMIT
}
many 4200 >/root/many
export STATEWALL_GROUP=always
is "4 200 rules as maps" iptables-restore /root/many
is "there are maps" sh -c 'nft list ruleset | grep -q @sw.map'
is "the large one has a size" sh -c 'nft list ruleset | grep -q "size 12288"'
is "saved as they were" sh -c 'iptables-save -t filter | grep "^-A" >/tmp/have; grep "^-A" /root/many | diff - /tmp/have'
is "ssh gets in" connects client 192.0.2.1 22
is "which is counted" counted "192.0.2.2.*dport 22 "
is "found" iptables -C INPUT -s 10.0.1.5/32 -p tcp --dport 254 -j DROP
is "deleted" iptables -D INPUT -s 10.0.1.5/32 -p tcp --dport 254 -j DROP
is "gone" status 1 iptables -C INPUT -s 10.0.1.5/32 -p tcp --dport 254 -j DROP
is "one more" iptables -A INPUT -s 10.9.9.9/32 -p tcp --dport 9 -j DROP
is "rule by rule again" statewall group --off
is "there are none" sh -c '! nft list ruleset | grep -q @sw.map'
is "all are there" [ "$(iptables -S INPUT | wc -l)" = 4202 ]
