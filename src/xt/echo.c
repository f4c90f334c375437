/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Does the save text of an extension make the same extension again? Some plugins take a value that
 * they print as another one, as nothing, or as what their own parser refuses. So the text is parsed
 * once more, once per payload. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "base/cleanup.h"
#include "base/str.h"
#include "xt/xt_local.h"

/* Some plugins write warnings, which the user has seen already, or will. */
static FILE *nowhere(void)
{
	static FILE *f;

	if (!f)
		f = fopencookie(NULL, "w", (cookie_io_functions_t){ 0 });
	return f;
}

static int add_options(struct sw_xt_rule *r, const struct sw_words *w, const struct sw_ip *ip,
		       struct sw_err *err)
{
	bool invert = false;
	int used;

	for (int i = 2; i < w->n; i += used) {
		used = 1;
		if (!invert && !strcmp(w->word[i], "!")) {
			invert = true;
			continue;
		}
		used = sw_xt_option(r, w->n, w->word, i, 0, invert, ip, NULL, err);
		if (used < 0)
			return used;
		if (!used)
			return sw_err_set(err, SW_EPARAM, EINVAL, "Bad argument `%s'", w->word[i]);
		invert = false;
	}
	return invert ? sw_err_set(err, SW_EPARAM, EINVAL, "nothing appropriate following !") : 0;
}

static int parse_words(const struct sw_words *w, bool target, struct sw_rule *out,
		       struct sw_err *err)
{
	struct sw_xt_rule *r = sw_xt_begin();
	int ret;

	if (w->n < 2)
		return sw_err_set(err, SW_EPARAM, EINVAL, "no words");
	ret = target ? sw_xt_target(r, w->word[1], true, err) : sw_xt_match(r, w->word[1], err);
	if (ret >= 0)
		ret = add_options(r, w, &out->ip, err);
	if (ret >= 0)
		return sw_xt_finish(r, out, err);
	sw_xt_abort(r);
	return ret;
}

/* Splits text in place. */
int sw_xt_reparse(char *text, bool target, struct sw_rule *out, struct sw_err *err)
{
	struct sw_words w = { 0 };
	int ret = sw_words_split(&w, text, err);

	if (!ret)
		ret = parse_words(&w, target, out, err);
	sw_words_fini(&w);
	return ret;
}

static int save_text(struct sw_str *text, const struct sw_rule *one, bool target,
		     struct sw_err *err)
{
	FILE *f = sw_str_open(text);
	struct sw_line l;
	int ret;

	if (!f)
		return sw_err_nomem(err);
	sw_line_start(&l, f);
	ret = target ? sw_xt_save_target(&l, one, err) : sw_xt_save_match(&l, one, one->match, err);
	sw_line_flush(&l);
	if ((fclose(f) || text->oom || !text->len) && !ret)
		ret = sw_err_nomem(err);
	return ret;
}

/* What the plugin's init left in a payload of size: bytes at which x is still the same were not the
 * user's matter. (connlimit and recent begin with a mask of 16 bytes and set 4 of them again for
 * IPv4; a plugin may keep an address of its memory there.) What a default means but is not printed
 * is in left_out.c. */
static bool differ_in_defaults(const uint8_t *x, const uint8_t *y, size_t size, const char *name,
			       bool target)
{
	struct sw_xt_rule *r = sw_xt_begin();
	const struct xt_entry_match *e;
	bool same;

	if (target ? sw_xt_target(r, name, true, NULL) <= 0 : sw_xt_match(r, name, NULL) < 0) {
		sw_xt_abort(r);
		return false;
	}
	e = target ? r->target.entry : r->slot[0].entry;
	same = e->u.match_size - SW_XT_HEAD == size;
	for (size_t i = 0; same && i < size; i++)
		same = x[i] == y[i] || x[i] == e->data[i];
	sw_xt_abort(r);
	return same;
}

/* got was made of text, whose second word is name. */
static bool is_same(const struct sw_rule *one, const struct sw_rule *got, const char *text,
		    const char *name, bool target)
{
	const struct sw_ext *x = target ? &one->jump.ext : one->match;
	const struct sw_ext *y = target ? &got->jump.ext : got->match;
	uint8_t room[2][SW_XT_SEEN_ROOM];
	const uint8_t *seen, *seen_again;
	const struct sw_plugin *p;
	struct sw_str other = { 0 };
	bool same;

	if ((target ? got->jump.kind != SW_JUMP_EXT : got->nmatch != 1) || x->size != y->size ||
	    x->rev != y->rev || strcmp(x->name, y->name))
		return false;
	if (!x->size || !memcmp(x->data, y->data, x->size) || sw_xt_rule_same(one, got, NULL))
		return true;
	p = x->plugin ? x->plugin : sw_xt_plugin_rev(x->name, x->rev, target);
	seen = p ? sw_xt_seen(p, x, room[0]) : x->data;
	seen_again = p ? sw_xt_seen(p, y, room[1]) : y->data;
	if (!memcmp(seen, seen_again, x->size))
		return true;
	same = !save_text(&other, got, target, NULL) && !strcmp(other.s, text) &&
	       differ_in_defaults(seen, seen_again, x->size, name, target);
	sw_str_fini(&other);
	return same;
}

