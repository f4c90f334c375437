# SPDX-License-Identifier: GPL-2.0-or-later
"""Private network namespaces: enter, make, switch; nothing here can act in the caller's own one."""
import ctypes
import os
import subprocess
import sys

CLONE_NEWNS, CLONE_NEWNET = 0x00020000, 0x40000000
libc = ctypes.CDLL(None, use_errno=True)


def check(result, what):
    if result != 0:
        code = ctypes.get_errno()
        raise OSError(code, "%s: %s" % (what, os.strerror(code)))


def leave_host():
    """Moves this process to a new network namespace, with lo up. Call first, before any tool runs."""
    if os.geteuid() != 0:
        sys.exit("needs root (it makes network namespaces)")
    check(libc.unshare(CLONE_NEWNET), "unshare")
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)


def private_run():
    """A mount namespace with an empty /run, so that lock and state files are our own."""
    check(libc.unshare(CLONE_NEWNS), "unshare")
    subprocess.run(["mount", "--make-rprivate", "/"], check=True)
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", "/run"], check=True)


class Namespace:
    """A new network namespace that lives as long as the object; `with ns:` runs inside it."""

    def __init__(self):
        old = self._here()
        check(libc.unshare(CLONE_NEWNET), "unshare")
        self.fd = self._here()
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        check(libc.setns(old, CLONE_NEWNET), "setns")
        os.close(old)
        self.back = []

    @staticmethod
    def _here():
        return os.open("/proc/self/ns/net", os.O_RDONLY | os.O_CLOEXEC)

    def __enter__(self):
        self.back.append(self._here())
        check(libc.setns(self.fd, CLONE_NEWNET), "setns")
        return self

    def __exit__(self, *_):
        old = self.back.pop()
        check(libc.setns(old, CLONE_NEWNET), "setns")
        os.close(old)

    def switch(self):
        """Enters it for good."""
        check(libc.setns(self.fd, CLONE_NEWNET), "setns")

    def close(self):
        os.close(self.fd)


def run(argv, stdin=None, timeout=60, env=None):
    """(status, stdout, stderr) as text; status None: it ran past the limit."""
    try:
        p = subprocess.run(argv, input=None if stdin is None else stdin.encode("utf-8", "surrogateescape"),
                           stdin=subprocess.DEVNULL if stdin is None else None,
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=timeout, env=env)
    except subprocess.TimeoutExpired:
        return None, "", "ran past %s s" % timeout
    except OSError as e:
        return 127, "", str(e)
    return (p.returncode, p.stdout.decode("utf-8", "surrogateescape"),
            p.stderr.decode("utf-8", "surrogateescape"))


def shorten(text):
    """What a tool said, on one line."""
    return " | ".join(line.strip() for line in text.split("\n") if line.strip())[:400]
