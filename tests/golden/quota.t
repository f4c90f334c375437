# -m quota: the total; what has been used is a counter.

rule -m quota --quota 1000 -j ACCEPT
prog   quota until 1000 => counter, accept
words  24/1
expr   [ quota bytes 1000 consumed 0 flags 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m quota ! --quota 1000 -j DROP
prog   quota over 1000 => counter, drop
words  24/1
expr   [ quota bytes 1000 consumed 0 flags 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 drop ]
save   =

rule -m quota --quota 0 -j ACCEPT
prog   quota until 0 => counter, accept
words  24/1
expr   [ quota bytes 0 consumed 0 flags 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m quota --quota 9223372036854775807 -j ACCEPT
prog   quota until 9223372036854775807 => counter, accept
words  24/1
expr   [ quota bytes 9223372036854775807 consumed 0 flags 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# nft counts in a signed number: carried
rule -m quota --quota 9223372036854775808 -j ACCEPT
prog   xt quota/0 => counter, accept
expr   [ match name quota rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m quota ! --quota 18446744073709551615 -j DROP
prog   xt quota/0 => counter, drop
expr   [ match name quota rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 drop ]
save   =

rule -m quota --quota 1 -m quota ! --quota 2 -j ACCEPT
prog   quota until 1, quota over 2 => counter, accept
words  24/1 24/1
expr   [ quota bytes 1 consumed 0 flags 0 ]
       [ quota bytes 2 consumed 0 flags 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m quota -j ACCEPT
fail   2 quota: option "--quota" must be specified

rule -m quota --quota 18446744073709551616 -j ACCEPT
fail   2 quota: bad value for option "--quota", or out of range (0-18446744073709551615).

family ip6

rule -m quota --quota 1000 -j ACCEPT
prog   quota until 1000 => counter, accept
words  24/1
expr   [ quota bytes 1000 consumed 0 flags 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =
