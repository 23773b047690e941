/* SPDX-License-Identifier: MIT */
#ifndef QCC_TESTS_STUB_SYS_H
#define QCC_TESTS_STUB_SYS_H

int sys_arch_protect(void);
void sys_arch_unprotect(int level);

#define SYS_ARCH_DECL_PROTECT(level) int level
#define SYS_ARCH_PROTECT(level) ((level) = sys_arch_protect())
#define SYS_ARCH_UNPROTECT(level) sys_arch_unprotect(level)

#endif
