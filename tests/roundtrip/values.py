# SPDX-License-Identifier: GPL-2.0-or-later
"""What option tables do not say: the words of text options, what must stand beside an option, and where."""
import re

# Words before the extension.
BASE = {
    "tcp": "-p tcp", "udp": "-p udp", "sctp": "-p sctp", "dccp": "-p dccp", "icmp": "-p icmp", "icmp6": "-p icmpv6",
    "esp": "-p esp", "ah": "-p ah", "ipcomp": "-p ipcomp", "mh": "-p mh", "tcpmss": "-p tcp -m tcp --tcp-flags SYN,RST SYN",
    "multiport": "-p tcp", "TCPMSS": "-p tcp -m tcp --tcp-flags SYN,RST SYN", "TCPOPTSTRIP": "-p tcp", "SYNPROXY": "-p tcp",
    "TPROXY": "-p tcp", "DNAT": "-p tcp", "SNAT": "-p tcp", "MASQUERADE": "-p tcp", "REDIRECT": "-p tcp", "osf": "-p tcp",
    "ecn": "-p tcp", "CT": "-p tcp", "ECN": "-p tcp", "CLUSTERIP": "-d 10.77.0.1 -i lo", "REJECT": "-p tcp", ("ah", "6"): "",
    ("REJECT", "6"): "-p tcp",
}
# Words of an extension that must stand before one of its options.
BEFORE = {
    ("rt", "rt-0-res"): "--rt-type 0", ("rt", "rt-0-addrs"): "--rt-type 0",
    ("rt", "rt-0-not-strict"): "--rt-type 0 --rt-0-addrs 2001:db8::1", ("owner", "suppl-groups"): "--gid-owner 0",
    ("policy", "next"): "--dir in --pol ipsec --strict --reqid 1", ("TEE", "oif", "4"): "--gateway 10.77.3.7",
    ("TEE", "oif", "6"): "--gateway 2001:db8::7",
}
TABLE = {("t", n): "nat" for n in ("DNAT", "SNAT", "MASQUERADE", "REDIRECT", "NETMAP")}
TABLE.update({("t", n): "mangle" for n in (
    "CHECKSUM", "CLASSIFY", "CONNMARK", "DSCP", "ECN", "HL", "HMARK", "MARK", "TCPMSS", "TCPOPTSTRIP", "TOS", "TPROXY", "TTL",
    "DNPT", "SNPT", "TEE", "SECMARK", "CONNSECMARK", "IDLETIMER")})
TABLE.update({("t", "CT"): "raw", ("t", "NOTRACK"): "raw", ("t", "TRACE"): "raw", ("m", "rpfilter"): "raw",
              ("m", "socket"): "mangle"})

# Plugins whose every option may be left out.
FEW = ("tcp", "udp", "esp", "ah", "icmp", "socket", "rpfilter", "LOG", "REJECT", "MASQUERADE", "REDIRECT", "NFQUEUE", "NFLOG",
       "CT", "SYNPROXY", "frag", "rt", "mh", "sctp", "dccp", "limit", "osf", "policy", "recent", "icmp6", "hbh", "dst")

# Words beside options, for a plugin or one of its options; without a row: what the table calls mandatory.
NEEDS = {
    "hashlimit": "--hashlimit-upto 5/sec --hashlimit-name h",
    ("hashlimit", "hashlimit"): "--hashlimit-mode srcip --hashlimit-name h",
    ("hashlimit", "hashlimit-above"): "--hashlimit-name h",
    ("hashlimit", "hashlimit-burst"): "--hashlimit-upto 5/sec --hashlimit-name h",
    ("hashlimit", "hashlimit-srcmask"): "--hashlimit-upto 5/sec --hashlimit-mode srcip --hashlimit-name h",
    ("hashlimit", "hashlimit-dstmask"): "--hashlimit-upto 5/sec --hashlimit-mode dstip --hashlimit-name h",
    ("hashlimit", "hashlimit-rate-interval"): "--hashlimit-rate-match --hashlimit-upto 5/sec --hashlimit-name hr",
    ("hashlimit", "hashlimit-rate-match"): "--hashlimit-rate-interval 3 --hashlimit-upto 5/sec --hashlimit-name hr",
    "recent": "--set", ("recent", "seconds"): "--rcheck", ("recent", "hitcount"): "--rcheck --seconds 9",
    ("recent", "rttl"): "--update --hitcount 3", ("recent", "reap"): "--rcheck --seconds 60",
    ("recent", "set"): "--name n", ("recent", "update"): "--name n", ("recent", "remove"): "--name n",
    ("recent", "rcheck"): "--name n",
    ("connlimit", "connlimit-mask"): "--connlimit-above 3", ("connlimit", "connlimit-saddr"): "--connlimit-above 3",
    ("connlimit", "connlimit-daddr"): "--connlimit-upto 4",
    "connbytes": "--connbytes 100:200 --connbytes-dir original --connbytes-mode packets",
    ("string", "string"): "--algo bm", ("string", "hex-string"): "--algo kmp", "string": "--string abc --algo bm",
    "cluster": "--cluster-total-nodes 4 --cluster-local-node 2 --cluster-hash-seed 7",
    ("cluster", "cluster-local-nodemask"): "--cluster-total-nodes 4 --cluster-hash-seed 7",
    ("policy", "strict"): "--dir in --pol ipsec --proto esp", ("policy", "next"): "--proto esp",
    ("policy", "tunnel-src"): "--dir in --pol ipsec --mode tunnel", ("policy", "tunnel-dst"): "--dir in --pol ipsec --mode tunnel",
    "policy": "--dir in --pol ipsec",
    ("statistic", "probability"): "--mode random", ("statistic", "mode"): "--probability 0.5",
    ("statistic", "every"): "--mode nth --packet 0", ("statistic", "packet"): "--mode nth --every 5",
    "limit": "", ("limit", "limit-burst"): "--limit 5/min",
    ("addrtype", "limit-iface-in"): "--dst-type LOCAL", ("addrtype", "limit-iface-out"): "--src-type LOCAL",
    ("time", "contiguous"): "--timestart 22:00 --timestop 04:00", ("time", "kerneltz"): "--timestart 9:00",
    ("time", "localtz"): "--timestart 9:00", ("time", "utc"): "--timestart 9:00",
    ("conntrack", "ctdir"): "--ctstate NEW",
    ("connlabel", "set"): "--label 5",
    ("ipvs", "vdir"): "--ipvs", "ipvs": "",
    ("set", "match-set"): "", ("set", "set"): "", "set": "--match-set swa src",
    ("frag", "fraglen"): "",
    ("hbh", "hbh-opts"): "", ("dst", "dst-opts"): "", ("ipv6header", "soft"): "--header frag",
    ("osf", "ttl"): "--genre Linux", ("osf", "log"): "--genre Linux",
    "rateest": "--rateest swe --rateest-bps 100 --rateest-gt",
    ("rateest", "rateest"): "--rateest-bps 100 --rateest-gt", ("rateest", "rateest-delta"): "--rateest swe --rateest-bps1 100 --rateest-gt",
    ("rateest", "rateest-bps"): "--rateest swe --rateest-lt", ("rateest", "rateest-pps"): "--rateest swe --rateest-lt",
    ("rateest", "rateest1"): "--rateest2 swe --rateest-bps --rateest-lt", ("rateest", "rateest2"): "--rateest1 swe --rateest-bps --rateest-lt",
    ("rateest", "rateest-bps1"): "--rateest1 swe --rateest-lt --rateest2 swe --rateest-bps2 6",
    ("rateest", "rateest-bps2"): "--rateest1 swe --rateest-bps1 5 --rateest-lt --rateest2 swe",
    ("rateest", "rateest-pps1"): "--rateest1 swe --rateest-lt --rateest2 swe --rateest-pps2 6",
    ("rateest", "rateest-pps2"): "--rateest1 swe --rateest-pps1 5 --rateest-lt --rateest2 swe",
    ("rateest", "rateest-lt"): "--rateest swe --rateest-bps 100", ("rateest", "rateest-gt"): "--rateest swe --rateest-pps 100",
    ("rateest", "rateest-eq"): "--rateest swe --rateest-bps 100",
    "RATEEST": "--rateest-name swr --rateest-interval 250ms --rateest-ewmalog 500ms",
    "HMARK": "--hmark-tuple src,dst --hmark-mod 10 --hmark-rnd 7",
    ("HMARK", "hmark-spi"): "--hmark-tuple spi --hmark-mod 10 --hmark-rnd 7",
    ("HMARK", "hmark-sport"): "--hmark-tuple sport --hmark-mod 10 --hmark-rnd 7",
    ("HMARK", "hmark-dport"): "--hmark-tuple dport --hmark-mod 10 --hmark-rnd 7",
    ("CONNMARK", "mask"): "--save-mark", ("CONNMARK", "nfmask"): "--restore-mark", ("CONNMARK", "ctmask"): "--save-mark",
    ("CONNMARK", "left-shift-mark"): "--set-xmark 1/0xff", ("CONNMARK", "right-shift-mark"): "--save-mark",
    "CLUSTERIP": "--new --hashmode sourceip --clustermac 01:00:5e:00:00:20 --total-nodes 2 --local-node 1",
    "SNPT": "--src-pfx 2001:db8::/64 --dst-pfx 2001:db8:1::/64", "DNPT": "--src-pfx 2001:db8::/64 --dst-pfx 2001:db8:1::/64",
    ("NFQUEUE", "queue-bypass"): "--queue-num 3", ("NFQUEUE", "queue-cpu-fanout"): "--queue-balance 2:5",
    ("IDLETIMER", "alarm"): "--timeout 600 --label swalarm", ("NETMAP", "to"): "", "IDLETIMER": "--timeout 600 --label swroundtrip",
    ("SET", "exist"): "--add-set swa src", ("SET", "timeout"): "--add-set swt src", ("SET", "map-mark"): "--map-set swm src",
    ("SET", "map-prio"): "--map-set swm src", ("SET", "map-queue"): "--map-set swm src",
    ("DNAT", "4"): "--to-destination 10.1.1.1-10.1.1.9", ("DNAT", "6"): "--to-destination 2001:db8::1-2001:db8::9",
    ("SNAT", "4"): "--to-source 10.1.1.1-10.1.1.9", ("SNAT", "6"): "--to-source 2001:db8::1-2001:db8::9",
    ("REDIRECT", "random"): "--to-ports 80",
    ("MASQUERADE", "random"): "", ("TPROXY", "on-ip"): "--on-port 80", ("TPROXY", "tproxy-mark"): "--on-port 80",
    ("TEE", "oif"): "", ("LED", "led-delay"): "--led-trigger-id swr", ("LED", "led-always-blink"): "--led-trigger-id swr",
    ("bpf", "bytecode"): "",
    ("dccp", "dccp-types"): "", ("nfacct", "nfacct-name"): "", ("quota", "quota"): "",
}

