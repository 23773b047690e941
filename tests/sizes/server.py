"""server.py CHAIN REPLY [--pad N] [--tls VERSION] - answers every request with the file REPLY, in one
record of TLS 1.2, or 1.3.

CHAIN is a PEM file, the leaf first; its key is beside it. --pad makes the reply N bytes long by a field
that nobody needs. Prints its port when it listens on loopback, and ends by SIGTERM or after ten minutes.
SPDX-License-Identifier: MIT
"""
import argparse
import re
import signal
import socket
import ssl
import threading


def padded(reply, size):
    field = b"X-Padding: %s\r\n"
    head, body = reply.split(b"\r\n\r\n", 1)
    filler = b"x" * (size - len(reply) - len(field % b""))
    return head + b"\r\n" + field % filler + b"\r\n" + body


def serve(connection, context, reply):
    try:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with context.wrap_socket(connection, server_side=True) as stream:
            head = b""
            while piece := stream.recv(4096):
                head += piece
                if b"\r\n\r\n" in head:
                    stream.sendall(reply)
                    head = b""
    except OSError:  # the firmware ends without a word
        pass


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("chain")
    parser.add_argument("reply")
    parser.add_argument("--pad", type=int)
    parser.add_argument("--tls", choices=["1.2", "1.3"], default="1.2")
    options = parser.parse_args()
    with open(options.reply, "rb") as file:
        reply = file.read()
    if options.pad:
        reply = padded(reply, options.pad)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    version = ssl.TLSVersion.TLSv1_2 if options.tls == "1.2" else ssl.TLSVersion.TLSv1_3
    context.minimum_version = context.maximum_version = version
    context.load_cert_chain(options.chain, re.sub(r"\.pem$", ".key", options.chain))
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    signal.alarm(600)
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, args=(connection, context, reply), daemon=True).start()


main()
