/* SPDX-License-Identifier: GPL-2.0-or-later */
/* States of a connection and its NAT asked for in one test: "--ctstate NEW,DNAT". */
#ifndef SW_TRANSLATE_CTSTATE_H
#define SW_TRANSLATE_CTSTATE_H

#include "translate/ops.h"

/* state: bits of NEW, ESTABLISHED and RELATED as nft numbers them; status: IPS_SRC_NAT and
 * IPS_DST_NAT. 1 = appended, 0 = not to be said in nft, < 0 = no memory. */
int sw_ctstate_encode(struct sw_prog *p, uint32_t state, uint32_t status, struct sw_err *err);
/* false: t is another test; then the numbers mean nothing. */
bool sw_ctstate_decode(const struct sw_test *t, uint32_t *state, uint32_t *status);

#endif
