# -j TCPMSS: xt; in a user chain the clamp asks first whether the packet has a way out.
table mangle
chain FORWARD

rule -p tcp -m tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu
prog   nh[9,1] == 0x6, th[13,1] & 0x6 == 0x2, guard 20 => counter, xt TCPMSS/0
words  3/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 1b @ transport header + 13 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000006 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000002 ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ target name TCPMSS rev 0 ]
save   =

rule -p tcp -m tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 1400
prog   nh[9,1] == 0x6, th[13,1] & 0x6 == 0x2, guard 20 => counter, xt TCPMSS/0
words  3/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 1b @ transport header + 13 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000006 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000002 ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ target name TCPMSS rev 0 ]
save   =

chain USER
rule -p tcp -m tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu
prog   nh[9,1] == 0x6, th[13,1] & 0x6 == 0x2, guard 20 => counter, if meta.oif != 0x0, if rt(3) != 0x0, xt TCPMSS/0
words  3/2 93/0
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 1b @ transport header + 13 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000006 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000002 ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ meta load oif => reg 1 ]
       [ cmp neq reg 1 0x00000000 ]
       [ rt load tcpmss => reg 1 ]
       [ cmp neq reg 1 0x00000000 ]
       [ target name TCPMSS rev 0 ]
save   =

rule -p tcp -m tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 1400
prog   nh[9,1] == 0x6, th[13,1] & 0x6 == 0x2, guard 20 => counter, xt TCPMSS/0
words  3/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 1b @ transport header + 13 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000006 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000002 ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ target name TCPMSS rev 0 ]
save   =

rule -p tcp -m tcp --tcp-flags SYN,RST SYN -m u32 --u32 "0>>22&0x3C@12>>26&0x3C=1" -j TCPMSS --clamp-mss-to-pmtu
prog   nh[9,1] == 0x6, th[13,1] & 0x6 == 0x2, guard 20, xt u32/0 => counter, if meta.oif != 0x0, if rt(3) != 0x0, xt TCPMSS/0
words  3/2 0/1 93/0
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 1b @ transport header + 13 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000006 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000002 ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ match name u32 rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ meta load oif => reg 1 ]
       [ cmp neq reg 1 0x00000000 ]
       [ rt load tcpmss => reg 1 ]
       [ cmp neq reg 1 0x00000000 ]
       [ target name TCPMSS rev 0 ]
save   -p tcp -m tcp --tcp-flags SYN,RST SYN -m u32 --u32 "0x0>>0x16&0x3c@0xc>>0x1a&0x3c=0x1" -j TCPMSS --clamp-mss-to-pmtu

rule -o eth0 -p tcp -m tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu
prog   meta.oifname == "eth0", nh[9,1] == 0x6, th[13,1] & 0x6 == 0x2, guard 20 => counter, if meta.oif != 0x0, if rt(3) != 0x0, xt TCPMSS/0
words  3/2 93/0
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ meta load oifname => reg 1 ]
       [ cmp eq reg 1 0x30687465 0x00000000 0x00000000 0x00000000 ]
       [ payload load 1b @ transport header + 13 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000006 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000002 ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ meta load oif => reg 1 ]
       [ cmp neq reg 1 0x00000000 ]
       [ rt load tcpmss => reg 1 ]
       [ cmp neq reg 1 0x00000000 ]
       [ target name TCPMSS rev 0 ]
save   =

family ip6
rule -p tcp -m tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu
prog   meta.l4proto == 0x6, th[13,1] & 0x6 == 0x2, guard 20 => counter, if meta.oif != 0x0, if rt(3) != 0x0, xt TCPMSS/0
words  3/2 93/0
expr   [ meta load l4proto => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 1b @ transport header + 13 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000006 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000002 ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ meta load oif => reg 1 ]
       [ cmp neq reg 1 0x00000000 ]
       [ rt load tcpmss => reg 1 ]
       [ cmp neq reg 1 0x00000000 ]
       [ target name TCPMSS rev 0 ]
save   =
