# -m ecn: the lower two bits of the octet, and two flags of TCP.

rule -m ecn --ecn-ip-ect 0 -j ACCEPT
prog   nh[1,1] & 0x3 == 0x0 => counter, accept
words  19/1
expr   [ payload load 1b @ network header + 1 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000003 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m ecn --ecn-ip-ect 3 -j ACCEPT
prog   nh[1,1] & 0x3 == 0x3 => counter, accept
words  19/1
expr   [ payload load 1b @ network header + 1 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000003 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000003 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m ecn ! --ecn-ip-ect 2 -j ACCEPT
prog   nh[1,1] & 0x3 != 0x2 => counter, accept
words  19/1
expr   [ payload load 1b @ network header + 1 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000003 ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00000002 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p tcp -m ecn --ecn-tcp-cwr -j ACCEPT
prog   nh[9,1] == 0x6, th[13,1] & 0x80 != 0x0, guard 20 => counter, accept
words  19/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 1b @ transport header + 13 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000080 ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00000000 ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p tcp -m ecn ! --ecn-tcp-ece -j ACCEPT
prog   nh[9,1] == 0x6, th[13,1] & 0x40 == 0x0, guard 20 => counter, accept
words  19/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 1b @ transport header + 13 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000040 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000000 ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p tcp -m ecn --ecn-tcp-ece --ecn-tcp-cwr --ecn-ip-ect 2 -j ACCEPT
prog   nh[9,1] == 0x6, nh[1,1] & 0x3 == 0x2, th[13,1] & 0x40 != 0x0, th[13,1] & 0x80 != 0x0, guard 20 => counter, accept
words  19/4
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 1b @ network header + 1 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000003 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000002 ]
       [ payload load 1b @ transport header + 13 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000040 ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00000000 ]
       [ payload load 1b @ transport header + 13 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000080 ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00000000 ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p tcp -m ecn ! --ecn-tcp-ece ! --ecn-tcp-cwr ! --ecn-ip-ect 2 -j ACCEPT
prog   nh[9,1] == 0x6, nh[1,1] & 0x3 != 0x2, th[13,1] & 0x40 == 0x0, th[13,1] & 0x80 == 0x0, guard 20 => counter, accept
words  19/4
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 1b @ network header + 1 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000003 ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00000002 ]
       [ payload load 1b @ transport header + 13 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000040 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000000 ]
       [ payload load 1b @ transport header + 13 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000080 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000000 ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p tcp -m tcp --dport 80 -m ecn --ecn-tcp-ece -j ACCEPT
prog   nh[9,1] == 0x6, th[2,2] == 0x50, guard 20, th[13,1] & 0x40 != 0x0 => counter, accept
words  3/2 19/1
expr   [ payload load 2b @ transport header + 2 => reg 1 ]
       [ cmp eq reg 1 0x00005000 ]
       [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ payload load 1b @ transport header + 13 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000040 ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p tcp -m ecn --ecn-tcp-ece -m tcp --dport 80 -j ACCEPT
prog   nh[9,1] == 0x6, th[13,1] & 0x40 != 0x0, guard 20, th[2,2] == 0x50 => counter, accept
words  19/2 3/1
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 1b @ transport header + 13 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000040 ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00000000 ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ payload load 2b @ transport header + 2 => reg 1 ]
       [ cmp eq reg 1 0x00005000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# the TCP forms need the protocol
rule -m ecn --ecn-tcp-cwr -j ACCEPT
fail   4 ecn
hint   ecn needs -p tcp

rule ! -p tcp -m ecn --ecn-tcp-ece -j ACCEPT
fail   4 ecn
hint   ecn needs -p tcp

rule -p udp -m ecn --ecn-tcp-ece --ecn-ip-ect 1 -j ACCEPT
fail   4 ecn
hint   ecn needs -p tcp

rule -p udp -m ecn --ecn-ip-ect 1 -j ACCEPT
prog   nh[9,1] == 0x11, nh[1,1] & 0x3 == 0x1 => counter, accept
words  19/1
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000011 ]
       [ payload load 1b @ network header + 1 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000003 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000001 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

family ip6
rule -m ecn --ecn-ip-ect 1 -j ACCEPT
prog   nh[0,2] & 0x30 == 0x10 => counter, accept
words  19/1
expr   [ payload load 2b @ network header + 0 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00003000 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00001000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p tcp -m ecn --ecn-tcp-ece ! --ecn-ip-ect 3 -j ACCEPT
prog   meta.l4proto == 0x6, nh[0,2] & 0x30 != 0x30, th[13,1] & 0x40 != 0x0, guard 20 => counter, accept
words  19/3
expr   [ meta load l4proto => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 2b @ network header + 0 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00003000 ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00003000 ]
       [ payload load 1b @ transport header + 13 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000040 ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00000000 ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =
