# -m realm: the class of the route.
chain INPUT

rule -m realm --realm 0x2a -j ACCEPT
prog   rt(0) == 0x2a => counter, accept
words  31/1
expr   [ rt load classid => reg 1 ]
       [ cmp eq reg 1 0x0000002a ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m realm ! --realm 0x2a -j DROP
prog   rt(0) != 0x2a => counter, drop
words  31/1
expr   [ rt load classid => reg 1 ]
       [ cmp neq reg 1 0x0000002a ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 drop ]
save   =

rule -m realm --realm 0x10000/0xffff0000 -j ACCEPT
prog   rt(0) & 0xffff0000 == 0x10000 => counter, accept
words  31/1
expr   [ rt load classid => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0xffff0000 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00010000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m realm ! --realm 0x1/0xf -j ACCEPT
prog   rt(0) & 0xf != 0x1 => counter, accept
words  31/1
expr   [ rt load classid => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x0000000f ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00000001 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# bits outside the mask: never matches, in both
rule -m realm --realm 0x1/0x2a -j ACCEPT
prog   rt(0) & 0x2a == 0x1 => counter, accept
words  31/1
expr   [ rt load classid => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x0000002a ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000001 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m realm --realm 0x0/0x0 -j ACCEPT
prog   rt(0) & 0x0 == 0x0 => counter, accept
words  31/1
expr   [ rt load classid => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000000 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m realm -j ACCEPT
fail   2 realm: option "--realm" must be specified

chain web

rule -m realm --realm 0x2a -j ACCEPT
prog   rt(0) == 0x2a => counter, accept
words  31/1
expr   [ rt load classid => reg 1 ]
       [ cmp eq reg 1 0x0000002a ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

table mangle
chain PREROUTING

rule -m realm --realm 0x2a -j ACCEPT
fail   4 realm
hint   realm works in INPUT FORWARD OUTPUT POSTROUTING only
