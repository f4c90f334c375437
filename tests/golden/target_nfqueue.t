# -j NFQUEUE, on a kernel with the queue expression
rule -j NFQUEUE --queue-num 65535
prog   => counter, queue 65535 total 1 flags 0x0
words  98/0
expr   [ counter pkts 0 bytes 0 ]
       [ queue num 65535 ]
save   =

rule -p tcp -j NFQUEUE --queue-num 3 --queue-bypass
prog   nh[9,1] == 0x6 => counter, queue 3 total 1 flags 0x1
words  98/0
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ counter pkts 0 bytes 0 ]
       [ queue num 3 bypass ]
save   =

rule -j NFQUEUE --queue-balance 1:4 --queue-cpu-fanout
prog   => counter, queue 1 total 4 flags 0x2
words  98/0
expr   [ counter pkts 0 bytes 0 ]
       [ queue num 1-4 fanout ]
save   =

rule -j NFQUEUE --queue-balance 0:65534 --queue-bypass --queue-cpu-fanout
prog   => counter, queue 0 total 65535 flags 0x3
words  98/0
expr   [ counter pkts 0 bytes 0 ]
       [ queue num 0-65534 bypass fanout ]
save   =

family ip6
rule -j NFQUEUE --queue-balance 10:11
prog   => counter, queue 10 total 2 flags 0x0
words  98/0
expr   [ counter pkts 0 bytes 0 ]
       [ queue num 10-11 ]
save   =
