#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A login over TCP, as sshd gives one: login.py ADDRESS PORT FOLDER

Each connection gets a shell on a terminal of its own. When the other end has not answered for half a second, the
terminal hangs up. FOLDER/login has the process ids of the last login: of who serves it, and of its shell, whose
session has that number.
"""
import os
import pty
import select
import signal
import socket
import sys

ANSWER = 500    # milliseconds


def relay(link, master):
    while True:
        for fd in select.select([link, master], [], [])[0]:
            if fd is link:
                data = link.recv(4096)
                os.write(master, data)
            else:
                data = os.read(master, 4096)
                link.sendall(data)
            if not data:
                return


def serve(link, folder):
    link.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, ANSWER)
    shell, master = pty.fork()
    if shell == 0:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.execvp("bash", ["bash", "--norc", "--noprofile", "-i"])
    with open(folder + "/login.new", "w", encoding="ascii") as f:
        f.write("%d %d" % (os.getpid(), shell))
    os.rename(folder + "/login.new", folder + "/login")
    try:
        relay(link, master)
    except OSError:
        pass


def main():
    address, port, folder = sys.argv[1:]
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    door = socket.create_server((address, int(port)), backlog=16)
    while True:
        link, _ = door.accept()
        if os.fork() == 0:
            door.close()
            serve(link, folder)
            os._exit(0)
        link.close()


main()
