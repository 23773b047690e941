# linux.cmake - what the Linux toolchain files of this folder have in common: they set QCC_TRIPLET, and how to run what
# is built. The C library is the one that comes with the compiler.
# SPDX-License-Identifier: MIT
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_C_COMPILER "${QCC_TRIPLET}-gcc")
set(CMAKE_FIND_ROOT_PATH "/usr/${QCC_TRIPLET}")
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
