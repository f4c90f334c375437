# -j SNAT, DNAT, MASQUERADE, REDIRECT, NETMAP.
table nat
chain POSTROUTING

rule -j SNAT --to-source 1.1.1.1
prog   => counter, snat 1.1.1.1 flags 0x1
expr   [ counter pkts 0 bytes 0 ]
       [ immediate reg 1 0x01010101 ]
       [ nat snat ip addr_min reg 1 flags 0x1 ]
save   =

rule -j SNAT --to-source 1.1.1.1-1.1.1.10
prog   => counter, snat 1.1.1.1-1.1.1.10 flags 0x1
expr   [ counter pkts 0 bytes 0 ]
       [ immediate reg 1 0x01010101 ]
       [ immediate reg 2 0x0a010101 ]
       [ nat snat ip addr_min reg 1 addr_max reg 2 flags 0x1 ]
save   =

rule -j SNAT --to-source 1.1.1.1-1.1.1.1
prog   => counter, snat 1.1.1.1 flags 0x1
save   -j SNAT --to-source 1.1.1.1

rule -j SNAT --to-source 1.1.1.1 --random
prog   => counter, snat 1.1.1.1 flags 0x5
save   =

rule -j SNAT --to-source 1.1.1.1 --random-fully
prog   => counter, snat 1.1.1.1 flags 0x11
save   =

rule -j SNAT --to-source 1.1.1.1 --persistent
prog   => counter, snat 1.1.1.1 flags 0x9
save   =

rule -j SNAT --to-source 1.1.1.1 --random --random-fully --persistent
prog   => counter, snat 1.1.1.1 flags 0x1d
save   =

rule -p tcp -j SNAT --to-source 1.1.1.1:1025-65535
prog   nh[9,1] == 0x6 => counter, snat 1.1.1.1 port 1025-65535 flags 0x3
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 1 0x01010101 ]
       [ immediate reg 3 0x00000104 ]
       [ immediate reg 4 0x0000ffff ]
       [ nat snat ip addr_min reg 1 proto_min reg 3 proto_max reg 4 flags 0x3 ]
save   =

rule -p udp -j SNAT --to-source 1.1.1.1-1.1.1.10:1025
prog   nh[9,1] == 0x11 => counter, snat 1.1.1.1-1.1.1.10 port 1025 flags 0x3
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000011 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 1 0x01010101 ]
       [ immediate reg 2 0x0a010101 ]
       [ immediate reg 3 0x00000104 ]
       [ nat snat ip addr_min reg 1 addr_max reg 2 proto_min reg 3 flags 0x3 ]
save   =

rule -p tcp -j SNAT --to-source :0
prog   nh[9,1] == 0x6 => counter, snat port 0 flags 0x2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 3 0x00000000 ]
       [ nat snat ip proto_min reg 3 flags 0x2 ]
save   =

rule -j SNAT --to-source 1.1.1.1:1025
fail   2 Need TCP, UDP, SCTP or DCCP with port specification

rule -j SNAT
fail   2 SNAT: option "--to-source" must be specified

rule -j MASQUERADE
prog   => counter, masq
expr   [ counter pkts 0 bytes 0 ]
       [ masq ]
save   =

rule -j MASQUERADE --random
prog   => counter, masq flags 0x4
expr   [ counter pkts 0 bytes 0 ]
       [ masq flags 0x4 ]
save   =

rule -j MASQUERADE --random-fully
prog   => counter, masq flags 0x10
save   =

rule -p tcp -j MASQUERADE --to-ports 1024
prog   nh[9,1] == 0x6 => counter, masq port 1024 flags 0x2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 3 0x00000004 ]
       [ masq proto_min reg 3 flags 0x2 ]
save   =

rule -p udp -j MASQUERADE --to-ports 1024-65535 --random
prog   nh[9,1] == 0x11 => counter, masq port 1024-65535 flags 0x6
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000011 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 3 0x00000004 ]
       [ immediate reg 4 0x0000ffff ]
       [ masq proto_min reg 3 proto_max reg 4 flags 0x6 ]
