# -m ah, IPv4: the index stands behind four bytes; the guard wants twelve.

rule -p ah -m ah --ahspi 0x100 -j ACCEPT
prog   nh[9,1] == 0x33, th[4,4] == 0x100, guard 12 => counter, accept
words  34/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000033 ]
       [ payload load 4b @ transport header + 4 => reg 1 ]
       [ cmp eq reg 1 0x00010000 ]
       [ payload load 3b @ transport header + 9 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -p ah -m ah --ahspi 256 -j ACCEPT

rule -p ah -m ah --ahspi 256:511 -j ACCEPT
prog   nh[9,1] == 0x33, th[4,4] == 0x100-0x1ff, guard 12 => counter, accept
words  34/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000033 ]
       [ payload load 4b @ transport header + 4 => reg 1 ]
       [ range eq reg 1 0x00010000 0xff010000 ]
       [ payload load 3b @ transport header + 9 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p ah -m ah ! --ahspi 256:511 -j ACCEPT
prog   nh[9,1] == 0x33, th[4,4] != 0x100-0x1ff, guard 12 => counter, accept
words  34/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000033 ]
       [ payload load 4b @ transport header + 4 => reg 1 ]
       [ range neq reg 1 0x00010000 0xff010000 ]
       [ payload load 3b @ transport header + 9 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p ah -m ah --ahspi 0 -j ACCEPT
prog   nh[9,1] == 0x33, th[4,4] == 0x0, guard 12 => counter, accept
words  34/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000033 ]
       [ payload load 4b @ transport header + 4 => reg 1 ]
       [ cmp eq reg 1 0x00000000 ]
       [ payload load 3b @ transport header + 9 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p ah -m ah -j ACCEPT
prog   nh[9,1] == 0x33, guard 12 => counter, accept
words  34/1
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000033 ]
       [ payload load 3b @ transport header + 9 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p ah -m ah --ahspi 0:4294967295 -j ACCEPT
prog   nh[9,1] == 0x33, guard 12 => counter, accept
words  34/1
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000033 ]
       [ payload load 3b @ transport header + 9 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -p ah -m ah -j ACCEPT

rule -p ah -m ah ! --ahspi 0:4294967295 -j ACCEPT
prog   nh[9,1] == 0x33, th[4,4] != 0x0-0xffffffff, guard 12 => counter, accept
words  34/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000033 ]
       [ payload load 4b @ transport header + 4 => reg 1 ]
       [ range neq reg 1 0x00000000 0xffffffff ]
       [ payload load 3b @ transport header + 9 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m ah --ahspi 1 -j ACCEPT
fail   4 ah
hint   ah needs -p ah

rule -p esp -m ah --ahspi 1 -j ACCEPT
fail   4 ah
hint   ah needs -p ah

# IPv6 has a match of its own, which is carried
family ip6

rule -m ah --ahspi 256:511 -j ACCEPT
prog   xt ah/0 => counter, accept
expr   [ match name ah rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =
