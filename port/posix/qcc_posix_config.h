/* qcc_posix_config.h - a QCC_CONFIG_FILE for machines with memory to spare: what the presets for
 * this machine are built with. `ctest -R figures -V` prints what a client takes then.
 * SPDX-License-Identifier: MIT */

/* A reply that has been paid for is not lost for a long Message, or for members that nobody knows.
 */
#define QCC_BODY_SIZE 65536
#define QCC_MESSAGE_SIZE 1024

/* Links of object storage, signed by whatever scheme. */
#define QCC_RESULT_SIZE 4097

/* Pages and their sizes beside what is asked for. */
#define QCC_PARAMETERS_MAX 8

/* As much as a record of TLS brings. */
#define QCC_PICTURE_RECEIVE_SIZE 16384

/* A leaf with 200 names over a chain of RSA-4096. */
#define QCC_ARENA_SIZE 131072

/* 8 KB for a picture's sake. */
#define QCC_CRC32_TABLES 1
