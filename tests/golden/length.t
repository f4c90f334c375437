# -m length: one value as it is, a range turned to big endian.

rule -m length --length 1 -j ACCEPT
prog   meta.length == 0x1 => counter, accept
words  14/1
expr   [ meta load len => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m length ! --length 1500 -j ACCEPT
prog   meta.length != 0x5dc => counter, accept
words  14/1
expr   [ meta load len => reg 1 ]
       [ cmp neq reg 1 0x000005dc ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m length --length 0:2 -j ACCEPT
prog   meta.length == 0x0-0x2 => counter, accept
words  14/1
expr   [ meta load len => reg 1 ]
       [ byteorder reg 1 = hton(reg 1, 4, 4) ]
       [ range eq reg 1 0x00000000 0x02000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m length --length :2 -j ACCEPT
prog   meta.length == 0x0-0x2 => counter, accept
words  14/1
expr   [ meta load len => reg 1 ]
       [ byteorder reg 1 = hton(reg 1, 4, 4) ]
       [ range eq reg 1 0x00000000 0x02000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m length --length 0:2 -j ACCEPT

rule -m length --length 4: -j ACCEPT
prog   meta.length == 0x4-0xffff => counter, accept
words  14/1
expr   [ meta load len => reg 1 ]
       [ byteorder reg 1 = hton(reg 1, 4, 4) ]
       [ range eq reg 1 0x04000000 0xffff0000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m length --length 4:65535 -j ACCEPT

rule -m length ! --length 40:1500 -j ACCEPT
prog   meta.length != 0x28-0x5dc => counter, accept
words  14/1
expr   [ meta load len => reg 1 ]
       [ byteorder reg 1 = hton(reg 1, 4, 4) ]
       [ range neq reg 1 0x28000000 0xdc050000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m length --length 0:65535 -j ACCEPT
prog   meta.length == 0x0-0xffff => counter, accept
words  14/1
expr   [ meta load len => reg 1 ]
       [ byteorder reg 1 = hton(reg 1, 4, 4) ]
       [ range eq reg 1 0x00000000 0xffff0000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m length ! --length 0:65535 -j ACCEPT
prog   meta.length != 0x0-0xffff => counter, accept
words  14/1
expr   [ meta load len => reg 1 ]
       [ byteorder reg 1 = hton(reg 1, 4, 4) ]
       [ range neq reg 1 0x00000000 0xffff0000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m length --length 65535 -j ACCEPT
prog   meta.length == 0xffff => counter, accept
words  14/1
expr   [ meta load len => reg 1 ]
       [ cmp eq reg 1 0x0000ffff ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m length --length 0:65536 -j ACCEPT
fail   2 length: bad value for option "--length" near "65536", or out of range (0-65535).

family ip6
rule -m length --length 1280:1500 -j ACCEPT
prog   meta.length == 0x500-0x5dc => counter, accept
words  14/1
expr   [ meta load len => reg 1 ]
       [ byteorder reg 1 = hton(reg 1, 4, 4) ]
       [ range eq reg 1 0x00050000 0xdc050000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =
