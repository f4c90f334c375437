/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Module words of old recipes: today's names, and the ports that came with them. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/cleanup.h"
#include "modprobe/helper_table.h"

#define BLANKS " \t\r\n"

/* Old families of names, by their beginnings. */
static const struct { const char *old, *now; } renamed[] = {
	{ "ip_conntrack_", "nf_conntrack_" }, { "ip_nat_", "nf_nat_" },
};

bool sw_module_name(const char *word, size_t len, char *name)
{
	char plain[SW_MODULE_MAX];
	const char *now = "";
	size_t skip = 0, n;

	if (!len || len >= SW_MODULE_MAX || *word == '-' || *word == '.')
		return false;
	for (size_t i = 0; i < len; i++) {
		if (!isalnum((unsigned char)word[i]) && !strchr("_-.", word[i]))
			return false;
		plain[i] = word[i] == '-' ? '_' : word[i];
	}
	for (size_t i = 0; i < SW_ARRAY_SIZE(renamed); i++) {
		size_t old = strlen(renamed[i].old);

		if (len > old && !strncasecmp(plain, renamed[i].old, old)) {
			now = renamed[i].now;
			skip = old;
		}
	}
	n = strlen(now);
	if (n + len - skip >= SW_MODULE_MAX)
		return false;
	memcpy(name, now, n);
	memcpy(name + n, plain + skip, len - skip);
	name[n + len - skip] = '\0';
	return true;
}

static const struct sw_helper *helper_of(const char *module)
{
	const struct sw_helper *h;

	for (h = sw_helpers; h->name; h++)
		if (sw_helper_is_of(h, module))
			return h;
	return NULL;
}

/* ---- ports ----------------------------------------------------------------------------------- */

static int bad(struct sw_notes *notes, const char *place, const char *word, size_t len,
	       const char *why)
{
	sw_notes_add(notes, "%s: %.*s: %s; left out", place, (int)(len < 80 ? len : 80), word, why);
	return 1;
}

static const char *add_port(struct sw_module_word *w, const char *s, size_t len)
{
	static const char no_port[] = "a port is a number from 1 to 65535";
	unsigned v = 0;

	if (!len || len > 5)
		return no_port;
	for (size_t i = 0; i < len; i++) {
		if (!isdigit((unsigned char)s[i]))
			return no_port;
		v = v * 10 + (s[i] - '0');
	}
	if (!v || v > 65535)
		return no_port;
	for (size_t i = 0; i < w->nport; i++)
		if (w->port[i] == v)
			return NULL;
	if (w->nport == SW_PORTS_MAX)
		return "too many ports";
	w->port[w->nport++] = v;
	return NULL;
}

static int bad_port(struct sw_notes *notes, const char *place, const struct sw_module_word *w,
		    const char *port, size_t len, const char *why)
{
	sw_notes_add(notes, "%s: %s: ports %.*s: %s; the word is left out", place, w->word,
		     (int)(len < 80 ? len : 80), port, why);
	return 1;
}

/* list: "21,2121". Every fault of it is told. */
static int add_ports(struct sw_module_word *w, const char *list, const char *end, const char *place,
		     struct sw_notes *notes)
{
	const struct sw_helper *h = helper_of(w->module);
	size_t len;
	int odd = 0;

	if (!h)
		return bad_port(notes, place, w, list, end - list, "this module brings no helper");
	if (h->one_port)
		return bad_port(notes, place, w, list, end - list,
				"this module's helpers have one port each");
	for (; list <= end; list += len + 1) {
		const char *comma = memchr(list, ',', end - list), *why;

		len = (comma ? comma : end) - list;
		why = add_port(w, list, len);
		if (why)
			odd += bad_port(notes, place, w, list, len, why);
	}
	return odd;
}

const char *sw_module_word_ports(struct sw_module_word *w, const char *list)
{
	const char *why = NULL;
	size_t len;

	for (; !why; list += len + 1) {
		len = strcspn(list, ",");
		why = add_port(w, list, len);
		if (!list[len])
			break;
	}
	return why;
}

