/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One transaction of this room's programs, from texts to exit status. */
#include "cli/help.h"
#include "cli/report.h"
#include "cli/terminal.h"
#include "service/transact.h"

/* A refusal of the kernel names the line, whichever text it is of. */
static int report(const struct sw_texts *texts, struct sw_err *err)
{
	struct sw_report_text text = { .program = texts->o.program, .restore = true,
				       .details = true };

	sw_texts_line(texts, &err->where, &text.line, &text.line_len);
	return sw_report(err, &text);
}

int sw_transact(struct sw_texts *texts, struct sw_marked *marked)
{
	struct sw_ask ask = { .program = texts->o.program, .family = texts->o.family,
			      .group = texts->group };
	struct sw_answer answer = { 0 };
	struct sw_err err;
	int ret;

	texts->o.told = sw_help_told;
	if (marked) {
		marked->texts = texts;
		texts->first = sw_marked_remove;
		texts->arg = marked;
	}
	sw_err_init(&err);
	ret = sw_texts_scan(texts, &err);
	if (!ret)
		ret = sw_session_with(&ask, sw_texts_run, texts, &answer, &err);
	if (!ret)
		ret = sw_terminal_emit(&answer.text, &err);
	sw_answer_fini(&answer);
	if (ret)
		ret = report(texts, &err);
	sw_texts_fini(texts);
	return ret;
}
