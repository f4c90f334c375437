# SPDX-License-Identifier: GPL-2.0-or-later
"""The rows: which rules, which change of them, and what no packet may see meanwhile.

The flood goes to port 7777. In a closed row every ruleset of the row drops it, in an open row every one accepts it, and
so on: whatever a change does, the answer to each packet is the same before and after it, and so must it be between.
"""
from collections import namedtuple
from dataclasses import dataclass, replace

import ground

# ---- what is counted -----------------------------------------------------------------------------------------------

# chains: nft's text. columns: which faults it can see. every: all that come must be counted in "through", too, and are
# skipped if they are not. "through" says that a packet has met rules; without one the row shows nothing.
Watch = namedtuple("Watch", "chains columns every")
TAG = "meta priority and 0xfff00000 != 0"       # the engine's companions leave no tag behind
FLOOD = "udp dport 7777 "
HELPED = "8000:58000"     # a range, so that each packet is a new connection of the same client's port


def chain(hook, priority, *lines):
    return "chain %s_%s {\ntype filter hook %s priority %d;\n%s\n}\n" % (
        hook, str(priority).replace("-", "m"), hook, priority, "\n".join(lines))


def before(hook, match=FLOOD):
    return chain(hook, -290, match + "counter name came")


def closed(hook="input", match=FLOOD):
    """All of them are dropped; leaked: one came through."""
    return Watch(before(hook, match) + chain(hook, 290, match + "counter name leaked drop"), ("leaked",), False)


def opened(hook="input", match=FLOOD):
    """All of them are accepted; skipped: one was dropped, it did not see the rule that accepts it."""
    return Watch(before(hook, match) + chain(hook, 290, match + "counter name through drop"), ("skipped",), True)


def marked():
    """The rules leave 1 in the mark of a packet that saw them once, 2 in one that saw them twice."""
    return Watch(before("prerouting") + chain(
        "prerouting", 290, FLOOD + "meta mark and 2 == 2 counter name doubled",
        FLOOD + "meta mark and 3 != 0 counter name through", FLOOD + "drop"), ("doubled", "skipped"), True)


def redirected():
    """Each packet is the first of a connection; leaked: it kept its port."""
    return Watch(before("prerouting") + chain(
        "input", 290, FLOOD + "counter name leaked drop", "udp dport 7778 counter name through drop"), ("leaked",), False)


def hidden(source):
    """Likewise; leaked: it kept its source address."""
    return Watch(before("forward") + chain(
        "postrouting", 290, FLOOD + source + " counter name leaked drop", FLOOD + "counter name through drop"),
                 ("leaked",), False)


def filled(every):
    """Mark 1: it has seen the rule beside CHECKSUM, so its checksum must be there. leaked: a tag is left over."""
    data, _, at, _ = ground.packet("udp", False, forward=True)
    return Watch(before("forward") + chain(
        "postrouting", 290, FLOOD + TAG + " counter name leaked", FLOOD + "meta mark 1 counter name through",
        FLOOD + "meta mark 1 udp checksum != %d counter name skipped" % ground.left_open(data, at)[1], FLOOD + "drop"),
                 ("leaked", "skipped"), every)


def helped(every, ports=HELPED):
    """Mark 1: it has seen the rule beside CT --helper, so its new connection must have the helper.

    nft cannot ask a connection for its helper. But the helper expects an answer for each, and that same answer is
    expected by an older connection already (prime), so it drops the packet where connections are confirmed, at the
    last priority there is. A chain of that priority made before that comes behind it."""
    match = "udp dport %s " % ports.replace(":", "-")
    return Watch(before("prerouting", match) + chain(
        "input", 290, match + TAG + " counter name leaked", match + "meta mark 1 counter name through",
        match + "meta mark 0 drop") + chain("input", 2147483647, match + "counter name skipped drop"),
                 ("leaked", "skipped"), every)


# ---- changes -------------------------------------------------------------------------------------------------------

# words: the program and its arguments; %t is "iptables" or "ip6tables", %d the folder that holds the texts.
# text: which of them it reads. put: which of them becomes the service's rule file before it.
Step = namedtuple("Step", "words text put", defaults=(None, None))


def restore(text="a", *more):
    return Step(("%t-restore", *more), text)


def one(line):
    return Step(("%t", *line.split()))


def service(verb, put=None):
    return Step(("statewall", "service", "--config-dir", "%d/etc", "--run-dir", "%d/run", verb), None, put)


def nft(text="a"):
    return Step(("nft", "-f", "-"), text)


@dataclass
class Row:
    name: str
    watch: Watch
    texts: dict                 # name: a save file, or what else a step reads
    steps: tuple                # one after the other, again and again; each is a swap
    first: tuple = (restore(),) # before the flood
    v6: bool = False
    kind: str = "udp"
    port: int = ground.PORT
    forward: bool = False
    flows: int = 1
    spread: bool = False        # over the ports it goes to, not over those it comes from
    partial: bool = False       # checksums are left to us
    prime: int = 0              # one packet to this port before the flood
    own: bool = False           # programs that only statewall has
    group: str = "off"          # STATEWALL_GROUP
    lame: str = ""              # a self check: nft itself changes rules so that this fault must be seen


def six(row):
    return replace(row, name=row.name + "-6", v6=True)


# ---- rules ---------------------------------------------------------------------------------------------------------

SSH = "-p tcp -m tcp --dport 22 -j ACCEPT"
DROP, ACCEPT = "-p udp -m udp --dport 7777 -j DROP", "-p udp -m udp --dport 7777 -j ACCEPT"
FILLER = "-p udp -m udp --sport 1 -j ACCEPT"    # looked at by each packet, and never true
PORTS = "-p udp -m multiport --dports 7777,%s -j %s"


def table(name, rules, policies="", chains=()):
    """rules: of builtin chains. chains: names of user chains with one rule each."""
    lines = ["*" + name, *(":%s %s [0:0]" % tuple(p.split()) for p in policies.split(", ") if p)]
    lines += [":%s - [0:0]" % c for c in chains]
    lines += ["-A " + r for r in rules]
    lines += ["-A %s %s" % (c, SSH) for c in chains]
    return "\n".join([*lines, "COMMIT"]) + "\n"


def filt(policy, rules, chains=0, prefix="c", hook="INPUT", deep=0):
    """Table filter: so many rules that each packet looks at, then rules; so many user chains."""
    policies = ", ".join("%s %s" % (h, policy if h == hook else "ACCEPT") for h in ("INPUT", "FORWARD", "OUTPUT"))
    return table("filter", ["%s %s" % (hook, r) for r in [FILLER] * deep + rules], policies,
                 ["%s%d" % (prefix, i) for i in range(chains)])


def with_chain(name, verdict, rules=(), policy="ACCEPT"):
    """INPUT jumps to a chain that decides."""
    return table("filter", ["INPUT " + r for r in rules] + ["INPUT -j " + name, "%s -p udp -j %s" % (name, verdict)],
                 "INPUT %s, FORWARD ACCEPT, OUTPUT ACCEPT" % policy).replace("-A", ":%s - [0:0]\n-A" % name, 1)


def more(text, count):
    """And so many rules in a chain that nothing jumps to: the more there are, the longer the change takes."""
    return text.replace("COMMIT", "\n".join([":big - [0:0]", *["-A big " + SSH] * count, "COMMIT"]))


TEN = ["-p tcp -m tcp --dport %d -j ACCEPT" % p for p in range(20, 30)]
A = restore("a")
SWAP = (restore("b"), restore("a"))


# ---- the rows ------------------------------------------------------------------------------------------------------

def restores(full):
    """Files over themselves and over one another."""
    pair = {"a": filt("ACCEPT", [DROP]), "b": filt("DROP", TEN)}
    open_pair = {"a": filt("ACCEPT", [SSH], 20), "b": filt("DROP", [SSH, ACCEPT], 20, "d")}
    rows = [Row("input-%d" % n, closed(), {"a": filt("DROP", [SSH], n)}, (A,)) for n in (0, 100, 10000)]
    rows += [
        Row("accept-drop", closed(), pair, SWAP),
        Row("accept-drop-big", closed(), {n: more(t, 2000) for n, t in pair.items()}, SWAP),
        Row("accept-drop-deep", closed(), {"a": filt("ACCEPT", [DROP], deep=2000), "b": filt("DROP", [], deep=2000)}, SWAP),
        Row("drop-rule", closed(), {"a": filt("ACCEPT", [DROP], 100)}, (A,)),
        Row("forward-100", closed("forward"), {"a": filt("DROP", [SSH], 100, hook="FORWARD")}, (A,), forward=True),
        Row("output-100", closed("output", "icmp type echo-reply "), {"a": filt("DROP", [SSH], 100, hook="OUTPUT")},
            (A,), kind="icmp"),
        Row("tcp", closed("input", "tcp dport 7777 "), {"a": filt("DROP", [SSH], 100)}, (A,), kind="tcp", flows=50000),
        Row("icmp", closed("input", "icmp type echo-request "), {"a": filt(
            "ACCEPT", ["-p icmp -m icmp --icmp-type 8 -j DROP"]), "b": filt("DROP", TEN)}, SWAP, kind="icmp"),
        Row("open", opened(), {"a": filt("DROP", [SSH, ACCEPT], 100)}, (A,)),
        Row("open-swap", opened(), open_pair, SWAP),
        Row("open-deep", opened(), {"a": filt("DROP", [ACCEPT], deep=2000), "b": filt("ACCEPT", [], deep=2000)}, SWAP),
        Row("open-empty", opened(), {"a": filt("DROP", [SSH, ACCEPT], 20), "b": table("filter", [], "INPUT ACCEPT")}, SWAP),
        Row("chains-swap", closed(), {"a": with_chain("one", "DROP", [FILLER] * 500),
                                      "b": with_chain("two", "DROP", [FILLER] * 500)}, SWAP),
        Row("open-chains", opened(), {"a": with_chain("one", "ACCEPT", [FILLER] * 500, "DROP"),
                                      "b": with_chain("two", "ACCEPT", [FILLER] * 500, "DROP")}, SWAP),
    ]
    if full:
        rows.append(Row("input-100000", closed(), {"a": more(filt("DROP", [SSH]), 100000)}, (A,)))
    return rows


def marks(full):
    once = ["PREROUTING -m mark --mark 1/1 -j MARK --or-mark 2", "PREROUTING -j MARK --xor-mark 1"]
    return [Row("mark-0", marked(), {"a": table("mangle", once)}, (A,)),
            Row("mark-big", marked(), {"a": more(table("mangle", once), 20000 if full else 4000)}, (A,))]


def nats(full):
    count = 2000 if full else 200
    source = "ip saddr 10.77.0.2"

    shifted = "PREROUTING -p udp -m udp --dport 7777 -j DNAT --to-destination 10.77.0.1:7778-7790/7777"

    def to(rule):
        return {"a": more(table("nat", [rule]), count)}

    def by(name):
        return table("nat", ["PREROUTING -p udp -j " + name, name + " -p udp -j REDIRECT --to-ports 7778"]).replace(
            "-A", ":%s - [0:0]\n-A" % name, 1)
    return [
        Row("redirect", redirected(), to("PREROUTING -p udp -m udp --dport 7777 -j REDIRECT --to-ports 7778"), (A,),
            flows=50000),
        Row("dnat", redirected(), to("PREROUTING -p udp -m udp --dport 7777 -j DNAT --to-destination 10.77.0.1:7778"),
            (A,), flows=50000),
        Row("dnat-forward", redirected(), to(
            "PREROUTING -d 10.78.0.2 -p udp -j DNAT --to-destination 10.77.0.1:7778"), (A,), flows=50000, forward=True),
        Row("nat-swap", redirected(), {"a": by("one"), "b": by("two")}, SWAP, flows=50000),
        Row("dnat-shifted", redirected(), to(shifted), (A,), flows=50000),
        Row("dnat-shifted-swap", redirected(), {
            "a": table("nat", [shifted]), "b": table("nat", [shifted.replace("-7790/7777", "")])}, SWAP, flows=50000),
        Row("masquerade", hidden(source), to("POSTROUTING -o out0 -j MASQUERADE"), (A,), flows=50000, forward=True),
        Row("snat", hidden(source), to("POSTROUTING -o out0 -j SNAT --to-source 10.78.0.9"), (A,), flows=50000,
            forward=True),
    ]


