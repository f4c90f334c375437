# SPDX-License-Identifier: GPL-2.0-or-later
"""Rules from the plugins' own option tables (options.c): each option of each plugin, with the values of its type."""
import collections
import glob
import itertools
import os
import random
import subprocess
import tempfile

from values import ADDRESSES, BASE, BASIC, BEFORE, FEW, GIVEN, INVERTED, NEEDS, ODD, TABLE

HERE = os.path.dirname(os.path.abspath(__file__))
Option = collections.namedtuple("Option", "name type low high flags id also excl")
Row = collections.namedtuple("Row", "plugin option table words")
INVERT, MANDATORY = 1, 2
BASICS = "without extension"
LIMITS = {"u8": 0xff, "u16": 0xffff, "u32": 0xffffffff, "u64": 0xffffffffffffffff}


class Plugin:
    def __init__(self, kind, name):
        self.kind, self.name, self.options = kind, name, {}

    def __str__(self):
        return ("-m " if self.kind == "m" else "-j ") + self.name


def plugins(v6):
    """Every plugin of a family, with the options of all its revisions; of one that two have, the newer one's."""
    folder = subprocess.run(["pkg-config", "--variable=xtlibdir", "xtables"], check=True, stdout=subprocess.PIPE,
                            text=True).stdout.strip()
    files = sorted(f for p in ("libxt_", "libip6t_" if v6 else "libipt_") for f in glob.glob("%s/%s*.so" % (folder, p)))
    with tempfile.TemporaryDirectory(prefix="options-") as tmp:
        program = os.path.join(tmp, "options")
        subprocess.run([os.environ.get("CC", "cc"), "-rdynamic", "-o", program, os.path.join(HERE, "options.c"),
                        "-lxtables", "-ldl"], check=True)
        text = subprocess.run([program, "6" if v6 else "4", *files], check=True, stdout=subprocess.PIPE, text=True).stdout
    found = {}
    lines = sorted((line.split() for line in text.splitlines()), key=lambda w: int(w[2]))
    for kind, name, _, option, kind_of_value, *numbers in lines:
        plugin = found.setdefault((kind, name), Plugin(kind, name))
        if option != "-":
            plugin.options[option] = Option(option, kind_of_value, *map(int, numbers))
    found.pop(("t", "standard"), None)
    return [found[key] for key in sorted(found)]


def numbers(o, most):
    low, high = o.low, o.high or most
    middle = (low + high) // 2 + 1
    return [str(low), str(high), str(middle), hex(min(high, low + 10))]


def span(o, most):
    low, high = o.low, o.high or most
    middle = low + (high - low) // 3
    return [str(middle), "%d:%d" % (middle, middle + 2), "%d:%d" % (low, high), ":%d" % middle, "%d:" % middle,
            "%d:%d" % (middle, middle), "%d:%d" % (low, low), str(high)]


def of_type(o, v6):
    """Values for an option of libxtables' types, the plainest first."""
    kind = o.type
    if kind in LIMITS:
        return numbers(o, LIMITS[kind])
    if kind[:-2] in LIMITS and kind.endswith("rc"):
        return span(o, LIMITS[kind[:-2]])
    address = "2001:db8::7" if v6 else "10.77.3.7"
    full = 128 if v6 else 32
    return {
        "none": [None], "double": ["0.5", "0", "1", "0.0000001", "0.99999999999"],
        "string": ["some", "a"], "tosmask": ["0x10/0x3f", "0x10", "0xff/0xff", "0/0", "0x00", "Minimize-Delay", "0x02/0xf0"],
        "markmask": ["1", "0", "0xffffffff", "1/1", "0x10/0xf0", "0/0", "0/0xffffffff", "0x123/0xf", "010"],
        "level": ["info", "emerg", "debug", "4", "7", "warning", "error"],
        "host": [address, "::" if v6 else "0.0.0.0", "ffff::" if v6 else "255.255.255.255", "ff00::1" if v6 else "255.255.0.255"],
        "hostmask": [address, address + "/%d" % (full - 8), address + "/%d" % full, address + "/0",
                     address + ("/ffff:ffff::" if v6 else "/255.255.0.0"), ("::" if v6 else "0.0.0.0") + "/0"],
        "protocol": ["tcp", "17", "0", "255", "all", "icmp"],
        "port": ["80", "0", "65535", "http"],
        "portrc": ["80", "80:90", ":90", "80:", "0:65535", "0", "65535", "http:https", "80:80"],
        "plen": ["24", "0", str(full), "1"],
        "plenmask": ["24", "0", str(full), "ffff::" if v6 else "255.255.0.0", "31"],
        "mac": ["00:11:22:33:44:55", "ff:ff:ff:ff:ff:ff", "00:00:00:00:00:00"],
    }.get(kind, [])


