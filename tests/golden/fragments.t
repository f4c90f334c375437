# What a guard is on kernels that read transport headers in later fragments, too; and quota, where theirs is short.

kernel 5.16.20-200.fc35

rule -p tcp -m tcp --dport 22 -j ACCEPT
prog   nh[9,1] == 0x6, th[2,2] == 0x16, guard 20 => counter, accept
words  3/2
expr   [ payload load 2b @ transport header + 2 => reg 1 ]
       [ cmp eq reg 1 0x00001600 ]
       [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ payload load 2b @ network header + 6 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x0000ff1f ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p udp -m multiport --dports 1:3 -m udp --sport 53 -j ACCEPT
prog   nh[9,1] == 0x11, th[2,2] == 0x1-0x3, guard 4, th[0,2] == 0x35, guard 8 => counter, accept
words  5/2 4/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000011 ]
       [ payload load 2b @ transport header + 2 => reg 1 ]
       [ range eq reg 1 0x00000100 0x00000300 ]
       [ payload load 3b @ transport header + 1 => reg 1 ]
       [ payload load 2b @ network header + 6 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x0000ff1f ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000000 ]
       [ payload load 2b @ transport header + 0 => reg 1 ]
       [ cmp eq reg 1 0x00003500 ]
       [ payload load 3b @ transport header + 5 => reg 1 ]
       [ payload load 2b @ network header + 6 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x0000ff1f ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# the ip field is no part of a guard, nor is one behind a smaller guard
rule -p icmp ! -f -m icmp --icmp-type 8 -j ACCEPT
prog   nh[9,1] == 0x1, nh[6,2] & 0x1fff == 0x0, th[0,1] == 0x8, guard 8 => counter, accept
words  6/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ payload load 2b @ network header + 6 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x0000ff1f ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000000 ]
       [ payload load 1b @ transport header + 0 => reg 1 ]
       [ cmp eq reg 1 0x00000008 ]
       [ payload load 3b @ transport header + 5 => reg 1 ]
       [ payload load 2b @ network header + 6 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x0000ff1f ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p tcp -f -m tcp --dport 22 -j ACCEPT
prog   nh[9,1] == 0x6, nh[6,2] & 0x1fff != 0x0, th[2,2] == 0x16, guard 20 => counter, accept
words  3/2
expr   [ payload load 2b @ transport header + 2 => reg 1 ]
       [ cmp eq reg 1 0x00001600 ]
       [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 2b @ network header + 6 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x0000ff1f ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00000000 ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ payload load 2b @ network header + 6 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x0000ff1f ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

table mangle
chain PREROUTING

# a guard of a statement
rule -p tcp -j ECN --ecn-tcp-remove
prog   nh[9,1] == 0x6 => counter, if guard 20, th[12,2] = th[12,2] & 0xff3f ^ 0x0 csum 16
words  83/0
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ counter pkts 0 bytes 0 ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ payload load 2b @ network header + 6 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x0000ff1f ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000000 ]
       [ payload load 2b @ transport header + 12 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00003fff ) ^ 0x00000000 ]
       [ payload write reg 1 => 2b @ transport header + 12 csum_type 1 csum_off 16 csum_flags 0x0 ]
save   =

table filter
chain INPUT
family ip6

rule -p tcp -m tcp --dport 22 -j ACCEPT
prog   meta.l4proto == 0x6, th[2,2] == 0x16, guard 20 => counter, accept
words  3/2
expr   [ payload load 2b @ transport header + 2 => reg 1 ]
       [ cmp eq reg 1 0x00001600 ]
       [ meta load l4proto => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ exthdr load ipv6 1b @ 6 + 0 present => reg 1 ]
       [ cmp neq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p ipv6-icmp -m icmp6 --icmpv6-type 135 -j ACCEPT
prog   meta.l4proto == 0x3a, th[0,1] == 0x87, guard 8 => counter, accept
words  7/2
expr   [ meta load l4proto => reg 1 ]
       [ cmp eq reg 1 0x0000003a ]
       [ payload load 1b @ transport header + 0 => reg 1 ]
       [ cmp eq reg 1 0x00000087 ]
       [ payload load 3b @ transport header + 5 => reg 1 ]
       [ exthdr load ipv6 1b @ 58 + 0 present => reg 1 ]
       [ cmp neq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p udplite -m multiport --ports 1,2 -j ACCEPT
prog   meta.l4proto == 0x88, th[0,2] . th[2,2] in @sw.anyport.1.2, guard 4 => counter, accept
set    sw.anyport.1.2 key 8=2+2 interval { 0000000000010000, 0000000000020000, 0001000000000000-00010000ffff0000, 0002000000000000-00020000ffff0000, 0003000000010000-ffff000000010000, 0003000000020000-ffff000000020000 }
words  5/2
expr   [ meta load l4proto => reg 1 ]
       [ cmp eq reg 1 0x00000088 ]
       [ payload load 2b @ transport header + 0 => reg 1 ]
       [ payload load 2b @ transport header + 2 => reg 9 ]
       [ lookup reg 1 set sw.anyport.1.2 0x0 ]
       [ payload load 3b @ transport header + 1 => reg 1 ]
       [ exthdr load ipv6 1b @ 136 + 0 present => reg 1 ]
       [ cmp neq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p esp -m esp --espspi 5 -j ACCEPT
prog   meta.l4proto == 0x32, th[0,4] == 0x5, guard 8 => counter, accept
words  33/2
expr   [ meta load l4proto => reg 1 ]
       [ cmp eq reg 1 0x00000032 ]
       [ payload load 4b @ transport header + 0 => reg 1 ]
       [ cmp eq reg 1 0x05000000 ]
       [ payload load 3b @ transport header + 5 => reg 1 ]
       [ exthdr load ipv6 1b @ 50 + 0 present => reg 1 ]
       [ cmp neq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m quota --quota 1000 -j ACCEPT
prog   xt quota/0 => counter, accept
expr   [ match name quota rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p tcp -m tcpmss --mss 1:1400 -j ACCEPT
prog   meta.l4proto == 0x6, xt tcpmss/0 => counter, accept
expr   [ meta load l4proto => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ match name tcpmss rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# no version: old
kernel nonsense

rule -p udp -m udp --dport 53 -j ACCEPT
prog   meta.l4proto == 0x11, th[2,2] == 0x35, guard 8 => counter, accept
words  4/2
expr   [ payload load 2b @ transport header + 2 => reg 1 ]
       [ cmp eq reg 1 0x00003500 ]
       [ meta load l4proto => reg 1 ]
       [ cmp eq reg 1 0x00000011 ]
       [ payload load 3b @ transport header + 5 => reg 1 ]
       [ exthdr load ipv6 1b @ 17 + 0 present => reg 1 ]
       [ cmp neq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# a release of this year that says it is of 2011
kernel 2.6.78

rule -p udp -m udp --dport 53 -j ACCEPT
prog   meta.l4proto == 0x11, th[2,2] == 0x35, guard 8 => counter, accept
words  4/2
expr   [ payload load 2b @ transport header + 2 => reg 1 ]
       [ cmp eq reg 1 0x00003500 ]
       [ meta load l4proto => reg 1 ]
       [ cmp eq reg 1 0x00000011 ]
       [ payload load 3b @ transport header + 5 => reg 1 ]
       [ exthdr load ipv6 1b @ 17 + 0 present => reg 1 ]
       [ cmp neq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

kernel 5.17.0

rule -p udp -m udp --dport 53 -j ACCEPT
prog   meta.l4proto == 0x11, th[2,2] == 0x35, guard 8 => counter, accept
words  4/2
expr   [ payload load 2b @ transport header + 2 => reg 1 ]
       [ cmp eq reg 1 0x00003500 ]
       [ meta load l4proto => reg 1 ]
       [ cmp eq reg 1 0x00000011 ]
       [ payload load 3b @ transport header + 5 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m quota --quota 1000 -j ACCEPT
prog   xt quota/0 => counter, accept
expr   [ match name quota rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

kernel 6.15.12

rule -m quota ! --quota 1000 -j ACCEPT
prog   xt quota/0 => counter, accept
expr   [ match name quota rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

kernel 6.16.0-rc1

rule -m quota --quota 1000 -j ACCEPT
prog   quota until 1000 => counter, accept
words  24/1
expr   [ quota bytes 1000 consumed 0 flags 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =
