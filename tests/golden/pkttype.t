# -m pkttype

rule -m pkttype --pkt-type unicast -j ACCEPT
prog   meta.pkttype == 0x0 => counter, accept
words  13/1
expr   [ meta load pkttype => reg 1 ]
       [ cmp eq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m pkttype --pkt-type broadcast -j ACCEPT
prog   meta.pkttype == 0x1 => counter, accept
words  13/1
expr   [ meta load pkttype => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m pkttype ! --pkt-type multicast -j ACCEPT
prog   meta.pkttype != 0x2 => counter, accept
words  13/1
expr   [ meta load pkttype => reg 1 ]
       [ cmp neq reg 1 0x00000002 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m pkttype --pkt-type host -j ACCEPT
prog   meta.pkttype == 0x0 => counter, accept
words  13/1
expr   [ meta load pkttype => reg 1 ]
       [ cmp eq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m pkttype --pkt-type unicast -j ACCEPT

rule -m pkttype --pkt-type wrong -j ACCEPT
fail   2 Bad packet type 'wrong'
hint   one of unicast, broadcast, multicast

family ip6
rule -m pkttype --pkt-type multicast -j ACCEPT
prog   meta.pkttype == 0x2 => counter, accept
words  13/1
expr   [ meta load pkttype => reg 1 ]
       [ cmp eq reg 1 0x00000002 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =
