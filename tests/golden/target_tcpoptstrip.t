# -j TCPOPTSTRIP
table mangle
chain FORWARD

rule -p tcp -j TCPOPTSTRIP
prog   nh[9,1] == 0x6 => counter
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ counter pkts 0 bytes 0 ]
save   =
bare   -p tcp

rule -p tcp -j TCPOPTSTRIP --strip-options 2,3,4,5,6,7
prog   nh[9,1] == 0x6 => counter, reset tcpopt 2, reset tcpopt 3, reset tcpopt 4, reset tcpopt 5, reset tcpopt 6, reset tcpopt 7
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ counter pkts 0 bytes 0 ]
       [ exthdr reset tcpopt 2 ]
       [ exthdr reset tcpopt 3 ]
       [ exthdr reset tcpopt 4 ]
       [ exthdr reset tcpopt 5 ]
       [ exthdr reset tcpopt 6 ]
       [ exthdr reset tcpopt 7 ]
save   =

rule -p tcp -j TCPOPTSTRIP --strip-options timestamp
prog   nh[9,1] == 0x6 => counter, reset tcpopt 8
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ counter pkts 0 bytes 0 ]
       [ exthdr reset tcpopt 8 ]
save   -p tcp -j TCPOPTSTRIP --strip-options 8

rule -p tcp -j TCPOPTSTRIP --strip-options 255,254
prog   nh[9,1] == 0x6 => counter, reset tcpopt 254, reset tcpopt 255
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ counter pkts 0 bytes 0 ]
       [ exthdr reset tcpopt 254 ]
       [ exthdr reset tcpopt 255 ]
save   -p tcp -j TCPOPTSTRIP --strip-options 254,255

# 40 options are as many as a program has room for
rule -p tcp -j TCPOPTSTRIP --strip-options 2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,37,38,39,40,41
prog   nh[9,1] == 0x6 => counter, reset tcpopt 2, reset tcpopt 3, reset tcpopt 4, reset tcpopt 5, reset tcpopt 6, reset tcpopt 7, reset tcpopt 8, reset tcpopt 9, reset tcpopt 10, reset tcpopt 11, reset tcpopt 12, reset tcpopt 13, reset tcpopt 14, reset tcpopt 15, reset tcpopt 16, reset tcpopt 17, reset tcpopt 18, reset tcpopt 19, reset tcpopt 20, reset tcpopt 21, reset tcpopt 22, reset tcpopt 23, reset tcpopt 24, reset tcpopt 25, reset tcpopt 26, reset tcpopt 27, reset tcpopt 28, reset tcpopt 29, reset tcpopt 30, reset tcpopt 31, reset tcpopt 32, reset tcpopt 33, reset tcpopt 34, reset tcpopt 35, reset tcpopt 36, reset tcpopt 37, reset tcpopt 38, reset tcpopt 39, reset tcpopt 40, reset tcpopt 41
save   =

rule -p tcp -j TCPOPTSTRIP --strip-options 2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,37,38,39,40,41,42
prog   nh[9,1] == 0x6 => counter, if meta.priority & 0xfff00000 == 0x0, meta.priority = meta.priority & 0xfffff ^ 0xcb300000
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ counter pkts 0 bytes 0 ]
       [ meta load priority => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0xfff00000 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000000 ]
       [ meta load priority => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x000fffff ) ^ 0xcb300000 ]
       [ meta set priority with reg 1 ]
save   =
bare   not an iptables rule

rule -p tcp -j TCPOPTSTRIP --strip-options 0
fail   2 Option value may not be 0 or 1

rule -j TCPOPTSTRIP --strip-options 2
fail   4 TCPOPTSTRIP
hint   TCPOPTSTRIP needs -p tcp

rule ! -p tcp -j TCPOPTSTRIP --strip-options 2
fail   4 TCPOPTSTRIP
hint   TCPOPTSTRIP needs -p tcp

table filter
rule -p tcp -j TCPOPTSTRIP --strip-options 2
fail   4 TCPOPTSTRIP
hint   TCPOPTSTRIP works in table mangle only

family ip6
table mangle
rule -p tcp -j TCPOPTSTRIP --strip-options 8
prog   meta.l4proto == 0x6 => counter, reset tcpopt 8
expr   [ meta load l4proto => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ counter pkts 0 bytes 0 ]
       [ exthdr reset tcpopt 8 ]
save   =
