/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One transaction of this room's programs, from texts to exit status. */
#include "cli/help.h"
#include "cli/report.h"
#include "cli/terminal.h"
#include "service/transact.h"

/* All bad lines of the files. Nothing is sent. */
static void look_again(struct sw_texts *texts, const struct sw_ask *first, struct sw_faults *faults)
{
	struct sw_ask ask = *first;
	struct sw_err unused;

	ask.check_only = true;
	sw_err_init(&unused);
	sw_texts_want_faults(texts, faults);
	sw_session_with(&ask, sw_texts_run, texts, NULL, &unused);
}

/* A refusal of the kernel names the line, whichever text it is of. */
static int report(struct sw_texts *texts, const struct sw_ask *ask, struct sw_err *err)
{
	struct sw_report_text text = { .program = texts->o.program, .restore = true,
				       .details = true };
	struct sw_faults faults = { 0 };
	int status;

	if (err->where.line)
		look_again(texts, ask, &faults);
	sw_texts_line(texts, &err->where, &text.line, &text.line_len);
	status = sw_report_file(err, &text, &faults);
	sw_faults_fini(&faults);
	return status;
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
		ret = report(texts, &ask, &err);
	sw_texts_fini(texts);
	return ret;
}
