# -j LOG and -j NFLOG: a level makes it LOG, a group NFLOG.

rule -j LOG
prog   => counter, log level 4
expr   [ counter pkts 0 bytes 0 ]
       [ log level 4 ]
save   =

rule -j LOG --log-level 0
prog   => counter, log level 0
save   =

rule -j LOG --log-level 7
prog   => counter, log level 7
save   =

# the default level is not printed
rule -j LOG --log-level warning
prog   => counter, log level 4
save   -j LOG

rule -j LOG --log-prefix "test: "
prog   => counter, log prefix "test: " level 4
expr   [ counter pkts 0 bytes 0 ]
       [ log prefix test:  level 4 ]
save   =

rule -j LOG --log-prefix "twenty-nine characters long  "
prog   => counter, log prefix "twenty-nine characters long  " level 4
expr   [ counter pkts 0 bytes 0 ]
       [ log prefix twenty-nine characters long   level 4 ]
save   =

# the plugin cuts
rule -j LOG --log-prefix "thirty characters and more of text"
prog   => counter, log prefix "thirty characters and more of" level 4
expr   [ counter pkts 0 bytes 0 ]
       [ log prefix thirty characters and more of level 4 ]
save   -j LOG --log-prefix "thirty characters and more of"

rule -j LOG --log-prefix "dr: " --log-level 6 --log-tcp-sequence --log-tcp-options --log-ip-options --log-uid --log-macdecode
prog   => counter, log prefix "dr: " level 6 flags 0x2f
expr   [ counter pkts 0 bytes 0 ]
       [ log prefix dr:  level 6 tcpseq tcpopt ipopt uid macdecode ]
save   =

rule -j LOG --log-tcp-sequence
prog   => counter, log level 4 flags 0x1
expr   [ counter pkts 0 bytes 0 ]
       [ log level 4 tcpseq ]
save   =

rule -j LOG --log-macdecode
prog   => counter, log level 4 flags 0x20
expr   [ counter pkts 0 bytes 0 ]
       [ log level 4 macdecode ]
save   =

rule -p tcp -m tcp --dport 22 -m limit --limit 3/min -j LOG --log-prefix "ssh "
prog   nh[9,1] == 0x6, th[2,2] == 0x16, guard 20, limit 3/60s burst 5 => counter, log prefix "ssh " level 4
expr   [ payload load 2b @ transport header + 2 => reg 1 ]
       [ cmp eq reg 1 0x00001600 ]
       [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x00000006 ]
       [ payload load 3b @ transport header + 17 => reg 1 ]
       [ limit rate 3/minute burst 5 type packets flags 0x0 ]
       [ counter pkts 0 bytes 0 ]
       [ log prefix ssh  level 4 ]
save   =

rule -j LOG --log-level 8
fail   2 log level "8" unknown
hint   one of emerg, alert, crit, error, warning, notice, info, debug

rule -j LOG --log-prefix
fail   2 option "--log-prefix" requires an argument

rule -j NFLOG
prog   => counter, log group 0
expr   [ counter pkts 0 bytes 0 ]
       [ log group 0 snaplen 0 qthreshold 0 ]
save   =

rule -j NFLOG --nflog-group 1
prog   => counter, log group 1
save   =

rule -j NFLOG --nflog-group 65535
prog   => counter, log group 65535
save   =

rule -j NFLOG --nflog-group 65536
fail   2 NFLOG: bad value for option "--nflog-group", or out of range (0-65535).

rule -j NFLOG --nflog-prefix "abc def"
prog   => counter, log prefix "abc def" group 0
expr   [ counter pkts 0 bytes 0 ]
       [ log prefix abc def group 0 snaplen 0 qthreshold 0 ]
save   =

rule -j NFLOG --nflog-prefix 123456789012345678901234567890123456789012345678901234567890123
prog   => counter, log prefix "123456789012345678901234567890123456789012345678901234567890123" group 0
expr   [ counter pkts 0 bytes 0 ]
       [ log prefix 123456789012345678901234567890123456789012345678901234567890123 group 0 snaplen 0 qthreshold 0 ]
save   =

# longer than xt's payload has room for
rule -j NFLOG --nflog-prefix 1234567890123456789012345678901234567890123456789012345678901234
prog   => counter, log prefix "123456789012345678901234567890123456789012345678901234567890123" group 0
prog@11 => counter, log prefix "1234567890123456789012345678901234567890123456789012345678901234" group 0
save   -j NFLOG --nflog-prefix 123456789012345678901234567890123456789012345678901234567890123
save@11 =

rule -j NFLOG --nflog-prefix 1234567890123456789012345678901234567890123456789012345678901234123456789012345678901234567890123456789012345678901234567890123 --nflog-group 3 --nflog-size 9 --nflog-threshold 7
prog   => counter, log prefix "123456789012345678901234567890123456789012345678901234567890123" group 3 snaplen 9 qthreshold 7
prog@11 => counter, log prefix "1234567890123456789012345678901234567890123456789012345678901234123456789012345678901234567890123456789012345678901234567890123" group 3 snaplen 9 qthreshold 7
save   -j NFLOG --nflog-prefix 123456789012345678901234567890123456789012345678901234567890123 --nflog-group 3 --nflog-size 9 --nflog-threshold 7
save@11 =

rule -j NFLOG --nflog-prefix 12345678901234567890123456789012345678901234567890123456789012341234567890123456789012345678901234567890123456789012345678901238
prog   => counter, log prefix "123456789012345678901234567890123456789012345678901234567890123" group 0
prog@11 => counter, log prefix "1234567890123456789012345678901234567890123456789012345678901234123456789012345678901234567890123456789012345678901234567890123" group 0
save   -j NFLOG --nflog-prefix 123456789012345678901234567890123456789012345678901234567890123
save@11 -j NFLOG --nflog-prefix 1234567890123456789012345678901234567890123456789012345678901234123456789012345678901234567890123456789012345678901234567890123

rule -j NFLOG --nflog-size 0
prog   => counter, log group 0 snaplen 0
save   =

rule -j NFLOG --nflog-size 4294967295
prog   => counter, log group 0 snaplen 4294967295
save   =

# no effect in the kernel, and forgotten as iptables-nft 1.8.9 does
rule -j NFLOG --nflog-range 1
prog   => counter, log group 0
save   -j NFLOG

rule -j NFLOG --nflog-range 4294967295
prog   => counter, log group 0
save   -j NFLOG

rule -j NFLOG --nflog-threshold 1
prog   => counter, log group 0 qthreshold 1
save   =

rule -j NFLOG --nflog-threshold 65535
prog   => counter, log group 0 qthreshold 65535
save   =

rule -j NFLOG --nflog-prefix "all of it" --nflog-group 7 --nflog-size 100 --nflog-threshold 20
prog   => counter, log prefix "all of it" group 7 snaplen 100 qthreshold 20
expr   [ counter pkts 0 bytes 0 ]
       [ log prefix all of it group 7 snaplen 100 qthreshold 20 ]
save   =

family ip6
table raw
chain PREROUTING
rule -j LOG --log-prefix v6 --log-level 3
prog   => counter, log prefix "v6" level 3
expr   [ counter pkts 0 bytes 0 ]
       [ log prefix v6 level 3 ]
save   =

rule -j NFLOG --nflog-group 2
prog   => counter, log group 2
save   =
