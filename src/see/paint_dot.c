/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes a graph in the language of dot(1). */
#include "base/cleanup.h"
#include "see/paint.h"

/* In double quotes. A label knows entities ("&lt;") and escapes ("\N", the name of the node). */
static void quote(struct sw_str *out, const char *text)
{
	struct sw_str safe = { 0 };

	for (const char *p = text; *p;) {
		char line[512];
		size_t n = strcspn(p, "\n");

		snprintf(line, sizeof(line), "%.*s", (int)n, p);
		sw_str_add_safe(&safe, line);
		p += n;
		if (*p == '\n')
			sw_str_addc(&safe, *p++);
	}
	sw_str_addc(out, '"');
	for (size_t i = 0; i < safe.len; i++) {
		char c = safe.s[i];

		if (c == '"' || c == '\\')
			sw_str_addc(out, '\\');
		if (c == '&')
			sw_str_add(out, "&amp;");
		else if (c == '\n')
			sw_str_add(out, "\\n");
		else
			sw_str_addc(out, c);
	}
	sw_str_addc(out, '"');
	out->oom |= safe.oom;
	sw_str_fini(&safe);
}

static void begin(struct sw_str *out)
{
	sw_str_add(out, "digraph statewall {\n"
			"\trankdir=LR;\n"
			"\tnode [shape=box, style=filled, fillcolor=white];\n"
			"\tnode [fontname=\"sans-serif\"];\n"
			"\tedge [fontname=\"sans-serif\", fontsize=10];\n");
}

static void table(struct sw_str *out, const char *name, const char *label)
{
	sw_str_addf(out, "\tsubgraph \"cluster_%s\" {\n\t\tlabel=", name);
	quote(out, label);
	sw_str_add(out, ";\n\t\tstyle=rounded;\n");
}

static void node(struct sw_str *out, const char *name, uint32_t n, const char *label,
		 enum sw_look look)
{
	static const char *const looks[] = {
		[SW_LOOK_HOOK] = "fillcolor=\"#cfe2ff\", penwidth=2",
		[SW_LOOK_CHAIN] = "style=\"filled,rounded\"",
		[SW_LOOK_ACCEPT] = "shape=oval, fillcolor=\"#c8f0c8\"",
		[SW_LOOK_DROP] = "shape=oval, fillcolor=\"#f5c6c6\"",
		[SW_LOOK_OTHER] = "shape=oval, fillcolor=\"#fff0c0\"",
		[SW_LOOK_MORE] = "shape=plaintext",
		[SW_LOOK_DEAD] = "fillcolor=\"#eeeeee\", color=grey, fontcolor=grey",
	};

	sw_str_addf(out, "\t\t\"%s_%u\" [label=", name, n);
	quote(out, label);
	sw_str_addf(out, ", %s];\n", looks[look]);
}

static void table_end(struct sw_str *out)
{
	sw_str_add(out, "\t}\n");
}

static void edge(struct sw_str *out, const char *name, const struct sw_graph_edge *e,
		 const char *label, unsigned width, size_t number)
{
	static const char *const ways[] = {
		[SW_EDGE_JUMP] = "", [SW_EDGE_GOTO] = ", style=dashed", [SW_EDGE_END] = "",
		[SW_EDGE_POLICY] = ", style=dotted",
	};

	(void)number;
	sw_str_addf(out, "\t\"%s_%u\" -> \"%s_%u\" [label=", name, e->from, name, e->to);
	quote(out, label);
	sw_str_addf(out, ", penwidth=%u.%u%s%s];\n", 1 + width / 2, width % 2 * 5, ways[e->way],
		    e->dead ? ", color=grey, fontcolor=grey" : "");
}

static void end(struct sw_str *out)
{
	sw_str_add(out, "}\n");
}

const struct sw_painter sw_paint_dot = { "dot", begin, table, node, table_end, edge, end };
