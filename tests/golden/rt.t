# -m rt: type and segments left of the routing header.
family ip6

# ufw
rule -m rt --rt-type 0 -j DROP
prog   exthdr 43[2,1] == 0x0 => counter, drop
words  38/1
expr   [ exthdr load ipv6 1b @ 43 + 2 => reg 1 ]
       [ cmp eq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 drop ]
save   =

rule -m rt ! --rt-type 2 -j ACCEPT
prog   exthdr 43[2,1] != 0x2 => counter, accept
words  38/1
expr   [ exthdr load ipv6 1b @ 43 + 2 => reg 1 ]
       [ cmp neq reg 1 0x00000002 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m rt --rt-type 0 --rt-segsleft 1 -j ACCEPT
prog   exthdr 43[2,1] == 0x0, exthdr 43[3,1] == 0x1 => counter, accept
words  38/2
expr   [ exthdr load ipv6 1b @ 43 + 2 => reg 1 ]
       [ cmp eq reg 1 0x00000000 ]
       [ exthdr load ipv6 1b @ 43 + 3 => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p tcp -m rt --rt-type 0 ! --rt-segsleft 0:3 -j ACCEPT
prog   meta.l4proto == 0x6, exthdr 43[2,1] == 0x0, exthdr 43[3,1] != 0x0-0x3 => counter, accept
words  38/2
expr   [ meta load l4proto => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ exthdr load ipv6 1b @ 43 + 2 => reg 1 ]
       [ cmp eq reg 1 0x00000000 ]
       [ exthdr load ipv6 1b @ 43 + 3 => reg 1 ]
       [ range neq reg 1 0x00000000 0x00000003 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m rt --rt-segsleft 0:255 -j ACCEPT
prog   exthdr 43[3,1] == 0x0-0xff => counter, accept
words  38/1
expr   [ exthdr load ipv6 1b @ 43 + 3 => reg 1 ]
       [ range eq reg 1 0x00000000 0x000000ff ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# what is left to xt
rule -m rt -j ACCEPT
prog   xt rt/0 => counter, accept
expr   [ match name rt rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m rt --rt-type 0 --rt-len 24 -j ACCEPT
prog   xt rt/0 => counter, accept
expr   [ match name rt rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m rt --rt-type 0 --rt-0-res -j ACCEPT
prog   xt rt/0 => counter, accept
expr   [ match name rt rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m rt --rt-segsleft 0:256 -j ACCEPT
prog   xt rt/0 => counter, accept
expr   [ match name rt rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =
