# -j MARK and -j CONNMARK.
table mangle
chain PREROUTING

rule -j MARK --set-xmark 0x1/0xffffffff
prog   => counter, meta.mark = 0x1
expr   [ counter pkts 0 bytes 0 ]
       [ immediate reg 1 0x00000001 ]
       [ meta set mark with reg 1 ]
save   =

rule -j MARK --set-xmark 0x0/0xffffffff
prog   => counter, meta.mark = 0x0
save   =

rule -j MARK --set-mark 5
prog   => counter, meta.mark = 0x5
save   -j MARK --set-xmark 0x5/0xffffffff

rule -j MARK --set-mark 0x4/0xf
prog   => counter, meta.mark = meta.mark & 0xfffffff0 ^ 0x4
expr   [ counter pkts 0 bytes 0 ]
       [ meta load mark => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0xfffffff0 ) ^ 0x00000004 ]
       [ meta set mark with reg 1 ]
save   -j MARK --set-xmark 0x4/0xf

rule -j MARK --set-xmark 0xfeedcafe/0xfeedcafe
prog   => counter, meta.mark = meta.mark & 0x1123501 ^ 0xfeedcafe
save   =

rule -j MARK --and-mark 0xff
prog   => counter, meta.mark = meta.mark & 0xff ^ 0x0
save   -j MARK --set-xmark 0x0/0xffffff00

rule -j MARK --or-mark 0x10
prog   => counter, meta.mark = meta.mark & 0xffffffef ^ 0x10
save   -j MARK --set-xmark 0x10/0x10

rule -j MARK --xor-mark 0x10
prog   => counter, meta.mark = meta.mark & 0xffffffff ^ 0x10
save   -j MARK --set-xmark 0x10/0x0

# changes nothing
rule -j MARK --set-xmark 0x0/0x0
prog   => counter, meta.mark = meta.mark
expr   [ counter pkts 0 bytes 0 ]
       [ meta load mark => reg 1 ]
       [ meta set mark with reg 1 ]
save   =

# bits outside the mask are inverted
rule -j MARK --set-xmark 0x3/0x1
prog   => counter, meta.mark = meta.mark & 0xfffffffe ^ 0x3
save   =

rule -j MARK --set-xmark 4294967296
fail   2 MARK: bad integer value for option "--set-xmark", or out of range.

rule -j MARK
fail   2 MARK: One of the --set-xmark, --{and,or,xor,set}-mark options is required

rule -j CONNMARK --set-xmark 0x1/0xffffffff
prog   => counter, ct.mark = 0x1
expr   [ counter pkts 0 bytes 0 ]
       [ immediate reg 1 0x00000001 ]
       [ ct set mark with reg 1 ]
save   =

rule -j CONNMARK --set-mark 0x10/0xf0
prog   => counter, ct.mark = ct.mark & 0xffffff0f ^ 0x10
expr   [ counter pkts 0 bytes 0 ]
       [ ct load mark => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0xffffff0f ) ^ 0x00000010 ]
       [ ct set mark with reg 1 ]
save   -j CONNMARK --set-xmark 0x10/0xf0

rule -j CONNMARK --xor-mark 0x3
prog   => counter, ct.mark = ct.mark & 0xffffffff ^ 0x3
save   -j CONNMARK --set-xmark 0x3/0x0

rule -j CONNMARK --set-xmark 0x0/0x0
prog   => counter, ct.mark = ct.mark
expr   [ counter pkts 0 bytes 0 ]
       [ ct load mark => reg 1 ]
       [ ct set mark with reg 1 ]
save   =

rule -j CONNMARK --save-mark
prog   => counter, ct.mark = meta.mark
expr   [ counter pkts 0 bytes 0 ]
       [ meta load mark => reg 1 ]
       [ ct set mark with reg 1 ]
save   -j CONNMARK --save-mark --nfmask 0xffffffff --ctmask 0xffffffff

rule -j CONNMARK --save-mark --nfmask 0xff --ctmask 0xffffffff
prog   => counter, ct.mark = meta.mark & 0xff ^ 0x0
expr   [ counter pkts 0 bytes 0 ]
       [ meta load mark => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x000000ff ) ^ 0x00000000 ]
       [ ct set mark with reg 1 ]
save   =

rule -j CONNMARK --restore-mark
prog   => counter, meta.mark = ct.mark
expr   [ counter pkts 0 bytes 0 ]
       [ ct load mark => reg 1 ]
       [ meta set mark with reg 1 ]
save   -j CONNMARK --restore-mark --nfmask 0xffffffff --ctmask 0xffffffff

rule -j CONNMARK --restore-mark --nfmask 0xffffffff --ctmask 0xff
prog   => counter, meta.mark = ct.mark & 0xff ^ 0x0
expr   [ counter pkts 0 bytes 0 ]
       [ ct load mark => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x000000ff ) ^ 0x00000000 ]
       [ meta set mark with reg 1 ]
save   =

# two marks mixed: not in one nft expression
rule -j CONNMARK --save-mark --nfmask 0xffffffff --ctmask 0xff
prog   => counter, xt CONNMARK/2
expr   [ counter pkts 0 bytes 0 ]
       [ target name CONNMARK rev 2 ]
save   =

rule -j CONNMARK --restore-mark --mask 0xff
prog   => counter, xt CONNMARK/2
save   -j CONNMARK --restore-mark --nfmask 0xff --ctmask 0xff

rule -j CONNMARK --restore-mark --nfmask 0xff --ctmask 0xffffffff
prog   => counter, xt CONNMARK/2
save   =

# an empty source
rule -j CONNMARK --save-mark --nfmask 0x0 --ctmask 0xffffffff
prog   => counter, xt CONNMARK/2
save   =

rule -j CONNMARK --restore-mark --nfmask 0xffffffff --ctmask 0x0
prog   => counter, xt CONNMARK/2
save   =

rule -j CONNMARK --set-mark 1 --left-shift-mark 2
prog   => counter, xt CONNMARK/2
save   -j CONNMARK --set-xmark 0x1/0xffffffff --left-shift-mark 2

rule -j CONNMARK
fail   2 CONNMARK target: No operation specified

# a template's mark: xt
table raw
rule -j CONNMARK --set-xmark 0x1/0xffffffff
prog   => counter, xt CONNMARK/2
save   =

rule -j MARK --set-xmark 0x1/0xffffffff
prog   => counter, meta.mark = 0x1
save   =

family ip6
table filter
chain USER
rule -j MARK --set-xmark 0x2/0xff
prog   => counter, meta.mark = meta.mark & 0xffffff00 ^ 0x2
save   =

rule -j CONNMARK --set-xmark 0x1/0xffffffff
prog   => counter, ct.mark = 0x1
save   =

rule -j CONNMARK --restore-mark --nfmask 0xffffffff --ctmask 0xffffffff
prog   => counter, meta.mark = ct.mark
save   =
