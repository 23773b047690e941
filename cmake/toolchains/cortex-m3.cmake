# cortex-m3.cmake - Arm Cortex-M3.
# SPDX-License-Identifier: MIT
set(QCC_CPU_FLAGS "-mcpu=cortex-m3")
include("${CMAKE_CURRENT_LIST_DIR}/arm-none-eabi.cmake")
