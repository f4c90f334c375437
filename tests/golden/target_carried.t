# -j SNPT, DNPT: a tag for the companion chain.

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
