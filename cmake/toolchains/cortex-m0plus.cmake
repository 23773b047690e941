# cortex-m0plus.cmake - Arm Cortex-M0+.
# SPDX-License-Identifier: MIT
set(QCC_CPU_FLAGS "-mcpu=cortex-m0plus")
include("${CMAKE_CURRENT_LIST_DIR}/arm-none-eabi.cmake")
