# -m u32: places that are known
rule -m u32 --u32 0x6&0xff=0x1 -j ACCEPT
prog   nh[6,4] & 0xff == 0x1 => counter, accept
words  40/1
expr   [ payload load 4b @ network header + 6 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0xff000000 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x01000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m u32 --u32 "0x6&0xff=0x1" -j ACCEPT
bare   not an iptables rule

rule -m u32 --u32 12=0xc0000201 -j ACCEPT
prog   nh[12,4] == 0xc0000201 => counter, accept
words  40/1
expr   [ payload load 4b @ network header + 12 => reg 1 ]
       [ cmp eq reg 1 0x010200c0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m u32 --u32 "0xc=0xc0000201" -j ACCEPT
bare   -s 192.0.2.1/32 -j ACCEPT

rule -m u32 --u32 "0x0&0xffff=0x100:0xffff && 0x8=0x40000000:0xffffffff && 4&0x1fff=0" -j DROP
prog   nh[0,4] & 0xffff >= 0x100, nh[0,4] & 0xffff <= 0xffff, nh[8,4] == 0x40000000-0xffffffff, nh[4,4] & 0x1fff == 0x0 => counter, drop
words  40/4
expr   [ payload load 4b @ network header + 0 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0xffff0000 ) ^ 0x00000000 ]
       [ cmp gte reg 1 0x00010000 ]
       [ payload load 4b @ network header + 0 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0xffff0000 ) ^ 0x00000000 ]
       [ cmp lte reg 1 0xffff0000 ]
       [ payload load 4b @ network header + 8 => reg 1 ]
       [ range eq reg 1 0x00000040 0xffffffff ]
       [ payload load 4b @ network header + 4 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0xff1f0000 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 drop ]
save   -m u32 --u32 "0x0&0xffff=0x100:0xffff&&0x8=0x40000000:0xffffffff&&0x4&0x1fff=0x0" -j DROP
bare   not an iptables rule

rule -s 192.0.2.1/32 -m u32 --u32 0x10=0x1&&0xc&0xffffffff=0x0 -m mark --mark 0x1 -j ACCEPT
prog   nh[12,4] == 0xc0000201, nh[16,4] == 0x1, nh[12,4] & 0xffffffff == 0x0, meta.mark == 0x1 => counter, accept
words  40/2 9/1
expr   [ payload load 4b @ network header + 12 => reg 1 ]
       [ cmp eq reg 1 0x010200c0 ]
       [ payload load 4b @ network header + 16 => reg 1 ]
       [ cmp eq reg 1 0x01000000 ]
       [ payload load 4b @ network header + 12 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0xffffffff ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00000000 ]
       [ meta load mark => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -s 192.0.2.1/32 -m u32 --u32 "0x10=0x1&&0xc&0xffffffff=0x0" -m mark --mark 0x1 -j ACCEPT
bare   not an iptables rule

rule -m u32 --u32 0xff=0x0:0xffffffff -j ACCEPT
prog   nh[255,4] == 0x0-0xffffffff => counter, accept
words  40/1
expr   [ payload load 4b @ network header + 255 => reg 1 ]
       [ range eq reg 1 0x00000000 0xffffffff ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m u32 --u32 "0xff=0x0:0xffffffff" -j ACCEPT
bare   not an iptables rule

# values that no packet has
rule -m u32 --u32 0x0&0xff=0x100 -j ACCEPT
prog   nh[0,4] & 0xff == 0x100 => counter, accept
words  40/1
expr   [ payload load 4b @ network header + 0 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0xff000000 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x00010000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m u32 --u32 "0x0&0xff=0x100" -j ACCEPT
bare   not an iptables rule

# what is left to xt
rule -m u32 ! --u32 0x6&0xff=0x1 -j ACCEPT
prog   xt u32/0 => counter, accept
expr   [ match name u32 rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m u32 ! --u32 "0x6&0xff=0x1" -j ACCEPT

rule -m u32 --u32 0x6&0xff=0x1,0x6 -j ACCEPT
prog   xt u32/0 => counter, accept
expr   [ match name u32 rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m u32 --u32 "0x6&0xff=0x1,0x6" -j ACCEPT

rule -m u32 --u32 "6&0xFF=1 && 4&0x1FFF=0 && 0>>22&0x3C@0>>24=0" -j ACCEPT
prog   xt u32/0 => counter, accept
expr   [ match name u32 rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m u32 --u32 "0x6&0xff=0x1&&0x4&0x1fff=0x0&&0x0>>0x16&0x3c@0x0>>0x18=0x0" -j ACCEPT

rule -m u32 --u32 0x100=0x1 -j ACCEPT
prog   xt u32/0 => counter, accept
expr   [ match name u32 rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m u32 --u32 "0x100=0x1" -j ACCEPT

rule -m u32 --u32 0x0>>0x10=0x1 -j ACCEPT
prog   xt u32/0 => counter, accept
expr   [ match name u32 rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m u32 --u32 "0x0>>0x10=0x1" -j ACCEPT

family ip6
rule -m u32 --u32 0x4&0xff00=0x3a00 -j ACCEPT
prog   nh[4,4] & 0xff00 == 0x3a00 => counter, accept
words  40/1
expr   [ payload load 4b @ network header + 4 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00ff0000 ) ^ 0x00000000 ]
       [ cmp eq reg 1 0x003a0000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m u32 --u32 "0x4&0xff00=0x3a00" -j ACCEPT
bare   not an iptables rule
