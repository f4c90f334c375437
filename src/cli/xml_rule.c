/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The words of a rule as XML elements: one per match, target or call, and in it one per option. */
#include <ctype.h>
#include <string.h>

#include "cli/xml_local.h"

/* ---- escaping -------------------------------------------------------------------------------- */

static bool is_control(unsigned char c)
{
	return c < 0x20 && c != '\t' && c != '\n' && c != '\r';
}

void sw_xml_text(FILE *out, const char *text)
{
	for (; *text; text++) {
		unsigned char c = *text;

		if (c >= 127)
			fprintf(out, "&#%u;", c);
		else if (c == '&')
			fputs("&amp;", out);
		else if (c == '<')
			fputs("&lt;", out);
		else if (c == '>')
			fputs("&gt;", out);
		else if (c == '"')
			fputs("&quot;", out);
		else if (is_control(c))
			fputs("&#65533;", out);
		else
			fputc(c, out);
	}
}

static void print_name(FILE *out, const char *name)
{
	if (!*name)
		fputc('_', out);
	for (const char *p = name; *p; p++) {
		unsigned char c = *p;
		bool first = isascii(c) && (isalpha(c) || c == '_');

		if (first || (p > name && isascii(c) && (isdigit(c) || c == '-' || c == '.')))
			fputc(c, out);
		else
			fprintf(out, "_x%04X_", c);
	}
}

/* Bytes of the UTF-8 character at s, 1 for ASCII; 0: it is none. */
static int utf8_len(const char *s)
{
	unsigned char c = *s;
	int n = c < 0x80 ? 1 : c >= 0xc2 && c < 0xe0 ? 2 : c >= 0xe0 && c < 0xf0 ? 3 :
		c >= 0xf0 && c < 0xf5 ? 4 : 0;

	for (int i = 1; i < n; i++)
		if (((unsigned char)s[i] & 0xc0) != 0x80)
			return 0;
	return n;
}

/* U+007F to U+009F: XML may hold them, and terminals obey them. */
static bool is_c1(const char *s)
{
	unsigned char c = *s;

	return c == 0x7f || (c == 0xc2 && (unsigned char)s[1] < 0xa0);
}

/* Two hyphens must not meet: each gets a star before it, and every second one a blank too. */
void sw_xml_comment(FILE *out, const char *text)
{
	bool second = false;

	while (*text) {
		int n = utf8_len(text);

		if (*text == '-') {
			fputs(second ? " *" : "*", out);
			second = !second;
		}
		if (!n || is_control(*text) || is_c1(text))
			fputc('?', out);
		else
			fwrite(text, 1, n, out);
		text += n ? n : 1;
	}
}

/* ---- a rule ---------------------------------------------------------------------------------- */

static bool is_one_of(const struct sw_words *w, int i, const char *a, const char *b)
{
	return i < w->n && !w->quoted[i] && (!strcmp(w->word[i], a) || !strcmp(w->word[i], b));
}

bool sw_xml_is_target(const struct sw_words *w, int i)
{
	return is_one_of(w, i, "-j", "--jump") || is_one_of(w, i, "-g", "--goto");
}

static bool is_match(const struct sw_words *w, int i)
{
	return is_one_of(w, i, "-m", "--match") || is_one_of(w, i, "--module", "--module");
}

/* "-1" is a number. */
static bool is_option(const struct sw_words *w, int i)
{
	return i < w->n && !w->quoted[i] && w->word[i][0] == '-' &&
	       !isdigit((unsigned char)w->word[i][1]);
}

static bool is_not(const struct sw_words *w, int i)
{
	return is_one_of(w, i, "!", "!");
}

/* The elements that are open. */
struct part {
	FILE       *out;
	const char *outer, *inner;	/* NULL: none */
	const char *blank;		/* before the next word of text */
};

static void close_inner(struct part *p)
{
	if (p->inner) {
		fputs("</", p->out);
		print_name(p->out, p->inner);
		fputs(">\n", p->out);
	}
	p->inner = NULL;
	p->blank = "";
}

static void close_outer(struct part *p)
{
	close_inner(p);
	if (p->outer) {
		fputs("        </", p->out);
		print_name(p->out, p->outer);
		fputs(">\n", p->out);
	}
	p->outer = NULL;
}

static void open_outer(struct part *p, const char *name, bool empty)
{
	close_outer(p);
	fputs("        <", p->out);
	print_name(p->out, name);
	fputs(empty ? "  />\n" : " >\n", p->out);
	p->outer = empty ? NULL : name;
}

static void open_inner(struct part *p, const char *name, bool invert, bool empty)
{
	close_inner(p);
	fputs("          <", p->out);
	print_name(p->out, name);
	fputs(invert ? "  invert=\"1\"" : " ", p->out);
	fputs(empty ? " />\n" : ">", p->out);
	p->inner = empty ? NULL : name;
}

static void add_text(struct part *p, const char *word, bool quoted)
{
	const char *quote = quoted || strchr(word, ' ') ? "&quot;" : "";

	fprintf(p->out, "%s%s", p->blank, quote);
	sw_xml_text(p->out, word);
	fputs(quote, p->out);
	p->blank = " ";
}

static void call_chain(struct part *p, const struct sw_words *w, int i)
{
	open_outer(p, is_one_of(w, i, "-g", "--goto") ? "goto" : "call", false);
	fputs("          <", p->out);
	print_name(p->out, w->word[i + 1]);
	fputs(" />\n", p->out);
}

/* The extension at word i is closed at once when no option of its own follows. */
static void open_extension(struct part *p, const struct sw_words *w, int i)
{
	bool last = i + 2 >= w->n || sw_xml_is_target(w, i + 2) || is_match(w, i + 2);

	open_outer(p, w->word[i + 1], last);
}

void sw_xml_rule_part(FILE *out, const struct sw_words *w, int first, int last,
		      bool (*is_chain)(void *arg, const char *name), void *arg)
{
	struct part p = { .out = out, .blank = "" };
	bool invert = false;
	int i = is_not(w, first) ? first + 1 : first;

	if (i < last && is_option(w, i) && !sw_xml_is_target(w, i) && !is_match(w, i))
		open_outer(&p, "match", false);
	for (i = first; i < last; i++) {
		bool target = sw_xml_is_target(w, i);

		if (is_not(w, i) && is_option(w, i + 1)) {
			invert = true;
		} else if ((target || is_match(w, i)) && i + 1 < w->n) {
			if (target && is_chain(arg, w->word[i + 1]))
				call_chain(&p, w, i);
			else
				open_extension(&p, w, i);
			invert = false;
			i++;
		} else if (is_option(w, i)) {
			open_inner(&p, w->word[i] + strspn(w->word[i], "-"), invert,
				   i + 1 >= w->n || is_option(w, i + 1));
			invert = false;
		} else {
			add_text(&p, w->word[i], w->quoted[i]);
		}
	}
	close_outer(&p);
}
