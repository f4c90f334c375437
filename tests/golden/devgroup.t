# -m devgroup: groups of the incoming and the outgoing interface.
chain INPUT

rule -m devgroup --src-group 5 -j ACCEPT
prog   meta.iifgroup == 0x5 => counter, accept
words  30/1
expr   [ meta load iifgroup => reg 1 ]
       [ cmp eq reg 1 0x00000005 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m devgroup --src-group 0x5 -j ACCEPT

rule -m devgroup ! --src-group 0x10 -j DROP
prog   meta.iifgroup != 0x10 => counter, drop
words  30/1
expr   [ meta load iifgroup => reg 1 ]
       [ cmp neq reg 1 0x00000010 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 drop ]
save   =

rule -m devgroup --src-group 0x10/0xf0 -j ACCEPT
prog   meta.iifgroup & 0xf0 == 0x10 => counter, accept
words  30/1
expr   [ meta load iifgroup => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x000000f0 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000010 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m devgroup ! --src-group 0x10/0xf0 -j ACCEPT
prog   meta.iifgroup & 0xf0 != 0x10 => counter, accept
words  30/1
expr   [ meta load iifgroup => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x000000f0 ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00000010 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m devgroup --src-group 0x0/0x0 -j ACCEPT
prog   meta.iifgroup & 0x0 == 0x0 => counter, accept
words  30/1
expr   [ meta load iifgroup => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000000 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# bits outside the mask: carried
rule -m devgroup --src-group 0x11/0xf0 -j ACCEPT
prog   xt devgroup/0 => counter, accept
expr   [ match name devgroup rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m devgroup --dst-group 5 -j ACCEPT
fail   4 devgroup --dst-group
hint   devgroup --dst-group works in FORWARD OUTPUT POSTROUTING only

chain OUTPUT

rule -m devgroup --dst-group 7 -j ACCEPT
prog   meta.oifgroup == 0x7 => counter, accept
words  30/1
expr   [ meta load oifgroup => reg 1 ]
       [ cmp eq reg 1 0x00000007 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m devgroup --dst-group 0x7 -j ACCEPT

rule -m devgroup ! --dst-group 0x7/0xf -j ACCEPT
prog   meta.oifgroup & 0xf != 0x7 => counter, accept
words  30/1
expr   [ meta load oifgroup => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x0000000f ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00000007 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m devgroup --src-group 7 -j ACCEPT
fail   4 devgroup --src-group
hint   devgroup --src-group works in PREROUTING INPUT FORWARD only

chain FORWARD

rule -m devgroup --src-group 1 --dst-group 2 -j ACCEPT
prog   meta.iifgroup == 0x1, meta.oifgroup == 0x2 => counter, accept
words  30/2
expr   [ meta load iifgroup => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ meta load oifgroup => reg 1 ]
       [ cmp eq reg 1 0x00000002 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m devgroup --src-group 0x1 --dst-group 0x2 -j ACCEPT

rule -m devgroup ! --src-group 0x1/0xff --dst-group 4294967295 -j ACCEPT
prog   meta.iifgroup & 0xff != 0x1, meta.oifgroup == 0xffffffff => counter, accept
words  30/2
expr   [ meta load iifgroup => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x000000ff ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00000001 ]
       [ meta load oifgroup => reg 1 ]
       [ cmp eq reg 1 0xffffffff ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m devgroup ! --src-group 0x1/0xff --dst-group 0xffffffff -j ACCEPT

chain web

rule -m devgroup --src-group 1 --dst-group 2 -j ACCEPT
prog   meta.iifgroup == 0x1, meta.oifgroup == 0x2 => counter, accept
words  30/2
expr   [ meta load iifgroup => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ meta load oifgroup => reg 1 ]
       [ cmp eq reg 1 0x00000002 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m devgroup --src-group 0x1 --dst-group 0x2 -j ACCEPT

# two matches in a row
rule -m devgroup --dst-group 1 -m devgroup --src-group 2 -j ACCEPT
prog   meta.oifgroup == 0x1, meta.iifgroup == 0x2 => counter, accept
words  30/1 30/1
expr   [ meta load oifgroup => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ meta load iifgroup => reg 1 ]
       [ cmp eq reg 1 0x00000002 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m devgroup --dst-group 0x1 -m devgroup --src-group 0x2 -j ACCEPT

rule -m devgroup -j ACCEPT
fail   2 devgroup match: You must specify either '--src-group' or '--dst-group'

family ip6
chain INPUT

rule -m devgroup --src-group 5 -j ACCEPT
prog   meta.iifgroup == 0x5 => counter, accept
words  30/1
expr   [ meta load iifgroup => reg 1 ]
       [ cmp eq reg 1 0x00000005 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m devgroup --src-group 0x5 -j ACCEPT
