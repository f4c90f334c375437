# -m mac: Ethernet only, and only where a packet has come in.

rule -m mac --mac-source 02:00:00:00:00:01 -j ACCEPT
prog   meta.iiftype == 0x1, ll[6,6] == 0x20000000001 => counter, accept
words  12/2
expr   [ meta load iiftype => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ payload load 6b @ link header + 6 => reg 1 ]
       [ cmp eq reg 1 0x00000002 0x00000100 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m mac ! --mac-source 02:00:5e:10:20:30 -j ACCEPT
prog   meta.iiftype == 0x1, ll[6,6] != 0x2005e102030 => counter, accept
words  12/2
expr   [ meta load iiftype => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ payload load 6b @ link header + 6 => reg 1 ]
       [ cmp neq reg 1 0x105e0002 0x00003020 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

chain FORWARD
rule -m mac --mac-source 02:00:00:00:00:01 -j ACCEPT
prog   meta.iiftype == 0x1, ll[6,6] == 0x20000000001 => counter, accept
words  12/2
expr   [ meta load iiftype => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ payload load 6b @ link header + 6 => reg 1 ]
       [ cmp eq reg 1 0x00000002 0x00000100 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

chain web
rule -m mac --mac-source 02:00:00:00:00:01 -j ACCEPT
prog   meta.iiftype == 0x1, ll[6,6] == 0x20000000001 => counter, accept
words  12/2
expr   [ meta load iiftype => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ payload load 6b @ link header + 6 => reg 1 ]
       [ cmp eq reg 1 0x00000002 0x00000100 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

table mangle
chain PREROUTING
rule -m mac --mac-source 02:00:00:00:00:01 -j ACCEPT
prog   meta.iiftype == 0x1, ll[6,6] == 0x20000000001 => counter, accept
words  12/2
expr   [ meta load iiftype => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ payload load 6b @ link header + 6 => reg 1 ]
       [ cmp eq reg 1 0x00000002 0x00000100 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

chain OUTPUT
rule -m mac --mac-source 02:00:00:00:00:01 -j ACCEPT
fail   4 mac
hint   mac works in PREROUTING INPUT FORWARD only

chain POSTROUTING
rule -m mac --mac-source 02:00:00:00:00:01 -j ACCEPT
fail   4 mac
hint   mac works in PREROUTING INPUT FORWARD only

table filter
chain INPUT
rule -m mac --mac-source 02:00:00:00:00 -j ACCEPT
fail   2 Invalid MAC address specified.

rule -m mac -j ACCEPT
fail   2 mac: option "--mac-source" must be specified

family ip6
rule -m mac --mac-source 02:00:00:00:00:01 -j ACCEPT
prog   meta.iiftype == 0x1, ll[6,6] == 0x20000000001 => counter, accept
words  12/2
expr   [ meta load iiftype => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ payload load 6b @ link header + 6 => reg 1 ]
       [ cmp eq reg 1 0x00000002 0x00000100 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =
