# mbedtls.cmake - the target that libqcc links for TLS: the caller's, or mbedTLS 3.6 built here from source with
# the project's configuration. Sets QCC_MBEDTLS to its name and QCC_MBEDTLS_SOURCE to the source that it is built
# from here, empty for the caller's.
# SPDX-License-Identifier: MIT

set(QCC_MBEDTLS_TARGET "" CACHE STRING "A target of yours that provides mbedTLS; empty: MbedTLS::mbedtls or mbedtls if one of them exists")
set(MBEDTLS_SOURCE_DIR "" CACHE PATH "Source tree of mbedTLS 3.6.7 or a later 3.6; empty: it is fetched")
set(QCC_SOURCES_DIR "${CMAKE_BINARY_DIR}/_sources" CACHE PATH "Where fetched sources are kept")
set(QCC_MBEDTLS_CONFIG "${PROJECT_SOURCE_DIR}/port/posix/qcc_mbedtls_desktop.h" CACHE FILEPATH "mbedTLS's configuration header")
option(QCC_MBEDTLS_THREADING "Build mbedTLS so that clients may run in several threads" OFF)

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
    find_program(QCC_SH sh REQUIRED)
    execute_process(COMMAND ${QCC_SH} "${PROJECT_SOURCE_DIR}/cmake/fetch-mbedtls.sh" "${QCC_SOURCES_DIR}" RESULT_VARIABLE failed)
    if(failed)
        message(FATAL_ERROR "No source of mbedTLS: see above.")
    endif()
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
message(STATUS "mbedTLS: ${version}, built here")

# All of library/ in one archive: what the configuration leaves out compiles to nothing.
set(QCC_MBEDTLS qcc_mbedtls)
file(GLOB sources CONFIGURE_DEPENDS "${QCC_MBEDTLS_SOURCE}/library/*.c")
get_filename_component(config_dir "${QCC_MBEDTLS_CONFIG}" DIRECTORY)
get_filename_component(config_name "${QCC_MBEDTLS_CONFIG}" NAME)

add_library(qcc_mbedtls STATIC ${sources})
add_library(qcc::mbedtls ALIAS qcc_mbedtls)
set_target_properties(qcc_mbedtls PROPERTIES EXPORT_NAME mbedtls POSITION_INDEPENDENT_CODE ON)
target_include_directories(qcc_mbedtls SYSTEM PUBLIC
    "$<BUILD_INTERFACE:${QCC_MBEDTLS_SOURCE}/include>" "$<BUILD_INTERFACE:${config_dir}>"
    "$<INSTALL_INTERFACE:include/qcc-mbedtls>")
target_include_directories(qcc_mbedtls PRIVATE "${QCC_MBEDTLS_SOURCE}/library")
target_compile_definitions(qcc_mbedtls PUBLIC "MBEDTLS_CONFIG_FILE=\"${config_name}\"")
# It compares nothing with memcmp(NULL, .., 0) in places, which the sanitizer of undefined behaviour would end the program for.
target_compile_options(qcc_mbedtls PRIVATE -w -fno-sanitize=nonnull-attribute)
if(QCC_MBEDTLS_THREADING)
    find_package(Threads REQUIRED)
    target_compile_definitions(qcc_mbedtls PUBLIC QCC_MBEDTLS_THREADING)
    target_link_libraries(qcc_mbedtls PUBLIC Threads::Threads)
endif()