static int untrue(const struct sw_ext *x, const char *text, const struct sw_err *why,
		  struct sw_err *err)
{
	struct sw_str shown = { 0 };
	int ret;

	sw_str_add_safe(&shown, text && *text == ' ' ? text + 1 : "");
	if (shown.len)
		ret = sw_err_set(
			err, SW_EPARAM, EINVAL,
			"%s: cannot be written in a save file: it would say `%s', which is %s",
			x->name, shown.s,
			sw_err_is_set(why) ? "refused when it is read" : "something else");
	else
		ret = sw_err_set(err, SW_EPARAM, EINVAL, "%s: cannot be written in a save file: %s",
				 x->name, why->msg);
	sw_err_blame_words(err, ret);
	if (shown.len && sw_err_is_set(why))
		sw_err_hint(err, "%s", why->msg);
	sw_str_fini(&shown);
	return ret;
}

static int compare(const struct sw_ip *ip, const struct sw_ext *x, bool target, struct sw_err *err)
{
	struct sw_rule one = { .ip = *ip }, got = { .ip = *ip };
	struct sw_str text = { 0 };
	SW_FREE char *line = NULL;
	struct sw_err why;
	int ret;

	if (target) {
		one.jump = (struct sw_jump){ .kind = SW_JUMP_EXT, .ext = *x };
	} else {
		one.match = (struct sw_ext *)x;
		one.nmatch = 1;
	}
	sw_err_init(&why);
	ret = save_text(&text, &one, target, &why);
	if (!ret) {
		line = strdup(text.s);
		ret = line ? sw_xt_reparse(text.s, target, &got, &why) : -ENOMEM;
	}
	if (ret == -ENOMEM)
		ret = sw_err_nomem(err);
	else if (ret || !is_same(&one, &got, line, text.s + sizeof(" -m"), target))
		ret = untrue(x, line, &why, err);
	sw_rule_fini(&got);
	sw_str_fini(&text);
	return ret;
}

static int prove(const struct sw_ip *ip, const struct sw_ext *x, bool target, struct sw_err *err)
{
	FILE *usual = stderr, *none = nowhere();
	int ret;

	stderr = none ? none : usual;
	ret = compare(ip, x, target, err);
	stderr = usual;
	return ret;
}

/* A text of ours (plain.c) is the plugin's, and proven by the unit tests. */
static bool is_ours(const struct sw_plugin *p, const struct sw_ext *x)
{
	return p->plain && x->size >= p->size && p->plain(NULL, x);
}

static int echo(const struct sw_ip *ip, const struct sw_ext *x, bool target, struct sw_err *err)
{
	const struct sw_plugin *p = x->plugin ? x->plugin
					      : sw_xt_plugin_rev(x->name, x->rev, target);
	int ret;

	/* Without a plugin it is said elsewhere. */
	if (!p || is_ours(p, x) || sw_xt_is_proven(p, ip, x))
		return 0;
	ret = prove(ip, x, target, err);
	if (!ret)
		sw_xt_remember(p, ip, x);
	return ret;
}

/* Extensions of iptables' own that take values which no text of theirs gives back
 * (tests/unit/test_xt_echo.c). */
bool sw_xt_is_doubtful(const struct sw_plugin *p)
{
	static const char *const names[] = {
		"DNPT", "LED", "NFQUEUE", "RATEEST", "SNAT", "SNPT", "ULOG",
		"cgroup", "hashlimit", "rateest", "recent", "time",
	};

	for (size_t i = 0; i < SW_ARRAY_SIZE(names); i++)
		if (!strcmp(p->kernel_name, names[i]))
			return true;
	return false;
}

static bool is_true(const struct sw_rule *r, const struct sw_ext *x, bool target)
{
	return !x->plugin || !x->plugin->doubtful || !echo(&r->ip, x, target, NULL);
}

bool sw_xt_is_true(const struct sw_rule *r)
{
	for (size_t i = 0; i < r->nmatch; i++)
		if (!is_true(r, &r->match[i], false))
			return false;
	return r->jump.kind != SW_JUMP_EXT || is_true(r, &r->jump.ext, true);
}

int sw_xt_echo(const struct sw_rule *r, struct sw_err *err)
{
	int ret = 0;

	for (size_t i = 0; i < r->nmatch && !ret; i++)
		ret = echo(&r->ip, &r->match[i], false, err);
	if (!ret && r->jump.kind == SW_JUMP_EXT)
		ret = echo(&r->ip, &r->jump.ext, true, err);
	return ret;
}
