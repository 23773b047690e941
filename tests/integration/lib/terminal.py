"""terminal.py ANSWER ERR COMMAND... - runs a command at a terminal.

Its stdin and stderr are a terminal; stdout is this program's. When the question has come, ANSWER is typed:
a text, `EOF` for Ctrl-D or `INT` for Ctrl-C. What appeared on the terminal is written to the file ERR. Ends as
the command does.
SPDX-License-Identifier: MIT
"""
import os
import pty
import select
import subprocess
import sys
import time

KEYS = {"EOF": b"\x04", "INT": b"\x03"}


def take_terminal():
    """In the child: the terminal sends it the signals of its keys."""
    import fcntl
    import termios

    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def main():
    answer, err, command = sys.argv[1], sys.argv[2], sys.argv[3:]
    main_end, its_end = pty.openpty()
    child = subprocess.Popen(command, stdin=its_end, stderr=its_end, preexec_fn=take_terminal)
    os.close(its_end)
    text, answered, until = b"", False, time.monotonic() + 60
    while time.monotonic() < until:
        if select.select([main_end], [], [], 0.1)[0]:
            try:
                piece = os.read(main_end, 4096)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            text += piece
            if not answered and b"[y/N]" in text:
                answered = True
                os.write(main_end, KEYS.get(answer, answer.encode() + b"\n"))
        elif child.poll() is not None:
            break
    else:
        child.kill()
    with open(err, "wb") as file:
        file.write(text.replace(b"\r\n", b"\n"))
    code = child.wait()
    sys.exit(128 - code if code < 0 else code)


main()
