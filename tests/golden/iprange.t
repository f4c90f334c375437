# -m iprange

rule -m iprange --src-range 192.0.2.1-192.0.2.10 -j ACCEPT
prog   nh[12,4] == 0xc0000201-0xc000020a => counter, accept
words  11/1
expr   [ payload load 4b @ network header + 12 => reg 1 ]
       [ range eq reg 1 0x010200c0 0x0a0200c0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m iprange ! --dst-range 10.0.0.1-10.0.1.0 -j ACCEPT
prog   nh[16,4] != 0xa000001-0xa000100 => counter, accept
words  11/1
expr   [ payload load 4b @ network header + 16 => reg 1 ]
       [ range neq reg 1 0x0100000a 0x0001000a ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m iprange --src-range 10.0.0.0-10.255.255.255 ! --dst-range 192.0.2.0-192.0.2.9 -j ACCEPT
prog   nh[12,4] == 0xa000000-0xaffffff, nh[16,4] != 0xc0000200-0xc0000209 => counter, accept
words  11/2
expr   [ payload load 4b @ network header + 12 => reg 1 ]
       [ range eq reg 1 0x0000000a 0xffffff0a ]
       [ payload load 4b @ network header + 16 => reg 1 ]
       [ range neq reg 1 0x000200c0 0x090200c0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m iprange --src-range 192.0.2.1 -j ACCEPT
prog   nh[12,4] == 0xc0000201-0xc0000201 => counter, accept
words  11/1
expr   [ payload load 4b @ network header + 12 => reg 1 ]
       [ range eq reg 1 0x010200c0 0x010200c0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m iprange --src-range 192.0.2.1-192.0.2.1 -j ACCEPT

rule -m iprange --src-range 0.0.0.0-255.255.255.255 -j ACCEPT
prog   nh[12,4] == 0x0-0xffffffff => counter, accept
words  11/1
expr   [ payload load 4b @ network header + 12 => reg 1 ]
       [ range eq reg 1 0x00000000 0xffffffff ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# empty: matches nothing
rule -m iprange --src-range 192.0.2.9-192.0.2.1 -j ACCEPT
prog   nh[12,4] == 0xc0000209-0xc0000201 => counter, accept
words  11/1
expr   [ payload load 4b @ network header + 12 => reg 1 ]
       [ range eq reg 1 0x090200c0 0x010200c0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -s 192.0.2.0/24 -m iprange --src-range 192.0.2.1-192.0.2.1 -j ACCEPT
prog   nh[12,4] & 0xffffff00 == 0xc0000200, nh[12,4] == 0xc0000201-0xc0000201 => counter, accept
words  11/1
expr   [ payload load 4b @ network header + 12 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00ffffff ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x000200c0 ]
       [ payload load 4b @ network header + 12 => reg 1 ]
       [ range eq reg 1 0x010200c0 0x010200c0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m iprange -j ACCEPT
fail   2 iprange match: You must specify `--src-range' or `--dst-range'

family ip6
rule -m iprange --src-range 2001:db8::1-2001:db8::ff -j ACCEPT
prog   nh[8,16] == 0x20010db8000000000000000000000001-0x20010db80000000000000000000000ff => counter, accept
words  11/1
expr   [ payload load 16b @ network header + 8 => reg 1 ]
       [ range eq reg 1 0xb80d0120 0x00000000 0x00000000 0x01000000 0xb80d0120 0x00000000 0x00000000 0xff000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m iprange ! --src-range fe80::-fe80::ffff --dst-range ::1-::1 -j ACCEPT
prog   nh[8,16] != 0xfe800000000000000000000000000000-0xfe80000000000000000000000000ffff, nh[24,16] == 0x00000000000000000000000000000001-0x00000000000000000000000000000001 => counter, accept
words  11/2
expr   [ payload load 16b @ network header + 8 => reg 1 ]
       [ range neq reg 1 0x000080fe 0x00000000 0x00000000 0x00000000 0x000080fe 0x00000000 0x00000000 0xffff0000 ]
       [ payload load 16b @ network header + 24 => reg 1 ]
       [ range eq reg 1 0x00000000 0x00000000 0x00000000 0x01000000 0x00000000 0x00000000 0x00000000 0x01000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =
