/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The door to standard error: hints of several lines, remarks, notes. */
#include <errno.h>
#include <stdlib.h>
#include "cli/report.h"
#include "tap.h"

static char *text;
static size_t len;
static FILE *usual;

static void start(void)
{
	usual = stderr;
	stderr = open_memstream(&text, &len);
}

static const char *stop(void)
{
	fclose(stderr);
	stderr = usual;
	return text;
}

int main(void)
{
	struct sw_notes notes = { 0 };
	struct sw_err err;
	int status;

	sw_err_init(&err);
	sw_err_set(&err, SW_EOTHER, EINVAL, "it is wrong");
	sw_err_hint(&err, "first %d", 1);
	sw_err_hint(&err, "second");
	start();
	status = sw_report_plain("statewall x", &err);
	is(stop(), "statewall x: it is wrong\n  hint: first 1\n  hint: second\n",
	   "each hint has its line");
	ok(status == 1, "status 1");
	free(text);

	start();
	status = sw_report_line(NULL, "plain %s", "words");
	is(stop(), "plain words\n", "a line without a name");
	ok(status == 1, "status 1");
	free(text);

	sw_notes_add(&notes, "one");
	sw_notes_add(&notes, "two\n");
	start();
	sw_report_notes("p", &notes);
	is(stop(), "p: one\np: two\\x0a\n", "notes");
	free(text);
	sw_notes_fini(&notes);
	return tap_end();
}