ICMP = ["8", "echo-request", "3/1", "255/7", "any", "255", "255/255", "255/0", "host-unreachable", "0", "3", "fragmentation-needed", "5/0"]
ICMP6 = ["128", "echo-request", "1/4", "255", "255/7", "1", "destination-unreachable", "no-route"]
SCTP_CHUNKS = ["any INIT", "all INIT,DATA", "only DATA", "any ALL", "any NONE", "all DATA:Bei", "any ABORT:T,SHUTDOWN_COMPLETE:t",
               "all ALL", "only ALL", "only NONE", "any FORWARD_TSN", "any DATA:I"]
PORTS = ["80", "80,443", "80:90", "0", "65535", "22,80:90,443", "0:65535", "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15", "http,https", "80,80"]
RATES = ["5/sec", "3/minute", "10/hour", "1/day", "5/s", "100/second", "1/sec", "10000/sec", "1", "7/min"]
HASH = ["5/sec", "3/minute", "1/day", "1000000/sec", "10kb/s", "1mb/s", "500b/s", "512kb/s", "1", "7/hour"]
IFACES = ["eth0", "eth+", "+", "a", "abcdefghijklmno"]
TIMES = ["9:00", "00:00", "23:59:59", "23:59", "12:34:56", "0:0:0"]
DATES = ["2020-01-02T03:04:05", "2020", "2020-02", "2038-01-19T03:14:07", "1970-01-01T00:00:00", "2020-01-02"]
PORT_PAIRS = ["80", "80:90", ":90", "80:", "0", "65535", "0:65535", "http", "80:80"]
PREFIXES = ["2001:db8::/64", "2001:db8:1::/48", "2001:db8::/1", "::/0", "2001:db8::7/64", "2001:db8::/65", "fd00::/8"]
CLASSES = ["EF", "BE", "CS0", "CS7", "AF11", "af43", "cs1"]
OPTS6 = ["5", "5:3", "1,5:3,194:4", "0", "255", "5:0", "5:255"]

