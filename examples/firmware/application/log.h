/* log.h - lines on the board's UART: a label and a value. Never a key, a Token, a secret or a
 * request.
 * SPDX-License-Identifier: MIT */
#ifndef LOG_H
#define LOG_H

#include <stdint.h>

void log_text(const char *label, const char *text);
void log_number(const char *label, int32_t number);

#endif
