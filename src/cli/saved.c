/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The marked helper rules of module words, taken out of texts and of rulesets. */
#include <string.h>

#include "cli/saved.h"
#include "modprobe/sysconfig.h"
#include "session/savefile.h"

int sw_saved_words(const struct sw_rule_files *files, struct sw_module_words *words,
		   struct sw_err *err)
{
	struct sw_config config = { 0 };
	struct sw_notes notes = { 0 };
	int ret = sw_config_init(&config, err);

	if (!ret)
		ret = sw_config_read(&config, files->prefix, files->config, &notes, err);
	if (!ret && sw_module_words_add(words, config.modules, files->config, &notes) < 0)
		ret = sw_err_nomem(err);
	sw_config_fini(&config);
	sw_notes_fini(&notes);
	return ret;
}

bool sw_saved_names(const struct sw_module_words *words, const char *module)
{
	for (size_t i = 0; words && i < words->n; i++)
		for (const struct sw_helper *h = sw_helpers; h->name; h++)
			if (!strcmp(h->module, module) &&
			    sw_module_words_assign(words, &words->w[i], h))
				return true;
	return false;
}

void sw_saved_forget(char *text, const struct sw_module_words *words)
{
	struct sw_savefile f = { .text = text, .len = strlen(text) };
	char module[SW_MODULE_MAX];

	while (sw_savefile_next(&f, NULL) > 0)
		if (sw_helper_line_module(f.line, f.line_len, module) &&
		    sw_saved_names(words, module))
			text[f.line - text] = '#';
	sw_savefile_fini(&f);
}

/* The mark is the rule's comment: the payload of that match is its text. */
static bool is_marked(const struct sw_rule *r, const struct sw_module_words *words)
{
	const size_t n = sizeof(SW_HELPER_MARK) - 1;

	for (size_t i = 0; i < r->nmatch; i++) {
		const struct sw_ext *e = &r->match[i];
		const char *text = e->data;

		if (!strcmp(e->name, "comment") && e->size > n && memchr(text, '\0', e->size) &&
		    !memcmp(text, SW_HELPER_MARK, n) && sw_saved_names(words, text + n))
			return true;
	}
	return false;
}

void sw_saved_drop(struct sw_ruleset *rs, const struct sw_module_words *words)
{
	struct sw_table *raw = sw_ruleset_table(rs, "raw");

	for (size_t k = 0; k < raw->nchain; k++)
		for (size_t i = raw->chain[k]->nrule; i-- > 0;)
			if (is_marked(raw->chain[k]->rule[i], words))
				sw_chain_remove(raw->chain[k], i);
}