def words(*lines):
    return [line.split() for line in lines]


GIVEN = {
    ("*", "comment"): ["plain", "two words", "it's", "a\\b", "\"", "x" * 255, ""],
    ("icmp", "icmp-type"): ICMP, ("icmp6", "icmpv6-type"): ICMP6,
    ("tcp", "sport"): PORT_PAIRS, ("tcp", "dport"): PORT_PAIRS, ("tcp", "source-port"): PORT_PAIRS, ("tcp", "destination-port"): PORT_PAIRS,
    ("sctp", "sport"): PORT_PAIRS, ("sctp", "dport"): PORT_PAIRS, ("sctp", "source-port"): PORT_PAIRS, ("sctp", "destination-port"): PORT_PAIRS,
    ("tcp", "tcp-option"): ["1", "255", "8"],
    ("tcp", "tcp-flags"): words("SYN,ACK SYN", "ALL NONE", "ALL ALL", "NONE NONE", "SYN NONE", "FIN,SYN,RST,PSH,ACK,URG FIN,PSH", "SYN,RST,ACK SYN"),
    ("sctp", "chunk-types"): words(*SCTP_CHUNKS),
    ("dccp", "dccp-types"): ["REQUEST", "REQUEST,RESPONSE", "INVALID", "DATA,ACK,DATAACK,CLOSEREQ,CLOSE,RESET,SYNC,SYNCACK", "request"],
    ("multiport", "sports"): PORTS, ("multiport", "dports"): PORTS, ("multiport", "ports"): PORTS,
    ("multiport", "source-ports"): PORTS, ("multiport", "destination-ports"): PORTS,
    ("limit", "limit"): RATES, ("hashlimit", "hashlimit"): HASH, ("hashlimit", "hashlimit-upto"): HASH, ("hashlimit", "hashlimit-above"): HASH,
    ("hashlimit", "hashlimit-mode"): ["srcip", "srcip,dstip", "srcport", "dstport", "srcip,srcport,dstip,dstport"],
    ("hashlimit", "hashlimit-name"): ["h", "a", "x" * 254], ("hashlimit", "hashlimit-rate-interval"): ["5", "1", "3600"],
    ("hashlimit", "hashlimit-burst"): ["5", "1", "10000", "7"], ("hashlimit", "hashlimit-htable-size"): ["64", "1", "16384"],
    ("hashlimit", "hashlimit-htable-max"): ["1000", "1"], ("hashlimit", "hashlimit-htable-expire"): ["60000", "1", "10000", "1000"],
    ("hashlimit", "hashlimit-htable-gcinterval"): ["60000", "1", "1000"],
    ("recent", "name"): ["SSH", "a", "DEFAULT", "default", "x" * 199, "longer_than_default"],
    ("recent", "hitcount"): ["5", "1", "20", "0", "255"],
    ("recent", "mask", "4"): ["255.255.255.0", "255.255.255.255", "0.0.0.0", "255.0.255.0"],
    ("recent", "mask", "6"): ["ffff:ffff::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::", "ffff::ffff"],
    ("recent", "seconds"): ["9", "1", "86400", "2147483647"],
    ("conntrack", "ctstate"): ["NEW", "NEW,ESTABLISHED", "INVALID", "UNTRACKED", "SNAT", "DNAT,NEW", "RELATED", "SNAT,DNAT",
                               "INVALID,NEW,RELATED,ESTABLISHED,UNTRACKED,SNAT,DNAT", "new"],
    ("state", "state"): ["NEW", "RELATED,ESTABLISHED", "INVALID", "UNTRACKED", "new", "INVALID,NEW,RELATED,ESTABLISHED,UNTRACKED"],
    ("conntrack", "ctstatus"): ["ASSURED", "NONE", "EXPECTED,SEEN_REPLY", "CONFIRMED", "NONE,ASSURED", "EXPECTED,SEEN_REPLY,ASSURED,CONFIRMED"],
    ("conntrack", "ctdir"): ["ORIGINAL", "REPLY", "original"],
    ("addrtype", "src-type"): ["LOCAL", "UNICAST", "BROADCAST,MULTICAST", "UNSPEC", "BLACKHOLE,UNREACHABLE,PROHIBIT", "local", "ANYCAST"],
    ("addrtype", "dst-type"): ["LOCAL", "UNICAST", "BROADCAST,MULTICAST", "UNSPEC", "THROW,NAT", "XRESOLVE"],
    ("iprange", "src-range", "4"): ["10.1.1.1-10.1.1.9", "10.1.1.1", "0.0.0.0-255.255.255.255", "10.1.1.1-10.1.1.1"],
    ("iprange", "dst-range", "4"): ["10.1.1.1-10.1.1.9", "10.1.1.1", "0.0.0.0-255.255.255.255"],
    ("iprange", "src-range", "6"): ["2001:db8::1-2001:db8::9", "2001:db8::1", "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
    ("iprange", "dst-range", "6"): ["2001:db8::1-2001:db8::9", "2001:db8::1"],
    ("string", "string"): ["abc", "two words", "a\"b", "x" * 128, "-x", "a'b", "\\"], ("string", "hex-string"): ["|0a 0b|", "ab|00|cd", "|00|", "abc", "|414243|", "|ff|"],
    ("string", "algo"): ["bm", "kmp", "Bm"], ("string", "icase"): [None],
    ("string", "from"): ["0", "65535", "20"], ("string", "to"): ["0", "65535", "20"],
    ("u32", "u32"): ["6&0xFF=0x6", "0=0", "0>>22&0x3C@4=0x29", "4&0xff=1:5,9", "0&0xffffffff=0:0xffffffff", "0=1&&4=2", "2>>1=3", "0<<8=7"],
    ("bpf", "bytecode"): ["1,6 0 0 4294967295", "4,48 0 0 9,21 0 1 6,6 0 0 1,6 0 0 0", "1,6 0 0 0"],
    ("helper", "helper"): ["ftp", "any", "sip-5060", "x" * 29],
    ("mac", "mac-source"): ["00:11:22:33:44:55", "ff:ff:ff:ff:ff:ff", "00:00:00:00:00:00", "aA:bB:0:0:0:1"],
    ("owner", "uid-owner"): ["0", "root", "0-4294967294", "1000-2000", "65534"], ("owner", "gid-owner"): ["0", "root", "5-10", "4294967294"],
    ("physdev", "physdev-in"): IFACES, ("physdev", "physdev-out"): IFACES,
    ("pkttype", "pkt-type"): ["unicast", "broadcast", "multicast", "host", "bcast", "uni"],
    ("policy", "dir"): ["in", "out"], ("policy", "pol"): ["none", "ipsec"], ("policy", "mode"): ["tunnel", "transport"],
    ("policy", "reqid"): ["1", "0", "4294967295"], ("policy", "spi"): ["0x1", "0", "0xffffffff"], ("policy", "proto"): ["esp", "ah", "ipcomp"],
    ("realm", "realm"): ["1", "0", "0x10/0xff", "0xffffffff", "1/0", "0/0xff"],
    ("devgroup", "src-group"): ["1", "0", "0x10/0xff", "0xffffffff", "1/0", "default"], ("devgroup", "dst-group"): ["1", "0", "0x10/0xff", "0xffffffff"],
    ("connlabel", "label"): ["5", "0", "127", "40"],
    ("connbytes", "connbytes-dir"): ["original", "reply", "both"], ("connbytes", "connbytes-mode"): ["packets", "bytes", "avgpkt"],
    ("connbytes", "connbytes"): ["100:200", "100:", "1", "0:10", "5:5", "0:18446744073709551614"],
    ("statistic", "mode"): ["random"], ("statistic", "probability"): ["0.5", "0", "1", "0.1", "0.00000000046", "0.333333", "0.99999999999"],
    ("statistic", "every"): ["2", "1", "4294967295"], ("statistic", "packet"): ["0", "4", "1"],
    ("time", "timestart"): TIMES, ("time", "timestop"): TIMES, ("time", "datestart"): DATES, ("time", "datestop"): DATES,
    ("time", "weekdays"): ["Mon", "Mon,Tue", "1,7", "Sa,So", "Mon,Tue,Wed,Thu,Fri,Sat,Sun", "6"],
    ("time", "monthdays"): ["1", "1,2,31", "31", "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31", "1st,2nd"],
    ("dscp", "dscp-class"): CLASSES, ("DSCP", "set-dscp-class"): CLASSES,
    ("cgroup", "path"): ["/"], ("cgroup", "cgroup"): ["1", "0", "0xffffffff"],
    ("ipvs", "vdir"): ["ORIGINAL", "REPLY"], ("ipvs", "vmethod"): ["GATE", "IPIP", "MASQ"],
    ("nfacct", "nfacct-name"): ["swacct"], ("osf", "genre"): ["Linux", "unknown", "Windows"],
    ("ipv6header", "header"): ["frag", "hop,route", "dst,none", "prot", "ah,esp,auth", "0", "44,43"],
    ("mh", "mh-type"): ["binding-update", "5", "1:3", "0:255", ":3", "3:", "be", "255", "brr"],
    ("frag", "fragid"): ["5", "5:9", "0:4294967295", ":9", "9:"], ("rt", "rt-0-addrs"): ["2001:db8::1", "2001:db8::1,2001:db8::2", "::"],
    ("rt", "rt-type"): ["0", "2", "255"], ("hbh", "hbh-opts"): OPTS6, ("dst", "dst-opts"): OPTS6,
    ("CLASSIFY", "set-class"): ["1:2", "ffff:ffff", "0:0", "0x1:0x2", "10:0"],
    ("CT", "ctevents"): ["new", "new,destroy", "related,reply,assured,protoinfo,helper,mark,natseqinfo,secmark"],
    ("CT", "expevents"): ["new"], ("CT", "helper"): ["ftp", "x" * 15], ("CT", "timeout"): ["swtime"],
    ("CT", "zone"): ["4", "0", "65535", "mark"], ("CT", "zone-orig"): ["4", "0", "mark"], ("CT", "zone-reply"): ["4", "65535", "mark"],
    ("DNAT", "to-destination", "4"): ["10.1.1.1", "10.1.1.1-10.1.1.9", "10.1.1.1:80", "10.1.1.1:80-90", ":80", "10.1.1.1-10.1.1.9:80-90/100", "10.1.1.1-10.1.1.1"],
    ("DNAT", "to-destination", "6"): ["2001:db8::1", "2001:db8::1-2001:db8::9", "[2001:db8::1]:80", "[2001:db8::1]:80-90", "[2001:db8::1-2001:db8::9]:80"],
    ("SNAT", "to-source", "4"): ["10.1.1.1", "10.1.1.1-10.1.1.9", "10.1.1.1:80", "10.1.1.1:80-90", ":80"],
    ("SNAT", "to-source", "6"): ["2001:db8::1", "2001:db8::1-2001:db8::9", "[2001:db8::1]:80"],
    ("*", "to-ports"): ["80", "80-90", "0", "65535", "1-65535", "http"],
    ("NETMAP", "to", "4"): ["10.1.0.0/16", "10.1.1.1", "10.1.0.0/255.255.0.0", "10.1.2.3/24"], ("NETMAP", "to", "6"): ["2001:db8::/64", "2001:db8::1", "2001:db8::7/64"],
    ("LOG", "log-prefix"): ["x", "two words: ", "a\"b", "x" * 29, ""], ("NFLOG", "nflog-prefix"): ["x", "two words: ", "a\"b", "x" * 63, "x" * 64, "x" * 127, ""],
    ("NFQUEUE", "queue-balance"): ["0:3", "5:9", "0:65535"], ("HMARK", "hmark-tuple"): ["src,dst", "src,dst,sport,dport", "ct", "spi"],
    ("IDLETIMER", "label"): ["swroundtrip"], ("IDLETIMER", "timeout"): ["600", "1"], ("LED", "led-trigger-id"): ["swr"], ("LED", "led-delay"): ["inf", "100"],
    ("RATEEST", "rateest-name"): ["swr"], ("RATEEST", "rateest-interval"): ["250ms", "500ms", "1s", "2s", "0.25s"],
    ("RATEEST", "rateest-ewmalog"): ["500ms", "1s", "2s"],
    ("rateest", "rateest"): ["swe"], ("rateest", "rateest1"): ["swe"], ("rateest", "rateest2"): ["swe"],
    ("REJECT", "reject-with", "4"): ["icmp-port-unreachable", "tcp-reset", "icmp-host-unreach", "net-unreach", "proto-unreach", "host-prohib",
                                     "net-prohib", "admin-prohib", "tcp-rst", "icmp-net-unreachable"],
    ("REJECT", "reject-with", "6"): ["icmp6-port-unreachable", "tcp-reset", "no-route", "adm-prohibited", "addr-unreach", "policy-fail", "reject-route"],
    ("SECMARK", "selctx"): ["system_u:object_r:x_t:s0"], ("AUDIT", "type"): ["accept", "drop", "reject", "ACCEPT"],
    ("TCPOPTSTRIP", "strip-options"): ["timestamp", "wscale,mss", "8", "2,3,4,5,8,19", "sack-permitted,sack,md5", "200"],
    ("TEE", "oif"): ["lo", "eth0"], ("TCPMSS", "set-mss"): ["1400", "0", "65495"], ("CHECKSUM", "checksum-fill"): [None],
    ("DNPT", "src-pfx"): PREFIXES, ("DNPT", "dst-pfx"): PREFIXES, ("SNPT", "src-pfx"): PREFIXES, ("SNPT", "dst-pfx"): PREFIXES,
    ("set", "match-set"): words("swa src", "swa dst", "swp src,dst", "swp src,src"), ("set", "set"): words("swa src"),
    ("SET", "add-set"): words("swa src", "swa dst"), ("SET", "del-set"): words("swa src"), ("SET", "map-set"): words("swm src"),
    ("SET", "timeout"): ["60", "0", "2147483"],
    ("CLUSTERIP", "hashmode"): ["sourceip", "sourceip-sourceport"], ("CLUSTERIP", "clustermac"): ["01:00:5e:00:00:20"],
    ("CLUSTERIP", "total-nodes"): ["2"], ("CLUSTERIP", "local-node"): ["1"], ("CLUSTERIP", "hash-init"): ["0", "7"],
    ("time", "contiguous"): [None],
}

# More values for options of a number.
ODD = {("connlimit", "connlimit-mask"): [], ("length", "length"): ["100:65535"], ("SYNPROXY", "mss"): ["1460"], ("SYNPROXY", "wscale"): ["7", "14"]}

# Old-style options that may stand behind "!".
INVERTED = {("tcp", o) for o in ("sport", "dport", "source-port", "destination-port", "syn", "tcp-flags", "tcp-option")}
INVERTED |= {("sctp", o) for o in ("sport", "dport", "source-port", "destination-port", "chunk-types")}
INVERTED |= {("set", "match-set"), ("set", "return-nomatch"), ("rateest", "rateest-lt"), ("rateest", "rateest-gt"), ("rateest", "rateest-eq"),
             ("set", "packets-eq"), ("set", "bytes-eq"), ("set", "update-counters"), ("set", "update-subcounters")}

# The command's own words, which no plugin has.
BASIC = ["-p tcp", "-p 6", "-p TCP", "-p all", "-p 0", "-p 255", "! -p udp", "-p esp", "-i eth0", "-i eth+", "-i +", "! -i eth0", "-i a",
         "-o abcdefghijklmno", "-o eth+", "! -o eth+", "-j ACCEPT", "-j DROP", "-j RETURN", "-j QUEUE", "-j all", "-g all", ""]
ADDRESSES = {
    "4": ["-s 10.1.2.3", "-s 10.1.2.3/32", "-s 10.1.2.3/8", "-s 10.1.2.3/255.0.0.0", "-s 10.1.2.3/255.0.255.0", "-s 0/0", "-s 10.1", "! -s 10.0.0.0/8",
          "! -d 10.1.2.3/31", "-d 255.255.255.255", "-d 0.0.0.0/1", "-d 0.0.0.0", "-s 10.1.2.3/0.0.0.255", "-f", "! -f", "--source=10.1.2.3",
          "--sour 10.1.2.3", "--dst 10.1.2.0/24", "--in-interface=eth0", "--protocol icmp", "-s 010.1.2.3", "! -s 0/0"],
    "6": ["-s 2001:db8::1", "-s 2001:db8::1/128", "-s 2001:db8::1/32", "-s 2001:db8::1/ffff::", "-s 2001:db8::1/ffff::ffff", "-s ::/0", "-s ::",
          "! -s 2001:db8::/64", "! -d 2001:db8::1/127", "-d ffff::", "-d ::ffff:10.1.2.3", "-s 2001:DB8:0:0::1", "--src 2001:db8::/1",
          "--destination=2001:db8::1", "! -s ::/0", "-p icmpv6", "-p ipv6-icmp", "-p 58"],
}

# What must be there before a rule can name it.
OBJECTS = {
    "iptables": ["ipset create swa hash:ip timeout 0", "ipset create swt hash:ip timeout 9", "ipset create swp hash:ip,port",
                 "ipset create swm hash:ip skbinfo", "nfacct add swacct", "ip link add eth0 type dummy"],
    "ip6tables": ["ipset create swa hash:ip family inet6 timeout 0", "ipset create swt hash:ip family inet6 timeout 9",
                  "ipset create swp hash:ip,port family inet6", "ipset create swm hash:ip family inet6 skbinfo", "nfacct add swacct",
                  "ip link add eth0 type dummy"],
}

# Options that load nowhere, each with its reason; "*": all of the plugin.
TABLE_NAME = "the kernel takes it only in a table of iptables' own name (differences.md)"
REVISION = "the newest revision has no such option"
NEVER = {
    ("-j SECMARK", "*"): TABLE_NAME, ("-j SET", "map-set"): TABLE_NAME, ("-j SET", "map-mark"): TABLE_NAME,
    ("-j SET", "map-prio"): TABLE_NAME, ("-j SET", "map-queue"): TABLE_NAME,
    ("-j CT", "timeout"): "needs a timeout policy, which no tool here makes",
    ("-m bpf", "object-pinned"): "needs a program pinned in /sys/fs/bpf", ("-m owner", "cmd-owner"): REVISION,
    ("-m owner", "pid-owner"): REVISION, ("-m owner", "sid-owner"): REVISION,
}

# Rules that no text of their plugin says, and that are refused for it: counted as skipped. Any other refusal of this
# kind fails, and a rule like these that is taken is held to all laws.
UNSAID = [(re.compile(words), why) for words, why in (
    (r"--datesto\w*[ =]1970-01-01T00:00:00", "time does not say a date that is 0"),
    (r"! --(week|month)d\w*[ =](Mon,Tue,Wed,Thu,Fri,Sat,Sun|1,2,3,4.*31)", "time says no day by no word"),
    (r"--(src|dst)-p\w*[ =]::/0", "SNPT and DNPT do not say a prefix of no bits, and want one"),
    (r"--led-d\w*[ =]inf", "LED says this delay as -1"),
    (r"--rateest-[bp]ps.* --rateest-[bp]ps", "rateest says its comparison once for each unit, and takes it once"),
    (r"--queue-b\w*[ =]0:65535", "NFQUEUE counts 65536 queues as none"),
    (r"--ulog-c\w*[ =]\d{10}", "ULOG says the low 32 bits of a size"),
)]
