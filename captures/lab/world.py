# SPDX-License-Identifier: GPL-2.0-or-later
"""Hosts as network namespaces on one bridge, and the processes that run in them."""
import os
import pathlib
import signal
import subprocess
import time

REALM = "CORP.EXAMPLE"
DOMAIN = "corp.example"
NETBIOS = "CORP"
MIT_REALM = "UNIX.EXAMPLE"
HEIMDAL_REALM = "HEIM.EXAMPLE"
PASSWORD = "Lab-Passw0rd!"

# name: last octet of 10.20.30.0/24, last group of fd00:20:30::/64 and of the MAC 02:00:0a:14:1e:xx
HOSTS = {
    "dc1": 11, "dc2": 12, "mit1": 13, "mit2": 14, "heim1": 15, "heim2": 16,
    "app": 20, "app2": 21,
    "ws1": 101, "ws2": 102, "ws3": 103,
}
WIRE = "wire"
BRIDGE = "br0"

# A client in a network of its own, behind a router.
ROUTER = "router"
ROUTER_ADDRESS = "10.20.30.1"
BRANCH = "branch"
BRANCH_ADDRESS = "10.20.40.101"
BRANCH_GATEWAY = "10.20.40.1"


def ipv4(host):
    return f"10.20.30.{HOSTS[host]}"


def ipv6(host):
    return f"fd00:20:30::{HOSTS[host]:x}"


def mac(host):
    return f"02:00:0a:14:1e:{HOSTS[host]:02x}"


def run(*argv, check=True, **more):
    """A command of the lab itself; its output is only of interest where it fails."""
    done = subprocess.run([str(a) for a in argv], capture_output=True, text=True, **more)
    if check and done.returncode:
        said = f"{done.returncode}\n{done.stdout}{done.stderr}"
        raise RuntimeError(f"{' '.join(map(str, argv))}: {said}")
    return done.stdout


