# i386.cmake - Linux on 32-bit x86. A 64-bit kernel runs it; under qemu-i386 7.2, the child of a fork never returns.
# SPDX-License-Identifier: MIT
set(CMAKE_SYSTEM_PROCESSOR i686)
set(QCC_TRIPLET i686-linux-gnu)
set(libraries "/usr/${QCC_TRIPLET}/lib")
set(CMAKE_CROSSCOMPILING_EMULATOR "${libraries}/ld-linux.so.2" --library-path "${libraries}")
include("${CMAKE_CURRENT_LIST_DIR}/linux.cmake")
