# i386.cmake - Linux on 32-bit x86.
# SPDX-License-Identifier: MIT
set(CMAKE_SYSTEM_PROCESSOR i686)
set(QCC_TRIPLET i686-linux-gnu)
set(QCC_QEMU qemu-i386)
include("${CMAKE_CURRENT_LIST_DIR}/linux.cmake")
