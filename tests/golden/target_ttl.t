# -j TTL and -j HL.
table mangle
chain PREROUTING

rule -j TTL --ttl-set 42
prog   => counter, nh[8,2] = nh[8,2] & 0xff ^ 0x2a00 csum 10
expr   [ counter pkts 0 bytes 0 ]
       [ payload load 2b @ network header + 8 => reg 1 ]
       [ bitwise reg 1 = ( reg 1 & 0x0000ff00 ) ^ 0x0000002a ]
       [ payload write reg 1 => 2b @ network header + 8 csum_type 1 csum_off 10 csum_flags 0x0 ]
save   =

rule -j TTL --ttl-set 0
prog   => counter, nh[8,2] = nh[8,2] & 0xff ^ 0x0 csum 10
save   =

rule -j TTL --ttl-set 255
prog   => counter, nh[8,2] = nh[8,2] & 0xff ^ 0xff00 csum 10
save   =

rule -j TTL --ttl-inc 255
prog   => counter, nh[8,1] = nh[8,1] map @sw.add.255 csum 10
set    sw.add.255 key 1 { 00 : ff, 01 : ff, 02 : ff, 03 : ff, 04 : ff, 05 : ff, 06 : ff, 07 : ff, 08 : ff, 09 : ff, 0a : ff, 0b : ff, 0c : ff, 0d : ff, 0e : ff, 0f : ff, 10 : ff, 11 : ff, 12 : ff, 13 : ff, 14 : ff, 15 : ff, 16 : ff, 17 : ff, 18 : ff, 19 : ff, 1a : ff, 1b : ff, 1c : ff, 1d : ff, 1e : ff, 1f : ff, 20 : ff, 21 : ff, 22 : ff, 23 : ff, 24 : ff, 25 : ff, 26 : ff, 27 : ff, 28 : ff, 29 : ff, 2a : ff, 2b : ff, 2c : ff, 2d : ff, 2e : ff, 2f : ff, 30 : ff, 31 : ff, 32 : ff, 33 : ff, 34 : ff, 35 : ff, 36 : ff, 37 : ff, 38 : ff, 39 : ff, 3a : ff, 3b : ff, 3c : ff, 3d : ff, 3e : ff, 3f : ff, 40 : ff, 41 : ff, 42 : ff, 43 : ff, 44 : ff, 45 : ff, 46 : ff, 47 : ff, 48 : ff, 49 : ff, 4a : ff, 4b : ff, 4c : ff, 4d : ff, 4e : ff, 4f : ff, 50 : ff, 51 : ff, 52 : ff, 53 : ff, 54 : ff, 55 : ff, 56 : ff, 57 : ff, 58 : ff, 59 : ff, 5a : ff, 5b : ff, 5c : ff, 5d : ff, 5e : ff, 5f : ff, 60 : ff, 61 : ff, 62 : ff, 63 : ff, 64 : ff, 65 : ff, 66 : ff, 67 : ff, 68 : ff, 69 : ff, 6a : ff, 6b : ff, 6c : ff, 6d : ff, 6e : ff, 6f : ff, 70 : ff, 71 : ff, 72 : ff, 73 : ff, 74 : ff, 75 : ff, 76 : ff, 77 : ff, 78 : ff, 79 : ff, 7a : ff, 7b : ff, 7c : ff, 7d : ff, 7e : ff, 7f : ff, 80 : ff, 81 : ff, 82 : ff, 83 : ff, 84 : ff, 85 : ff, 86 : ff, 87 : ff, 88 : ff, 89 : ff, 8a : ff, 8b : ff, 8c : ff, 8d : ff, 8e : ff, 8f : ff, 90 : ff, 91 : ff, 92 : ff, 93 : ff, 94 : ff, 95 : ff, 96 : ff, 97 : ff, 98 : ff, 99 : ff, 9a : ff, 9b : ff, 9c : ff, 9d : ff, 9e : ff, 9f : ff, a0 : ff, a1 : ff, a2 : ff, a3 : ff, a4 : ff, a5 : ff, a6 : ff, a7 : ff, a8 : ff, a9 : ff, aa : ff, ab : ff, ac : ff, ad : ff, ae : ff, af : ff, b0 : ff, b1 : ff, b2 : ff, b3 : ff, b4 : ff, b5 : ff, b6 : ff, b7 : ff, b8 : ff, b9 : ff, ba : ff, bb : ff, bc : ff, bd : ff, be : ff, bf : ff, c0 : ff, c1 : ff, c2 : ff, c3 : ff, c4 : ff, c5 : ff, c6 : ff, c7 : ff, c8 : ff, c9 : ff, ca : ff, cb : ff, cc : ff, cd : ff, ce : ff, cf : ff, d0 : ff, d1 : ff, d2 : ff, d3 : ff, d4 : ff, d5 : ff, d6 : ff, d7 : ff, d8 : ff, d9 : ff, da : ff, db : ff, dc : ff, dd : ff, de : ff, df : ff, e0 : ff, e1 : ff, e2 : ff, e3 : ff, e4 : ff, e5 : ff, e6 : ff, e7 : ff, e8 : ff, e9 : ff, ea : ff, eb : ff, ec : ff, ed : ff, ee : ff, ef : ff, f0 : ff, f1 : ff, f2 : ff, f3 : ff, f4 : ff, f5 : ff, f6 : ff, f7 : ff, f8 : ff, f9 : ff, fa : ff, fb : ff, fc : ff, fd : ff, fe : ff, ff : ff }
expr   [ counter pkts 0 bytes 0 ]
       [ payload load 1b @ network header + 8 => reg 1 ]
       [ lookup reg 1 set sw.add.255 dreg 1 ]
       [ payload write reg 1 => 1b @ network header + 8 csum_type 1 csum_off 10 csum_flags 0x0 ]
