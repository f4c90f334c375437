# SPDX-License-Identifier: GPL-2.0-or-later
# A kernel without the xt_* and nft_compat modules: ordinary firewalls load, and do what they say.
. /root/lib.sh
remove_modules 'xt_*' x_tables nft_compat ip_tables ip6_tables 'ipt_*' 'ip6t_*' 'iptable_*' 'ip6table_*'
networks hidden
dmesg -c >/dev/null
for port in 22 80 81; do listen env $port; done
listen server 80

# An old recipe, line by line, and nothing else.
cat >/root/recipe.sh <<'END'
iptables -A INPUT -p tcp -s 0/0 --sport 513:65535 -d 192.0.2.1 --dport 22 -m state --state NEW,ESTABLISHED -j ACCEPT
iptables -A OUTPUT -p tcp -s 192.0.2.1 --sport 22 -d 0/0 --dport 513:65535 -m state --state ESTABLISHED -j ACCEPT
iptables -A FORWARD -m state --state ESTABLISHED,RELATED -j ACCEPT
iptables -P INPUT DROP
iptables -P OUTPUT DROP
iptables -P FORWARD DROP
END
is "nothing is in the way at first" connects client 192.0.2.1 80
is "the recipe loads" sh -e /root/recipe.sh
is "ssh gets in" connects client 192.0.2.1 22
client_ports 400 402
is "not from a low port" silent client 192.0.2.1 22
client_ports 32768 60999
is "the web does not" silent client 192.0.2.1 80
for chain in INPUT OUTPUT FORWARD; do iptables -P $chain ACCEPT; done
iptables -F

# More of what ordinary firewalls have.
cat >/root/more.sh <<'END'
iptables -N web
iptables -A INPUT -p tcp -m multiport --dports 80,443,8000:8010 -m comment --comment "the web" -j web
iptables -A web -m conntrack --ctstate NEW -j LOG --log-prefix "web: " --log-level 4
iptables -A web -j ACCEPT
iptables -A INPUT -p tcp -m multiport ! --dports 22,80 -m multiport --ports 81,82 -j REJECT --reject-with tcp-reset
iptables -A INPUT -p icmp --icmp-type echo-request -m limit --limit 1/hour --limit-burst 3 -j ACCEPT
iptables -A INPUT -p icmp --icmp-type echo-request -j DROP
iptables -A INPUT -p udp --sport 1024: --dport 53 -j REJECT
iptables -A INPUT -i lo -m mark ! --mark 0x1/0xf -m pkttype --pkt-type unicast -j ACCEPT
iptables -A FORWARD -p tcp --syn -m tcp --tcp-flags SYN,RST SYN -m mac ! --mac-source 02:00:00:00:00:01 -j ACCEPT
iptables -t nat -A PREROUTING -i to-client -p tcp --dport 8080 -j DNAT --to-destination 198.51.100.2:80
iptables -t nat -A PREROUTING -i to-client -p tcp --dport 2222 -j REDIRECT --to-ports 22
iptables -t nat -A POSTROUTING -o to-server -j MASQUERADE
iptables -t nat -A POSTROUTING -s 203.0.113.0/24 -o to-client -j SNAT --to-source 192.0.2.1
iptables -t mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j MARK --set-xmark 0x7/0xff
ip6tables -A INPUT -p tcp --dport 22 -m state --state NEW -m limit --limit 5/min -j ACCEPT
ip6tables -A INPUT -p ipv6-icmp --icmpv6-type 135 -j ACCEPT
ip6tables -A INPUT -j REJECT --reject-with icmp6-adm-prohibited
END
is "more rules load" sh -e /root/more.sh
is "multiport" connects client 192.0.2.1 80
is "LOG" sh -c 'dmesg | grep -q "web: IN=to-client"'
is "REJECT" silent client 192.0.2.1 81
is "REJECT has counted" counted "reject-with tcp-reset"
is "the reset has come" sh -c 'ip netns exec client nc 192.0.2.1 81 2>&1 </dev/null | grep -q refused'
client ping -c 5 -i 0.1 -W 1 192.0.2.1 >/tmp/ping || true
is "limit" grep -q " 3 packets received" /tmp/ping
is "DNAT and MASQUERADE" connects client 192.0.2.1 8080
is "MASQUERADE has counted" counted MASQUERADE nat
is "MARK has counted" counted "MARK --set" mangle
is "REDIRECT" connects client 192.0.2.1 2222

