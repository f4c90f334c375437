/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The fields that are no extension (-s -d -i -o -p -f): to tests and back. */
#ifndef SW_TRANSLATE_IP_H
#define SW_TRANSLATE_IP_H

#include "translate/translate.h"

void sw_ip_encode(const struct sw_ip *ip, uint8_t family, struct sw_prog *p);
/* p is of fields that differ from these in nothing but addresses: it becomes that of these. */
void sw_ip_encode_again(const struct sw_ip *ip, uint8_t family, struct sw_prog *p);
/* Read as many of t[0..n) as are ip fields; returns their number. */
size_t sw_ip_decode(const struct sw_test *t, size_t n, uint8_t family, struct sw_ip *ip);

/* The protocol that a test of p asks for; 0: none does. */
uint8_t sw_ip_proto(const struct sw_prog *p, uint8_t family);

#endif
