# -m multiport: lists as shared sets, named by what they hold.

rule -p tcp -m multiport --dports 22,80,443 -j ACCEPT
prog   nh[9,1] == 0x6, th[2,2] in @sw.ports.22.80.443, guard 4 => counter, accept
set    sw.ports.22.80.443 key 2 { 0016, 0050, 01bb }
words  5/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 2b @ transport header + 2 => reg 1 ]
       [ lookup reg 1 set sw.ports.22.80.443 0x0 ]
       [ payload load 3b @ transport header + 1 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p udp -m multiport --sports 53,123 -j ACCEPT
prog   nh[9,1] == 0x11, th[0,2] in @sw.ports.53.123, guard 4 => counter, accept
set    sw.ports.53.123 key 2 { 0035, 007b }
words  5/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000011 ]
       [ payload load 2b @ transport header + 0 => reg 1 ]
       [ lookup reg 1 set sw.ports.53.123 0x0 ]
       [ payload load 3b @ transport header + 1 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p tcp -m multiport ! --dports 22,80 -j ACCEPT
prog   nh[9,1] == 0x6, th[2,2] not in @sw.ports.22.80, guard 4 => counter, accept
set    sw.ports.22.80 key 2 { 0016, 0050 }
words  5/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 2b @ transport header + 2 => reg 1 ]
       [ lookup reg 1 set sw.ports.22.80 0x1 ]
       [ payload load 3b @ transport header + 1 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p tcp -m multiport --dports 22,1000:2000,8080 -j ACCEPT
prog   nh[9,1] == 0x6, th[2,2] in @sw.ports.22.1000-2000.8080, guard 4 => counter, accept
set    sw.ports.22.1000-2000.8080 key 2 interval { 0016, 03e8-07d0, 1f90 }
words  5/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 2b @ transport header + 2 => reg 1 ]
       [ lookup reg 1 set sw.ports.22.1000-2000.8080 0x0 ]
       [ payload load 3b @ transport header + 1 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# up to the largest port, from the smallest
rule -p tcp -m multiport --dports 0,1024:65535 -j ACCEPT
prog   nh[9,1] == 0x6, th[2,2] in @sw.ports.0.1024-65535, guard 4 => counter, accept
set    sw.ports.0.1024-65535 key 2 interval { 0000, 0400-ffff }
words  5/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 2b @ transport header + 2 => reg 1 ]
       [ lookup reg 1 set sw.ports.0.1024-65535 0x0 ]
       [ payload load 3b @ transport header + 1 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# neighbours stay apart
rule -p tcp -m multiport --dports 80,81 -j ACCEPT
prog   nh[9,1] == 0x6, th[2,2] in @sw.ports.80.81, guard 4 => counter, accept
set    sw.ports.80.81 key 2 { 0050, 0051 }
words  5/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 2b @ transport header + 2 => reg 1 ]
       [ lookup reg 1 set sw.ports.80.81 0x0 ]
       [ payload load 3b @ transport header + 1 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p tcp -m multiport --dports 10:19,20,21:29 -j ACCEPT
prog   nh[9,1] == 0x6, th[2,2] in @sw.ports.10-19.20.21-29, guard 4 => counter, accept
set    sw.ports.10-19.20.21-29 key 2 interval { 000a-0013, 0014, 0015-001d }
words  5/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 2b @ transport header + 2 => reg 1 ]
       [ lookup reg 1 set sw.ports.10-19.20.21-29 0x0 ]
       [ payload load 3b @ transport header + 1 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# one port, one range: no set
rule -p tcp -m multiport --dports 22 -j ACCEPT
prog   nh[9,1] == 0x6, th[2,2] == 0x16, guard 4 => counter, accept
words  5/2
expr   [ payload load 2b @ transport header + 2 => reg 1 ]
       [ cmp eq reg 1 0x00001600 ]
       [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 3b @ transport header + 1 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p tcp -m multiport ! --sports 22 -j ACCEPT
prog   nh[9,1] == 0x6, th[0,2] != 0x16, guard 4 => counter, accept
words  5/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 2b @ transport header + 0 => reg 1 ]
       [ cmp neq reg 1 0x00001600 ]
       [ payload load 3b @ transport header + 1 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p tcp -m multiport --sports 1000:2000 -j ACCEPT
prog   nh[9,1] == 0x6, th[0,2] == 0x3e8-0x7d0, guard 4 => counter, accept
words  5/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 2b @ transport header + 0 => reg 1 ]
       [ range eq reg 1 0x0000e803 0x0000d007 ]
       [ payload load 3b @ transport header + 1 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p tcp -m multiport ! --dports 0:65535 -j ACCEPT
prog   nh[9,1] == 0x6, th[2,2] != 0x0-0xffff, guard 4 => counter, accept
words  5/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 2b @ transport header + 2 => reg 1 ]
       [ range neq reg 1 0x00000000 0x0000ffff ]
       [ payload load 3b @ transport header + 1 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p dccp -m multiport --dports 22 -j ACCEPT
prog   nh[9,1] == 0x21, th[2,2] == 0x16, guard 4 => counter, accept
words  5/2
expr   [ payload load 2b @ transport header + 2 => reg 1 ]
       [ cmp eq reg 1 0x00001600 ]
       [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000021 ]
       [ payload load 3b @ transport header + 1 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# order, repeats, overlaps: the set holds each port once, the words what was typed
rule -p tcp -m multiport --dports 443,22,80 -j ACCEPT
prog   nh[9,1] == 0x6, th[2,2] in @sw.ports.22.80.443, guard 4 => counter, accept
set    sw.ports.22.80.443 key 2 { 0016, 0050, 01bb }
words  5/2:000001bb00160050
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 2b @ transport header + 2 => reg 1 ]
       [ lookup reg 1 set sw.ports.22.80.443 0x0 ]
       [ payload load 3b @ transport header + 1 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =
bare   -p tcp -m multiport --dports 22,80,443 -j ACCEPT

rule -p tcp -m multiport --dports 22,22 -j ACCEPT
prog   nh[9,1] == 0x6, th[2,2] == 0x16, guard 4 => counter, accept
words  5/2:000000160016
expr   [ payload load 2b @ transport header + 2 => reg 1 ]
       [ cmp eq reg 1 0x00001600 ]
       [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 3b @ transport header + 1 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =
bare   -p tcp -m multiport --dports 22 -j ACCEPT

rule -p tcp -m multiport --dports 100:200,150:300,120 -j ACCEPT
prog   nh[9,1] == 0x6, th[2,2] == 0x64-0x12c, guard 4 => counter, accept
words  5/2:0005006400c80096012c0078
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 2b @ transport header + 2 => reg 1 ]
       [ range eq reg 1 0x00006400 0x00002c01 ]
       [ payload load 3b @ transport header + 1 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =
bare   -p tcp -m multiport --dports 100:300 -j ACCEPT

rule -p tcp -m multiport --dports 1:10,10:20,30 -j ACCEPT
prog   nh[9,1] == 0x6, th[2,2] in @sw.ports.1-20.30, guard 4 => counter, accept
set    sw.ports.1-20.30 key 2 interval { 0001-0014, 001e }
words  5/2:00050001000a000a0014001e
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 2b @ transport header + 2 => reg 1 ]
       [ lookup reg 1 set sw.ports.1-20.30 0x0 ]
       [ payload load 3b @ transport header + 1 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =
bare   -p tcp -m multiport --dports 1:20,30 -j ACCEPT

rule -p tcp -m multiport --dports 5,1:9,3:65535,2 -j ACCEPT
prog   nh[9,1] == 0x6, th[2,2] == 0x1-0xffff, guard 4 => counter, accept
words  5/2:000a0005000100090003ffff0002
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 2b @ transport header + 2 => reg 1 ]
       [ range eq reg 1 0x00000100 0x0000ffff ]
       [ payload load 3b @ transport header + 1 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =
bare   -p tcp -m multiport --dports 1:65535 -j ACCEPT

# fifteen slots
rule -p tcp -m multiport --dports 1,3,5,7,9,11,13,15,17,19,21,23,25,27,29 -j ACCEPT
prog   nh[9,1] == 0x6, th[2,2] in @sw.ports.1.3.5.7.9.11.13.15.17.19.21.23.25.27.29, guard 4 => counter, accept
set    sw.ports.1.3.5.7.9.11.13.15.17.19.21.23.25.27.29 key 2 { 0001, 0003, 0005, 0007, 0009, 000b, 000d, 000f, 0011, 0013, 0015, 0017, 0019, 001b, 001d }
words  5/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 2b @ transport header + 2 => reg 1 ]
       [ lookup reg 1 set sw.ports.1.3.5.7.9.11.13.15.17.19.21.23.25.27.29 0x0 ]
       [ payload load 3b @ transport header + 1 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p tcp -m multiport --dports 65501:65502,65504:65505,65507:65508,65510:65511,65513:65514,65516:65517,65519:65520,65535 -j ACCEPT
prog   nh[9,1] == 0x6, th[2,2] in @sw.ports.65501-65502.65504-65505.65507-65508.65510-65511.65513-65514.65516-65517.65519-65520.65535, guard 4 => counter, accept
set    sw.ports.65501-65502.65504-65505.65507-65508.65510-65511.65513-65514.65516-65517.65519-65520.65535 key 2 interval { ffdd-ffde, ffe0-ffe1, ffe3-ffe4, ffe6-ffe7, ffe9-ffea, ffec-ffed, ffef-fff0, ffff }
words  5/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 2b @ transport header + 2 => reg 1 ]
       [ lookup reg 1 set sw.ports.65501-65502.65504-65505.65507-65508.65510-65511.65513-65514.65516-65517.65519-65520.65535 0x0 ]
       [ payload load 3b @ transport header + 1 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p tcp -m multiport --dports 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16 -j ACCEPT
fail   2 too many ports specified

# source or destination
rule -p tcp -m multiport --ports 22,80 -j ACCEPT
prog   nh[9,1] == 0x6, th[0,2] . th[2,2] in @sw.anyport.22.80, guard 4 => counter, accept
set    sw.anyport.22.80 key 8=2+2 interval { 0000000000160000-0015000000160000, 0000000000500000-0015000000500000, 0016000000000000-00160000ffff0000, 0017000000160000-004f000000160000, 0017000000500000-004f000000500000, 0050000000000000-00500000ffff0000, 0051000000160000-ffff000000160000, 0051000000500000-ffff000000500000 }
words  5/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 2b @ transport header + 0 => reg 1 ]
       [ payload load 2b @ transport header + 2 => reg 9 ]
       [ lookup reg 1 set sw.anyport.22.80 0x0 ]
       [ payload load 3b @ transport header + 1 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p udp -m multiport ! --ports 53,1024:65535 -j ACCEPT
prog   nh[9,1] == 0x11, th[0,2] . th[2,2] not in @sw.anyport.53.1024-65535, guard 4 => counter, accept
set    sw.anyport.53.1024-65535 key 8=2+2 interval { 0000000000350000-0034000000350000, 0000000004000000-00340000ffff0000, 0035000000000000-00350000ffff0000, 0036000000350000-03ff000000350000, 0036000004000000-03ff0000ffff0000, 0400000000000000-ffff0000ffff0000 }
words  5/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000011 ]
       [ payload load 2b @ transport header + 0 => reg 1 ]
       [ payload load 2b @ transport header + 2 => reg 9 ]
       [ lookup reg 1 set sw.anyport.53.1024-65535 0x1 ]
       [ payload load 3b @ transport header + 1 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p tcp -m multiport --ports 22 -j ACCEPT
prog   nh[9,1] == 0x6, th[0,2] . th[2,2] in @sw.anyport.22, guard 4 => counter, accept
set    sw.anyport.22 key 8=2+2 interval { 0000000000160000-0015000000160000, 0016000000000000-00160000ffff0000, 0017000000160000-ffff000000160000 }
words  5/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 2b @ transport header + 0 => reg 1 ]
       [ payload load 2b @ transport header + 2 => reg 9 ]
       [ lookup reg 1 set sw.anyport.22 0x0 ]
       [ payload load 3b @ transport header + 1 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p tcp -m multiport --ports 0:65535 -j ACCEPT
prog   nh[9,1] == 0x6, th[0,2] . th[2,2] in @sw.anyport.0-65535, guard 4 => counter, accept
set    sw.anyport.0-65535 key 8=2+2 interval { 0000000000000000-ffff0000ffff0000 }
words  5/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 2b @ transport header + 0 => reg 1 ]
       [ payload load 2b @ transport header + 2 => reg 9 ]
       [ lookup reg 1 set sw.anyport.0-65535 0x0 ]
       [ payload load 3b @ transport header + 1 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p tcp -m multiport --ports 80,22,22 -j ACCEPT
prog   nh[9,1] == 0x6, th[0,2] . th[2,2] in @sw.anyport.22.80, guard 4 => counter, accept
set    sw.anyport.22.80 key 8=2+2 interval { 0000000000160000-0015000000160000, 0000000000500000-0015000000500000, 0016000000000000-00160000ffff0000, 0017000000160000-004f000000160000, 0017000000500000-004f000000500000, 0050000000000000-00500000ffff0000, 0051000000160000-ffff000000160000, 0051000000500000-ffff000000500000 }
words  5/2:0000005000160016
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 2b @ transport header + 0 => reg 1 ]
       [ payload load 2b @ transport header + 2 => reg 9 ]
       [ lookup reg 1 set sw.anyport.22.80 0x0 ]
       [ payload load 3b @ transport header + 1 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =
bare   -p tcp -m multiport --ports 22,80 -j ACCEPT

# two lists; the guard of the first is enough for both
rule -p tcp -m multiport --sports 1024:65535 -m multiport --dports 22,80 -j ACCEPT
prog   nh[9,1] == 0x6, th[0,2] == 0x400-0xffff, guard 4, th[2,2] in @sw.ports.22.80 => counter, accept
set    sw.ports.22.80 key 2 { 0016, 0050 }
words  5/2 5/1
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 2b @ transport header + 0 => reg 1 ]
       [ range eq reg 1 0x00000004 0x0000ffff ]
       [ payload load 3b @ transport header + 1 => reg 1 ]
       [ payload load 2b @ transport header + 2 => reg 1 ]
       [ lookup reg 1 set sw.ports.22.80 0x0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p tcp -m tcp --tcp-flags SYN SYN -m multiport --dports 22,80 -j ACCEPT
prog   nh[9,1] == 0x6, th[13,1] & 0x2 == 0x2, guard 20, th[2,2] in @sw.ports.22.80 => counter, accept
set    sw.ports.22.80 key 2 { 0016, 0050 }
words  3/2 5/1
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 1b @ transport header + 13 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000002 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000002 ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ payload load 2b @ transport header + 2 => reg 1 ]
       [ lookup reg 1 set sw.ports.22.80 0x0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p tcp -m multiport --dports 22,80 -m tcp --sport 1024:65535 -j ACCEPT
prog   nh[9,1] == 0x6, th[2,2] in @sw.ports.22.80, guard 4, th[0,2] == 0x400-0xffff, guard 20 => counter, accept
set    sw.ports.22.80 key 2 { 0016, 0050 }
words  5/2 3/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 2b @ transport header + 2 => reg 1 ]
       [ lookup reg 1 set sw.ports.22.80 0x0 ]
       [ payload load 3b @ transport header + 1 => reg 1 ]
       [ payload load 2b @ transport header + 0 => reg 1 ]
       [ range eq reg 1 0x00000004 0x0000ffff ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p udplite -m multiport --dports 7,9 -j ACCEPT
prog   nh[9,1] == 0x88, th[2,2] in @sw.ports.7.9, guard 4 => counter, accept
set    sw.ports.7.9 key 2 { 0007, 0009 }
words  5/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000088 ]
       [ payload load 2b @ transport header + 2 => reg 1 ]
       [ lookup reg 1 set sw.ports.7.9 0x0 ]
       [ payload load 3b @ transport header + 1 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p sctp -m multiport --sports 7,9 -j ACCEPT
prog   nh[9,1] == 0x84, th[0,2] in @sw.ports.7.9, guard 4 => counter, accept
set    sw.ports.7.9 key 2 { 0007, 0009 }
words  5/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000084 ]
       [ payload load 2b @ transport header + 0 => reg 1 ]
       [ lookup reg 1 set sw.ports.7.9 0x0 ]
       [ payload load 3b @ transport header + 1 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# refusals
rule -m multiport --dports 22,80 -j ACCEPT
fail   2 multiport needs `-p tcp', `-p udp', `-p udplite', `-p sctp' or `-p dccp'

rule -p icmp -m multiport --dports 22,80 -j ACCEPT
fail   2 multiport only works with TCP, UDP, UDPLITE, SCTP and DCCP

rule ! -p tcp -m multiport --dports 22,80 -j ACCEPT
fail   2 multiport only works with TCP, UDP, UDPLITE, SCTP and DCCP

rule -p tcp -m multiport --dports 20:10 -j ACCEPT
fail   2 invalid portrange specified

rule -p tcp -m multiport --dports 1024:65536 -j ACCEPT
fail   2 invalid port/service `65536' specified

rule -p tcp -m multiport -j ACCEPT
fail   2 multiport expection an option
fail@11 2 no ports specified

family ip6
rule -p tcp -m multiport --dports 22,80 -j ACCEPT
prog   meta.l4proto == 0x6, th[2,2] in @sw.ports.22.80, guard 4 => counter, accept
set    sw.ports.22.80 key 2 { 0016, 0050 }
words  5/2
expr   [ meta load l4proto => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 2b @ transport header + 2 => reg 1 ]
       [ lookup reg 1 set sw.ports.22.80 0x0 ]
       [ payload load 3b @ transport header + 1 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p udp -m multiport --ports 546:547 -j ACCEPT
prog   meta.l4proto == 0x11, th[0,2] . th[2,2] in @sw.anyport.546-547, guard 4 => counter, accept
set    sw.anyport.546-547 key 8=2+2 interval { 0000000002220000-0221000002230000, 0222000000000000-02230000ffff0000, 0224000002220000-ffff000002230000 }
words  5/2
expr   [ meta load l4proto => reg 1 ]
       [ cmp eq reg 1 0x00000011 ]
       [ payload load 2b @ transport header + 0 => reg 1 ]
       [ payload load 2b @ transport header + 2 => reg 9 ]
       [ lookup reg 1 set sw.anyport.546-547 0x0 ]
       [ payload load 3b @ transport header + 1 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =
