/* main.c - qcc-port-check: the POSIX port against the contract of qcc/port.h.
 *
 * A program that checks another port is this one with the other port's constructor in it.
 * SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include "qcc_port_check.h"
#include "qcc_posix.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: qcc-port-check [--name NAME] [--no-name NAME] ADDRESS PORT\n"
    "\n"
    "Checks the POSIX port against a simulator that runs with --port-check PORT at ADDRESS,\n"
    "which is not a public one. A line a row: ok, FAIL or skip, and a sum at the end.\n"
    "  --name NAME       a name of ADDRESS; without it two rows are skipped\n"
    "  --no-name NAME    a name that does not exist; without it two rows are skipped\n"
    "exit: 0 all rows hold or are skipped; 1 a row fails; 2 usage\n";

/* False unless `text` is the first of three ports: 1 .. 65533. */
static bool parse_port(const char *text, uint16_t *tcp_port)
{
    char *end = NULL;
    const unsigned long number = strtoul(text, &end, 10);

    *tcp_port = (uint16_t)number;
    return *text >= '0' && *text <= '9' && *end == '\0' && number >= 1 && number <= 65533;
}

static bool parse(struct qcc_port_check *check, int argc, char **argv)
{
    int at = 1;

    for (; at + 1 < argc && strncmp(argv[at], "--", 2) == 0; at += 2) {
        if (strcmp(argv[at], "--name") == 0) {
            check->name = argv[at + 1];
        } else if (strcmp(argv[at], "--no-name") == 0) {
            check->no_name = argv[at + 1];
        } else {
            return false;
        }
    }
    if (argc - at != 2) {
        return false;
    }
    check->host = argv[at];
    return parse_port(argv[at + 1], &check->tcp_port);
}

int main(int argc, char **argv)
{
    static struct qcc_posix posix;
    static struct qcc_port_check check;
    const struct qcc_port port = qcc_posix_port(&posix);
    bool good;

    if (!parse(&check, argc, argv)) {
        fputs(usage, stderr);
        return 2;
    }
    check.port = &port;
    check.report = qcc_port_check_print;
    check.context = stdout;
    good = qcc_port_check_run(&check);
    qcc_port_check_print_sum(stdout, &check);
    return good ? 0 : 1;
}
