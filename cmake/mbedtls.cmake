# mbedtls.cmake - the target that libqcc links for TLS: the caller's, or mbedTLS 3.6 built here from source with
# the project's configuration. Sets QCC_MBEDTLS to its name and QCC_MBEDTLS_SOURCE to the source that it is built
# from here, empty for the caller's.
# SPDX-License-Identifier: MIT

set(QCC_MBEDTLS_TARGET "" CACHE STRING "A target of yours that provides mbedTLS; empty: MbedTLS::mbedtls or mbedtls if one of them exists")
set(MBEDTLS_SOURCE_DIR "" CACHE PATH "Source tree of mbedTLS 3.6.7 or a later 3.6; empty: it is fetched")
set(QCC_SOURCES_DIR "${CMAKE_BINARY_DIR}/_sources" CACHE PATH "Where fetched sources are kept")
set(QCC_MBEDTLS_CONFIG "${PROJECT_SOURCE_DIR}/port/mbedtls/qcc_mbedtls_desktop.h" CACHE FILEPATH "mbedTLS's configuration header")
set(QCC_MBEDTLS_OPTIONS "" CACHE STRING "Words that the configuration header knows as QCC_MBEDTLS_<word>")
option(QCC_MBEDTLS_PUBLIC_KEYS_ONLY "Leave out of mbedTLS what only the owner of a private key needs" OFF)
option(QCC_MBEDTLS_THREADING "Build mbedTLS so that clients may run in several threads" OFF)

# Upstream's release; Debian's mirrors have the same file.
set(QCC_MBEDTLS_SHA256 a7e8bcbec0e6f761b4af24f25677626b35f762f68eef79c08677a363212d11f6)
set(QCC_MBEDTLS_RELEASE_URL "https://github.com/Mbed-TLS/mbedtls/releases/download/mbedtls-3.6.7/mbedtls-3.6.7.tar.bz2"
    CACHE STRING "Where upstream's release is, for where Debian's source package cannot be had")

# Fills QCC_SOURCES_DIR/mbedtls: the pinned release from Debian's mirrors or upstream's site.
function(qcc_fetch_mbedtls)
    set(dir "${QCC_SOURCES_DIR}")
    # Of two configurations that run at the same time, one finds the work done.
    file(LOCK "${dir}" DIRECTORY GUARD FUNCTION TIMEOUT 600)
    find_program(QCC_SH sh REQUIRED)
    execute_process(RESULT_VARIABLE failed
        COMMAND ${QCC_SH} "${PROJECT_SOURCE_DIR}/cmake/fetch-debian-source.sh" mbedtls 3.6 3.6.7 "${dir}"
            m/mbedtls/mbedtls_3.6.7.orig.tar.bz2 ${QCC_MBEDTLS_SHA256})
    if(NOT failed)
        return()
    endif()
    message(STATUS "mbedTLS: upstream's release")
    file(DOWNLOAD "${QCC_MBEDTLS_RELEASE_URL}" "${dir}/mbedtls.tar.bz2" STATUS status TIMEOUT 600)
    set(digest "")
    if(status MATCHES "^0;")
        file(SHA256 "${dir}/mbedtls.tar.bz2" digest)
    endif()
    if(NOT digest STREQUAL QCC_MBEDTLS_SHA256)
        file(REMOVE "${dir}/mbedtls.tar.bz2")
        message(FATAL_ERROR "No source of mbedTLS (${status}; SHA-256 ${digest}). "
            "Give a source tree of 3.6.7 or a later 3.6 with -DMBEDTLS_SOURCE_DIR=.")
    endif()
    file(REMOVE_RECURSE "${dir}/mbedtls" "${dir}/mbedtls.part")
    file(ARCHIVE_EXTRACT INPUT "${dir}/mbedtls.tar.bz2" DESTINATION "${dir}/mbedtls.part")
    file(GLOB top "${dir}/mbedtls.part/*")
    file(RENAME "${top}" "${dir}/mbedtls")
    file(REMOVE_RECURSE "${dir}/mbedtls.part" "${dir}/mbedtls.tar.bz2")
    file(WRITE "${dir}/mbedtls/.complete" "upstream's release, SHA-256 ${digest}\n")
endfunction()

set(QCC_MBEDTLS_SOURCE "")
set(QCC_MBEDTLS "${QCC_MBEDTLS_TARGET}")
foreach(candidate MbedTLS::mbedtls mbedtls)
    if(NOT QCC_MBEDTLS AND TARGET ${candidate})
        set(QCC_MBEDTLS ${candidate})
    endif()
endforeach()
if(QCC_MBEDTLS)
    message(STATUS "mbedTLS: the target ${QCC_MBEDTLS}")
    return()
endif()

set(QCC_MBEDTLS_SOURCE "${MBEDTLS_SOURCE_DIR}")
if(NOT QCC_MBEDTLS_SOURCE)
    qcc_fetch_mbedtls()
    set(QCC_MBEDTLS_SOURCE "${QCC_SOURCES_DIR}/mbedtls")
endif()
if(NOT EXISTS "${QCC_MBEDTLS_SOURCE}/library/ssl_tls.c")
    message(FATAL_ERROR "MBEDTLS_SOURCE_DIR: ${QCC_MBEDTLS_SOURCE} is no source tree of mbedTLS.")
endif()
file(STRINGS "${QCC_MBEDTLS_SOURCE}/include/mbedtls/build_info.h" version REGEX "define MBEDTLS_VERSION_STRING ")
string(REGEX REPLACE ".*\"(.*)\".*" "\\1" version "${version}")
if(version VERSION_LESS 3.6.7 OR version VERSION_GREATER_EQUAL 3.7)
    message(FATAL_ERROR "mbedTLS ${version}: libqcc needs 3.6.7 or a later 3.6.")
endif()
set(origin "${QCC_MBEDTLS_SOURCE}")
if(NOT MBEDTLS_SOURCE_DIR)
    file(STRINGS "${QCC_MBEDTLS_SOURCE}/.complete" origin LIMIT_COUNT 1)
endif()
message(STATUS "mbedTLS: ${version}, built here from ${origin}")

# All of library/ in one archive: what the configuration leaves out compiles to nothing.
set(QCC_MBEDTLS qcc_mbedtls)
file(GLOB sources CONFIGURE_DEPENDS "${QCC_MBEDTLS_SOURCE}/library/*.c")
get_filename_component(config_dir "${QCC_MBEDTLS_CONFIG}" DIRECTORY)
get_filename_component(config_name "${QCC_MBEDTLS_CONFIG}" NAME)

add_library(qcc_mbedtls STATIC ${sources})
add_library(qcc::mbedtls ALIAS qcc_mbedtls)
set_target_properties(qcc_mbedtls PROPERTIES EXPORT_NAME mbedtls POSITION_INDEPENDENT_CODE ${position_independent})
target_include_directories(qcc_mbedtls SYSTEM PUBLIC
    "$<BUILD_INTERFACE:${QCC_MBEDTLS_SOURCE}/include>" "$<BUILD_INTERFACE:${config_dir}>"
    "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/qcc-mbedtls>")
target_include_directories(qcc_mbedtls PRIVATE "${QCC_MBEDTLS_SOURCE}/library")
target_compile_definitions(qcc_mbedtls PUBLIC "MBEDTLS_CONFIG_FILE=\"${config_name}\"")
foreach(word ${QCC_MBEDTLS_OPTIONS})
    target_compile_definitions(qcc_mbedtls PUBLIC "QCC_MBEDTLS_${word}")
endforeach()
# It compares nothing with memcmp(NULL, .., 0) in places, which the sanitizer of undefined behaviour would end the program for.
target_compile_options(qcc_mbedtls PRIVATE -w -fno-sanitize=nonnull-attribute)
if(QCC_MBEDTLS_PUBLIC_KEYS_ONLY)
    set(public_keys "-include;${PROJECT_SOURCE_DIR}/port/mbedtls/qcc_mbedtls_public_keys.h")
    set_source_files_properties("${QCC_MBEDTLS_SOURCE}/library/pk_wrap.c" PROPERTIES COMPILE_OPTIONS "${public_keys}")
    set_source_files_properties("${QCC_MBEDTLS_SOURCE}/library/rsa.c" PROPERTIES
        COMPILE_OPTIONS "${public_keys}" COMPILE_DEFINITIONS QCC_MBEDTLS_IN_RSA)
endif()
if(QCC_MBEDTLS_THREADING)
    find_package(Threads REQUIRED)
    target_compile_definitions(qcc_mbedtls PUBLIC QCC_MBEDTLS_THREADING)
    target_link_libraries(qcc_mbedtls PUBLIC Threads::Threads)
endif()