save   =

rule -j MASQUERADE --to-ports 1024
fail   2 Need TCP, UDP, SCTP or DCCP with port specification

rule -j NETMAP --to 1.2.3.0/24
prog   => counter, snat 1.2.3.0-1.2.3.255 flags 0x41
save   =

rule -j DNAT --to-destination 1.1.1.1
fail   4 DNAT
hint   DNAT works in PREROUTING OUTPUT only

rule -j REDIRECT --to-ports 1
fail   2 Need TCP, UDP, SCTP or DCCP with port specification

chain INPUT
rule -j SNAT --to-source 10.0.0.1
prog   => counter, snat 10.0.0.1 flags 0x1
save   =

rule -j NETMAP --to 1.2.3.4
prog   => counter, snat 1.2.3.4-1.2.3.4 flags 0x41
save   -j NETMAP --to 1.2.3.4/32

chain PREROUTING
rule -j DNAT --to-destination 1.1.1.1
prog   => counter, dnat 1.1.1.1 flags 0x1
expr   [ counter pkts 0 bytes 0 ]
       [ immediate reg 1 0x01010101 ]
       [ nat dnat ip addr_min reg 1 flags 0x1 ]
save   =

rule -j DNAT --to-destination 1.1.1.1-1.1.1.10 --persistent
prog   => counter, dnat 1.1.1.1-1.1.1.10 flags 0x9
expr   [ counter pkts 0 bytes 0 ]
       [ immediate reg 1 0x01010101 ]
       [ immediate reg 2 0x0a010101 ]
       [ nat dnat ip addr_min reg 1 addr_max reg 2 flags 0x9 ]
save   =

rule -p tcp -j DNAT --to-destination 1.1.1.1:1025-65535 --random
prog   nh[9,1] == 0x6 => counter, dnat 1.1.1.1 port 1025-65535 flags 0x7
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 1 0x01010101 ]
       [ immediate reg 3 0x00000104 ]
       [ immediate reg 4 0x0000ffff ]
       [ nat dnat ip addr_min reg 1 proto_min reg 3 proto_max reg 4 flags 0x7 ]
save   =

rule -p tcp -j DNAT --to-destination :80
prog   nh[9,1] == 0x6 => counter, dnat port 80 flags 0x2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 3 0x00005000 ]
       [ nat dnat ip proto_min reg 3 flags 0x2 ]
save   =

rule -p tcp -j DNAT --to-destination 1.1.1.1:0
prog   nh[9,1] == 0x6 => counter, dnat 1.1.1.1 port 0 flags 0x3
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 1 0x01010101 ]
       [ immediate reg 3 0x00000000 ]
       [ nat dnat ip addr_min reg 1 proto_min reg 3 flags 0x3 ]
save   =

# a shifted range: in the companion chain
rule -p tcp -j DNAT --to-destination 1.1.1.1:1000-2000/1000
prog   nh[9,1] == 0x6 => counter, if meta.priority & 0xfff00000 == 0x0, meta.priority = meta.priority & 0xfffff ^ 0xed500000, accept
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ counter pkts 0 bytes 0 ]
       [ meta load priority => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0xfff00000 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000000 ]
       [ meta load priority => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x000fffff ) ^ 0xed500000 ]
       [ meta set priority with reg 1 ]
       [ immediate reg 0 accept ]
save   =
bare   not an iptables rule

rule -p tcp -j REDIRECT --to-ports 42
prog   nh[9,1] == 0x6 => counter, redir port 42 flags 0x2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 3 0x00002a00 ]
       [ redir proto_min reg 3 flags 0x2 ]
save   =

rule -p tcp -j REDIRECT --to-ports 0
prog   nh[9,1] == 0x6 => counter, redir port 0 flags 0x2
save   =

