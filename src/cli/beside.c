/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What stands beside the rules that were listed. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/beside.h"
#include "cli/report.h"
#include "session/list.h"

bool sw_beside_wanted(void)
{
	return isatty(STDERR_FILENO);
}

void sw_beside_dormant(const struct sw_answer *answer, uint8_t family, const char *table)
{
	for (int i = 0; i < SW_NTABLES; i++) {
		const struct sw_builtin_table *b = &sw_builtin_tables[i];

		if (answer->dormant[i] && (!table || !strcmp(table, b->name)))
			sw_report_remark(NULL, "# table %s is dormant and filters nothing; to wake "
					 "it: " SW_WAKE, b->name, SW_WAKE_ARGS(family, b));
	}
}

static void say_foreign(const char *tool)
{
	sw_report_remark(NULL, "# %s has rules of its own, not shown here: see %s -S; \"statewall "
			 "adopt\" takes them over", tool, tool);
}

void sw_beside_foreign(const struct sw_answer *answer)
{
	if (answer->foreign & SW_FOREIGN_NFT)
		say_foreign("iptables-nft");
	if (answer->foreign & SW_FOREIGN_LEGACY)
		say_foreign("iptables-legacy");
}
