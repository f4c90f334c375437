# -j SYNPROXY
rule -p tcp -m tcp --dport 80 -j SYNPROXY --sack-perm --timestamp --wscale 7 --mss 1460
prog   nh[9,1] == 0x6, th[2,2] == 0x50, guard 20 => counter, if th[13,1] & 0x5 == 0x0, if th[13,1] & 0x12 != 0x12, synproxy mss 1460 wscale 7 flags 0xf
words  3/2 96/0
expr   [ payload load 2b @ transport header + 2 => reg 1 ]
       [ cmp eq reg 1 0x00005000 ]
       [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ payload load 1b @ transport header + 13 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000005 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000000 ]
       [ payload load 1b @ transport header + 13 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000012 ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00000012 ]
       [ synproxy mss 1460 wscale 7 ]
save   =

rule -p tcp -j SYNPROXY
prog   nh[9,1] == 0x6 => counter, if th[13,1] & 0x5 == 0x0, if th[13,1] & 0x12 != 0x12, synproxy mss 0 wscale 0 flags 0x0
words  96/0
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ counter pkts 0 bytes 0 ]
       [ payload load 1b @ transport header + 13 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000005 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000000 ]
       [ payload load 1b @ transport header + 13 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000012 ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00000012 ]
       [ synproxy mss 0 wscale 0 ]
save   =

rule -p tcp -j SYNPROXY --mss 536
prog   nh[9,1] == 0x6 => counter, if th[13,1] & 0x5 == 0x0, if th[13,1] & 0x12 != 0x12, synproxy mss 536 wscale 0 flags 0x1
words  96/0
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ counter pkts 0 bytes 0 ]
       [ payload load 1b @ transport header + 13 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000005 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000000 ]
       [ payload load 1b @ transport header + 13 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000012 ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00000012 ]
       [ synproxy mss 536 wscale 0 ]
save   =

rule -p tcp -j SYNPROXY --wscale 14 --timestamp
prog   nh[9,1] == 0x6 => counter, if th[13,1] & 0x5 == 0x0, if th[13,1] & 0x12 != 0x12, synproxy mss 0 wscale 14 flags 0xa
words  96/0
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ counter pkts 0 bytes 0 ]
       [ payload load 1b @ transport header + 13 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000005 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000000 ]
       [ payload load 1b @ transport header + 13 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000012 ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00000012 ]
       [ synproxy mss 0 wscale 14 ]
save   -p tcp -j SYNPROXY --timestamp --wscale 14

# left to xt
rule -p tcp -j SYNPROXY --mss 1460 --ecn
prog   nh[9,1] == 0x6 => counter, xt SYNPROXY/0
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ counter pkts 0 bytes 0 ]
       [ target name SYNPROXY rev 0 ]
save   =

rule -j SYNPROXY --mss 1460
fail   4 SYNPROXY
hint   SYNPROXY needs -p tcp

rule ! -p tcp -j SYNPROXY --mss 1460
fail   4 SYNPROXY
hint   SYNPROXY needs -p tcp

chain OUTPUT
rule -p tcp -j SYNPROXY --mss 1460
fail   4 SYNPROXY
hint   SYNPROXY works in INPUT FORWARD only

chain mine
rule -p tcp -j SYNPROXY --mss 1460
prog   nh[9,1] == 0x6 => counter, if th[13,1] & 0x5 == 0x0, if th[13,1] & 0x12 != 0x12, synproxy mss 1460 wscale 0 flags 0x1
words  96/0
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ counter pkts 0 bytes 0 ]
       [ payload load 1b @ transport header + 13 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000005 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000000 ]
       [ payload load 1b @ transport header + 13 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000012 ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00000012 ]
       [ synproxy mss 1460 wscale 0 ]
save   =

family ip6
chain FORWARD
rule -p tcp -j SYNPROXY --mss 1440 --sack-perm
prog   meta.l4proto == 0x6 => counter, xt SYNPROXY/0
expr   [ meta load l4proto => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ counter pkts 0 bytes 0 ]
       [ target name SYNPROXY rev 0 ]
save   -p tcp -j SYNPROXY --sack-perm --mss 1440
