# Words that the plugins leave out of their save text, though the kernel heeds them, and a mask that they print
# and do not read (src/xt/left_out.c). esp, ah, connbytes and limit have files of their own.

rule -p ipcomp -m ipcomp -j ACCEPT
prog   nh[9,1] == 0x6c, xt ipcomp/0 => counter, accept
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x0000006c ]
       [ match name ipcomp rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -p ipcomp -m ipcomp --ipcompspi 0 -j ACCEPT

rule -p ipcomp -m ipcomp --ipcompspi 0:4294967295 -j ACCEPT
prog   nh[9,1] == 0x6c, xt ipcomp/0 => counter, accept
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x0000006c ]
       [ match name ipcomp rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -p ipcomp -m ipcomp ! --ipcompspi 0:4294967295 --compres -j ACCEPT
prog   nh[9,1] == 0x6c, xt ipcomp/0 => counter, accept
expr   [ payload load 1b @ network header + 9 => reg 1 ]
       [ cmp eq reg 1 0x0000006c ]
       [ match name ipcomp rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -p ipcomp -m ipcomp --compres ! --ipcompspi 0:4294967295 -j ACCEPT
save@11 =

rule -m cluster --cluster-total-nodes 9 --cluster-local-node 6 --cluster-hash-seed 1
prog   xt cluster/0 => counter
expr   [ match name cluster rev 0 ]
       [ counter pkts 0 bytes 0 ]
save   -m cluster --cluster-local-nodemask 0x00000020 --cluster-total-nodes 9 --cluster-hash-seed 0x00000001

rule -m cluster --cluster-total-nodes 9 ! --cluster-local-node 7 --cluster-hash-seed 1
prog   xt cluster/0 => counter
expr   [ match name cluster rev 0 ]
       [ counter pkts 0 bytes 0 ]
save   -m cluster ! --cluster-local-node 7 --cluster-total-nodes 9 --cluster-hash-seed 0x00000001

family ip6

rule -m ah --ahspi 0:4294967295 -j ACCEPT
prog   xt ah/0 => counter, accept
expr   [ match name ah rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m ah -j ACCEPT

rule -m ah ! --ahspi 0:4294967295 ! --ahlen 12 --ahres -j ACCEPT
prog   xt ah/0 => counter, accept
expr   [ match name ah rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m ah ! --ahlen 12 --ahres ! --ahspi 0:4294967295 -j ACCEPT
save@11 =

rule -m frag --fragid 0:4294967295 --fragfirst -j ACCEPT
prog   xt frag/0 => counter, accept
expr   [ match name frag rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m frag --fragfirst -j ACCEPT

rule -m frag ! --fragid 0:4294967295 --fragmore -j ACCEPT
prog   xt frag/0 => counter, accept
expr   [ match name frag rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m frag --fragmore ! --fragid 0:4294967295 -j ACCEPT
save@11 =

rule -m rt --rt-segsleft 0:4294967295 -j ACCEPT
prog   xt rt/0 => counter, accept
expr   [ match name rt rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m rt -j ACCEPT

rule -m rt --rt-type 0 ! --rt-segsleft 0:4294967295 --rt-0-res -j ACCEPT
prog   xt rt/0 => counter, accept
expr   [ match name rt rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m rt --rt-type 0 --rt-0-res ! --rt-segsleft 0:4294967295 -j ACCEPT
save@11 =

rule -p mh -m mh --mh-type 0:255 -j ACCEPT
prog   meta.l4proto == 0x87, xt mh/0 => counter, accept
expr   [ meta load l4proto => reg 1 ]
       [ cmp eq reg 1 0x00000087 ]
       [ match name mh rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -p mobility-header -m mh -j ACCEPT

rule -p mh -m mh ! --mh-type 0:255 -j ACCEPT
prog   meta.l4proto == 0x87, xt mh/0 => counter, accept
expr   [ meta load l4proto => reg 1 ]
       [ cmp eq reg 1 0x00000087 ]
       [ match name mh rev 0 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -p mobility-header -m mh ! --mh-type 0:255 -j ACCEPT
