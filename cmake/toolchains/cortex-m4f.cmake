# cortex-m4f.cmake - Arm Cortex-M4 with its floating-point unit.
# SPDX-License-Identifier: MIT
set(QCC_CPU_FLAGS "-mcpu=cortex-m4 -mfloat-abi=hard -mfpu=fpv4-sp-d16")
include("${CMAKE_CURRENT_LIST_DIR}/arm-none-eabi.cmake")
