# SPDX-License-Identifier: GPL-2.0-or-later
"""The options that are no extension's, and the commands around a rule: right and wrong values beside each other."""
TABLES = {
    "filter": ("INPUT", "FORWARD", "OUTPUT"),
    "nat": ("PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"),
    "mangle": ("PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"),
    "raw": ("PREROUTING", "OUTPUT"),
    "security": ("INPUT", "FORWARD", "OUTPUT"),
}
USER = ("user", "other")        # made at the start of each episode, in the table it is about
NAMES = ("new", "u.1", "a-b", "x" * 28, "x" * 29, "ü", "a b", "", "-x", "!x", "ACCEPT", "LOG", "INPUT", "COMMIT", "#c", "0", "user ", "a\tb",
         "tcp", "%s%n", "REJECT", "QUEUE", "sw", "*", "[1:2]")
V4 = ("192.0.2.1", "10.1.2.3", "0.0.0.0", "255.255.255.255", "127.0.0.1", "198.51.100.0", "224.0.0.1", "1.2.3", "1.2", "256.1.1.1",
      "1.2.3.4.5", "0x7f.1", "010.0.0.1", "localhost", "nohost.invalid", "", "::1", "192.0.2.1 ", "1", "default", "any", "0")
M4 = ("0", "1", "8", "24", "31", "32", "33", "-1", "255.255.255.0", "255.0.255.0", "0.0.0.0", "255.255.255.255", "0.0.0.255", "", "x", "024",
      "255.255", "256.0.0.0", "32x", "0x18", "+8", " 8")
V6 = ("2001:db8::1", "::", "::1", "fe80::1", "ff02::1", "2001:db8:1:2:3:4:5:6", "::ffff:192.0.2.1", "1::2::3", "2001:DB8::A", "::1%lo",
      "192.0.2.1", "ip6-localhost", "nohost.invalid", "", "12345::", "fe80::1 ", "1:2:3:4:5:6:7")
M6 = ("0", "1", "10", "64", "65", "127", "128", "129", "-1", "ffff::", "ffff:0:ffff::", "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "", "x",
      "064", "255.255.255.0", "64x", "0x40", "+8")
PROTOCOLS = ("tcp", "udp", "icmp", "ipv6-icmp", "icmpv6", "icmp6", "esp", "ah", "sctp", "dccp", "udplite", "all", "any", "ip", "ipv6", "gre", "ipencap",
             "TCP", "Udp", "0", "1", "6", "17", "41", "58", "132", "253", "254", "255", "256", "-1", "0x6", "06", "6x", "", "nope", "mh",
             "ipv6-mh", "ipv6-frag", "ipv6-route", "ipv6-opts", "hopopt", "vrrp", "ospf", "igmp", "47", "51", "50", "60", "44", "43",
             "135", " tcp", "tcp ", "tcp,udp", "+6", "1e1", "4294967302", "262", "udp-lite", "ipip", "rspf", "etherip", "mptcp")
INTERFACES = ("lo", "eth0", "eth+", "+", "e+h", "a+b+", "++", "", "eth0:1", "eth/0", "eth 0", "x" * 15, "x" * 16, "x" * 15 + "+", "x" * 14 + "+",
              "ü", "-i", "!", "!eth0", "*", ".", "..", "wg-0", "eth0,eth1", "%s", "\"", "a'b", "0", "any")
TARGETS = ("ACCEPT", "DROP", "RETURN", "QUEUE", "user", "other", "nope", "accept", "", "INPUT", "FORWARD", "PREROUTING", "x" * 28, "x" * 29, "a b",
           "LOG", "REJECT", "MASQUERADE", "MARK", "NFQUEUE", "TRACE", "NOTRACK", "-x", "!", "standard", "ERROR", "tcp", "../x", "SNAT", "é")
COUNTS = ("0", "1", "2", "3", "4", "99", "-1", "x", "1x", "0x1", "01", "+1", "", " 1", "4294967296", "4294967297", "2147483648", "1.5", "1 2", "-0",
          "18446744073709551617", "é")
COUNTERS = (("5", "6"), ("5,6",), ("0", "0"), ("18446744073709551615", "1"), ("18446744073709551616", "1"), ("x", "1"), ("1", "x"), ("1",), (",",),
            ("5,", ), (",6",), ("5,6", "7"), ("", "1"), ("1", ""), ("-1", "1"), ("1", "-1"), ("0x1", "2"), ("1:2",), ("5x", "6"), ("5", "6x"), ("5 ", "6"))
LONG = {"-A": "--append", "-I": "--insert", "-R": "--replace", "-D": "--delete", "-C": "--check", "-L": "--list", "-S": "--list-rules",
        "-F": "--flush", "-Z": "--zero", "-N": "--new-chain", "-X": "--delete-chain", "-E": "--rename-chain", "-P": "--policy", "-s": "--source",
        "-d": "--destination", "-p": "--protocol", "-i": "--in-interface", "-o": "--out-interface", "-f": "--fragments", "-j": "--jump",
        "-g": "--goto", "-m": "--match", "-t": "--table", "-n": "--numeric", "-v": "--verbose", "-x": "--exact", "-c": "--set-counters",
        "-w": "--wait", "-W": "--wait-interval", "-4": "--ipv4", "-6": "--ipv6", "-V": "--version"}
