#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""bench.py BINDIR: time and memory of the programs of BINDIR beside iptables-nft, iptables-legacy and nft.

All tools run every operation in turn, each in a network namespace of its own, on the same rulesets of
generate.py; of the repetitions the best is taken. --doc FILE writes the tables there. User instructions
per rule (valgrind's callgrind; the difference of two sizes, so that start-up does not count) come at the
end, or alone with --instructions.
"""
import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import generate                                         # noqa: E402
import sandbox                                          # noqa: E402
from tools import OPERATIONS, Case, Iptables, Nft, Place  # noqa: E402

# What the operations leave behind is taken away again by what follows them.
UNDO = {"-I": "-D rule", "--noflush": "-D rule"}
BEFORE = {"-D number": "-A"}


def make_case(kind, count, folder):
    os.makedirs(folder, exist_ok=True)
    made = generate.KINDS[kind](count)
    case = Case(kind, count, folder, made)
    case.write(generate.as_iptables(*made), generate.as_nft(*made))
    return case


def best(samples):
    return tuple(min(s[i] for s in samples) for i in range(3)) if samples else None


def measure_case(case, places, repeat):
    """{(operation, tool): (wall ms, cpu ms, MiB)}"""
    samples = {}
    for turn in range(repeat):
        for operation in OPERATIONS:
            # Who comes first finds the caches as another operation left them.
            for place in places[turn % len(places):] + places[:turn % len(places)]:
                if operation in BEFORE:
                    place.run(BEFORE[operation], case)
                got = place.run(operation, case)
                if operation in UNDO:
                    place.run(UNDO[operation], case)
                if got:
                    samples.setdefault((operation, place.tool.name), []).append(got)
    return {key: best(s) for key, s in samples.items()}


def ratios(got, base):
    if not got:
        return "-"
    return " / ".join("%.2f" % (g / b) if b else "-" for g, b in zip(got, base))


def times(args, env, out):
    others = [t for t in ("statewall", "legacy", "nft")]
    out("wall time / user + system time / peak memory; iptables-nft in ms, ms, MiB, the others as a share\n"
        "of it (below 1 is better)\n")
    out("| ruleset | operation | iptables-nft | statewall | iptables-legacy | nft |")
    out("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        measure = build(folder, "measure")
        places = [Place(t, measure, env) for t in (
            Iptables("statewall", args.bindir), Iptables("iptables-nft", args.nft),
            Iptables("legacy", args.legacy), Nft())]
        for kind in args.kinds:
            for count in args.sizes:
                case = make_case(kind, count, folder)
                got = measure_case(case, places, args.repeat if count < 50000 else max(1, args.repeat - 2))
                for operation in OPERATIONS:
                    base = got[operation, "iptables-nft"]
                    out("| %s %d | `%s` | %.1f / %.1f / %.1f | %s |" % (
                        kind, count, operation, *base,
                        " | ".join(ratios(got.get((operation, t)), base) for t in others)))
        for place in places:
            place.close()


def build(folder, name, *flags):
    program = os.path.join(folder, name + ("" if not flags else ".so"))
    source = os.path.join(os.path.dirname(os.path.abspath(__file__)), name + ".c")
    subprocess.run([os.environ.get("CC", "cc"), "-O2", *flags, "-o", program, source], check=True)
    return program


def batches(tool, case, library, env):
    """The file with what the tool sends for a restore."""
    path = case.path("batches-" + tool.name)
    argv, stdin = tool.argv("restore", case)
    with sandbox.Namespace(), open(stdin) as f:
        rc, _, err = sandbox.run(argv, f.read(), 600, dict(env, LD_PRELOAD=library, BATCHES=path))
    if rc != 0 or not os.path.exists(path):
        raise OSError("%s: no batch: %s" % (tool.name, sandbox.shorten(err)))
    return path


class Resent(Iptables):
    """A tool whose restore is only the kernel's part: what the tool sent is sent again."""

    def __init__(self, tool, resend, path):
        super().__init__(tool.name + " resent", tool.bindir)
        self.resend, self.path = resend, path

    def argv(self, operation, case):
        return ([self.resend, self.path], "/dev/null") if operation == "restore" else super().argv(operation, case)


def restore_floors(args, env, out):
    """What the kernel takes for its part of a restore: the same messages, made before."""
    out("CPU time; what iptables-nft takes in ms, the others as a share of it\n")
    out("| ruleset | iptables-nft's restore | its messages alone | statewall's restore | its messages alone |")
    out("|---|---|---|---|---|")
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        measure, resend = build(folder, "measure"), build(folder, "resend")
        library = build(folder, "resend", "-shared", "-fPIC")
        for kind in args.kinds:
            for count in args.sizes:
                case = make_case(kind, count, os.path.join(folder, "%s-%d" % (kind, count)))
                places = []
                for tool in (Iptables("iptables-nft", args.nft), Iptables("statewall", args.bindir)):
                    again = Resent(tool, resend, batches(tool, case, library, env))
                    places += [Place(tool, measure, env), Place(again, measure, env)]
                cpu = []
                for _ in range(args.repeat if count < 50000 else max(1, args.repeat - 2)):
                    cpu.append([place.run("restore", case)[1] for place in places])
                check_resent(places, case, env)
                restore, *rest = [min(column) for column in zip(*cpu)]
                out("| %s %d | %.1f | %s |" % (kind, count, restore, " | ".join("%.2f" % (x / restore) for x in rest)))
                for place in places:
                    place.close()


def check_resent(places, case, env):
    """What was sent again must have made the same rules."""
    saves = []
    for place in places:
        with place.ns:
            _, text, _ = sandbox.run(place.tool.argv("save", case)[0], timeout=600, env=env)
        saves.append([line for line in text.split("\n") if line.startswith("-A")])
    if not saves[0] or saves[0] != saves[1] or saves[2] != saves[3]:
        raise OSError("what was sent again has made other rules")


def floors(args, env, out):
    """What the kernel takes for its part of a save: the same answers, dropped unread."""
    out("CPU time; what iptables-nft takes in ms, the others as a share of it. The elements\n"
        "of maps are not among the rules read and dropped\n")
    out("| ruleset | iptables-nft's save | its rules read and dropped | statewall's save | its rules read and dropped |")
    out("|---|---|---|---|---|")
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        measure, floor = build(folder, "measure"), build(folder, "floor")
        for kind in args.kinds:
            for count in args.sizes:
                case = make_case(kind, count, folder)
                # The cheaper one of two ways to ask, as a tool may choose.
                tools = [(Iptables("iptables-nft", args.nft), ""), (Iptables("statewall", args.bindir), "statewall-")]
                places = [(Place(t, measure, env), [[*t.argv("save", case)[0]]] + [
                    [floor, way, prefix + case.table] for way in ("chain", "table")]) for t, prefix in tools]
                for place, _ in places:
                    place.run("restore", case)
                cpu = []
                for _ in range(3 * args.repeat):
                    cpu.append([place.take(argv, "/dev/null")[1] for place, argvs in places for argv in argvs])
                save, *rest = [min(column) for column in zip(*cpu)]
                shares = [min(rest[0:2]), rest[2], min(rest[3:5])]
                out("| %s %d | %.1f | %s |" % (kind, count, save, " | ".join("%.2f" % (x / save) for x in shares)))
                for place, _ in places:
                    place.close()


def instructions_of(tool, operation, case, env):
    """User instructions of a restore, or of a save after it."""
    with sandbox.Namespace():
        restore, stdin = tool.argv("restore", case)
        if operation == "save":
            with open(stdin) as f:
                sandbox.run(restore, f.read(), 600, env)
        argv, stdin = tool.argv(operation, case)
        with open(stdin) as f:
            text = f.read()
        rc, _, err = sandbox.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *argv],
                                 text, 600, env)
    found = re.search(r"Collected : (\d+)", err)
    if rc != 0 or not found:
        raise OSError("callgrind %s: status %s: %s" % (" ".join(argv), rc, sandbox.shorten(err)[-300:]))
    return int(found.group(1))


