/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a save keeps: the rule file with its copy, and the module words of the config file. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "base/cleanup.h"
#include "base/file.h"
#include "modprobe/rule_files.h"

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
	if (now && !same_ports(now, w) && is_marked(log, w->module, SW_MODULE_WANTED) && is_beside(config, w)) {
		*differs |= copy.nport > 0; /* the other half has new ones, which the old ones would contradict */
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

int sw_service_words(const struct sw_module_words *config, const struct sw_module_words *in_rules,
		     const struct sw_module_log *log, struct sw_module_words *out,
		     struct sw_err *err)
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

/* The copy must have no more readers than the service gives a rule file: whoever made it wider did not
 * know what it would hold. */
static void narrow(const char *saved)
{
	struct stat st;

	if (!stat(saved, &st) && S_ISREG(st.st_mode) && st.st_mode & 0077)
		chmod(saved, 0600);
}

int sw_service_replace_rules(const struct sw_service_files *f, const char *text, size_t len,
			     struct sw_err *err)
{
	SW_FREE char *old = NULL;
	struct sw_err local;
	size_t old_len = 0;
	int ret;

	if (!len)
		return sw_err_set(err, SW_EOTHER, ENODATA,
				  "there are no rules to save; %s stays as it is", f->rules);
	sw_err_init(&local);
	ret = sw_file_read(f->rules, &old, &old_len, &local);
	if (ret && ret != -ENOENT) {
		*err = local;
		return ret;
	}
	if (!ret) {
		narrow(f->saved);
		ret = sw_file_replace(f->saved, old, old_len, 0600, err);
	} else {
		ret = 0;
	}
	return ret ? ret : sw_file_replace(f->rules, text, len, 0600, err);
}
