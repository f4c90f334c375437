# The fields that are no extension: -s -d -i -o -p -f.

rule -j ACCEPT
prog   => counter, accept
expr   [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# addresses: four bytes and a mask whatever the prefix
rule -s 192.0.2.1/32 -j ACCEPT
prog   nh[12,4] == 0xc0000201 => counter, accept
expr   [ payload load 4b @ network header + 12 => reg 1 ]
       [ cmp eq reg 1 0x010200c0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -s 192.0.2.0/24 -j ACCEPT
prog   nh[12,4] & 0xffffff00 == 0xc0000200 => counter, accept
expr   [ payload load 4b @ network header + 12 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00ffffff ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x000200c0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -d 10.0.0.0/8 -j ACCEPT
prog   nh[16,4] & 0xff000000 == 0xa000000 => counter, accept
expr   [ payload load 4b @ network header + 16 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x000000ff ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x0000000a ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -d 128.0.0.0/1 -j ACCEPT
prog   nh[16,4] & 0x80000000 == 0x80000000 => counter, accept
expr   [ payload load 4b @ network header + 16 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000080 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000080 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule ! -s 192.0.2.1/32 ! -d 198.51.100.0/25 -j ACCEPT
prog   nh[12,4] != 0xc0000201, nh[16,4] & 0xffffff80 != 0xc6336400 => counter, accept
expr   [ payload load 4b @ network header + 12 => reg 1 ]
       [ cmp neq reg 1 0x010200c0 ]
       [ payload load 4b @ network header + 16 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x80ffffff ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x006433c6 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -s 0.0.0.0/0 -d 0/0 -j ACCEPT
prog   => counter, accept
expr   [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -j ACCEPT

rule ! -s 0.0.0.0/0 -j ACCEPT
prog   nh[12,4] & 0x0 != 0x0 => counter, accept
expr   [ payload load 4b @ network header + 12 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000000 ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -s 10.0.0.1/255.0.0.255 -j ACCEPT
prog   nh[12,4] & 0xff0000ff == 0xa000001 => counter, accept
expr   [ payload load 4b @ network header + 12 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0xff0000ff ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x0100000a ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -s 10.1.2.3/8 -j ACCEPT
prog   nh[12,4] & 0xff000000 == 0xa000000 => counter, accept
expr   [ payload load 4b @ network header + 12 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x000000ff ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x0000000a ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -s 10.0.0.0/8 -j ACCEPT

rule -s 192.0.2.1,192.0.2.2 -d 10.0.0.0/8 -j ACCEPT
prog   nh[12,4] == 0xc0000201, nh[16,4] & 0xff000000 == 0xa000000 => counter, accept
       nh[12,4] == 0xc0000202, nh[16,4] & 0xff000000 == 0xa000000 => counter, accept
expr   [ payload load 4b @ network header + 12 => reg 1 ]
       [ cmp eq reg 1 0x010200c0 ]
       [ payload load 4b @ network header + 16 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x000000ff ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x0000000a ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
       [ payload load 4b @ network header + 12 => reg 1 ]
       [ cmp eq reg 1 0x020200c0 ]
       [ payload load 4b @ network header + 16 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x000000ff ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x0000000a ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -s 192.0.2.1/32 -d 10.0.0.0/8 -j ACCEPT
       -s 192.0.2.2/32 -d 10.0.0.0/8 -j ACCEPT

# interfaces
rule -i eth0 -j ACCEPT
prog   meta.iifname == "eth0" => counter, accept
expr   [ meta load iifname => reg 1 ]
       [ cmp eq reg 1 0x30687465 0x00000000 0x00000000 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -i eth+ -j ACCEPT
prog   meta.iifname == "eth*" => counter, accept
expr   [ meta load iifname => reg 1 ]
       [ cmp eq reg 1 0x00687465 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule ! -i eth+ -j ACCEPT
prog   meta.iifname != "eth*" => counter, accept
expr   [ meta load iifname => reg 1 ]
       [ cmp neq reg 1 0x00687465 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -i + -j ACCEPT
prog   => counter, accept
expr   [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -j ACCEPT

rule ! -i + -j ACCEPT
prog   meta.iifname == "INVAL/D" => counter, accept
expr   [ meta load iifname => reg 1 ]
       [ cmp eq reg 1 0x41564e49 0x00442f4c 0x00000000 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -i abcdefghijklmno -j ACCEPT
prog   meta.iifname == "abcdefghijklmno" => counter, accept
expr   [ meta load iifname => reg 1 ]
       [ cmp eq reg 1 0x64636261 0x68676665 0x6c6b6a69 0x006f6e6d ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -i abcdefghijklmn+ -j ACCEPT
prog   meta.iifname == "abcdefghijklmn*" => counter, accept
expr   [ meta load iifname => reg 1 ]
       [ cmp eq reg 1 0x64636261 0x68676665 0x6c6b6a69 0x00006e6d ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -i abcdefghijklmnop -j ACCEPT
fail   2 interface name `abcdefghijklmnop' must be shorter than IFNAMSIZ (15)
fail@11 2 interface name `abcdefghijklmnop' must be shorter than 16 characters

chain FORWARD
rule -i eth0 ! -o wlan+ -j ACCEPT
prog   meta.iifname == "eth0", meta.oifname != "wlan*" => counter, accept
expr   [ meta load iifname => reg 1 ]
       [ cmp eq reg 1 0x30687465 0x00000000 0x00000000 0x00000000 ]
       [ meta load oifname => reg 1 ]
       [ cmp neq reg 1 0x6e616c77 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

chain OUTPUT
rule -o eth0 -j ACCEPT
prog   meta.oifname == "eth0" => counter, accept
expr   [ meta load oifname => reg 1 ]
       [ cmp eq reg 1 0x30687465 0x00000000 0x00000000 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -i eth0 -j ACCEPT
fail   2 Can't use -i with OUTPUT
hint   packets in OUTPUT have no incoming interface: -o is the one they go out by; -i is for PREROUTING, INPUT and FORWARD
fail@11 2 Can't use --in-interface with OUTPUT

chain INPUT
rule -o eth0 -j ACCEPT
fail   2 Can't use -o with INPUT
hint   packets in INPUT have no outgoing interface: -i is the one they came in by; -o is for FORWARD, OUTPUT and POSTROUTING
fail@11 2 Can't use --out-interface with INPUT

# a user chain may be reached from anywhere
chain web
rule -i eth0 -o eth1 -j ACCEPT
prog   meta.iifname == "eth0", meta.oifname == "eth1" => counter, accept
expr   [ meta load iifname => reg 1 ]
       [ cmp eq reg 1 0x30687465 0x00000000 0x00000000 0x00000000 ]
       [ meta load oifname => reg 1 ]
       [ cmp eq reg 1 0x31687465 0x00000000 0x00000000 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

chain INPUT
# protocols
rule -p tcp -j ACCEPT
prog   nh[9,1] == 0x6 => counter, accept
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule ! -p tcp -j ACCEPT
prog   nh[9,1] != 0x6 => counter, accept
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp neq reg 1 0x00000006 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p 253 -j ACCEPT
prog   nh[9,1] == 0xfd => counter, accept
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x000000fd ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p all -j ACCEPT
prog   => counter, accept
expr   [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -j ACCEPT

rule ! -p all -j ACCEPT
fail   2 rule would never match protocol

rule -p 256 -j ACCEPT
fail   2 unknown protocol "256" specified

# fragments
rule -f -j ACCEPT
prog   nh[6,2] & 0x1fff != 0x0 => counter, accept
expr   [ payload load 2b @ network header + 6 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x0000ff1f ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule ! -f -j ACCEPT
prog   nh[6,2] & 0x1fff == 0x0 => counter, accept
expr   [ payload load 2b @ network header + 6 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x0000ff1f ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# everything at once, in another order than it is kept in
chain FORWARD
rule -f ! -p udp -o b+ -i a -d 10.0.0.0/8 -s 192.0.2.7
prog   nh[12,4] == 0xc0000207, nh[16,4] & 0xff000000 == 0xa000000, meta.iifname == "a", meta.oifname == "b*", nh[9,1] != 0x11, nh[6,2] & 0x1fff != 0x0 => counter
expr   [ payload load 4b @ network header + 12 => reg 1 ]
       [ cmp eq reg 1 0x070200c0 ]
       [ payload load 4b @ network header + 16 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x000000ff ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x0000000a ]
       [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp neq reg 1 0x00000011 ]
       [ meta load iifname => reg 1 ]
       [ cmp eq reg 1 0x00000061 0x00000000 0x00000000 0x00000000 ]
       [ meta load oifname => reg 1 ]
       [ cmp eq reg 1 0x00000062 ]
       [ payload load 2b @ network header + 6 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x0000ff1f ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
save   -s 192.0.2.7/32 -d 10.0.0.0/8 -i a -o b+ ! -p udp -f

# counters
chain INPUT
rule -c 3 4000000000000 -s 192.0.2.1/32 -j DROP
prog   nh[12,4] == 0xc0000201 => counter, drop
expr   [ payload load 4b @ network header + 12 => reg 1 ]
       [ cmp eq reg 1 0x010200c0 ]
       [ counter pkts 3 bytes 4000000000000 ]
       [ immediate reg 0 drop ]
save   -s 192.0.2.1/32 -j DROP

rule -s 192.0.2.300 -j DROP
fail   2 host/network `192.0.2.300' not found
hint   not an IPv4 address: part 4 is 300, and 255 is the limit

# IPv6
family ip6
rule -s 2001:db8::1/128 -j ACCEPT
prog   nh[8,16] == 0x20010db8000000000000000000000001 => counter, accept
expr   [ payload load 16b @ network header + 8 => reg 1 ]
       [ cmp eq reg 1 0xb80d0120 0x00000000 0x00000000 0x01000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -s 2001:db8::/32 -j ACCEPT
prog   nh[8,4] == 0x20010db8 => counter, accept
expr   [ payload load 4b @ network header + 8 => reg 1 ]
       [ cmp eq reg 1 0xb80d0120 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -d fe80::/10 -j ACCEPT
prog   nh[24,4] & 0xffc00000 == 0xfe800000 => counter, accept
expr   [ payload load 4b @ network header + 24 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x0000c0ff ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x000080fe ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -d 2001:db8:1:2::/64 -j ACCEPT
prog   nh[24,8] == 0x20010db800010002 => counter, accept
expr   [ payload load 8b @ network header + 24 => reg 1 ]
       [ cmp eq reg 1 0xb80d0120 0x02000100 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -d 2001:db8:1:2::/61 -j ACCEPT
prog   nh[24,16] & 0xfffffffffffffff80000000000000000 == 0x20010db8000100000000000000000000 => counter, accept
expr   [ payload load 16b @ network header + 24 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0xffffffff 0xf8ffffff 0x00000000 0x00000000 ) ^ 0x00000000 0x00000000 0x00000000 0x00000000 ]
       [ cmp eq reg 1 0xb80d0120 0x00000100 0x00000000 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -d 2001:db8:1::/61 -j ACCEPT

rule ! -d 2001:db8::1/120 -j ACCEPT
prog   nh[24,15] != 0x20010db80000000000000000000000 => counter, accept
expr   [ payload load 15b @ network header + 24 => reg 1 ]
       [ cmp neq reg 1 0xb80d0120 0x00000000 0x00000000 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   ! -d 2001:db8::/120 -j ACCEPT

rule ! -s ::/0 -j ACCEPT
prog   nh[8,4] & 0x0 != 0x0 => counter, accept
expr   [ payload load 4b @ network header + 8 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000000 ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -s ::1:2/::ffff:ffff -j ACCEPT
prog   nh[8,16] & 0x000000000000000000000000ffffffff == 0x00000000000000000000000000010002 => counter, accept
expr   [ payload load 16b @ network header + 8 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000000 0x00000000 0x00000000 0xffffffff ) ^ 0x00000000 0x00000000 0x00000000 0x00000000 ]
       [ cmp eq reg 1 0x00000000 0x00000000 0x00000000 0x02000100 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -s ::0.1.0.2/::255.255.255.255 -j ACCEPT

rule -p tcp -j ACCEPT
prog   meta.l4proto == 0x6 => counter, accept
expr   [ meta load l4proto => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule ! -p ipv6-icmp -j ACCEPT
prog   meta.l4proto != 0x3a => counter, accept
expr   [ meta load l4proto => reg 1 ]
       [ cmp neq reg 1 0x0000003a ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -f -j ACCEPT
fail   2 `-f' is not supported in IPv6, use -m frag instead
