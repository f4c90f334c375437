/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A save file into an empty kernel; what is saved from there must load into the same again.
 * Input: one byte (bit 0: IPv6, 1: --noflush, 2: -c, 3: -v), then the text. */
#include <stdlib.h>
#include <string.h>
#include "session/list.h"
#include "session/restore.h"
#include "fuzz.h"
#include "xt/plugin.h"

static int again(struct sw_session *s, void *arg, struct sw_err *err)
{
	struct sw_restore *r = arg;

	sw_faults_reset(r->o.faults);
	return sw_restore_run(s, r, err);
}

/* All bad lines: what was told is the first of them. */
static void look_again(struct sw_session *s, struct sw_restore *r, const struct sw_err *told)
{
	struct sw_faults faults = { 0 };
	struct sw_err err;

	sw_err_init(&err);
	r->o.faults = &faults;
	sw_session_run(s, again, r, &err);
	FUZZ_LAW(!faults.n || !strcmp(faults.item[0].err.msg, told->msg), "%s\nand then\n%s",
		 told->msg, faults.item[0].err.msg);
	FUZZ_LAW(faults.n <= SW_FAULTS_MAX, "%zu", faults.n);
	sw_faults_fini(&faults);
	r->o.faults = NULL;
}

/* Loads text into nl, which stays the caller's. */
static int load(struct sw_nl *nl, uint8_t mode, char *text, struct sw_err *err)
{
	struct sw_restore r = { .o = { .program = "iptables-restore",
				       .family = mode & 1 ? SW_IP6 : SW_IP4,
				       .noflush = mode & 2,
				       .counters = mode & 4,
				       .verbose = mode >> 3 & 1 },
				.file = { .text = text, .len = strlen(text) } };
	struct sw_session s;
	int ret;

	fuzz_session(&s, r.o.family, nl);
	ret = sw_restore_scan(&r, err);
	if (!ret)
		ret = sw_session_run(&s, sw_restore_run, &r, err);
	fuzz_check_error(ret, err);
	if (ret)
		look_again(&s, &r, err);
	s.nl = NULL;
	sw_session_close(&s);
	sw_restore_fini(&r);
	return ret;
}

static int save_all(struct sw_session *s, void *unused, struct sw_err *err)
{
	int ret = 0;

	for (int i = 0; i < SW_NTABLES && !ret; i++)
		ret = sw_list_save(s, s->out, &s->rs.table[i], true, err);
	return ret;
}

/* The text is the caller's. */
static char *save(struct sw_nl *nl, uint8_t family)
{
	struct sw_session s;
	struct sw_err err;
	char *text;
	int ret;

	sw_err_init(&err);
	fuzz_session(&s, family, nl);
	ret = sw_session_run(&s, save_all, NULL, &err);
	fuzz_check_error(ret, &err);
	FUZZ_LAW(!ret, "%s", err.msg);
	FUZZ_LAW(!s.unreadable, "%s", s.text.s);
	text = fuzz_text((uint8_t *)s.text.s, s.text.len);
	s.nl = NULL;
	sw_session_close(&s);
	return text;
}

/* A plugin may print what it does not read; what it reads must be the same. */
static void check_round(struct sw_nl *nl, uint8_t family)
{
	struct sw_nl *again = fuzz_kernel(NULL, 0);
	char *text = save(nl, family), *second;
	struct sw_err err;

	sw_err_init(&err);
	if (!load(again, (family == SW_IP6) | 4, text, &err)) {
		second = save(again, family);
		FUZZ_LAW(!strcmp(text, second), "\n%s\nis saved again as\n%s", text, second);
		free(second);
	}
	sw_nl_close(again);
	free(text);
}

void fuzz_one(const uint8_t *data, size_t size)
{
	struct sw_nl *nl = fuzz_kernel(NULL, 0);
	struct sw_err err;
	char *text;

	if (!size) {
		sw_nl_close(nl);
		return;
	}
	sw_err_init(&err);
	text = fuzz_text(data + 1, size - 1);
	if (!load(nl, data[0] & 15, text, &err) && !fuzz_kernel_is_odd(nl))
		check_round(nl, data[0] & 1 ? SW_IP6 : SW_IP4);
	free(text);
	sw_nl_close(nl);
}
