# -m owner: native in the first user namespace only (run this file there).
chain OUTPUT

rule -m owner --uid-owner 0 -j ACCEPT
prog   meta.skuid == 0x0 => counter, accept
words  22/1
expr   [ meta load skuid => reg 1 ]
       [ cmp eq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m owner --uid-owner 1000-1999 -j ACCEPT
prog   meta.skuid == 0x3e8-0x7cf => counter, accept
words  22/1
expr   [ meta load skuid => reg 1 ]
       [ byteorder reg 1 = hton(reg 1, 4, 4) ]
       [ range eq reg 1 0xe8030000 0xcf070000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m owner --gid-owner 33 -j ACCEPT
prog   meta.skgid == 0x21 => counter, accept
words  22/1
expr   [ meta load skgid => reg 1 ]
       [ cmp eq reg 1 0x00000021 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m owner --gid-owner 0-10 -j ACCEPT
prog   meta.skgid == 0x0-0xa => counter, accept
words  22/1
expr   [ meta load skgid => reg 1 ]
       [ byteorder reg 1 = hton(reg 1, 4, 4) ]
       [ range eq reg 1 0x00000000 0x0a000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m owner --uid-owner 1000 --gid-owner 100-200 -j ACCEPT
prog   meta.skuid == 0x3e8, meta.skgid == 0x64-0xc8 => counter, accept
words  22/2
expr   [ meta load skuid => reg 1 ]
       [ cmp eq reg 1 0x000003e8 ]
       [ meta load skgid => reg 1 ]
       [ byteorder reg 1 = hton(reg 1, 4, 4) ]
       [ range eq reg 1 0x64000000 0xc8000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m owner --uid-owner 0-4294967294 -j ACCEPT
prog   meta.skuid == 0x0-0xfffffffe => counter, accept
words  22/1
expr   [ meta load skuid => reg 1 ]
       [ byteorder reg 1 = hton(reg 1, 4, 4) ]
       [ range eq reg 1 0x00000000 0xfeffffff ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# "!" is true without a socket: carried
rule -m owner ! --uid-owner 0 -j DROP
prog   xt owner/1 => counter, drop
expr   [ match name owner rev 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 drop ]
save   =

rule -m owner --uid-owner 0 ! --gid-owner 0 -j DROP
prog   xt owner/1 => counter, drop
expr   [ match name owner rev 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 drop ]
save   =

rule -m owner --socket-exists -j ACCEPT
prog   xt owner/1 => counter, accept
expr   [ match name owner rev 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m owner --gid-owner 0-10 --suppl-groups -j ACCEPT
prog   xt owner/1 => counter, accept
expr   [ match name owner rev 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# no user has this number: the kernel shall refuse it
rule -m owner --uid-owner 4294967295 -j ACCEPT
fail   2 owner: Bad value for "--uid-owner" option: "4294967295"

table mangle
chain POSTROUTING

rule -m owner --uid-owner 7 -j ACCEPT
prog   meta.skuid == 0x7 => counter, accept
words  22/1
expr   [ meta load skuid => reg 1 ]
       [ cmp eq reg 1 0x00000007 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

chain mine

rule -m owner --uid-owner 7 -j ACCEPT
prog   meta.skuid == 0x7 => counter, accept
words  22/1
expr   [ meta load skuid => reg 1 ]
       [ cmp eq reg 1 0x00000007 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

table filter
chain INPUT

rule -m owner --uid-owner 7 -j ACCEPT
fail   4 owner
hint   owner works in OUTPUT POSTROUTING only

rule -m owner ! --uid-owner 7 -j ACCEPT
fail   4 owner
hint   owner works in OUTPUT POSTROUTING only

chain OUTPUT

rule -m owner --uid-owner 5-4 -j ACCEPT
prog   xt owner/1 => counter, accept
expr   [ match name owner rev 1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m owner -j ACCEPT
fail   2 owner: At least one of --uid-owner, --gid-owner or --socket-exists is required

family ip6

rule -m owner --uid-owner 1000-1999 -j ACCEPT
prog   meta.skuid == 0x3e8-0x7cf => counter, accept
words  22/1
expr   [ meta load skuid => reg 1 ]
       [ byteorder reg 1 = hton(reg 1, 4, 4) ]
       [ range eq reg 1 0xe8030000 0xcf070000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =
