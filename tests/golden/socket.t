# -m socket: a socket of this machine is there for the packet
table mangle
chain PREROUTING
rule -m socket --nowildcard -j ACCEPT
prog   socket(0) <= 0x1 => counter, accept
words  42/1
expr   [ socket load transparent => reg 1 ]
       [ cmp lte reg 1 0x00000001 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m socket --nowildcard --transparent -j MARK --set-mark 1
prog   socket(0) == 0x1 => counter, meta.mark = 0x1
words  42/1 68/0
expr   [ socket load transparent => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 1 0x00000001 ]
       [ meta set mark with reg 1 ]
save   -m socket --transparent --nowildcard -j MARK --set-xmark 0x1/0xffffffff

# of a socket in TIME_WAIT nft cannot say whether it is bound to an address; marks are not copied
rule -m socket -j ACCEPT
prog   xt socket/3 => counter, accept
expr   [ match name socket rev 3 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m socket --transparent -j ACCEPT
prog   xt socket/3 => counter, accept
expr   [ match name socket rev 3 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m socket --nowildcard --restore-skmark -j ACCEPT
prog   xt socket/3 => counter, accept
expr   [ match name socket rev 3 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

chain INPUT
rule -p tcp -m socket --nowildcard -j ACCEPT
prog   nh[9,1] == 0x6, socket(0) <= 0x1 => counter, accept
words  42/1
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ socket load transparent => reg 1 ]
       [ cmp lte reg 1 0x00000001 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# nft's would match in OUTPUT, from where a jump may come
chain mine
rule -m socket --nowildcard -j ACCEPT
prog   xt socket/3 => counter, accept
expr   [ match name socket rev 3 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

family ip6
chain PREROUTING
rule -m socket --nowildcard -j ACCEPT
prog   socket(0) <= 0x1 => counter, accept
words  42/1
expr   [ socket load transparent => reg 1 ]
       [ cmp lte reg 1 0x00000001 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =
