#!/usr/bin/env python3
"""lwip.py - port/bsd over lwIP's sockets against real peers: qcc-bsd-device on a tap interface, and the simulator,
servers.py and a name server on the other end of it.

Runs in a network namespace of its own, as root or where a user may make one; nothing leaves it. It takes
QCC_BIN_DIR, QCC_SOURCE_DIR and QCC_TEST_PKI from the environment, as CTest sets them, prints a line a check, and ends
with 1 if one fails.
SPDX-License-Identifier: MIT
"""
import os
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

HERE, DEVICE = "10.0.2.2", "10.0.2.15"
HERE6 = "fd00::1"
PATIENCE_MS = 30000  # for what has to come; none of it comes near
COMPANY = "小米科技有限责任公司"

# What the name server knows: addresses, None for no such name, or silence. Names of the simulator's certificate, but
# for the last ones.
NAMES = {
    "simulator.qcc.test": HERE,
    "pro.qcc.com": HERE6,
    "other.qcc.test": HERE,
    "none.qcc.test": None,
}
# A name with an address of each kind; nobody has the first.
BOTH, NOBODY = "both.qcc.test", "10.0.2.77"


class NameServer(threading.Thread):
    """A and AAAA over UDP (RFC 1035 section 4), nothing to be kept."""

    def __init__(self):
        super().__init__(daemon=True)
        self.asked = []
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((HERE, 53))

    def run(self):
        while True:
            query, client = self.socket.recvfrom(512)
            answer = self.answer(query)
            try:
                if answer:
                    self.socket.sendto(answer, client)
            except OSError:
                pass  # the way to the device is closed, on purpose

    def answer(self, query):
        labels, at = [], 12
        while query[at]:
            labels.append(query[at + 1 : at + 1 + query[at]].decode())
            at += 1 + query[at]
        question = query[12 : at + 5]
        (kind,) = struct.unpack_from("!H", query, at + 1)
        name = ".".join(labels).lower()
        self.asked.append(name)
        if name == BOTH:
            address = HERE6 if kind == 28 else NOBODY
        elif name in NAMES:
            address = NAMES[name]
        else:
            return None
        data = b""
        if address and kind == (28 if ":" in address else 1):
            data = socket.inet_pton(socket.AF_INET6 if kind == 28 else socket.AF_INET, address)
            data = struct.pack("!HHHIH", 0xC00C, kind, 1, 0, len(data)) + data
        flags = 0x8183 if address is None else 0x8180
        return query[:2] + struct.pack("!5H", flags, 1, 1 if data else 0, 0, 0) + question + data


