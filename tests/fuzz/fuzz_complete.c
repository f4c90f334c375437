/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines that are not finished, completed at the place that the input names; what is offered goes on
 * with what is typed. Input: the cursor (two bytes), then a line; behind a NUL, the kernel's
 * messages. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "complete/complete.h"
#include "fuzz.h"
#include "netlink/nl.h"

static const struct sw_complete_program programs[] = {
	{ .name = "iptables", .family = SW_IP4, .options = sw_opts_command },
	{ .name = "ip6tables", .family = SW_IP6, .options = sw_opts_command },
	{ .name = "iptables-restore", .family = SW_IP4, .options = sw_opts_restore,
	  .args = "[dir]" },
	{ .name = "statewall", .args = "[program]", .prefix = true },
};

static const struct sw_complete_program *each(size_t i)
{
	return i < 4 ? &programs[i] : NULL;
}

static const struct sw_complete_program *find(const char *word)
{
	for (size_t i = 0; each(i); i++)
		if (!strcmp(programs[i].name, word))
			return each(i);
	return NULL;
}

static const uint8_t *messages;
static size_t nmessages;

static struct sw_nl *kernel(struct sw_err *err)
{
	return fuzz_kernel(messages, nmessages);
}

void fuzz_one(const uint8_t *data, size_t size)
{
	struct sw_complete_ask ask = { .find = find, .each = each, .kernel = kernel,
				       .bare = &programs[3], .bare_rule = &programs[0] };
	struct sw_candidates c = { 0 };
	struct sw_err err;
	const uint8_t *end;
	char *line;
	size_t len;

	if (size < 3)
		return;
	end = memchr(data + 2, '\0', size - 2);
	len = end ? (size_t)(end - data - 2) : size - 2;
	messages = end ? end + 1 : NULL;
	nmessages = end ? size - len - 3 : 0;
	line = fuzz_text(data + 2, len);
	if (data[0] & 1)
		ask.bare = ask.bare_rule = NULL;
	sw_err_init(&err);
	if (!sw_complete(&ask, line, (data[0] | data[1] << 8) >> 1, &c, &err))
		for (size_t i = 0; i < c.n; i++)
			FUZZ_LAW(!strncasecmp(c.c[i].word, c.typed, strlen(c.typed)), "%s: %s",
				 c.typed, c.c[i].word);
	sw_candidates_fini(&c);
	free(line);
}
