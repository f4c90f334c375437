/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether a packet of which not everything is known passes a rule's tests. */
#ifndef SW_SIGHT_ASK_H
#define SW_SIGHT_ASK_H

#include "sight/look.h"

enum sw_reply { SW_NO, SW_MAYBE, SW_YES };

/* One test. prog: whose sets it asks. */
enum sw_reply sw_ask_test(const struct sw_packet *p, const struct sw_spot *at,
			  const struct sw_prog *prog, const struct sw_test *t);

/* All tests of a rule. */
struct sw_asked {
	enum sw_reply reply;
	size_t test;	/* NO: the first that fails; MAYBE: the first that nobody can answer */
	size_t open;	/* MAYBE: how many of these */
};
struct sw_asked sw_ask(const struct sw_packet *p, const struct sw_spot *at,
		       const struct sw_prog *prog);

/* Of a test about the connection's state (else false): the states that the packet may have and in
 * which it passes for sure, and those in which it may. */
bool sw_ask_is_about_state(const struct sw_test *t);
void sw_ask_states(const struct sw_packet *p, const struct sw_spot *at, const struct sw_prog *prog,
		   const struct sw_test *t, unsigned *yes, unsigned *maybe);

/* What is known of the packet besides, when it has passed the program's tests, which were a MAYBE;
 * or when it has failed at the only one of them that was. More may follow than is said. */
void sw_ask_passed(struct sw_packet *p, const struct sw_spot *at, const struct sw_prog *prog);
void sw_ask_failed(struct sw_packet *p, const struct sw_spot *at, const struct sw_prog *prog,
		   const struct sw_asked *asked);

/* Why nobody can answer that test, in a few words. */
void sw_ask_why(struct sw_str *out, const struct sw_test *t);

#endif
