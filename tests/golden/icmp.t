# -m icmp: type and code, and the guard behind them.

rule -p icmp -m icmp --icmp-type 8 -j ACCEPT
prog   nh[9,1] == 0x1, th[0,1] == 0x8, guard 8 => counter, accept
words  6/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ payload load 1b @ transport header + 0 => reg 1 ]
       [ cmp eq reg 1 0x00000008 ]
       [ payload load 3b @ transport header + 5 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p icmp -m icmp --icmp-type echo-reply -j ACCEPT
prog   nh[9,1] == 0x1, th[0,1] == 0x0, guard 8 => counter, accept
words  6/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ payload load 1b @ transport header + 0 => reg 1 ]
       [ cmp eq reg 1 0x00000000 ]
       [ payload load 3b @ transport header + 5 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -p icmp -m icmp --icmp-type 0 -j ACCEPT

rule -p icmp -m icmp ! --icmp-type 3 -j ACCEPT
prog   nh[9,1] == 0x1, th[0,1] != 0x3, guard 8 => counter, accept
words  6/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ payload load 1b @ transport header + 0 => reg 1 ]
       [ cmp neq reg 1 0x00000003 ]
       [ payload load 3b @ transport header + 5 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p icmp -m icmp --icmp-type 3/4 -j ACCEPT
prog   nh[9,1] == 0x1, th[0,2] == 0x304, guard 8 => counter, accept
words  6/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ payload load 2b @ transport header + 0 => reg 1 ]
       [ cmp eq reg 1 0x00000403 ]
       [ payload load 3b @ transport header + 5 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p icmp -m icmp ! --icmp-type fragmentation-needed -j ACCEPT
prog   nh[9,1] == 0x1, th[0,2] != 0x304, guard 8 => counter, accept
words  6/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ payload load 2b @ transport header + 0 => reg 1 ]
       [ cmp neq reg 1 0x00000403 ]
       [ payload load 3b @ transport header + 5 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -p icmp -m icmp ! --icmp-type 3/4 -j ACCEPT

rule -p icmp -m icmp --icmp-type 254/255 -j ACCEPT
prog   nh[9,1] == 0x1, th[0,2] == 0xfeff, guard 8 => counter, accept
words  6/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ payload load 2b @ transport header + 0 => reg 1 ]
       [ cmp eq reg 1 0x0000fffe ]
       [ payload load 3b @ transport header + 5 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# any packet with a whole header
rule -p icmp -m icmp --icmp-type any -j ACCEPT
prog   nh[9,1] == 0x1, guard 8 => counter, accept
words  6/1
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ payload load 3b @ transport header + 5 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p icmp -m icmp --icmp-type 255 -j ACCEPT
prog   nh[9,1] == 0x1, guard 8 => counter, accept
words  6/1
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ payload load 3b @ transport header + 5 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -p icmp -m icmp --icmp-type any -j ACCEPT

# never matches: nft has no form for it
rule -p icmp -m icmp ! --icmp-type any -j ACCEPT
prog   nh[9,1] == 0x1, xt icmp/0 => counter, accept
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ match name icmp rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# the kernel takes type 255 for any, whatever the code
rule -p icmp -m icmp --icmp-type 255/255 -j ACCEPT
prog   nh[9,1] == 0x1, xt icmp/0 => counter, accept
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ match name icmp rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -p icmp -m icmp --icmp-type any -j ACCEPT
save@11 =

rule -p icmp -m icmp --icmp-type 255/0 -j ACCEPT
prog   nh[9,1] == 0x1, xt icmp/0 => counter, accept
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ match name icmp rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -p icmp -m icmp --icmp-type any -j ACCEPT
save@11 =

rule -p icmp -m icmp --icmp-type any -m icmp --icmp-type 8 -j ACCEPT
prog   nh[9,1] == 0x1, guard 8, th[0,1] == 0x8 => counter, accept
words  6/1 6/1
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ payload load 3b @ transport header + 5 => reg 1 ]
       [ payload load 1b @ transport header + 0 => reg 1 ]
       [ cmp eq reg 1 0x00000008 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m icmp --icmp-type 8 -j ACCEPT
fail   4 icmp
hint   icmp needs -p icmp

rule ! -p icmp -m icmp --icmp-type 8 -j ACCEPT
fail   4 icmp
hint   icmp needs -p icmp

rule -p icmp -m icmp --icmp-type 256 -j ACCEPT
fail   2 Unknown ICMP type `256'
