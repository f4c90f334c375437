/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines "-A CHAIN -s ADDRESS..." or "-d" that are alike but for the address. */
#include <stdlib.h>
#include <string.h>

#include "session/like.h"
#include "words/addr.h"

#define WORD " -s "

/* Where the value of -s or -d stands, right behind the chain's name; 0: there is none. */
static size_t find_address(const struct sw_savefile *f, bool *source)
{
	const char *end = f->line + f->line_len, *p = f->line + 3;

	if (f->line_len < 3 || memcmp(f->line, "-A ", 3) != 0)
		return 0;
	while (p < end && *p != ' ')
		p++;
	if (end - p < (ptrdiff_t)sizeof(WORD) || memcmp(p, " -", 2) != 0 || p[3] != ' ')
		return 0;
	*source = p[2] == 's';
	return *source || p[2] == 'd' ? p + strlen(WORD) - f->line : 0;
}

/* The length of the address at that place; a text's line has others behind it, and NUL at last. */
static size_t address(const struct sw_savefile *f, size_t at, uint8_t family, uint8_t addr[16])
{
	const char *from = f->line + at, *end = f->line + f->line_len, *behind;

	behind = from < end ? sw_addr_plain(from, family, addr) : NULL;
	return behind && behind < end ? (size_t)(behind - from) : 0;
}

static bool copy_line(struct sw_like *l, const struct sw_savefile *f)
{
	char *more;

	if (f->line_len > l->cap) {
		more = realloc(l->line, f->line_len + 64);
		if (!more)
			return false;
		l->line = more;
		l->cap = f->line_len + 64;
	}
	memcpy(l->line, f->line, f->line_len);
	l->len = f->line_len;
	return true;
}

/* The length of a word's head that other words may take the place of: an address or a host name. A
 * quote or a tab would be no part of it, but of how the words behind it are read. */
static size_t value(const struct sw_savefile *f, size_t at)
{
	size_t n = 0;

	while (at + n < f->line_len && !strchr("/ \t\r\"'\\", f->line[at + n]))
		n++;
	return at + n == f->line_len || f->line[at + n] == '/' || f->line[at + n] == ' ' ? n : 0;
}

/* Whatever this line's own address is written like: the next one's is read, with what follows. */
void sw_like_keep(struct sw_like *l, const struct sw_savefile *f, struct sw_cmd *cmd)
{
	size_t at = find_address(f, &l->source), n = at ? value(f, at) : 0;

	sw_like_reset(l);
	if (!n || cmd->letter != 'A' || cmd->nrule != 1 || cmd->nwarning || !copy_line(l, f))
		return;
	l->at = at;
	l->behind = at + n;
	l->cmd = *cmd;
	*cmd = (struct sw_cmd){ 0 };
}

/* The length of the address in f's line; 0: something else is different, too. */
static size_t compare(const struct sw_like *l, const struct sw_savefile *f, uint8_t addr[16])
{
	size_t rest = l->len - l->behind, n;

	if (f->line_len < l->at + rest || memcmp(f->line, l->line, l->at) != 0)
		return 0;
	n = address(f, l->at, l->cmd.family, addr);
	if (!n || f->line_len != l->at + n + rest)
		return 0;
	return memcmp(f->line + l->at + n, l->line + l->behind, rest) ? 0 : n;
}

static void set_address(struct sw_like *l, const uint8_t addr[16])
{
	struct sw_ip *ip = &l->cmd.rule[0]->ip;
	uint8_t *to = l->source ? ip->src : ip->dst;
	const uint8_t *mask = l->source ? ip->smask : ip->dmask;

	for (size_t i = 0; i < (l->cmd.family == SW_IP6 ? 16 : 4); i++)
		to[i] = addr[i] & mask[i];
}

const struct sw_cmd *sw_like_find(struct sw_like *l, const struct sw_savefile *f)
{
	uint8_t addr[16] = { 0 };

	if (!l->cmd.letter)
		return NULL;
	if (!compare(l, f, addr)) {
		sw_like_reset(l);
		return NULL;
	}
	set_address(l, addr);
	l->cmd.origin = l->cmd.rule[0]->origin = f->where;
	return &l->cmd;
}

void sw_like_reset(struct sw_like *l)
{
	if (l->cmd.letter)
		sw_cmd_fini(&l->cmd);
	l->cmd = (struct sw_cmd){ 0 };
}

void sw_like_fini(struct sw_like *l)
{
	sw_like_reset(l);
	free(l->line);
	l->line = NULL;
	l->cap = 0;
}
