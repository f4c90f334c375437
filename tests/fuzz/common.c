/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Helpers of the fuzz targets, and what keeps them from the world outside: names, exits. */
#include <dlfcn.h>
#include <errno.h>
#include <netdb.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "fuzz.h"
#include "xt/plugin.h"
#include <xtables.h>

void fuzz_broken(const char *law, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "broken law: %s: ", law);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	abort();
}

void fuzz_check_error(int ret, const struct sw_err *err)
{
	FUZZ_LAW((ret < 0) == sw_err_is_set(err), "returned %d, code %d: %s", ret, err->code,
		 err->msg);
	FUZZ_LAW(memchr(err->msg, 0, sizeof(err->msg)), "message without end");
	FUZZ_LAW(memchr(err->hint, 0, sizeof(err->hint)), "hint without end");
	FUZZ_LAW(memchr(err->arg, 0, sizeof(err->arg)), "word without end");
	FUZZ_LAW(ret >= 0 || err->classic || err->msg[0], "no message");
}

void fuzz_session(struct sw_session *s, uint8_t family, struct sw_nl *nl)
{
	struct sw_err err;

	sw_err_init(&err);
	if (sw_session_open_on(s, "iptables", family, nl, &err) ||
	    sw_xt_init(family, "iptables", NULL, &err))
		abort();
	s->patience = 0;
}

char *fuzz_text(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	if (!text)
		abort();
	if (size)
		memcpy(text, data, size);
	text[size] = '\0';
	return text;
}

/* A host name in the input must not ask a name server. Addresses in digits never come here. */
int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints,
		struct addrinfo **res)
{
	return EAI_NONAME;
}

struct hostent *gethostbyname(const char *name)
{
	h_errno = HOST_NOT_FOUND;
	return NULL;
}

/* Some plugins end the process over a payload they cannot print. That is an error of theirs, not a
 * finding: it takes the way of their other errors. */
static bool in_run;

void exit(int status)
{
	void (*real)(int);

	if (in_run)
		xt_params->exit_err(OTHER_PROBLEM, "a plugin called exit(%d)", status);
	real = (void (*)(int))dlsym(RTLD_NEXT, "exit");
	real(status);
	abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	in_run = true;
	fuzz_one(data, size);
	in_run = false;
	return 0;
}