def sets(_):
    """Rules with sets; behind many rules a packet is still among the old ones when the new ones are in force."""
    def both(policy, verdict, deep, lists=("1,2,3", "4,5,6")):
        return {n: filt(policy, [PORTS % (ports, verdict)], deep=deep) for n, ports in zip("ab", lists)}
    deep = 2000
    return [
        Row("ports", closed(), both("ACCEPT", "DROP", 0), (A,)),
        Row("ports-swap", closed(), both("ACCEPT", "DROP", 0), SWAP),
        Row("ports-deep", closed(), both("ACCEPT", "DROP", deep), SWAP),
        Row("ports-open", opened(), both("DROP", "ACCEPT", 0), (A,)),
        Row("ports-open-deep", opened(), both("DROP", "ACCEPT", deep), SWAP),
        Row("ports-replace", closed(), both("ACCEPT", "DROP", deep), (
            one("-R INPUT %d %s" % (deep + 1, PORTS % ("4,5", "DROP"))),
            one("-R INPUT %d %s" % (deep + 1, PORTS % ("8,9", "DROP"))))),
        Row("ports-delete", closed(), both("ACCEPT", "DROP", deep), (
            one("-A INPUT " + PORTS % ("4,5", "DROP")), one("-D INPUT %d" % (deep + 1)))),
    ]


def companions(_):
    deep = 1000
    tagged = ["-p udp -j MARK --set-mark 1", "-p udp -j CHECKSUM --checksum-fill"]
    helper = ["-p udp --dport %s -j %s" % (HELPED, to) for to in ("MARK --set-mark 1", "CT --helper tftp")]
    helper.append("-p udp --dport 6969 -j CT --helper tftp")

    def pair(name, hook, rules):
        fill = [FILLER] * deep
        return {"a": table(name, ["%s %s" % (hook, r) for r in rules + fill]),
                "b": table(name, ["%s %s" % (hook, r) for r in fill])}
    aim = {"port": int(HELPED.split(":")[0]), "flows": 50000, "spread": True, "prime": 6969}
    sums, helpers = pair("mangle", "POSTROUTING", tagged), pair("raw", "PREROUTING", helper)
    return [
        Row("checksum", filled(True), {"a": table("mangle", ["POSTROUTING " + r for r in tagged])}, (A,), forward=True,
            partial=True),
        Row("checksum-swap", filled(False), sums, SWAP, forward=True, partial=True),
        Row("checksum-replace", filled(True), sums, (
            one("-t mangle -R POSTROUTING 2 -p udp -m udp --dport 7777 -j CHECKSUM --checksum-fill"),
            one("-t mangle -R POSTROUTING 2 -p udp -j CHECKSUM --checksum-fill")), forward=True, partial=True),
        Row("helper", helped(True), {"a": table("raw", ["PREROUTING " + r for r in helper])}, (A,), **aim),
        Row("helper-swap", helped(False), helpers, SWAP, **aim),
    ]


def commands(full):
    drop, accept = {"a": filt("DROP", [SSH], 100)}, {"a": filt("ACCEPT", [DROP])}
    wide = DROP.replace("7777", "7777:7778")
    chained = with_chain("shut", "DROP")
    turns = {"n": "*filter\n:INPUT DROP [0:0]\n-D INPUT %s\nCOMMIT\n" % DROP,
             "m": "*filter\n:INPUT ACCEPT [0:0]\n-A INPUT %s\nCOMMIT\n" % DROP}
    turn = (restore("n", "--noflush"), restore("m", "--noflush"))
    # a long way through a chain that no change touches
    deep = more(filt("ACCEPT", ["-j big", DROP]), 20000).replace("-A big " + SSH, "-A big " + FILLER).replace(
        ":big - [0:0]\n", "").replace("-A", ":big - [0:0]\n-A", 1)
    return [
        Row("flush", closed(), drop, (one("-F INPUT"), one("-F"), A)),
        Row("flush-open", opened(), {"a": filt("ACCEPT", [ACCEPT], 20)}, (one("-F"), one("-X"), A)),
        Row("policy", closed(), accept, (one("-P INPUT DROP"), one("-P INPUT ACCEPT"))),
        Row("policy-rules", closed(), accept, (one("-P INPUT DROP"), one("-D INPUT " + DROP), one("-A INPUT " + DROP),
                                               one("-P INPUT ACCEPT"))),
        Row("policy-open", opened(), {"a": filt("ACCEPT", [ACCEPT])}, (one("-P INPUT DROP"), one("-P INPUT ACCEPT"))),
        Row("replace", closed(), accept, (one("-R INPUT 1 " + wide), one("-R INPUT 1 " + DROP))),
        Row("insert-delete", closed(), accept, (one("-I INPUT 1 " + DROP), one("-D INPUT 2"))),
        Row("zero", closed(), accept, (one("-Z"), one("-Z INPUT"))),
        Row("rename", closed(), {"a": chained}, (one("-E shut gone"), one("-E gone shut"))),
        Row("noflush-rules", closed(), {**accept, "n": "*filter\n-D INPUT %s\n-A INPUT %s\nCOMMIT\n" % (DROP, DROP)},
            (restore("n", "--noflush"),)),
        Row("noflush-flush", closed(), {**accept, "n": "*filter\n-F INPUT\n-A INPUT %s\nCOMMIT\n" % DROP},
            (restore("n", "--noflush"),)),
        Row("noflush-chain", closed(), {"a": chained, "n": "*filter\n:shut - [0:0]\n-A shut -p udp -j DROP\nCOMMIT\n"},
            (restore("n", "--noflush"),)),
        Row("noflush-policy", closed(), {**accept, **turns}, turn),
        *([Row("noflush-deep", closed(), {"a": deep, **turns}, turn)] if full else []),
    ]


