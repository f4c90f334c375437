/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes a graph as a flowchart of Mermaid, for web pages. */
#include <ctype.h>

#include "base/cleanup.h"
#include "see/paint.h"

/* In double quotes: what is no letter, digit or blank is an entity, "#35;" for "#". No text is
 * markup then, nor ends the quotes. Letters of other scripts stay. */
static void quote(struct sw_str *out, const char *text)
{
	sw_str_addc(out, '"');
	for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
		if (*p == '\n')
			sw_str_add(out, "<br/>");
		else if (*p < ' ' || *p == 0x7f)
			sw_str_addf(out, "#92;x%02x", *p);
		else if (isalnum(*p) || *p == ' ' || *p >= 0x80)
			sw_str_addc(out, *p);
		else
			sw_str_addf(out, "#%u;", *p);
	}
	sw_str_addc(out, '"');
}

static void begin(struct sw_str *out)
{
	sw_str_add(out, "flowchart LR\n"
			"  classDef hook fill:#cfe2ff,stroke-width:2px\n"
			"  classDef chain fill:#ffffff\n"
			"  classDef accept fill:#c8f0c8\n"
			"  classDef drop fill:#f5c6c6\n"
			"  classDef other fill:#fff0c0\n"
			"  classDef more fill:none,stroke:none\n"
			"  classDef dead fill:#eeeeee,stroke:#aaaaaa,color:#888888\n");
}

static void table(struct sw_str *out, const char *name, const char *label)
{
	sw_str_addf(out, "  subgraph %s[", name);
	quote(out, label);
	sw_str_add(out, "]\n");
}

static void node(struct sw_str *out, const char *name, uint32_t n, const char *label,
		 enum sw_look look)
{
	static const char *const looks[] = {
		[SW_LOOK_HOOK] = "hook", [SW_LOOK_CHAIN] = "chain", [SW_LOOK_ACCEPT] = "accept",
		[SW_LOOK_DROP] = "drop", [SW_LOOK_OTHER] = "other", [SW_LOOK_MORE] = "more",
		[SW_LOOK_DEAD] = "dead",
	};
	bool round = look >= SW_LOOK_ACCEPT && look <= SW_LOOK_OTHER;

	sw_str_addf(out, "    %s_%u%s", name, n, round ? "([" : "[");
	quote(out, label);
	sw_str_addf(out, "%s:::%s\n", round ? "])" : "]", looks[look]);
}

static void table_end(struct sw_str *out)
{
	sw_str_add(out, "  end\n");
}

/* Widths belong to numbers of edges. */
static void edge(struct sw_str *out, const char *name, const struct sw_graph_edge *e,
		 const char *label, unsigned width, size_t number)
{
	bool dotted = e->way == SW_EDGE_GOTO || e->way == SW_EDGE_POLICY;

	sw_str_addf(out, "  %s_%u %s|", name, e->from, dotted ? "-.->" : "-->");
	quote(out, label);
	sw_str_addf(out, "| %s_%u\n", name, e->to);
	sw_str_addf(out, "  linkStyle %zu stroke-width:%u.%upx%s\n", number, 1 + width / 2,
		    width % 2 * 5, e->dead ? ",stroke:#aaaaaa,color:#888888" : "");
}

static void end(struct sw_str *out)
{
	(void)out;
}

const struct sw_painter sw_paint_mermaid = { "mermaid", begin, table, node, table_end, edge, end };
