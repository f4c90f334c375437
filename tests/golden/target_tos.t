# -j TOS, -j DSCP and -j ECN: the same bytes, so words tell them apart.
table mangle
chain PREROUTING

rule -j TOS --set-tos 0x1f/0xff
prog   => counter, nh[0,2] = nh[0,2] & 0xff00 ^ 0x1f csum 10
expr   [ counter pkts 0 bytes 0 ]
       [ payload load 2b @ network header + 0 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x000000ff ) ^ 0x00001f00 ]
       [ payload write reg 1 => 2b @ network header + 0 csum_type 1 csum_off 10 csum_flags 0x0 ]
save   =

rule -j TOS --set-tos 0x00/0x00
prog   => counter, nh[0,2] = nh[0,2] & 0xffff ^ 0x0 csum 10
save   =

rule -j TOS --set-tos Minimize-Delay
prog   => counter, nh[0,2] = nh[0,2] & 0xffc0 ^ 0x10 csum 10
save   -j TOS --set-tos 0x10/0x3f

rule -j TOS --set-tos 0x10
prog   => counter, nh[0,2] = nh[0,2] & 0xff00 ^ 0x10 csum 10
save   -j TOS --set-tos 0x10/0xff

rule -j TOS --and-tos 0x12
prog   => counter, nh[0,2] = nh[0,2] & 0xff12 ^ 0x0 csum 10
save   -j TOS --set-tos 0x00/0xed

rule -j TOS --or-tos 0x12
prog   => counter, nh[0,2] = nh[0,2] & 0xffed ^ 0x12 csum 10
save   -j TOS --set-tos 0x12/0x12

rule -j TOS --xor-tos 0x12
prog   => counter, nh[0,2] = nh[0,2] & 0xffff ^ 0x12 csum 10
save   -j TOS --set-tos 0x12/0x00

rule -j TOS --set-tos 0xff/0xff
prog   => counter, nh[0,2] = nh[0,2] & 0xff00 ^ 0xff csum 10
save   =

# as DSCP and as ECN would write them
rule -j TOS --set-tos 0x88/0xfc
prog   => counter, nh[0,2] = nh[0,2] & 0xff03 ^ 0x88 csum 10
save   =
bare   -j DSCP --set-dscp 0x22

rule -j TOS --set-tos 0x02/0x03
prog   => counter, nh[0,2] = nh[0,2] & 0xfffc ^ 0x2 csum 10
save   =

rule -j DSCP --set-dscp 0x00
prog   => counter, nh[0,2] = nh[0,2] & 0xff03 ^ 0x0 csum 10
save   =

rule -j DSCP --set-dscp 0x3f
prog   => counter, nh[0,2] = nh[0,2] & 0xff03 ^ 0xfc csum 10
save   =

rule -j DSCP --set-dscp-class EF
prog   => counter, nh[0,2] = nh[0,2] & 0xff03 ^ 0xb8 csum 10
save   -j DSCP --set-dscp 0x2e

rule -j DSCP --set-dscp 0x40
fail   2 DSCP: bad value for option "--set-dscp", or out of range (0-63).

rule -p tcp -j ECN --ecn-tcp-remove
prog   nh[9,1] == 0x6 => counter, if guard 20, th[12,2] = th[12,2] & 0xff3f ^ 0x0 csum 16
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ counter pkts 0 bytes 0 ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ payload load 2b @ transport header + 12 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00003fff ) ^ 0x00000000 ]
       [ payload write reg 1 => 2b @ transport header + 12 csum_type 1 csum_off 16 csum_flags 0x0 ]
save   =

rule -p tcp -m tcp --dport 80 -j ECN --ecn-tcp-remove
prog   nh[9,1] == 0x6, th[2,2] == 0x50, guard 20 => counter, if guard 20, th[12,2] = th[12,2] & 0xff3f ^ 0x0 csum 16
expr   [ payload load 2b @ transport header + 2 => reg 1 ]
       [ cmp eq reg 1 0x00005000 ]
       [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ payload load 2b @ transport header + 12 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00003fff ) ^ 0x00000000 ]
       [ payload write reg 1 => 2b @ transport header + 12 csum_type 1 csum_off 16 csum_flags 0x0 ]
save   =

rule -p tcp -j ECN --ecn-tcp-cwr 1
prog   nh[9,1] == 0x6 => counter, if guard 20, th[12,2] = th[12,2] & 0xff7f ^ 0x80 csum 16
save   =

rule -p tcp -j ECN --ecn-tcp-ece 0
prog   nh[9,1] == 0x6 => counter, if guard 20, th[12,2] = th[12,2] & 0xffbf ^ 0x0 csum 16
save   =

rule -p tcp -j ECN --ecn-tcp-cwr 1 --ecn-tcp-ece 1
prog   nh[9,1] == 0x6 => counter, if guard 20, th[12,2] = th[12,2] & 0xff3f ^ 0xc0 csum 16
save   -p tcp -j ECN --ecn-tcp-ece 1 --ecn-tcp-cwr 1

rule -j ECN --ecn-ip-ect 2
prog   => counter, nh[0,2] = nh[0,2] & 0xfffc ^ 0x2 csum 10
save   =
bare   -j TOS --set-tos 0x02/0x03

rule -p tcp -j ECN --ecn-ip-ect 1 --ecn-tcp-cwr 0
prog   nh[9,1] == 0x6 => counter, nh[0,2] = nh[0,2] & 0xfffc ^ 0x1 csum 10, if guard 20, th[12,2] = th[12,2] & 0xff7f ^ 0x0 csum 16
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ counter pkts 0 bytes 0 ]
       [ payload load 2b @ network header + 0 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x0000fcff ) ^ 0x00000100 ]
       [ payload write reg 1 => 2b @ network header + 0 csum_type 1 csum_off 10 csum_flags 0x0 ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ payload load 2b @ transport header + 12 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00007fff ) ^ 0x00000000 ]
       [ payload write reg 1 => 2b @ transport header + 12 csum_type 1 csum_off 16 csum_flags 0x0 ]
save   -p tcp -j ECN --ecn-tcp-cwr 0 --ecn-ip-ect 1

rule -j ECN --ecn-tcp-remove
fail   4 ECN of TCP
hint   ECN of TCP needs -p tcp

rule -j ECN
fail   2 ECN target: An operation is required

table filter
chain FORWARD
rule -j TOS --set-tos 0x10
fail   4 TOS
hint   TOS works in table mangle only

rule -j DSCP --set-dscp 0x10
fail   4 DSCP
hint   DSCP works in table mangle only

rule -p tcp -j ECN --ecn-tcp-remove
fail   4 ECN
hint   ECN works in table mangle only

family ip6
table mangle
chain OUTPUT
rule -j TOS --set-tos 0x1f/0xff
prog   => counter, nh[0,2] = nh[0,2] & 0xf00f ^ 0x1f0
save   =

rule -j TOS --set-tos 0x02/0x00
prog   => counter, nh[0,2] = nh[0,2] & 0xffff ^ 0x20
save   =

rule -j DSCP --set-dscp 0x3f
prog   => counter, nh[0,2] = nh[0,2] & 0xf03f ^ 0xfc0
save   =

rule -j DSCP --set-dscp 0x01
prog   => counter, nh[0,2] = nh[0,2] & 0xf03f ^ 0x40
save   =
