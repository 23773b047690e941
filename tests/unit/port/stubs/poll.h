/* SPDX-License-Identifier: MIT */
#ifdef ESP_PLATFORM
#error "ESP-IDF has no poll.h"
#endif
#include "stub.h"
