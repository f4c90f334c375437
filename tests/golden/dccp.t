# -m dccp: ports and types.

rule -p dccp -m dccp --sport 1000:2000 ! --dport 80 -j ACCEPT
prog   nh[9,1] == 0x21, th[0,2] == 0x3e8-0x7d0, th[2,2] != 0x50, guard 12 => counter, accept
words  39/3
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000021 ]
       [ payload load 2b @ transport header + 0 => reg 1 ]
       [ range eq reg 1 0x0000e803 0x0000d007 ]
       [ payload load 2b @ transport header + 2 => reg 1 ]
       [ cmp neq reg 1 0x00005000 ]
       [ payload load 3b @ transport header + 9 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p dccp -m dccp --dccp-types SYNC -j ACCEPT
prog   nh[9,1] == 0x21, th[8,1] & 0x1e == 0x10, guard 12 => counter, accept
words  39/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000021 ]
       [ payload load 1b @ transport header + 8 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x0000001e ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000010 ]
       [ payload load 3b @ transport header + 9 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p dccp -m dccp ! --dccp-types REQUEST -j ACCEPT
prog   nh[9,1] == 0x21, th[8,1] & 0x1e != 0x0, guard 12 => counter, accept
words  39/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000021 ]
       [ payload load 1b @ transport header + 8 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x0000001e ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00000000 ]
       [ payload load 3b @ transport header + 9 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p dccp -m dccp --dccp-types REQUEST,RESPONSE,ACK -j ACCEPT
prog   nh[9,1] == 0x21, th[8,1] in @sw.dccp.b, guard 12 => counter, accept
set    sw.dccp.b key 1 interval { 00-03, 06-07, 20-23, 26-27, 40-43, 46-47, 60-63, 66-67, 80-83, 86-87, a0-a3, a6-a7, c0-c3, c6-c7, e0-e3, e6-e7 }
words  39/2
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000021 ]
       [ payload load 1b @ transport header + 8 => reg 1 ]
       [ lookup reg 1 set sw.dccp.b 0x0 ]
       [ payload load 3b @ transport header + 9 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p dccp -m dccp --dport 5001 ! --dccp-types SYNCACK,INVALID -j DROP
prog   nh[9,1] == 0x21, th[2,2] == 0x1389, th[8,1] not in @sw.dccp.fe00, guard 12 => counter, drop
set    sw.dccp.fe00 key 1 interval { 12-1f, 32-3f, 52-5f, 72-7f, 92-9f, b2-bf, d2-df, f2-ff }
words  39/3
expr   [ payload load 2b @ transport header + 2 => reg 1 ]
       [ cmp eq reg 1 0x00008913 ]
       [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000021 ]
       [ payload load 1b @ transport header + 8 => reg 1 ]
       [ lookup reg 1 set sw.dccp.fe00 0x1 ]
       [ payload load 3b @ transport header + 9 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 drop ]
save   =

rule -p dccp -m dccp -j ACCEPT
prog   nh[9,1] == 0x21, guard 12 => counter, accept
words  39/1
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000021 ]
       [ payload load 3b @ transport header + 9 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# options are left to xt
rule -p dccp -m dccp --dccp-option 32 -j ACCEPT
prog   nh[9,1] == 0x21, xt dccp/0 => counter, accept
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000021 ]
       [ match name dccp rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m dccp --dport 80 -j ACCEPT
fail   4 dccp
hint   dccp needs -p dccp

family ip6

rule -p dccp -m dccp --dccp-types DATA -j ACCEPT
prog   meta.l4proto == 0x21, th[8,1] & 0x1e == 0x4, guard 12 => counter, accept
words  39/2
expr   [ meta load l4proto => reg 1 ]
       [ cmp eq reg 1 0x00000021 ]
       [ payload load 1b @ transport header + 8 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x0000001e ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000004 ]
       [ payload load 3b @ transport header + 9 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =
