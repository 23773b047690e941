# mips.cmake - Linux on 32-bit big-endian MIPS, under qemu, which ends a program that reads or writes a word that is
# not aligned.
# SPDX-License-Identifier: MIT
set(CMAKE_SYSTEM_PROCESSOR mips)
set(QCC_TRIPLET mips-linux-gnu)
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-mips -L "/usr/${QCC_TRIPLET}")
include("${CMAKE_CURRENT_LIST_DIR}/linux.cmake")