class World:
    """The namespaces, and every process started in them, so that all of it can be stopped."""

    def __init__(self, work):
        self.work = pathlib.Path(work)
        self.running = {}

    def build(self):
        for folder in ("/run/netns", "/etc/netns"):
            os.makedirs(folder, exist_ok=True)
            run("mount", "-t", "tmpfs", "lab", folder)
        run("ip", "netns", "add", WIRE)
        run("ip", "-n", WIRE, "link", "add", BRIDGE, "type", "bridge", "stp_state", "0",
            "mcast_snooping", "0")
        run("ip", "-n", WIRE, "link", "set", BRIDGE, "addrgenmode", "none", "up")
        for host in HOSTS:
            self.add_host(host)
        self.add_branch()

    def add_branch(self):
        run("ip", "netns", "add", ROUTER)
        self.add_card(ROUTER, "eth0", "02:00:0a:14:1e:01", WIRE, ROUTER)
        run("ip", "-n", WIRE, "link", "set", ROUTER, "master", BRIDGE, "addrgenmode", "none", "up")
        run("ip", "netns", "add", BRANCH)
        self.add_card(BRANCH, "eth0", "02:00:0a:14:28:65", ROUTER, "lan")
        for space, card, address in ((ROUTER, "eth0", ROUTER_ADDRESS),
                                     (ROUTER, "lan", BRANCH_GATEWAY),
                                     (BRANCH, "eth0", BRANCH_ADDRESS)):
            run("ip", "-n", space, "link", "set", card, "addrgenmode", "none", "up")
            run("ip", "-n", space, "addr", "add", f"{address}/24", "dev", card)
        run("ip", "netns", "exec", ROUTER, "sysctl", "-q", "-w", "net.ipv4.ip_forward=1")
        run("ip", "-n", BRANCH, "link", "set", "lo", "up")
        run("ip", "-n", BRANCH, "route", "add", "default", "via", BRANCH_GATEWAY)
        for host in HOSTS:
            run("ip", "-n", host, "route", "add", "10.20.40.0/24", "via", ROUTER_ADDRESS)
        self.name_hosts(BRANCH, is_client=True)

    def add_host(self, host):
        run("ip", "netns", "add", host)
        self.add_card(host, "eth0", mac(host), WIRE, host)
        run("ip", "-n", WIRE, "link", "set", host, "master", BRIDGE, "addrgenmode", "none", "up")
        run("ip", "-n", host, "link", "set", "lo", "up")
        run("ip", "-n", host, "link", "set", "eth0", "addrgenmode", "none", "up")
        run("ip", "-n", host, "addr", "add", f"{ipv4(host)}/24", "dev", "eth0")
        run("ip", "-n", host, "addr", "add", f"{ipv6(host)}/64", "dev", "eth0", "nodad")
        self.name_hosts(host, is_client=host.startswith("ws"))

    @staticmethod
    def add_card(space, card, address, peer_space, peer):
        """A card in one namespace, and what it is plugged into in another."""
        run("ip", "-n", space, "link", "add", card, "address", address, "type", "veth",
            "peer", "name", peer, "netns", peer_space)
        # Without this the capture shows segments that no network card ever sent.
        for where, name in ((space, card), (peer_space, peer)):
            run("ip", "netns", "exec", where, "ethtool", "-K", name,
                "tx", "off", "rx", "off", "gso", "off", "tso", "off", "gro", "off")

    @staticmethod
    def name_hosts(host, is_client):
        etc = pathlib.Path("/etc/netns", host)
        etc.mkdir(parents=True)
        names = "".join(f"{a(h)} {h}.{DOMAIN} {h}\n" for h in HOSTS for a in (ipv4, ipv6))
        # Clients ask DNS, so that the captures show how names became addresses.
        (etc / "hosts").write_text("127.0.0.1 localhost\n" + ("" if is_client else names))
        (etc / "gai.conf").write_text("precedence ::ffff:0:0/96 100\n")
        (etc / "resolv.conf").write_text(
            f"search {DOMAIN}\nnameserver {ipv4('dc1')}\noptions timeout:1 attempts:2\n")

    def command(self, host, argv):
        return ["ip", "netns", "exec", host] + [str(a) for a in argv]

    def start(self, name, host, argv, env=None, ready=None, timeout=60):
        """Starts a process in the background; `ready` says when it is usable."""
        log = open(self.work / f"{name}.log", "ab")
        process = subprocess.Popen(self.command(host, argv), stdin=subprocess.DEVNULL, stdout=log,
                                   stderr=subprocess.STDOUT, start_new_session=True,
                                   env={**os.environ, **(env or {})})
        log.close()
        self.running[name] = process
        limit = time.monotonic() + timeout
        while ready and not ready():
            if process.poll() is not None or time.monotonic() > limit:
                raise RuntimeError(f"{name} did not start, see {self.work / name}.log")
            time.sleep(0.05)
        return process

    def start_client(self, name, host, argv, env, stdin=""):
        """Starts what ends by itself."""
        log = open(self.work / f"{name}.log", "wb")
        log.write((" ".join(map(str, argv)) + "\n").encode())
        log.flush()
        process = subprocess.Popen(self.command(host, argv), stdin=subprocess.PIPE, stdout=log,
                                   stderr=subprocess.STDOUT, start_new_session=True,
                                   env={**os.environ, **env})
        log.close()
        process.stdin.write(stdin.encode())
        process.stdin.close()
        self.running[name] = process
        return process

    def stop(self, name, how=signal.SIGTERM):
        process = self.running.pop(name, None)
        if process is None:
            return
        # Each process leads a session of its own, so its children are exactly its group.
        for signum, patience in ((how, 8), (signal.SIGKILL, 8)):
            try:
                os.killpg(process.pid, signum)
            except ProcessLookupError:
                pass
            try:
                process.wait(patience)
                break
            except subprocess.TimeoutExpired:
                continue

    def stop_host(self, host):
        """Ends what a daemon left behind in its namespace: children with a session of their own."""
        for signum in (signal.SIGTERM, signal.SIGKILL):
            limit = time.monotonic() + 5
            while (pids := run("ip", "netns", "pids", host).split()) and time.monotonic() < limit:
                for pid in pids:
                    try:
                        os.kill(int(pid), signum)
                    except ProcessLookupError:
                        pass
                time.sleep(0.05)
                self.reap()

    def reap(self):
        """This process is the first of its namespace, so orphans become its children."""
        known = {process.pid for process in self.running.values()}
        for pid in map(int, run("ps", "-o", "pid=", "--ppid", os.getpid()).split()):
            if pid not in known:
                try:
                    os.waitpid(pid, os.WNOHANG)
                except ChildProcessError:
                    pass

    def stop_all(self):
        for name in reversed(list(self.running)):
            self.stop(name)

    def tear_down(self):
        self.stop_all()
        for folder in ("/run/netns", "/etc/netns"):
            run("umount", "-l", folder, check=False)

    def listening(self, host, port, kind="t"):
        """True once something in the host's namespace listens on the port."""
        return run("ip", "netns", "exec", host, "ss", "-Hln" + kind, f"sport = :{port}") != ""
