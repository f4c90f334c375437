/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The values of a statement that a map of rules can say in its place: an address to translate to, a
 * mark to set. */
#ifndef SW_TRANSLATE_VALUES_H
#define SW_TRANSLATE_VALUES_H

#include "translate/prog.h"

/* Bytes of all of them, of several each in whole registers of 4 bytes, in the order of the
 * statement's fields and in the kernel's byte order; at most SW_KEY_MAX. 0: it has none, or what
 * they mean hangs on more than the value. */
size_t sw_values_size(const struct sw_stmt *s);
/* Moves them to out, sw_values_size bytes; the statement takes them from the map then. */
void sw_values_take(struct sw_stmt *s, uint8_t *out);
/* And back: false if a byte stands where no value is. */
bool sw_values_put(struct sw_stmt *s, const uint8_t *in);

/* Registers of 4 bytes overlap those of 16, whose numbers the kernel tells where both fit. */
uint32_t sw_register_at(size_t offset);

/* The registers of a NAT, MASQ or REDIR statement; of what it has not, they mean nothing. */
struct sw_nat_regs { uint32_t addr, addr_max, port, port_max; };
struct sw_nat_regs sw_nat_regs(const struct sw_stmt *s);

#endif
