# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes a list small: leaves out what is not needed for it to fail, in pieces of half, quarter ... one."""
import time


def smaller(items, fails, until):
    """fails(list): does it still? The answer for items itself is yes."""
    items, size = list(items), max(1, len(items) // 2)
    while size:
        at, gone = 0, False
        while at < len(items) and time.monotonic() < until:
            less = items[:at] + items[at + size:]
            if fails(less):
                items, gone = less, True
            else:
                at += size
        size = size if gone and size == 1 and time.monotonic() < until else size // 2
    return items
