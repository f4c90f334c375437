# -m limit: rate and unit in nft, the time between two packets in xt.

rule -m limit --limit 1/sec -j ACCEPT
prog   limit 1/1s burst 5 => counter, accept
words  8/1
expr   [ limit rate 1/second burst 5 type packets flags 0x0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m limit --limit 10/sec --limit-burst 20 -j ACCEPT
prog   limit 10/1s burst 20 => counter, accept
words  8/1
expr   [ limit rate 10/second burst 20 type packets flags 0x0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# 10000/7 is no whole number, yet it comes back
rule -m limit --limit 7/sec -j ACCEPT
prog   limit 7/1s burst 5 => counter, accept
words  8/1
expr   [ limit rate 7/second burst 5 type packets flags 0x0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m limit --limit 3/min -j ACCEPT
prog   limit 3/60s burst 5 => counter, accept
words  8/1
expr   [ limit rate 3/minute burst 5 type packets flags 0x0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m limit --limit 1/hour -j ACCEPT
prog   limit 1/3600s burst 5 => counter, accept
words  8/1
expr   [ limit rate 1/hour burst 5 type packets flags 0x0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m limit --limit 1000/hour -j ACCEPT
prog   limit 1000/3600s burst 5 => counter, accept
words  8/1
expr   [ limit rate 1000/hour burst 5 type packets flags 0x0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m limit --limit 1000/day -j ACCEPT
prog   limit 1000/86400s burst 5 => counter, accept
words  8/1
expr   [ limit rate 1000/day burst 5 type packets flags 0x0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m limit -j ACCEPT
prog   limit 3/3600s burst 5 => counter, accept
words  8/1
expr   [ limit rate 3/hour burst 5 type packets flags 0x0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m limit --limit 3/hour -j ACCEPT

# 90 a minute is one in 6666 tenths of a millisecond
rule -m limit --limit 90/min -j ACCEPT
prog   limit 90/60s burst 5 => counter, accept
words  8/1
expr   [ limit rate 90/minute burst 5 type packets flags 0x0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m limit --limit 999/hour -j ACCEPT
prog   limit 999/3600s burst 5 => counter, accept
words  8/1
expr   [ limit rate 999/hour burst 5 type packets flags 0x0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# the time does not follow from the rate in these: it is kept
rule -m limit --limit 4838/min -j ACCEPT
prog   limit 80/1s burst 5 => counter, accept
words  8/1:0000007c
expr   [ limit rate 80/second burst 5 type packets flags 0x0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =
bare   -m limit --limit 80/sec -j ACCEPT

rule -m limit --limit 43201/day -j ACCEPT
prog   limit 30/60s burst 5 => counter, accept
words  8/1:00004e1f
expr   [ limit rate 30/minute burst 5 type packets flags 0x0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m limit --limit 43202/day -j ACCEPT
bare   -m limit --limit 30/min -j ACCEPT

# what the plugin can say of 10000/66 and 10000/18
rule -m limit --limit 150/sec -j ACCEPT
prog   limit 151/1s burst 5 => counter, accept
words  8/1
expr   [ limit rate 151/second burst 5 type packets flags 0x0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m limit --limit 151/sec -j ACCEPT

rule -m limit --limit 333/sec -j ACCEPT
prog   limit 333/1s burst 5 => counter, accept
words  8/1
expr   [ limit rate 333/second burst 5 type packets flags 0x0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# one packet per jiffy and burst, at 100 jiffies a second, and a little more
rule -m limit --limit 500/sec --limit-burst 5 -j ACCEPT
prog   limit 500/1s burst 5 => counter, accept
words  8/1
expr   [ limit rate 500/second burst 5 type packets flags 0x0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m limit --limit 500/sec -j ACCEPT

rule -m limit --limit 527/sec --limit-burst 5 -j ACCEPT
prog   xt limit/0 => counter, accept
expr   [ match name limit rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m limit --limit 555/sec -j ACCEPT

rule -m limit --limit 1000/sec --limit-burst 10 -j ACCEPT
prog   limit 1000/1s burst 10 => counter, accept
words  8/1
expr   [ limit rate 1000/second burst 10 type packets flags 0x0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m limit --limit 1000/sec -j ACCEPT
prog   xt limit/0 => counter, accept
expr   [ match name limit rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m limit --limit 10000/sec --limit-burst 100 -j ACCEPT
prog   limit 10000/1s burst 100 => counter, accept
words  8/1
expr   [ limit rate 10000/second burst 100 type packets flags 0x0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m limit --limit 10000/sec --limit-burst 99 -j ACCEPT
prog   xt limit/0 => counter, accept
expr   [ match name limit rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# a day to fill the burst is the most that xt's 32 bits hold at every HZ; nft holds more
rule -m limit --limit 1/day --limit-burst 1 -j ACCEPT
prog   limit 1/86400s burst 1 => counter, accept
words  8/1
expr   [ limit rate 1/day burst 1 type packets flags 0x0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m limit --limit 1/hour --limit-burst 24 -j ACCEPT
prog   limit 1/3600s burst 24 => counter, accept
words  8/1
expr   [ limit rate 1/hour burst 24 type packets flags 0x0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m limit --limit 1/hour --limit-burst 25 -j ACCEPT
prog   limit 1/3600s burst 25 => counter, accept
words  8/1
expr   [ limit rate 1/hour burst 25 type packets flags 0x0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m limit --limit 1/day -j ACCEPT
prog   limit 1/86400s burst 5 => counter, accept
words  8/1
expr   [ limit rate 1/day burst 5 type packets flags 0x0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m limit --limit 1/day --limit-burst 100 -j ACCEPT
prog   limit 1/86400s burst 100 => counter, accept
words  8/1
expr   [ limit rate 1/day burst 100 type packets flags 0x0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# a limit keeps its place
rule -p tcp -m tcp --dport 22 -m limit --limit 1/sec -m state --state NEW -j ACCEPT
prog   nh[9,1] == 0x6, th[2,2] == 0x16, guard 20, limit 1/1s burst 5, ct.state & 0x8 != 0x0 => counter, accept
words  3/2 8/1 2/1:01
expr   [ payload load 2b @ transport header + 2 => reg 1 ]
       [ cmp eq reg 1 0x00001600 ]
       [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ limit rate 1/second burst 5 type packets flags 0x0 ]
       [ ct load state => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000008 ) ^ 0x00000000 ]
       [ cmp neq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =
bare   -p tcp -m tcp --dport 22 -m limit --limit 1/sec -m conntrack --ctstate NEW -j ACCEPT

rule -m limit --limit 10001/sec -j ACCEPT
fail   2 Rate too fast "10001/sec"

rule -m limit --limit-burst 0 -j ACCEPT
prog   xt limit/0 => counter, accept
expr   [ match name limit rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m limit --limit 3/hour --limit-burst 0 -j ACCEPT

rule -m limit --limit 1/week -j ACCEPT
fail   2 bad rate "1/week"'

family ip6
rule -m limit --limit 5/min --limit-burst 10 -j ACCEPT
prog   limit 5/60s burst 10 => counter, accept
words  8/1
expr   [ limit rate 5/minute burst 10 type packets flags 0x0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =
