# -m connbytes: counters of the connection, 8 bytes, compared big endian.

rule -m connbytes --connbytes 1:1000 --connbytes-mode packets --connbytes-dir original -j ACCEPT
prog   ct.original.packets == 0x1-0x3e8 => counter, accept
words  26/1
expr   [ ct load packets => reg 1 , dir original ]
       [ byteorder reg 1 = hton(reg 1, 8, 8) ]
       [ range eq reg 1 0x00000000 0x01000000 0x00000000 0xe8030000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m connbytes --connbytes 1:1000 --connbytes-mode packets --connbytes-dir reply -j ACCEPT
prog   ct.reply.packets == 0x1-0x3e8 => counter, accept
words  26/1
expr   [ ct load packets => reg 1 , dir reply ]
       [ byteorder reg 1 = hton(reg 1, 8, 8) ]
       [ range eq reg 1 0x00000000 0x01000000 0x00000000 0xe8030000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m connbytes --connbytes 1:1000 --connbytes-mode packets --connbytes-dir both -j ACCEPT
prog   ct.packets == 0x1-0x3e8 => counter, accept
words  26/1
expr   [ ct load packets => reg 1 ]
       [ byteorder reg 1 = hton(reg 1, 8, 8) ]
       [ range eq reg 1 0x00000000 0x01000000 0x00000000 0xe8030000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m connbytes --connbytes 5000: --connbytes-mode bytes --connbytes-dir original -j ACCEPT
prog   ct.original.bytes == 0x1388-0xffffffffffffffff => counter, accept
words  26/1
expr   [ ct load bytes => reg 1 , dir original ]
       [ byteorder reg 1 = hton(reg 1, 8, 8) ]
       [ range eq reg 1 0x00000000 0x88130000 0xffffffff 0xffffffff ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m connbytes --connbytes 5000 --connbytes-mode bytes --connbytes-dir original -j ACCEPT

rule -m connbytes --connbytes 5000:6000 --connbytes-mode bytes --connbytes-dir reply -j ACCEPT
prog   ct.reply.bytes == 0x1388-0x1770 => counter, accept
words  26/1
expr   [ ct load bytes => reg 1 , dir reply ]
       [ byteorder reg 1 = hton(reg 1, 8, 8) ]
       [ range eq reg 1 0x00000000 0x88130000 0x00000000 0x70170000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m connbytes --connbytes 5000 --connbytes-mode bytes --connbytes-dir both -j ACCEPT
prog   ct.bytes == 0x1388-0xffffffffffffffff => counter, accept
words  26/1
expr   [ ct load bytes => reg 1 ]
       [ byteorder reg 1 = hton(reg 1, 8, 8) ]
       [ range eq reg 1 0x00000000 0x88130000 0xffffffff 0xffffffff ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m connbytes --connbytes 100:200 --connbytes-mode avgpkt --connbytes-dir original -j ACCEPT
prog   ct.original.avgpkt == 0x64-0xc8 => counter, accept
words  26/1
expr   [ ct load avgpkt => reg 1 , dir original ]
       [ byteorder reg 1 = hton(reg 1, 8, 8) ]
       [ range eq reg 1 0x00000000 0x64000000 0x00000000 0xc8000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m connbytes --connbytes 100:200 --connbytes-mode avgpkt --connbytes-dir reply -j ACCEPT
prog   ct.reply.avgpkt == 0x64-0xc8 => counter, accept
words  26/1
expr   [ ct load avgpkt => reg 1 , dir reply ]
       [ byteorder reg 1 = hton(reg 1, 8, 8) ]
       [ range eq reg 1 0x00000000 0x64000000 0x00000000 0xc8000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m connbytes --connbytes 100:200 --connbytes-mode avgpkt --connbytes-dir both -j ACCEPT
prog   ct.avgpkt == 0x64-0xc8 => counter, accept
words  26/1
expr   [ ct load avgpkt => reg 1 ]
       [ byteorder reg 1 = hton(reg 1, 8, 8) ]
       [ range eq reg 1 0x00000000 0x64000000 0x00000000 0xc8000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m connbytes --connbytes 77:77 --connbytes-mode packets --connbytes-dir both -j ACCEPT
prog   ct.packets == 0x4d => counter, accept
words  26/1
expr   [ ct load packets => reg 1 ]
       [ cmp eq reg 1 0x0000004d 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m connbytes --connbytes 4294967296:18446744073709551615 --connbytes-mode bytes --connbytes-dir both -j ACCEPT
prog   ct.bytes == 0x100000000-0xffffffffffffffff => counter, accept
words  26/1
expr   [ ct load bytes => reg 1 ]
       [ byteorder reg 1 = hton(reg 1, 8, 8) ]
       [ range eq reg 1 0x01000000 0x00000000 0xffffffff 0xffffffff ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m connbytes --connbytes 4294967296 --connbytes-mode bytes --connbytes-dir both -j ACCEPT

# carried: from 0, inverted
rule -m connbytes --connbytes 0:1000 --connbytes-mode packets --connbytes-dir original -j ACCEPT
prog   xt connbytes/0 => counter, accept
expr   [ match name connbytes rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m connbytes ! --connbytes 10:1000 --connbytes-mode packets --connbytes-dir original -j ACCEPT
prog   xt connbytes/0 => counter, accept
expr   [ match name connbytes rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m connbytes ! --connbytes 10: --connbytes-mode bytes --connbytes-dir both -j ACCEPT
prog   xt connbytes/0 => counter, accept
expr   [ match name connbytes rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m connbytes ! --connbytes 10 --connbytes-mode bytes --connbytes-dir both -j ACCEPT

rule -m connbytes --connbytes 5:1 --connbytes-mode bytes --connbytes-dir both -j ACCEPT
fail   2 5 should be less than 1
fail@11 2 connbytes: bad value for option "--connbytes" near "1", or out of range (5-18446744073709551615).

rule -m connbytes --connbytes 0:1000 --connbytes-mode wrong --connbytes-dir both -j ACCEPT
fail   2 Unknown --connbytes-mode `wrong'
hint   one of packets, bytes, avgpkt

rule -m connbytes --connbytes 0:1000 --connbytes-dir both -j ACCEPT
fail   2 connbytes: option "--connbytes-mode" must be specified

family ip6

rule -m connbytes --connbytes 1:1000 --connbytes-mode packets --connbytes-dir reply -j ACCEPT
prog   ct.reply.packets == 0x1-0x3e8 => counter, accept
words  26/1
expr   [ ct load packets => reg 1 , dir reply ]
       [ byteorder reg 1 = hton(reg 1, 8, 8) ]
       [ range eq reg 1 0x00000000 0x01000000 0x00000000 0xe8030000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# up to nothing: the plugin would leave out the upper end, which is any number then
rule -m connbytes --connbytes 0:0 --connbytes-dir both --connbytes-mode bytes -j ACCEPT
prog   xt connbytes/0 => counter, accept
expr   [ match name connbytes rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m connbytes --connbytes 0:0 --connbytes-mode bytes --connbytes-dir both -j ACCEPT
