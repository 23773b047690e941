"""wire.py FILE.pcap - what went over the firmware's wire, a line an event, in the order of the frames.

    dhcp TYPE SECONDS        discover, offer, request or ack; an ack with the lease's length
    dns NAME                 a query
    tls out|in PORT TYPE LEN      a TLS record from or to the firmware: type and length as its header has them
    length PORT                   a ServerHello that agrees to max_fragment_length

The file is what QEMU's filter-dump wrote. Segments that were sent again are taken once.
SPDX-License-Identifier: MIT
"""
import struct
import sys

FIRMWARE = b"\x0a\x00\x02\x0f"  # what QEMU's DHCP server gives first
BOOTPS, BOOTPC, DOMAIN = 67, 68, 53
HANDSHAKE, SERVER_HELLO, MAX_FRAGMENT_LENGTH = 22, 2, 1
DHCP_TYPES = {1: "discover", 2: "offer", 3: "request", 5: "ack", 6: "nak"}


class Stream:
    """One direction of a TCP connection, put in order, and cut into TLS records."""

    def __init__(self, label, sequence):
        self.label = label
        self.next = sequence
        self.data = b""
        self.clear = True  # no ChangeCipherSpec yet
        self.rest = 0  # bytes of the record under way at the front of data
        self.waiting = {}

    def add(self, sequence, data):
        if data:
            self.waiting[sequence] = max(self.waiting.get(sequence, b""), data, key=len)
        for start in sorted(self.waiting, key=lambda s: (s - self.next + 2**31) % 2**32):
            old = (self.next - start) % 2**32
            if old < 2**31:  # at or before what is next
                fresh = self.waiting.pop(start)[old:]
                self.data += fresh
                self.next = (self.next + len(fresh)) % 2**32
        while len(self.data) >= self.rest + 5:
            kind, _, length = struct.unpack_from("!BHH", self.data, self.rest)
            record = self.data[self.rest + 5 :]
            if kind == HANDSHAKE and len(record) < length:
                break
            print("tls %s %d %d" % (self.label, kind, length))
            self.clear = self.clear and kind == HANDSHAKE
            if self.clear and record[0] == SERVER_HELLO and MAX_FRAGMENT_LENGTH in extensions(record):
                print("length " + self.label.split()[1])
            self.data = record
            self.rest = length


def extensions(hello):
    """The types in a ServerHello."""
    at = 38 + 1 + hello[38] + 3 + 2  # message header, version, random; session id; cipher and compression; length
    while at + 4 <= 4 + int.from_bytes(hello[1:4], "big"):
        kind, length = struct.unpack_from("!HH", hello, at)
        yield kind
        at += 4 + length


streams = {}


def tcp(source, target, segment):
    source_port, target_port, sequence, _, offset, flags = struct.unpack_from("!HHIIBB", segment)
    key = (source, source_port, target, target_port)
    label = "out %d" % target_port if source == FIRMWARE else "in %d" % source_port
    if flags & 2:  # SYN
        if key not in streams or streams[key].next != (sequence + 1) % 2**32:
            streams[key] = Stream(label, (sequence + 1) % 2**32)
    elif key in streams:
        streams[key].add(sequence, segment[(offset >> 4) * 4 :])


def dhcp(message):
    options = message[240:]
    values = {}
    while options and options[0] != 255:
        if options[0] == 0:
            options = options[1:]
            continue
        values[options[0]] = options[2 : 2 + options[1]]
        options = options[2 + options[1] :]
    lease = " %d" % int.from_bytes(values[51], "big") if 51 in values else ""
    print("dhcp %s%s" % (DHCP_TYPES.get(values[53][0], "other"), lease))


def dns(query):
    labels = []
    at = 12
    while query[at]:
        labels.append(query[at + 1 : at + 1 + query[at]].decode())
        at += 1 + query[at]
    print("dns " + ".".join(labels))


def frame(data):
    if data[12:14] != b"\x08\x00":
        return
    packet = data[14:]
    packet = packet[: int.from_bytes(packet[2:4], "big")]
    protocol, source, target = packet[9], packet[12:16], packet[16:20]
    payload = packet[(packet[0] & 15) * 4 :]
    if protocol == 6:
        tcp(source, target, payload)
    elif protocol == 17:
        ports = struct.unpack_from("!HH", payload)
        if BOOTPC in ports and BOOTPS in ports:
            dhcp(payload[8:])
        elif ports[1] == DOMAIN:
            dns(payload[8:])


with open(sys.argv[1], "rb") as file:
    capture = file.read()
at = 24
while at + 16 <= len(capture):
    _, _, length, _ = struct.unpack_from("=4I", capture, at)
    frame(capture[at + 16 : at + 16 + length])
    at += 16 + length