def maps(_):
    """Rules that are elements of a map; behind many rules a packet is still among the old ones."""
    def many(policy, jump, ports=range(7700, 7900), deep=0, chains=""):
        rules = ["INPUT -p udp -m udp --dport %d -j %s" % (p, jump) for p in ports]
        text = filt(policy, [r[6:] for r in rules], deep=deep)
        return text.replace("-A", chains + "-A", 1)

    def by(name):
        return many("ACCEPT", name, chains=":%s - [0:0]\n" % name).replace(
            "COMMIT", "-A %s -p udp -j DROP\nCOMMIT" % name)
    drop, other = many("ACCEPT", "DROP"), many("ACCEPT", "DROP", range(7770, 7999))
    deep = {"a": many("ACCEPT", "DROP", deep=1000), "b": many("ACCEPT", "DROP", range(7600, 7780), 1000)}
    new = "-p udp -m udp --dport 6000 -j DROP"
    group = Step(("statewall", "group")), Step(("statewall", "group", "--off"))

    def port(n, jump="DROP"):
        return "-p udp -m udp --dport %d -j %s" % (n, jump)

    def two(first, second, policy="ACCEPT"):
        """Two chains with rules for many ports; a packet of the flood has a long way between them."""
        rules = ["INPUT -j one", *["INPUT " + FILLER] * 300, "INPUT -j two"]
        rules += ["one " + port(n) for n in first] + ["two " + port(n, "DROP" if policy == "ACCEPT" else "ACCEPT") for n in second]
        return "*filter\n:INPUT %s [0:0]\n:one - [0:0]\n:two - [0:0]\n%sCOMMIT\n" % (
            policy, "".join("-A %s\n" % r for r in rules))

    def also(*lines):
        return "*filter\n%s\nCOMMIT\n" % "\n".join(lines)
    far, near = range(6000, 6200), range(7700, 7900)
    again = (A, restore("n", "--noflush"))
    out = [
        Row("maps-wider", closed(), {"a": two(far, near), "n": also(
            "-D two " + port(7777), "-A two -p udp -m udp --dport 7000:8000 -j DROP")}, again),
        Row("maps-moved", closed(), {"a": two(far, near), "n": also("-A one " + port(7777), "-D two " + port(7777))}, again),
        Row("maps-joined", closed(), {"a": two((), far, "DROP"), "n": also(
            "-A one -p udp -j DROP", "-A two " + port(7777, "ACCEPT"))}, again),
        Row("maps", closed(), {"a": drop}, (A,)),
        Row("maps-swap", closed(), {"a": drop, "b": other}, SWAP),
        Row("maps-deep", closed(), deep, SWAP),
        Row("maps-open", opened(), {"a": many("DROP", "ACCEPT"), "b": many("DROP", "ACCEPT", range(7770, 7999))}, SWAP),
        Row("maps-jump", closed(), {"a": by("one"), "b": by("two")}, SWAP),
        Row("maps-elements", closed(), {"a": drop}, (
            one("-A INPUT " + new), one("-D INPUT " + new), one("-I INPUT 1 " + new), one("-D INPUT 1"), one("-Z INPUT"))),
        Row("maps-rewrite", closed(), {"a": drop}, (
            one("-I INPUT 90 " + new), one("-R INPUT 90 " + new.replace("DROP", "ACCEPT")), one("-D INPUT 90"))),
        Row("maps-regroup", closed(), {"a": drop}, tuple(reversed(group)), own=True),
        Row("maps-regroup-open", opened(), {"a": many("DROP", "ACCEPT")}, tuple(reversed(group)), own=True),
    ]
    return [replace(row, group="auto") for row in out]


