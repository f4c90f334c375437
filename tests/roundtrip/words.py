# SPDX-License-Identifier: GPL-2.0-or-later
"""More words than packets can tell apart: matches and targets whose text has to survive, as rows of the
differential machine's generator."""
import matches
import ruleset
import targets
from matches import Row as Match
from targets import Row as Target


def pick(*texts):
    def make(g):
        return g.r.choice(texts), {}
    return make


def limit(g):
    rate = "%d/%s" % (g.r.choice((1, 2, 3, 5, 7, 10, 25, 60, 333)), g.r.choice(("sec", "min", "hour", "day")))
    if rate.endswith("day"):
        return "-m limit --limit %s --limit-burst 1" % rate, {}
    return "-m limit --limit %s%s" % (rate, g.r.choice(("", " --limit-burst 1", " --limit-burst 5", " --limit-burst 10"))), {}


def statistic(g):
    if g.r.random() < 0.5:
        return matches.statistic(g)
    return "-m statistic --mode random %s--probability %s" % (
        matches.no(g), g.r.choice(("0.1", "0.5", "0.33333333349", "1.0", "0.0", "0.99999999953"))), {}


def days(g):
    return "-m time " + " ".join(w for w in (
        g.r.choice(("", "--timestart 08:00:00 --timestop 18:00:00", "--timestart 22:00:00 --timestop 06:00:00", "--timestart 12:00:00")),
        g.r.choice(("", "--weekdays Mon,Tue,Fri", "! --weekdays Sat,Sun", "--monthdays 1,2,31")),
        g.r.choice(("", "--datestart 2020-02-29T12:00:00", "--datestop 2037-12-31T23:59:59", "--kerneltz"))) if w), {}


MATCHES = (
    Match(6, limit), Match(4, statistic), Match(4, days),
    Match(2, pick("-m hashlimit --hashlimit-upto 5/sec --hashlimit-mode srcip --hashlimit-name a",
                  "-m hashlimit --hashlimit-above 1kb/s --hashlimit-mode srcip,dstport --hashlimit-name b --hashlimit-srcmask 24")),
    Match(2, pick("-m recent --name ssh --set --rsource", "-m recent --name ssh --rcheck --seconds 60 --hitcount 4 --rsource",
                  "-m recent ! --name x --update --rdest".replace("! ", ""))),
    Match(2, pick("-m connlimit --connlimit-above 10 --connlimit-saddr", "-m connlimit --connlimit-upto 3 --connlimit-mask 24")),
    Match(2, pick("-m quota --quota 18446744073709551615", "-m quota ! --quota 1", "-m quota --quota 9223372036854775808")),
    Match(2, pick("-m cgroup --cgroup 1", "-m cgroup ! --cgroup 5"), hooks={"OUTPUT", "POSTROUTING"}),
    Match(2, pick("-m socket", "-m socket --nowildcard --transparent"), tables=("mangle", "raw"), hooks={"PREROUTING", "INPUT"}),
    Match(2, pick('-m string --string "GET /" --algo bm --to 100', "-m string --hex-string \"|0d 0a|x\" --algo kmp --icase")),
    Match(1, pick("-m bpf --bytecode \"4,48 0 0 9,21 0 1 6,6 0 0 1,6 0 0 0\"")),
    Match(2, pick("-m physdev --physdev-in br0", "-m physdev ! --physdev-in br+ --physdev-is-bridged"), hooks={"FORWARD", "INPUT"}),
    Match(2, pick("-m policy --dir in --pol ipsec --strict --reqid 1 --spi 0x1 --proto esp --mode tunnel --tunnel-src 10.0.0.0/8 "
                  "--tunnel-dst 10.1.0.1/32 --next --reqid 2"), "4", hooks={"INPUT", "FORWARD"}),
    Match(2, pick("-m dccp --sport 1 --dccp-types REQUEST,RESPONSE", "-m dccp ! --dport 5:6"), proto=33),
    Match(4, pick("-m tcp --tcp-option 2", "-m tcp ! --tcp-option 8 --dport 80"), proto=6),
    Match(4, pick("-m sctp --chunk-types any DATA,INIT", "-m sctp ! --chunk-types only SACK"), proto=132),
    Match(3, pick("-m frag --fragid 1:5", "-m hbh --hbh-len 8", "-m rt --rt-type 0", "-m ipv6header --header hop --soft",
                  "-m dst --dst-opts 1,2", "-m eui64"), "6", hooks={"INPUT", "FORWARD", "PREROUTING"}),
    Match(3, pick('-m comment --comment "first"', "-m comment --comment second")),
)
TARGETS = (
    Target(6, pick("-j LOG --log-prefix \"a b\" --log-level 1 --log-tcp-sequence --log-macdecode", "-j LOG --log-level 0 --log-uid",
                   "-j NFLOG --nflog-group 65535 --nflog-size 256 --nflog-threshold 50", "-j NFLOG")),
    Target(4, pick("-j NFQUEUE", "-j NFQUEUE --queue-num 5 --queue-bypass", "-j NFQUEUE --queue-balance 1:4 --queue-cpu-fanout")),
    Target(2, pick("-j AUDIT --type accept", "-j HMARK --hmark-tuple src,dst --hmark-mod 5 --hmark-rnd 0xdeaf",
                   "-j IDLETIMER --timeout 60 --label idle"), tables=("mangle", "filter")),
    Target(4, pick("-j CT --helper ftp", "-j CT --ctevents new,destroy"), tables=("raw",), protos=(6,)),
    Target(4, pick("-j TPROXY --on-port 5 --on-ip 0.0.0.0 --tproxy-mark 0x1/0x1"), "4", ("mangle",), {"PREROUTING"}, (6, 17)),
    Target(4, pick("-j CHECKSUM --checksum-fill"), tables=("mangle",), protos=(17,)),
    Target(4, pick("-j TEE --gateway 10.99.0.1"), "4", ("mangle",)),
    Target(4, pick("-j CLASSIFY --set-class 1234:abcd"), tables=("mangle",), hooks=targets.LATE),
    Target(4, pick("-j SNAT --to-source 10.0.0.1-10.0.0.9:1-65535 --random", "-j SNAT --to-source :1000-2000"), "4", ("nat",),
           {"POSTROUTING", "INPUT"}, (6, 17)),
    Target(4, pick("-j DNAT --to-destination 10.0.0.1:80-90/1000"), "4", ("nat",), {"PREROUTING", "OUTPUT"}, (6, 17)),
)


def install():
    """Lets the generator use them too."""
    ruleset.Maker.lossy = False
    matches.ROWS = matches.ROWS + MATCHES
    targets.ROWS = targets.ROWS + TARGETS
