# -m helper: xt is content with a prefix, nft is not.

rule -m helper --helper ftp -j ACCEPT
prog   ct.helper == 0x66747000000000000000000000000000 => counter, accept
words  27/1
expr   [ ct load helper => reg 1 ]
       [ cmp eq reg 1 0x00707466 0x00000000 0x00000000 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m helper --helper Q.931 -j ACCEPT
prog   ct.helper == 0x512e3933310000000000000000000000 => counter, accept
words  27/1
expr   [ ct load helper => reg 1 ]
       [ cmp eq reg 1 0x33392e51 0x00000031 0x00000000 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m helper --helper "Q.931" -j ACCEPT

rule -m helper --helper abcdefghijklmno -j ACCEPT
prog   ct.helper == 0x6162636465666768696a6b6c6d6e6f00 => counter, accept
words  27/1
expr   [ ct load helper => reg 1 ]
       [ cmp eq reg 1 0x64636261 0x68676665 0x6c6b6a69 0x006f6e6d ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# carried: "-" and "_", too long for nft, inverted, empty
rule -m helper --helper ftp-2121 -j ACCEPT
prog   xt helper/0 => counter, accept
expr   [ match name helper rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m helper --helper netbios-ns -j ACCEPT
prog   xt helper/0 => counter, accept
expr   [ match name helper rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m helper --helper snmp_trap -j ACCEPT
prog   xt helper/0 => counter, accept
expr   [ match name helper rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m helper --helper abcdefghijklmnop -j ACCEPT
prog   xt helper/0 => counter, accept
expr   [ match name helper rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m helper ! --helper ftp -j ACCEPT
prog   xt helper/0 => counter, accept
expr   [ match name helper rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m helper --helper "" -j ACCEPT
prog   xt helper/0 => counter, accept
expr   [ match name helper rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m helper -j ACCEPT
fail   2 helper: option "--helper" must be specified

family ip6

rule -m helper --helper ftp -j ACCEPT
prog   ct.helper == 0x66747000000000000000000000000000 => counter, accept
words  27/1
expr   [ ct load helper => reg 1 ]
       [ cmp eq reg 1 0x00707466 0x00000000 0x00000000 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =
