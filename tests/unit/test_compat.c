/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The same words, beside iptables of two releases, become what each of them makes of the words. */
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/str.h"
#include "words/parse.h"
#include "tap.h"
#include "xt/plugin.h"

/* What becomes of words: "D X #8", with each rule a "|", or a status and the sentence. */
static const struct row { const char *words, *in[2]; } rows[] = {
	{ "-D X 8", { "D X #8", "D X #8" } },
	{ "-D X 010", { "D X #8", "D X #10" } },
	{ "-D X 08", { "2 Invalid rule number `08'", "D X #8" } },
	{ "-D X +1", { "D X #1", "D X #1" } },
	{ "-D X \" 1\"", { "D X #1", "D X #1" } },
	{ "-D X 0x1", { "D X #1", "2 Invalid rule number `0x1'" } },
	{ "-D X 0", { "2 Invalid rule number `0'", "2 Invalid rule number `0'" } },
	{ "-D X 1:2", { "2 Invalid rule number `1:2'", "2 Rule ranges are not supported" } },
	{ "-D X ::1", { "2 Invalid rule number `::1'", "2 Rule ranges are not supported" } },
	{ "-D X 4294967297", { "2 Invalid rule number `4294967297'",
			       "2 Invalid rule number `4294967297'" } },
	{ "-I X 0x1", { "I X #1 |", "I X #1 |" } },
	{ "-R X 1:2", { "2 Invalid rule number `1:2'", "2 Invalid rule number `1:2'" } },
	{ "-A X -c ,6", { "2 -c requires packet and byte counter",
			  "2 --set-counters packet counter not numeric" } },
	{ "-A X -c 6,", { "2 -c byte counter not numeric",
			  "2 --set-counters byte counter not numeric" } },
	{ "-E X Y", { "E X", "E X" } },
	{ "-E X LOG -s 1", { "2 Illegal option `-s' with this command",
			     "2 chain name may not clash with target name" } },
	{ "-E X \"a b\" !", { "2 nothing appropriate following !",
			      "2 Invalid chain name `a b'" } },
	{ "-C X -p tcp -m udp --dport 1", { "2 UDP match requires '-p udp'", "C X |" } },
	{ "-D X -m tcp --dport 1", { "2 TCP match requires '-p tcp'", "D X |" } },
	{ "-A X -m tcp --dport 1", { "2 TCP match requires '-p tcp'",
				     "2 TCP match requires '-p tcp'" } },
	{ "-A X -s 1 -s 2", { "2 multiple -s flags not allowed",
			      "2 multiple --source options not allowed" } },
};
#define ROWS (sizeof(rows) / sizeof(rows[0]))

static const char *const releases[2] = { "1.8.10", "1.8.11" };
/* What came out: by release, by row. It is shared with the processes. */
static char (*text)[2][ROWS][400];

static void outcome(char *out, size_t size, const char *words)
{
	struct sw_parser p = { .family = SW_IP4, .program = "iptables" };
	char *line = strdup(words);
	struct sw_words w = { 0 };
	struct sw_cmd cmd = { 0 };
	struct sw_err err;
	int len;

	sw_err_init(&err);
	if (!line || sw_words_split(&w, line, &err))
		_exit(1);
	if (sw_parse(&p, w.n, w.word, &cmd, &err)) {
		snprintf(out, size, "%d %s", err.code, err.msg);
	} else {
		len = snprintf(out, size, "%c %s", cmd.letter, cmd.chain);
		if (cmd.number)
			len += snprintf(out + len, size - len, " #%u", cmd.number);
		for (size_t i = 0; i < cmd.nrule; i++)
			len += snprintf(out + len, size - len, " |");
	}
	sw_cmd_fini(&cmd);
	sw_words_fini(&w);
	free(line);
}

/* A process of its own, since each finds out once which release it follows. */
static void ask(int which)
{
	struct sw_err err;

	setenv("STATEWALL_COMPAT", releases[which], 1);
	sw_err_init(&err);
	if (sw_xt_init(SW_IP4, "iptables", NULL, &err))
		_exit(1);
	for (size_t i = 0; i < ROWS; i++)
		outcome((*text)[which][i], sizeof((*text)[which][i]), rows[i].words);
	sw_xt_fini();
	_exit(0);
}

int main(void)
{
	text = mmap(NULL, sizeof(*text), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (text == MAP_FAILED)
		return 1;
	for (int which = 0; which < 2; which++) {
		int status = 0;

		if (!fork())
			ask(which);
		wait(&status);
		ok(!status, "beside %s", releases[which]);
		for (size_t i = 0; i < ROWS; i++)
			is((*text)[which][i], rows[i].in[which], "%s, beside %s", rows[i].words,
			   releases[which]);
	}
	return tap_end();
}
