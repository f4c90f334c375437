# SPDX-License-Identifier: GPL-2.0-or-later
"""Says what differs between two results."""
from collections import Counter

MAX_SHOWN = 12


def differences(want, got):
    """[text]; empty: alike. want is iptables-legacy's, which has accepted the rules."""
    if got.status != 0:
        return ["load: status %s: %s" % (got.status, got.error)]
    out = []
    for what, expected in want.parts.items():
        found = got.parts[what]
        if expected == found:
            continue
        if isinstance(expected, Counter):
            lines = ["only with iptables-legacy: %s" % show(k, n) for k, n in (expected - found).items()]
            lines += ["only here: %s" % show(k, n) for k, n in (found - expected).items()]
        else:
            lines = ["%s: %s, with iptables-legacy %s" % (" ".join(map(str, k)), found.get(k), expected.get(k))
                     for k in sorted({*expected, *found}, key=str) if expected.get(k) != found.get(k)]
        out += ["%s: %s" % (what, line) for line in lines[:MAX_SHOWN]]
        if len(lines) > MAX_SHOWN:
            out.append("%s: ... %d more" % (what, len(lines) - MAX_SHOWN))
    return out


def less(want, got):
    """[text] of what was seen or counted less often than with iptables-legacy."""
    if got.status != 0:
        return ["load: status %s: %s" % (got.status, got.error)]
    out = ["%s: missing: %s" % (what, show(k, n)) for what in ("seen", "frames")
           for k, n in (want.parts[what] - got.parts[what]).items()]
    for k, text in want.parts["counters"].items():
        if count(got.parts["counters"].get(k, "0:0")) < count(text):
            out.append("counters: %s: %s, with iptables-legacy %s" % (" ".join(map(str, k)), got.parts["counters"].get(k), text))
    return out


def count(text):
    return int(text.split(":")[0])


def show(key, times):
    if isinstance(key, tuple):
        key = " ".join(p.hex() if isinstance(p, bytes) and i == len(key) - 1 else str(p) for i, p in enumerate(key))
    return key if times == 1 else "%d times %s" % (times, key)
