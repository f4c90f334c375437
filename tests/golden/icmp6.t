# -m icmp6: type and code, and the guard behind them.

family ip6
rule -p ipv6-icmp -m icmp6 --icmpv6-type 135 -j ACCEPT
prog   meta.l4proto == 0x3a, th[0,1] == 0x87, guard 8 => counter, accept
words  7/2
expr   [ meta load l4proto => reg 1 ]
       [ cmp eq reg 1 0x0000003a ]
       [ payload load 1b @ transport header + 0 => reg 1 ]
       [ cmp eq reg 1 0x00000087 ]
       [ payload load 3b @ transport header + 5 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p ipv6-icmp -m icmp6 --icmpv6-type echo-request -j ACCEPT
prog   meta.l4proto == 0x3a, th[0,1] == 0x80, guard 8 => counter, accept
words  7/2
expr   [ meta load l4proto => reg 1 ]
       [ cmp eq reg 1 0x0000003a ]
       [ payload load 1b @ transport header + 0 => reg 1 ]
       [ cmp eq reg 1 0x00000080 ]
       [ payload load 3b @ transport header + 5 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -p ipv6-icmp -m icmp6 --icmpv6-type 128 -j ACCEPT

rule -p ipv6-icmp -m icmp6 ! --icmpv6-type 128 -j ACCEPT
prog   meta.l4proto == 0x3a, th[0,1] != 0x80, guard 8 => counter, accept
words  7/2
expr   [ meta load l4proto => reg 1 ]
       [ cmp eq reg 1 0x0000003a ]
       [ payload load 1b @ transport header + 0 => reg 1 ]
       [ cmp neq reg 1 0x00000080 ]
       [ payload load 3b @ transport header + 5 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p ipv6-icmp -m icmp6 --icmpv6-type 1/0 -j ACCEPT
prog   meta.l4proto == 0x3a, th[0,2] == 0x100, guard 8 => counter, accept
words  7/2
expr   [ meta load l4proto => reg 1 ]
       [ cmp eq reg 1 0x0000003a ]
       [ payload load 2b @ transport header + 0 => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ payload load 3b @ transport header + 5 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p ipv6-icmp -m icmp6 ! --icmpv6-type 1/4 -j ACCEPT
prog   meta.l4proto == 0x3a, th[0,2] != 0x104, guard 8 => counter, accept
words  7/2
expr   [ meta load l4proto => reg 1 ]
       [ cmp eq reg 1 0x0000003a ]
       [ payload load 2b @ transport header + 0 => reg 1 ]
       [ cmp neq reg 1 0x00000401 ]
       [ payload load 3b @ transport header + 5 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# a type like any other
rule -p ipv6-icmp -m icmp6 --icmpv6-type 255 -j ACCEPT
prog   meta.l4proto == 0x3a, th[0,1] == 0xff, guard 8 => counter, accept
words  7/2
expr   [ meta load l4proto => reg 1 ]
       [ cmp eq reg 1 0x0000003a ]
       [ payload load 1b @ transport header + 0 => reg 1 ]
       [ cmp eq reg 1 0x000000ff ]
       [ payload load 3b @ transport header + 5 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p ipv6-icmp -m icmp6 ! --icmpv6-type 255 -j ACCEPT
prog   meta.l4proto == 0x3a, th[0,1] != 0xff, guard 8 => counter, accept
words  7/2
expr   [ meta load l4proto => reg 1 ]
       [ cmp eq reg 1 0x0000003a ]
       [ payload load 1b @ transport header + 0 => reg 1 ]
       [ cmp neq reg 1 0x000000ff ]
       [ payload load 3b @ transport header + 5 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p ipv6-icmp -m icmp6 --icmpv6-type 255/255 -j ACCEPT
prog   meta.l4proto == 0x3a, th[0,2] == 0xffff, guard 8 => counter, accept
words  7/2
expr   [ meta load l4proto => reg 1 ]
       [ cmp eq reg 1 0x0000003a ]
       [ payload load 2b @ transport header + 0 => reg 1 ]
       [ cmp eq reg 1 0x0000ffff ]
       [ payload load 3b @ transport header + 5 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m icmp6 --icmpv6-type 128 -j ACCEPT
fail   4 icmp6
hint   icmp6 needs -p ipv6-icmp

rule ! -p ipv6-icmp -m icmp6 --icmpv6-type 128 -j ACCEPT
fail   4 icmp6
hint   icmp6 needs -p ipv6-icmp

rule -p ipv6-icmp -m icmp6 --icmpv6-type 256 -j ACCEPT
fail   2 Unknown ICMPv6 type `256'
