/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -j LOG and -j NFLOG: nft has one expression for both, and a group makes it NFLOG. */
#include <stddef.h>
#include <string.h>
#include "base/net.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_LOG.h>
#include <linux/netfilter/xt_NFLOG.h>
#include "translate/ids.h"
#include "translate/registry.h"

#define PREFIX offsetof(struct xt_nflog_info, prefix)
#define LEVELS 8	/* syslog's; the kernel's audit "level" behind them is no LOG */

static bool is_text(const char *s, size_t size)
{
	return memchr(s, '\0', size);
}

/* true when prefix (NULL: none) fits into size bytes with its NUL */
static bool put_prefix(char *out, size_t size, const char *prefix)
{
	if (!prefix)
		return true;
	if (strlen(prefix) >= size)
		return false;
	strcpy(out, prefix);
	return true;
}

static int log_encode(const struct sw_ext *t, const struct sw_ctx *ctx, struct sw_prog *p,
		      struct sw_hint *hint, struct sw_err *err)
{
	const struct xt_log_info *x = t->data;
	struct sw_stmt *s;

	if (x->level >= LEVELS || x->logflags & ~XT_LOG_MASK ||
	    !is_text(x->prefix, sizeof(x->prefix)))
		return 0;
	s = sw_prog_stmt(p, SW_STMT_LOG);
	/* The kernel shows the level always and the flags when there are any. */
	s->log.has_level = true;
	s->log.level = x->level;
	s->log.has_flags = x->logflags;
	s->log.flags = x->logflags;
	if (x->prefix[0])
		s->log.prefix = sw_prog_text(p, x->prefix);
	return 1;
}

static int log_decode(const struct sw_prog *p, const struct sw_ctx *ctx, const struct sw_hint *hint,
		      void *data)
{
	const struct sw_stmt *s = sw_stmt_only(p, SW_STMT_LOG);
	struct xt_log_info *x = data;

	if (!s || s->log.has_group || s->log.has_snaplen || s->log.has_qthreshold ||
	    !s->log.has_level || s->log.level >= LEVELS || s->log.flags & ~XT_LOG_MASK)
		return -1;
	x->level = s->log.level;
	x->logflags = s->log.flags;
	return put_prefix(x->prefix, sizeof(x->prefix), s->log.prefix) ? 0 : -1;
}

static int nflog_encode(const struct sw_ext *t, const struct sw_ctx *ctx, struct sw_prog *p,
			struct sw_hint *hint, struct sw_err *err)
{
	const struct xt_nflog_info *x = t->data;
	const char *prefix = (const char *)t->data + PREFIX;
	struct sw_stmt *s;

	if (x->flags & ~XT_NFLOG_MASK || !is_text(prefix, t->size - PREFIX))
		return 0;
	s = sw_prog_stmt(p, SW_STMT_LOG);
	s->log.has_group = true;
	s->log.group = x->group;
	s->log.has_qthreshold = x->threshold;
	s->log.qthreshold = x->threshold;
	if (*prefix)
		s->log.prefix = sw_prog_text(p, prefix);
	if (x->flags & XT_NFLOG_F_COPY_LEN) {
		s->log.has_snaplen = true;
		s->log.snaplen = x->len;
	} else if (x->len) {
		/* --nflog-range: the kernel takes it and does nothing with it. */
		hint->len = sizeof(x->len);
		memcpy(hint->extra, &x->len, sizeof(x->len));
	}
	return 1;
}

/* All but the prefix. */
static int decode_nflog(const struct sw_prog *p, const struct sw_hint *hint,
			const struct sw_stmt **log, void *data)
{
	const struct sw_stmt *s = sw_stmt_only(p, SW_STMT_LOG);
	struct xt_nflog_info *x = data;

	if (!s || !s->log.has_group || s->log.has_level || s->log.has_flags)
		return -1;
	x->group = s->log.group;
	x->threshold = s->log.qthreshold;
	if (s->log.has_snaplen) {
		x->flags = XT_NFLOG_F_COPY_LEN;
		x->len = s->log.snaplen;
	} else if (hint && hint->len == sizeof(x->len)) {
		memcpy(&x->len, hint->extra, sizeof(x->len));
	}
	*log = s;
	return 0;
}

static int nflog_decode(const struct sw_prog *p, const struct sw_ctx *ctx,
			const struct sw_hint *hint, void *data)
{
	struct xt_nflog_info *x = data;
	const struct sw_stmt *s;

	if (decode_nflog(p, hint, &s, data))
		return -1;
	return put_prefix(x->prefix, sizeof(x->prefix), s->log.prefix) ? 0 : -1;
}

static int nflog_long_decode(const struct sw_prog *p, const struct sw_ctx *ctx,
			     const struct sw_hint *hint, void *data)
{
	const struct sw_stmt *s;

	if (decode_nflog(p, hint, &s, data) || !s->log.prefix ||
	    strlen(s->log.prefix) < sizeof(((struct xt_nflog_info *)data)->prefix))
		return -1;
	return put_prefix((char *)data + PREFIX, SW_NFLOG_LONG - PREFIX, s->log.prefix) ? 0 : -1;
}

const struct sw_target_ops sw_target_log = {
	.id = SW_ID_LOG, .name = "LOG", .size = XT_ALIGN(sizeof(struct xt_log_info)),
	.families = SW_FAM46, .encode = log_encode, .decode = log_decode,
};
const struct sw_target_ops sw_target_nflog = {
	.id = SW_ID_NFLOG, .name = "NFLOG", .size = XT_ALIGN(sizeof(struct xt_nflog_info)),
	.families = SW_FAM46, .encode = nflog_encode, .decode = nflog_decode,
};
/* xt's own payload has room for 63 characters, the kernel's expression for 127. */
const struct sw_target_ops sw_target_nflog_long = {
	.id = SW_ID_NFLOG_LONG, .name = "NFLOG", .size = SW_NFLOG_LONG,
	.families = SW_FAM46, .encode = nflog_encode, .decode = nflog_long_decode,
};
