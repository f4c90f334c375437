# -j TRACE and -j CLASSIFY.
table raw
chain PREROUTING

rule -j TRACE
prog   => counter, meta.nftrace = 0x1
expr   [ counter pkts 0 bytes 0 ]
       [ immediate reg 1 0x00000001 ]
       [ meta set nftrace with reg 1 ]
save   =

rule -p icmp -j TRACE
prog   nh[9,1] == 0x1 => counter, meta.nftrace = 0x1
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 1 0x00000001 ]
       [ meta set nftrace with reg 1 ]
save   =

table mangle
rule -j TRACE
prog   => counter, meta.nftrace = 0x1
save   =

chain POSTROUTING
rule -j CLASSIFY --set-class 0000:ffff
prog   => counter, meta.priority = 0xffff
expr   [ counter pkts 0 bytes 0 ]
       [ immediate reg 1 0x0000ffff ]
       [ meta set priority with reg 1 ]
save   =

rule -j CLASSIFY --set-class 0001:0010
prog   => counter, meta.priority = 0x10010
save   =

rule -j CLASSIFY --set-class ffff:ffff
prog   => counter, meta.priority = 0xffffffff
save   =

rule -j CLASSIFY --set-class 0000:0000
prog   => counter, meta.priority = 0x0
save   =

rule -j CLASSIFY
fail   2 CLASSIFY: option "--set-class" must be specified

chain PREROUTING
rule -j CLASSIFY --set-class 0001:0010
fail   4 CLASSIFY
hint   CLASSIFY works in FORWARD OUTPUT POSTROUTING only

chain USER
rule -j CLASSIFY --set-class 0001:0010
prog   => counter, meta.priority = 0x10010
save   =

family ip6
table filter
chain OUTPUT
rule -j CLASSIFY --set-class 0001:0010
prog   => counter, meta.priority = 0x10010
save   =

table raw
rule -j TRACE
prog   => counter, meta.nftrace = 0x1
save   =
