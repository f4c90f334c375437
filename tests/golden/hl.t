# -m hl: the hop limit of IPv6.

family ip6
rule -m hl --hl-eq 255 -j ACCEPT
prog   nh[7,1] == 0xff => counter, accept
words  16/1
expr   [ payload load 1b @ network header + 7 => reg 1 ]
       [ cmp eq reg 1 0x000000ff ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m hl ! --hl-eq 42 -j ACCEPT
prog   nh[7,1] != 0x2a => counter, accept
words  16/1
expr   [ payload load 1b @ network header + 7 => reg 1 ]
       [ cmp neq reg 1 0x0000002a ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m hl --hl-lt 42 -j ACCEPT
prog   nh[7,1] < 0x2a => counter, accept
words  16/1
expr   [ payload load 1b @ network header + 7 => reg 1 ]
       [ cmp lt reg 1 0x0000002a ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m hl --hl-gt 42 -j ACCEPT
prog   nh[7,1] > 0x2a => counter, accept
words  16/1
expr   [ payload load 1b @ network header + 7 => reg 1 ]
       [ cmp gt reg 1 0x0000002a ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m hl -j ACCEPT
fail   2 HL match: You must specify one of `--hl-eq', `--hl-lt', `--hl-gt'

family ip4
rule -m hl --hl-eq 255 -j ACCEPT
fail   2 Couldn't load match `hl':No such file or directory
hint   hl exists, but not as a match of this address family
