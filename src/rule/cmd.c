/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of commands, and how deep a command must have read the kernel. */
#include <stdlib.h>
#include <string.h>
#include "rule/cmd.h"

const struct sw_cmd_desc sw_cmds[] = {
	{ 'A', "append",       "RULE_APPEND",    SW_TAKES_CHAIN | SW_TAKES_RULE,
	  SW_NEEDS_NOTHING },
	{ 'C', "check",        "RULE_CHECK",     SW_TAKES_CHAIN | SW_TAKES_RULE,
	  SW_NEEDS_RULES },
	{ 'D', "delete",       "RULE_DELETE",    SW_TAKES_CHAIN | SW_TAKES_RULE | SW_MAY_NUMBER,
	  SW_NEEDS_RULES },
	{ 'I', "insert",       "RULE_INSERT",    SW_TAKES_CHAIN | SW_TAKES_RULE | SW_MAY_NUMBER,
	  SW_NEEDS_RULES },
	{ 'R', "replace",      "RULE_REPLACE",   SW_TAKES_CHAIN | SW_TAKES_RULE | SW_TAKES_NUMBER,
	  SW_NEEDS_RULES },
	{ 'L', "list",         "RULE_LIST",      SW_MAY_CHAIN | SW_MAY_NUMBER, SW_NEEDS_RULES },
	{ 'S', "list-rules",   "RULE_SAVE",      SW_MAY_CHAIN | SW_MAY_NUMBER, SW_NEEDS_RULES },
	{ 'F', "flush",        "RULE_FLUSH",     SW_MAY_CHAIN, SW_NEEDS_CHAINS },
	{ 'Z', "zero",         "CHAIN_ZERO",     SW_MAY_CHAIN | SW_MAY_NUMBER, SW_NEEDS_RULES },
	{ 'N', "new-chain",    "CHAIN_USER_ADD", SW_TAKES_CHAIN, SW_NEEDS_NOTHING },
	{ 'X', "delete-chain", "CHAIN_DEL",      SW_MAY_CHAIN, SW_NEEDS_CHAINS },
	{ 'E', "rename-chain", "CHAIN_RENAME",   SW_TAKES_CHAIN | SW_TAKES_NEWNAME,
	  SW_NEEDS_CHAINS },
	{ 'P', "policy",       "CHAIN_UPDATE",   SW_TAKES_CHAIN | SW_TAKES_POLICY,
	  SW_NEEDS_NOTHING },
	{ 0 },
};

const struct sw_cmd_desc *sw_cmd_desc(char letter)
{
	const struct sw_cmd_desc *d;

	for (d = sw_cmds; d->letter; d++)
		if (d->letter == letter)
			return d;
	return NULL;
}

enum sw_depth sw_cmd_needs(const struct sw_cmd *cmd)
{
	const struct sw_cmd_desc *d = sw_cmd_desc(cmd->letter);

	if (!d)
		return SW_NEEDS_NOTHING;
	/* The head of a chain can be named without knowing what stands there. */
	if (cmd->letter == 'I' && cmd->number <= 1)
		return SW_NEEDS_NOTHING;
	return d->needs;
}

void sw_cmd_fini(struct sw_cmd *cmd)
{
	size_t i;

	for (i = 0; i < cmd->nrule; i++)
		sw_rule_free(cmd->rule[i]);
	free(cmd->rule);
	for (i = 0; i < cmd->nwarning; i++)
		free(cmd->warning[i]);
	free(cmd->warning);
	memset(cmd, 0, sizeof(*cmd));
}
