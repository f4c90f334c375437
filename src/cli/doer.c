/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Is this to be remembered, and how much? The environment, the terminal, the config file. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/doer.h"
#include "modprobe/rule_files.h"
#include "modprobe/sysconfig.h"
#include "rule/rule.h"

#define SETTING "STATEWALL_HISTORY"
#define INNER   "STATEWALL_REMEMBERED"	/* set by a program of ours that remembers it itself */
#define USUAL   50
#define MOST    1000

/* Programs that run us read what we say; a script in the background is nobody's hand. */
static bool on_terminal(void)
{
	return isatty(STDOUT_FILENO) && isatty(STDERR_FILENO) &&
	       tcgetpgrp(STDERR_FILENO) == getpgrp();
}

/* What the service would remark about the file is not ours to say. */
static unsigned configured(const struct sw_doer *who)
{
	struct sw_rule_files files;
	struct sw_notes notes = { 0 };
	struct sw_config c = { 0 };
	unsigned keep = USUAL;
	struct sw_err none;

	sw_err_init(&none);
	if (!sw_rule_files_find(&files, who->family == SW_IP6, who->config_dir, NULL, &none) &&
	    !sw_config_init(&c, &none) &&
	    !sw_config_read(&c, files.prefix, files.config, &notes, &none))
		keep = c.history;
	sw_notes_fini(&notes);
	sw_config_fini(&c);
	return keep;
}

static bool is_number(const char *word)
{
	return word && *word && strspn(word, "0123456789") == strlen(word);
}

bool sw_remember_is_child(void)
{
	return getenv(INNER);
}

/* "off", a number, or the folder. */
static unsigned wanted(struct sw_deed *d, const struct sw_doer *who)
{
	const char *setting = getenv(SETTING);
	unsigned long n;

	if (setting && !strcmp(setting, "off"))
		return 0;
	if (setting && *setting == '/')
		d->dir = setting;
	if (sw_remember_is_child())
		return 0;
	n = is_number(setting) ? strtoul(setting, NULL, 10) : configured(who);
	return n < MOST ? n : MOST;
}

void sw_remember_begin(struct sw_deed *d, const struct sw_doer *who)
{
	struct sw_err none;

	*d = (struct sw_deed){ 0 };
	if (!who->always && !on_terminal())
		return;
	sw_err_init(&none);
	d->keep = wanted(d, who);
	if (!d->keep || sw_deed_words(d, who->program, who->argc, who->argv, &none))
		sw_deed_fini(d);
}

void sw_remember_begin_undo(struct sw_deed *d, const struct sw_doer *who)
{
	struct sw_err none;

	*d = (struct sw_deed){ 0 };
	sw_err_init(&none);
	d->keep = wanted(d, who);
	if (!d->keep && !sw_remember_is_child())
		d->keep = USUAL;
	sw_deed_words(d, who->program, who->argc, who->argv, &none);
}

void sw_remember_no_child(void)
{
	setenv(INNER, "1", 1);
}
