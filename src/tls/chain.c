/* chain.c - how a chain is found.
 * SPDX-License-Identifier: MIT */
#include "tls/chain.h"
#include "tls/roots.h"
#include "tls/verify.h"

#include <mbedtls/platform.h>

#include <string.h>

static struct qcc_span span_of(const mbedtls_x509_buf *buffer)
{
    return qcc_span_make(buffer->p, buffer->len);
}

/* ---- What the server sent. mbedTLS looks for an issuer among the certificates that follow the one
 * that was issued, and takes the first whose name and key fit: it must not be an edition that has
 * ended, and must not have been sent too early. */

static void move_outdated_to_end(mbedtls_x509_crt *leaf, int64_t now_s)
{
    mbedtls_x509_crt *outdated = NULL;
    mbedtls_x509_crt **end = &outdated, **sent = &leaf->next;
    while (*sent != NULL) {
        if (qcc_verify_dates(*sent, now_s) == 0) {
            sent = &(*sent)->next;
        } else {
            *end = *sent;
            end = &(*end)->next;
            *sent = *end;
        }
    }
    *end = NULL;
    *sent = outdated;
}

/* Moves the certificate after `before` to the end. */
static void move_to_end(mbedtls_x509_crt *before)
{
    mbedtls_x509_crt *moved = before->next, *last = moved;
    while (last->next != NULL) {
        last = last->next;
    }
    last->next = moved;
    before->next = moved->next;
    moved->next = NULL;
}

/* The chain as far as it is found stands first, without gaps: what stood between its last
 * certificate and `child`, that one's issuer, may still be wanted. */
static void put_in_order(struct qcc_tls *tls, mbedtls_x509_crt *child)
{
    mbedtls_x509_crt *last = tls->context->chain_end;
    if (last == NULL) {
        move_outdated_to_end(child, tls->now_s);
    } else {
        while (last->next != child) {
            move_to_end(last);
        }
    }
    tls->context->chain_end = child;
}

/* ---- The roots. */

static void discard(mbedtls_x509_crt *list)
{
    mbedtls_x509_crt_free(list); /* what it points to, and all that follows it */
    mbedtls_free(list);
}

/* The signature of a root on itself is never checked, but mbedTLS reads no certificate whose
 * signature it could not check: SHA-1, or what the configuration leaves out. Such a root is read
 * from a copy in which the algorithm has another name. */
static int parse_renamed(mbedtls_x509_crt *root, struct qcc_span der)
{
    int ret = MBEDTLS_ERR_X509_ALLOC_FAILED;
    uint8_t *copy = mbedtls_calloc(1, der.len);
    if (copy != NULL) {
        memcpy(copy, der.ptr, der.len);
        qcc_roots_rename_signature(copy, der.len);
        ret = mbedtls_x509_crt_parse_der(root, copy, der.len);
        mbedtls_free(copy);
    }
    return ret;
}

static int parse(const struct qcc_tls *tls, mbedtls_x509_crt *root, struct qcc_span der)
{
    int ret = tls->roots->in_place ? mbedtls_x509_crt_parse_der_nocopy(root, der.ptr, der.len)
                                   : mbedtls_x509_crt_parse_der(root, der.ptr, der.len);
    if (ret != 0 && qcc_mbedtls_meaning(ret) != QCC_ERROR_ARENA) {
        ret = parse_renamed(root, der);
    }
    return ret;
}

/* A root within its dates comes before all others: it may be the successor of one with its name. */
static void insert(mbedtls_x509_crt **list, mbedtls_x509_crt *root, bool is_valid)
{
    while (!is_valid && *list != NULL) {
        list = &(*list)->next;
    }
    root->next = *list;
    *list = root;
}

/* Adds the root `der` to a list that mbedTLS will free. One that cannot be read is passed over: it
 * could have been for another chain. */
static enum qcc_error add_candidate(struct qcc_tls *tls, struct qcc_span der,
                                    mbedtls_x509_crt **list)
{
    mbedtls_x509_crt *root = mbedtls_calloc(1, sizeof *root);
    if (root == NULL) {
        return QCC_ERROR_ARENA;
    }
    mbedtls_x509_crt_init(root);
    int ret = parse(tls, root, der);
    if (ret != 0) {
        discard(root);
        if (tls->roots_skipped < UINT8_MAX) {
            tls->roots_skipped++;
        }
        return qcc_mbedtls_meaning(ret) == QCC_ERROR_ARENA ? QCC_ERROR_ARENA : QCC_OK;
    }
    insert(list, root, qcc_verify_dates(root, tls->now_s) == 0);
    return QCC_OK;
}

static enum qcc_error add_candidates(struct qcc_tls *tls, struct qcc_span issuer,
                                     mbedtls_x509_crt **list)
{
    struct qcc_span der;
    size_t cursor = 0;
    enum qcc_error error;
    do {
        error = qcc_roots_find(tls->roots, issuer, &cursor, &der);
        if (error == QCC_OK && der.len != 0) {
            error = add_candidate(tls, der, list);
        }
    } while (error == QCC_OK && der.len != 0);
    return error;
}

int qcc_chain_candidates(void *context, const mbedtls_x509_crt *child, mbedtls_x509_crt **list)
{
    struct qcc_tls *tls = context;
    /* It is one of the list that the connection owns, and that nobody else uses meanwhile. */
    put_in_order(tls, (mbedtls_x509_crt *)(uintptr_t)child);
    *list = NULL;
    enum qcc_error error = add_candidates(tls, span_of(&child->issuer_raw), list);
    if (error == QCC_OK) {
        return 0;
    }
    discard(*list);
    *list = NULL;
    tls->error = error; /* mbedTLS does not pass the reason on */
    return MBEDTLS_ERR_X509_FATAL_ERROR;
}

bool qcc_chain_is_anchor(const struct qcc_tls *tls, const mbedtls_x509_crt *leaf)
{
    struct qcc_span der;
    size_t cursor = 0;
    if (!qcc_span_equal(span_of(&leaf->subject_raw), span_of(&leaf->issuer_raw))) {
        return false;
    }
    while (qcc_roots_find(tls->roots, span_of(&leaf->subject_raw), &cursor, &der) == QCC_OK &&
           der.len != 0) {
        if (qcc_span_equal(der, span_of(&leaf->raw))) {
            return true;
        }
    }
    return false;
}
