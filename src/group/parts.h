/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A rule about a list of ports as parts, each about one of them, and back: so it becomes several
 * elements of a map, where rules about one port are elements, too. Its counter is their sum. */
#ifndef SW_GROUP_PARTS_H
#define SW_GROUP_PARTS_H

#include "group/block.h"
#include "translate/ports.h"

struct sw_list {
	uint8_t  test;		/* which of the program's tests it is */
	uint8_t  n;		/* ports, ascending; at least two */
	uint16_t port[SW_PORTS_MAX];	/* host byte order */
};

/* The one list of a program as it was encoded, whose set is in it; false: it has none, or ranges in
 * it, or another set besides, or acts in another chain. */
bool sw_list_find(const struct sw_prog *p, struct sw_list *l);
/* Part i. The counters are those of the first. Overwrites out; no memory: out->oom. */
void sw_list_part(const struct sw_prog *p, const struct sw_list *l, size_t i, struct sw_prog *out);
/* The port that part asks for, as the list's test; false: it is no such part. */
bool sw_list_port(const struct sw_prog *part, uint8_t test, uint16_t *port);
/* The program with its set, from any part. Overwrites out; no memory: out->oom. */
void sw_list_join(const struct sw_prog *part, const struct sw_list *l, struct sw_prog *out);

/* sw_block_add for each part, all or none, with words that say which part it is. 1 = done: l->n
 * members; 0 = no room for them. part: scratch. */
int sw_list_add(struct sw_block *b, const struct sw_prog *p, const struct sw_list *l,
		uint8_t family, const struct sw_userdata *ud, struct sw_prog *part,
		struct sw_err *err);
/* Does member i of a block begin a list? Then l and its program, in out; no memory: out->oom. part:
 * scratch. */
bool sw_list_at(const struct sw_block *b, size_t i, struct sw_list *l, struct sw_prog *out,
		struct sw_prog *part);
/* How many members from i on are one rule. */
size_t sw_list_members(const struct sw_block *b, size_t i);
/* Is it a later part of a list? */
bool sw_list_goes_on(const struct sw_block *b, size_t i);

#endif
