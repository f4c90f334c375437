/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A hostile or future kernel: its messages are listed, saved, and edited over.
 * Input: one byte (bit 0: IPv6), one byte (which command), then netlink messages. */
#include <stdlib.h>
#include <string.h>
#include "base/cleanup.h"
#include "session/command.h"
#include "session/list.h"
#include "words/parse.h"
#include "fuzz.h"
#include "netlink/wire.h"
#include "xt/plugin.h"

static const char *const commands[] = {
	"-L -n -v", "-S", "-L -t nat --line-numbers", "-Z", "-D INPUT 1", "-R INPUT 1 -j DROP",
	"-I INPUT 2 -p udp -j ACCEPT", "-F INPUT", "-X", "-C INPUT -p tcp -j ACCEPT",
	"-D INPUT -p tcp -j ACCEPT", "-E user other", "-F -t raw", "-A INPUT -j user",
	"-S -v -t mangle", "-A PREROUTING -t raw -p tcp --dport 21 -j CT --helper ftp",
};

struct job { struct sw_cmd *cmd; uint8_t family; };

static int work(struct sw_session *s, void *arg, struct sw_err *err)
{
	const struct job *j = arg;
	int ret = 0;

	if (j->cmd)
		return sw_command_run(s, j->cmd, SW_ALONE, err);
	for (int i = 0; i < SW_NTABLES && !ret; i++)
		ret = sw_list_save(s, s->out, &s->rs.table[i], true, err);
	return ret;
}

static void run(struct sw_nl *nl, struct job *j)
{
	struct sw_session s;
	struct sw_err err;
	int ret;

	sw_err_init(&err);
	fuzz_session(&s, j->family, nl);
	ret = sw_session_run(&s, work, j, &err);
	fuzz_check_error(ret, &err);
	FUZZ_LAW(ret || !s.text.len || !memchr(s.text.s, '\0', s.text.len), "NUL in the output");
	s.nl = NULL;
	sw_session_close(&s);
}

static void command(struct sw_nl *nl, uint8_t family, const char *text)
{
	struct sw_parser p = { .program = "iptables", .family = family };
	char *line = strdup(text);
	struct sw_words w = { 0 };
	struct sw_cmd cmd = { 0 };
	struct job j = { &cmd, family };
	struct sw_err err;

	sw_err_init(&err);
	if (!line || sw_xt_init(family, "iptables", NULL, &err) ||
	    sw_words_split(&w, line, &err) || sw_parse(&p, w.n, w.word, &cmd, &err))
		abort();
	run(nl, &j);
	sw_cmd_fini(&cmd);
	sw_words_fini(&w);
	free(line);
}

static int hear(const struct nlmsghdr *nlh, void *sum)
{
	for (uint32_t i = 0; i < nlh->nlmsg_len; i++)
		*(unsigned *)sum += ((const uint8_t *)nlh)[i];
	return 0;
}

static void hear_error(uint32_t seq, int err, void *sum)
{
	FUZZ_LAW(err > 0, "error %d", err);
}

void fuzz_one(const uint8_t *data, size_t size)
{
	struct job save = { NULL, SW_IP4 };
	struct sw_nl *nl;
	unsigned sum = 0;
	char *copy;

	if (size < 2)
		return;
	save.family = data[0] & 1 ? SW_IP6 : SW_IP4;
	copy = fuzz_text(data + 2, size - 2);
	sw_wire_answers(copy, size - 2, 0, hear, &sum);
	sw_wire_errors(copy, size - 2, hear_error, &sum);
	free(copy);
	nl = fuzz_kernel(data + 2, size - 2);
	run(nl, &save);
	command(nl, save.family, commands[data[1] % SW_ARRAY_SIZE(commands)]);
	sw_nl_close(nl);
}

/* Every other time an attribute of one message is changed in place of any byte. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)
{
	const size_t head = NLMSG_HDRLEN + NLMSG_ALIGN(sizeof(struct nfgenmsg));
	size_t at = 2, chosen = 0, after;
	struct nlmsghdr h;
	unsigned n = 0;

	for (; at + head <= size; at += NLMSG_ALIGN(h.nlmsg_len)) {
		memcpy(&h, data + at, sizeof(h));
		if (h.nlmsg_len < head || h.nlmsg_len > size - at)
			break;
		if (!(rand_r(&seed) % ++n))
			chosen = at;
	}
	if (!chosen || rand_r(&seed) % 2)
		return LLVMFuzzerMutate(data, size, max);
	memcpy(&h, data + chosen, sizeof(h));
	after = fuzz_mutate_attrs(data, size, max, chosen + head, chosen + h.nlmsg_len, seed);
	h.nlmsg_len += after - size;
	memcpy(data + chosen, &h, sizeof(h));
	return after;
}
