# -m state and -m conntrack: one kernel match, revision 3.

rule -m state --state NEW -j ACCEPT
prog   ct.state & 0x8 != 0x0 => counter, accept
words  2/1:01
expr   [ ct load state => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000008 ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =
bare   -m conntrack --ctstate NEW -j ACCEPT

rule -m conntrack --ctstate NEW -j ACCEPT
prog   ct.state & 0x8 != 0x0 => counter, accept
words  2/1
expr   [ ct load state => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000008 ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
prog   ct.state & 0x6 != 0x0 => counter, accept
words  2/1
expr   [ ct load state => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000006 ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m state --state INVALID -j DROP
prog   ct.state & 0x1 != 0x0 => counter, drop
words  2/1:01
expr   [ ct load state => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000001 ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 drop ]
save   =
bare   -m conntrack --ctstate INVALID -j DROP

# UNTRACKED is bit 8 in xt and bit 6 in nft
rule -m conntrack --ctstate UNTRACKED -j ACCEPT
prog   ct.state & 0x40 != 0x0 => counter, accept
words  2/1
expr   [ ct load state => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000040 ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m conntrack --ctstate INVALID,NEW,RELATED,ESTABLISHED,UNTRACKED -j ACCEPT
prog   ct.state & 0x4f != 0x0 => counter, accept
words  2/1
expr   [ ct load state => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x0000004f ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m conntrack ! --ctstate NEW,INVALID -j ACCEPT
prog   ct.state & 0x9 == 0x0 => counter, accept
words  2/1
expr   [ ct load state => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000009 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m conntrack ! --ctstate INVALID,NEW -j ACCEPT

rule -m state ! --state UNTRACKED -j ACCEPT
prog   ct.state & 0x40 == 0x0 => counter, accept
words  2/1:01
expr   [ ct load state => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000040 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =
bare   -m conntrack ! --ctstate UNTRACKED -j ACCEPT

# NAT bits are states in xt and status in nft
rule -m conntrack --ctstate SNAT -j ACCEPT
prog   ct.status & 0x10 != 0x0 => counter, accept
words  2/1
expr   [ ct load status => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000010 ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m conntrack --ctstate SNAT,DNAT -j ACCEPT
prog   ct.status & 0x30 != 0x0 => counter, accept
words  2/1
expr   [ ct load status => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000030 ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m conntrack ! --ctstate DNAT -j ACCEPT
prog   xt conntrack/3 => counter, accept
expr   [ match name conntrack rev 3 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# states and NAT: either
rule -m conntrack --ctstate NEW,DNAT -j ACCEPT
prog   ct.state . ct.status in @sw.ctstate.8.32 => counter, accept
set    sw.ctstate.8.32 key 8=4+4 interval { 0200000020000000-020000003fffffff, 0200000060000000-020000007fffffff, 02000000a0000000-02000000bfffffff, 02000000e0000000-02000000ffffffff, 0400000020000000-040000003fffffff, 0400000060000000-040000007fffffff, 04000000a0000000-04000000bfffffff, 04000000e0000000-04000000ffffffff, 0800000000000000-08000000ffffffff }
words  2/1
expr   [ ct load state => reg 1 ]
       [ ct load status => reg 9 ]
       [ lookup reg 1 set sw.ctstate.8.32 0x0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# firewalld
rule -m conntrack --ctstate RELATED,ESTABLISHED,DNAT -j ACCEPT
prog   ct.state . ct.status in @sw.ctstate.6.32 => counter, accept
set    sw.ctstate.6.32 key 8=4+4 interval { 0200000000000000-02000000ffffffff, 0400000000000000-04000000ffffffff, 0800000020000000-080000003fffffff, 0800000060000000-080000007fffffff, 08000000a0000000-08000000bfffffff, 08000000e0000000-08000000ffffffff }
words  2/1
expr   [ ct load state => reg 1 ]
       [ ct load status => reg 9 ]
       [ lookup reg 1 set sw.ctstate.6.32 0x0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m conntrack --ctstate ESTABLISHED,SNAT,DNAT --ctproto 6 -j DROP
prog   ct.state . ct.status in @sw.ctstate.2.48, ct.protocol == 0x6 => counter, drop
set    sw.ctstate.2.48 key 8=4+4 interval { 0200000000000000-02000000ffffffff, 0400000010000000-040000003fffffff, 0400000050000000-040000007fffffff, 0400000090000000-04000000bfffffff, 04000000d0000000-04000000ffffffff, 0800000010000000-080000003fffffff, 0800000050000000-080000007fffffff, 0800000090000000-08000000bfffffff, 08000000d0000000-08000000ffffffff }
words  2/2
expr   [ ct load state => reg 1 ]
       [ ct load status => reg 9 ]
       [ lookup reg 1 set sw.ctstate.2.48 0x0 ]
       [ ct load protocol => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 drop ]
save   =

rule -m conntrack --ctstate INVALID,DNAT -j ACCEPT
prog   xt conntrack/3 => counter, accept
expr   [ match name conntrack rev 3 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m conntrack ! --ctstate NEW,DNAT -j ACCEPT
prog   xt conntrack/3 => counter, accept
expr   [ match name conntrack rev 3 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m conntrack --ctproto 6 -j ACCEPT
prog   ct.protocol == 0x6 => counter, accept
words  2/1
expr   [ ct load protocol => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m conntrack ! --ctproto 17 -j ACCEPT
prog   ct.protocol != 0x11 => counter, accept
words  2/1
expr   [ ct load protocol => reg 1 ]
       [ cmp neq reg 1 0x00000011 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m conntrack --ctdir ORIGINAL -j ACCEPT
prog   ct.direction == 0x0 => counter, accept
words  2/1
expr   [ ct load direction => reg 1 ]
       [ cmp eq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m conntrack --ctdir REPLY -j ACCEPT
prog   ct.direction != 0x0 => counter, accept
words  2/1
expr   [ ct load direction => reg 1 ]
       [ cmp neq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m conntrack --ctorigsrc 192.0.2.1 -j ACCEPT
prog   ct.original.saddr == 0xc0000201 => counter, accept
words  2/1
expr   [ ct load src_ip => reg 1 , dir original ]
       [ cmp eq reg 1 0x010200c0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m conntrack --ctorigsrc 192.0.2.0/24 --ctorigdst 10.0.0.0/8 -j ACCEPT
prog   ct.original.saddr & 0xffffff00 == 0xc0000200, ct.original.daddr & 0xff000000 == 0xa000000 => counter, accept
words  2/2
expr   [ ct load src_ip => reg 1 , dir original ]
       [ bitwise reg 1 = ( reg 1 & 0x00ffffff ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x000200c0 ]
       [ ct load dst_ip => reg 1 , dir original ]
       [ bitwise reg 1 = ( reg 1 & 0x000000ff ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x0000000a ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m conntrack ! --ctreplsrc 192.0.2.0/24 --ctrepldst 10.9.8.7 -j ACCEPT
prog   ct.reply.saddr & 0xffffff00 != 0xc0000200, ct.reply.daddr == 0xa090807 => counter, accept
words  2/2
expr   [ ct load src_ip => reg 1 , dir reply ]
       [ bitwise reg 1 = ( reg 1 & 0x00ffffff ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x000200c0 ]
       [ ct load dst_ip => reg 1 , dir reply ]
       [ cmp eq reg 1 0x0708090a ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m conntrack --ctorigsrcport 1024:65535 --ctorigdstport 80 -j ACCEPT
prog   ct.original.proto-src == 0x400-0xffff, ct.original.proto-dst == 0x50-0x50 => counter, accept
words  2/2
expr   [ ct load proto_src => reg 1 , dir original ]
       [ range eq reg 1 0x00000004 0x0000ffff ]
       [ ct load proto_dst => reg 1 , dir original ]
       [ range eq reg 1 0x00005000 0x00005000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m conntrack ! --ctreplsrcport 80 --ctrepldstport 1:2 -j ACCEPT
prog   ct.reply.proto-src != 0x50-0x50, ct.reply.proto-dst == 0x1-0x2 => counter, accept
words  2/2
expr   [ ct load proto_src => reg 1 , dir reply ]
       [ range neq reg 1 0x00005000 0x00005000 ]
       [ ct load proto_dst => reg 1 , dir reply ]
       [ range eq reg 1 0x00000100 0x00000200 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m conntrack --ctstatus ASSURED -j ACCEPT
prog   ct.status & 0x4 != 0x0 => counter, accept
words  2/1
expr   [ ct load status => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000004 ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m conntrack --ctstatus EXPECTED,SEEN_REPLY,ASSURED,CONFIRMED -j ACCEPT
prog   ct.status & 0xf != 0x0 => counter, accept
words  2/1
expr   [ ct load status => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x0000000f ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m conntrack ! --ctstatus CONFIRMED -j ACCEPT
prog   ct.status & 0x8 == 0x0 => counter, accept
words  2/1
expr   [ ct load status => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000008 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m conntrack --ctstatus NONE -j ACCEPT
prog   xt conntrack/3 => counter, accept
expr   [ match name conntrack rev 3 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m conntrack --ctexpire 5 -j ACCEPT
prog   ct.expiration == 0x1388-0x176f => counter, accept
words  2/1
expr   [ ct load expiration => reg 1 ]
       [ byteorder reg 1 = hton(reg 1, 4, 4) ]
       [ range eq reg 1 0x88130000 0x6f170000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m conntrack --ctexpire 1:300 -j ACCEPT
prog   ct.expiration == 0x3e8-0x497c7 => counter, accept
words  2/1
expr   [ ct load expiration => reg 1 ]
       [ byteorder reg 1 = hton(reg 1, 4, 4) ]
       [ range eq reg 1 0xe8030000 0xc7970400 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m conntrack ! --ctexpire 0:4294967 -j ACCEPT
prog   xt conntrack/3 => counter, accept
expr   [ match name conntrack rev 3 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# seconds that overflow as milliseconds
rule -m conntrack --ctexpire 0:4294968 -j ACCEPT
prog   xt conntrack/3 => counter, accept
expr   [ match name conntrack rev 3 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# a state with other options: xt skips the others for a packet without entry
rule -m conntrack --ctstate RELATED,ESTABLISHED --ctproto 6 --ctstatus ASSURED -j ACCEPT
prog   ct.state & 0x6 != 0x0, ct.protocol == 0x6, ct.status & 0x4 != 0x0 => counter, accept
words  2/3
expr   [ ct load state => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000006 ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00000000 ]
       [ ct load protocol => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ ct load status => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000004 ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m conntrack --ctstate INVALID --ctproto 6 -j ACCEPT
prog   xt conntrack/3 => counter, accept
expr   [ match name conntrack rev 3 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m conntrack --ctstate NEW,UNTRACKED --ctproto 6 -j ACCEPT
prog   xt conntrack/3 => counter, accept
expr   [ match name conntrack rev 3 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m conntrack ! --ctstate NEW --ctproto 6 -j ACCEPT
prog   xt conntrack/3 => counter, accept
expr   [ match name conntrack rev 3 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# order of words, two of a kind
rule -m conntrack --ctstate NEW -m state --state NEW -j ACCEPT
prog   ct.state & 0x8 != 0x0, ct.state & 0x8 != 0x0 => counter, accept
words  2/1 2/1:01
expr   [ ct load state => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000008 ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00000000 ]
       [ ct load state => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000008 ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =
bare   -m conntrack --ctstate NEW -m conntrack --ctstate NEW -j ACCEPT

rule -m state --state BOGUS
fail   2 Bad state "BOGUS"
hint   one of INVALID, NEW, ESTABLISHED, RELATED, UNTRACKED

rule -m conntrack
fail   2 conntrack: At least one option is required

family ip6
rule -m state --state RELATED,ESTABLISHED -j ACCEPT
prog   ct.state & 0x6 != 0x0 => counter, accept
words  2/1:01
expr   [ ct load state => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000006 ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =
bare   -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT

rule -m conntrack --ctorigsrc 2001:db8::/32 ! --ctrepldst 2001:db8::1 -j ACCEPT
prog   ct.original.saddr & 0xffffffff000000000000000000000000 == 0x20010db8000000000000000000000000, ct.reply.daddr != 0x20010db8000000000000000000000001 => counter, accept
words  2/2
expr   [ ct load src_ip6 => reg 1 , dir original ]
       [ bitwise reg 1 = ( reg 1 & 0xffffffff 0x00000000 0x00000000 0x00000000 ) ^ 0x00000000 0x00000000 0x00000000 0x00000000 ]
       [ cmp eq reg 1 0xb80d0120 0x00000000 0x00000000 0x00000000 ]
       [ ct load dst_ip6 => reg 1 , dir reply ]
       [ cmp neq reg 1 0xb80d0120 0x00000000 0x00000000 0x01000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m conntrack --ctorigsrc 2001:db8::/33 -j ACCEPT
prog   ct.original.saddr & 0xffffffff800000000000000000000000 == 0x20010db8000000000000000000000000 => counter, accept
words  2/1
expr   [ ct load src_ip6 => reg 1 , dir original ]
       [ bitwise reg 1 = ( reg 1 & 0xffffffff 0x00000080 0x00000000 0x00000000 ) ^ 0x00000000 0x00000000 0x00000000 0x00000000 ]
       [ cmp eq reg 1 0xb80d0120 0x00000000 0x00000000 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# In table raw a packet may carry the template of a CT target: xt looks into it, nft only at its state.
family ip
table raw
chain PREROUTING

rule -m conntrack ! --ctorigdst 10.8.0.0/26 --ctdir ORIGINAL
prog   xt conntrack/3 => counter
expr   [ match name conntrack rev 3 ]
       [ counter pkts 0 bytes 0 ]
save   =

rule -m conntrack ! --ctstatus ASSURED
prog   xt conntrack/3 => counter
expr   [ match name conntrack rev 3 ]
       [ counter pkts 0 bytes 0 ]
save   =

rule -m conntrack --ctstate INVALID,NEW
prog   ct.state & 0x9 != 0x0 => counter
words  2/1
expr   [ ct load state => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000009 ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
save   =

# xt compares under the mask, so host bits in the address do not count.
table filter
chain INPUT

rule -m conntrack ! --ctorigdst 10.8.2.125/24
prog   xt conntrack/3 => counter
expr   [ match name conntrack rev 3 ]
       [ counter pkts 0 bytes 0 ]
save   =
