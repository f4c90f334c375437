/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files that look through a ruleset share. */
#ifndef SW_SIGHT_INSPECT_LOCAL_H
#define SW_SIGHT_INSPECT_LOCAL_H

#include "sight/cover.h"
#include "sight/inspect.h"

/* What a rule does with a packet that it takes, as far as it matters here. */
enum sw_act { SW_ACT_OTHER, SW_ACT_ACCEPT, SW_ACT_DENY, SW_ACT_JUMP };

/* A rule of a builtin chain of table filter. */
struct sw_fact_row {
	enum sw_act act;
	unsigned states;	/* of the packets that it may take */
	bool     all;		/* it takes every packet, */
	bool     by_state;	/* or looks at their state alone */
	bool     dead;		/* a line that deletes it was found */
};

/* A rule of any chain of table filter that accepts ports from everywhere. */
struct sw_port_rule {
	struct sw_chain *chain;
	unsigned number;
	bool     udp;
	struct sw_ranges ports;		/* owned */
};

/* A jump that packets from everywhere take. */
struct sw_wide_jump { const struct sw_chain *from, *to; };

struct sw_inspection {
	struct sw_inspect *x;
	uint8_t           family;
	struct sw_table  *t;	/* the one that is looked through */
	bool             *reached;	/* owned: by number, does a builtin chain lead there? */
	/* of the chain that is looked through: rules by hash */
	uint32_t *slot, *next;	/* owned: numbers of rules */
	uint64_t *hash;		/* owned: by number */
	size_t    nslot;
	/* of table filter */
	struct sw_fact_row *row[SW_HOOK_MAX];	/* owned: of each rule */
	struct sw_port_rule *port;		/* owned */
	size_t   nport, capport;
	struct sw_wide_jump *jump;		/* owned */
	size_t   njump, capjump;
	bool     loopback;	/* some rule accepts what comes in by lo */
	bool     denies;	/* some rule drops or rejects what comes in, in any table */
};

enum sw_act sw_inspect_act(const struct sw_cover_rule *r);

/* A finding about a rule, if no comment excuses it. reason is taken. lines NULL: the one that
 * deletes it. found: it is one. */
int sw_inspect_rule(struct sw_inspection *n, const char *kind, struct sw_chain *c, unsigned number,
		    char *reason, char *lines, bool *found, struct sw_err *err);

/* inspect_chains.c: which chains packets come to; those that none comes to are told. */
int sw_inspect_reach(struct sw_inspection *n, struct sw_err *err);
/* Is it about what comes in? A user chain may be. */
bool sw_inspect_comes_in(const struct sw_chain *c);
/* inspect_input.c: what is kept of one rule of table filter, and what is said of all of them. */
int sw_inspect_note(struct sw_inspection *n, const struct sw_cover_rule *r, bool dead,
		    struct sw_err *err);
int sw_inspect_filter(struct sw_inspection *n, struct sw_err *err);
/* inspect_ports.c: likewise about ports. */
int sw_inspect_note_ports(struct sw_inspection *n, const struct sw_cover_rule *r,
			  struct sw_err *err);
int sw_inspect_ports(struct sw_inspection *n, struct sw_err *err);

#endif
