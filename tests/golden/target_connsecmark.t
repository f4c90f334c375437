# -j CONNSECMARK: copied where there is none yet
table mangle
chain PREROUTING

rule -j CONNSECMARK --save
prog   => counter, if meta.secmark != 0x0, if ct.secmark == 0x0, ct.secmark = meta.secmark
words  97/0
expr   [ counter pkts 0 bytes 0 ]
       [ meta load secmark => reg 1 ]
       [ cmp neq reg 1 0x00000000 ]
       [ ct load secmark => reg 1 ]
       [ cmp eq reg 1 0x00000000 ]
       [ meta load secmark => reg 1 ]
       [ ct set secmark with reg 1 ]
save   =

rule -p tcp -m tcp --dport 22 -j CONNSECMARK --restore
prog   nh[9,1] == 0x6, th[2,2] == 0x16, guard 20 => counter, if ct.secmark != 0x0, if meta.secmark == 0x0, meta.secmark = ct.secmark
words  3/2 97/0
expr   [ payload load 2b @ transport header + 2 => reg 1 ]
       [ cmp eq reg 1 0x00001600 ]
       [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ ct load secmark => reg 1 ]
       [ cmp neq reg 1 0x00000000 ]
       [ meta load secmark => reg 1 ]
       [ cmp eq reg 1 0x00000000 ]
       [ ct load secmark => reg 1 ]
       [ meta set secmark with reg 1 ]
save   =

table security
chain INPUT

rule -j CONNSECMARK --restore
prog   => counter, if ct.secmark != 0x0, if meta.secmark == 0x0, meta.secmark = ct.secmark
words  97/0
expr   [ counter pkts 0 bytes 0 ]
       [ ct load secmark => reg 1 ]
       [ cmp neq reg 1 0x00000000 ]
       [ meta load secmark => reg 1 ]
       [ cmp eq reg 1 0x00000000 ]
       [ ct load secmark => reg 1 ]
       [ meta set secmark with reg 1 ]
save   =

table filter

rule -j CONNSECMARK --save
fail   4 CONNSECMARK
hint   CONNSECMARK works in table mangle security only

family ip6
table mangle

rule -j CONNSECMARK --save
prog   => counter, if meta.secmark != 0x0, if ct.secmark == 0x0, ct.secmark = meta.secmark
words  97/0
expr   [ counter pkts 0 bytes 0 ]
       [ meta load secmark => reg 1 ]
       [ cmp neq reg 1 0x00000000 ]
       [ ct load secmark => reg 1 ]
       [ cmp eq reg 1 0x00000000 ]
       [ meta load secmark => reg 1 ]
       [ ct set secmark with reg 1 ]
save   =
