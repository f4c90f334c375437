/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Each word that is offered for an option's value is one that the installed plugin takes. */
#include "xt/plugin.h"
#include "tap.h"

static unsigned words;

/* A word of the first value, for options that take two. */
static const char *first_value(const struct sw_xt_values *v)
{
	const struct sw_xt_values *first = sw_xt_values(v->plugin, v->option, 0);

	return first && first->word ? first->word[0] : "x";
}

static bool is_target(const char *name)
{
	return name[0] >= 'A' && name[0] <= 'Z';
}

/* The plugin's parser takes the word: 1; its message is in err otherwise. */
static bool takes(const struct sw_xt_values *v, const char *word, struct sw_err *err)
{
	bool two = sw_xt_values(v->plugin, v->option, 1);
	char option[64], a[64], b[64], *argv[] = { option, a, two ? b : NULL, NULL };
	struct sw_xt_rule *x = sw_xt_begin();
	struct sw_ip ip = { .proto = 6 };
	int ret;

	sw_err_init(err);
	snprintf(option, sizeof(option), "--%s", v->option);
	snprintf(a, sizeof(a), "%s", v->place ? first_value(v) : word);
	snprintf(b, sizeof(b), "%s", v->place ? word : sw_xt_values(v->plugin, v->option, 1) ?
		 sw_xt_values(v->plugin, v->option, 1)->word[0] : "");
	ret = is_target(v->plugin) ? sw_xt_target(x, v->plugin, true, err)
				   : sw_xt_match(x, v->plugin, err);
	if (ret >= 0)
		ret = sw_xt_option(x, 2 + two, argv, 0, 0, false, &ip, NULL, err);
	sw_xt_abort(x);
	return ret > 0;
}

static void count(const char *option, bool has_value, void *n)
{
	++*(unsigned *)n;
}

static void find_option(const char *option, bool has_value, void *arg)
{
	const char **wanted = arg;

	if (*wanted && !strcmp(option, *wanted) && has_value)
		*wanted = NULL;
}

static void check(const struct sw_xt_values *v, void *unused)
{
	const char *wanted = v->option;
	const struct sw_xt_values *first = sw_xt_values(v->plugin, v->option, 0);
	struct sw_err err;
	unsigned n = 0;

	sw_xt_each_option(v->plugin, is_target(v->plugin), count, &n);
	if (!n)		/* this iptables has no such extension */
		return;
	sw_xt_each_option(v->plugin, is_target(v->plugin), find_option, &wanted);
	ok(!wanted, "%s has an option --%s with a value", v->plugin, v->option);
	if (first->from == SW_XT_SETS)	/* the plugin wants a set that is there */
		return;
	for (const char *const *word = v->word; word && *word; word++, words++)
		if (!takes(v, *word, &err))
			ok(false, "%s --%s, value %d: %s: %s", v->plugin, v->option, v->place + 1,
			   *word, err.msg);
}

int main(void)
{
	struct sw_err err;

	sw_err_init(&err);
	ok(!sw_xt_init(SW_IP4, "iptables", NULL, &err), "init");
	sw_xt_each_values(check, NULL);
	ok(!sw_xt_init(SW_IP6, "ip6tables", NULL, &err), "init");
	sw_xt_each_values(check, NULL);
	ok(words > 300, "%u words", words);
	sw_xt_fini();
	return tap_end();
}
