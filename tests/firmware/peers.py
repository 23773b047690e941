"""peers.py PKI SEEN - the world that the firmware meets: a name server, and TLS servers, the bad ones too.

All on 127.0.0.1 of a network namespace of their own, where port 53 is free. Prints `port NAME N` for each server and
then `ready`. Servers are named by the chains of PKI/index.txt, which they show, and by the do_ methods below. SEEN
gets a line `NAME request` for each request. Ends on SIGTERM, or by itself after ten minutes.
SPDX-License-Identifier: MIT
"""
import ctypes
import signal
import socket
import ssl
import struct
import sys
import threading

pki, seen = sys.argv[1:3]
lock = threading.Lock()


def see(line):
    with lock, open(seen, "a") as file:
        file.write(line + "\n")


# ---- The name server: A records only.

ADDRESSES = {  # 10.0.2.2 is how QEMU's user networking shows the host's loopback
    "localhost": "10.0.2.2",
    "pro.qcc.com": "10.0.2.2",
    "simulator.qcc.test": "10.0.2.2",
    "nobody-there.qcc.test": "10.0.2.77",
}
SILENT = "silent.qcc.test"


def name_server():
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(("127.0.0.1", 53))
    while True:
        query, peer = sock.recvfrom(512)
        labels = []
        at = 12
        while query[at]:
            labels.append(query[at + 1 : at + 1 + query[at]].decode())
            at += 1 + query[at]
        name = ".".join(labels).lower()
        question = query[12 : at + 5]
        if name == SILENT:
            continue
        address = ADDRESSES.get(name)
        # RFC 1035, section 4.1.1: QR, RD, RA; RCODE 3 is NXDOMAIN.
        flags = 0x8180 if address else 0x8183
        reply = query[:2] + struct.pack("!5H", flags, 1, 1 if address else 0, 0, 0) + question
        if address:
            reply += struct.pack("!HHHIH", 0xC00C, 1, 1, 60, 4) + socket.inet_aton(address)
        sock.sendto(reply, peer)


# ---- TLS servers.

URL = "https://localhost/ReportImage/picture.png"
BODY = (
    '{"Status":"200","Message":"查询成功","OrderNumber":"ECIIMAGE2018090518391954785846",'
    '"Result":"%s"}' % URL
).encode()


def reply(body=BODY, fields=b""):
    return b"HTTP/1.1 200 OK\r\n%sContent-Length: %d\r\n\r\n%s" % (fields, len(body), body)


REPLY = reply()
FULL_RECORD = 16384


def full_record():
    """A reply that is one TLS record of the largest size: its head is padded."""
    padding = FULL_RECORD - len(reply(fields=b"X-Padding: \r\n"))
    return reply(fields=b"X-Padding: " + b"p" * padding + b"\r\n")


class Server:
    """One port, one chain; each connection in a thread."""

    def __init__(self, name, chain, serve):
        self.name = name
        self.serve = serve
        self.connections = 0
        self.chain = chain
        if chain:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.maximum_version = ssl.TLSVersion.TLSv1_2
            # Level 0, so that OpenSSL serves what nobody should.
            self.context.set_ciphers("ALL:@SECLEVEL=0")
            self.context.load_cert_chain("%s/%s.pem" % (pki, chain), "%s/%s.key" % (pki, chain))
        self.listener = socket.socket()
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen(16)
        print("port %s %d" % (name, self.listener.getsockname()[1]))
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            conn, _ = self.listener.accept()
            conn.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connections += 1
            threading.Thread(target=self.one, args=(conn, self.connections), daemon=True).start()

    def one(self, conn, number):
        try:
            self.serve(self, conn, number)
        except (OSError, ssl.SSLError):
            pass
        finally:
            conn.close()

    def secure(self, conn):
        return self.context.wrap_socket(conn, server_side=True)

    def request(self, conn):
        """Reads a request's head; False at the end of the stream."""
        head = b""
        while b"\r\n\r\n" not in head:
            piece = conn.recv(65536)
            if not piece:
                return False
            head += piece
        see(self.name + " request")
        return True

    def answer_all(self, conn, message):
        with self.secure(conn) as tls:
            while self.request(tls):
                tls.sendall(message)


def silence(conn):
    while conn.recv(65536):
        pass


def do_good(server, conn, number):
    server.answer_all(conn, REPLY)


def do_full_record(server, conn, number):
    server.answer_all(conn, full_record())


def do_lies_url(server, conn, number):
    server.answer_all(conn, REPLY.replace(b"picture.png", b"another.png"))


def do_lies_status(server, conn, number):
    server.answer_all(conn, reply(BODY.replace(b'"200"', b'"201"')))


# The first connection fails in some way; those after it are well.


def do_mute_accepted(server, conn, number):
    if number == 1:
        silence(conn)
    server.answer_all(conn, REPLY)


def do_mute_handshake(server, conn, number):
    """Half of the server's first flight."""
    if number == 1:
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        half = server.context.wrap_bio(incoming, outgoing, server_side=True)
        while not outgoing.pending:
            incoming.write(conn.recv(65536))
            try:
                half.do_handshake()
            except ssl.SSLWantReadError:
                pass
        flight = outgoing.read()
        conn.sendall(flight[: len(flight) // 2])
        silence(conn)
    server.answer_all(conn, REPLY)


def do_mute_head(server, conn, number):
    with server.secure(conn) as tls:
        while server.request(tls):
            if number == 1:
                silence(tls)
            tls.sendall(REPLY)


def do_mute_body(server, conn, number):
    with server.secure(conn) as tls:
        while server.request(tls):
            tls.sendall(REPLY[:-9] if number == 1 else REPLY)
            if number == 1:
                silence(tls)


def do_reset_body(server, conn, number):
    with server.secure(conn) as tls:
        while server.request(tls):
            if number == 1:
                tls.sendall(REPLY[:-9])
                tls.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                return
            tls.sendall(REPLY)


def do_close_accepted(server, conn, number):
    if number > 1:
        server.answer_all(conn, REPLY)


def do_not_tls(server, conn, number):
    if number == 1:
        conn.recv(65536)
        conn.sendall(b"HTTP/1.0 400 Bad Request\r\n\r\n")
        silence(conn)
    server.answer_all(conn, REPLY)


# ---- A server that agrees to max_fragment_length (RFC 6066, section 4) and does not keep to it: GnuTLS 3.7, which sends
# what it is given.


def do_broken_promise(server, conn, number):
    gnutls = ctypes.CDLL("libgnutls.so.30")
    session, credentials = ctypes.c_void_p(), ctypes.c_void_p()
    pem = ("%s/%s." % (pki, server.chain)).encode()
    request = ctypes.create_string_buffer(2048)
    message = full_record()

    def good(outcome):
        if outcome < 0:
            raise OSError("GnuTLS: %d" % outcome)

    good(gnutls.gnutls_certificate_allocate_credentials(ctypes.byref(credentials)))
    good(gnutls.gnutls_certificate_set_x509_key_file(credentials, pem + b"pem", pem + b"key", 1))
    good(gnutls.gnutls_init(ctypes.byref(session), 1))  # GNUTLS_SERVER
    good(gnutls.gnutls_priority_set_direct(session, b"NORMAL:-VERS-ALL:+VERS-TLS1.2", None))
    good(gnutls.gnutls_credentials_set(session, 1, credentials))  # GNUTLS_CRD_CERTIFICATE
    gnutls.gnutls_transport_set_int2(session, conn.fileno(), conn.fileno())
    good(gnutls.gnutls_handshake(session))
    good(gnutls.gnutls_record_recv(session, request, ctypes.c_size_t(len(request))))
    see(server.name + " request")
    good(gnutls.gnutls_record_send(session, message, ctypes.c_size_t(len(message))))
    silence(conn)


def main():
    for number in (signal.SIGTERM, signal.SIGALRM):
        signal.signal(number, lambda *_: sys.exit(0))
    signal.alarm(600)
    threading.Thread(target=name_server, daemon=True).start()
    with open(pki + "/index.txt") as index:
        for line in index:
            name, _, _, host, _, _ = line.split("\t")
            if host == "localhost":
                Server(name, name, do_good)
    for name, serve in globals().items():
        if name.startswith("do_"):
            Server(name[3:].replace("_", "-"), "good-rsa-inter", serve)
    print("ready", flush=True)
    while True:
        signal.pause()


main()
