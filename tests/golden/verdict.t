# Where the packet goes: verdicts, jumps and gotos.

rule
prog   => counter
expr   [ counter pkts 0 bytes 0 ]
save   =

rule -j ACCEPT
prog   => counter, accept
expr   [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -j DROP
prog   => counter, drop
expr   [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 drop ]
save   =

rule -j RETURN
prog   => counter, return
expr   [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 return ]
save   =

# nft has no such verdict; the plain extension keeps its own words
rule -j QUEUE
prog   => counter, xt NFQUEUE/3
words  87/0
expr   [ counter pkts 0 bytes 0 ]
       [ target name NFQUEUE rev 3 ]
save   =
bare   -j NFQUEUE --queue-num 0

rule -j NFQUEUE --queue-num 0
prog   => counter, queue 0 total 1 flags 0x0
words  98/0
expr   [ counter pkts 0 bytes 0 ]
       [ queue num 0 ]
save   =

rule -p tcp -m comment --comment word -m tcp --dport 22 -j QUEUE
prog   nh[9,1] == 0x6, th[2,2] == 0x16, guard 20 => counter, xt NFQUEUE/3
words  comment "word"
       1/0 3/2 87/0
expr   [ payload load 2b @ transport header + 2 => reg 1 ]
       [ cmp eq reg 1 0x00001600 ]
       [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ target name NFQUEUE rev 3 ]
save   =
bare   -p tcp -m tcp --dport 22 -m comment --comment word -j NFQUEUE --queue-num 0

rule -g QUEUE
prog   => counter, goto QUEUE
expr   [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 goto -> QUEUE ]
save   =

rule -j web
prog   => counter, jump web
expr   [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 jump -> web ]
save   =

rule -g web
prog   => counter, goto web
expr   [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 goto -> web ]
save   =

rule -j a_chain_name_of_28_chars_xyz
prog   => counter, jump a_chain_name_of_28_chars_xyz
expr   [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 jump -> a_chain_name_of_28_chars_xyz ]
save   =

rule -j a_chain_name_of_29_chars_wxyz
fail   2 Invalid target name `a_chain_name_of_29_chars_wxyz' (28 chars max)

rule -g ACCEPT
prog   => counter, goto ACCEPT
expr   [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 goto -> ACCEPT ]
save   =

rule -p tcp -g web
prog   nh[9,1] == 0x6 => counter, goto web
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 goto -> web ]
save   =

family ip6
rule -s 2001:db8::1/128 -g web
prog   nh[8,16] == 0x20010db8000000000000000000000001 => counter, goto web
expr   [ payload load 16b @ network header + 8 => reg 1 ]
       [ cmp eq reg 1 0xb80d0120 0x00000000 0x00000000 0x01000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 goto -> web ]
save   =

rule -j DROP
prog   => counter, drop
expr   [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 drop ]
save   =

family ip4
table nat
chain PREROUTING
rule -j DROP
fail   2 The "nat" table is not intended for filtering, the use of DROP is therefore inhibited.
hint   only the first packet of a connection sees table nat: drop packets in table filter, or before routing in -t mangle or -t raw

rule -j RETURN
prog   => counter, return
expr   [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 return ]
save   =
