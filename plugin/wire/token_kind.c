/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "token_kind.h"

#include "der.h"

#define IS_NO_DER (-1)

/* der: where the DER element begins. */
static const struct {
    enum token_kind kind;
    uint8_t length;
    uint8_t mark[4];
    int der;
} beginnings[] = {
    {TOKEN_GSSAPI, 1, {0x60}, 0},
    {TOKEN_SPNEGO, 1, {0xa0}, 0},
    {TOKEN_SPNEGO, 1, {0xa1}, 0},
    {TOKEN_NTLMSSP, 4, {'N', 'T', 'L', 'M'}, IS_NO_DER},
    {TOKEN_GSS_KRB5, 1, {0x6e}, 0},
    {TOKEN_GSS_KRB5, 1, {0x6f}, 0},
    {TOKEN_GSS_KRB5, 3, {0x03, 0x00, 0x7e}, 2},
    {TOKEN_KRB_ERROR, 1, {0x7e}, 0},
};

static bool is_der_element(struct bytes bytes)
{
    struct der_element element;

    return der_take(&bytes, &element);
}

enum token_kind token_kind_of(struct bytes token)
{
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++) {
        int der = beginnings[i].der;

        if (token.length > beginnings[i].length &&
            bytes_begin_with(token, beginnings[i].mark, beginnings[i].length) &&
            (der == IS_NO_DER || is_der_element(bytes_from(token, (size_t)der))))
            return beginnings[i].kind;
    }
    return TOKEN_UNKNOWN;
}
