# sizes.cmake - writes qcc/sizes.h: the sizes that depend on mbedTLS's configuration, as plain numbers, so that who
# uses libqcc needs none of mbedTLS's headers. Sets QCC_SIZES_H to its path.
#
# It is a step of the build, because only the compiler knows what a target of the caller's defines and includes. As a
# script (cmake -DARCHIVE= -DHEADER= -P) it is that step.
# SPDX-License-Identifier: MIT
if(CMAKE_SCRIPT_MODE_FILE)
    foreach(name SESSION ARENA)
        file(STRINGS "${ARCHIVE}" found REGEX "QCC_${name}=[0-9]+;")
        string(REGEX REPLACE ".*QCC_${name}=0*([0-9]+)[^0-9].*" "\\1" ${name} "${found}")
        if(NOT ${name} MATCHES "^[0-9]+$")
            message(FATAL_ERROR "No ${name} in ${ARCHIVE}.")
        endif()
    endforeach()
    file(WRITE "${HEADER}" "/* sizes.h - written by the build: what mbedTLS's configuration makes of these sizes.
 * qcc/config.h says what they are. SPDX-License-Identifier: MIT */
#ifndef QCC_SESSION_SIZE
#define QCC_SESSION_SIZE ${SESSION}
#endif
#ifndef QCC_ARENA_SIZE
#define QCC_ARENA_SIZE ${ARENA}
#endif
")
    return()
endif()

set(QCC_SIZES_H "${PROJECT_BINARY_DIR}/include/qcc/sizes.h")
add_library(qcc_sizes STATIC "${PROJECT_SOURCE_DIR}/cmake/sizes.c")
target_compile_options(qcc_sizes PRIVATE -fno-lto) # the digits are to be there as they are
target_link_libraries(qcc_sizes PRIVATE ${QCC_MBEDTLS})
add_custom_command(OUTPUT "${QCC_SIZES_H}"
    COMMAND ${CMAKE_COMMAND} "-DARCHIVE=$<TARGET_FILE:qcc_sizes>" "-DHEADER=${QCC_SIZES_H}"
        -P "${PROJECT_SOURCE_DIR}/cmake/sizes.cmake"
    DEPENDS qcc_sizes cmake/sizes.cmake COMMENT "Writing qcc/sizes.h" VERBATIM)
target_sources(qcc PRIVATE "${QCC_SIZES_H}")
target_include_directories(qcc PUBLIC "$<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/include>")