rule -p udp -j REDIRECT --to-ports 42-1234 --random
prog   nh[9,1] == 0x11 => counter, redir port 42-1234 flags 0x6
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000011 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 3 0x00002a00 ]
       [ immediate reg 4 0x0000d204 ]
       [ redir proto_min reg 3 proto_max reg 4 flags 0x6 ]
save   =

rule -j REDIRECT
prog   => counter, redir
expr   [ counter pkts 0 bytes 0 ]
       [ redir ]
save   =

rule -j REDIRECT --random
prog   => counter, redir flags 0x4
expr   [ counter pkts 0 bytes 0 ]
       [ redir flags 0x4 ]
save   =

rule -j NETMAP --to 10.0.0.0/8
prog   => counter, dnat 10.0.0.0-10.255.255.255 flags 0x41
save   =

rule -j NETMAP --to 0.0.0.0/0
prog   => counter, dnat 0.0.0.0-255.255.255.255 flags 0x41
save   =

rule -j SNAT --to-source 1.1.1.1
fail   4 SNAT
hint   SNAT works in INPUT POSTROUTING only

rule -j MASQUERADE
fail   4 MASQUERADE
hint   MASQUERADE works in POSTROUTING only

chain USER
rule -j DNAT --to-destination 1.1.1.1
prog   => counter, dnat 1.1.1.1 flags 0x1
save   =

rule -j SNAT --to-source 1.1.1.1
prog   => counter, snat 1.1.1.1 flags 0x1
save   =

rule -j MASQUERADE
prog   => counter, masq
save   =

# the hook decides what is rewritten
rule -j NETMAP --to 1.2.3.0/24
prog   => counter, if meta.priority & 0xfff00000 == 0x0, meta.priority = meta.priority & 0xfffff ^ 0xd9c00000, accept
expr   [ counter pkts 0 bytes 0 ]
       [ meta load priority => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0xfff00000 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000000 ]
       [ meta load priority => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x000fffff ) ^ 0xd9c00000 ]
       [ meta set priority with reg 1 ]
       [ immediate reg 0 accept ]
save   =
bare   not an iptables rule

table filter
chain INPUT
rule -j SNAT --to-source 1.1.1.1
fail   4 SNAT
hint   SNAT works in table nat only

rule -p tcp -j REDIRECT --to-ports 42
fail   4 REDIRECT
hint   REDIRECT works in table nat only

rule -j NETMAP --to 1.2.3.0/24
fail   4 NETMAP
hint   NETMAP works in table nat only

family ip6
table nat
chain POSTROUTING
rule -j SNAT --to-source dead::beef
prog   => counter, snat dead::beef flags 0x1
expr   [ counter pkts 0 bytes 0 ]
       [ immediate reg 1 0x0000adde 0x00000000 0x00000000 0xefbe0000 ]
       [ nat snat ip6 addr_min reg 1 flags 0x1 ]
save   =

rule -j SNAT --to-source dead::beef-dead::fee7 --random --persistent
prog   => counter, snat dead::beef-dead::fee7 flags 0xd
expr   [ counter pkts 0 bytes 0 ]
       [ immediate reg 1 0x0000adde 0x00000000 0x00000000 0xefbe0000 ]
       [ immediate reg 2 0x0000adde 0x00000000 0x00000000 0xe7fe0000 ]
       [ nat snat ip6 addr_min reg 1 addr_max reg 2 flags 0xd ]
save   =

rule -p tcp -j SNAT --to-source [dead::beef-dead::fee7]:1025-65535
prog   meta.l4proto == 0x6 => counter, snat dead::beef-dead::fee7 port 1025-65535 flags 0x3
expr   [ meta load l4proto => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 1 0x0000adde 0x00000000 0x00000000 0xefbe0000 ]
       [ immediate reg 2 0x0000adde 0x00000000 0x00000000 0xe7fe0000 ]
       [ immediate reg 3 0x00000104 ]
       [ immediate reg 4 0x0000ffff ]
       [ nat snat ip6 addr_min reg 1 addr_max reg 2 proto_min reg 3 proto_max reg 4 flags 0x3 ]
