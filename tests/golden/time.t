# -m time: seconds of the day and nanoseconds of the era, both UTC.

rule -m time --timestart 08:00 --timestop 17:30:15 -j ACCEPT
prog   meta.hour == 0x7080-0xf627 => counter, accept
words  25/1
expr   [ meta load hour => reg 1 ]
       [ byteorder reg 1 = hton(reg 1, 4, 4) ]
       [ range eq reg 1 0x80700000 0x27f60000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m time --timestart 08:00:00 --timestop 17:30:15 --datestop 2038-01-19T03:14:07 -j ACCEPT

rule -m time --timestart 08:00 -j ACCEPT
prog   meta.hour == 0x7080-0x1517f => counter, accept
words  25/1
expr   [ meta load hour => reg 1 ]
       [ byteorder reg 1 = hton(reg 1, 4, 4) ]
       [ range eq reg 1 0x80700000 0x7f510100 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m time --timestart 08:00:00 --timestop 23:59:59 --datestop 2038-01-19T03:14:07 -j ACCEPT

rule -m time --timestop 12:00 -j ACCEPT
prog   meta.hour == 0x0-0xa8c0 => counter, accept
words  25/1
expr   [ meta load hour => reg 1 ]
       [ byteorder reg 1 = hton(reg 1, 4, 4) ]
       [ range eq reg 1 0x00000000 0xc0a80000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m time --timestart 00:00:00 --timestop 12:00:00 --datestop 2038-01-19T03:14:07 -j ACCEPT

rule -m time --timestart 23:59:58 --timestop 23:59:59 -j ACCEPT
prog   meta.hour == 0x1517e-0x1517f => counter, accept
words  25/1
expr   [ meta load hour => reg 1 ]
       [ byteorder reg 1 = hton(reg 1, 4, 4) ]
       [ range eq reg 1 0x7e510100 0x7f510100 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m time --timestart 23:59:58 --timestop 23:59:59 --datestop 2038-01-19T03:14:07 -j ACCEPT

# over midnight: not between the end and the next start
rule -m time --timestart 22:00 --timestop 06:00 -j ACCEPT
prog   meta.hour != 0x5461-0x1355f => counter, accept
words  25/1
expr   [ meta load hour => reg 1 ]
       [ byteorder reg 1 = hton(reg 1, 4, 4) ]
       [ range neq reg 1 0x61540000 0x5f350100 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m time --timestart 22:00:00 --timestop 06:00:00 --datestop 2038-01-19T03:14:07 -j ACCEPT

rule -m time --timestart 23:59:59 --timestop 00:00:00 -j ACCEPT
prog   meta.hour != 0x1-0x1517e => counter, accept
words  25/1
expr   [ meta load hour => reg 1 ]
       [ byteorder reg 1 = hton(reg 1, 4, 4) ]
       [ range neq reg 1 0x01000000 0x7e510100 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m time --timestart 23:59:59 --timestop 00:00:00 --datestop 2038-01-19T03:14:07 -j ACCEPT

rule -m time --timestart 00:00:02 --timestop 00:00:00 -j ACCEPT
prog   meta.hour != 0x1 => counter, accept
words  25/1
expr   [ meta load hour => reg 1 ]
       [ cmp neq reg 1 0x00000001 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m time --timestart 00:00:02 --timestop 00:00:00 --datestop 2038-01-19T03:14:07 -j ACCEPT

# start and stop that leave nothing out: no test, the words are kept
rule -m time --timestart 12:00 --timestop 12:00 -j ACCEPT
prog   => counter, accept
words  25/0:0000a8c00000a8c0
expr   [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m time --timestart 12:00:00 --timestop 12:00:00 --datestop 2038-01-19T03:14:07 -j ACCEPT
bare   -j ACCEPT

rule -m time --timestart 12:00:01 --timestop 12:00:00 -j ACCEPT
prog   => counter, accept
words  25/0:0000a8c10000a8c0
expr   [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m time --timestart 12:00:01 --timestop 12:00:00 --datestop 2038-01-19T03:14:07 -j ACCEPT
bare   -j ACCEPT

rule -m time --timestart 00:00 --timestop 00:00 -j ACCEPT
prog   => counter, accept
words  25/0:0000000000000000
expr   [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m time --timestart 00:00:00 --timestop 00:00:00 --datestop 2038-01-19T03:14:07 -j ACCEPT
bare   -j ACCEPT

rule -m time --timestart 00:00 --timestop 23:59:59 -j ACCEPT
prog   => counter, accept
words  25/0
expr   [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m time --datestop 2038-01-19T03:14:07 -j ACCEPT
bare   -j ACCEPT

rule -m time -j ACCEPT
prog   => counter, accept
words  25/0
expr   [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m time --datestop 2038-01-19T03:14:07 -j ACCEPT
bare   -j ACCEPT

# dates
rule -m time --datestart 2026-01-02T03:04:05 --datestop 2026-12-31T23:59:59 -j ACCEPT
prog   meta.time == 0x1886caf21c963200-0x18f67c251b9cffff => counter, accept
words  25/1
expr   [ meta load time => reg 1 ]
       [ byteorder reg 1 = hton(reg 1, 8, 8) ]
       [ range eq reg 1 0xf2ca8618 0x0032961c 0x257cf618 0xffff9c1b ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m time --datestart 2026-01-02 -j ACCEPT
prog   meta.time == 0x1886c0e67f490000-0x1dcd64ffffffffff => counter, accept
words  25/1
expr   [ meta load time => reg 1 ]
       [ byteorder reg 1 = hton(reg 1, 8, 8) ]
       [ range eq reg 1 0xe6c08618 0x0000497f 0xff64cd1d 0xffffffff ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m time --datestart 2026-01-02T00:00:00 --datestop 2038-01-19T03:14:07 -j ACCEPT

rule -m time --datestop 2030-01-01T00:00:00 -j ACCEPT
prog   meta.time == 0x0-0x1a46e833716fc9ff => counter, accept
words  25/1
expr   [ meta load time => reg 1 ]
       [ byteorder reg 1 = hton(reg 1, 8, 8) ]
       [ range eq reg 1 0x00000000 0x00000000 0x33e8461a 0xffc96f71 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m time --timestart 08:00 --timestop 17:00 --datestart 2026-01-01 --datestop 2026-02-01 -j ACCEPT
prog   meta.hour == 0x7080-0xef10, meta.time == 0x18867251edfa0000-0x188ff64fc225c9ff => counter, accept
words  25/2
expr   [ meta load hour => reg 1 ]
       [ byteorder reg 1 = hton(reg 1, 4, 4) ]
       [ range eq reg 1 0x80700000 0x10ef0000 ]
       [ meta load time => reg 1 ]
       [ byteorder reg 1 = hton(reg 1, 8, 8) ]
       [ range eq reg 1 0x51728618 0x0000faed 0x4ff68f18 0xffc925c2 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m time --timestart 08:00:00 --timestop 17:00:00 --datestart 2026-01-01T00:00:00 --datestop 2026-02-01T00:00:00 -j ACCEPT

rule -m time --timestart 22:00 --timestop 06:00 --datestart 2026-01-01 -j ACCEPT
prog   meta.hour != 0x5461-0x1355f, meta.time == 0x18867251edfa0000-0x1dcd64ffffffffff => counter, accept
words  25/2
expr   [ meta load hour => reg 1 ]
       [ byteorder reg 1 = hton(reg 1, 4, 4) ]
       [ range neq reg 1 0x61540000 0x5f350100 ]
       [ meta load time => reg 1 ]
       [ byteorder reg 1 = hton(reg 1, 8, 8) ]
       [ range eq reg 1 0x51728618 0x0000faed 0xff64cd1d 0xffffffff ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m time --timestart 22:00:00 --timestop 06:00:00 --datestart 2026-01-01T00:00:00 --datestop 2038-01-19T03:14:07 -j ACCEPT

rule -m time --datestart 2026-01-02T03:04:05 --datestop 2026-01-02T03:04:05 -j ACCEPT
prog   meta.time == 0x1886caf21c963200-0x1886caf25830fbff => counter, accept
words  25/1
expr   [ meta load time => reg 1 ]
       [ byteorder reg 1 = hton(reg 1, 8, 8) ]
       [ range eq reg 1 0xf2ca8618 0x0032961c 0xf2ca8618 0xfffb3058 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# carried
rule -m time --timestart 08:00 --timestop 17:00 --kerneltz -j ACCEPT
prog   xt time/0 => counter, accept
expr   [ match name time rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m time --timestart 08:00:00 --timestop 17:00:00 --datestop 2038-01-19T03:14:07 --kerneltz -j ACCEPT

rule -m time --weekdays Mon,Fri -j ACCEPT
prog   xt time/0 => counter, accept
expr   [ match name time rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m time --weekdays Mon,Fri --datestop 2038-01-19T03:14:07 -j ACCEPT

rule -m time ! --weekdays Sat,Sun -j ACCEPT
prog   xt time/0 => counter, accept
expr   [ match name time rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m time --weekdays Mon,Tue,Wed,Thu,Fri --datestop 2038-01-19T03:14:07 -j ACCEPT

rule -m time --monthdays 1,31 -j ACCEPT
prog   xt time/0 => counter, accept
expr   [ match name time rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m time --monthdays 1,31 --datestop 2038-01-19T03:14:07 -j ACCEPT

rule -m time --timestart 22:00 --timestop 06:00 --contiguous -j ACCEPT
prog   xt time/0 => counter, accept
expr   [ match name time rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m time --timestart 22:00:00 --timestop 06:00:00 --datestop 2038-01-19T03:14:07 --contiguous -j ACCEPT

rule -m time --datestart 2030-01-01 --datestop 2026-01-01 -j ACCEPT
prog   xt time/0 => counter, accept
expr   [ match name time rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m time --datestart 2030-01-01T00:00:00 --datestop 2026-01-01T00:00:00 -j ACCEPT

rule -m time --timestart 24:00 -j ACCEPT
fail   2 invalid time "24:00" specified, should be hh:mm[:ss] format and within the boundaries

family ip6

rule -m time --timestart 22:00 --timestop 06:00 -j ACCEPT
prog   meta.hour != 0x5461-0x1355f => counter, accept
words  25/1
expr   [ meta load hour => reg 1 ]
       [ byteorder reg 1 = hton(reg 1, 4, 4) ]
       [ range neq reg 1 0x61540000 0x5f350100 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m time --timestart 22:00:00 --timestop 06:00:00 --datestop 2038-01-19T03:14:07 -j ACCEPT
