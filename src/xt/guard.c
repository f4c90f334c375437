/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a plugin's fatal error goes: formats it and jumps back to the guarded call. */
#include <assert.h>
#include <errno.h>
#include <getopt.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xtables.h>
#include "xt/guard.h"

static struct {
	jmp_buf        env;
	struct sw_err *err;
	int            value;	/* what the jump returns */
	bool           on;
} guard;

static enum sw_code code_of(enum xtables_exittype status)
{
	switch (status) {
	case PARAMETER_PROBLEM: return SW_EPARAM;
	case VERSION_PROBLEM:	return SW_EVERSION;
	case RESOURCE_PROBLEM:	return SW_ERESOURCE;
	default:		return SW_EOTHER;
	}
}

/* What the set plugin says where the kernel does not answer it, as "other problem". */
static bool names_module(const char *msg)
{
	return !strncmp(msg, "Kernel module xt_set ", strlen("Kernel module xt_set "));
}

__attribute__((noreturn, format(printf, 2, 0)))
static void fail(enum sw_code code, const char *fmt, va_list ap)
{
	char msg[sizeof(((struct sw_err *)0)->msg)];
	bool lacks;

	/* A plugin runs only inside sw_guard_call; anywhere else is a bug of ours. */
	assert(guard.on);
	vsnprintf(msg, sizeof(msg), fmt, ap);
	lacks = names_module(msg);
	guard.value = sw_err_set(guard.err, lacks ? SW_ERESOURCE : code, EINVAL, "%s", msg);
	if (lacks && guard.err) {
		guard.err->lacks = true;
		sw_err_hint(guard.err, "it needs the kernel modules ip_set, xt_set and nft_compat");
	}
	if (code == SW_EPARAM)
		sw_err_blame_words(guard.err, guard.value);
	longjmp(guard.env, 1);
}

/* No va_end: both jump away, and the C library's is nothing to miss. */
__attribute__((noreturn, format(printf, 2, 3)))
static void on_exit_err(enum xtables_exittype status, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fail(code_of(status), fmt, ap);
}

void sw_guard_fail(enum sw_code code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fail(code, fmt, ap);
}

int sw_guard_call(int (*fn)(void *), void *arg, struct sw_err *err)
{
	int r;

	assert(!guard.on);
	guard.err = err;
	guard.on = true;
	/* _setjmp: the signal mask is not ours to save, and would cost a system call. */
	r = _setjmp(guard.env) ? guard.value : fn(arg);
	guard.on = false;
	guard.err = NULL;
	return r;
}

/* libxtables asks this only in its own searches, which we do not use (load.c). */
static int any_revision(const char *name, uint8_t rev, int opt)
{
	(void)name, (void)rev, (void)opt;
	return 1;
}

static struct option no_options[] = { { NULL, 0, NULL, 0 } };

static struct xtables_globals globals = {
	.program_version = "1.8.9",
	.orig_opts       = no_options,
	.opts            = no_options,
	.exit_err        = on_exit_err,
	.compat_rev      = any_revision,
};

/* libxtables and a few plugins end the process themselves: no memory, a payload they cannot print.
 * Nothing was sent to the kernel by then (all parsing comes first), but the user must be told: on
 * the stream that was standard error at first, as echo.c lets plugins write to none. */
static FILE *told;

static void say_who_exits(void)
{
	if (guard.on)
		fprintf(told, "%s: an extension ended the program; nothing was changed\n",
			globals.program_name);
}

int sw_guard_init(const char *program, unsigned char nfproto, struct sw_err *err)
{
	static bool ready;
	const char *folder = getenv("XTABLES_LIBDIR");

	globals.program_name = program;
	if (!told)
		told = stderr;
	if (folder && !*folder)	/* libxtables would look into the root folder */
		unsetenv("XTABLES_LIBDIR");
	if (ready) {
		xtables_set_nfproto(nfproto);
		return 0;
	}
	if (atexit(say_who_exits) != 0 || xtables_init_all(&globals, nfproto) < 0)
		return sw_err_set(err, SW_EOTHER, EINVAL, "cannot initialise libxtables");
	ready = true;
	return 0;
}