def services(_):
    drop = {"a": filt("DROP", [SSH], 100)}
    pair = {"a": filt("ACCEPT", [DROP]), "b": filt("DROP", TEN)}
    start = (service("restart", "a"),)
    tables = filt("DROP", [SSH]), table("mangle", ["INPUT " + DROP])
    return [
        Row("service-restart", closed(), drop, (service("restart"),), start, own=True),
        Row("service-swap", closed(), pair, (service("restart", "b"), service("restart", "a")), start, own=True),
        # not from filter to mangle: a packet between the two hooks would meet the old one, then the new one
        Row("service-tables", closed(), {"a": tables[0], "b": "".join(tables), "c": tables[1]},
            (service("restart", "b"), service("restart", "c"), service("restart", "a")), start, own=True),
        Row("service-reload", closed(), pair, (service("reload", "b"), service("reload", "a")), start, own=True),
        Row("service-helper", helped(True, "8000:8003"), {
            "a": table("raw", ["PREROUTING -p udp -m udp --dport 8000:8003 -j MARK --set-mark 1"]),
            "etc/iptables-config": 'IPTABLES_MODULES="nf_conntrack_tftp:6969,8000,8001,8002,8003"\n'},
            (service("restart"), service("reload")), start, own=True, port=8000, flows=4, spread=True, prime=6969),
        Row("service-panic", closed(), drop, (service("panic"), service("restart")), start, own=True),
        Row("service-stop", opened(), {"a": filt("DROP", [SSH, ACCEPT], 20)}, (service("stop"), service("start")), start,
            own=True),
        Row("shell-load", closed(), {**pair, "loads": "load %d/b\nload %d/a\n"}, (Step(("statewall", "shell"), "loads"),),
            own=True),
        Row("shell-commit", closed(), {**pair, "commits": "begin\nload %d/b\ncommit\nbegin\nload %d/a\ncommit\n"},
            (Step(("statewall", "shell"), "commits"),), own=True),
        Row("shell-commit-few", closed(), {"a": filt("DROP", [SSH], deep=20), "commits": "begin\n-D INPUT 3\n-P INPUT ACCEPT\n"
            "-A INPUT -j DROP\ncommit\nbegin\n-P INPUT DROP\n-D INPUT -j DROP\n-I INPUT 3 -s 198.51.100.77 -j ACCEPT\n"
            "commit\nbegin\n-D INPUT 3\n-I INPUT 3 -s 198.51.100.78 -j ACCEPT\n-D INPUT 3\n-I INPUT 3 -j RETURN\n-R INPUT 3 "
            "-s 198.51.100.79 -j ACCEPT\ncommit\n"}, (Step(("statewall", "shell"), "commits"),), own=True),
    ]


