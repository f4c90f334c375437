# A constant that is stored behind a match whose load was turned, or joined with others: nothing of that
# load may stick to it when the rule is read back.

table mangle
chain PREROUTING

rule -m length --length 40:55 -j MARK --set-mark 0x1
prog   meta.length == 0x28-0x37 => counter, meta.mark = 0x1
words  14/1 68/0
expr   [ meta load len => reg 1 ]
       [ byteorder reg 1 = hton(reg 1, 4, 4) ]
       [ range eq reg 1 0x28000000 0x37000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 1 0x00000001 ]
       [ meta set mark with reg 1 ]
save   -m length --length 40:55 -j MARK --set-xmark 0x1/0xffffffff

rule -m rpfilter --loose -j MARK --set-mark 0x2
prog   fib(1,0x1) . fib(3,0x1) . nh[12,4] in @sw.rpfilter => counter, meta.mark = 0x2
set    sw.rpfilter key 12=4+4+4 interval { 000000010000000000000000-ffffffff02ffffffffffffff, 000000010300000100000000-ffffffffffffffffffffffff, 000000010300000000000000-ffffffff0300000000ffffff }
words  21/1 68/0
expr   [ fib saddr oif => reg 1 ]
       [ fib saddr type => reg 9 ]
       [ payload load 4b @ network header + 12 => reg 10 ]
       [ lookup reg 1 set sw.rpfilter 0x0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 1 0x00000002 ]
       [ meta set mark with reg 1 ]
save   -m rpfilter --loose -j MARK --set-xmark 0x2/0xffffffff
