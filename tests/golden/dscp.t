# -m dscp: the upper six bits of the octet.

rule -m dscp --dscp 0x00 -j ACCEPT
prog   nh[1,1] & 0xfc == 0x0 => counter, accept
words  18/1
expr   [ payload load 1b @ network header + 1 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x000000fc ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m dscp --dscp 0x3f -j ACCEPT
prog   nh[1,1] & 0xfc == 0xfc => counter, accept
words  18/1
expr   [ payload load 1b @ network header + 1 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x000000fc ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x000000fc ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m dscp ! --dscp-class EF -j ACCEPT
prog   nh[1,1] & 0xfc != 0xb8 => counter, accept
words  18/1
expr   [ payload load 1b @ network header + 1 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x000000fc ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x000000b8 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m dscp ! --dscp 0x2e -j ACCEPT

rule -m dscp --dscp 0x40 -j ACCEPT
fail   2 dscp: bad value for option "--dscp", or out of range (0-63).

rule -m dscp -j ACCEPT
fail   2 DSCP match: Parameter --dscp is required

family ip6
rule -m dscp --dscp 0x2e -j ACCEPT
prog   nh[0,2] & 0xfc0 == 0xb80 => counter, accept
words  18/1
expr   [ payload load 2b @ network header + 0 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x0000c00f ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x0000800b ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m dscp ! --dscp 0x3f -j ACCEPT
prog   nh[0,2] & 0xfc0 != 0xfc0 => counter, accept
words  18/1
expr   [ payload load 2b @ network header + 0 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x0000c00f ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x0000c00f ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =
