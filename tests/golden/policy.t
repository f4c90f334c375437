# -m policy: native when it only asks whether there is any IPsec.
chain INPUT

rule -m policy --dir in --pol ipsec -j ACCEPT
prog   meta.secpath == 0x1 => counter, accept
words  32/1
expr   [ meta load secpath => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m policy --dir in --pol none -j DROP
prog   meta.secpath == 0x0 => counter, drop
words  32/1
expr   [ meta load secpath => reg 1 ]
       [ cmp eq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 drop ]
save   =

rule -m policy --dir out --pol none -j DROP
fail   4 policy --dir out
hint   policy --dir out works in FORWARD OUTPUT POSTROUTING only

chain OUTPUT

rule -m policy --dir out --pol ipsec -j ACCEPT
prog   rt(4) == 0x1 => counter, accept
words  32/1
expr   [ rt load ipsec => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m policy --dir out --pol none -j DROP
prog   rt(4) == 0x0 => counter, drop
words  32/1
expr   [ rt load ipsec => reg 1 ]
       [ cmp eq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 drop ]
save   =

rule -m policy --dir in --pol none -j DROP
fail   4 policy --dir in
hint   policy --dir in works in PREROUTING INPUT FORWARD only

chain FORWARD

rule -m policy --dir in --pol ipsec -m policy --dir out --pol none -j ACCEPT
prog   meta.secpath == 0x1, rt(4) == 0x0 => counter, accept
words  32/1 32/1
expr   [ meta load secpath => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ rt load ipsec => reg 1 ]
       [ cmp eq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# carried: what the packet's transforms are
rule -m policy --dir in --pol ipsec --proto esp -j ACCEPT
prog   xt policy/0 => counter, accept
expr   [ match name policy rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m policy --dir in --pol ipsec --mode tunnel -j ACCEPT
prog   xt policy/0 => counter, accept
expr   [ match name policy rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m policy --dir in --pol ipsec ! --reqid 1 -j ACCEPT
prog   xt policy/0 => counter, accept
expr   [ match name policy rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m policy --dir in --pol ipsec --strict --reqid 1 --spi 0x1 --proto esp --mode tunnel --tunnel-dst 10.0.0.0/8 --tunnel-src 10.0.0.0/8 --next --reqid 2 -j ACCEPT
prog   xt policy/0 => counter, accept
expr   [ match name policy rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

chain vpn

rule -m policy --dir in --pol ipsec -j ACCEPT
prog   meta.secpath == 0x1 => counter, accept
words  32/1
expr   [ meta load secpath => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m policy --pol ipsec -j ACCEPT
fail   2 policy match: neither --dir in nor --dir out specified

rule -m policy --dir in -j ACCEPT
prog   meta.secpath == 0x1 => counter, accept
words  32/1
expr   [ meta load secpath => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m policy --dir in --pol ipsec -j ACCEPT

table nat
chain POSTROUTING

rule -m policy --dir out --pol none -j ACCEPT
prog   rt(4) == 0x0 => counter, accept
words  32/1
expr   [ rt load ipsec => reg 1 ]
       [ cmp eq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

family ip6
table filter
chain INPUT

rule -m policy --dir in --pol ipsec -j ACCEPT
prog   meta.secpath == 0x1 => counter, accept
words  32/1
expr   [ meta load secpath => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =
