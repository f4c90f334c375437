# SPDX-License-Identifier: GPL-2.0-or-later
"""Random matches: each function gives (words, aims); aims are values of packet fields at the edges of what
the words match, both sides of each edge.

The fields are those of aim.Packet. A function draws from g: g.r (random.Random), g.v6, g.proto (of the
rule's -p), g.hooks (that the chain can be reached from).
"""
from collections import namedtuple

PORTS = (0, 1, 22, 53, 80, 443, 512, 513, 514, 1023, 1024, 8080, 65534, 65535)
MARKS = (0, 1, 2, 0x10, 0xff, 0xff00, 0x80000000, 0xffffffff)
MASKS = (1, 3, 0x10, 0xff, 0xff00, 0xf0f0f0f0, 0xffffffff)
TCP_FLAGS = ("FIN", "SYN", "RST", "PSH", "ACK", "URG")
TOS = (0, 1, 2, 3, 4, 8, 0x10, 0x1c, 0x28, 0xb8, 0xb9, 0xfc, 0xff)
ICMP4 = ((8, 0), (0, 0), (3, 0), (3, 1), (3, 3), (3, 13), (11, 0), (5, 1), (12, 0), (255, 0), (255, 255), (12, 1))
ICMP6 = ((128, 0), (129, 0), (1, 4), (1, 0), (3, 0), (2, 0), (4, 1), (255, 0), (140, 3))
OUT_HOOKS = {"FORWARD", "OUTPUT", "POSTROUTING"}
IN_HOOKS = {"PREROUTING", "INPUT", "FORWARD"}


def no(g, chance=0.3):
    return "! " if g.r.random() < chance else ""


def edges(low, high, top):
    return [v for v in (low - 1, low, (low + high) // 2, high, high + 1) if 0 <= v <= top]


def spread(g, values, top):
    """A range between two of the values: (low, high)."""
    a = min(top, g.r.choice(values) + g.r.choice((0, 0, 1, 7)))
    b = min(top, g.r.choice(values) + g.r.choice((0, 0, 1, 7)))
    return min(a, b), max(a, b)


def near(g, n):
    return "fd00:9::%x:%x" % divmod(n, 256) if g.v6 else "10.9.%d.%d" % divmod(n, 256)


def far(g, n):
    return "fd00:8::%x:%x" % divmod(n, 256) if g.v6 else "10.8.%d.%d" % divmod(n, 256)


SELVES = (("10.99.0.2", "10.98.0.2"), ("fd00:99::2", "fd00:98::2"))


# ---- what is no extension ------------------------------------------------------
def net(g, host, field, ragged=0, prefix=False):
    """An address with a mask, and the hosts at its edges. Hosts are numbered 0..1023 on each side. ragged: how
    often bits behind the mask are left in the address. prefix: no other masks (conntrack's are refused)."""
    n = g.r.randrange(1024)
    width = g.r.choice((0, 0, 1, 2, 5, 6, 7, 8, 9, 10))
    if g.r.random() < 0.1 and not g.v6 and not prefix:
        return "%s/255.%s.255.%d" % (host(g, n), g.r.choice(("255", "0")), g.r.choice((1, 255, 0xf0, 0))), {
            field: [host(g, m) for m in (n, n ^ 1, n ^ 2, n ^ 256)]}
    base = n >> width << width
    shown = n if g.r.random() < ragged else base
    if g.v6:        # 16 bits of a host number are in one group, 8 in the last
        text = "%s/%d" % (host(g, shown), 128 - width if width <= 8 else 120 - width)
    else:
        text = "%s/%d" % (host(g, shown), 32 - width)
    return text, {field: [host(g, m & 1023) for m in (base - 1, base, n, base + (1 << width) - 1, base + (1 << width))]}


def source(g):
    text, aims = net(g, far if g.r.random() < 0.2 else near, "src")
    return no(g, 0.2) + "-s " + text, aims


def destination(g):
    if g.r.random() < 0.2:
        a = g.r.choice(SELVES[g.v6])
        return no(g, 0.2) + "-d " + a, {"dst": [a]}
    text, aims = net(g, near if g.r.random() < 0.2 else far, "dst")
    return no(g, 0.2) + "-d " + text, aims


def device_in(g):
    name = g.r.choice(("in0", "in0", "out0", "in+", "i+", "lo", "+", "in00", "nosuch"))
    return no(g) + "-i " + name, {}


def device_out(g):
    name = g.r.choice(("out0", "out0", "in0", "out+", "o+", "lo", "+", "ou", "nosuch+"))
    return no(g) + "-o " + name, {}


def fragment(g):
    return no(g) + "-f", {"frag": ["later", "first", None, "later"]}


# ---- transport -----------------------------------------------------------------
def port_range(g):
    """(words, values at its edges); 1:0 is what neither accepts."""
    low, high = spread(g, PORTS, 65535)
    kind = g.r.randrange(4)
    if kind == 0:
        return "%d" % low, edges(low, low, 65535)
    if kind == 1:
        return "%d:" % low, edges(low, 65535, 65535)
    if kind == 2:
        return ":%d" % high, edges(0, high, 65535)
    return "%d:%d" % (low, high), edges(low, high, 65535)


def ports(g, words):
    aims = {}
    for side in ("sport", "dport"):
        if g.r.random() < (0.4 if side == "sport" else 0.8):
            text, values = port_range(g)
            whole = (values[0], values[-1]) == (0, 65535)       # the plugin saves "! 0:65535" as nothing
            words.append("%s--%s %s" % (no(g, 0.25) if g.lossy or not whole else "", side, text))
            aims[side] = values
    return aims


def tcp(g):
    words = ["-m tcp"]
    aims = ports(g, words)
    if g.r.random() < 0.35:
        if g.r.random() < 0.4:
            words.append(no(g) + "--syn")
            aims["flags"] = [2, 0x12, 0x10, 4, 1]
        else:
            mask = g.r.sample(TCP_FLAGS, g.r.randrange(1, 6))
            comp = [f for f in mask if g.r.random() < 0.5]
            words.append("%s--tcp-flags %s %s" % (no(g), ",".join(mask), ",".join(comp) or "NONE"))
            bits = sum(1 << TCP_FLAGS.index(f) for f in comp)
            full = sum(1 << TCP_FLAGS.index(f) for f in mask)
            aims["flags"] = [bits, bits ^ (full & -full), 0x3f & ~full | bits, bits | 0xc0]
    if g.r.random() < 0.06:
        words.append(no(g) + "--tcp-option %d" % g.r.choice((2, 3, 8, 30)))
        aims["mss"] = [None, 1400]
    return " ".join(words), aims


def udp(g):
    words = ["-m udp"]
    aims = ports(g, words)
    return " ".join(words), aims


def multiport(g):
    side = g.r.choice(("sports", "dports", "dports", "ports"))
    parts, values, room = [], [], 15
    for _ in range(g.r.choice((1, 1, 2, 3, 5, 9))):
        low, high = spread(g, PORTS, 65535)
        if g.r.random() < 0.35 and low < high and room >= 2:
            parts.append("%d:%d" % (low, high))
            room -= 2
        elif room >= 1:
            parts.append("%d" % low)
            high = low
            room -= 1
        values += edges(low, high, 65535)
    fields = {"sports": ["sport"], "dports": ["dport"], "ports": ["sport", "dport"]}[side]
    return "-m multiport %s--%s %s" % (no(g, 0.25), side, ",".join(parts)), {f: values for f in fields}


def icmp(g):
    kinds = ICMP6 if g.v6 else ICMP4
    kind, code = g.r.choice(kinds)
    name = "--icmpv6-type" if g.v6 else "--icmp-type"
    text = g.r.choice(("%d" % kind, "%d/%d" % (kind, code)))
    if not g.v6 and g.r.random() < 0.1:
        text = "any"
    return "-m %s %s%s %s" % ("icmp6" if g.v6 else "icmp", no(g, 0.25) if text != "any" else "", name, text), {
        "icmp": [(kind, code), (kind, code ^ 1), (kind ^ 1, code), g.r.choice(kinds)]}


def spi_words(g, name, words):
    low, high = spread(g, (0, 1, 255, 256, 500, 0x10000, 0xfffffff0), 0xffffffff)
    text = g.r.choice(("%d" % low, "%d:%d" % (low, high)))
    return "-m %s %s%s %s" % (name, no(g), words, text), {"spi": edges(low, high, 0xffffffff)}


def esp(g):
    return spi_words(g, "esp", "--espspi")


def ah(g):
    return spi_words(g, "ah", "--ahspi")


def sctp(g):
    words = ["-m sctp"]
    aims = ports(g, words)
    return " ".join(words), aims


def dccp(g):
    words = ["-m dccp"]
    aims = ports(g, words)
    if not aims or g.r.random() < 0.5:
        kinds = ("REQUEST", "RESPONSE", "DATA", "ACK", "DATAACK", "CLOSEREQ", "CLOSE", "RESET", "SYNC", "SYNCACK", "INVALID")
        some = g.r.sample(range(len(kinds)), g.r.choice((1, 1, 2, 4)))
        words.append("%s--dccp-types %s" % (no(g), ",".join(kinds[n] for n in some)))
        aims["dccp"] = [some[0] << 1, some[-1] << 1 | 0xe1, 0]
    return " ".join(words), aims


def tcpmss(g):
    low, high = spread(g, (0, 536, 1400, 1460, 65535), 65535)
    return "-m tcpmss %s--mss %s" % (no(g), "%d:%d" % (low, high) if g.r.random() < 0.6 else low), {
        "mss": edges(low, high, 65535) + [None], "flags": [2]}


def ecn_tcp(g):
    return "-m ecn %s--ecn-tcp-%s" % (no(g), g.r.choice(("ece", "cwr"))), {"flags": [2, 0x42, 0x82, 0xc2]}


# ---- connections ---------------------------------------------------------------
STATES = ("INVALID", "NEW", "ESTABLISHED", "RELATED", "UNTRACKED")


def state(g):
    words = ",".join(g.r.sample(STATES, g.r.choice((1, 1, 2, 2, 3, 5))))
    return "-m state %s--state %s" % (no(g, 0.25), words), {}


def conntrack(g):
    words, aims = ["-m conntrack"], {}
    for _ in range(g.r.choice((1, 1, 1, 2, 3))):
        word, more = g.r.choice((ct_state, ct_state, ct_proto, ct_dir, ct_address, ct_address, ct_port, ct_port, ct_status, ct_expire))(g)
        option = word.replace("! ", "").split()[0]
        if option not in " ".join(words).split():
            words.append(word)
            aims.update(more)
    return " ".join(words), aims


def ct_state(g):
    words = ",".join(g.r.sample(STATES + ("SNAT", "DNAT"), g.r.choice((1, 1, 2, 2, 3, 5))))
    return "%s--ctstate %s" % (no(g, 0.25), words), {}


def ct_proto(g):
    p = g.r.choice((6, 17, 58 if g.v6 else 1, 47))
    return "%s--ctproto %d" % (no(g), p), {"proto": [p]}


def ct_dir(g):
    return "--ctdir " + g.r.choice(("ORIGINAL", "REPLY")), {}


def ct_address(g):
    which = g.r.choice(("origsrc", "origdst", "replsrc", "repldst"))
    host, field = ((near, "src") if which in ("origsrc", "repldst") else (far, "dst"))
    text, aims = net(g, host, field, 0.4, prefix=True)
    return "%s--ct%s %s" % (no(g), which, text), aims


def ct_port(g):
    which = g.r.choice(("origsrcport", "origdstport", "replsrcport", "repldstport"))
    if "nat" in g.tables:       # where the ports of replies may be picked at random
        which = which.replace("repl", "orig")
    low, high = spread(g, PORTS, 65535)
    text = "%d:%d" % (low, high) if g.r.random() < 0.5 else "%d" % low
    return "%s--ct%s %s" % (no(g), which, text), {
        "sport" if which in ("origsrcport", "repldstport") else "dport": edges(low, high, 65535)}


def ct_status(g):
    names = g.r.sample(("EXPECTED", "SEEN_REPLY", "ASSURED", "CONFIRMED"), g.r.choice((1, 1, 2)))
    return "%s--ctstatus %s" % (no(g), "NONE" if g.r.random() < 0.1 else ",".join(names)), {}


def ct_expire(g):
    return "%s--ctexpire %s" % (no(g), g.r.choice(("0:20", "60:500", "0:4294967", "100000:4294967"))), {}


def connmark(g):
    v, m = g.r.choice(MARKS), g.r.choice(MASKS)
    return "-m connmark %s--mark %#x%s" % (no(g), v & m, "/%#x" % m if g.r.random() < 0.6 else ""), {}


def connbytes(g):
    low, high = spread(g, (0, 1, 2, 3, 60, 100, 1000), 1 << 40)
    upper = "%d" % high if g.r.random() < 0.7 else ""
    return "-m connbytes %s--connbytes %d:%s --connbytes-dir %s --connbytes-mode %s" % (
        "" if upper == "%d" % low else no(g), low, upper, g.r.choice(("original", "reply", "both")),
        g.r.choice(("packets", "bytes", "avgpkt"))), {}


def helper(g):
    return "-m helper %s--helper %s" % (no(g), g.r.choice(("ftp", "irc", "sip-1", "tftp"))), {"dport": [21, 6667]}


def connlabel(g):
    return "-m connlabel %s--label %d%s" % (no(g), g.r.choice((0, 1, 40, 127)), " --set" if g.r.random() < 0.3 else ""), {}


# ---- the packet ----------------------------------------------------------------
def mark(g):
    v, m = g.r.choice(MARKS), g.r.choice(MASKS)
    return "-m mark %s--mark %#x%s" % (no(g), v & m if g.r.random() < 0.8 else v,
                                       "/%#x" % m if g.r.random() < 0.6 else ""), {}


def iprange(g):
    words, aims = ["-m iprange"], {}
    for word, host, field in (("src", near, "src"), ("dst", far, "dst")):
        if g.r.random() < 0.6 or (word == "dst" and not aims):
            low, high = spread(g, (0, 5, 255, 256, 500, 1000), 1023)
            words.append("%s--%s-range %s-%s" % (no(g), word, host(g, low), host(g, high)))
            aims[field] = [host(g, n) for n in edges(low, high, 1023)]
    return " ".join(words), aims


def mac(g):
    return "-m mac %s--mac-source 02:00:00:00:00:%s" % (no(g), g.r.choice(("11", "21", "99"))), {}


def pkttype(g):
    return "-m pkttype %s--pkt-type %s" % (no(g), g.r.choice(("unicast", "broadcast", "multicast"))), {
        "cast": ["unicast", "broadcast", "multicast"]}


def length(g):
    low, high = spread(g, (0, 20, 28, 40, 48, 60, 100, 500, 1028, 65535), 65535)
    head = 48 if g.v6 else 28
    return "-m length %s--length %s" % (no(g), "%d:%d" % (low, high) if g.r.random() < 0.7 else low), {
        "size": [v - head for v in edges(low, high, 1400) if v >= head]}


def ttl(g):
    n = g.r.choice((1, 2, 31, 32, 63, 64, 128, 255))
    word = g.r.choice(("eq", "eq", "lt", "gt"))
    name, inv = ("hl", "hl") if g.v6 else ("ttl", "ttl")
    return "-m %s %s--%s-%s %d" % (name, no(g) if word == "eq" else "", inv, word, n), {"ttl": edges(n, n, 255)}


def tos(g):
    v, m = g.r.choice(TOS), g.r.choice((0xff, 0x3f, 0xfc, 0x1c, 0xf0, 3, 1))
    return "-m tos %s--tos %#x/%#x" % (no(g), v & m, m), {"tos": [v, v & m, v ^ (m & -m), v | 0xff & ~m]}


def dscp(g):
    v = g.r.randrange(64)
    return "-m dscp %s--dscp %#x" % (no(g), v), {"tos": [v << 2, v << 2 | 3, (v << 2) ^ 4, (v ^ 32) << 2]}


def ecn_ip(g):
    v = g.r.randrange(4)
    return "-m ecn %s--ecn-ip-ect %d" % (no(g), v), {"tos": [v, v ^ 1, v | 0xb8, v ^ 2]}


def addrtype(g):
    if g.v6 and g.r.random() < 0.6:
        types = ["LOCAL"]
    else:
        kinds = ["UNICAST", "LOCAL", "MULTICAST", "UNREACHABLE"] + ([] if g.v6 else ["BROADCAST", "UNSPEC", "BLACKHOLE"])
        types = g.r.sample(kinds, g.r.choice((1, 1, 2, 3)))
    words = "-m addrtype %s--%s-type %s" % (no(g), g.r.choice(("src", "dst", "dst")), ",".join(types))
    if not g.v6 and g.r.random() < 0.3:
        if g.hooks <= IN_HOOKS:
            words += " --limit-iface-in"
        elif g.hooks <= OUT_HOOKS:
            words += " --limit-iface-out"
    return words, {"dst": ["10.99.0.2", "10.98.0.2", "10.99.0.255", "224.0.0.5"] if not g.v6 else
                   ["fd00:99::2", "fd00:98::2", "ff02::5"]}


def rpfilter(g):
    words = [w for w in ("--loose", "--validmark", "--accept-local", "--invert") if g.r.random() < 0.3]
    return " ".join(["-m rpfilter"] + words), {"src": [near(g, 5), far(g, 5), SELVES[g.v6][0], SELVES[g.v6][1]]}


def owner(g):
    who = g.r.choice(("--uid-owner 0", "--gid-owner 0", "--uid-owner 0-1000", "--uid-owner 1-5", "--socket-exists"))
    return "-m owner %s%s" % (no(g), who), {}


def rt(g):
    words = ["-m rt"] + [w for w in ("%s--rt-type %d" % (no(g), g.r.choice((0, 0, 2))),
                                     "%s--rt-segsleft %s" % (no(g), g.r.choice(("0", "0:255", "1:3")))) if g.r.random() < 0.6]
    return " ".join(words), {"ext": ["routed", "all", "both"]}


# What the kernel makes itself, such as errors of ICMP, has an id of its own choice, and so a sum.
SURE = {4: 0xffff, 8: 0xffff0000}


def u32(g):
    parts = []
    for _ in range(g.r.choice((1, 1, 2, 3))):
        at, mask, low = g.r.choice((0, 4, 6, 8, 12, 20, 24, 40, 60)), g.r.choice((0, 0xff, 0xffff, 0xff0000, 0xf0000000)), g.r.choice(PORTS)
        if not g.v6 and at in SURE:
            mask = mask & SURE[at] or SURE[at]
        parts.append("0x%x%s=0x%x%s" % (at, "&0x%x" % mask if mask else "", low & mask if mask else low,
                                        ":0xffffffff" if g.r.random() < 0.6 else ""))
    return "-m u32 --u32 %s" % "&&".join(parts), {}


def cgroup(g):
    return "-m cgroup %s--cgroup %d" % (no(g), g.r.choice((0, 0, 5))), {}


def sockets(g):
    return "-m socket --nowildcard%s" % g.r.choice(("", " --transparent")), {}


def devgroup(g):
    word = "src" if g.hooks <= IN_HOOKS and (g.r.random() < 0.5 or not g.hooks <= OUT_HOOKS) else "dst"
    return "-m devgroup %s--%s-group %s" % (no(g), word, g.r.choice(("0x0", "0x5", "0x4/0x4"))), {}


def realm(g):
    return "-m realm %s--realm %s" % (no(g), g.r.choice(("0x0", "0x1", "0x0/0xff"))), {}


def policy(g):
    word = "in" if g.hooks <= IN_HOOKS and (g.r.random() < 0.5 or not g.hooks <= OUT_HOOKS) else "out"
    return "-m policy --dir %s --pol %s" % (word, g.r.choice(("none", "ipsec"))), {}


def cpu(g):
    return "-m cpu %s--cpu %d" % (no(g), g.r.randrange(3)), {}


def comment(g):
    return "-m comment --comment %s" % g.r.choice(('a', '"two words"', '"a \\"quoted\\" one"', '"semi;colon"', "'")).replace(
        "'", "x" * g.r.choice((1, 100, 253))), {}


# ---- with a state of their own: deterministic, because time is left out ----------
def statistic(g):
    if g.r.random() < 0.2:      # of what is random: never and always
        return "-m statistic --mode random %s--probability %s" % (no(g), g.r.choice(("0.0", "1.0"))), {}
    every = g.r.choice((1, 2, 3, 7))
    return "-m statistic --mode nth %s--every %d --packet %d" % (no(g), every, g.r.randrange(every)), {}


def quota(g):
    return "-m quota %s--quota %d" % (no(g), g.r.choice((0, 1, 100, 500, 5000))), {}


def limit(g):
    rate, burst = g.r.choice((("1/hour", 1), ("1/hour", 2), ("1/hour", 5), ("1/hour", 10), ("1/day", 1)))
    return "-m limit --limit %s --limit-burst %d" % (rate, burst), {}


def date(g):
    return g.r.choice(("-m time --datestart 2001-01-01T00:00:00 --datestop 2030-01-01T00:00:00",
                       "-m time --datestart 2001-01-01T00:00:00 --datestop 2002-01-01T00:00:00",
                       "-m time --timestart 00:00:00 --timestop 23:59:59",
                       "-m time --weekdays Mon,Tue,Wed,Thu,Fri,Sat,Sun")), {}


# ---- always as xt: that they keep their place and their protocol -----------------
def carried(g):
    return g.r.choice(("-m u32 ! --u32 0x0&0xff=0x0:0xff", "-m u32 --u32 0x0>>0x18=0x45",
                       "-m string --string xxxx --algo bm", "-m string ! --string xxxx --algo kmp")), {}


Row = namedtuple("Row", "weight make families tables hooks proto", defaults=("46", None, None, None))
ROWS = (
    Row(9, source), Row(8, destination),
    Row(4, device_in, hooks=IN_HOOKS), Row(4, device_out, hooks=OUT_HOOKS), Row(3, fragment, "4"),
    Row(7, conntrack), Row(5, state), Row(3, mark), Row(3, connmark), Row(1, connbytes), Row(1, helper), Row(2, connlabel),
    Row(3, iprange), Row(2, mac, hooks=IN_HOOKS), Row(2, pkttype), Row(3, length), Row(2, ttl), Row(2, tos), Row(2, dscp),
    Row(1, ecn_ip, "4"), Row(3, addrtype), Row(3, rpfilter, tables=("raw", "mangle"), hooks={"PREROUTING"}),
    Row(2, owner, hooks={"OUTPUT", "POSTROUTING"}), Row(1, devgroup, hooks=IN_HOOKS), Row(1, devgroup, hooks=OUT_HOOKS),
    Row(1, realm, "4", hooks={"INPUT", "FORWARD", "OUTPUT", "POSTROUTING"}),
    Row(2, rt, "6"), Row(1, u32),
    Row(1, sockets, hooks={"PREROUTING", "INPUT"}),
    Row(2, cgroup, hooks={"INPUT", "OUTPUT", "POSTROUTING"}), Row(1, policy, hooks=IN_HOOKS), Row(1, policy, hooks=OUT_HOOKS), Row(1, cpu), Row(3, comment),
    Row(2, statistic), Row(1, quota), Row(3, limit), Row(1, date), Row(2, carried),
    Row(30, tcp, proto=6), Row(3, multiport, proto=6), Row(8, multiport, proto=6), Row(2, tcpmss, proto=6),
    Row(2, ecn_tcp, proto=6), Row(30, udp, proto=17), Row(10, multiport, proto=17), Row(40, icmp, proto=1),
    Row(40, icmp, proto=58), Row(40, esp, proto=50), Row(40, ah, "4", proto=51), Row(40, sctp, proto=132), Row(40, dccp, proto=33),
    Row(10, multiport, proto=132), Row(10, multiport, proto=136))


TRACKING = {conntrack, state, connmark, connbytes, helper, connlabel}


def choose(g, table, taken):
    """(row, words, aims) of a random match, once each."""
    fit = [row for row in ROWS if row.make not in taken and (g.may_track(table) or row.make not in TRACKING) and ("6" if g.v6 else "4") in row.families
           and (row.tables is None or table in row.tables) and (row.hooks is None or g.hooks <= row.hooks)
           and (row.proto is None or row.proto == g.proto)]
    row = g.r.choices(fit, [row.weight for row in fit])[0]
    return (row, *row.make(g))
