# -j CHECKSUM: a tag for the companion chain.
table mangle
chain POSTROUTING

rule -j CHECKSUM --checksum-fill
prog   => counter, if meta.priority & 0xfff00000 == 0x0, meta.priority = meta.priority & 0xfffff ^ 0xc5000000
expr   [ counter pkts 0 bytes 0 ]
       [ meta load priority => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0xfff00000 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000000 ]
       [ meta load priority => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x000fffff ) ^ 0xc5000000 ]
       [ meta set priority with reg 1 ]
save   =
bare   not an iptables rule

rule -o virbr0 -p udp -m udp --dport 68 -j CHECKSUM --checksum-fill
prog   meta.oifname == "virbr0", nh[9,1] == 0x11, th[2,2] == 0x44, guard 8 => counter, if meta.priority & 0xfff00000 == 0x0, meta.priority = meta.priority & 0xfffff ^ 0xc5000000
save   =
bare   not an iptables rule

rule -j CHECKSUM
fail   2 CHECKSUM: option "--checksum-fill" must be specified

chain USER
rule -j CHECKSUM --checksum-fill
prog   => counter, if meta.priority & 0xfff00000 == 0x0, meta.priority = meta.priority & 0xfffff ^ 0xc5000000
save   =
bare   not an iptables rule

table filter
chain FORWARD
rule -j CHECKSUM --checksum-fill
fail   4 CHECKSUM
hint   CHECKSUM works in table mangle only

family ip6
table mangle
chain PREROUTING
rule -p udp -j CHECKSUM --checksum-fill
prog   meta.l4proto == 0x11 => counter, if meta.priority & 0xfff00000 == 0x0, meta.priority = meta.priority & 0xfffff ^ 0xc5000000
expr   [ meta load l4proto => reg 1 ]
       [ cmp eq reg 1 0x00000011 ]
       [ counter pkts 0 bytes 0 ]
       [ meta load priority => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0xfff00000 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000000 ]
       [ meta load priority => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x000fffff ) ^ 0xc5000000 ]
       [ meta set priority with reg 1 ]
save   =
bare   not an iptables rule


chain USER
rule -m mark --mark 1 -j CHECKSUM --checksum-fill
prog   meta.mark == 0x1 => counter, if meta.priority & 0xfff00000 == 0x0, meta.priority = meta.priority & 0xfffff ^ 0xc5000000
expr   [ meta load mark => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ counter pkts 0 bytes 0 ]
       [ meta load priority => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0xfff00000 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000000 ]
       [ meta load priority => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x000fffff ) ^ 0xc5000000 ]
       [ meta set priority with reg 1 ]
save   -m mark --mark 0x1 -j CHECKSUM --checksum-fill
bare   not an iptables rule
