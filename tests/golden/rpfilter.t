# -m rpfilter: the interface of the route back to the source; 0 = there is none. All forms are native:
# xt refuses every table that is not called raw or mangle.
# IPv4: a set of interface . type . source, for xt has no route to a network's broadcast address
table raw
chain PREROUTING

rule -m rpfilter -j ACCEPT
prog   fib(1,0x9) . fib(3,0x9) . nh[12,4] in @sw.rpfilter => counter, accept
set    sw.rpfilter key 12=4+4+4 interval { 000000010000000000000000-ffffffff02ffffffffffffff, 000000010300000100000000-ffffffffffffffffffffffff, 000000010300000000000000-ffffffff0300000000ffffff }
words  21/1
expr   [ fib saddr . iif oif => reg 1 ]
       [ fib saddr . iif type => reg 9 ]
       [ payload load 4b @ network header + 12 => reg 10 ]
       [ lookup reg 1 set sw.rpfilter 0x0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m rpfilter --invert -j DROP
prog   fib(1,0x9) . fib(3,0x9) . nh[12,4] not in @sw.rpfilter => counter, drop
set    sw.rpfilter key 12=4+4+4 interval { 000000010000000000000000-ffffffff02ffffffffffffff, 000000010300000100000000-ffffffffffffffffffffffff, 000000010300000000000000-ffffffff0300000000ffffff }
words  21/1
expr   [ fib saddr . iif oif => reg 1 ]
       [ fib saddr . iif type => reg 9 ]
       [ payload load 4b @ network header + 12 => reg 10 ]
       [ lookup reg 1 set sw.rpfilter 0x1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 drop ]
save   =

rule -m rpfilter --validmark -j ACCEPT
prog   fib(1,0xd) . fib(3,0x9) . nh[12,4] in @sw.rpfilter => counter, accept
set    sw.rpfilter key 12=4+4+4 interval { 000000010000000000000000-ffffffff02ffffffffffffff, 000000010300000100000000-ffffffffffffffffffffffff, 000000010300000000000000-ffffffff0300000000ffffff }
words  21/1
expr   [ fib saddr . mark . iif oif => reg 1 ]
       [ fib saddr . iif type => reg 9 ]
       [ payload load 4b @ network header + 12 => reg 10 ]
       [ lookup reg 1 set sw.rpfilter 0x0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m rpfilter --validmark --invert -j DROP
prog   fib(1,0xd) . fib(3,0x9) . nh[12,4] not in @sw.rpfilter => counter, drop
set    sw.rpfilter key 12=4+4+4 interval { 000000010000000000000000-ffffffff02ffffffffffffff, 000000010300000100000000-ffffffffffffffffffffffff, 000000010300000000000000-ffffffff0300000000ffffff }
words  21/1
expr   [ fib saddr . mark . iif oif => reg 1 ]
       [ fib saddr . iif type => reg 9 ]
       [ payload load 4b @ network header + 12 => reg 10 ]
       [ lookup reg 1 set sw.rpfilter 0x1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 drop ]
save   =

rule -m rpfilter --loose -j ACCEPT
prog   fib(1,0x1) . fib(3,0x1) . nh[12,4] in @sw.rpfilter => counter, accept
set    sw.rpfilter key 12=4+4+4 interval { 000000010000000000000000-ffffffff02ffffffffffffff, 000000010300000100000000-ffffffffffffffffffffffff, 000000010300000000000000-ffffffff0300000000ffffff }
words  21/1
expr   [ fib saddr oif => reg 1 ]
       [ fib saddr type => reg 9 ]
       [ payload load 4b @ network header + 12 => reg 10 ]
       [ lookup reg 1 set sw.rpfilter 0x0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m rpfilter --loose --validmark --invert -j DROP
prog   fib(1,0x5) . fib(3,0x1) . nh[12,4] not in @sw.rpfilter => counter, drop
set    sw.rpfilter key 12=4+4+4 interval { 000000010000000000000000-ffffffff02ffffffffffffff, 000000010300000100000000-ffffffffffffffffffffffff, 000000010300000000000000-ffffffff0300000000ffffff }
words  21/1
expr   [ fib saddr . mark oif => reg 1 ]
       [ fib saddr type => reg 9 ]
       [ payload load 4b @ network header + 12 => reg 10 ]
       [ lookup reg 1 set sw.rpfilter 0x1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 drop ]
save   =

rule -m rpfilter --accept-local -j ACCEPT
prog   fib(1,0x9) . fib(3,0x9) . nh[12,4] in @sw.rpfilter.local => counter, accept
set    sw.rpfilter.local key 12=4+4+4 interval { 000000010000000000000000-ffffffff02ffffffffffffff, 000000010300000100000000-ffffffffffffffffffffffff, 000000010300000000000000-ffffffff0300000000ffffff, 000000000200000000000000-0000000002000000ffffffff }
words  21/1
expr   [ fib saddr . iif oif => reg 1 ]
       [ fib saddr . iif type => reg 9 ]
       [ payload load 4b @ network header + 12 => reg 10 ]
       [ lookup reg 1 set sw.rpfilter.local 0x0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m rpfilter --loose --validmark --accept-local --invert -j DROP
prog   fib(1,0x5) . fib(3,0x1) . nh[12,4] not in @sw.rpfilter.local => counter, drop
set    sw.rpfilter.local key 12=4+4+4 interval { 000000010000000000000000-ffffffff02ffffffffffffff, 000000010300000100000000-ffffffffffffffffffffffff, 000000010300000000000000-ffffffff0300000000ffffff, 000000000200000000000000-0000000002000000ffffffff }
words  21/1
expr   [ fib saddr . mark oif => reg 1 ]
       [ fib saddr type => reg 9 ]
       [ payload load 4b @ network header + 12 => reg 10 ]
       [ lookup reg 1 set sw.rpfilter.local 0x1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 drop ]
save   =

# a user chain may be reached from anywhere: the kernel looks at the jump
chain check

rule -m rpfilter --invert -j DROP
prog   fib(1,0x9) . fib(3,0x9) . nh[12,4] not in @sw.rpfilter => counter, drop
set    sw.rpfilter key 12=4+4+4 interval { 000000010000000000000000-ffffffff02ffffffffffffff, 000000010300000100000000-ffffffffffffffffffffffff, 000000010300000000000000-ffffffff0300000000ffffff }
words  21/1
expr   [ fib saddr . iif oif => reg 1 ]
       [ fib saddr . iif type => reg 9 ]
       [ payload load 4b @ network header + 12 => reg 10 ]
       [ lookup reg 1 set sw.rpfilter 0x1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 drop ]
save   =

# refused: the hook, the table
chain OUTPUT

rule -m rpfilter --invert -j DROP
fail   4 rpfilter
hint   rpfilter works in PREROUTING only

table filter
chain INPUT

rule -m rpfilter --invert -j DROP
fail   4 rpfilter
hint   rpfilter works in table mangle raw only

table mangle
chain PREROUTING

rule -m rpfilter --invert -j DROP
prog   fib(1,0x9) . fib(3,0x9) . nh[12,4] not in @sw.rpfilter => counter, drop
set    sw.rpfilter key 12=4+4+4 interval { 000000010000000000000000-ffffffff02ffffffffffffff, 000000010300000100000000-ffffffffffffffffffffffff, 000000010300000000000000-ffffffff0300000000ffffff }
words  21/1
expr   [ fib saddr . iif oif => reg 1 ]
       [ fib saddr . iif type => reg 9 ]
       [ payload load 4b @ network header + 12 => reg 10 ]
       [ lookup reg 1 set sw.rpfilter 0x1 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 drop ]
save   =

# IPv6: the inverted form spares packets from ::
family ip6

rule -m rpfilter -j ACCEPT
prog   fib(1,0x9) != 0x0 => counter, accept
words  21/1
expr   [ fib saddr . iif oif => reg 1 ]
       [ cmp neq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m rpfilter --invert -j DROP
prog   fib(1,0x9) == 0x0, nh[8,16] != 0x00000000000000000000000000000000 => counter, drop
words  21/2
expr   [ fib saddr . iif oif => reg 1 ]
       [ cmp eq reg 1 0x00000000 ]
       [ payload load 16b @ network header + 8 => reg 1 ]
       [ cmp neq reg 1 0x00000000 0x00000000 0x00000000 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 drop ]
save   =

rule -m rpfilter --validmark -j ACCEPT
prog   fib(1,0xd) != 0x0 => counter, accept
words  21/1
expr   [ fib saddr . mark . iif oif => reg 1 ]
       [ cmp neq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m rpfilter --loose -j ACCEPT
prog   fib(1,0x1) != 0x0 => counter, accept
words  21/1
expr   [ fib saddr oif => reg 1 ]
       [ cmp neq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m rpfilter --accept-local -j ACCEPT
prog   fib(1,0x9) . fib(3,0x1) in @sw.rpfilter.local => counter, accept
set    sw.rpfilter.local key 8=4+4 interval { 0000000100000000-ffffffffffffffff, 0000000002000000 }
words  21/1
expr   [ fib saddr . iif oif => reg 1 ]
       [ fib saddr type => reg 9 ]
       [ lookup reg 1 set sw.rpfilter.local 0x0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m rpfilter --loose --validmark --accept-local --invert -j DROP
prog   fib(1,0x5) . fib(3,0x1) not in @sw.rpfilter.local, nh[8,16] != 0x00000000000000000000000000000000 => counter, drop
set    sw.rpfilter.local key 8=4+4 interval { 0000000100000000-ffffffffffffffff, 0000000002000000 }
words  21/2
expr   [ fib saddr . mark oif => reg 1 ]
       [ fib saddr type => reg 9 ]
       [ lookup reg 1 set sw.rpfilter.local 0x1 ]
       [ payload load 16b @ network header + 8 => reg 1 ]
       [ cmp neq reg 1 0x00000000 0x00000000 0x00000000 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 drop ]
save   =
