/* sizes.h - a QCC_CONFIG_FILE: what a consumer may want otherwise. SPDX-License-Identifier: MIT */
#define QCC_BODY_SIZE 3072
