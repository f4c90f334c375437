#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""edits.py SEED N: prints N random commands of iptables on a few chains and rules; some of them fail."""
import random
import sys


def main():
    rnd = random.Random(int(sys.argv[1]))
    chains = ["INPUT", "OUTPUT", "a", "b", "c"]
    jumps = ["ACCEPT", "DROP", "RETURN", "LOG", "a", "b", "c"]

    def rule():
        parts = []
        if rnd.random() < 0.6:
            parts.append("-s 192.0.2.%d" % rnd.randint(1, 4))
        if rnd.random() < 0.1:
            parts = ["-s 192.0.2.1,192.0.2.%d" % rnd.randint(2, 4)]
        if rnd.random() < 0.4:
            parts.append("-p tcp --dport %d" % rnd.randint(20, 23))
        return " ".join(parts + ["-j", rnd.choice(jumps)])

    def line():
        chain, number = rnd.choice(chains), rnd.randint(1, 5)
        return rnd.choice([
            "-N a", "-N b", "-N c", f"-A {chain} {rule()}", f"-A {chain} {rule()}",
            f"-I {chain} {rule()}", f"-I {chain} {number} {rule()}", f"-R {chain} {number} {rule()}",
            f"-D {chain} {number}", f"-D {chain} {rule()}", f"-C {chain} {rule()}",
            f"-A {chain} {rule()} -c {number} {100 * number}", f"-Z {chain}", f"-Z {chain} {number}",
            f"-P INPUT {rnd.choice(['ACCEPT', 'DROP'])}", f"-S {chain} -v", f"-L {chain} -nv",
            rnd.choice([f"-F {chain}", f"-X {chain}", "-E a d", "-E d b", "-S", "-L -n"])])

    print("-N a\n-N b\n-A INPUT -j ACCEPT\n-A OUTPUT -j ACCEPT")
    for _ in range(int(sys.argv[2])):
        print(line())


main()