class Maker:
    def __init__(self, v6):
        self.v6, self.family, self.plugins = v6, "6" if v6 else "4", plugins(v6)

    def values(self, plugin, o):
        for key in ((plugin.name, o.name, self.family), (plugin.name, o.name), ("*", o.name)):
            if key in GIVEN:
                return GIVEN[key]
        if o.type == "old":
            return [None] if o.low == 0 else ["1"]
        values = of_type(o, self.v6) + ODD.get((plugin.name, o.name), [])
        return values

    def head(self, plugin):
        key = (plugin.name, self.family)
        base = BASE.get(key, BASE.get(plugin.name, ""))
        return [*base.split(), "-m" if plugin.kind == "m" else "-j", plugin.name]

    def table(self, plugin):
        return TABLE.get((plugin.kind, plugin.name), "filter")

    @staticmethod
    def say(option, value, invert=False, joined=False):
        if joined:
            return ["--%s=%s" % (option, value)]
        # A value of several words is what a shell would split.
        return ["!"] * invert + ["--" + option] + ([] if value is None else value if isinstance(value, list) else [value])

    def needed(self, plugin, names):
        """What must stand beside options of these names: as NEEDS says, else what is mandatory."""
        words, said = [], set(names)
        for key in [(plugin.name, n) for n in names] + [(plugin.name, self.family), plugin.name]:
            if key in NEEDS:
                extra = NEEDS[key].split()
                if said.isdisjoint(w.lstrip("-") for w in extra if w.startswith("--")):
                    return extra
                words = [w for part in self.parts(extra) if part[0].lstrip("-") not in said for w in part]
                return words
        for o in plugin.options.values():
            if o.flags & MANDATORY and o.name not in said:
                words += self.say(o.name, self.values(plugin, o)[0])
        return words

    @staticmethod
    def parts(words):
        part = []
        for w in words:
            if w.startswith("--") and part:
                yield part
                part = []
            part.append(w)
        if part:
            yield part

    def before(self, plugin, names):
        for n in names:
            for key in ((plugin.name, n), (plugin.name, n, self.family)):
                if key in BEFORE:
                    return BEFORE[key].split()
        return []

    def row(self, plugin, names, words):
        before = self.before(plugin, names)
        behind = NEEDS.get((plugin.name, names[0]), "").split() if before else self.needed(plugin, names)
        return Row(str(plugin), names[0], self.table(plugin), [*self.head(plugin), *before, *words, *behind])

    def of_option(self, plugin, o):
        values = self.values(plugin, o)
        for value in values:
            yield self.row(plugin, [o.name], self.say(o.name, value))
        if o.flags & INVERT and plugin.name not in ("MARK", "CONNMARK"):
            for value in values:
                if o.type != "old" or (plugin.name, o.name) in INVERTED:
                    yield self.row(plugin, [o.name], self.say(o.name, value, True))
        if values and isinstance(values[0], str):
            yield self.row(plugin, [o.name], self.say(o.name, values[0], joined=True))
        short = self.shortest(plugin, o.name)
        if short != o.name and values:
            yield self.row(plugin, [o.name], self.say(short, values[0]))

    def shortest(self, plugin, name):
        """Its shortest abbreviation that no other option of the plugin, nor of the command, has."""
        others = [n for n in plugin.options if n != name]
        for n in range(4, len(name)):
            if not any(o.startswith(name[:n]) for o in (*others, *COMMAND)):
                return name[:n]
        return name

    def singles(self):
        for words in BASIC + ADDRESSES[self.family]:
            yield Row(BASICS, words.replace("! ", "").split(" ")[0].lstrip("-") or "none", "filter", words.split())
        for plugin in self.plugins:
            if not plugin.options or plugin.name in FEW:
                yield self.row(plugin, ["-"], [])
            for o in plugin.options.values():
                yield from self.of_option(plugin, o)

    def pairs(self, r):
        """Two options of a plugin with a value of each, inverted or not, in random order for ever."""
        rich = [p for p in self.plugins if len(p.options) > 1]
        while rich:
            for plugin in r.sample(rich, len(rich)):
                chosen = r.sample(sorted(plugin.options), r.choice((2, 2, 3)) if len(plugin.options) > 2 else 2)
                words = []
                for name in chosen:
                    o = plugin.options[name]
                    values = self.values(plugin, o)
                    if values:
                        words += self.say(name, r.choice(values), bool(o.flags & INVERT) and o.type != "old" and r.random() < 0.3)
                yield self.row(plugin, chosen, words)

    def all_pairs(self):
        """Every two options of each plugin, every value of the one beside the first and the last of the other."""
        for plugin in self.plugins:
            for a, b in itertools.permutations(plugin.options.values(), 2):
                for x in self.values(plugin, a):
                    for y in dict.fromkeys(map(str, (self.values(plugin, b) or [None])[::max(1, len(self.values(plugin, b)) - 1)])):
                        y = next((v for v in self.values(plugin, b) if str(v) == y), None)
                        yield self.row(plugin, [a.name, b.name], self.say(a.name, x) + self.say(b.name, y))


# Long options of iptables itself: an abbreviation of both is refused.
COMMAND = ("append", "delete", "check", "insert", "replace", "list", "list-rules", "flush", "zero", "new-chain", "new",
           "delete-chain", "rename-chain", "policy", "source", "src", "dst", "destination", "protocol", "proto", "in-interface",
           "jump", "table", "match", "numeric", "out-interface", "verbose", "wait", "wait-interval", "exact", "fragments",
           "version", "help", "line-numbers", "modprobe", "set-counters", "goto", "ipv4", "ipv6")
