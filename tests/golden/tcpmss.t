# -m tcpmss: option 2 of TCP.

rule -p tcp -m tcpmss --mss 1460 -j ACCEPT
prog   nh[9,1] == 0x6, tcpopt 2[2,2] == 0x5b4 => counter, accept
words  28/1
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ exthdr load tcpopt 2b @ 2 + 2 => reg 1 ]
       [ cmp eq reg 1 0x0000b405 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p tcp -m tcpmss --mss 1:536 -j DROP
prog   nh[9,1] == 0x6, tcpopt 2[2,2] == 0x1-0x218 => counter, drop
words  28/1
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ exthdr load tcpopt 2b @ 2 + 2 => reg 1 ]
       [ range eq reg 1 0x00000100 0x00001802 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 drop ]
save   =

rule -p tcp -m tcpmss --mss 0:65535 -j ACCEPT
prog   nh[9,1] == 0x6, tcpopt 2[2,2] == 0x0-0xffff => counter, accept
words  28/1
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ exthdr load tcpopt 2b @ 2 + 2 => reg 1 ]
       [ range eq reg 1 0x00000000 0x0000ffff ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p tcp -m tcp --tcp-flags SYN,RST SYN -m tcpmss --mss 1400:65495 -j ACCEPT
prog   nh[9,1] == 0x6, th[13,1] & 0x6 == 0x2, guard 20, tcpopt 2[2,2] == 0x578-0xffd7 => counter, accept
words  3/2 28/1
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 1b @ transport header + 13 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000006 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000002 ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ exthdr load tcpopt 2b @ 2 + 2 => reg 1 ]
       [ range eq reg 1 0x00007805 0x0000d7ff ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# "!" is true without the option: carried
rule -p tcp -m tcpmss ! --mss 536:65535 -j DROP
prog   nh[9,1] == 0x6, xt tcpmss/0 => counter, drop
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ match name tcpmss rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 drop ]
save   =

rule -m tcpmss --mss 1460 -j ACCEPT
fail   4 tcpmss
hint   tcpmss needs -p tcp

rule -p udp -m tcpmss --mss 1460 -j ACCEPT
fail   4 tcpmss
hint   tcpmss needs -p tcp

rule ! -p tcp -m tcpmss --mss 1460 -j ACCEPT
fail   4 tcpmss
hint   tcpmss needs -p tcp

rule -p tcp -m tcpmss --mss 5:1 -j ACCEPT
fail   2 tcpmss: invalid range given
fail@11 2 tcpmss: bad value for option "--mss" near "1", or out of range (5-65535).

rule -p tcp -m tcpmss --mss 65536 -j ACCEPT
fail   2 tcpmss: bad value for option "--mss" near "65536", or out of range (0-65535).

family ip6

rule -p tcp -m tcpmss --mss 1:1220 -j ACCEPT
prog   meta.l4proto == 0x6, tcpopt 2[2,2] == 0x1-0x4c4 => counter, accept
words  28/1
expr   [ meta load l4proto => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ exthdr load tcpopt 2b @ 2 + 2 => reg 1 ]
       [ range eq reg 1 0x00000100 0x0000c404 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =
