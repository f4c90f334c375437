# -j REJECT of both families.

rule -j REJECT --reject-with icmp-net-unreachable
prog   => counter, reject type 0 code 0
expr   [ counter pkts 0 bytes 0 ]
       [ reject type 0 code 0 ]
save   =

rule -j REJECT --reject-with icmp-host-unreachable
prog   => counter, reject type 0 code 1
save   =

rule -j REJECT --reject-with icmp-proto-unreachable
prog   => counter, reject type 0 code 2
save   =

rule -j REJECT --reject-with icmp-port-unreachable
prog   => counter, reject type 0 code 3
save   =

rule -j REJECT --reject-with icmp-net-prohibited
prog   => counter, reject type 0 code 9
save   =

rule -j REJECT --reject-with icmp-host-prohibited
prog   => counter, reject type 0 code 10
save   =

rule -j REJECT --reject-with icmp-admin-prohibited
prog   => counter, reject type 0 code 13
save   =

# the default is written out
rule -j REJECT
prog   => counter, reject type 0 code 3
save   -j REJECT --reject-with icmp-port-unreachable

rule -p tcp -j REJECT --reject-with tcp-reset
prog   nh[9,1] == 0x6 => counter, reject type 1 code 0
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ counter pkts 0 bytes 0 ]
       [ reject type 1 code 0 ]
save   =

rule -p tcp -m tcp --dport 113 -j REJECT --reject-with tcp-reset
prog   nh[9,1] == 0x6, th[2,2] == 0x71, guard 20 => counter, reject type 1 code 0
expr   [ payload load 2b @ transport header + 2 => reg 1 ]
       [ cmp eq reg 1 0x00007100 ]
       [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ reject type 1 code 0 ]
save   =

# a reset needs TCP
rule -j REJECT --reject-with tcp-reset
fail   4 REJECT --reject-with tcp-reset
hint   REJECT --reject-with tcp-reset needs -p tcp

rule ! -p tcp -j REJECT --reject-with tcp-reset
fail   4 REJECT --reject-with tcp-reset
hint   REJECT --reject-with tcp-reset needs -p tcp

rule -p udp -j REJECT --reject-with tcp-reset
fail   4 REJECT --reject-with tcp-reset
hint   REJECT --reject-with tcp-reset needs -p tcp

rule -j REJECT --reject-with icmp-nonsense
fail   2 unknown reject type "icmp-nonsense"
hint   one of icmp-net-unreachable, icmp-host-unreachable, icmp-port-unreachable, icmp-proto-unreachable, icmp-net-prohibited, icmp-host-prohibited, icmp-admin-prohibited, tcp-reset

chain USER
rule -j REJECT --reject-with icmp-host-prohibited
prog   => counter, reject type 0 code 10
save   =

# filter only
table mangle
chain INPUT
rule -j REJECT
fail   4 REJECT
hint   REJECT works in table filter only

family ip6
table filter
chain FORWARD
rule -j REJECT
prog   => counter, reject type 0 code 4
save   -j REJECT --reject-with icmp6-port-unreachable

rule -j REJECT --reject-with icmp6-no-route
prog   => counter, reject type 0 code 0
save   =

rule -j REJECT --reject-with icmp6-adm-prohibited
prog   => counter, reject type 0 code 1
save   =

rule -j REJECT --reject-with icmp6-addr-unreachable
prog   => counter, reject type 0 code 3
save   =

rule -j REJECT --reject-with icmp6-port-unreachable
prog   => counter, reject type 0 code 4
save   =

rule -j REJECT --reject-with icmp6-policy-fail
prog   => counter, reject type 0 code 5
save   =

rule -j REJECT --reject-with icmp6-reject-route
prog   => counter, reject type 0 code 6
save   =

rule -p tcp -j REJECT --reject-with tcp-reset
prog   meta.l4proto == 0x6 => counter, reject type 1 code 0
expr   [ meta load l4proto => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ counter pkts 0 bytes 0 ]
       [ reject type 1 code 0 ]
save   =

rule -j REJECT --reject-with tcp-reset
fail   4 REJECT --reject-with tcp-reset
hint   REJECT --reject-with tcp-reset needs -p tcp

table raw
chain OUTPUT
rule -j REJECT
fail   4 REJECT
hint   REJECT works in table filter only
