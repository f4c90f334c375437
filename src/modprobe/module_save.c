/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The module words that a save writes into the config file. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "base/cleanup.h"
#include "modprobe/module_log.h"

static int append(struct sw_module_words *out, const struct sw_module_word *w, struct sw_err *err)
{
	struct sw_module_word *more = reallocarray(out->w, out->n + 1, sizeof(*more));

	if (!more)
		return sw_err_nomem(err);
	out->w = more;
	more[out->n++] = *w;
	return 0;
}

/* A word for the NAT half brings its tracking half, and so the helper. */
static bool same_helper(const char *a, const char *b)
{
	for (const struct sw_helper *h = sw_helpers; h->name; h++)
		if (sw_helper_is_of(h, a) && sw_helper_is_of(h, b))
			return true;
	return !strcmp(a, b);
}

static const struct sw_module_word *covers(const struct sw_module_words *words, const char *module)
{
	for (size_t i = 0; i < words->n; i++)
		if (same_helper(words->w[i].module, module))
			return &words->w[i];
	return NULL;
}

static bool is_marked(const struct sw_module_log *log, const char *module, enum sw_module_mark mark)
{
	for (size_t i = 0; i < log->n; i++)
		if (same_helper(log->m[i].name, module) &&
		    sw_module_log_has(log, log->m[i].name, mark))
			return true;
	return false;
}

static bool same_ports(const struct sw_module_word *a, const struct sw_module_word *b)
{
	return a->nport == b->nport && !memcmp(a->port, b->port, a->nport * sizeof(a->port[0]));
}

/* Is it a NAT half beside its tracking half? */
static bool is_beside(const struct sw_module_words *words, const struct sw_module_word *w)
{
	bool of_any = false;

	for (const struct sw_helper *h = sw_helpers; h->name; h++) {
		if (sw_module_words_assign(words, w, h))
			return false;
		of_any |= sw_helper_is_of(h, w->module);
	}
	return of_any;
}

/* A word of the config file, with the ports that "modules load" gave it since. */
static int keep_word(struct sw_module_words *out, const struct sw_module_words *config,
		     const struct sw_module_word *w,
		     const struct sw_module_words *in_rules, const struct sw_module_log *log,
		     int *differs, struct sw_err *err)
{
	const struct sw_module_word *now = covers(in_rules, w->module);
	struct sw_module_word copy = *w;

	if (!now && is_marked(log, w->module, SW_MODULE_DROPPED)) {
		*differs = 1;
		return 0;
	}
	if (now && !same_ports(now, w) && is_marked(log, w->module, SW_MODULE_WANTED) &&
	    is_beside(config, w)) {
		/* the other half has new ones, which the old ones would contradict */
		*differs |= copy.nport > 0;
		copy.nport = 0;
	} else if (now && !same_ports(now, w) && is_marked(log, w->module, SW_MODULE_WANTED)) {
		*differs = 1;
		copy.nport = now->nport;
		memcpy(copy.port, now->port, sizeof(copy.port));
	}
	return append(out, &copy, err);
}

static int add_name(struct sw_module_words *out, const char *module, struct sw_err *err)
{
	struct sw_module_word w = { 0 };

	strcpy(w.word, module);
	strcpy(w.module, module);
	return append(out, &w, err);
}

int sw_module_words_to_save(const struct sw_module_words *config,
			    const struct sw_module_words *in_rules, const struct sw_module_log *log,
			    struct sw_module_words *out, struct sw_err *err)
{
	int ret = 0, differs = 0;

	for (size_t i = 0; i < config->n && !ret; i++)
		ret = keep_word(out, config, &config->w[i], in_rules, log, &differs, err);
	for (size_t i = 0; i < in_rules->n && !ret; i++) {
		if (covers(out, in_rules->w[i].module))
			continue;
		differs = 1;
		ret = append(out, &in_rules->w[i], err);
	}
	for (size_t i = 0; i < log->n && !ret; i++) {
		if (!log->m[i].wanted || covers(out, log->m[i].name))
			continue;
		differs = 1;
		ret = add_name(out, log->m[i].name, err);
	}
	return ret ? ret : differs;
}
