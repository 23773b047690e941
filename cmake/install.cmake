# install.cmake - the package qcc, for find_package(qcc): from where `cmake --install` put it, or from the build tree
# (-Dqcc_DIR=build/m3). With the mbedTLS that was built here, headers and configuration included; there is none for
# one that the caller brought.
# SPDX-License-Identifier: MIT
if(NOT QCC_MBEDTLS_SOURCE)
    message(STATUS "No package: mbedTLS is the caller's")
    return()
endif()
include(CMakePackageConfigHelpers)

set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/qcc")
set(ports "")
foreach(port posix template)
    if(TARGET qcc_${port})
        list(APPEND ports qcc_${port})
        file(GLOB headers CONFIGURE_DEPENDS "port/${port}/qcc_${port}*.h")
        install(FILES ${headers} DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
    endif()
endforeach()
if(TARGET qcc_posix)
    install(FILES port/bsd/qcc_bsd.h DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
endif()
install(TARGETS qcc qcc_mbedtls ${ports} EXPORT qcc ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
install(FILES LICENSE DESTINATION "${CMAKE_INSTALL_DOCDIR}")
# mbedTLS is in the archives that are installed, and in the command.
install(FILES "${QCC_MBEDTLS_SOURCE}/LICENSE" DESTINATION "${CMAKE_INSTALL_DOCDIR}" RENAME LICENSE.mbedtls)
install(DIRECTORY include/qcc DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
install(FILES "${QCC_SIZES_H}" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/qcc")
if(QCC_CONFIG_FILE)
    install(FILES "${QCC_CONFIG_FILE}" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
endif()
# For programs that call mbedTLS, too (qcc::mbedtls). In a folder of their own, so that they can never be taken for a system's mbedTLS.
install(DIRECTORY "${QCC_MBEDTLS_SOURCE}/include/mbedtls" "${QCC_MBEDTLS_SOURCE}/include/psa"
    DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/qcc-mbedtls" FILES_MATCHING PATTERN "*.h")
install(FILES "${QCC_MBEDTLS_CONFIG}" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/qcc-mbedtls")
install(EXPORT qcc NAMESPACE qcc:: FILE qcc-targets.cmake DESTINATION "${package_dir}")
export(EXPORT qcc NAMESPACE qcc:: FILE "${PROJECT_BINARY_DIR}/qcc-targets.cmake")

set(threads "")
if(TARGET Threads::Threads)
    set(threads "include(CMakeFindDependencyMacro)\nfind_dependency(Threads)\n")
endif()
file(WRITE "${PROJECT_BINARY_DIR}/qcc-config.cmake"
    "${threads}include(\"\${CMAKE_CURRENT_LIST_DIR}/qcc-targets.cmake\")\n")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/qcc-config-version.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/qcc-config.cmake" "${PROJECT_BINARY_DIR}/qcc-config-version.cmake"
    DESTINATION "${package_dir}")