save   =

rule -j TTL --ttl-dec 255
prog   => counter, nh[8,1] = nh[8,1] map @sw.sub.255 csum 10
set    sw.sub.255 key 1 { 00 : 00, 01 : 00, 02 : 00, 03 : 00, 04 : 00, 05 : 00, 06 : 00, 07 : 00, 08 : 00, 09 : 00, 0a : 00, 0b : 00, 0c : 00, 0d : 00, 0e : 00, 0f : 00, 10 : 00, 11 : 00, 12 : 00, 13 : 00, 14 : 00, 15 : 00, 16 : 00, 17 : 00, 18 : 00, 19 : 00, 1a : 00, 1b : 00, 1c : 00, 1d : 00, 1e : 00, 1f : 00, 20 : 00, 21 : 00, 22 : 00, 23 : 00, 24 : 00, 25 : 00, 26 : 00, 27 : 00, 28 : 00, 29 : 00, 2a : 00, 2b : 00, 2c : 00, 2d : 00, 2e : 00, 2f : 00, 30 : 00, 31 : 00, 32 : 00, 33 : 00, 34 : 00, 35 : 00, 36 : 00, 37 : 00, 38 : 00, 39 : 00, 3a : 00, 3b : 00, 3c : 00, 3d : 00, 3e : 00, 3f : 00, 40 : 00, 41 : 00, 42 : 00, 43 : 00, 44 : 00, 45 : 00, 46 : 00, 47 : 00, 48 : 00, 49 : 00, 4a : 00, 4b : 00, 4c : 00, 4d : 00, 4e : 00, 4f : 00, 50 : 00, 51 : 00, 52 : 00, 53 : 00, 54 : 00, 55 : 00, 56 : 00, 57 : 00, 58 : 00, 59 : 00, 5a : 00, 5b : 00, 5c : 00, 5d : 00, 5e : 00, 5f : 00, 60 : 00, 61 : 00, 62 : 00, 63 : 00, 64 : 00, 65 : 00, 66 : 00, 67 : 00, 68 : 00, 69 : 00, 6a : 00, 6b : 00, 6c : 00, 6d : 00, 6e : 00, 6f : 00, 70 : 00, 71 : 00, 72 : 00, 73 : 00, 74 : 00, 75 : 00, 76 : 00, 77 : 00, 78 : 00, 79 : 00, 7a : 00, 7b : 00, 7c : 00, 7d : 00, 7e : 00, 7f : 00, 80 : 00, 81 : 00, 82 : 00, 83 : 00, 84 : 00, 85 : 00, 86 : 00, 87 : 00, 88 : 00, 89 : 00, 8a : 00, 8b : 00, 8c : 00, 8d : 00, 8e : 00, 8f : 00, 90 : 00, 91 : 00, 92 : 00, 93 : 00, 94 : 00, 95 : 00, 96 : 00, 97 : 00, 98 : 00, 99 : 00, 9a : 00, 9b : 00, 9c : 00, 9d : 00, 9e : 00, 9f : 00, a0 : 00, a1 : 00, a2 : 00, a3 : 00, a4 : 00, a5 : 00, a6 : 00, a7 : 00, a8 : 00, a9 : 00, aa : 00, ab : 00, ac : 00, ad : 00, ae : 00, af : 00, b0 : 00, b1 : 00, b2 : 00, b3 : 00, b4 : 00, b5 : 00, b6 : 00, b7 : 00, b8 : 00, b9 : 00, ba : 00, bb : 00, bc : 00, bd : 00, be : 00, bf : 00, c0 : 00, c1 : 00, c2 : 00, c3 : 00, c4 : 00, c5 : 00, c6 : 00, c7 : 00, c8 : 00, c9 : 00, ca : 00, cb : 00, cc : 00, cd : 00, ce : 00, cf : 00, d0 : 00, d1 : 00, d2 : 00, d3 : 00, d4 : 00, d5 : 00, d6 : 00, d7 : 00, d8 : 00, d9 : 00, da : 00, db : 00, dc : 00, dd : 00, de : 00, df : 00, e0 : 00, e1 : 00, e2 : 00, e3 : 00, e4 : 00, e5 : 00, e6 : 00, e7 : 00, e8 : 00, e9 : 00, ea : 00, eb : 00, ec : 00, ed : 00, ee : 00, ef : 00, f0 : 00, f1 : 00, f2 : 00, f3 : 00, f4 : 00, f5 : 00, f6 : 00, f7 : 00, f8 : 00, f9 : 00, fa : 00, fb : 00, fc : 00, fd : 00, fe : 00, ff : 00 }
expr   [ counter pkts 0 bytes 0 ]
       [ payload load 1b @ network header + 8 => reg 1 ]
       [ lookup reg 1 set sw.sub.255 dreg 1 ]
       [ payload write reg 1 => 1b @ network header + 8 csum_type 1 csum_off 10 csum_flags 0x0 ]
