/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How a graph is written: for dot(1), or for Mermaid. */
#ifndef SW_SEE_PAINT_H
#define SW_SEE_PAINT_H

#include "base/str.h"
#include "sight/graph.h"

enum sw_look {		/* of a node */
	SW_LOOK_HOOK, SW_LOOK_CHAIN, SW_LOOK_ACCEPT, SW_LOOK_DROP, SW_LOOK_OTHER, SW_LOOK_MORE,
	SW_LOOK_DEAD,
};

/* Labels are plain text, lines joined by '\n', which the painter escapes; a node has the name of
 * its table, of letters and "_", and a number. width: 0 for an edge that nothing takes, else how
 * many digits its hits have. */
struct sw_painter {
	const char *name;	/* of --format */
	void (*begin)(struct sw_str *out);
	void (*table)(struct sw_str *out, const char *table, const char *label);
	void (*node)(struct sw_str *out, const char *table, uint32_t n, const char *label,
		     enum sw_look look);
	void (*table_end)(struct sw_str *out);
	/* number: of the edge, from 0, in the whole drawing */
	void (*edge)(struct sw_str *out, const char *table, const struct sw_graph_edge *e,
		     const char *label, unsigned width, size_t number);
	void (*end)(struct sw_str *out);
};
extern const struct sw_painter sw_paint_dot, sw_paint_mermaid;

#endif
