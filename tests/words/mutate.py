# SPDX-License-Identifier: GPL-2.0-or-later
"""Words spoilt: one small change of a list of words at a time."""
import re

ODD = ("", "!", "-", "--", "-1", "0", "x", "é", "\xa0", "–p", "4294967296", "4294967295", "65536", "256", "0x10", "0xffffffff", "010", "1e3", "+5", " 5", "5 ",
       "18446744073709551616", "99999999999999999999999", "a b", "a\tb", "%s%s%n", "'", "\"", "\\", "x" * 300, "x" * 5000, "1" * 300, "-j", "-m", "-p",
       "ACCEPT", "tcp", "!tcp", "1:2", "1,2", "1/2", "::", "0.0.0.0", "all", "none", ",", ":", "/", "=", "-A", "-t", "--nope", "-é", "-Q",
       "--é", "-m=tcp", "--wait", "-w", "-V", "-4", "-6")
JUNK = ("x", ",", ":", "/", "=1", " ", "1", "-", "!", "é", "0", ":1", ",1", "/1", ".", "\t", "\"", "\\", "%", "+", ",,", "/32", "-5", ":65536")
NUMBERS = ("0", "-1", "1", "255", "256", "65535", "65536", "2147483647", "2147483648", "4294967295", "4294967296", "18446744073709551615",
           "18446744073709551616", "0x1", "01", "1x", "1.5", "+1", "63", "64", "127", "128", "1000000")
OPTIONS = (["-j", "ACCEPT"], ["-j", "DROP"], ["-p", "tcp"], ["-p", "udp"], ["-p", "icmp"], ["-p", "ipv6-icmp"], ["!", "-p", "tcp"], ["-p", "all"],
           ["-m", "tcp"], ["-m", "udp"], ["-f"], ["-i", "lo"], ["-o", "lo"], ["-s", "::1"], ["-s", "192.0.2.1"], ["--dport", "22"], ["-m", "comment"],
           ["-m", "multiport", "--dports", "1,2"], ["-m", "state", "--state", "NEW"], ["-g", "user"], ["-t", "mangle"], ["-c", "1", "2"], ["-v"], ["-n"],
           ["-m", "nope"], ["-m", ""], ["-m", "standard"], ["-m", "limit"], ["-m", "mark"], ["-j", "LOG"], ["-j", "MARK"], ["-m", "ACCEPT"], ["-m", "LOG"],
           ["-j", "tcp"], ["--jump=ACCEPT"], ["-p", "tcp", "--syn"], ["-m", "icmp"], ["-m", "icmp6"])


def drop(rand, words, other):
    del words[rand.randrange(len(words))]


def double(rand, words, other):
    at, n = rand.randrange(len(words)), rand.choice((1, 2, 2, 3))
    words[at:at] = words[at:at + n]


def swap(rand, words, other):
    a, b = rand.randrange(len(words)), rand.randrange(len(words))
    words[a], words[b] = words[b], words[a]


def move(rand, words, other):
    word = words.pop(rand.randrange(len(words)))
    words.insert(rand.randint(0, len(words)), word)


def bang(rand, words, other):
    words.insert(rand.randint(0, len(words)), "!")


def bang_option(rand, words, other):
    places = [i for i, w in enumerate(words) if w.startswith("-")]
    if places:
        words.insert(rand.choice(places), "!")


def odd(rand, words, other):
    words[rand.randrange(len(words))] = rand.choice(ODD)


def odd_more(rand, words, other):
    words.insert(rand.randint(0, len(words)), rand.choice(ODD))


def junk(rand, words, other):
    at = rand.randrange(len(words))
    words[at] += rand.choice(JUNK)


def junk_before(rand, words, other):
    at = rand.randrange(len(words))
    words[at] = rand.choice(JUNK) + words[at]


def number(rand, words, other):
    """One number of one word becomes another."""
    places = [(i, m.span()) for i, w in enumerate(words) for m in re.finditer(r"\d+", w)]
    if places:
        at, (a, b) = rand.choice(places)
        words[at] = words[at][:a] + rand.choice(NUMBERS) + words[at][b:]


def letter(rand, words, other):
    """One character less, twice, or in the other case."""
    at = rand.randrange(len(words))
    word = words[at]
    if word:
        i = rand.randrange(len(word))
        words[at] = word[:i] + rand.choice(("", word[i] * 2, word[i].swapcase())) + word[i + 1:]


def shorten(rand, words, other):
    places = [i for i, w in enumerate(words) if w.startswith("--") and len(w) > 4]
    if places:
        at = rand.choice(places)
        words[at] = words[at][:rand.randint(3, len(words[at]) - 1)]


def join(rand, words, other):
    places = [i for i, w in enumerate(words[:-1]) if w.startswith("-")]
    if places:
        at = rand.choice(places)
        words[at:at + 2] = [words[at] + ("=" if words[at].startswith("--") else "") + words[at + 1]]


def option(rand, words, other):
    at = rand.randint(0, len(words))
    words[at:at] = rand.choice(OPTIONS)


def splice(rand, words, other):
    """Words of another rule, at any place or behind."""
    at = rand.choice((len(words), rand.randint(0, len(words))))
    words[at:at] = other


def matches_last(rand, words, other):
    """What is behind -j goes first, so that -m comes behind it."""
    if "-j" in words:
        at = words.index("-j")
        words[:] = words[at:] + words[:at]


ALL = (drop, drop, double, swap, move, bang, bang_option, bang_option, odd, odd, odd_more, junk, junk, junk_before, number, number, number, letter,
       shorten, join, option, option, splice, splice, matches_last)


def mutated(rand, words, other, times):
    words = list(words)
    for _ in range(times):
        if words:
            rand.choice(ALL)(rand, words, other)
    return [w.replace("\0", "") for w in words]
