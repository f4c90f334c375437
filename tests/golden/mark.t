# -m mark: the packet's mark under a mask.

rule -m mark --mark 0x1 -j ACCEPT
prog   meta.mark == 0x1 => counter, accept
words  9/1
expr   [ meta load mark => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m mark --mark 4294967295 -j ACCEPT
prog   meta.mark == 0xffffffff => counter, accept
words  9/1
expr   [ meta load mark => reg 1 ]
       [ cmp eq reg 1 0xffffffff ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m mark --mark 0xffffffff -j ACCEPT

rule -m mark ! --mark 0xfeedcafe/0xfeedcafe -j ACCEPT
prog   meta.mark & 0xfeedcafe != 0xfeedcafe => counter, accept
words  9/1
expr   [ meta load mark => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0xfeedcafe ) ^ 0x00000000 ]
       [ cmp neq reg 1 0xfeedcafe ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m mark --mark 0x0/0xff0 -j ACCEPT
prog   meta.mark & 0xff0 == 0x0 => counter, accept
words  9/1
expr   [ meta load mark => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000ff0 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# mask 0 matches everything
rule -m mark --mark 0x0/0x0 -j ACCEPT
prog   meta.mark & 0x0 == 0x0 => counter, accept
words  9/1
expr   [ meta load mark => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000000 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m mark ! --mark 0x0/0x0 -j ACCEPT
prog   meta.mark & 0x0 != 0x0 => counter, accept
words  9/1
expr   [ meta load mark => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000000 ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# bits outside the mask match nothing
rule -m mark --mark 0x3/0x1 -j ACCEPT
prog   meta.mark & 0x1 == 0x3 => counter, accept
words  9/1
expr   [ meta load mark => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000001 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000003 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m mark --mark 0x1 -m mark ! --mark 0x100/0xff00 -j ACCEPT
prog   meta.mark == 0x1, meta.mark & 0xff00 != 0x100 => counter, accept
words  9/1 9/1
expr   [ meta load mark => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ meta load mark => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x0000ff00 ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00000100 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m mark --mark 4294967296 -j ACCEPT
fail   2 mark: bad integer value for option "--mark", or out of range.

rule -m mark -j ACCEPT
fail   2 mark: option "--mark" must be specified

family ip6
rule -m mark --mark 0x10/0xf0 -j ACCEPT
prog   meta.mark & 0xf0 == 0x10 => counter, accept
words  9/1
expr   [ meta load mark => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x000000f0 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000010 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =
