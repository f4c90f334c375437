# -j CT and -j NOTRACK.
table raw
chain PREROUTING

rule -j NOTRACK
prog   => counter, if meta.priority & 0xc0000000 != 0xc0000000, notrack
expr   [ counter pkts 0 bytes 0 ]
       [ meta load priority => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0xc0000000 ) ^ 0x00000000 ]
       [ cmp neq reg 1 0xc0000000 ]
       [ notrack ]
save   =

rule -j CT --notrack
prog   => counter, if meta.priority & 0xc0000000 != 0xc0000000, notrack
save   =
bare   -j NOTRACK

# with --notrack the kernel looks at nothing else: the other options are words
rule -j CT --notrack --zone 4
prog   => counter, if meta.priority & 0xc0000000 != 0xc0000000, notrack
words  76/0:010004
save   =
bare   -j NOTRACK

rule -j CT --notrack --zone 0
prog   => counter, if meta.priority & 0xc0000000 != 0xc0000000, notrack
words  76/0
save   -j CT --notrack
bare   -j NOTRACK

rule -j CT --notrack --zone-orig 65535
prog   => counter, if meta.priority & 0xc0000000 != 0xc0000000, notrack
words  76/0:0500ffff
save   =
bare   -j NOTRACK

rule -j CT --notrack --zone-reply 1
prog   => counter, if meta.priority & 0xc0000000 != 0xc0000000, notrack
words  76/0:090001
save   =
bare   -j NOTRACK

rule -j CT --notrack --zone mark
prog   => counter, if meta.priority & 0xc0000000 != 0xc0000000, notrack
words  76/0:11
save   =
bare   -j NOTRACK

rule -j CT --notrack --zone-orig mark
prog   => counter, if meta.priority & 0xc0000000 != 0xc0000000, notrack
words  76/0:15
save   =
bare   -j NOTRACK

rule -j CT --notrack --ctevents new,mark
prog   => counter, if meta.priority & 0xc0000000 != 0xc0000000, notrack
words  76/0:0100000081
save   =
bare   -j NOTRACK

rule -j CT --notrack --expevents new
prog   => counter, if meta.priority & 0xc0000000 != 0xc0000000, notrack
words  76/0:010000000000000001
save   =
bare   -j NOTRACK

rule -j CT --notrack --helper ftp
prog   => counter, if meta.priority & 0xc0000000 != 0xc0000000, notrack
words  76/0:010000000000000000000000667470
save   =
bare   -j NOTRACK

rule ! -p tcp -j CT --notrack --helper 123456789012345
prog   nh[9,1] != 0x6 => counter, if meta.priority & 0xc0000000 != 0xc0000000, notrack
words  76/0:010000000000000000000000313233343536373839303132333435
save   =
bare   ! -p tcp -j NOTRACK

rule -j CT --notrack --timeout slow
prog   => counter, if meta.priority & 0xc0000000 != 0xc0000000, notrack
words  76/0:01000000000000000000000000000000000000000000000000000000736c6f77
save   =
bare   -j NOTRACK

rule -j CT --notrack --helper 123456789012345 --timeout 1234567890123456789012345678901 --ctevents mark --expevents new --zone-orig 65535
prog   => counter, if meta.priority & 0xc0000000 != 0xc0000000, notrack
words  76/0:0500ffff80000000010000003132333435363738393031323334350031323334353637383930313233343536373839303132333435363738393031
save   =
bare   -j NOTRACK

rule -p udp -m udp --dport 53 -j NOTRACK
prog   nh[9,1] == 0x11, th[2,2] == 0x35, guard 8 => counter, if meta.priority & 0xc0000000 != 0xc0000000, notrack
expr   [ payload load 2b @ transport header + 2 => reg 1 ]
       [ cmp eq reg 1 0x00003500 ]
       [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000011 ]
       [ payload load 3b @ transport header + 5 => reg 1 ]
       [ counter pkts 0 bytes 0 ]
       [ meta load priority => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0xc0000000 ) ^ 0x00000000 ]
       [ cmp neq reg 1 0xc0000000 ]
       [ notrack ]
save   =

rule -j CT --zone 1
prog   => counter, if ct.state == 0x1, if meta.priority & 0xc0000000 != 0xc0000000, ct.zone = 0x1
expr   [ counter pkts 0 bytes 0 ]
       [ ct load state => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ meta load priority => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0xc0000000 ) ^ 0x00000000 ]
       [ cmp neq reg 1 0xc0000000 ]
       [ immediate reg 1 0x00000001 ]
       [ ct set zone with reg 1 ]
save   =

rule -j CT --zone 65535
prog   => counter, if ct.state == 0x1, if meta.priority & 0xc0000000 != 0xc0000000, ct.zone = 0xffff
save   =

rule -j CT --zone 0
prog   => counter, if ct.state == 0x1, if meta.priority & 0xc0000000 != 0xc0000000, ct.zone = 0x0
save   -j CT

rule -j CT
prog   => counter, if ct.state == 0x1, if meta.priority & 0xc0000000 != 0xc0000000, ct.zone = 0x0
save   =

rule -j CT --zone-orig 7
prog   => counter, if ct.state == 0x1, if meta.priority & 0xc0000000 != 0xc0000000, ct.original.zone = 0x7
expr   [ counter pkts 0 bytes 0 ]
       [ ct load state => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ meta load priority => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0xc0000000 ) ^ 0x00000000 ]
       [ cmp neq reg 1 0xc0000000 ]
       [ immediate reg 1 0x00000007 ]
       [ ct set zone with reg 1 , dir original ]
save   =

rule -j CT --zone-reply 7
prog   => counter, if ct.state == 0x1, if meta.priority & 0xc0000000 != 0xc0000000, ct.reply.zone = 0x7
expr   [ counter pkts 0 bytes 0 ]
       [ ct load state => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ meta load priority => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0xc0000000 ) ^ 0x00000000 ]
       [ cmp neq reg 1 0xc0000000 ]
       [ immediate reg 1 0x00000007 ]
       [ ct set zone with reg 1 , dir reply ]
save   =

rule -j CT --zone 65536
fail   2 Cannot parse 65536 as a zone ID

# the packet's mark as the zone: nft has no such form
rule -j CT --zone mark
prog   => counter, if ct.state == 0x1, if meta.priority & 0xfff00000 == 0x0, meta.priority = meta.priority & 0xfffff ^ 0xe3a00000
expr   [ counter pkts 0 bytes 0 ]
       [ ct load state => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ meta load priority => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0xfff00000 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000000 ]
       [ meta load priority => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x000fffff ) ^ 0xe3a00000 ]
       [ meta set priority with reg 1 ]
save   =
bare   not an iptables rule

rule -j CT --zone-orig mark
prog   => counter, if ct.state == 0x1, if meta.priority & 0xfff00000 == 0x0, meta.priority = meta.priority & 0xfffff ^ 0xef600000
save   =
bare   not an iptables rule

# helpers: a tag; the usual ones have fixed numbers
rule -p tcp -m tcp --dport 21 -j CT --helper ftp
prog   nh[9,1] == 0x6, th[2,2] == 0x15, guard 20 => counter, if ct.state == 0x1, if meta.priority & 0xfff00000 == 0x0, meta.priority = meta.priority & 0xfffff ^ 0xff100000
save   =

rule -p udp -m udp --dport 69 -j CT --helper tftp
prog   nh[9,1] == 0x11, th[2,2] == 0x45, guard 8 => counter, if ct.state == 0x1, if meta.priority & 0xfff00000 == 0x0, meta.priority = meta.priority & 0xfffff ^ 0xff200000
save   =

rule -p tcp -j CT --helper irc
prog   nh[9,1] == 0x6 => counter, if ct.state == 0x1, if meta.priority & 0xfff00000 == 0x0, meta.priority = meta.priority & 0xfffff ^ 0xff300000
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ counter pkts 0 bytes 0 ]
       [ ct load state => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ meta load priority => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0xfff00000 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000000 ]
       [ meta load priority => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x000fffff ) ^ 0xff300000 ]
       [ meta set priority with reg 1 ]
save   =

rule -p udp -j CT --helper sip
prog   nh[9,1] == 0x11 => counter, if ct.state == 0x1, if meta.priority & 0xfff00000 == 0x0, meta.priority = meta.priority & 0xfffff ^ 0xff400000
save   =

rule -p tcp -j CT --helper sip
prog   nh[9,1] == 0x6 => counter, if ct.state == 0x1, if meta.priority & 0xfff00000 == 0x0, meta.priority = meta.priority & 0xfffff ^ 0xff500000
save   =

rule -p udp -j CT --helper RAS
prog   nh[9,1] == 0x11 => counter, if ct.state == 0x1, if meta.priority & 0xfff00000 == 0x0, meta.priority = meta.priority & 0xfffff ^ 0xff600000
save   =

rule -p tcp -j CT --helper Q.931
prog   nh[9,1] == 0x6 => counter, if ct.state == 0x1, if meta.priority & 0xfff00000 == 0x0, meta.priority = meta.priority & 0xfffff ^ 0xff700000
save   =

rule -p tcp -j CT --helper pptp
prog   nh[9,1] == 0x6 => counter, if ct.state == 0x1, if meta.priority & 0xfff00000 == 0x0, meta.priority = meta.priority & 0xfffff ^ 0xff800000
save   =

rule -p udp -j CT --helper amanda
prog   nh[9,1] == 0x11 => counter, if ct.state == 0x1, if meta.priority & 0xfff00000 == 0x0, meta.priority = meta.priority & 0xfffff ^ 0xff900000
save   =

rule -p udp -j CT --helper snmp
prog   nh[9,1] == 0x11 => counter, if ct.state == 0x1, if meta.priority & 0xfff00000 == 0x0, meta.priority = meta.priority & 0xfffff ^ 0xffa00000
save   =

rule -p udp -j CT --helper snmp_trap
prog   nh[9,1] == 0x11 => counter, if ct.state == 0x1, if meta.priority & 0xfff00000 == 0x0, meta.priority = meta.priority & 0xfffff ^ 0xffb00000
save   =