/* ---- words ----------------------------------------------------------------------------------- */

/* The same word again, by another name perhaps: its ports are added. */
static int merge(struct sw_module_word *w, const struct sw_module_word *new, const char *place,
		 struct sw_notes *notes)
{
	struct sw_module_word all = *w;
	const char *why = NULL;
	char port[8] = "";

	for (size_t i = 0; i < new->nport && !why; i++) {
		snprintf(port, sizeof(port), "%u", new->port[i]);
		why = add_port(&all, port, strlen(port));
	}
	if (why)
		return bad_port(notes, place, new, port, strlen(port), why);
	*w = all;
	return 0;
}

static int add(struct sw_module_words *words, const struct sw_module_word *new, const char *place,
	       struct sw_notes *notes)
{
	struct sw_module_word *more;

	for (size_t i = 0; i < words->n; i++)
		if (!strcmp(words->w[i].module, new->module))
			return merge(&words->w[i], new, place, notes);
	more = reallocarray(words->w, words->n + 1, sizeof(*more));
	if (!more)
		return -ENOMEM;
	words->w = more;
	more[words->n++] = *new;
	return 0;
}

/* A word that failed says nothing for its other half: "ip_conntrack_ftp:x ip_nat_ftp" is not about
 * port 21. Of a name with odd bytes the part before them is taken. */
static int remember_failed(struct sw_module_words *words, const char *s, size_t len)
{
	char name[SW_MODULE_MAX], (*more)[SW_MODULE_MAX];
	size_t n = 0;

	while (n < len && (isalnum((unsigned char)s[n]) || strchr("_-.", s[n])))
		n++;
	if (!sw_module_name(s, n, name))
		return 0;
	more = reallocarray(words->failed, words->nfailed + 1, sizeof(*more));
	if (!more)
		return -ENOMEM;
	words->failed = more;
	memcpy(more[words->nfailed++], name, sizeof(name));
	return 0;
}

static const char *skip_blanks(const char *text)
{
	return text + strspn(text, BLANKS);
}

static const char *word_end(const char *text)
{
	return text + strcspn(text, BLANKS);
}

static const char *ports_of(const char *text)
{
	return strncmp(text, "ports=", 6) ? NULL : text + 6;
}

/* Those behind its colon, and "ports=..." words behind it; *text: behind all of them. */
static int take_ports(struct sw_module_word *w, const char *colon, const char **text,
		      const char *place, struct sw_notes *notes)
{
	const char *next = skip_blanks(*text), *list;
	int odd = colon ? add_ports(w, colon + 1, *text, place, notes) : 0;

	for (; (list = ports_of(next)); next = skip_blanks(*text)) {
		*text = word_end(list);
		odd += add_ports(w, list, *text, place, notes);
	}
	return odd;
}

/* The word at *text, or why it is none; *text: behind it. */
static int take_word(struct sw_module_words *words, const char **text, const char *place,
		     struct sw_notes *notes)
{
	struct sw_module_word new = { 0 };
	const char *s = *text, *end = word_end(s), *colon = memchr(s, ':', end - s);
	size_t name = (colon ? colon : end) - s;
	int odd, ret;

	*text = end;
	if (ports_of(s))
		return bad(notes, place, s, end - s, "ports, but no helper's module before them");
	if (memchr(s, '=', end - s))
		return bad(notes, place, s, end - s,
			   "parameters other than ports= are not passed on");
	if (sw_module_name(s, name, new.module)) {
		memcpy(new.word, s, name);
		new.idle = sw_module_is_idle(new.module);
		new.past = sw_module_is_past(new.module);
		new.helper = helper_of(new.module);
		odd = take_ports(&new, colon, text, place, notes);
	} else {
		odd = bad(notes, place, s, end - s,
			  memchr(s, ',', name) ? "no module has such a name: blanks part words" :
						 "no module has such a name");
	}
	ret = odd ? remember_failed(words, s, name) : add(words, &new, place, notes);
	return ret ? ret : odd;
}

