# -m addrtype: the types are RTN_* numbers, in the register in host order.

rule -m addrtype --dst-type LOCAL -j ACCEPT
prog   fib(3,0x2) == 0x2 => counter, accept
words  20/1
expr   [ fib daddr type => reg 1 ]
       [ cmp eq reg 1 0x00000002 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m addrtype --src-type UNICAST -j ACCEPT
prog   fib(3,0x1) == 0x1 => counter, accept
words  20/1
expr   [ fib saddr type => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m addrtype ! --dst-type LOCAL -j DROP
prog   fib(3,0x2) != 0x2 => counter, drop
words  20/1
expr   [ fib daddr type => reg 1 ]
       [ cmp neq reg 1 0x00000002 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 drop ]
save   =

rule -m addrtype ! --src-type LOCAL ! --dst-type LOCAL -j DROP
prog   fib(3,0x1) != 0x2, fib(3,0x2) != 0x2 => counter, drop
words  20/2
expr   [ fib saddr type => reg 1 ]
       [ cmp neq reg 1 0x00000002 ]
       [ fib daddr type => reg 1 ]
       [ cmp neq reg 1 0x00000002 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 drop ]
save   =

rule -m addrtype --src-type LOCAL --dst-type LOCAL -j ACCEPT
prog   fib(3,0x1) == 0x2, fib(3,0x2) == 0x2 => counter, accept
words  20/2
expr   [ fib saddr type => reg 1 ]
       [ cmp eq reg 1 0x00000002 ]
       [ fib daddr type => reg 1 ]
       [ cmp eq reg 1 0x00000002 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m addrtype --dst-type UNSPEC -j ACCEPT
prog   fib(3,0x2) == 0x0 => counter, accept
words  20/1
expr   [ fib daddr type => reg 1 ]
       [ cmp eq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# several types: a set that all rules share
rule -m addrtype --dst-type BROADCAST,MULTICAST -j DROP
prog   fib(3,0x2) in @sw.addrtype.3.5 => counter, drop
set    sw.addrtype.3.5 key 4 { 03000000, 05000000 }
words  20/1
expr   [ fib daddr type => reg 1 ]
       [ lookup reg 1 set sw.addrtype.3.5 0x0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 drop ]
save   =

rule -m addrtype ! --dst-type LOCAL,BROADCAST,ANYCAST -j DROP
prog   fib(3,0x2) not in @sw.addrtype.2.3.4 => counter, drop
set    sw.addrtype.2.3.4 key 4 { 02000000, 03000000, 04000000 }
words  20/1
expr   [ fib daddr type => reg 1 ]
       [ lookup reg 1 set sw.addrtype.2.3.4 0x1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 drop ]
save   =

rule -m addrtype --src-type LOCAL,BROADCAST --dst-type LOCAL,BROADCAST -j DROP
prog   fib(3,0x1) in @sw.addrtype.2.3, fib(3,0x2) in @sw.addrtype.2.3 => counter, drop
set    sw.addrtype.2.3 key 4 { 02000000, 03000000 }
       sw.addrtype.2.3 key 4 { 02000000, 03000000 }
words  20/2
expr   [ fib saddr type => reg 1 ]
       [ lookup reg 1 set sw.addrtype.2.3 0x0 ]
       [ fib daddr type => reg 1 ]
       [ lookup reg 1 set sw.addrtype.2.3 0x0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 drop ]
save   =

rule -m addrtype --dst-type UNSPEC,UNICAST,LOCAL,BROADCAST,ANYCAST,MULTICAST,BLACKHOLE,UNREACHABLE,PROHIBIT,THROW,NAT,XRESOLVE -j ACCEPT
prog   fib(3,0x2) in @sw.addrtype.0.1.2.3.4.5.6.7.8.9.10.11 => counter, accept
set    sw.addrtype.0.1.2.3.4.5.6.7.8.9.10.11 key 4 { 00000000, 01000000, 02000000, 03000000, 04000000, 05000000, 06000000, 07000000, 08000000, 09000000, 0a000000, 0b000000 }
words  20/1
expr   [ fib daddr type => reg 1 ]
       [ lookup reg 1 set sw.addrtype.0.1.2.3.4.5.6.7.8.9.10.11 0x0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# limited to an interface
chain INPUT

rule -m addrtype --dst-type LOCAL --limit-iface-in -j ACCEPT
prog   fib(3,0xa) == 0x2 => counter, accept
words  20/1
expr   [ fib daddr . iif type => reg 1 ]
       [ cmp eq reg 1 0x00000002 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m addrtype --src-type LOCAL ! --dst-type LOCAL,BROADCAST --limit-iface-in -j ACCEPT
prog   fib(3,0x9) == 0x2, fib(3,0xa) not in @sw.addrtype.2.3 => counter, accept
set    sw.addrtype.2.3 key 4 { 02000000, 03000000 }
words  20/2
expr   [ fib saddr . iif type => reg 1 ]
       [ cmp eq reg 1 0x00000002 ]
       [ fib daddr . iif type => reg 1 ]
       [ lookup reg 1 set sw.addrtype.2.3 0x1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m addrtype --dst-type LOCAL --limit-iface-out -j ACCEPT
fail   4 addrtype --limit-iface-out
hint   addrtype --limit-iface-out works in FORWARD OUTPUT POSTROUTING only

chain OUTPUT

rule -m addrtype --src-type LOCAL --limit-iface-out -j ACCEPT
prog   fib(3,0x11) == 0x2 => counter, accept
words  20/1
expr   [ fib saddr . oif type => reg 1 ]
       [ cmp eq reg 1 0x00000002 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m addrtype --dst-type LOCAL --limit-iface-in -j ACCEPT
fail   4 addrtype --limit-iface-in
hint   addrtype --limit-iface-in works in PREROUTING INPUT FORWARD only

chain FORWARD

rule -m addrtype --dst-type LOCAL --limit-iface-in -j ACCEPT
prog   fib(3,0xa) == 0x2 => counter, accept
words  20/1
expr   [ fib daddr . iif type => reg 1 ]
       [ cmp eq reg 1 0x00000002 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m addrtype --dst-type LOCAL --limit-iface-out -j ACCEPT
prog   fib(3,0x12) == 0x2 => counter, accept
words  20/1
expr   [ fib daddr . oif type => reg 1 ]
       [ cmp eq reg 1 0x00000002 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# a user chain may be reached from anywhere: the kernel looks at the jump
chain web

rule -m addrtype --dst-type LOCAL --limit-iface-in -j ACCEPT
prog   fib(3,0xa) == 0x2 => counter, accept
words  20/1
expr   [ fib daddr . iif type => reg 1 ]
       [ cmp eq reg 1 0x00000002 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# two matches in a row
chain INPUT

rule -m addrtype --src-type LOCAL -m addrtype --dst-type LOCAL --limit-iface-in -j ACCEPT
prog   fib(3,0x1) == 0x2, fib(3,0xa) == 0x2 => counter, accept
words  20/1 20/1
expr   [ fib saddr type => reg 1 ]
       [ cmp eq reg 1 0x00000002 ]
       [ fib daddr . iif type => reg 1 ]
       [ cmp eq reg 1 0x00000002 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m addrtype --dst-type LOCAL -m addrtype --src-type LOCAL -j ACCEPT
prog   fib(3,0x2) == 0x2, fib(3,0x1) == 0x2 => counter, accept
words  20/1 20/1
expr   [ fib daddr type => reg 1 ]
       [ cmp eq reg 1 0x00000002 ]
       [ fib saddr type => reg 1 ]
       [ cmp eq reg 1 0x00000002 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# refused by the plugin
rule -m addrtype -j ACCEPT
fail   2 addrtype: you must specify --src-type or --dst-type

rule -m addrtype --src-type wrong -j ACCEPT
fail   2 addrtype: bad type "wrong"
hint   one of UNSPEC, UNICAST, LOCAL, BROADCAST, ANYCAST, MULTICAST, BLACKHOLE, UNREACHABLE, PROHIBIT, THROW, NAT, XRESOLVE

rule -m addrtype --src-type LOCAL --limit-iface-in --limit-iface-out -j ACCEPT
fail   2 addrtype: option "--limit-iface-in" cannot be used together with "--limit-iface-out".

# IPv6: xt and fib agree on LOCAL only, without a device
family ip6

rule -m addrtype --dst-type LOCAL -j ACCEPT
prog   fib(3,0x2) == 0x2 => counter, accept
words  20/1
expr   [ fib daddr type => reg 1 ]
       [ cmp eq reg 1 0x00000002 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m addrtype ! --src-type LOCAL --dst-type LOCAL -j ACCEPT
prog   fib(3,0x1) != 0x2, fib(3,0x2) == 0x2 => counter, accept
words  20/2
expr   [ fib saddr type => reg 1 ]
       [ cmp neq reg 1 0x00000002 ]
       [ fib daddr type => reg 1 ]
       [ cmp eq reg 1 0x00000002 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m addrtype --dst-type UNICAST -j ACCEPT
prog   xt addrtype/1 => counter, accept
expr   [ match name addrtype rev 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m addrtype --dst-type LOCAL,MULTICAST -j ACCEPT
prog   xt addrtype/1 => counter, accept
expr   [ match name addrtype rev 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m addrtype --dst-type LOCAL --limit-iface-in -j ACCEPT
prog   xt addrtype/1 => counter, accept
expr   [ match name addrtype rev 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =
