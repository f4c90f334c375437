# -j TEE

rule -j TEE --gateway 1.1.1.1
prog   => counter, dup 1.1.1.1
expr   [ counter pkts 0 bytes 0 ]
       [ immediate reg 1 0x01010101 ]
       [ dup sreg_addr 1 ]
save   =

# a device by name: xt follows it
rule -j TEE --gateway 1.1.1.1 --oif eth0
prog   => counter, xt TEE/1
expr   [ counter pkts 0 bytes 0 ]
       [ target name TEE rev 1 ]
save   =

rule -j TEE --gateway 0.0.0.0
fail   4 TEE
hint   TEE needs a gateway that is not all zero

rule -j TEE
fail   2 TEE: option "--gateway" must be specified

table mangle
chain PREROUTING
rule -j TEE --gateway 192.168.0.1
prog   => counter, dup 192.168.0.1
save   =

family ip6
rule -j TEE --gateway fe80::1
prog   => counter, dup fe80::1
expr   [ counter pkts 0 bytes 0 ]
       [ immediate reg 1 0x000080fe 0x00000000 0x00000000 0x01000000 ]
       [ dup sreg_addr 1 ]
save   =

rule -j TEE --gateway ::
fail   4 TEE
hint   TEE needs a gateway that is not all zero
