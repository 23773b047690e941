"""servers.py MODE [OPTION...] - servers that misbehave, or that write down what they get.

Prints `port N` when it listens. Each line of the file that --seen names is an event:
`connection N`, `request N` (of all), or for `record` `bytes HEX`, a line for each receive. Plain
HTTP unless --cert names a chain. Ends on SIGTERM.
SPDX-License-Identifier: MIT
"""
import argparse
import hashlib
import os
import re
import select
import signal
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time

URL = "https://localhost/ReportImage/picture.png"
BODY = (
    '{"Status":"200","Message":"查询成功","OrderNumber":"ECIIMAGE2018090518391954785846",'
    '"Result":"%s"}' % URL
).encode()
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
REPLY = HEAD + b"Content-Length: %d\r\n\r\n" % len(BODY) + BODY


class Server:
    def __init__(self, options):
        self.options = options
        self.lock = threading.Lock()
        self.connections = 0
        self.requests = 0
        self.context = None
        if options.cert:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(options.cert, re.sub(r"\.pem$", ".key", options.cert))
            if options.tls:
                versions = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}
                self.context.minimum_version = versions[options.tls]
                self.context.maximum_version = versions[options.tls]

    def see(self, line):
        with self.lock, open(self.options.seen, "a") as file:
            file.write(line + "\n")

    def listen(self):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.bind((self.options.bind, 0))
        listener.listen(self.options.backlog)
        self.listener = listener
        return listener.getsockname()[1]

    def run(self):
        while True:
            conn, _ = self.listener.accept()
            threading.Thread(target=self.serve, args=(conn,), daemon=True).start()

    def serve(self, conn):
        with self.lock:
            self.connections += 1
            number = self.connections
        self.see("connection %d" % number)
        try:
            conn.settimeout(60)
            conn.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self.context:
                conn = self.context.wrap_socket(conn, server_side=True)
            getattr(self, "do_" + self.options.mode.replace("-", "_"))(conn)
        except (OSError, ssl.SSLError):
            pass
        finally:
            try:
                conn.close()
            except OSError:
                pass

    def request(self, conn, record=False):
        """Reads a request's head; None at the end of the stream."""
        head = b""
        while b"\r\n\r\n" not in head:
            piece = conn.recv(65536)
            if not piece:
                return None
            if record:
                self.see("bytes " + piece.hex())
            head += piece
        with self.lock:
            self.requests += 1
            number = self.requests
        if not record:
            self.see("request %d" % number)
        return head

    # Well-behaved ones.

    def do_record(self, conn):
        while self.request(conn, record=True) is not None:
            conn.sendall(REPLY)

    def do_until_close(self, conn):
        """A body until close, ended as it should be: by a close_notify where there is TLS."""
        self.request(conn)
        conn.sendall(HEAD + b"\r\n" + BODY)
        if self.context:
            conn.settimeout(2)
            conn.unwrap()

    # Ends that come early.

    def do_close_at_once(self, conn):
        pass

    def do_close(self, conn):
        self.request(conn)

    def do_cut_head(self, conn):
        self.request(conn)
        conn.sendall(HEAD)

    def do_cut_length(self, conn):
        self.request(conn)
        conn.sendall(REPLY[:-5])

    def do_cut_chunk(self, conn):
        self.request(conn)
        conn.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % len(BODY))
        conn.sendall(BODY + b"\r\n")

    def do_cut_fin(self, conn):
        """A body until close over TLS that a bare FIN ends."""
        self.request(conn)
        conn.sendall(HEAD + b"\r\n" + BODY)
        socket.socket(fileno=conn.detach()).close()

    def do_reset(self, conn):
        self.request(conn)
        reset(conn)

    def do_reset_body(self, conn):
        self.request(conn)
        conn.sendall(REPLY[:-5])
        time.sleep(0.2)
        reset(conn)

    # Ends of a connection that was to be used again.

    def do_end_idle(self, conn):
        """The reply and the end in one segment, against the promise to keep the connection."""
        self.request(conn)
        conn.setsockopt(socket.IPPROTO_TCP, socket.TCP_CORK, 1)
        conn.sendall(REPLY)
        if self.context:
            conn.settimeout(0)
            try:
                conn.unwrap()
            except ssl.SSLWantReadError:
                pass  # the close_notify is out, the peer's is not there yet

    def do_reset_reused(self, conn):
        """Answers once; resets when the next request has come."""
        self.request(conn)
        conn.sendall(REPLY)
        if self.request(conn) is not None:
            reset(conn)

    def do_close_reused(self, conn):
        self.request(conn)
        conn.sendall(REPLY)
        self.request(conn)

    def do_excess(self, conn):
        """A whole reply, and bytes after it."""
        self.request(conn)
        conn.sendall(REPLY + b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        self.request(conn)

    # Stalls.

    def do_stall_handshake(self, conn):
        while conn.recv(65536):
            pass

    def do_stall_head(self, conn):
        self.request(conn)
        conn.recv(1)

    def do_stall_mid_head(self, conn):
        self.request(conn)
        conn.sendall(HEAD)
        conn.recv(1)

    def do_stall_body(self, conn):
        self.request(conn)
        conn.sendall(REPLY[:-5])
        conn.recv(1)

    # A byte now and then, for longer than anybody waits.

    def drip(self, conn, data):
        for i in range(len(data)):
            conn.sendall(data[i : i + 1])
            time.sleep(self.options.ms / 1000)

    def do_drip_head(self, conn):
        self.request(conn)
        self.drip(conn, HEAD + b"X-Padding: " + b"p" * 5000)

    def do_drip_body(self, conn):
        self.request(conn)
        conn.sendall(HEAD + b"Content-Length: 900\r\n\r\n")
        self.drip(conn, b" " * 900)

    def do_drip_handshake(self, conn):
        """Without --cert: a ServerHello of 4 KB, by its header, in a record that drips."""
        self.drip(conn, b"\x16\x03\x03\x10\x04\x02\x00\x10\x00" + b"\x03" * 4096)


    # A proxy: CONNECT to 127.0.0.1 and the port that was asked for, whatever the host.

    def do_connect(self, conn):
        """Notes the head and, as `bytes`, all that the client sends after it. --answer is what it says, with the
        escapes of printf; --drip: a byte at a time; --end: it closes after that."""
        head = b""
        while b"\r\n\r\n" not in head:
            piece = conn.recv(65536)
            if not piece:
                return
            head += piece
        self.see("head " + head.hex())
        answer = self.options.answer.encode().decode("unicode_escape").encode("latin-1")
        answer += b"x" * self.options.padding
        for i in range(len(answer) if self.options.drip else 1):
            conn.sendall(answer[i : i + 1] if self.options.drip else answer)
        if self.options.end:
            return
        port = int(re.match(rb"CONNECT \S+:([0-9]+) HTTP/1.1\r\n", head).group(1))
        with socket.create_connection(("127.0.0.1", port)) as there:
            back = threading.Thread(target=self.relay, args=(there, conn, False), daemon=True)
            back.start()
            self.relay(conn, there, True)
            back.join()

    def relay(self, source, target, note):
        try:
            while True:
                piece = source.recv(65536)
                if note and piece:
                    self.see("bytes " + piece.hex())
                if not piece:
                    target.shutdown(socket.SHUT_WR)
                    return
                target.sendall(piece)
        except OSError:
            pass

    # In front of another server: connections that break.

    def do_break(self, conn, end=socket.socket.close):
        """PORT N,N... [FROM TO]: passes everything on between a client and PORT. The first connections end when N
        bytes have come from the server, one connection for each N; then the file FROM takes the place of TO."""
        port, counts, *files = self.options.more
        with self.lock:
            counts = counts.split(",")[self.requests :]
            self.requests += 1
        left = int(counts[0]) if counts else None
        server = socket.create_connection(("127.0.0.1", int(port)))
        other = {conn: server, server: conn}
        while left is None or left > 0:
            for ready in select.select([conn, server], [], [])[0]:
                data = ready.recv(65536 if left is None or ready is conn else min(left, 65536))
                if not data:
                    server.close()
                    return
                other[ready].sendall(data)
                if left is not None and ready is server:
                    left -= len(data)
        if files:
            os.replace(*files)
        server.close()
        end(conn)

    def do_break_reset(self, conn):
        self.do_break(conn, reset)


def reset(conn):
    """Closes by a RST."""
    raw = socket.socket(fileno=conn.detach()) if isinstance(conn, ssl.SSLSocket) else conn
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    raw.close()


def stall_connect(server):
    """A listener whose queue is full: the kernel lets further SYNs go unanswered."""
    server.options.backlog = 0
    port = server.listen()
    held = []
    for _ in range(4):
        conn = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        conn.setblocking(False)
        conn.connect_ex(("127.0.0.1", port))
        held.append(conn)
    time.sleep(0.3)
    print("port %d" % port, flush=True)
    time.sleep(600)


def s_server(options):
    """OpenSSL's s_server, whose user this is: types a reply to each request, after which the client
    is to close. What it says goes to --seen."""
    (port,) = free_ports(1)
    cert_key = re.sub(r"\.pem$", ".key", options.cert)
    command = ["openssl", "s_server", "-accept", "127.0.0.1:%d" % port, "-cert", options.cert]
    command += ["-cert_chain", options.chain or options.cert, "-key", cert_key, "-crlf", "-ignore_unexpected_eof"]
    process = subprocess.Popen(
        command + options.more,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    reply = HEAD + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(BODY)
    reply = reply.replace(b"\r\n", b"\n")  # -crlf gives the CRs
    try:
        with open(options.seen, "ab", buffering=0) as seen:
            for line in process.stdout:
                seen.write(line)
                if line.startswith(b"ACCEPT"):
                    print("port %d" % port, flush=True)
                if line.strip().lower().startswith(b"accept-encoding:"):
                    process.stdin.write(reply)
                    process.stdin.flush()
                    time.sleep(0.1)
                    process.stdin.write(BODY + b"\n")
                    process.stdin.flush()
    finally:
        process.kill()


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for s in sockets:
        s.bind(("127.0.0.1", 0))
    ports = [s.getsockname()[1] for s in sockets]
    for s in sockets:
        s.close()
    return ports


def check_record(path, key, secret, host, prefix, keyword):
    """The one request that `record` has seen, computed anew but for its Timespan."""
    with open(path) as file:
        pieces = [bytes.fromhex(line[6:]) for line in file if line.startswith("bytes ")]
    if len(pieces) != 1:
        sys.exit("the request came in %d pieces" % len(pieces))
    request = pieces[0]
    timespan = re.search(rb"\r\nTimespan: ([0-9]+)\r\n", request)
    if timespan is None or abs(int(timespan.group(1)) - time.time()) > 60:
        sys.exit("no Timespan of now: %r" % request)
    stamp = timespan.group(1)
    token = hashlib.md5(key.encode() + stamp + secret.encode()).hexdigest().upper()
    unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
    encoded = "".join(chr(b) if chr(b) in unreserved else "%%%02X" % b for b in keyword.encode())
    expected = "GET %s/ECIImage/GetEciImage?key=%s&keyWord=%s HTTP/1.1\r\n" % (prefix, key, encoded)
    expected += "Host: %s\r\nToken: %s\r\nTimespan: %s\r\n" % (host, token, stamp.decode())
    expected += "Accept: application/json\r\nAccept-Encoding: identity\r\n\r\n"
    if request != expected.encode():
        sys.exit("the request is\n%r\nbut should be\n%r" % (request, expected.encode()))


def main():
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--seen", default="/dev/null")
    parser.add_argument("--cert")
    parser.add_argument("--tls")
    parser.add_argument("--chain", help="what s-server sends after the leaf; default: all of --cert, the leaf once more")
    parser.add_argument("--ms", type=int, default=50)
    parser.add_argument("--bind", default="127.0.0.1")
    parser.add_argument("--backlog", type=int, default=16)
    parser.add_argument("--answer", default="HTTP/1.1 200 OK\\r\\n\\r\\n", help="connect: what it says")
    parser.add_argument("--padding", type=int, default=0, help="connect: so many more bytes")
    parser.add_argument("--drip", action="store_true", help="connect: a byte at a time")
    parser.add_argument("--end", action="store_true", help="connect: closes after the answer")
    parser.add_argument("mode")
    options, options.more = parser.parse_known_args()
    # An end that runs every `finally`, so that s_server does not stay behind; and
    # one that comes of itself where the test was killed.
    for number in (signal.SIGTERM, signal.SIGALRM):
        signal.signal(number, lambda *_: sys.exit(0))
    signal.alarm(600)
    if options.mode == "free-ports":
        print(" ".join(str(port) for port in free_ports(int(options.more[0]))))
    elif options.mode == "check-record":
        check_record(*options.more)
    elif options.mode == "s-server":
        s_server(options)
    elif options.mode == "stall-connect":
        stall_connect(Server(options))
    else:
        server = Server(options)
        print("port %d" % server.listen(), flush=True)
        server.run()


main()
