/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Error objects: the first error stays, hints are joined, everything is cut to fit. */
#include <errno.h>
#include "base/err.h"
#include "tap.h"

static void test_set(void)
{
	struct sw_err err;

	sw_err_init(&err);
	ok(!sw_err_is_set(&err), "fresh object is not set");
	ok(err.where.word == -1, "no word yet");
	ok(sw_err_set(&err, SW_EPARAM, 0, "bad %s", "state") == -EINVAL, "no errno gives -EINVAL");
	is(err.msg, "bad state", "message");
	ok(err.code == SW_EPARAM && err.sys == 0, "code and errno");
	ok(sw_err_set(&err, SW_ERESOURCE, EBUSY, "second") == -EINVAL, "second keeps first value");
	is(err.msg, "bad state", "second keeps first message");
	ok(sw_err_nomem(&err) == -ENOMEM, "out of memory is always -ENOMEM");
	is(err.msg, "bad state", "and keeps the first message");

	sw_err_init(&err);
	ok(sw_err_set(&err, SW_ERESOURCE, -EBUSY, "x") == -EBUSY, "negative errno is taken too");
	ok(err.sys == EBUSY, "and stored positive");
	ok(sw_err_set(NULL, SW_EPARAM, ENOENT, "x") == -ENOENT, "no object: value only");
	ok(sw_err_nomem(NULL) == -ENOMEM, "no object: no memory");
}

static void test_forms(void)
{
	struct sw_err err;

	sw_err_init(&err);
	ok(sw_err_classic(&err, SW_EOTHER, ENOENT, "No %s.\n", "chain") == -ENOENT, "classic");
	is(err.msg, "No chain.", "its sentence");
	ok(err.classic && !err.usage && err.code == SW_EOTHER && err.feeds == 1, "its form");
	ok(sw_err_usage(&err, "second") == -ENOENT, "usage on a filled object: the first value");
	ok(err.classic && !err.usage, "and the first form");
	ok(sw_err_blame_words(&err, -7) == -7 && err.usage, "words are blamed afterwards");

	sw_err_init(&err);
	ok(sw_err_usage(&err, "bad %d", 1) == -EINVAL, "usage");
	is(err.msg, "bad 1", "its message");
	ok(err.usage && !err.classic && err.code == SW_EPARAM && err.sys == EINVAL, "its form");
	ok(sw_err_classic(&err, SW_EOTHER, ENOENT, "second") == -EINVAL,
	   "classic on a filled object: the first value");
	ok(err.usage && !err.classic, "and the first form");

	ok(sw_err_classic(NULL, SW_EOTHER, ENOENT, "x") == -ENOENT, "no object: classic");
	ok(sw_err_usage(NULL, "x") == -EINVAL, "no object: usage");
	ok(sw_err_blame_words(NULL, -3) == -3, "no object: blame");
	ok(sw_err_hint(NULL, "x") < 0, "no object: hint");
}

static void test_hint(void)
{
	struct sw_err err;
	char big[1000];
	int i;

	sw_err_init(&err);
	sw_err_set(&err, SW_EPARAM, ENOENT, "m");
	ok(sw_err_hint(&err, "one %d", 1) == -ENOENT, "hint returns the error");
	sw_err_hint(&err, "two");
	is(err.hint, "one 1\ntwo", "hints are lines");
	memset(big, 'x', sizeof(big) - 1);
	big[sizeof(big) - 1] = '\0';
	for (i = 0; i < 5; i++)
		sw_err_hint(&err, "%s", big);
	ok(strlen(err.hint) == sizeof(err.hint) - 1, "long hints are cut");
	ok(err.hint[strlen(err.hint) - 1] == 'x', "no empty last line");
	sw_err_hint(NULL, "x");

	sw_err_arg(&err, big, 3);
	ok(strlen(err.arg) == sizeof(err.arg) - 1 && err.where.word == 3, "word is cut");
	sw_err_arg(NULL, "x", 1);
	sw_err_init(&err);
	sw_err_set(&err, SW_EOTHER, 0, "%s", big);
	ok(strlen(err.msg) == sizeof(err.msg) - 1, "message is cut");
}

int main(void)
{
	test_set();
	test_forms();
	test_hint();
	return tap_end();
}