save   =

rule -p tcp -j SNAT --to-source [dead::beef]:80
prog   meta.l4proto == 0x6 => counter, snat dead::beef port 80 flags 0x3
expr   [ meta load l4proto => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 1 0x0000adde 0x00000000 0x00000000 0xefbe0000 ]
       [ immediate reg 3 0x00005000 ]
       [ nat snat ip6 addr_min reg 1 proto_min reg 3 flags 0x3 ]
save   =

rule -j MASQUERADE
prog   => counter, masq
save   =

rule -p tcp -j MASQUERADE --to-ports 10-20 --random-fully
prog   meta.l4proto == 0x6 => counter, masq port 10-20 flags 0x12
expr   [ meta load l4proto => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 3 0x00000a00 ]
       [ immediate reg 4 0x00001400 ]
       [ masq proto_min reg 3 proto_max reg 4 flags 0x12 ]
save   =

rule -j NETMAP --to dead::/64
prog   => counter, snat dead::-dead::ffff:ffff:ffff:ffff flags 0x41
save   =

chain OUTPUT
rule -j DNAT --to-destination dead::beef
prog   => counter, dnat dead::beef flags 0x1
expr   [ counter pkts 0 bytes 0 ]
       [ immediate reg 1 0x0000adde 0x00000000 0x00000000 0xefbe0000 ]
       [ nat dnat ip6 addr_min reg 1 flags 0x1 ]
save   =

rule -p tcp -j DNAT --to-destination [dead::beef-dead::fee7]:1025-65535
prog   meta.l4proto == 0x6 => counter, dnat dead::beef-dead::fee7 port 1025-65535 flags 0x3
expr   [ meta load l4proto => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 1 0x0000adde 0x00000000 0x00000000 0xefbe0000 ]
       [ immediate reg 2 0x0000adde 0x00000000 0x00000000 0xe7fe0000 ]
       [ immediate reg 3 0x00000104 ]
       [ immediate reg 4 0x0000ffff ]
       [ nat dnat ip6 addr_min reg 1 addr_max reg 2 proto_min reg 3 proto_max reg 4 flags 0x3 ]
save   =

rule -p tcp -j DNAT --to-destination [dead::beef]:10-20/21
prog   meta.l4proto == 0x6 => counter, if meta.priority & 0xfff00000 == 0x0, meta.priority = meta.priority & 0xfffff ^ 0xd1100000, accept
expr   [ meta load l4proto => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ counter pkts 0 bytes 0 ]
       [ meta load priority => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0xfff00000 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000000 ]
       [ meta load priority => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x000fffff ) ^ 0xd1100000 ]
       [ meta set priority with reg 1 ]
       [ immediate reg 0 accept ]
save   =
bare   not an iptables rule

rule -p tcp -j REDIRECT --to-ports 8080-8090
prog   meta.l4proto == 0x6 => counter, redir port 8080-8090 flags 0x2
expr   [ meta load l4proto => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 3 0x0000901f ]
       [ immediate reg 4 0x00009a1f ]
       [ redir proto_min reg 3 proto_max reg 4 flags 0x2 ]
save   =

rule -j NETMAP --to dead::beef
prog   => counter, dnat dead::beef-dead::beef flags 0x41
expr   [ counter pkts 0 bytes 0 ]
       [ immediate reg 1 0x0000adde 0x00000000 0x00000000 0xefbe0000 ]
       [ immediate reg 2 0x0000adde 0x00000000 0x00000000 0xefbe0000 ]
       [ nat dnat ip6 addr_min reg 1 addr_max reg 2 flags 0x41 ]
save   -j NETMAP --to dead::beef/128
