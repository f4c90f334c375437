# -m tcp: ports and flags, and the guard behind them.

rule -p tcp -m tcp --dport 22 -j ACCEPT
prog   nh[9,1] == 0x6, th[2,2] == 0x16, guard 20 => counter, accept
words  3/2
expr   [ payload load 2b @ transport header + 2 => reg 1 ]
       [ cmp eq reg 1 0x00001600 ]
       [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p tcp --dport ssh -j ACCEPT
prog   nh[9,1] == 0x6, th[2,2] == 0x16, guard 20 => counter, accept
words  3/2
expr   [ payload load 2b @ transport header + 2 => reg 1 ]
       [ cmp eq reg 1 0x00001600 ]
       [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -p tcp -m tcp --dport 22 -j ACCEPT

rule -p tcp -m tcp --sport 1024:65535 --dport 80 -j ACCEPT
prog   nh[9,1] == 0x6, th[0,2] == 0x400-0xffff, th[2,2] == 0x50, guard 20 => counter, accept
words  3/3
expr   [ payload load 2b @ transport header + 2 => reg 1 ]
       [ cmp eq reg 1 0x00005000 ]
       [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 2b @ transport header + 0 => reg 1 ]
       [ range eq reg 1 0x00000004 0x0000ffff ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p tcp -m tcp --dport 513: -j ACCEPT
prog   nh[9,1] == 0x6, th[2,2] == 0x201-0xffff, guard 20 => counter, accept
words  3/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 2b @ transport header + 2 => reg 1 ]
       [ range eq reg 1 0x00000102 0x0000ffff ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -p tcp -m tcp --dport 513:65535 -j ACCEPT

rule -p tcp -m tcp --dport :1023 -j ACCEPT
prog   nh[9,1] == 0x6, th[2,2] == 0x0-0x3ff, guard 20 => counter, accept
words  3/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 2b @ transport header + 2 => reg 1 ]
       [ range eq reg 1 0x00000000 0x0000ff03 ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -p tcp -m tcp --dport 0:1023 -j ACCEPT

rule -p tcp -m tcp --dport 0:65535 -j ACCEPT
prog   nh[9,1] == 0x6, guard 20 => counter, accept
words  3/1
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -p tcp -m tcp -j ACCEPT

rule -p tcp -m tcp ! --dport 0:65535 -j ACCEPT
prog   nh[9,1] == 0x6, th[2,2] != 0x0-0xffff, guard 20 => counter, accept
words  3/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 2b @ transport header + 2 => reg 1 ]
       [ range neq reg 1 0x00000000 0x0000ffff ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p tcp -m tcp --dport 0 -j ACCEPT
prog   nh[9,1] == 0x6, th[2,2] == 0x0, guard 20 => counter, accept
words  3/2
expr   [ payload load 2b @ transport header + 2 => reg 1 ]
       [ cmp eq reg 1 0x00000000 ]
       [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p tcp -m tcp ! --sport 20:21 ! --dport 22 -j ACCEPT
prog   nh[9,1] == 0x6, th[0,2] != 0x14-0x15, th[2,2] != 0x16, guard 20 => counter, accept
words  3/3
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 2b @ transport header + 0 => reg 1 ]
       [ range neq reg 1 0x00001400 0x00001500 ]
       [ payload load 2b @ transport header + 2 => reg 1 ]
       [ cmp neq reg 1 0x00001600 ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p tcp -m tcp -j ACCEPT
prog   nh[9,1] == 0x6, guard 20 => counter, accept
words  3/1
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p tcp -m tcp --tcp-flags SYN,RST,ACK,FIN SYN -j ACCEPT
prog   nh[9,1] == 0x6, th[13,1] & 0x17 == 0x2, guard 20 => counter, accept
words  3/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 1b @ transport header + 13 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000017 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000002 ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j ACCEPT

rule -p tcp -m tcp --syn -j ACCEPT
prog   nh[9,1] == 0x6, th[13,1] & 0x17 == 0x2, guard 20 => counter, accept
words  3/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 1b @ transport header + 13 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000017 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000002 ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j ACCEPT

rule -p tcp -m tcp ! --syn -j ACCEPT
prog   nh[9,1] == 0x6, th[13,1] & 0x17 != 0x2, guard 20 => counter, accept
words  3/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 1b @ transport header + 13 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000017 ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00000002 ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -p tcp -m tcp ! --tcp-flags FIN,SYN,RST,ACK SYN -j ACCEPT

rule -p tcp -m tcp --tcp-flags ALL NONE -j ACCEPT
prog   nh[9,1] == 0x6, th[13,1] & 0x3f == 0x0, guard 20 => counter, accept
words  3/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 1b @ transport header + 13 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x0000003f ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000000 ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -p tcp -m tcp --tcp-flags FIN,SYN,RST,PSH,ACK,URG NONE -j ACCEPT

rule -p tcp -m tcp --tcp-flags ALL ALL -j ACCEPT
prog   nh[9,1] == 0x6, th[13,1] & 0x3f == 0x3f, guard 20 => counter, accept
words  3/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 1b @ transport header + 13 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x0000003f ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x0000003f ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -p tcp -m tcp --tcp-flags FIN,SYN,RST,PSH,ACK,URG FIN,SYN,RST,PSH,ACK,URG -j ACCEPT

rule -p tcp -m tcp --tcp-flags NONE NONE -j ACCEPT
prog   nh[9,1] == 0x6, guard 20 => counter, accept
words  3/1
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -p tcp -m tcp -j ACCEPT

rule -p tcp -m tcp ! --tcp-flags URG,PSH PSH --dport 80 -j ACCEPT
prog   nh[9,1] == 0x6, th[2,2] == 0x50, th[13,1] & 0x28 != 0x8, guard 20 => counter, accept
words  3/3
expr   [ payload load 2b @ transport header + 2 => reg 1 ]
       [ cmp eq reg 1 0x00005000 ]
       [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 1b @ transport header + 13 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000028 ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00000008 ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -p tcp -m tcp --dport 80 ! --tcp-flags PSH,URG PSH -j ACCEPT

# options of the header; "missing" is true without a header, too
rule -p tcp -m tcp --tcp-option 5 -j ACCEPT
prog   nh[9,1] == 0x6, tcpopt 5[0,1] exists, guard 20 => counter, accept
words  3/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ exthdr load tcpopt 1b @ 5 + 0 present => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p tcp -m tcp ! --tcp-option 5 -j ACCEPT
prog   nh[9,1] == 0x6, tcpopt 5[0,1] missing, th[12,1] & 0xf0 >= 0x50, guard 20 => counter, accept
words  3/3
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ exthdr load tcpopt 1b @ 5 + 0 present => reg 1 ]
       [ cmp neq reg 1 0x00000001 ]
       [ payload load 1b @ transport header + 12 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x000000f0 ) ^ 0x00000000 ]
       [ cmp gte reg 1 0x00000050 ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p tcp -m tcp --dport 22 --tcp-flags SYN SYN --tcp-option 255 -m tcp ! --tcp-option 2 -j DROP
prog   nh[9,1] == 0x6, th[2,2] == 0x16, th[13,1] & 0x2 == 0x2, tcpopt 255[0,1] exists, guard 20, tcpopt 2[0,1] missing, th[12,1] & 0xf0 >= 0x50 => counter, drop
words  3/4 3/2
expr   [ payload load 2b @ transport header + 2 => reg 1 ]
       [ cmp eq reg 1 0x00001600 ]
       [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 1b @ transport header + 13 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000002 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000002 ]
       [ exthdr load tcpopt 1b @ 255 + 0 present => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ exthdr load tcpopt 1b @ 2 + 0 present => reg 1 ]
       [ cmp neq reg 1 0x00000001 ]
       [ payload load 1b @ transport header + 12 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x000000f0 ) ^ 0x00000000 ]
       [ cmp gte reg 1 0x00000050 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 drop ]
save   -p tcp -m tcp --dport 22 --tcp-option 255 --tcp-flags SYN SYN -m tcp ! --tcp-option 2 -j DROP

# no operation may be the last byte of a header, where nft does not look: carried
rule -p tcp -m tcp --tcp-option 1 -j ACCEPT
prog   nh[9,1] == 0x6, xt tcp/0 => counter, accept
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ match name tcp rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# twice
rule -p tcp -m tcp --dport 22 -m tcp --sport 1024:65535 -j ACCEPT
prog   nh[9,1] == 0x6, th[2,2] == 0x16, guard 20, th[0,2] == 0x400-0xffff => counter, accept
words  3/2 3/1
expr   [ payload load 2b @ transport header + 2 => reg 1 ]
       [ cmp eq reg 1 0x00001600 ]
       [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ payload load 2b @ transport header + 0 => reg 1 ]
       [ range eq reg 1 0x00000004 0x0000ffff ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# refusals
rule -m tcp --dport 22 -j ACCEPT
fail   2 TCP match requires '-p tcp'
hint   the rule has no -p: ports alone may be of any protocol; write -p tcp before -m tcp

rule ! -p tcp -m tcp --dport 22 -j ACCEPT
fail   4 tcp
hint   tcp needs -p tcp

rule -p udp -m tcp --dport 22 -j ACCEPT
fail   2 TCP match requires '-p tcp'
hint   the rule's -p is another protocol, and -m tcp is for -p tcp only

rule -p tcp -m tcp --dport 65536 -j ACCEPT
fail   2 invalid port/service `65536' specified

rule -p tcp -m tcp --dport 23:22 -j ACCEPT
fail   2 invalid portrange (min > max)

rule -p tcp --dport no-such-port -j ACCEPT
fail   2 invalid port/service `no-such-port' specified

family ip6
rule -p tcp -m tcp --dport 22 -j ACCEPT
prog   meta.l4proto == 0x6, th[2,2] == 0x16, guard 20 => counter, accept
words  3/2
expr   [ payload load 2b @ transport header + 2 => reg 1 ]
       [ cmp eq reg 1 0x00001600 ]
       [ meta load l4proto => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -s 2001:db8::/32 -p tcp -m tcp --sport 1024:65535 -j ACCEPT
prog   nh[8,4] == 0x20010db8, meta.l4proto == 0x6, th[0,2] == 0x400-0xffff, guard 20 => counter, accept
words  3/2
expr   [ payload load 4b @ network header + 8 => reg 1 ]
       [ cmp eq reg 1 0xb80d0120 ]
       [ meta load l4proto => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 2b @ transport header + 0 => reg 1 ]
       [ range eq reg 1 0x00000004 0x0000ffff ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m tcp --dport 22 -j ACCEPT
fail   2 TCP match requires '-p tcp'
hint   the rule has no -p: ports alone may be of any protocol; write -p tcp before -m tcp
