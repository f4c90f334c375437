# -j TPROXY: goto a private chain.
table mangle
chain PREROUTING

rule -p tcp -m tcp --dport 80 -j TPROXY --on-port 3128
prog   nh[9,1] == 0x6, th[2,2] == 0x50, guard 20 => counter, goto sw.TPROXY.caf16e765b32d878
expr   [ payload load 2b @ transport header + 2 => reg 1 ]
       [ cmp eq reg 1 0x00005000 ]
       [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 goto -> sw.TPROXY.caf16e765b32d878 ]
save   -p tcp -m tcp --dport 80 -j TPROXY --on-port 3128 --on-ip 0.0.0.0 --tproxy-mark 0x0/0x0
bare   not an iptables rule

rule -p udp -j TPROXY --on-port 12345 --on-ip 10.0.0.1 --tproxy-mark 0x23/0xff
prog   nh[9,1] == 0x11 => counter, goto sw.TPROXY.dbc1b654d111f38a
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000011 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 goto -> sw.TPROXY.dbc1b654d111f38a ]
save   =
bare   not an iptables rule

rule -p tcp -j TPROXY --on-port 0 --tproxy-mark 0x1/0x1
prog   nh[9,1] == 0x6 => counter, goto sw.TPROXY.52eeec3932b97464
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 goto -> sw.TPROXY.52eeec3932b97464 ]
save   -p tcp -j TPROXY --on-port 0 --on-ip 0.0.0.0 --tproxy-mark 0x1/0x1
bare   not an iptables rule

rule -j TPROXY --on-port 3128
fail   4 TPROXY
hint   TPROXY needs -p tcp or -p udp

rule -p icmp -j TPROXY --on-port 3128
fail   4 TPROXY
hint   TPROXY needs -p tcp or -p udp

rule ! -p tcp -j TPROXY --on-port 3128
fail   4 TPROXY
hint   TPROXY needs -p tcp or -p udp

rule -p tcp -j TPROXY
fail   2 TPROXY: option "--on-port" must be specified

chain OUTPUT
rule -p tcp -j TPROXY --on-port 3128
fail   4 TPROXY
hint   TPROXY works in PREROUTING only

chain USER
rule -p tcp -j TPROXY --on-port 3128
prog   nh[9,1] == 0x6 => counter, goto sw.TPROXY.caf16e765b32d878
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 goto -> sw.TPROXY.caf16e765b32d878 ]
save   -p tcp -j TPROXY --on-port 3128 --on-ip 0.0.0.0 --tproxy-mark 0x0/0x0
bare   not an iptables rule

table filter
chain INPUT
rule -p tcp -j TPROXY --on-port 3128
fail   4 TPROXY
hint   TPROXY works in table mangle only

family ip6
table mangle
chain PREROUTING
rule -p tcp -j TPROXY --on-port 3128 --on-ip fe80::1 --tproxy-mark 0xffffffff/0xffffffff
prog   meta.l4proto == 0x6 => counter, goto sw.TPROXY.0318e8d81070e7c1
expr   [ meta load l4proto => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 goto -> sw.TPROXY.0318e8d81070e7c1 ]
save   =
bare   not an iptables rule

rule -p udp -j TPROXY --on-port 3128
prog   meta.l4proto == 0x11 => counter, goto sw.TPROXY.caf16e765b32d878
expr   [ meta load l4proto => reg 1 ]
       [ cmp eq reg 1 0x00000011 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 goto -> sw.TPROXY.caf16e765b32d878 ]
save   -p udp -j TPROXY --on-port 3128 --on-ip :: --tproxy-mark 0x0/0x0
bare   not an iptables rule
