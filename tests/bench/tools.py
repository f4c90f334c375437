# SPDX-License-Identifier: GPL-2.0-or-later
"""How each tool is asked for each operation of the benchmark, in a namespace of its own."""
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import sandbox              # noqa: E402

RULE = "-s 203.0.113.77/32 -p tcp -m tcp --dport 4711 -j ACCEPT"
RULE_NFT = "ip saddr 203.0.113.77 tcp dport 4711 counter accept"
OPERATIONS = ("restore", "save", "-S", "-L -n -v", "-A", "-C", "-D rule", "-I", "-D number", "--noflush")


class Case:
    """One ruleset: its table, the chain that grows, and where the texts are."""

    def __init__(self, kind, count, folder, generated):
        self.kind, self.count = kind, count
        self.table, _, rules = generated
        self.chain = "KUBE-SERVICES" if kind == "kube" else "INPUT"
        self.length = sum(1 for chain, _, _ in rules if chain == self.chain)
        self.folder = folder

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, as_iptables, as_nft):
        for name, text in (("rules", as_iptables), ("rules.nft", as_nft),
                           ("one", "*%s\n-A %s %s\nCOMMIT\n" % (self.table, self.chain, RULE)),
                           ("one.nft", "add rule ip %s %s %s\n" % (self.table, self.chain, RULE_NFT))):
            with open(self.path(name), "w") as f:
                f.write(text)


class Iptables:
    def __init__(self, name, bindir):
        self.name, self.bindir = name, bindir

    def program(self, part=""):
        return os.path.join(self.bindir, "iptables" + part)

    def argv(self, operation, case):
        """(argv, stdin path) of an operation."""
        base = [self.program(), "-t", case.table]
        rule, null = RULE.split(), "/dev/null"
        return {"restore": ([self.program("-restore")], case.path("rules")),
                "save": ([self.program("-save")], null),
                "-S": (base + ["-S"], null),
                "-L -n -v": (base + ["-L", "-n", "-v"], null),
                "-A": (base + ["-A", case.chain] + rule, null),
                "-C": (base + ["-C", case.chain] + rule, null),
                "-D rule": (base + ["-D", case.chain] + rule, null),
                "-I": (base + ["-I", case.chain] + rule, null),
                "-D number": (base + ["-D", case.chain, str(case.length + 1)], null),
                "--noflush": ([self.program("-restore"), "--noflush"], case.path("one"))}[operation]


class Nft:
    """The native tool, where it has something equal: it deletes by handle only, and has no -C."""
    name = "nft"

    def argv(self, operation, case):
        where = ["ip", case.table, case.chain]
        null = "/dev/null"
        return {"restore": (["nft", "-f", case.path("rules.nft")], null),
                "save": (["nft", "list", "ruleset"], null),
                "-A": (["nft", "add", "rule", *where, RULE_NFT], null),
                "-I": (["nft", "insert", "rule", *where, RULE_NFT], null),
                "--noflush": (["nft", "-f", case.path("one.nft")], null)}.get(operation, (None, None))


class Place:
    """One tool in its namespace; a new namespace for every restore."""

    def __init__(self, tool, measure, env):
        self.tool, self.measure, self.env = tool, measure, env
        self.ns = None

    def run(self, operation, case):
        """(wall, user + system) in ms and peak memory in MiB, or None where the tool cannot."""
        argv, stdin = self.tool.argv(operation, case)
        if argv is None:
            return None
        if operation == "restore":
            if self.ns:
                self.ns.close()
                time.sleep(0.1 + case.count / 100000)   # the kernel frees what was in there behind our back
            self.ns = sandbox.Namespace()
        return self.take(argv, stdin)

    def take(self, argv, stdin):
        with self.ns:
            rc, out, err = sandbox.run([self.measure, stdin, "/dev/null", *argv], env=self.env, timeout=600)
        wall, user, system, peak, status = (int(word) for word in out.split())
        if rc != 0 or status != 0:
            raise OSError("%s: %s: status %d: %s" % (self.tool.name, " ".join(argv), status, sandbox.shorten(err)))
        return wall / 1000.0, (user + system) / 1000.0, peak / 1024.0

    def close(self):
        if self.ns:
            self.ns.close()
            self.ns = None
