# -m tos: the whole octet under a mask.

rule -m tos --tos 0xff/0xff -j ACCEPT
prog   nh[1,1] == 0xff => counter, accept
words  17/1
expr   [ payload load 1b @ network header + 1 => reg 1 ]
       [ cmp eq reg 1 0x000000ff ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m tos ! --tos 0x10/0xff -j ACCEPT
prog   nh[1,1] != 0x10 => counter, accept
words  17/1
expr   [ payload load 1b @ network header + 1 => reg 1 ]
       [ cmp neq reg 1 0x00000010 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m tos --tos Minimize-Delay -j ACCEPT
prog   nh[1,1] & 0x3f == 0x10 => counter, accept
words  17/1
expr   [ payload load 1b @ network header + 1 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x0000003f ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000010 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m tos --tos 0x10/0x3f -j ACCEPT

rule -m tos --tos 0x0f/0x0f -j ACCEPT
prog   nh[1,1] & 0xf == 0xf => counter, accept
words  17/1
expr   [ payload load 1b @ network header + 1 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x0000000f ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x0000000f ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# the masks of dscp and ecn: only words tell them apart
rule -m tos --tos 0x10/0xfc -j ACCEPT
prog   nh[1,1] & 0xfc == 0x10 => counter, accept
words  17/1
expr   [ payload load 1b @ network header + 1 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x000000fc ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000010 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =
bare   -m dscp --dscp 0x04 -j ACCEPT

rule -m tos --tos 0x01/0x03 -j ACCEPT
prog   nh[1,1] & 0x3 == 0x1 => counter, accept
words  17/1
expr   [ payload load 1b @ network header + 1 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000003 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000001 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =
bare   -m ecn --ecn-ip-ect 1 -j ACCEPT

# no dscp: a bit outside the mask
rule -m tos --tos 0x11/0xfc -j ACCEPT
prog   nh[1,1] & 0xfc == 0x11 => counter, accept
words  17/1
expr   [ payload load 1b @ network header + 1 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x000000fc ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000011 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m tos --tos 0x00/0x00 -j ACCEPT
prog   nh[1,1] & 0x0 == 0x0 => counter, accept
words  17/1
expr   [ payload load 1b @ network header + 1 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000000 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m tos --tos wrong -j ACCEPT
fail   2 Symbolic name "wrong" is unknown

family ip6
rule -m tos --tos 0xff/0xff -j ACCEPT
prog   nh[0,2] & 0xff0 == 0xff0 => counter, accept
words  17/1
expr   [ payload load 2b @ network header + 0 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x0000f00f ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x0000f00f ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m tos ! --tos 0x1f/0x3f -j ACCEPT
prog   nh[0,2] & 0x3f0 != 0x1f0 => counter, accept
words  17/1
expr   [ payload load 2b @ network header + 0 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x0000f003 ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x0000f001 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m tos --tos 0x00/0x00 -j ACCEPT
prog   nh[0,2] & 0x0 == 0x0 => counter, accept
words  17/1
expr   [ payload load 2b @ network header + 0 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000000 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =
