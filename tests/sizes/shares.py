"""shares.py MAP - what each part of an image has of its flash and RAM, by the linker's map.

Prints a line for each part: name, bytes of flash, bytes of RAM. The gaps that the linker leaves
between sections are `fill`.
SPDX-License-Identifier: MIT
"""
import re
import sys

PARTS = [  # the first that matches
    (r"libqcc\.a\(", "libqcc"),
    (r"libqcc_mbedtls\.a\(", "mbedtls"),
    (r"libqcc_lwip\.a\(", "port"),
    (r"liblwip\.a\(", "lwip"),
    (r"lib(c|c_nano|gcc|nosys)\.a\(", "libc"),
    (r"roots\.c\.obj$", "roots"),
    (r"\.c\.obj$", "application"),
]
# An output section's first values may have to be in flash, too.
PLACES = {".text": "flash", ".ARM.exidx": "flash", ".data": "flash ram", ".bss": "ram", ".stack": "ram"}


def part_of(file):
    return next(name for pattern, name in PARTS if re.search(pattern, file))


def read(text):
    """Yields each output section: its name, end, and the address, size and part of what is in it."""
    text = text.split("Linker script and memory map", 1)[1]
    text = re.sub(r"\n( ?\S+)\n +0x", r"\n\1 0x", text)  # long names have a line of their own
    for section in re.split(r"\n(?=[.\w/])", text):
        head = re.match(r"(\.\w[.\w]*) +0x(\w+) +0x(\w+)", section)
        if not head or head[1] not in PLACES:
            continue
        inside = [
            (int(address, 16), int(size, 16), part_of(file))
            for address, size, file in re.findall(
                r"^ \.\S+ +0x(\w+) +0x(\w+) (\S+)$", section, re.MULTILINE)
            if int(size, 16)
        ]
        yield head[1], int(head[2], 16), int(head[3], 16), sorted(inside)


def main():
    sizes = {}  # part: {place: bytes}
    with open(sys.argv[1]) as file:
        for output, start, size, inside in read(file.read()):
            taken = {"stack" if output == ".stack" else "fill": size}
            # Strings that are merged are said to be where and as large as those that they are merged with.
            ends = [address for address, _, _ in inside[1:]] + [start + size]
            for (address, length, part), end in zip(inside, ends):
                length = min(length, end - address)
                taken[part] = taken.get(part, 0) + length
                taken["fill"] -= length
            for part, length in taken.items():
                for place in PLACES[output].split():
                    sizes.setdefault(part, {"flash": 0, "ram": 0})[place] += length
    for part in sorted(sizes):
        print(part, sizes[part]["flash"], sizes[part]["ram"])


main()