/* ---- halves ---------------------------------------------------------------------------------- */

/* The word for the tracking half of w, which is a NAT half. NULL: it is none, or stands alone. */
static struct sw_module_word *tracking_half(const struct sw_module_words *words,
					    const struct sw_module_word *w)
{
	for (const struct sw_helper *h = sw_helpers; h->name; h++)
		if (h->nat && !strcmp(h->nat, w->module) && strcmp(h->module, w->module))
			return (struct sw_module_word *)sw_module_words_find(words, h->module);
	return NULL;
}

/* No word has a port twice. */
static bool same_ports(const struct sw_module_word *a, const struct sw_module_word *b)
{
	size_t same = 0;

	for (size_t i = 0; i < a->nport; i++)
		for (size_t j = 0; j < b->nport; j++)
			same += a->port[i] == b->port[j];
	return same == a->nport && same == b->nport;
}

static void add_list(const struct sw_module_word *w, struct sw_str *out)
{
	for (size_t i = 0; i < w->nport; i++)
		sw_str_addf(out, "%s%u", i ? "," : "", w->port[i]);
}

/* Word i, a NAT half, is for other ports than its tracking half: nobody knows which were meant. */
static int leave_out(struct sw_module_words *words, size_t i, const struct sw_module_word *track,
		     const char *place, struct sw_notes *notes)
{
	struct sw_module_word *w = &words->w[i];
	struct sw_str is = { 0 }, other = { 0 };
	int ret;

	add_list(w, &is);
	add_list(track, &other);
	sw_notes_add(notes, "%s: %s: ports %s: %s is for %s; the word is left out", place, w->word,
		     is.s ? is.s : "", track->word, other.s ? other.s : "");
	ret = is.oom || other.oom ? -ENOMEM : remember_failed(words, w->word, strlen(w->word));
	sw_str_fini(&is);
	sw_str_fini(&other);
	words->n--;
	memmove(w, w + 1, (words->n - i) * sizeof(*w));
	return ret ? ret : 1;
}

/* Both halves are one helper on one list of ports, whichever of them has it. Only when all words
 * are there: their order says nothing. */
static int pair_halves(struct sw_module_words *words, const char *place, struct sw_notes *notes)
{
	int odd = 0, ret;

	for (size_t i = 0; i < words->n;) {
		struct sw_module_word *w = &words->w[i],
				      *track = w->nport ? tracking_half(words, w) : NULL;

		if (!track || same_ports(track, w)) {
			i++;
		} else if (!track->nport) {
			track->nport = w->nport;
			memcpy(track->port, w->port, sizeof(track->port));
		} else {
			ret = leave_out(words, i, track, place, notes);
			if (ret < 0)
				return ret;
			odd += ret;
		}
	}
	return odd;
}

int sw_module_words_add(struct sw_module_words *words, const char *text, const char *place,
			struct sw_notes *notes)
{
	int odd = 0, ret;

	for (text = skip_blanks(text); *text; text = skip_blanks(text)) {
		ret = take_word(words, &text, place, notes);
		if (ret < 0)
			return ret;
		odd += ret;
	}
	ret = pair_halves(words, place, notes);
	return ret < 0 ? ret : odd + ret;
}

static bool is_named(const struct sw_module_words *words, const char *module)
{
	for (size_t i = 0; i < words->nfailed; i++)
		if (!strcmp(words->failed[i], module))
			return true;
	return sw_module_words_find(words, module);
}

bool sw_module_words_assign(const struct sw_module_words *words, const struct sw_module_word *w,
			    const struct sw_helper *h)
{
	if (!strcmp(h->module, w->module))
		return true;
	return sw_helper_is_of(h, w->module) && !is_named(words, h->module);
}

void sw_module_words_fini(struct sw_module_words *words)
{
	free(words->w);
	free(words->failed);
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
