# cortex-m33.cmake - Arm Cortex-M33.
# SPDX-License-Identifier: MIT
set(QCC_CPU_FLAGS "-mcpu=cortex-m33 -mfloat-abi=soft")
include("${CMAKE_CURRENT_LIST_DIR}/arm-none-eabi.cmake")