rule -p udp -j CT --helper netbios-ns
prog   nh[9,1] == 0x11 => counter, if ct.state == 0x1, if meta.priority & 0xfff00000 == 0x0, meta.priority = meta.priority & 0xfffff ^ 0xffc00000
save   =

rule -p tcp -j CT --helper sane
prog   nh[9,1] == 0x6 => counter, if ct.state == 0x1, if meta.priority & 0xfff00000 == 0x0, meta.priority = meta.priority & 0xfffff ^ 0xffd00000
save   =

rule -p tcp -j CT --helper rpc
prog   nh[9,1] == 0x6 => counter, if ct.state == 0x1, if meta.priority & 0xfff00000 == 0x0, meta.priority = meta.priority & 0xfffff ^ 0xc3a00000
save   =
bare   not an iptables rule

rule -p udp -j CT --helper ftp
prog   nh[9,1] == 0x11 => counter, if ct.state == 0x1, if meta.priority & 0xfff00000 == 0x0, meta.priority = meta.priority & 0xfffff ^ 0xe2800000
save   =
bare   not an iptables rule

rule -p tcp -j CT --helper 123456789012345
prog   nh[9,1] == 0x6 => counter, if ct.state == 0x1, if meta.priority & 0xfff00000 == 0x0, meta.priority = meta.priority & 0xfffff ^ 0xe3900000
save   =
bare   not an iptables rule

rule -j CT --helper ftp
fail   4 CT --helper
hint   CT --helper needs -p PROTOCOL, not inverted

rule ! -p tcp -j CT --helper ftp
fail   4 CT --helper
hint   CT --helper needs -p PROTOCOL, not inverted

# carried whole by a companion
rule -p tcp -j CT --timeout slow
prog   nh[9,1] == 0x6 => counter, if ct.state == 0x1, if meta.priority & 0xfff00000 == 0x0, meta.priority = meta.priority & 0xfffff ^ 0xd7100000
save   =
bare   not an iptables rule

rule -j CT --timeout slow
fail   4 CT --timeout
hint   CT --timeout needs -p PROTOCOL, not inverted

rule -j CT --ctevents new,related,destroy,reply,assured,protoinfo,helper,mark
prog   => counter, if ct.state == 0x1, if meta.priority & 0xfff00000 == 0x0, meta.priority = meta.priority & 0xfffff ^ 0xecb00000
save   =
bare   not an iptables rule

rule -j CT --expevents new
prog   => counter, if ct.state == 0x1, if meta.priority & 0xfff00000 == 0x0, meta.priority = meta.priority & 0xfffff ^ 0xce800000
save   =
bare   not an iptables rule

rule -p tcp -j CT --helper ftp --ctevents new
prog   nh[9,1] == 0x6 => counter, if ct.state == 0x1, if meta.priority & 0xfff00000 == 0x0, meta.priority = meta.priority & 0xfffff ^ 0xc6600000
save   =
bare   not an iptables rule

rule -p tcp -j CT --helper ftp --zone 3
prog   nh[9,1] == 0x6 => counter, if ct.state == 0x1, if meta.priority & 0xfff00000 == 0x0, meta.priority = meta.priority & 0xfffff ^ 0xd7a00000
save   =
bare   not an iptables rule

rule -p tcp -j CT --helper 123456789012345 --timeout 1234567890123456789012345678901 --ctevents mark --expevents new --zone-orig 65535
prog   nh[9,1] == 0x6 => counter, if ct.state == 0x1, if meta.priority & 0xfff00000 == 0x0, meta.priority = meta.priority & 0xfffff ^ 0xc1d00000
save   =
bare   not an iptables rule

chain USER
rule -j NOTRACK
prog   => counter, if meta.priority & 0xc0000000 != 0xc0000000, notrack
save   =

rule -p tcp -j CT --helper ftp
prog   nh[9,1] == 0x6 => counter, if ct.state == 0x1, if meta.priority & 0xfff00000 == 0x0, meta.priority = meta.priority & 0xfffff ^ 0xff100000
save   =

table mangle
chain PREROUTING
rule -j NOTRACK
fail   4 CT
hint   CT works in table raw only

rule -j CT --zone 1
fail   4 CT
hint   CT works in table raw only

family ip6
table raw
chain OUTPUT
rule -j CT --notrack
prog   => counter, if meta.priority & 0xc0000000 != 0xc0000000, notrack
save   =
bare   -j NOTRACK

rule -p tcp -j CT --helper ftp
prog   meta.l4proto == 0x6 => counter, if ct.state == 0x1, if meta.priority & 0xfff00000 == 0x0, meta.priority = meta.priority & 0xfffff ^ 0xff100000
expr   [ meta load l4proto => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ counter pkts 0 bytes 0 ]
       [ ct load state => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ meta load priority => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0xfff00000 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000000 ]
       [ meta load priority => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x000fffff ) ^ 0xff100000 ]
       [ meta set priority with reg 1 ]
save   =

rule -j CT --zone-reply 2
prog   => counter, if ct.state == 0x1, if meta.priority & 0xc0000000 != 0xc0000000, ct.reply.zone = 0x2
save   =
