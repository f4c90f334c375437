# SPDX-License-Identifier: GPL-2.0-or-later
"""Words to begin with: the rules of iptables' own ".t" files, those that load and those that must not."""
import collections
import glob
import os
import shlex

from tfile import parse, tools_for      # noqa: E402  (tests/upstream, see run)

Seed = collections.namedtuple("Seed", "table chain words")

# Never made, because what they make in the kernel is there once for all namespaces: the programs would meet each other.
SHARED = {"IDLETIMER": "a timer of one name for all namespaces", "LED": "a trigger of one name for all namespaces"}


def read(folder):
    """{program: [Seed]}"""
    found = {"iptables": [], "ip6tables": []}
    for path in sorted(glob.glob(os.path.join(folder, "lib*.t"))):
        for tool in tools_for(path, False):
            for what, *rest in parse(path, "nft"):
                if what != "rule":
                    continue
                line = rest[0]
                try:
                    words = shlex.split(line.rule)
                except ValueError:
                    words = line.rule.split()
                if not SHARED.keys() & set(words):
                    found[tool] += [Seed(line.table, chain, words) for chain in line.chains]
    if not all(found.values()):
        raise SystemExit("no .t files in %s" % folder)
    return found


def by_extension(seeds):
    """{name behind the first -m or -j: [Seed]}, so that an extension with few lines is met as often as one with many."""
    groups = collections.defaultdict(list)
    for seed in seeds:
        name = next((b for a, b in zip(seed.words, seed.words[1:]) if a in ("-m", "-j")), "")
        groups[name].append(seed)
    return groups
