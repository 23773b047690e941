# cmocka.cmake - what the unit tests link: the system's cmocka or, for a system of another architecture, cmocka built
# here from Debian's source package. Sets QCC_CMOCKA.
# SPDX-License-Identifier: MIT
if(NOT CMAKE_CROSSCOMPILING)
    find_library(QCC_CMOCKA cmocka REQUIRED)
    return()
endif()

set(CMOCKA_SOURCE_DIR "" CACHE PATH "Source tree of cmocka 1.1.5 or a later 1.1; empty: it is fetched")
set(source "${CMOCKA_SOURCE_DIR}")
if(NOT source)
    set(source "${QCC_SOURCES_DIR}/cmocka")
    # Of two configurations that run at the same time, one finds the work done.
    file(LOCK "${QCC_SOURCES_DIR}" DIRECTORY GUARD FILE TIMEOUT 600)
    execute_process(RESULT_VARIABLE failed
        COMMAND ${QCC_SH} "${PROJECT_SOURCE_DIR}/cmake/fetch-debian-source.sh" cmocka 1.1 1.1.5 "${QCC_SOURCES_DIR}"
            c/cmocka/cmocka_1.1.5-2.1.dsc 9f94190b571e059dd6a359c7effd40b982c6c2796959ea201cf41e7cac0b6730)
    if(failed)
        message(FATAL_ERROR "No source of cmocka: give a tree of 1.1.5 or a later 1.1 with -DCMOCKA_SOURCE_DIR=.")
    endif()
endif()

# One file; what its own configuration would have found out holds for every Linux.
set(QCC_CMOCKA qcc_cmocka)
add_library(qcc_cmocka STATIC "${source}/src/cmocka.c")
target_include_directories(qcc_cmocka SYSTEM PUBLIC "${source}/include")
target_compile_definitions(qcc_cmocka PRIVATE HAVE_INTTYPES_H HAVE_SIGNAL_H HAVE_STRINGS_H HAVE_MALLOC_H
    HAVE_STRUCT_TIMESPEC HAVE_CLOCK_REALTIME HAVE_SIGLONGJMP HAVE_STRSIGNAL HAVE_GCC_THREAD_LOCAL_STORAGE)
target_compile_options(qcc_cmocka PRIVATE -w)
