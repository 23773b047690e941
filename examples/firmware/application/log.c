/* log.c - lines on the board's UART.
 * SPDX-License-Identifier: MIT */
#include "log.h"

#include "board.h"

void log_text(const char *label, const char *text)
{
    board_log(label);
    board_log(text);
    board_log("\n");
}

void log_number(const char *label, int32_t number)
{
    char text[12]; /* -2147483648 and a NUL */
    char *at = text + sizeof text - 1;
    uint32_t rest = number < 0 ? 0u - (uint32_t)number : (uint32_t)number;
    *at = '\0';
    do {
        *--at = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest != 0);
    if (number < 0) {
        *--at = '-';
    }
    log_text(label, at);
}
