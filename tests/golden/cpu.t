# -m cpu

rule -m cpu --cpu 0 -j ACCEPT
prog   meta.cpu == 0x0 => counter, accept
words  29/1
expr   [ meta load cpu => reg 1 ]
       [ cmp eq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m cpu ! --cpu 3 -j ACCEPT
prog   meta.cpu != 0x3 => counter, accept
words  29/1
expr   [ meta load cpu => reg 1 ]
       [ cmp neq reg 1 0x00000003 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m cpu --cpu 4294967295 -j ACCEPT
prog   meta.cpu == 0xffffffff => counter, accept
words  29/1
expr   [ meta load cpu => reg 1 ]
       [ cmp eq reg 1 0xffffffff ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m cpu --cpu 4294967296 -j ACCEPT
fail   2 cpu: bad value for option "--cpu", or out of range (0-4294967295).

rule -m cpu -j ACCEPT
fail   2 cpu: option "--cpu" must be specified

family ip6

rule -m cpu ! --cpu 1 -j ACCEPT
prog   meta.cpu != 0x1 => counter, accept
words  29/1
expr   [ meta load cpu => reg 1 ]
       [ cmp neq reg 1 0x00000001 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =
