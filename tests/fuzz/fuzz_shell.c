/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines as a person types them, one after the other in one process: split, parsed, run against a
 * kernel that keeps what is added; a bad line changes nothing. Input: text. */
#include <stdlib.h>
#include <string.h>
#include "session/command.h"
#include "words/parse.h"
#include "cli/report.h"
#include "fuzz.h"
#include "xt/plugin.h"

static int work(struct sw_session *s, void *cmd, struct sw_err *err)
{
	return sw_command_run(s, cmd, SW_ALONE, err);
}

static int run(struct sw_nl *nl, uint8_t family, struct sw_cmd *cmd, struct sw_err *err)
{
	struct sw_session s;
	int ret;

	fuzz_session(&s, family, nl);
	ret = sw_session_run(&s, work, cmd, err);
	s.nl = NULL;
	sw_session_close(&s);
	return ret;
}

static void one_line(struct sw_nl *nl, char *line, uint8_t family)
{
	struct sw_parser p = { .program = "iptables", .family = family };
	struct sw_report_text t = { .program = "iptables", .details = true };
	struct sw_words w = { 0 };
	struct sw_cmd cmd = { 0 };
	struct sw_err err;
	int ret;

	sw_err_init(&err);
	if (sw_xt_init(family, "iptables", NULL, &err))
		abort();
	ret = sw_words_split_shell(&w, line, &err);
	if (!ret) {
		t.argc = w.n;
		t.argv = w.word;
		ret = sw_parse(&p, w.n, w.word, &cmd, &err);
		if (!ret)
			ret = sw_parse_echo(&p, w.n, w.word, NULL, &cmd, &err);
	}
	if (!ret && cmd.letter && !strchr("hV", cmd.letter))
		ret = run(nl, family, &cmd, &err);
	fuzz_check_error(ret, &err);
	if (ret && w.n % 4 == 1)	/* the search for advice is slow */
		sw_report(&err, &t);
	sw_cmd_fini(&cmd);
	sw_words_fini(&w);
}

void fuzz_one(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size), *next = text, *line;
	struct sw_nl *nl = fuzz_kernel(NULL, 0);

	while ((line = strsep(&next, "\n")))
		one_line(nl, line, line[0] == '6' ? SW_IP6 : SW_IP4);
	sw_nl_close(nl);
	free(text);
}
