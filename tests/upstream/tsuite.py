#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""tsuite.py BINDIR TESTS...: iptables' own rule tests (".t" files or folders of them) with the
programs of BINDIR, compared with the same run of a peer.

Every worker lives in a network namespace of its own. With --peer DIR a line that fails here and
passes there is a failure; one that fails in both is skipped (the kernel lacks the extension, or the
line expects what neither does). Without --peer every line that fails is a failure.
"""
import argparse
import concurrent.futures
import json
import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import sandbox                          # noqa: E402
from report import Report               # noqa: E402
from tfile import tools_for             # noqa: E402
from trun import FileRun                # noqa: E402


# Lines that expect what iptables should not print, see docs/differences.md: (file, words): why.
MEANT = {
    ("libxt_ipcomp.t", "-p ipcomp -m ipcomp --ipcompspi :"): "what it expects to be saved is SPI 0",
}


def find_files(paths):
    out = []
    for p in paths:
        if os.path.isdir(p):
            out += [os.path.join(p, n) for n in sorted(os.listdir(p)) if n.endswith(".t")]
        else:
            out.append(p)
    return out


def one_file(job):
    """In a worker process: a fresh namespace, one file, one tool."""
    path, tool, opt = job
    sandbox.leave_host()
    with tempfile.TemporaryDirectory(prefix="tsuite-") as tmp:
        return FileRun(path, tool, dict(opt, lock=os.path.join(tmp, "lock"))).run()


def suite(bindir, files, opt, jobs):
    """{(file, tool): result}; biggest files first, so that no worker ends much later."""
    work = [(os.path.abspath(p), tool, dict(opt, bindir=os.path.abspath(bindir)))
            for p in sorted(files, key=os.path.getsize, reverse=True)
            for tool in tools_for(p, opt["v4_libxt"])]
    with concurrent.futures.ProcessPoolExecutor(jobs) as pool:
        return {(r["file"], r["tool"]): r for r in pool.map(one_file, work)}


def peer_results(opt, files, args):
    """The peer's run; kept in --peer-json, where other parts of a test run find it again."""
    if not args.peer:
        return None
    if args.peer_json and os.path.exists(args.peer_json):
        with open(args.peer_json) as f:
            return {tuple(k.split(" ")): v for k, v in json.load(f).items()}
    got = suite(args.peer, files, opt, args.jobs)
    if args.peer_json:
        with open(args.peer_json, "w") as f:
            json.dump({" ".join(k): v for k, v in got.items()}, f, indent=1)
    return got


def compare(ours, peer, report):
    kinds = {}
    for key in sorted(ours):
        result = ours[key]
        there = set(peer[key]["passed"]) if peer else None
        report.ok(n=len(result["passed"]))
        for bad in sorted(result["failures"], key=lambda b: b["line"]):
            name = "%s:%d (%s) %s" % (key[0], bad["line"], key[1], bad["reason"])
            if peer and bad["line"] and bad["line"] not in there:
                report.skip("%s; the peer fails here too" % name)
                continue
            if (os.path.basename(key[0]), bad["rule"]) in MEANT:
                report.skip("%s; %s" % (name, MEANT[os.path.basename(key[0]), bad["rule"]]))
                continue
            kinds[bad["want"]] = kinds.get(bad["want"], 0) + 1
            report.fail(name, [bad["rule"], bad["detail"]])
    for kind in sorted(kinds):
        print("of the failures, wanted %s: %d" % (kind or "a readable file", kinds[kind]))


def score(results):
    return (sum(len(r["passed"]) for r in results.values()),
            sum(len(r["passed"]) + len(r["failures"]) for r in results.values()))


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("bindir")
    ap.add_argument("tests", nargs="+")
    ap.add_argument("--peer", help="a folder with the programs to compare with")
    ap.add_argument("--peer-json", help="keep the peer's results here, use them when they are there")
    ap.add_argument("--v4-libxt", action="store_true", help="libxt_ files with iptables only, as 1.8.9 has it")
    ap.add_argument("--line", action="store_true", help="no batches: every line alone")
    ap.add_argument("--list", action="store_true", help="-S CHAIN must print it too (implies --line)")
    ap.add_argument("--cross", action="store_true",
                    help="-C must find the rule, and not the line before it in its place (implies --line)")
    ap.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    args = ap.parse_args()
    opt = {"variant": "nft", "v4_libxt": args.v4_libxt, "list": args.list, "cross": args.cross,
           "line": args.line or args.list or args.cross}
    files = find_files(args.tests)
    report = Report()
    peer = peer_results(opt, files, args)
    ours = suite(args.bindir, files, opt, args.jobs)
    compare(ours, peer, report)
    if not score(ours)[1]:
        report.fail("no line was found in %s" % " ".join(args.tests))
    print("%d of %d lines pass" % score(ours) + ("; the peer: %d" % score(peer)[0] if peer else ""))
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
