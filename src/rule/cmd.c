/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of commands. */
#include <stdlib.h>
#include <string.h>
#include "rule/cmd.h"

const struct sw_cmd_desc sw_cmds[] = {
	{ 'A', "append",       "RULE_APPEND",    SW_TAKES_CHAIN | SW_TAKES_RULE },
	{ 'C', "check",        "RULE_CHECK",     SW_TAKES_CHAIN | SW_TAKES_RULE },
	{ 'D', "delete",       "RULE_DELETE",    SW_TAKES_CHAIN | SW_TAKES_RULE | SW_MAY_NUMBER },
	{ 'I', "insert",       "RULE_INSERT",    SW_TAKES_CHAIN | SW_TAKES_RULE | SW_MAY_NUMBER },
	{ 'R', "replace",      "RULE_REPLACE",   SW_TAKES_CHAIN | SW_TAKES_RULE | SW_TAKES_NUMBER },
	{ 'L', "list",         "RULE_LIST",      SW_MAY_CHAIN | SW_MAY_NUMBER },
	{ 'S', "list-rules",   "RULE_SAVE",      SW_MAY_CHAIN | SW_MAY_NUMBER },
	{ 'F', "flush",        "RULE_FLUSH",     SW_MAY_CHAIN },
	{ 'Z', "zero",         "CHAIN_ZERO",     SW_MAY_CHAIN | SW_MAY_NUMBER },
	{ 'N', "new-chain",    "CHAIN_USER_ADD", SW_TAKES_CHAIN },
	{ 'X', "delete-chain", "CHAIN_DEL",      SW_MAY_CHAIN },
	{ 'E', "rename-chain", "CHAIN_RENAME",   SW_TAKES_CHAIN | SW_TAKES_NEWNAME },
	{ 'P', "policy",       "CHAIN_UPDATE",   SW_TAKES_CHAIN | SW_TAKES_POLICY },
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
