# arm-none-eabi.cmake - what the Cortex-M toolchain files of this folder have in common: they set QCC_CPU_FLAGS.
# SPDX-License-Identifier: MIT
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR arm)
set(CMAKE_C_COMPILER arm-none-eabi-gcc)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
# Neither -ffreestanding nor -fno-builtin: mbedTLS's unaligned loads would become calls of memcpy, four times slower.
set(CMAKE_C_FLAGS_INIT "${QCC_CPU_FLAGS} -mthumb --specs=nano.specs -ffunction-sections -fdata-sections")
