/* SPDX-License-Identifier: GPL-2.0-or-later */
/* About how many rules there are, before they are read: what it costs, and how far it is. */
#include "base/progress.h"
#include "netlink/snapshot.h"
#include "netlink/snapshot_local.h"

/* For every 32 KiB of answer the kernel walks over all rules that it has told: 12 ns a rule, so a
 * table of n rules costs n * n / 11 ns more as a whole than chain by chain. Each chain asked for by
 * itself costs 6 us (Linux 6.18). The use of a chain counts the jumps to it, too: at least one, or
 * it would not be there. It is an estimate and no more: while somebody's transaction is being
 * checked, it counts rules as gone that are there. */
bool sw_snapshot_whole_is_cheaper(const struct sw_table *t, size_t *about)
{
	uint64_t rules = 0, chains = 0;

	for (size_t i = 0; i < t->nchain; i++) {
		const struct sw_chain *c = t->chain[i];

		if (!c->in_kernel || !c->use)
			continue;
		chains++;
		rules += c->use - !c->builtin;
	}
	*about = rules;
	return chains > 1 && rules * rules < chains * 66000;
}

/* Of the tables whose chains are known. Rules that are elements of maps are not counted by chains:
 * once more are read than that, nobody knows how many there are. */
void sw_read_progress(const struct sw_reader *reader, const struct sw_ruleset *rs)
{
	size_t of = 0, about;

	for (int i = 0; i < SW_NTABLES; i++) {
		sw_snapshot_whole_is_cheaper(&rs->table[i], &about);
		of += about;
	}
	sw_progress("rules", reader->rules, of >= reader->rules ? of : 0);
}