def changes(_):
    """A change that is taken back: the file, then the rules of before."""
    def steps(*change):
        return (Step(("statewall", *change)), Step(("statewall", "revert", "--run-dir", "%d/run")))
    apply = steps("apply", "--run-dir", "%d/run", "--confirm", "60", "%d/b")
    pair = {"a": filt("ACCEPT", [DROP]), "b": filt("DROP", TEN)}
    many = ["-s 10.1.%d.%d/32 -p udp -j ACCEPT" % (i // 250, i % 250) for i in range(500)]
    return [
        Row("apply-revert", closed(), pair, apply, own=True),
        Row("apply-revert-open", opened(), {"a": filt("DROP", [SSH, ACCEPT], 20), "b": filt("ACCEPT", TEN)}, apply, own=True),
        Row("apply-revert-chains", closed(), {"a": with_chain("one", "DROP", [FILLER] * 500),
                                              "b": with_chain("two", "DROP", [FILLER] * 500)}, apply, own=True),
        Row("apply-revert-maps", closed(), {"a": filt("ACCEPT", [*many, DROP]), "b": filt("DROP", [*many[100:], SSH])}, apply,
            own=True, group="always"),
        Row("try-revert", closed(), {"a": filt("ACCEPT", [SSH, DROP])}, steps(
            "try", "--run-dir", "%d/run", "60", "iptables", "-I", "INPUT", *DROP.split()), own=True),
    ]


def moves(_):
    """To another iptables, and back from it: it is installed, and has nothing of its own here."""
    def steps(kind):
        return tuple(Step(("statewall", *words, kind, "--run-dir", "%d/run")) for words in (("leave", "--to"), ("adopt", "--from")))
    out = []
    for kind in ("nft", "legacy"):
        out += [
            Row("move-" + kind, closed(), {"a": filt("DROP", TEN)}, steps(kind), own=True),
            Row("move-%s-rule" % kind, closed(), {"a": filt("ACCEPT", [*[FILLER] * 300, DROP])}, steps(kind), own=True),
            Row("move-%s-chain" % kind, closed(), {"a": with_chain("one", "DROP", [FILLER] * 100)}, steps(kind), own=True),
            Row("move-%s-open" % kind, opened(), {"a": filt("DROP", [SSH, ACCEPT], 20)}, steps(kind), own=True),
            Row("move-%s-nat" % kind, redirected(), {"a": table("nat", [
                "PREROUTING -p udp -m udp --dport 7777 -j REDIRECT --to-ports 7778"])}, steps(kind), flows=50000, own=True),
        ]
    return out


def blind():
    """Self checks: nft itself, told to do what makes each fault, and the machine must see it."""
    def batch(chains):
        return "table ip own { }\ndelete table ip own\ntable ip own {\n%s\n%s\n}\n" % (
            "\n".join("chain c%d { tcp dport 22 accept; }" % i for i in range(300)), chains)
    base = "chain base {\ntype %s hook %s priority %d; policy %s;\n%s\n}"
    return [
        Row("blind-leak", closed(), {"a": batch(base % ("filter", "input", 0, "drop", "tcp dport 22 accept"))}, (nft(),),
            (nft(),), lame="leaked"),
        Row("blind-drop", opened(), {"a": batch(base % ("filter", "input", 0, "drop", "udp dport 7777 accept")),
                                     "f": "flush chain ip own base\n"}, (nft("f"), nft()), (nft(),), lame="skipped"),
        Row("blind-mark", marked(), {"a": batch(base % (
            "filter", "prerouting", -150, "accept", "meta mark 1 meta mark set 3\nmeta mark set meta mark ^ 1"))},
            (nft(),), (nft(),), lame="doubled"),
        Row("blind-nat", redirected(), {"a": batch(base % (
            "nat", "prerouting", -100, "accept", "udp dport 7777 redirect to :7778")), "f": "flush chain ip own base\n"},
            (nft("f"), nft()), (nft(),), flows=50000, lame="leaked"),
    ]


def blind_set():
    """A set that loses its elements in the transaction that takes its rule away."""
    def base(name):
        return "chain base {\ntype filter hook input priority 0; policy accept;\n%s\nudp dport @%s drop\n}" % (
            "\n".join(["udp sport 1 accept"] * 2000), name)

    def swap(old, new):
        return "flush chain ip own base\ntable ip own {\n%s\n%s\n}\nflush set ip own %s\ndelete set ip own %s\n" % (
            ports % new, base(new), old, old)
    ports = "set %s {\ntype inet_service; elements = { 7777, 7779 }\n}"
    first = "table ip own {\n%s\n%s\n}\n" % (ports % "one", base("one"))
    return Row("blind-set", closed(), {"a": first, "b": swap("one", "two"), "c": swap("two", "one")}, (nft("b"), nft("c")),
               (nft(),), lame="leaked")


SIX = ("input-100", "accept-drop", "open", "mark-big", "redirect", "masquerade", "ports-deep", "helper", "replace", "maps", "maps-swap", "move-nft", "move-legacy")


def rows(full):
    out = [*blind(), blind_set()]
    for group in (restores, marks, nats, sets, companions, commands, maps, services, changes, moves):
        out += group(full)
    return out + [six(r) for r in out if r.name in SIX]