def instructions(args, env, out):
    if not shutil.which("valgrind"):
        sys.exit("valgrind is needed for instruction counts (package valgrind)")
    small, large = args.instruction_sizes
    out("| ruleset | operation | iptables-nft | statewall | share |")
    out("|---|---|---|---|---|")
    tools = [Iptables("iptables-nft", args.nft), Iptables("statewall", args.bindir)]
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        for kind in args.kinds:
            for operation in ("restore", "save"):
                per_rule = []
                for tool in tools:
                    total = [instructions_of(tool, operation, make_case(kind, n, folder), env) for n in (small, large)]
                    per_rule.append((total[1] - total[0]) / (large - small))
                out("| %s | %s | %.0f | %.0f | %.2f |" % (kind, operation, *per_rule, per_rule[1] / per_rule[0]))


def scale(args, out):
    """What tests/faults/limits measures: it also checks that what is saved is what was restored."""
    limits = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "faults", "limits")
    rc, text, err = sandbox.run([limits, args.bindir, str(args.scale)], timeout=600)
    if rc != 0:
        raise OSError("limits: status %s: %s" % (rc, sandbox.shorten(text + err)[-300:]))
    out("| what | wall s | in the program s | peak MB |")
    out("|---|---|---|---|")
    for row in re.findall(r"(?m)^(.*): ([0-9.]+) s, ([0-9.]+) s of it in the program, ([0-9]+) MB$", text + err):
        out("| %s | %s | %s | %s |" % row)


