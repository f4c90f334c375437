# -m connlabel: one bit of sixteen bytes, in words of the host. The plugin wants names from
# /etc/xtables/connlabel.conf, and takes numbers where there is no such file, as here.

rule -m connlabel --label 0 -j ACCEPT
prog   ct.label & 0x01000000000000000000000000000000 != 0x00000000000000000000000000000000 => counter, accept
words  36/1
expr   [ ct load label => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000001 0x00000000 0x00000000 0x00000000 ) ^ 0x00000000 0x00000000 0x00000000 0x00000000 ]
       [ cmp neq reg 1 0x00000000 0x00000000 0x00000000 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m connlabel --label "0" -j ACCEPT

rule -m connlabel --label 40 -j ACCEPT
prog   ct.label & 0x00000000000100000000000000000000 != 0x00000000000000000000000000000000 => counter, accept
words  36/1
expr   [ ct load label => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000000 0x00000100 0x00000000 0x00000000 ) ^ 0x00000000 0x00000000 0x00000000 0x00000000 ]
       [ cmp neq reg 1 0x00000000 0x00000000 0x00000000 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m connlabel --label "40" -j ACCEPT

rule -m connlabel --label 127 -j ACCEPT
prog   ct.label & 0x00000000000000000000000000000080 != 0x00000000000000000000000000000000 => counter, accept
words  36/1
expr   [ ct load label => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000000 0x00000000 0x00000000 0x80000000 ) ^ 0x00000000 0x00000000 0x00000000 0x00000000 ]
       [ cmp neq reg 1 0x00000000 0x00000000 0x00000000 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m connlabel --label "127" -j ACCEPT

# "!" is true without an entry, --set writes: carried
rule -m connlabel ! --label 40 -j ACCEPT
prog   xt connlabel/0 => counter, accept
expr   [ match name connlabel rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m connlabel ! --label "40" -j ACCEPT

rule -m connlabel --label 41 --set -j ACCEPT
prog   xt connlabel/0 => counter, accept
expr   [ match name connlabel rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m connlabel --label "41" --set -j ACCEPT

rule -m connlabel ! --label 41 --set -j ACCEPT
prog   xt connlabel/0 => counter, accept
expr   [ match name connlabel rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m connlabel ! --label "41" --set -j ACCEPT

rule -m connlabel --label 40 -m connlabel --label 41 -j ACCEPT
prog   ct.label & 0x00000000000100000000000000000000 != 0x00000000000000000000000000000000, ct.label & 0x00000000000200000000000000000000 != 0x00000000000000000000000000000000 => counter, accept
words  36/1 36/1
expr   [ ct load label => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000000 0x00000100 0x00000000 0x00000000 ) ^ 0x00000000 0x00000000 0x00000000 0x00000000 ]
       [ cmp neq reg 1 0x00000000 0x00000000 0x00000000 0x00000000 ]
       [ ct load label => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000000 0x00000200 0x00000000 0x00000000 ) ^ 0x00000000 0x00000000 0x00000000 0x00000000 ]
       [ cmp neq reg 1 0x00000000 0x00000000 0x00000000 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m connlabel --label "40" -m connlabel --label "41" -j ACCEPT

rule -m connlabel --label 128 -j ACCEPT
prog   xt connlabel/0 => counter, accept
expr   [ match name connlabel rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m connlabel --label "128" -j ACCEPT

rule -m connlabel -j ACCEPT
fail   2 connlabel: option "--label" must be specified

family ip6

rule -m connlabel --label 40 -j ACCEPT
prog   ct.label & 0x00000000000100000000000000000000 != 0x00000000000000000000000000000000 => counter, accept
words  36/1
expr   [ ct load label => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x00000000 0x00000100 0x00000000 0x00000000 ) ^ 0x00000000 0x00000000 0x00000000 0x00000000 ]
       [ cmp neq reg 1 0x00000000 0x00000000 0x00000000 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m connlabel --label "40" -j ACCEPT