save   =

rule -j TTL --ttl-inc 0
fail   2 TTL: bad value for option "--ttl-inc", or out of range (1-255).

rule -j TTL --ttl-set 256
fail   2 TTL: bad value for option "--ttl-set", or out of range (0-255).

table filter
chain INPUT
rule -j TTL --ttl-set 42
fail   4 TTL
hint   TTL works in table mangle only

family ip6
rule -j HL --hl-set 42
fail   4 HL
hint   HL works in table mangle only

table mangle
rule -j HL --hl-set 42
prog   => counter, nh[7,1] = 0x2a
expr   [ counter pkts 0 bytes 0 ]
       [ immediate reg 1 0x0000002a ]
       [ payload write reg 1 => 1b @ network header + 7 csum_type 0 csum_off 0 csum_flags 0x0 ]
save   =

rule -j HL --hl-set 255
prog   => counter, nh[7,1] = 0xff
save   =


rule -j HL --hl-dec 255
prog   => counter, nh[7,1] = nh[7,1] map @sw.sub.255
set    sw.sub.255 key 1 { 00 : 00, 01 : 00, 02 : 00, 03 : 00, 04 : 00, 05 : 00, 06 : 00, 07 : 00, 08 : 00, 09 : 00, 0a : 00, 0b : 00, 0c : 00, 0d : 00, 0e : 00, 0f : 00, 10 : 00, 11 : 00, 12 : 00, 13 : 00, 14 : 00, 15 : 00, 16 : 00, 17 : 00, 18 : 00, 19 : 00, 1a : 00, 1b : 00, 1c : 00, 1d : 00, 1e : 00, 1f : 00, 20 : 00, 21 : 00, 22 : 00, 23 : 00, 24 : 00, 25 : 00, 26 : 00, 27 : 00, 28 : 00, 29 : 00, 2a : 00, 2b : 00, 2c : 00, 2d : 00, 2e : 00, 2f : 00, 30 : 00, 31 : 00, 32 : 00, 33 : 00, 34 : 00, 35 : 00, 36 : 00, 37 : 00, 38 : 00, 39 : 00, 3a : 00, 3b : 00, 3c : 00, 3d : 00, 3e : 00, 3f : 00, 40 : 00, 41 : 00, 42 : 00, 43 : 00, 44 : 00, 45 : 00, 46 : 00, 47 : 00, 48 : 00, 49 : 00, 4a : 00, 4b : 00, 4c : 00, 4d : 00, 4e : 00, 4f : 00, 50 : 00, 51 : 00, 52 : 00, 53 : 00, 54 : 00, 55 : 00, 56 : 00, 57 : 00, 58 : 00, 59 : 00, 5a : 00, 5b : 00, 5c : 00, 5d : 00, 5e : 00, 5f : 00, 60 : 00, 61 : 00, 62 : 00, 63 : 00, 64 : 00, 65 : 00, 66 : 00, 67 : 00, 68 : 00, 69 : 00, 6a : 00, 6b : 00, 6c : 00, 6d : 00, 6e : 00, 6f : 00, 70 : 00, 71 : 00, 72 : 00, 73 : 00, 74 : 00, 75 : 00, 76 : 00, 77 : 00, 78 : 00, 79 : 00, 7a : 00, 7b : 00, 7c : 00, 7d : 00, 7e : 00, 7f : 00, 80 : 00, 81 : 00, 82 : 00, 83 : 00, 84 : 00, 85 : 00, 86 : 00, 87 : 00, 88 : 00, 89 : 00, 8a : 00, 8b : 00, 8c : 00, 8d : 00, 8e : 00, 8f : 00, 90 : 00, 91 : 00, 92 : 00, 93 : 00, 94 : 00, 95 : 00, 96 : 00, 97 : 00, 98 : 00, 99 : 00, 9a : 00, 9b : 00, 9c : 00, 9d : 00, 9e : 00, 9f : 00, a0 : 00, a1 : 00, a2 : 00, a3 : 00, a4 : 00, a5 : 00, a6 : 00, a7 : 00, a8 : 00, a9 : 00, aa : 00, ab : 00, ac : 00, ad : 00, ae : 00, af : 00, b0 : 00, b1 : 00, b2 : 00, b3 : 00, b4 : 00, b5 : 00, b6 : 00, b7 : 00, b8 : 00, b9 : 00, ba : 00, bb : 00, bc : 00, bd : 00, be : 00, bf : 00, c0 : 00, c1 : 00, c2 : 00, c3 : 00, c4 : 00, c5 : 00, c6 : 00, c7 : 00, c8 : 00, c9 : 00, ca : 00, cb : 00, cc : 00, cd : 00, ce : 00, cf : 00, d0 : 00, d1 : 00, d2 : 00, d3 : 00, d4 : 00, d5 : 00, d6 : 00, d7 : 00, d8 : 00, d9 : 00, da : 00, db : 00, dc : 00, dd : 00, de : 00, df : 00, e0 : 00, e1 : 00, e2 : 00, e3 : 00, e4 : 00, e5 : 00, e6 : 00, e7 : 00, e8 : 00, e9 : 00, ea : 00, eb : 00, ec : 00, ed : 00, ee : 00, ef : 00, f0 : 00, f1 : 00, f2 : 00, f3 : 00, f4 : 00, f5 : 00, f6 : 00, f7 : 00, f8 : 00, f9 : 00, fa : 00, fb : 00, fc : 00, fd : 00, fe : 00, ff : 00 }
save   =
