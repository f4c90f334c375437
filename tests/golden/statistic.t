# -m statistic: nth by a counter, random by 31 bits of a random number.

rule -m statistic --mode nth --every 3 --packet 0 -j ACCEPT
prog   numgen(0) mod 3 == 0x0 => counter, accept
words  23/1
expr   [ numgen reg 1 = inc mod 3 ]
       [ cmp eq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m statistic --mode nth --every 3 --packet 2 -j ACCEPT
prog   numgen(0) mod 3 == 0x2 => counter, accept
words  23/1
expr   [ numgen reg 1 = inc mod 3 ]
       [ cmp eq reg 1 0x00000002 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m statistic --mode nth --every 3 -j ACCEPT
fail   2 statistic: option "--every" also requires "--packet".

rule -m statistic --mode nth ! --every 5 --packet 4 -j DROP
prog   numgen(0) mod 5 != 0x4 => counter, drop
words  23/1
expr   [ numgen reg 1 = inc mod 5 ]
       [ cmp neq reg 1 0x00000004 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 drop ]
save   =

rule -m statistic --mode nth --every 1 --packet 0 -j ACCEPT
prog   numgen(0) mod 1 == 0x0 => counter, accept
words  23/1
expr   [ numgen reg 1 = inc mod 1 ]
       [ cmp eq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m statistic --mode nth --every 4294967295 --packet 4294967294 -j ACCEPT
prog   numgen(0) mod 4294967295 == 0xfffffffe => counter, accept
words  23/1
expr   [ numgen reg 1 = inc mod 4294967295 ]
       [ cmp eq reg 1 0xfffffffe ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m statistic --mode random --probability 0.5 -j ACCEPT
prog   meta.random & 0x7fffffff < 0x40000000 => counter, accept
words  23/1
expr   [ meta load prandom => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0xffffff7f ) ^ 0x00000000 ]
       [ cmp lt reg 1 0x00000040 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m statistic --mode random --probability 0.50000000000 -j ACCEPT

rule -m statistic --mode random ! --probability 0.25 -j DROP
prog   meta.random & 0x7fffffff >= 0x20000000 => counter, drop
words  23/1
expr   [ meta load prandom => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0xffffff7f ) ^ 0x00000000 ]
       [ cmp gte reg 1 0x00000020 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 drop ]
save   -m statistic --mode random ! --probability 0.25000000000 -j DROP

rule -m statistic --mode random --probability 0 -j ACCEPT
prog   meta.random & 0x7fffffff < 0x0 => counter, accept
words  23/1
expr   [ meta load prandom => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0xffffff7f ) ^ 0x00000000 ]
       [ cmp lt reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m statistic --mode random --probability 0.00000000000 -j ACCEPT

rule -m statistic --mode random --probability 1 -j ACCEPT
prog   meta.random & 0x7fffffff < 0x80000000 => counter, accept
words  23/1
expr   [ meta load prandom => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0xffffff7f ) ^ 0x00000000 ]
       [ cmp lt reg 1 0x00000080 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m statistic --mode random --probability 1.00000000000 -j ACCEPT

rule -m statistic --mode random --probability 0.33333333349 -j ACCEPT
prog   meta.random & 0x7fffffff < 0x2aaaaaab => counter, accept
words  23/1
expr   [ meta load prandom => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0xffffff7f ) ^ 0x00000000 ]
       [ cmp lt reg 1 0xabaaaa2a ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# two in a row keep their own counters
rule -m statistic --mode nth --every 2 --packet 0 -m statistic --mode nth --every 2 --packet 0 -j ACCEPT
prog   numgen(0) mod 2 == 0x0, numgen(0) mod 2 == 0x0 => counter, accept
words  23/1 23/1
expr   [ numgen reg 1 = inc mod 2 ]
       [ cmp eq reg 1 0x00000000 ]
       [ numgen reg 1 = inc mod 2 ]
       [ cmp eq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m statistic -j ACCEPT
fail   2 --probability must be specified when using random mode

rule -m statistic --mode nth --every 5 --packet 5 -j ACCEPT
fail   2 the --packet p must be 0 <= p <= n-1

rule -m statistic --mode random --probability 1.1 -j ACCEPT
fail   2 statistic: bad value for option "--probability", or out of range (0-1).

family ip6

rule -m statistic --mode nth --every 3 --packet 1 -j ACCEPT
prog   numgen(0) mod 3 == 0x1 => counter, accept
words  23/1
expr   [ numgen reg 1 = inc mod 3 ]
       [ cmp eq reg 1 0x00000001 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m statistic --mode random --probability 0.5 -j ACCEPT
prog   meta.random & 0x7fffffff < 0x40000000 => counter, accept
words  23/1
expr   [ meta load prandom => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0xffffff7f ) ^ 0x00000000 ]
       [ cmp lt reg 1 0x00000040 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m statistic --mode random --probability 0.50000000000 -j ACCEPT
