# -m udp: ports, and the guard behind them.

rule -p udp -m udp --dport 53 -j ACCEPT
prog   nh[9,1] == 0x11, th[2,2] == 0x35, guard 8 => counter, accept
words  4/2
expr   [ payload load 2b @ transport header + 2 => reg 1 ]
       [ cmp eq reg 1 0x00003500 ]
       [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000011 ]
       [ payload load 3b @ transport header + 5 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p udp -m udp --sport 53 --dport 1024:65535 -j ACCEPT
prog   nh[9,1] == 0x11, th[0,2] == 0x35, th[2,2] == 0x400-0xffff, guard 8 => counter, accept
words  4/3
expr   [ payload load 2b @ transport header + 0 => reg 1 ]
       [ cmp eq reg 1 0x00003500 ]
       [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000011 ]
       [ payload load 2b @ transport header + 2 => reg 1 ]
       [ range eq reg 1 0x00000004 0x0000ffff ]
       [ payload load 3b @ transport header + 5 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p udp -m udp ! --dport 53 -j ACCEPT
prog   nh[9,1] == 0x11, th[2,2] != 0x35, guard 8 => counter, accept
words  4/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000011 ]
       [ payload load 2b @ transport header + 2 => reg 1 ]
       [ cmp neq reg 1 0x00003500 ]
       [ payload load 3b @ transport header + 5 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p udp -m udp ! --sport 1000:2000 -j ACCEPT
prog   nh[9,1] == 0x11, th[0,2] != 0x3e8-0x7d0, guard 8 => counter, accept
words  4/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000011 ]
       [ payload load 2b @ transport header + 0 => reg 1 ]
       [ range neq reg 1 0x0000e803 0x0000d007 ]
       [ payload load 3b @ transport header + 5 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p udp -m udp --dport 0:65535 -j ACCEPT
prog   nh[9,1] == 0x11, guard 8 => counter, accept
words  4/1
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000011 ]
       [ payload load 3b @ transport header + 5 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -p udp -m udp -j ACCEPT

rule -p udp -m udp ! --dport 0:65535 -j ACCEPT
prog   nh[9,1] == 0x11, th[2,2] != 0x0-0xffff, guard 8 => counter, accept
words  4/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000011 ]
       [ payload load 2b @ transport header + 2 => reg 1 ]
       [ range neq reg 1 0x00000000 0x0000ffff ]
       [ payload load 3b @ transport header + 5 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -p udp -m udp ! --dport 0:65535 -j ACCEPT

rule -p udp -m udp -j ACCEPT
prog   nh[9,1] == 0x11, guard 8 => counter, accept
words  4/1
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000011 ]
       [ payload load 3b @ transport header + 5 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m udp --dport 53 -j ACCEPT
fail   2 UDP match requires '-p udp'
hint   the rule has no -p: ports alone may be of any protocol; write -p udp before -m udp

rule ! -p udp -m udp --dport 53 -j ACCEPT
fail   4 udp
hint   udp needs -p udp

rule -p udplite -m udp --dport 53 -j ACCEPT
fail   2 UDP match requires '-p udp'
hint   the rule's -p is another protocol, and -m udp is for -p udp only

family ip6
rule -p udp -m udp --dport 546 -j ACCEPT
prog   meta.l4proto == 0x11, th[2,2] == 0x222, guard 8 => counter, accept
words  4/2
expr   [ payload load 2b @ transport header + 2 => reg 1 ]
       [ cmp eq reg 1 0x00002202 ]
       [ meta load l4proto => reg 1 ]
       [ cmp eq reg 1 0x00000011 ]
       [ payload load 3b @ transport header + 5 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =
