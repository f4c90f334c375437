/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A table as a graph: chains and ends (verdicts, targets that end a packet's way) are its nodes,
 * rules that lead from one to another are its edges. */
#ifndef SW_SIGHT_GRAPH_H
#define SW_SIGHT_GRAPH_H

#include "rule/ruleset.h"

enum sw_graph_kind {
	SW_NODE_CHAIN,
	SW_NODE_END,	/* ACCEPT, DROP, REJECT, DNAT ... */
	SW_NODE_MORE,	/* stands for chains that were left out: there is one at most, the last */
};

struct sw_graph_node {
	enum sw_graph_kind kind;
	const char *name;	/* borrowed of the table, or constant; NULL: of MORE */
	const struct sw_chain *chain;	/* of a chain; borrowed */
	bool     reached;	/* a packet can come here, as far as jumps go */
	size_t   dead;		/* so many of its rules stand behind one that lets no packet on */
	size_t   hidden;	/* of MORE: how many chains */
};

enum sw_graph_way { SW_EDGE_JUMP, SW_EDGE_GOTO, SW_EDGE_END, SW_EDGE_POLICY };

/* All rules of a chain that lead to one place; those behind the last living rule apart. */
struct sw_graph_edge {
	uint32_t from, to;	/* nodes */
	enum sw_graph_way way;
	bool     dead;		/* no packet takes it: its chain is not reached, or its rules */
	uint32_t rules, first;	/* how many, and the number of the first; 0: a policy */
	uint64_t packets, bytes;	/* counters of all of them */
};

struct sw_graph {
	struct sw_graph_node *node;	/* owned vector: chains by the way from the hooks, ends */
	size_t nnode, capnode;
	struct sw_graph_edge *edge;	/* owned vector, by the chain they lead from */
	size_t nedge, capedge;
};

/* Of a whole table. chain: what can be reached from it alone; NULL: from the hooks, and then chains
 * that cannot be reached. most: chains at most, 1 or more. Writes marks of chains, and adds builtin
 * ones that lists show. The caller ends g with sw_graph_fini in any case. */
int sw_graph_of(struct sw_graph *g, const struct sw_table *t, const char *chain, size_t most,
		struct sw_err *err);
void sw_graph_fini(struct sw_graph *g);

#endif
