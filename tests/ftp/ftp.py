#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""ftp.py BINDIR: FTP and TFTP between real programs through real firewalls, in three network namespaces.

    client 10.99.1.2 ---- router ---- 10.99.2.2 server

Each cell of the table is one transfer: a firewall (on the server, the client, or the router, with and
without address translation), a mode, a family, a server program and a client program. The firewall comes
from nothing but a rule file, a config file and "statewall service start". Without the module word the
transfer must fail, with it it must work. The narrow cells accept RELATED only of one named helper, on
high ports, as "statewall check" proposes; with another helper's name there the transfer fails with the
module word, too.
"""
import os
import re
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import sandbox                                  # noqa: E402

TEXT = b"the file\n" * 400
ADDR = {"client": ("10.99.1.2", "fd99:1::2"), "server": ("10.99.2.2", "fd99:2::2"),
        "router": ("10.99.1.1", "fd99:1::1")}

RELATED = "-m state --state ESTABLISHED,RELATED -j ACCEPT"
REJECT = "-A %s -j REJECT\n"
# What "statewall check" writes in place of RELATED of every helper and on any port.
NARROW = "-p %s -m %s --dport 1024: -m state --state RELATED -m helper --helper %s -j ACCEPT"
ICMP = {False: "icmp", True: "ipv6-icmp"}


def narrow(rules, l4, v6, helper):
    """Those rules, but RELATED only as ICMP and as the data connections of this helper."""
    for line in set(re.findall("-A .*" + re.escape(RELATED), rules)):
        chain = line.split()[1]
        rules = rules.replace(line, "\n".join("-A %s %s" % (chain, rule) for rule in (
            "-m state --state ESTABLISHED -j ACCEPT", "-p %s -m state --state RELATED -j ACCEPT" % ICMP[v6],
            NARROW % (l4, l4, helper))))
    return rules


def filter_rules(chains, new, more=""):
    """Accept what is known, and new connections that match; reject the rest in these chains."""
    text = "*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n"
    for chain in chains:
        text += "-A %s %s\n" % (chain, RELATED)
        if chain in new:
            text += "-A %s %s -j ACCEPT\n" % (chain, new[chain])
        text += REJECT % chain
    return text + "COMMIT\n" + more


def firewalls(port, l4, v6):
    call = "-p %s --dport %d" % (l4, port)
    icmp = " -p ipv6-icmp -j ACCEPT\n" if v6 else None
    dnat = ("[%s]" if v6 else "%s") % ADDR["server"][v6]

    def rules(*args):
        text = filter_rules(*args)
        if icmp:        # neighbour discovery must pass a reject
            for chain in ("INPUT", "OUTPUT", "FORWARD"):
                text = text.replace(":OUTPUT ACCEPT [0:0]\n", ":OUTPUT ACCEPT [0:0]\n-A %s%s" % (chain, icmp), 1)
        return text

    nat = "*nat\n-A %s\nCOMMIT\n"
    return {
        "server": ("server", rules(["INPUT", "OUTPUT"], {"INPUT": call})),
        "client": ("client", rules(["INPUT", "OUTPUT"], {"OUTPUT": call})),
        "router": ("router", rules(["FORWARD"], {"FORWARD": call})),
        "masquerade": ("router", rules(["FORWARD"], {"FORWARD": call}, nat % "POSTROUTING -o right -j MASQUERADE")),
        "dnat": ("router", rules(["FORWARD"], {"FORWARD": call},
                                 nat % ("PREROUTING -i left %s -j DNAT --to-destination %s" % (call, dnat)))),
    }


class Net:
    """The three namespaces, and the processes that serve in one of them."""

    def __init__(self):
        self.ns = {name: sandbox.Namespace() for name in ADDR}
        self.anchor = {}
        for name, ns in self.ns.items():
            with ns:
                self.anchor[name] = subprocess.Popen(["sleep", "1800"])
        self.wire("client", "left", "1")
        self.wire("server", "right", "2")
        with self.ns["router"]:
            for key in ("ipv4/ip_forward", "ipv6/conf/all/forwarding"):
                with open("/proc/sys/net/" + key, "w") as f:
                    f.write("1\n")
        self.children = []

    def wire(self, name, device, number):
        with self.ns["router"]:
            must("ip link add %s type veth peer name eth0 netns %d" % (device, self.anchor[name].pid))
            must("ip addr add 10.99.%s.1/24 dev %s" % (number, device))
            must("ip addr add fd99:%s::1/64 dev %s nodad" % (number, device))
            must("ip link set %s up" % device)
        with self.ns[name]:
            must("ip addr add %s/24 brd + dev eth0" % ADDR[name][0])
            must("ip addr add %s/64 dev eth0 nodad" % ADDR[name][1])
            must("ip link set eth0 up")
            must("ip route add default via 10.99.%s.1" % number)
            must("ip -6 route add default via fd99:%s::1" % number)

    def serve(self, argv, name="server", **more):
        with self.ns[name]:
            p = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                 stderr=subprocess.DEVNULL, start_new_session=True, **more)
        self.children.append(p)
        return p

    def stop(self, p):
        try:
            os.killpg(p.pid, signal.SIGTERM)
        except ProcessLookupError:
            pass
        try:
            p.wait(3)
        except subprocess.TimeoutExpired:
            os.killpg(p.pid, signal.SIGKILL)
            p.wait()
        self.children.remove(p)

    def close(self):
        for p in list(self.children):
            self.stop(p)
        for p in self.anchor.values():
            p.kill()
            p.wait()


def must(command):
    rc, _, err = sandbox.run(command.split())
    if rc:
        sys.exit("%s: %s" % (command, sandbox.shorten(err)))


# ---- programs ---------------------------------------------------------------------------------

PYFTPD = """
import sys
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler
from pyftpdlib.servers import FTPServer
a = DummyAuthorizer()
a.add_anonymous(sys.argv[3])
FTPHandler.authorizer = a
FTPHandler.passive_ports = range(40000, 40100)
FTPHandler.permit_foreign_addresses = True   # it compares addresses as text; NAT spells them otherwise
FTPServer((sys.argv[1], int(sys.argv[2])), FTPHandler).serve_forever()
"""

VSFTPD = """listen=YES
listen_ipv6=NO
anonymous_enable=YES
anon_root=%s
no_anon_password=YES
seccomp_sandbox=NO
connect_from_port_20=NO
run_as_launching_user=NO
secure_chroot_dir=%s
ftp_username=ftp
listen_port=%d
"""


def server_argv(kind, address, port, folder):
    if kind == "pyftpdlib":
        return ["/usr/bin/python3", "-c", PYFTPD, address, str(port), folder]
    if kind == "tftpd":
        return ["/usr/sbin/in.tftpd", "--foreground", "--address", ("[%s]:%d" if ":" in address else "%s:%d")
                % (address, port), "--secure", folder]
    config = os.path.join(os.path.dirname(folder), "vsftpd-%s-%d.conf" % (address.replace(":", "_"), port))
    empty = os.path.join(os.path.dirname(folder), "empty")
    os.makedirs(empty, exist_ok=True)
    text = VSFTPD % (folder, empty, port)
    if ":" in address:
        text = text.replace("listen=YES", "listen=NO").replace("listen_ipv6=NO", "listen_ipv6=YES")
    with open(config, "w") as f:
        f.write(text)
    return ["/usr/sbin/vsftpd", config]


CURL = {"pasv": ["--ftp-pasv", "--disable-epsv", "--no-ftp-skip-pasv-ip"], "epsv": ["--ftp-pasv"],
        "port": ["--ftp-port", "-", "--disable-eprt"], "eprt": ["--ftp-port", "-"], "tftp": []}


def client_argv(kind, mode, address, port):
    host = "[%s]" % address if ":" in address else address
    if kind == "curl":
        scheme = "tftp" if mode == "tftp" else "ftp"
        return ["curl", "-s", "-S", "--connect-timeout", "2", "--max-time", "4", *CURL[mode],
                "%s://%s:%d/file" % (scheme, host, port)]
    if kind == "tftp":
        return ["/bin/sh", "-c", "d=$(mktemp -d) && cd $d && timeout 3 tftp %s -m binary %s %d -c get file && cat file; "
                "rc=$?; rm -rf $d; exit $rc" % ("-6" if ":" in address else "-4", address, port)]
    settings = ["net:timeout 2", "net:max-retries 1", "net:reconnect-interval-base 1", "cmd:fail-exit yes",
                "ftp:passive-mode %s" % ("yes" if mode in ("pasv", "epsv") else "no"), "ftp:sync-mode yes",
                "ftp:prefer-epsv %s" % ("yes" if mode == "epsv" else "no"), "ftp:use-feat no",
                "ftp:fix-pasv-address no"]
    return ["timeout", "8", "lftp", "-c", "; ".join("set " + s for s in settings) +
            "; open -u anonymous,x ftp://%s:%d; cat file" % (host, port)]


# ---- cells ------------------------------------------------------------------------------------

def cells():
    """(firewall, mode, v6, server, client, port[, the helper named by -m helper])"""
    for where in ("server", "client", "router", "masquerade", "dnat"):
        for mode in ("pasv", "epsv", "port", "eprt"):
            yield where, mode, False, "pyftpdlib", "curl", 21
        for mode in ("epsv", "eprt"):
            yield where, mode, True, "pyftpdlib", "curl", 21
        yield where, "tftp", False, "tftpd", "curl", 69
        yield where, "tftp", True, "tftpd", "tftp", 69
    for where in ("server", "router", "dnat"):
        for mode in ("pasv", "port"):
            yield where, mode, False, "vsftpd", "curl", 21
            yield where, mode, False, "vsftpd", "lftp", 21
        yield where, "epsv", True, "vsftpd", "lftp", 21
    for where in ("server", "masquerade"):
        yield where, "pasv", False, "pyftpdlib", "curl", 2121
        yield where, "eprt", True, "pyftpdlib", "lftp", 2121
        yield where, "tftp", False, "tftpd", "tftp", 6969
    for where in ("server", "router"):
        for mode, v6 in (("pasv", False), ("port", False), ("epsv", True), ("eprt", True)):
            yield where, mode, v6, "pyftpdlib", "curl", 21, "ftp"
        for v6 in (False, True):
            yield where, "tftp", v6, "tftpd", "tftp", 69, "tftp"
    yield "router", "pasv", False, "pyftpdlib", "curl", 2121, "ftp"
    yield "server", "pasv", False, "pyftpdlib", "curl", 21, "tftp"
    yield "router", "epsv", True, "pyftpdlib", "curl", 21, "irc"
    yield "router", "tftp", False, "tftpd", "tftp", 69, "ftp"


class Table:
    def __init__(self, bindir, net, folder):
        self.bindir, self.net, self.folder = bindir, net, folder
        self.files = os.path.join(folder, "files")
        self.servers = {}
        self.bad = []
        self.count = 0

    def service(self, name, v6, verb, rules=None, words=""):
        """Status and stderr of a verb in a namespace; with rules: from these files."""
        config = os.path.join(self.folder, "config")
        os.makedirs(config, exist_ok=True)
        tool = "ip6tables" if v6 else "iptables"
        if rules is not None:
            with open(os.path.join(config, tool), "w") as f:
                f.write(rules)
            with open(os.path.join(config, tool + "-config"), "w") as f:
                f.write('%s_MODULES="%s"\n' % (tool.upper(), words))
        with self.net.ns[name]:
            rc, out, err = sandbox.run([os.path.join(self.bindir, "statewall"), "service", "--family",
                                        "ipv6" if v6 else "ipv4", "--config-dir", config,
                                        "--run-dir", os.path.join(self.folder, "run"), verb])
        return rc, sandbox.shorten(out + err)

    def server(self, kind, v6, port):
        if (kind, v6, port) not in self.servers:
            for other in list(self.servers):        # vsftpd listens on every address
                if other[2] == port:
                    self.net.stop(self.servers.pop(other))
            argv = server_argv(kind, ADDR["server"][v6], port, self.files)
            self.servers[kind, v6, port] = self.net.serve(argv)
            self.wait_for(ADDR["server"][v6], port, kind == "tftpd", v6)

    def wait_for(self, address, port, udp, v6):
        with self.net.ns["server"]:
            for _ in range(100):
                _, out, _ = sandbox.run(["ss", "-Hnlu" if udp else "-Hnlt"])
                if ":%d " % port in out:
                    return
                time.sleep(0.05)
        sys.exit("no server on port %d" % port)

    def transfer(self, where, mode, v6, client, port):
        address = ADDR["router"][v6] if where == "dnat" else ADDR["server"][v6]
        with self.net.ns["client"]:
            try:
                p = subprocess.run(client_argv(client, mode, address, port), stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=15)
            except subprocess.TimeoutExpired:
                return False, "no end"
        return p.stdout == TEXT, sandbox.shorten(p.stderr.decode("utf-8", "replace"))

    def cell(self, where, mode, v6, server, client, port, helper=None):
        l4 = "udp" if mode == "tftp" else "tcp"
        name, rules = firewalls(port, l4, v6)[where]
        usual = port in (21, 69)
        word = ("ip_conntrack_tftp" if mode == "tftp" else "ip_conntrack_ftp") + ("" if usual else ":%d" % port)
        title = "%s %s IPv%d %s %s port %d" % (where, mode, 6 if v6 else 4, server, client, port)
        right = True
        if helper:
            right = helper == ("tftp" if mode == "tftp" else "ftp")
            title += " helper " + helper
            rules = narrow(rules, l4, v6, helper)
        self.server(server, v6, port)
        seen = []
        for words, want in (("", False), (word, right)):
            rc, said = self.service(name, v6, "start", rules, words)
            got, error = self.transfer(where, mode, v6, client, port)
            stopped, _ = self.service(name, v6, "stop")
            if rc or stopped:
                self.bad.append("%s: start %s, stop %s: %s" % (title, rc, stopped, said))
            if got != want:
                self.bad.append("%s: %s %s: %s" % (title, "with the helper" if words else "without",
                                                   "blocked" if words else "not blocked", error))
            seen.append("works" if got else "blocked")
        self.count += 1
        print("     %-48s %-8s -> %s" % (title, *seen), flush=True)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    only = sys.argv[2:]
    sandbox.leave_host()
    sandbox.private_run()
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        os.mkdir(os.path.join(folder, "files"))
        with open(os.path.join(folder, "files", "file"), "wb") as f:
            f.write(TEXT)
        net = Net()
        table = Table(os.path.realpath(sys.argv[1]), net, folder)
        try:
            for c in cells():
                if all(word in " ".join(map(str, c)) for word in only):
                    table.cell(*c)
        finally:
            net.close()
    for line in table.bad:
        print("FAIL " + line)
    failed = len({line.split(":")[0] for line in table.bad})
    print("%d passed, %d failed" % (table.count - failed, failed))
    sys.exit(1 if table.bad or not table.count else 0)


if __name__ == "__main__":
    main()
