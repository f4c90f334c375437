# -m connmark: the connection's mark under a mask; no entry, no match.

rule -m connmark --mark 0x1 -j ACCEPT
prog   ct.mark == 0x1 => counter, accept
words  10/1
expr   [ ct load mark => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m connmark ! --mark 0x100/0xff00 -j ACCEPT
prog   ct.mark & 0xff00 != 0x100 => counter, accept
words  10/1
expr   [ ct load mark => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x0000ff00 ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00000100 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m connmark --mark 0xffffffff -j ACCEPT
prog   ct.mark == 0xffffffff => counter, accept
words  10/1
expr   [ ct load mark => reg 1 ]
       [ cmp eq reg 1 0xffffffff ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m connmark --mark 0xffffffff/0x0 -j ACCEPT
prog   ct.mark & 0x0 == 0xffffffff => counter, accept
words  10/1
expr   [ ct load mark => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000000 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0xffffffff ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m connmark --mark 0/0xffffffff -j ACCEPT
prog   ct.mark == 0x0 => counter, accept
words  10/1
expr   [ ct load mark => reg 1 ]
       [ cmp eq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m connmark --mark 0x0 -j ACCEPT

rule -m connmark --mark 0x1 -m mark --mark 0x1 -j ACCEPT
prog   ct.mark == 0x1, meta.mark == 0x1 => counter, accept
words  10/1 9/1
expr   [ ct load mark => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ meta load mark => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# xt reads the mark of a template, nft does not
table raw
chain PREROUTING
rule -m connmark --mark 0x1 -j ACCEPT
prog   xt connmark/1 => counter, accept
expr   [ match name connmark rev 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

table filter
chain INPUT
rule -m connmark --mark 0xfffffffff -j ACCEPT
fail   2 connmark: bad integer value for option "--mark", or out of range.

family ip6
rule -m connmark --mark 0x2/0x3 -j ACCEPT
prog   ct.mark & 0x3 == 0x2 => counter, accept
words  10/1
expr   [ ct load mark => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000003 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000002 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =
