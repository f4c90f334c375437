/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The words of a command line, and the report on those that are wrong.
 * Input: one byte (bit 0: IPv6, 1: report, which looks into every plugin), then words that end
 * with NUL or a line end. */
#include <stdlib.h>
#include <string.h>
#include "words/parse.h"
#include "cli/report.h"
#include "fuzz.h"
#include "xt/plugin.h"

static void split(struct sw_words *w, char *text, size_t size)
{
	struct sw_err err;

	sw_err_init(&err);
	for (size_t i = 0; i < size; i++)
		if (text[i] == '\n')
			text[i] = '\0';
	for (char *p = text; p < text + size && w->n < 200; p += strlen(p) + 1)
		if (sw_words_add(w, p, false, &err))
			abort();
}

void fuzz_one(const uint8_t *data, size_t size)
{
	struct sw_parser p = { .program = "iptables" };
	struct sw_report_text t = { .program = "iptables", .details = true,
				    .parser = &p };
	struct sw_words w = { 0 };
	struct sw_cmd cmd = { 0 };
	struct sw_err err;
	char *text;
	int ret;

	if (!size)
		return;
	p.family = data[0] & 1 ? SW_IP6 : SW_IP4;
	text = fuzz_text(data + 1, size - 1);
	split(&w, text, size - 1);
	sw_err_init(&err);
	if (sw_xt_init(p.family, "iptables", NULL, &err))
		abort();
	t.argc = w.n;
	t.argv = w.word;
	ret = sw_parse(&p, w.n, w.word, &cmd, &err);
	if (!ret)
		ret = sw_parse_echo(&p, w.n, w.word, NULL, &cmd, &err);
	fuzz_check_error(ret, &err);
	if (ret && data[0] & 2)
		sw_report(&err, &t);
	sw_cmd_fini(&cmd);
	sw_words_fini(&w);
	free(text);
}
