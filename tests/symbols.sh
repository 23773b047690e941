#!/bin/sh
# symbols.sh - no archive that libqcc ships names an allocator of the C library.
#
#   symbols.sh NM CC ARCHIVE...
# SPDX-License-Identifier: MIT
set -eu
nm=$1 cc=$2
shift 2
heap='malloc|calloc|realloc|free|reallocarray|aligned_alloc|posix_memalign|memalign|strdup|strndup'

# Of the machine code: what is kept beside it for link-time optimization does not name what the compiler knows by itself.
plain=--plugin=/dev/null

# Prints the undefined symbols of $1 that are allocators.
names_heap() {
    "$nm" $plain -A -u "$1" 2>/dev/null | grep -E "[[:space:]]U _?($heap)\$"
}

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failed=0

# Does this script see one where there is one?
echo '#include <stddef.h>
void free(void *p); void *malloc(size_t n);
void *control(void *p); void *control(void *p) { free(p); return malloc(7); }' >"$scratch/control.c"
"$cc" -c -o "$scratch/control.o" "$scratch/control.c"
[ "$(names_heap "$scratch/control.o" | wc -l)" -eq 2 ] || { echo "the control's malloc and free were not seen"; failed=1; }

for archive in "$@"; do
    symbols=$("$nm" $plain "$archive" 2>/dev/null | grep -c ' T ') || symbols=0
    if [ "$symbols" -eq 0 ]; then
        echo "$archive: nothing in it"
        failed=1
    elif names_heap "$archive"; then
        failed=1
    else
        echo "$(basename "$archive"): $symbols functions, none names an allocator"
    fi
done
exit $failed
