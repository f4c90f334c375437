# -j CONNSECMARK, SNPT, DNPT: a tag for the companion chain.
table mangle

chain PREROUTING

rule -j CONNSECMARK --save
prog   => counter, if meta.priority & 0xfff00000 == 0x0, meta.priority = meta.priority & 0xfffff ^ 0xdd400000
words  89/0:01
expr   [ counter pkts 0 bytes 0 ]
       [ meta load priority => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0xfff00000 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000000 ]
       [ meta load priority => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x000fffff ) ^ 0xdd400000 ]
       [ meta set priority with reg 1 ]
save   =
bare   not an iptables rule

rule -j CONNSECMARK --restore
prog   => counter, if meta.priority & 0xfff00000 == 0x0, meta.priority = meta.priority & 0xfffff ^ 0xc8100000
words  89/0:02
expr   [ counter pkts 0 bytes 0 ]
       [ meta load priority => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0xfff00000 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000000 ]
       [ meta load priority => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x000fffff ) ^ 0xc8100000 ]
       [ meta set priority with reg 1 ]
save   =
bare   not an iptables rule

rule -p tcp -m tcp --dport 22 -j CONNSECMARK --save
prog   nh[9,1] == 0x6, th[2,2] == 0x16, guard 20 => counter, if meta.priority & 0xfff00000 == 0x0, meta.priority = meta.priority & 0xfffff ^ 0xdd400000
words  3/2 89/0:01
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 2b @ transport header + 2 => reg 1 ]
       [ cmp eq reg 1 0x00001600 ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ meta load priority => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0xfff00000 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000000 ]
       [ meta load priority => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x000fffff ) ^ 0xdd400000 ]
       [ meta set priority with reg 1 ]
save   =
bare   not an iptables rule

table security

chain INPUT

rule -j CONNSECMARK --restore
prog   => counter, if meta.priority & 0xfff00000 == 0x0, meta.priority = meta.priority & 0xfffff ^ 0xc8100000
words  89/0:02
expr   [ counter pkts 0 bytes 0 ]
       [ meta load priority => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0xfff00000 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000000 ]
       [ meta load priority => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x000fffff ) ^ 0xc8100000 ]
       [ meta set priority with reg 1 ]
save   =
bare   not an iptables rule

table filter

rule -j CONNSECMARK --save
fail   4 CONNSECMARK
hint   CONNSECMARK works in table mangle security only

family ip6
table mangle

chain POSTROUTING

rule -s dead::/64 -j SNPT --src-pfx dead::/64 --dst-pfx 1c3::/64
prog   nh[8,8] == 0xdead000000000000 => counter, if meta.priority & 0xfff00000 == 0x0, meta.priority = meta.priority & 0xfffff ^ 0xcbf00000
words  90/0:dead000000000000000000000000000001c300000000000000000000000000004040
expr   [ payload load 8b @ network header + 8 => reg 1 ]
       [ cmp eq reg 1 0x0000adde 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ meta load priority => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0xfff00000 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000000 ]
       [ meta load priority => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x000fffff ) ^ 0xcbf00000 ]
       [ meta set priority with reg 1 ]
save   =
bare   not an iptables rule

rule -j DNPT --src-pfx dead::/64 --dst-pfx 1c3::/64
fail   4 DNPT
hint   DNPT works in PREROUTING OUTPUT only

chain PREROUTING

rule -j DNPT --src-pfx dead::/64 --dst-pfx 1c3::/64
prog   => counter, if meta.priority & 0xfff00000 == 0x0, meta.priority = meta.priority & 0xfffff ^ 0xdf100000
words  91/0:dead000000000000000000000000000001c300000000000000000000000000004040
expr   [ counter pkts 0 bytes 0 ]
       [ meta load priority => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0xfff00000 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000000 ]
       [ meta load priority => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x000fffff ) ^ 0xdf100000 ]
       [ meta set priority with reg 1 ]
save   =
bare   not an iptables rule

table raw

rule -j DNPT --src-pfx dead::/64 --dst-pfx 1c3::/64
fail   4 DNPT
hint   DNPT works in table mangle only