ALIASES = {"--source": ("--src",), "--destination": ("--dst",), "--fragments": ("--fragment",), "--numeric": ("--num",), "--protocol": ("--proto",),
           "--in-interface": ("--in",), "--out-interface": ("--out",), "--line-numbers": ("--line",)}


class Basic:
    """Words drawn by one random.Random, for one program."""

    def __init__(self, rand, program):
        self.rand, self.six = rand, program == "ip6tables"

    def pick(self, values, good=0.6):
        """The first half of a list is mostly right; the rest, mostly wrong."""
        if self.rand.random() < good:
            return self.rand.choice(values[:max(1, len(values) // 2)])
        return self.rand.choice(values)

    def address(self):
        word = self.pick(V6 if self.six else V4, 0.8)
        if self.rand.random() < 0.5:
            word += "/" + self.pick(M6 if self.six else M4, 0.7)
        if self.rand.random() < 0.15:
            word += self.rand.choice((",", ",", ", ", ",,")) + self.pick(V6 if self.six else V4, 0.8)
        return word

    def option(self):
        """One option with its value, as words."""
        kind = self.rand.choice("ssddppiioojjgfc46nvx0wWM")
        if kind in "sd":
            words = ["-" + kind, self.address()]
        elif kind == "p":
            words = ["-p", self.pick(PROTOCOLS)]
        elif kind in "io":
            words = ["-" + kind, self.pick(INTERFACES)]
        elif kind in "jg":
            words = ["-" + kind, self.pick(TARGETS)]
        elif kind == "c":
            words = ["-c", *self.pick(COUNTERS, 0.3)]
        elif kind == "w":
            words = ["-w"] + self.rand.choice(([], ["5"], ["x"], ["-1"], [""]))
        elif kind == "W":
            words = ["-W"] + self.rand.choice(([], ["5"], ["x"], ["1000000"]))
        elif kind == "0":
            words = ["--line-numbers"]
        elif kind == "M":
            words = ["-M", "/bin/true"] if self.rand.random() < 0.5 else ["--modprobe=/bin/true"]
        else:
            words = ["-" + kind]
        if kind in "sdpiof" and self.rand.random() < 0.2:
            words.insert(self.rand.choice((0, 0, 0, 1)), "!")
        return words

    def common(self):
        """Options as most rules have them."""
        words = []
        for kind in self.rand.sample("sdpio", self.rand.randint(0, 2)):
            values = {"s": None, "d": None, "p": PROTOCOLS[:12], "i": INTERFACES[:4], "o": INTERFACES[:4]}[kind]
            word = self.address() if values is None else self.rand.choice(values)
            words += ["!"] * (self.rand.random() < 0.15) + ["-" + kind, word]
        return words

    def spelled(self, words):
        """Some options in their long forms, shortened or with an alias."""
        out = []
        for word in words:
            if word in LONG and self.rand.random() < 0.15:
                word = LONG[word]
                if self.rand.random() < 0.3:
                    word = self.rand.choice(ALIASES.get(word, (word,)))
                elif self.rand.random() < 0.3:
                    word = word[:self.rand.randint(3, len(word))]
            out.append(word)
        return out

    def chain(self, table):
        return self.rand.choice(TABLES[table] + USER) if self.rand.random() < 0.93 else self.pick(NAMES + ("nope", "FORWARD", "PREROUTING"), 0)

    def lists(self, table):
        """-L, -S, -Z, -F, -X, -N, -E, -P and deletions by number."""
        number = [self.pick(COUNTS, 0.8)]
        maybe_chain = [self.chain(table)] if self.rand.random() < 0.6 else []
        numbered = maybe_chain + (number if maybe_chain and self.rand.random() < 0.4 else [])
        show = [w for w in ("-n", "-v", "-x", "--line-numbers", "-n") if self.rand.random() < 0.35]
        return self.rand.choice((
            lambda: ["-L", *numbered, *show], lambda: ["-L", *numbered, "-n", *(w for w in show if w != "-n")],
            lambda: [*show, "-L", *numbered], lambda: ["-S", *numbered, *["-v"] * (self.rand.random() < 0.4)],
            lambda: ["-Z", *numbered], lambda: ["-F", *maybe_chain], lambda: ["-X", *maybe_chain],
            lambda: ["-N", self.pick(NAMES, 0.3)], lambda: ["-E", self.chain(table), self.pick(NAMES, 0.5)],
            lambda: ["-P", self.chain(table), self.pick(TARGETS, 0.7)], lambda: ["-D", self.chain(table), *number],
            lambda: ["-P", self.rand.choice(TABLES[table]), self.rand.choice(("ACCEPT", "DROP"))],
            lambda: ["-L", *numbered, "-Z", *show], lambda: ["-S", *numbered, *self.option()],
        ))()
