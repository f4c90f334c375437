# -m sctp: ports, with the guard behind them.

rule -p sctp -m sctp --dport 80 -j ACCEPT
prog   nh[9,1] == 0x84, th[2,2] == 0x50, guard 12 => counter, accept
words  35/2
expr   [ payload load 2b @ transport header + 2 => reg 1 ]
       [ cmp eq reg 1 0x00005000 ]
       [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000084 ]
       [ payload load 3b @ transport header + 9 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p sctp --dport 80 -j ACCEPT
prog   nh[9,1] == 0x84, th[2,2] == 0x50, guard 12 => counter, accept
words  35/2
expr   [ payload load 2b @ transport header + 2 => reg 1 ]
       [ cmp eq reg 1 0x00005000 ]
       [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000084 ]
       [ payload load 3b @ transport header + 9 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -p sctp -m sctp --dport 80 -j ACCEPT

rule -p sctp -m sctp --sport 1024:65535 --dport 80 -j ACCEPT
prog   nh[9,1] == 0x84, th[0,2] == 0x400-0xffff, th[2,2] == 0x50, guard 12 => counter, accept
words  35/3
expr   [ payload load 2b @ transport header + 2 => reg 1 ]
       [ cmp eq reg 1 0x00005000 ]
       [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000084 ]
       [ payload load 2b @ transport header + 0 => reg 1 ]
       [ range eq reg 1 0x00000004 0x0000ffff ]
       [ payload load 3b @ transport header + 9 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p sctp -m sctp ! --sport 7 -j ACCEPT
prog   nh[9,1] == 0x84, th[0,2] != 0x7, guard 12 => counter, accept
words  35/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000084 ]
       [ payload load 2b @ transport header + 0 => reg 1 ]
       [ cmp neq reg 1 0x00000700 ]
       [ payload load 3b @ transport header + 9 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p sctp -m sctp ! --dport 100:200 -j ACCEPT
prog   nh[9,1] == 0x84, th[2,2] != 0x64-0xc8, guard 12 => counter, accept
words  35/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000084 ]
       [ payload load 2b @ transport header + 2 => reg 1 ]
       [ range neq reg 1 0x00006400 0x0000c800 ]
       [ payload load 3b @ transport header + 9 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# the whole range is kept: a flag says that it was given
rule -p sctp -m sctp --sport 0:65535 -j ACCEPT
prog   nh[9,1] == 0x84, th[0,2] == 0x0-0xffff, guard 12 => counter, accept
words  35/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000084 ]
       [ payload load 2b @ transport header + 0 => reg 1 ]
       [ range eq reg 1 0x00000000 0x0000ffff ]
       [ payload load 3b @ transport header + 9 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p sctp -m sctp ! --sport 0:65535 -j ACCEPT
prog   nh[9,1] == 0x84, th[0,2] != 0x0-0xffff, guard 12 => counter, accept
words  35/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000084 ]
       [ payload load 2b @ transport header + 0 => reg 1 ]
       [ range neq reg 1 0x00000000 0x0000ffff ]
       [ payload load 3b @ transport header + 9 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p sctp -m sctp --dport 0 -j ACCEPT
prog   nh[9,1] == 0x84, th[2,2] == 0x0, guard 12 => counter, accept
words  35/2
expr   [ payload load 2b @ transport header + 2 => reg 1 ]
       [ cmp eq reg 1 0x00000000 ]
       [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000084 ]
       [ payload load 3b @ transport header + 9 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p sctp -m sctp -j ACCEPT
prog   nh[9,1] == 0x84, guard 12 => counter, accept
words  35/1
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000084 ]
       [ payload load 3b @ transport header + 9 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# carried
rule -p sctp -m sctp --chunk-types all DATA -j ACCEPT
prog   nh[9,1] == 0x84, xt sctp/0 => counter, accept
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000084 ]
       [ match name sctp rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p sctp -m sctp --dport 80 --chunk-types any INIT,DATA:Be -j ACCEPT
prog   nh[9,1] == 0x84, xt sctp/0 => counter, accept
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000084 ]
       [ match name sctp rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -p sctp -m sctp --dport 80 --chunk-types any DATA:Be,INIT -j ACCEPT

rule -m sctp --dport 80 -j ACCEPT
fail   4 sctp
hint   sctp needs -p sctp

rule -p tcp -m sctp --dport 80 -j ACCEPT
fail   4 sctp
hint   sctp needs -p sctp

rule ! -p sctp -m sctp --dport 80 -j ACCEPT
fail   4 sctp
hint   sctp needs -p sctp

family ip6

rule -p sctp -m sctp --sport 1024:65535 ! --dport 80 -j ACCEPT
prog   meta.l4proto == 0x84, th[0,2] == 0x400-0xffff, th[2,2] != 0x50, guard 12 => counter, accept
words  35/3
expr   [ meta load l4proto => reg 1 ]
       [ cmp eq reg 1 0x00000084 ]
       [ payload load 2b @ transport header + 0 => reg 1 ]
       [ range eq reg 1 0x00000004 0x0000ffff ]
       [ payload load 2b @ transport header + 2 => reg 1 ]
       [ cmp neq reg 1 0x00005000 ]
       [ payload load 3b @ transport header + 9 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =
