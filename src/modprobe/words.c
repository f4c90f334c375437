/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Module words of old recipes: today's names, and the ports that came with them. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "base/cleanup.h"
#include "modprobe/helper.h"

#define BLANKS " \t\r\n"

/* Old families of names, by their beginnings. */
static const struct { const char *old, *now; } renamed[] = {
	{ "ip_conntrack_", "nf_conntrack_" }, { "ip_nat_", "nf_nat_" },
};

/* What the kernel loads with the rules that need it, or what it no longer has. */
static const char *const idle[] = {
	"ip_conntrack",
	"nf_conntrack",
	"nf_conntrack_ipv4",
	"nf_conntrack_ipv6",
	"ip_nat",
	"nf_nat",
	"nf_nat_ipv4",
	"nf_nat_ipv6",
	"iptable_nat",
	"iptable_filter",
	"iptable_mangle",
	"iptable_raw",
	"iptable_security",
	"ip6table_nat",
	"ip6table_filter",
	"ip6table_mangle",
	"ip6table_raw",
	"ip6table_security",
	"ip_tables",
	"ip6_tables",
	"x_tables",
	"nf_conntrack_netlink",
	"nf_conntrack_proto_gre",
	"nf_nat_proto_gre",
	"nf_conntrack_proto_sctp",
	"nf_conntrack_proto_udplite",
	"nf_tables",
	"nft_compat",
};
/* And by their beginnings: extensions of iptables. */
static const char *const idle_family[] = { "ipt_", "ip6t_", "xt_", "nft_" };

bool sw_module_name(const char *word, size_t len, char *name)
{
	const char *now = "";
	size_t skip = 0, n;

	if (!len || len >= SW_MODULE_MAX || *word == '-' || *word == '.')
		return false;
	for (size_t i = 0; i < len; i++)
		if (!isalnum((unsigned char)word[i]) && !strchr("_-.", word[i]))
			return false;
	for (size_t i = 0; i < SW_ARRAY_SIZE(renamed); i++) {
		size_t old = strlen(renamed[i].old);

		if (len > old && !strncasecmp(word, renamed[i].old, old)) {
			now = renamed[i].now;
			skip = old;
		}
	}
	n = strlen(now);
	if (n + len - skip >= SW_MODULE_MAX)
		return false;
	memcpy(name, now, n);
	memcpy(name + n, word + skip, len - skip);
	name[n + len - skip] = '\0';
	for (char *p = name; *p; p++)
		*p = *p == '-' ? '_' : *p;
	return true;
}

static bool is_idle(const char *module)
{
	for (size_t i = 0; i < SW_ARRAY_SIZE(idle); i++)
		if (!strcmp(module, idle[i]))
			return true;
	for (size_t i = 0; i < SW_ARRAY_SIZE(idle_family); i++)
		if (!strncmp(module, idle_family[i], strlen(idle_family[i])))
			return true;
	return false;
}

static const struct sw_helper *helper_of(const char *module)
{
	const struct sw_helper *h;

	for (h = sw_helpers; h->name; h++)
		if (sw_helper_is_of(h, module))
			return h;
	return NULL;
}

/* ---- ports ---------------------------------------------------------------------------------- */

static int bad(struct sw_notes *notes, const char *place, const char *word, size_t len,
	       const char *why)
{
	sw_notes_add(notes, "%s: %.*s: %s", place, (int)(len < 80 ? len : 80), word, why);
	return 1;
}

static const char *add_port(struct sw_module_word *w, const char *s, size_t len)
{
	unsigned v = 0;

	if (!len || len > 5)
		return "a port is a number from 1 to 65535; left out";
	for (size_t i = 0; i < len; i++) {
		if (!isdigit((unsigned char)s[i]))
			return "a port is a number from 1 to 65535; left out";
		v = v * 10 + (s[i] - '0');
	}
	if (!v || v > 65535)
		return "a port is a number from 1 to 65535; left out";
	for (size_t i = 0; i < w->nport; i++)
		if (w->port[i] == v)
			return NULL;
	if (w->nport == SW_PORTS_MAX)
		return "too many ports; the rest is left out";
	w->port[w->nport++] = v;
	return NULL;
}

/* list: "21,2121", whole: the word it stands in. */
static int add_ports(struct sw_module_word *w, const char *list, const char *end, const char *place,
		     struct sw_notes *notes)
{
	const struct sw_helper *h = w ? helper_of(w->module) : NULL;
	size_t len;
	int odd = 0;

	if (!h)
		return bad(notes, place, list, end - list,
			   "ports, but no helper's module before them; ignored");
	if (h->one_port)
		return bad(notes, place, list, end - list,
			   "this module's helpers have one port each; ignored");
	for (; list <= end; list += len + 1) {
		const char *comma = memchr(list, ',', end - list), *why;

		len = (comma ? comma : end) - list;
		why = add_port(w, list, len);
		if (why)
			odd += bad(notes, place, list, len, why);
	}
	return odd;
}

/* ---- words ---------------------------------------------------------------------------------- */

static struct sw_module_word *find_or_add(struct sw_module_words *words,
					  const struct sw_module_word *new)
{
	struct sw_module_word *more;

	for (size_t i = 0; i < words->n; i++)
		if (!strcmp(words->w[i].module, new->module))
			return &words->w[i];
	more = reallocarray(words->w, words->n + 1, sizeof(*more));
	if (!more)
		return NULL;
	words->w = more;
	more[words->n] = *new;
	return &more[words->n++];
}

/* *last: the word that a following "ports=" belongs to. */
static int add_word(struct sw_module_words *words, const char *s, size_t len, const char *place,
		    struct sw_notes *notes, struct sw_module_word **last)
{
	struct sw_module_word new = { 0 };
	const char *colon = memchr(s, ':', len);
	size_t name = colon ? (size_t)(colon - s) : len;

	*last = NULL;
	if (!sw_module_name(s, name, new.module))
		return bad(notes, place, s, len, "no module has such a name; ignored");
	memcpy(new.word, s, name);
	new.idle = is_idle(new.module);
	new.helper = helper_of(new.module);
	*last = find_or_add(words, &new);
	if (!*last)
		return -ENOMEM;
	return colon ? add_ports(*last, colon + 1, s + len, place, notes) : 0;
}

int sw_module_words_add(struct sw_module_words *words, const char *text, const char *place,
			struct sw_notes *notes)
{
	struct sw_module_word *last = NULL;
	int odd = 0, ret;
	size_t len;

	for (text += strspn(text, BLANKS); *text; text += len, text += strspn(text, BLANKS)) {
		len = strcspn(text, BLANKS);
		if (!strncmp(text, "ports=", 6))
			ret = add_ports(last, text + 6, text + len, place, notes);
		else if (memchr(text, '=', len))
			ret = bad(notes, place, text, len,
				  "parameters other than ports= are not passed on; ignored");
		else
			ret = add_word(words, text, len, place, notes, &last);
		if (ret < 0)
			return ret;
		odd += ret;
	}
	return odd;
}

void sw_module_words_fini(struct sw_module_words *words)
{
	free(words->w);
	*words = (struct sw_module_words){ 0 };
}

const struct sw_module_word *sw_module_words_find(const struct sw_module_words *words,
						  const char *module)
{
	for (size_t i = 0; i < words->n; i++)
		if (!strcmp(words->w[i].module, module))
			return &words->w[i];
	return NULL;
}

void sw_module_words_print(const struct sw_module_words *words, struct sw_str *out)
{
	for (size_t i = 0; i < words->n; i++) {
		const struct sw_module_word *w = &words->w[i];

		sw_str_addf(out, "%s%s", i ? " " : "", w->word);
		for (size_t p = 0; p < w->nport; p++)
			sw_str_addf(out, "%c%u", p ? ',' : ':', w->port[p]);
	}
}
