# -m cgroup: the number of net_cls
chain OUTPUT
rule -m cgroup --cgroup 1048577 -j ACCEPT
prog   socket(2) <= 0x1, meta.cgroup == 0x100001 => counter, accept
words  41/2
expr   [ socket load wildcard => reg 1 ]
       [ cmp lte reg 1 0x00000001 ]
       [ meta load cgroup => reg 1 ]
       [ cmp eq reg 1 0x00100001 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

rule -m cgroup ! --cgroup 0 -j DROP
prog   socket(2) <= 0x1, meta.cgroup != 0x0 => counter, drop
words  41/2
expr   [ socket load wildcard => reg 1 ]
       [ cmp lte reg 1 0x00000001 ]
       [ meta load cgroup => reg 1 ]
       [ cmp neq reg 1 0x00000000 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 drop ]
save   =

rule -m cgroup --path a/b -j ACCEPT
prog   xt cgroup/2 => counter, accept
expr   [ match name cgroup rev 2 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   -m cgroup --path "a/b" -j ACCEPT

chain INPUT
rule -m cgroup --cgroup 1 -j ACCEPT
prog   socket(2) <= 0x1, meta.cgroup == 0x1 => counter, accept
words  41/2
expr   [ socket load wildcard => reg 1 ]
       [ cmp lte reg 1 0x00000001 ]
       [ meta load cgroup => reg 1 ]
       [ cmp eq reg 1 0x00000001 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

# where the kernel knows no socket, and where it is not known who jumps
table mangle
chain POSTROUTING
rule -m cgroup --cgroup 1 -j ACCEPT
prog   xt cgroup/2 => counter, accept
expr   [ match name cgroup rev 2 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =

chain mine
rule -m cgroup --cgroup 1 -j ACCEPT
prog   xt cgroup/2 => counter, accept
expr   [ match name cgroup rev 2 ]
       [ counter pkts 0 bytes 0 ]
       [ immediate reg 0 accept ]
save   =
