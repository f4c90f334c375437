# -m esp: the index stands in the first four bytes; the guard wants eight.

rule -p esp -m esp --espspi 0x100 -j ACCEPT
prog   nh[9,1] == 0x32, th[0,4] == 0x100, guard 8 => counter, accept
words  33/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000032 ]
       [ payload load 4b @ transport header + 0 => reg 1 ]
       [ cmp eq reg 1 0x00010000 ]
       [ payload load 3b @ transport header + 5 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -p esp -m esp --espspi 256 -j ACCEPT

rule -p esp -m esp --espspi 256:511 -j ACCEPT
prog   nh[9,1] == 0x32, th[0,4] == 0x100-0x1ff, guard 8 => counter, accept
words  33/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000032 ]
       [ payload load 4b @ transport header + 0 => reg 1 ]
       [ range eq reg 1 0x00010000 0xff010000 ]
       [ payload load 3b @ transport header + 5 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p esp -m esp ! --espspi 256:511 -j ACCEPT
prog   nh[9,1] == 0x32, th[0,4] != 0x100-0x1ff, guard 8 => counter, accept
words  33/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000032 ]
       [ payload load 4b @ transport header + 0 => reg 1 ]
       [ range neq reg 1 0x00010000 0xff010000 ]
       [ payload load 3b @ transport header + 5 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p esp -m esp ! --espspi 5 -j ACCEPT
prog   nh[9,1] == 0x32, th[0,4] != 0x5, guard 8 => counter, accept
words  33/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000032 ]
       [ payload load 4b @ transport header + 0 => reg 1 ]
       [ cmp neq reg 1 0x05000000 ]
       [ payload load 3b @ transport header + 5 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p esp -m esp --espspi :32 -j ACCEPT
prog   nh[9,1] == 0x32, th[0,4] == 0x0-0x20, guard 8 => counter, accept
words  33/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000032 ]
       [ payload load 4b @ transport header + 0 => reg 1 ]
       [ range eq reg 1 0x00000000 0x20000000 ]
       [ payload load 3b @ transport header + 5 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -p esp -m esp --espspi 0:32 -j ACCEPT

rule -p esp -m esp --espspi 0 -j ACCEPT
prog   nh[9,1] == 0x32, th[0,4] == 0x0, guard 8 => counter, accept
words  33/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000032 ]
       [ payload load 4b @ transport header + 0 => reg 1 ]
       [ cmp eq reg 1 0x00000000 ]
       [ payload load 3b @ transport header + 5 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p esp -m esp -j ACCEPT
prog   nh[9,1] == 0x32, guard 8 => counter, accept
words  33/1
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000032 ]
       [ payload load 3b @ transport header + 5 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p esp -m esp --espspi 0:4294967295 -j ACCEPT
prog   nh[9,1] == 0x32, guard 8 => counter, accept
words  33/1
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000032 ]
       [ payload load 3b @ transport header + 5 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -p esp -m esp -j ACCEPT

# never matches: the range says so
rule -p esp -m esp ! --espspi 0:4294967295 -j ACCEPT
prog   nh[9,1] == 0x32, th[0,4] != 0x0-0xffffffff, guard 8 => counter, accept
words  33/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000032 ]
       [ payload load 4b @ transport header + 0 => reg 1 ]
       [ range neq reg 1 0x00000000 0xffffffff ]
       [ payload load 3b @ transport header + 5 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p 50 -m esp --espspi 4294967295 -j ACCEPT
prog   nh[9,1] == 0x32, th[0,4] == 0xffffffff, guard 8 => counter, accept
words  33/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000032 ]
       [ payload load 4b @ transport header + 0 => reg 1 ]
       [ cmp eq reg 1 0xffffffff ]
       [ payload load 3b @ transport header + 5 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -p esp -m esp --espspi 4294967295 -j ACCEPT

rule -m esp -j ACCEPT
fail   4 esp
hint   esp needs -p esp

rule -p udp -m esp --espspi 1 -j ACCEPT
fail   4 esp
hint   esp needs -p esp

rule ! -p esp -m esp --espspi 1 -j ACCEPT
fail   4 esp
hint   esp needs -p esp

family ip6

rule -p esp -m esp --espspi 256:511 -j ACCEPT
prog   meta.l4proto == 0x32, th[0,4] == 0x100-0x1ff, guard 8 => counter, accept
words  33/2
expr   [ meta load l4proto => reg 1 ]
       [ cmp eq reg 1 0x00000032 ]
       [ payload load 4b @ transport header + 0 => reg 1 ]
       [ range eq reg 1 0x00010000 0xff010000 ]
       [ payload load 3b @ transport header + 5 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =
