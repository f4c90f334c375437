# -j AUDIT: the words say the type
rule -j AUDIT --type accept
prog   => counter, log level 8
words  95/0:00
expr   [ counter pkts 0 bytes 0 ]
       [ log level 8 ]
save   =
bare   not an iptables rule

rule -p tcp -j AUDIT --type drop
prog   nh[9,1] == 0x6 => counter, log level 8
words  95/0:01
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ counter pkts 0 bytes 0 ]
       [ log level 8 ]
save   =
bare   not an iptables rule

rule -j AUDIT --type reject
prog   => counter, log level 8
words  95/0:02
expr   [ counter pkts 0 bytes 0 ]
       [ log level 8 ]
save   =
bare   not an iptables rule

rule -j AUDIT
fail   2 AUDIT: option "--type" must be specified
