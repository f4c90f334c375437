# -m ttl

rule -m ttl --ttl-eq 64 -j ACCEPT
prog   nh[8,1] == 0x40 => counter, accept
words  15/1
expr   [ payload load 1b @ network header + 8 => reg 1 ]
       [ cmp eq reg 1 0x00000040 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m ttl ! --ttl-eq 255 -j ACCEPT
prog   nh[8,1] != 0xff => counter, accept
words  15/1
expr   [ payload load 1b @ network header + 8 => reg 1 ]
       [ cmp neq reg 1 0x000000ff ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m ttl --ttl-lt 2 -j ACCEPT
prog   nh[8,1] < 0x2 => counter, accept
words  15/1
expr   [ payload load 1b @ network header + 8 => reg 1 ]
       [ cmp lt reg 1 0x00000002 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m ttl --ttl-gt 0 -j ACCEPT
prog   nh[8,1] > 0x0 => counter, accept
words  15/1
expr   [ payload load 1b @ network header + 8 => reg 1 ]
       [ cmp gt reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m ttl --ttl-gt 255 -j ACCEPT
prog   nh[8,1] > 0xff => counter, accept
words  15/1
expr   [ payload load 1b @ network header + 8 => reg 1 ]
       [ cmp gt reg 1 0x000000ff ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m ttl --ttl-eq 256 -j ACCEPT
fail   2 ttl: bad value for option "--ttl-eq", or out of range (0-255).

rule -m ttl -j ACCEPT
fail   2 TTL match: You must specify one of `--ttl-eq', `--ttl-lt', `--ttl-gt
