/* replies.S - the canonical replies, byte for byte.
 * SPDX-License-Identifier: MIT */
    .section .rodata.replies, "a"
    .global reply_length, reply_length_end, reply_chunked, reply_chunked_end
reply_length:
    .incbin "reply-length.http"
reply_length_end:
reply_chunked:
    .incbin "reply-chunked.http"
reply_chunked_end:
