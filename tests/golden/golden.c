/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Golden tests of the translation: reads files of rules and what each stage must make of them.
 *
 * A file holds lines "keyword text". A keyword "rule" begins a case; "prog", "expr" and the like
 * below it are what must come out, over several lines when these begin with a blank. "family ip6",
 * "table nat" and "chain OUTPUT" hold until the next of their kind, and so does "kernel 5.10", the
 * kernel that rules are for ("-": today's). "save =" means: the rule's own words. "words" and
 * "expr" are compared only where they are given, everything else always.
 * "save@11" and "fail@11" hold instead with plugins of iptables 1.8.11 and later.
 *
 *   golden [FILE...]        check; without files, tests/golden/?*.t below $srcdir
 *   golden --update FILE    print the file with what really came out, to be read before it is kept
 */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/cleanup.h"
#include "rule/ruleset.h"
#include "stages.h"
#include "translate/translate.h"
#include "xt/compat.h"
#include "xt/plugin.h"

#define LATER "@11"

static const char *const keyword[STAGE_MAX] = {
	[STAGE_FAIL] = "fail", [STAGE_HINT] = "hint", [STAGE_PROG] = "prog",
	[STAGE_SET] = "set", [STAGE_WORDS] = "words", [STAGE_EXPR] = "expr",
	[STAGE_SAVE] = "save", [STAGE_BARE] = "bare",
};

struct file {
	const char  *path;
	bool         update;
	struct place at;
	unsigned     line, cases, failed;
	char        *rule;		/* owned: words of the open case; NULL = none */
	unsigned     rule_line;
	struct sw_str want[STAGE_MAX];
	int          stage;		/* that a line with a leading blank continues; -1 = none */
};

static bool optional(int stage)
{
	return stage == STAGE_WORDS || stage == STAGE_EXPR;
}

static const char *text(const struct sw_str *s)
{
	return s->len ? s->s : "";
}

/* "=" stands for the rule's own words. */
static bool is_own_words(const struct file *f, const char *got)
{
	size_t n = strlen(f->rule);

	return !strncmp(got, f->rule, n) && !strcmp(got + n, "\n");
}

static bool agrees(const struct file *f, int stage, const char *got)
{
	const char *want = text(&f->want[stage]);

	if (!*want && optional(stage))
		return true;
	if (stage == STAGE_SAVE && !strcmp(want, "=\n"))
		return is_own_words(f, got);
	return !strcmp(want, got);
}

static void print_block(const char *mark, const char *name, const char *block)
{
	while (*block) {
		size_t n = strcspn(block, "\n");

		printf("%s%-6s %.*s\n", mark, name, (int)n, block);
		block += n + 1;
		name = "";
	}
}

static void print_actual(const struct file *f, const struct stages *s)
{
	for (int i = 0; i < STAGE_MAX; i++) {
		const char *got = text(&s->text[i]);

		print_block("", keyword[i], i == STAGE_SAVE && is_own_words(f, got) ? "=\n" : got);
	}
	print_block("", "BROKEN", text(&s->broken));
}

static bool check(const struct file *f, const struct stages *s)
{
	bool ok = !s->broken.len;

	print_block("# ", "law", text(&s->broken));
	for (int i = 0; i < STAGE_MAX; i++) {
		const char *got = text(&s->text[i]);

		if (agrees(f, i, got))
			continue;
		ok = false;
		print_block("# want ", keyword[i], text(&f->want[i]));
		print_block("# got  ", keyword[i], got);
	}
	return ok;
}

static void close_case(struct file *f)
{
	SW_FREE char *words = f->rule ? strdup(f->rule) : NULL;
	struct stages s = { 0 };

	if (!words)
		return;
	stages_run(&s, &f->at, words);
	f->cases++;
	if (f->update) {
		print_actual(f, &s);
		f->failed += s.broken.len > 0;
	} else if (!check(f, &s)) {
		f->failed++;
		printf("# at %s:%u: %s\n", f->path, f->rule_line, f->rule);
	}
	stages_fini(&s);
	for (int i = 0; i < STAGE_MAX; i++)
		sw_str_reset(&f->want[i]);
	free(f->rule);
	f->rule = NULL;
	f->stage = -1;
}

static bool set_place(struct file *f, const char *key, const char *value)
{
	if (!strcmp(key, "family"))
		f->at.family = !strcmp(value, "ip6") ? SW_IP6 : SW_IP4;
	else if (!strcmp(key, "kernel"))
		f->at.kernel = !strcmp(value, "-") ? (struct sw_kernel){ 0 } : sw_kernel_of(value);
	else if (!strcmp(key, "table"))
		snprintf(f->at.table, sizeof(f->at.table), "%s", value);
	else if (!strcmp(key, "chain"))
		snprintf(f->at.chain, sizeof(f->at.chain), "%s", value);
	else
		return false;
	return true;
}

static bool expect(struct file *f, const char *key, const char *value)
{
	size_t n = strcspn(key, "@");
	bool later = !strcmp(key + n, LATER);

	for (int i = 0; f->rule && i < STAGE_MAX; i++) {
		if (strncmp(key, keyword[i], n) || keyword[i][n] || (key[n] && !later))
			continue;
		f->stage = later && !sw_xt_is_later() ? -1 : i;
		if (f->stage < 0)
			return true;
		if (later)
			sw_str_reset(&f->want[i]);
		sw_str_addf(&f->want[i], "%s\n", value);
		return true;
	}
	return false;
}

/* What only says what must come out is replaced when updating; all else is kept. */
static void one_line(struct file *f, const char *line)
{
	char key[16] = "";
	size_t n = strcspn(line, " ");
	const char *value = line + n + strspn(line + n, " ");

	if (n == 0 && *line && f->stage >= 0) {
		sw_str_addf(&f->want[f->stage], "%s\n", value);
		return;
	}
	snprintf(key, sizeof(key), "%.*s", (int)n, line);
	if (expect(f, key, value))
		return;
	close_case(f);
	if (f->update)
		printf("%s\n", line);
	if (!*line || *line == '#' || set_place(f, key, value))
		return;
	if (!strcmp(key, "rule")) {
		f->rule = strdup(value);
		f->rule_line = f->line;
		return;
	}
	printf("# %s:%u: what is \"%s\"?\n", f->path, f->line, line);
	f->failed++;
}

static bool run_file(const char *path, bool update)
{
	struct file f = { .path = path, .update = update, .stage = -1,
			  .at = { SW_IP4, "filter", "INPUT" } };
	SW_FILE FILE *in = fopen(path, "r");
	SW_FREE char *line = NULL;
	size_t cap = 0;
	ssize_t n;

	if (!in) {
		perror(path);
		return false;
	}
	while ((n = getline(&line, &cap, in)) > 0) {
		line[strcspn(line, "\n")] = '\0';
		f.line++;
		one_line(&f, line);
	}
	close_case(&f);
	for (int i = 0; i < STAGE_MAX; i++)
		sw_str_fini(&f.want[i]);
	if (!update)
		printf("# %s: %u rules, %u wrong\n", path, f.cases, f.failed);
	return !f.failed && f.cases;
}

static int run_all(char **path, size_t n)
{
	int failed = 0;

	printf("1..%zu\n", n);
	for (size_t i = 0; i < n; i++) {
		bool ok = run_file(path[i], false);

		printf("%s %zu - %s\n", ok ? "ok" : "not ok", i + 1, path[i]);
		fflush(stdout);
		failed |= !ok;
	}
	return failed;
}

static int run_found(void)
{
	const char *src = getenv("srcdir");
	char pattern[4096];
	glob_t g = { 0 };
	int rc;

	snprintf(pattern, sizeof(pattern), "%s/tests/golden/*.t", src ? src : ".");
	if (glob(pattern, 0, NULL, &g)) {
		fprintf(stderr, "no file %s\n", pattern);
		return 1;
	}
	rc = run_all(g.gl_pathv, g.gl_pathc);
	globfree(&g);
	return rc;
}

int main(int argc, char **argv)
{
	int rc;

	if (argc == 3 && !strcmp(argv[1], "--update"))
		rc = !run_file(argv[2], true);
	else
		rc = argc > 1 ? run_all(argv + 1, argc - 1) : run_found();
	sw_xt_fini();
	sw_lower_fini();
	return rc;
}
