# -m comment: one per rule is the userdata's, others travel as xt.

rule -m comment --comment "hello world" -j ACCEPT
prog   => counter, accept
words  comment "hello world"
expr   [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m comment --comment plain -j ACCEPT
prog   => counter, accept
words  comment "plain"
expr   [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m comment --comment "quote \" and backslash \\" -j ACCEPT
prog   => counter, accept
words  comment "quote " and backslash \"
expr   [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# place among the matches: behind all is where it stands without words
rule -m comment --comment first -m mark --mark 0x1 -m state --state NEW -j ACCEPT
prog   meta.mark == 0x1, ct.state & 0x8 != 0x0 => counter, accept
words  comment "first"
       1/0 9/1 2/1:01
expr   [ meta load mark => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ ct load state => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000008 ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =
bare   -m mark --mark 0x1 -m conntrack --ctstate NEW -m comment --comment first -j ACCEPT

rule -m state --state NEW -m comment --comment last -j ACCEPT
prog   ct.state & 0x8 != 0x0 => counter, accept
words  comment "last"
       2/1:01 1/0
expr   [ ct load state => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000008 ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =
bare   -m conntrack --ctstate NEW -m comment --comment last -j ACCEPT

rule -m conntrack --ctstate NEW -m comment --comment middle -p tcp -m tcp --dport 22 -j ACCEPT
prog   nh[9,1] == 0x6, ct.state & 0x8 != 0x0, th[2,2] == 0x16, guard 20 => counter, accept
words  comment "middle"
       2/1 1/0 3/2
expr   [ payload load 2b @ transport header + 2 => reg 1 ]
       [ cmp eq reg 1 0x00001600 ]
       [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ ct load state => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000008 ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00000000 ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -p tcp -m conntrack --ctstate NEW -m comment --comment middle -m tcp --dport 22 -j ACCEPT
bare   -p tcp -m conntrack --ctstate NEW -m tcp --dport 22 -m comment --comment middle -j ACCEPT

rule -m comment --comment one -m comment --comment two -j ACCEPT
prog   xt comment/0 => counter, accept
words  comment "one"
       1/0 0/1
expr   [ match name comment rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =
bare   -m comment --comment two -m comment --comment one -j ACCEPT

rule -m comment --comment "" -j ACCEPT
prog   xt comment/0 => counter, accept
expr   [ match name comment rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# 253 characters fill the userdata
rule -m comment --comment 0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012 -j ACCEPT
prog   => counter, accept
words  comment "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012"
expr   [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m comment --comment 01234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123 -j ACCEPT
prog   xt comment/0 => counter, accept
expr   [ match name comment rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m comment --comment 012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234 -j ACCEPT
prog   xt comment/0 => counter, accept
expr   [ match name comment rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m comment --comment 0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345 -j ACCEPT
prog   xt comment/0 => counter, accept
expr   [ match name comment rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m comment --comment 012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234 -j ACCEPT

# words and comment share 256 bytes
rule -m comment --comment 0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234 -m state --state NEW -j ACCEPT
prog   ct.state & 0x8 != 0x0 => counter, accept
words  comment "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234"
       1/0 2/1:01
expr   [ ct load state => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000008 ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =
bare   -m conntrack --ctstate NEW -m comment --comment 0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234 -j ACCEPT

rule -m comment --comment 0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890 -m state --state NEW -j ACCEPT
prog   ct.state & 0x8 != 0x0 => counter, accept
words  comment "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890"
       1/0 2/1:01
expr   [ ct load state => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000008 ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =
bare   -m conntrack --ctstate NEW -m comment --comment 0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890 -j ACCEPT

rule -m comment --comment 01234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901 -m state --state NEW -j ACCEPT
prog   ct.state & 0x8 != 0x0 => counter, accept
words  comment "01234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901"
       1/0 2/1:01
expr   [ ct load state => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000008 ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =
bare   -m conntrack --ctstate NEW -m comment --comment 01234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901 -j ACCEPT

rule -m comment --comment 0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012 -m state --state NEW -j ACCEPT
prog   xt comment/0, ct.state & 0x8 != 0x0 => counter, accept
words  0/1 2/1:01
expr   [ match name comment rev 0 ]
       [ ct load state => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000008 ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =
bare   -m comment --comment 0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012 -m conntrack --ctstate NEW -j ACCEPT

# the words of a native match do not fit beside the longest comment
rule -m mark --mark 0x1 -m comment --comment 0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012 -j ACCEPT
prog   meta.mark == 0x1, xt comment/0 => counter, accept
words  9/1 0/1
expr   [ meta load mark => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ match name comment rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# a list that needs words: 256 bytes, and one more, for which the comment gives way
rule -p tcp -m multiport --dports 80,22 -m comment --comment 012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456 -j ACCEPT
prog   nh[9,1] == 0x6, th[2,2] in @sw.ports.22.80, guard 4 => counter, accept
set    sw.ports.22.80 key 2 { 0016, 0050 }
words  comment "012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456"
       5/2:000000500016 1/0
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 2b @ transport header + 2 => reg 1 ]
       [ lookup reg 1 set sw.ports.22.80 0x0 ]
       [ payload load 3b @ transport header + 1 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =
bare   -p tcp -m multiport --dports 22,80 -m comment --comment 012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456 -j ACCEPT

rule -p tcp -m multiport --dports 80,22 -m comment --comment 0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567 -j ACCEPT
prog   nh[9,1] == 0x6, th[2,2] in @sw.ports.22.80, guard 4, xt comment/0 => counter, accept
set    sw.ports.22.80 key 2 { 0016, 0050 }
words  5/2:000000500016 0/1
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 2b @ transport header + 2 => reg 1 ]
       [ lookup reg 1 set sw.ports.22.80 0x0 ]
       [ payload load 3b @ transport header + 1 => reg 1 ]
       [ match name comment rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =
bare   -p tcp -m multiport --dports 22,80 -m comment --comment 0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567 -j ACCEPT

# words alone are too many: every extension travels as xt, the comment too
rule -p tcp -m multiport --dports 100,14,13,12,11,10,9,8,7,6,5,4,3,2,1 -m multiport --dports 101,14,13,12,11,10,9,8,7,6,5,4,3,2,1 -m multiport --dports 102,14,13,12,11,10,9,8,7,6,5,4,3,2,1 -m multiport --dports 103,14,13,12,11,10,9,8,7,6,5,4,3,2,1 -m multiport --dports 104,14,13,12,11,10,9,8,7,6,5,4,3,2,1 -m multiport --dports 105,14,13,12,11,10,9,8,7,6,5,4,3,2,1 -m multiport --dports 106,14,13,12,11,10,9,8,7,6,5,4,3,2,1 -m multiport --dports 107,14,13,12,11,10,9,8,7,6,5,4,3,2,1 -m comment --comment last -j ACCEPT
prog   nh[9,1] == 0x6, xt multiport/1, xt multiport/1, xt multiport/1, xt multiport/1, xt multiport/1, xt multiport/1, xt multiport/1, xt multiport/1, xt comment/0 => counter, accept
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ match name multiport rev 1 ]
       [ match name multiport rev 1 ]
       [ match name multiport rev 1 ]
       [ match name multiport rev 1 ]
       [ match name multiport rev 1 ]
       [ match name multiport rev 1 ]
       [ match name multiport rev 1 ]
       [ match name multiport rev 1 ]
       [ match name comment rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

family ip6
rule -s 2001:db8::1/128 -m comment --comment six -j DROP
prog   nh[8,16] == 0x20010db8000000000000000000000001 => counter, drop
words  comment "six"
expr   [ payload load 16b @ network header + 8 => reg 1 ]
       [ cmp eq reg 1 0xb80d0120 0x00000000 0x00000000 0x01000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 drop ]
save   =
