/* SPDX-License-Identifier: MIT */
#include "stub.h"
