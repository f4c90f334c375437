/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What "statewall check" asks one match about: which states it lets pass, which helper it names. */
#ifndef SW_SERVICE_CHECK_STATE_LOCAL_H
#define SW_SERVICE_CHECK_STATE_LOCAL_H

#include <string.h>

#include "base/net.h"
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/xt_conntrack.h>
#include <linux/netfilter/xt_helper.h>
#include "rule/rule.h"

#define SW_CHECK_RELATED XT_CONNTRACK_STATE_BIT(IP_CT_RELATED)
#define SW_CHECK_NEW     XT_CONNTRACK_STATE_BIT(IP_CT_NEW)
#define SW_CHECK_STATES                                                                \
	(SW_CHECK_RELATED | SW_CHECK_NEW | XT_CONNTRACK_STATE_BIT(IP_CT_ESTABLISHED) | \
	 XT_CONNTRACK_STATE_INVALID | XT_CONNTRACK_STATE_UNTRACKED)

/* NULL: it asks for no state. */
static inline struct xt_conntrack_mtinfo3 *sw_ext_state(const struct sw_ext *e)
{
	struct xt_conntrack_mtinfo3 *x = e->data;

	return !strcmp(e->name, "conntrack") && e->rev == 3 && e->size >= sizeof(*x) &&
			       x->match_flags & XT_CONNTRACK_STATE
		       ? x
		       : NULL;
}

static inline struct xt_conntrack_mtinfo3 *sw_rule_state(const struct sw_rule *r)
{
	struct xt_conntrack_mtinfo3 *x = NULL;

	for (size_t i = 0; i < r->nmatch && !x; i++)
		x = sw_ext_state(&r->match[i]);
	return x;
}

/* "! --state INVALID,NEW" is the others. */
static inline unsigned sw_states(const struct xt_conntrack_mtinfo3 *x)
{
	return x->invert_flags & XT_CONNTRACK_STATE ? ~x->state_mask & SW_CHECK_STATES
						    : x->state_mask;
}

/* NULL: it asks for no helper. An empty name is any helper. */
static inline const struct xt_helper_info *sw_ext_helper(const struct sw_ext *e)
{
	return !strcmp(e->name, "helper") && e->size >= sizeof(struct xt_helper_info) ? e->data
										      : NULL;
}

#endif