class Document:
    """Prints at once, and keeps the text for the document."""

    def __init__(self):
        self.lines = []

    def __call__(self, text):
        print(text, flush=True)
        self.lines.append(text)

    def write(self, path):
        with open(path, "w") as f:
            f.write("\n".join(self.lines) + "\n")


def machine(args):
    cpu = re.search(r"(?m)^model name\s*: (.*)$", open("/proc/cpuinfo").read())
    return "Linux %s, %d x %s; %s; %s.\n" % (
        os.uname().release, os.cpu_count(), cpu.group(1) if cpu else os.uname().machine,
        sandbox.run([os.path.join(args.nft, "iptables"), "-V"])[1].strip(), sandbox.run(["nft", "-v"])[1].strip())


def heading(out, args):
    out("# Benchmarks\n")
    out("Made by `make bench` (`%s`)." % " ".join(["tests/bench/bench.py", "BINDIR", *args.shown]))
    out(machine(args))


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("bindir")
    ap.add_argument("--quick", action="store_true", help="1 000 and 10 000 rules, one repetition, no document")
    ap.add_argument("--instructions", action="store_true", help="instruction counts only")
    ap.add_argument("--scale-only", action="store_true", help="the largest rulesets only")
    ap.add_argument("--sizes", type=lambda s: [int(n) for n in s.split(",")], default=[1000, 10000, 100000])
    ap.add_argument("--kinds", type=lambda s: s.split(","), default=list(generate.KINDS))
    ap.add_argument("--repeat", type=int, default=5)
    ap.add_argument("--doc", help="write the tables to this file")
    args = ap.parse_args()
    args.shown = [a for a in sys.argv[2:] if a != "--doc" and a != args.doc]
    args.bindir = os.path.abspath(args.bindir)
    args.instruction_sizes, args.scale = (1000, 3000), 1000000
    if args.quick:
        args.sizes, args.repeat, args.doc = [1000, 10000], 1, None
        args.instruction_sizes, args.scale = (500, 1500), 100000
    sandbox.leave_host()
    out = Document()
    with tempfile.TemporaryDirectory(prefix="bench-peers-") as peers:
        env = dict(os.environ, XTABLES_LOCKFILE=os.path.join(peers, "lock"))
        for name in ("nft", "legacy"):
            setattr(args, name, os.path.join(peers, name))
            script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib", "peer")
            subprocess.run([script, name, getattr(args, name)], check=True)
        heading(out, args)
        if not args.instructions and not args.scale_only:
            out("## Time and memory\n")
            times(args, env, out)
            out("\n## The kernel's part of a restore\n")
            restore_floors(args, env, out)
            out("\n## The kernel's part of a save\n")
            floors(args, env, out)
        if not args.scale_only:
            out("\n## User instructions per rule\n")
            instructions(args, env, out)
        if not args.instructions:
            out("\n## Scale\n")
            scale(args, out)
    if args.doc:
        out.write(args.doc)
    return 0


if __name__ == "__main__":
    sys.exit(main())