iptables-save >/tmp/before
ip6tables-save >/tmp/before6
is "comment" grep -q 'comment "the web"' /tmp/before
is "a save loads" iptables-restore /tmp/before
is "a save of IPv6 loads" ip6tables-restore /tmp/before6
is "as the same" sh -c 'iptables-save | grep -v "^#" >/tmp/after; grep -v "^#" /tmp/before | sed "s/\[[0-9:]*\]$/[0:0]/" >/tmp/want
	sed -i "s/\[[0-9:]*\]$/[0:0]/" /tmp/after; diff /tmp/want /tmp/after'
is "rules are found" iptables -C FORWARD -p tcp --syn -m tcp --tcp-flags SYN,RST SYN -m mac ! --mac-source 02:00:00:00:00:01 -j ACCEPT
is "and deleted" iptables -D INPUT -p tcp -m multiport ! --dports 22,80 -m multiport --ports 81,82 -j REJECT --reject-with tcp-reset
is "and listed" iptables -L -n -v

# What an earlier statewall carried.
cat >/root/later.sh <<'END'
iptables -A INPUT -i no -p tcp -m tcp ! --tcp-option 8 -j DROP
iptables -A INPUT -i no -m conntrack --ctstate RELATED,ESTABLISHED,DNAT -j ACCEPT
iptables -A INPUT -i no -p dccp -m dccp --dccp-types REQUEST,ACK --dport 80 -j ACCEPT
iptables -A INPUT -i no -m u32 --u32 "0x6&0xff=0x1" -j ACCEPT
iptables -A INPUT -i no -m cgroup --cgroup 1048577 -j ACCEPT
iptables -A INPUT -i no -j AUDIT --type drop
iptables -A INPUT -i no -p tcp -j SYNPROXY --sack-perm --timestamp --wscale 7 --mss 1460
iptables -t mangle -A PREROUTING -i no -j CONNSECMARK --restore
ip6tables -A INPUT -i no -m rt --rt-type 0 -j DROP
END
is "later forms load" sh -e /root/later.sh

# Nobody takes packets from the queue: with bypass they go on, else they are lost.
iptables -F INPUT
is "NFQUEUE loads" iptables -A INPUT -p icmp -j NFQUEUE --queue-balance 5:6 --queue-bypass --queue-cpu-fanout
is "NFQUEUE is native" none_loaded x_tables nft_compat
is "a bypass" client ping -c 2 -i 0.1 -W 1 192.0.2.1
is "NFQUEUE has counted" counted NFQUEUE
is "NFQUEUE without bypass" iptables -R INPUT 1 -p icmp -j NFQUEUE --queue-num 5
is "no bypass" status 1 client ping -c 2 -i 0.1 -W 1 192.0.2.1
is "it has counted" counted NFQUEUE
is "and is found" iptables -D INPUT -p icmp -j NFQUEUE --queue-num 5

# What has no native form says what it would need, and changes nothing.
iptables-save >/tmp/before
for rule in "-m recent --name x --set" "-m string --algo bm --string x" "-m hashlimit --hashlimit-name x --hashlimit-upto 1/s"; do
	extension=$(echo "$rule" | sed 's/-m \([a-z]*\).*/\1/')
	is "$extension is refused" status 4 iptables -A INPUT $rule -j ACCEPT
	is "$extension is named" said "$extension" "xt_$extension" nft_compat
done
is "IDLETIMER is refused" status 4 iptables -A INPUT -j IDLETIMER --timeout 5 --label x
is "IDLETIMER is named" said IDLETIMER xt_IDLETIMER nft_compat
is "set is refused" status 4 iptables -A INPUT -m set --match-set x src -j DROP
is "set is named" said xt_set nft_compat
echo "-A INPUT -m recent --name x --set" | sed '1i*filter' | sed '$aCOMMIT' >/tmp/recent
is "a file with recent is refused" status 4 iptables-restore /tmp/recent
is "and recent named" said "line 2" xt_recent nft_compat
is "nothing has changed" sh -c 'iptables-save | grep -v "^#" >/tmp/after; grep -v "^#" /tmp/before | diff - /tmp/after'
is "and x_tables is not there" none_loaded x_tables nft_compat