class Trial:
    def __init__(self, work):
        self.work = work
        self.bin = os.environ["QCC_BIN_DIR"]
        self.pki = os.environ["QCC_TEST_PKI"]
        self.processes = []
        self.checks = self.failures = 0

    def check(self, what, good, more=""):
        self.checks += 1
        self.failures += not good
        print(("ok    " if good else "FAIL  ") + what + ("" if good else ": %s" % (more,)), flush=True)

    # Peers.

    def start(self, command, **more):
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, **more)
        self.processes.append(process)
        return process

    def stop(self):
        for process in self.processes:
            process.terminate()
            process.wait(10)

    def simulator(self, address, *options):
        """Returns the simulator's port; what it was asked is in the file `log`."""
        process = self.start([self.bin + "/qcc-simulator", "--pki", self.pki, "--bind", address, "--host",
                              "simulator.qcc.test", "--lifetime-s", "250", *options])
        lines = {}
        for line in process.stdout:
            word, _, rest = line.strip().partition(" ")
            lines[word] = rest
            if word == "ready":
                break
        self.credentials = dict(line.split("=", 1) for line in open(lines["credentials"]).read().split())
        self.check_port = int(lines.get("port-check", "- 0").split()[1])
        return int(lines["base-url"].split(":")[2].split("/")[0])

    def serve(self, mode, *options):
        """A server of servers.py; returns its base URL and the file of what it sees."""
        seen = "%s/seen.%s" % (self.work, mode)
        open(seen, "w").close()
        process = self.start([sys.executable, os.environ["QCC_SOURCE_DIR"] + "/tests/integration/lib/servers.py",
                              "--bind", HERE, "--seen", seen, *options, mode])
        return "https://%s:%s/api/yj" % (HERE, process.stdout.readline().split()[1]), seen

    # The device.

    def begin_device(self):
        environment = dict(os.environ, PRECONFIGURED_TAPIF="tap0", QCC_KEY=self.credentials["key"],
                           QCC_SECRET_KEY=self.credentials["secret_key"])
        self.device = self.start([self.bin + "/qcc-bsd-device", self.pki + "/roots.pem"], stdin=subprocess.PIPE,
                                 env=environment)

    def tell(self, command):
        self.device.stdin.write(command + "\n")
        self.device.stdin.flush()
        return self.listen(command)

    def listen(self, command):
        """A line of the device's, which is ended when none comes."""
        hangs = threading.Timer(3 * PATIENCE_MS / 1000, self.device.kill)
        hangs.start()
        line = self.device.stdout.readline()
        hangs.cancel()
        if not line:
            sys.exit("the device hangs, or ends, at: " + command)
        return line.rstrip("\n").split("\t")

    def get(self, what, base, keyword, *expected, timeout_ms=PATIENCE_MS):
        """Asks, and compares ERROR, PHASE and CHARGED with as many of them as are expected. Returns LOOKUPS and
        RESULT."""
        answer = self.tell("get %s %d %s" % (base, timeout_ms, keyword))
        self.check(what, len(answer) == 5 and all(a in e for a, e in zip(answer, map(str.split, expected))),
                   "%s, expected %s" % (answer, expected))
        if len(answer) != 5:
            sys.exit("the device does not say what came of it")
        return int(answer[3]), answer[4]

    def all_given_back(self):
        left = self.tell("close")
        self.check("no socket is left in lwIP", left == ["0"], left)


def run(command):
    subprocess.run(command.split(), check=True)


def lines(path):
    with open(path) as file:
        return file.read().splitlines()


def contract(t, port, line):
    """qcc-port-check's lines from `line` on: `port` must pass every row."""
    rows = 0
    while " rows: " not in line:
        rows += 1
        t.check("%s: %s" % (port, line[5:]), line.startswith("ok   "), line)
        line = t.listen("the port's check")[0]
    t.check("%s: every row holds" % port, line == "%d rows: %d hold, 0 fail, 0 skipped" % (rows, rows), line)


def contract_of_sockets(t):
    t.tell("close")
    contract(t, "port/bsd", t.tell("check %s %d simulator.qcc.test none.qcc.test" % (HERE, t.check_port))[0])
    t.all_given_back()


def contract_of_raw(t):
    """The device of sockets has gone; the other takes its place and its address."""
    t.device = t.start([t.bin + "/qcc-lwip-device", "check", HERE, str(t.check_port), "simulator.qcc.test", "none.qcc.test"],
                       env=dict(os.environ, PRECONFIGURED_TAPIF="tap0"))
    contract(t, "port/lwip", t.listen("the port's check")[0])
    t.check("the device ends in good order", t.device.wait(10) == 0, t.device.returncode)


def shares_of_raw(t, port6):
    """An address that keeps silent leaves the other its share of the time."""
    t.device = t.start([t.bin + "/qcc-lwip-device", "connect", BOTH, str(port6), "3000"],
                       env=dict(os.environ, PRECONFIGURED_TAPIF="tap0"))
    io, elapsed_ms = t.listen("two addresses")
    t.check("port/lwip: the second address is reached in half of the time", io == "0" and 1400 < int(elapsed_ms) < 2900,
            (io, elapsed_ms))


def good_ones(t, names):
    log = t.work + "/log"
    open(log, "w").close()
    port6 = t.simulator(HERE6)
    port = t.simulator(HERE, "--log", log, "--port-check", "0")
    t.begin_device()
    by_name = "https://simulator.qcc.test:%d/api/yj" % port

    asked, result = t.get("a snapshot by name, over verified TLS", by_name, COMPANY, "QCC_OK")
    t.check("its URL", result.startswith("https://simulator.qcc.test:%d/" % port), result)
    t.check("the name was lwIP's to look up, and nobody waited in a step",
            names.asked == ["simulator.qcc.test"] and asked >= 1, (names.asked, asked))
    for keyword in ("chunked-7", "headers-12000", "drip-2"):
        t.get("%s, on the same connection" % keyword, by_name, keyword, "QCC_OK")
    seen = [line.split()[2:4] for line in lines(log)]
    t.check("one connection carried four requests", len(seen) == 4 and len({s[0] for s in seen}) == 1, lines(log))
    t.check("one lookup did", len(names.asked) == 1, names.asked)
    t.get("more than lwIP's window in one body", by_name, "too-large", "QCC_ERROR_BODY_TOO_LARGE")
    t.get("after which there is a new connection", by_name, COMPANY, "QCC_OK")
    t.all_given_back()
    t.get("an IPv4 address in place of a name", "https://%s:%d/api/yj" % (HERE, port), COMPANY, "QCC_OK")
    asked, _ = t.get("a name with an IPv6 address only", "https://pro.qcc.com:%d/api/yj" % port6, COMPANY, "QCC_OK")
    t.check("which was looked up", "pro.qcc.com" in names.asked and asked >= 1, (names.asked, asked))
    t.get("a service that says no", by_name, "status-201", "QCC_ERROR_STATUS")
    for _ in range(20):
        t.tell("close")
        t.get("again from the start", by_name, COMPANY, "QCC_OK")
    t.all_given_back()
    return by_name, port, port6


def refusals(t, by_name, port):
    t.get("another host's certificate", "https://other.qcc.test:%d/api/yj" % port, COMPANY, "QCC_ERROR_TLS_NAME",
          "handshake", "0")
    free = socket.socket()
    free.bind((HERE, 0))
    for host in (HERE, "simulator.qcc.test"):
        t.get("a connection that is refused", "https://%s:%d/api/yj" % (host, free.getsockname()[1]), COMPANY,
              "QCC_ERROR_CONNECT", "connect", "0")
    free.close()
    t.get("a name that does not exist", "https://none.qcc.test/api/yj", COMPANY, "QCC_ERROR_LOOKUP", "lookup", "0")
    t.all_given_back()

    cert = ("--cert", t.pki + "/good-ec.pem")
    for mode, more, error, phase, charged in (
        ("close-at-once", (), "QCC_ERROR_CLOSED QCC_ERROR_RESET QCC_ERROR_TLS_HANDSHAKE", "handshake", "0"),
        ("reset", cert, "QCC_ERROR_RESET", "head", "1"),
        ("reset-body", cert, "QCC_ERROR_RESET", "body", "1"),
        ("close", cert, "QCC_ERROR_CLOSED", "head", "1"),
        ("cut-fin", cert, "QCC_ERROR_INCOMPLETE", "body", "1"),
        ("cut-length", cert, "QCC_ERROR_INCOMPLETE", "body", "1"),
    ):
        base, seen = t.serve(mode, *more)
        t.get("a peer that does %s" % mode, base, COMPANY, error, phase, charged)
        requests = [line for line in lines(seen) if line.startswith("request")]
        t.check("which got one request at most", len(requests) == (1 if more else 0), lines(seen))
    t.all_given_back()
    t.get("and the service itself, after all that", by_name, COMPANY, "QCC_OK")


def deadlines(t, names, by_name):
    """A server that vanishes: what the kernel would answer the device goes nowhere."""
    vanished = "blackhole %s/32" % DEVICE
    t.tell("close")
    run("ip route add " + vanished)
    # Its address in place of the name, as the name server has vanished, too.
    by_address = by_name.replace("simulator.qcc.test", HERE)
    start = time.monotonic()
    t.get("a server that is not there", by_address, COMPANY, "QCC_ERROR_DEADLINE", "connect", "0", timeout_ms=1500)
    t.check("is given up no sooner than it should be", time.monotonic() - start > 1.4, time.monotonic() - start)
    asked, _ = t.get("a name server that is not there", by_name, COMPANY, "QCC_ERROR_DEADLINE", "lookup", "0",
                     timeout_ms=500)
    t.check("for which no step waited, nor spun", 2 <= asked < 200, asked)
    t.all_given_back()
    run("ip route del " + vanished)
    t.get("the server is back", by_address, COMPANY, "QCC_OK")
    run("ip route add " + vanished)
    t.get("and vanishes between two requests", by_address, COMPANY, "QCC_ERROR_DEADLINE", "head", "1", timeout_ms=1500)
    t.all_given_back()
    run("ip route del " + vanished)
    base, _ = t.serve("drip-body", "--cert", t.pki + "/good-ec.pem")
    t.get("a body that drips", base, COMPANY, "QCC_ERROR_DEADLINE", "body", "1", timeout_ms=1500)

    # lwIP cannot call a question back: those of clients that gave up fill its table until it gives up itself.
    for number in range(3):
        asked, _ = t.get("a name that nobody answers for", "https://silent%d.qcc.test/api/yj" % number, COMPANY,
                         "QCC_ERROR_DEADLINE", "lookup", "0", timeout_ms=300)
        t.check("for which no step waited, nor spun", 2 <= asked < 200, asked)
    silent = {name for name in names.asked if name.startswith("silent")}
    t.check("lwIP had room for two of them", silent == {"silent0.qcc.test", "silent1.qcc.test"}, silent)
    t.get("a name that is answered for, in its turn", by_name, COMPANY, "QCC_OK")
    t.get("a name that lwIP gives up", "https://silent3.qcc.test/api/yj", COMPANY, "QCC_ERROR_LOOKUP", "lookup", "0")
    for name in ("busy0.qcc.test", "busy1.qcc.test", "busy2.qcc.test"):
        answer = t.tell("ask " + name)
    t.check("lwIP's table is full of others' questions", answer == ["-1"], answer)
    asked, _ = t.get("a name, when there is room again", by_name, COMPANY, "QCC_OK")
    t.check("for which it was asked again and again", asked >= 2, asked)
    t.all_given_back()


def main():
    if len(sys.argv) == 1:
        user = [] if os.geteuid() == 0 else ["--map-root-user"]
        os.execvp("unshare", ["unshare", "--net", *user, sys.executable, os.path.abspath(__file__), "inside"])
    for command in ("link set lo up", "tuntap add tap0 mode tap", "link set tap0 up",
                    "addr add %s/24 dev tap0" % HERE, "addr add %s/64 dev tap0 nodad" % HERE6):
        run("ip " + command)
    names = NameServer()
    names.start()
    with tempfile.TemporaryDirectory(prefix="qcc-bsd-") as work:
        trial = Trial(work)
        try:
            by_name, port, port6 = good_ones(trial, names)
            contract_of_sockets(trial)
            refusals(trial, by_name, port)
            deadlines(trial, names, by_name)
            trial.device.stdin.close()
            trial.check("the device ends in good order", trial.device.wait(10) == 0, trial.device.returncode)
            contract_of_raw(trial)
            shares_of_raw(trial, port6)
        finally:
            trial.stop()
    print("lwip.py: %d checks, %d failed" % (trial.checks, trial.failures))
    return 1 if trial.failures or trial.checks < 110 else 0


if __name__ == "__main__":
    sys.exit(main())
