/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -m time: hours of the day and dates, in UTC. */
#include <string.h>
#include "base/net.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_time.h>
#include "translate/ids.h"
#include "translate/registry.h"
#include "translate/span.h"

#define SEL_HOUR SW_SEL_META(NFT_META_TIME_HOUR, 4)	/* seconds since midnight UTC */
#define SEL_TIME SW_SEL_META(NFT_META_TIME_NS, 8)
#define SECOND   UINT64_C(1000000000)
#define FOREVER  INT32_MAX	/* what the plugin writes without --datestop */

/* Two times that leave nothing out: xt reads start >= stop as "from start, over midnight, to
 * stop". */
static bool is_always(uint32_t start, uint32_t stop)
{
	return start == stop || start == stop + 1;
}

static void encode_hours(struct sw_prog *p, uint32_t start, uint32_t stop, struct sw_hint *hint)
{
	if (start == XT_TIME_MIN_DAYTIME && stop == XT_TIME_MAX_DAYTIME)
		return;
	if (is_always(start, stop)) {	/* no test can carry the words */
		memcpy(hint->extra, &(uint32_t[]){ htonl(start), htonl(stop) }, 8);
		hint->len = 8;
	} else if (start < stop) {
		sw_span_put(p, SEL_HOUR, (struct sw_span){ start, stop, false });
	} else {
		sw_span_put(p, SEL_HOUR, (struct sw_span){ stop + 1, start - 1, true });
	}
}

static int time_encode(const struct sw_ext *m, const struct sw_ctx *ctx, struct sw_prog *p,
		       struct sw_hint *hint, struct sw_err *err)
{
	const struct xt_time_info *x = m->data;

	/* meta hour ignores the kernel's time zone, meta day applies it always; xt has a flag. */
	if (x->flags || x->weekdays_match != XT_TIME_ALL_WEEKDAYS ||
	    x->monthdays_match != XT_TIME_ALL_MONTHDAYS || x->date_start > x->date_stop ||
	    x->daytime_start > XT_TIME_MAX_DAYTIME || x->daytime_stop > XT_TIME_MAX_DAYTIME)
		return 0;
	encode_hours(p, x->daytime_start, x->daytime_stop, hint);
	/* Without dates xt stops matching when the plugin's default is over, in 2038; this does
	 * not. */
	if (x->date_start || x->date_stop != FOREVER)
		sw_span_put(p, SEL_TIME, (struct sw_span){
			x->date_start * SECOND, x->date_stop * SECOND + SECOND - 1, false });
	return 1;
}

static bool decode_hours(const struct sw_test *t, struct xt_time_info *x)
{
	struct sw_span s;

	if (!sw_span_get(t, SEL_HOUR, &s) || s.from > s.to || s.to > XT_TIME_MAX_DAYTIME ||
	    (s.inv && (s.from == XT_TIME_MIN_DAYTIME || s.to == XT_TIME_MAX_DAYTIME)))
		return false;
	x->daytime_start = s.inv ? s.to + 1 : s.from;
	x->daytime_stop = s.inv ? s.from - 1 : s.to;
	return true;
}

static bool decode_dates(const struct sw_test *t, struct xt_time_info *x)
{
	struct sw_span s;

	if (!sw_span_get(t, SEL_TIME, &s) || s.inv || s.to / SECOND > UINT32_MAX)
		return false;
	x->date_start = s.from / SECOND;
	x->date_stop = s.to / SECOND;
	return true;
}

static int time_decode(const struct sw_test *t, size_t n, const struct sw_ctx *ctx,
		       const struct sw_hint *hint, void *data)
{
	struct xt_time_info *x = data;
	uint32_t words[2];
	size_t i = 0;

	*x = (struct xt_time_info){
		.daytime_start = XT_TIME_MIN_DAYTIME, .daytime_stop = XT_TIME_MAX_DAYTIME,
		.date_stop = FOREVER, .weekdays_match = XT_TIME_ALL_WEEKDAYS,
		.monthdays_match = XT_TIME_ALL_MONTHDAYS,
	};
	if (hint && hint->len == sizeof(words)) {
		memcpy(words, hint->extra, sizeof(words));
		x->daytime_start = ntohl(words[0]);
		x->daytime_stop = ntohl(words[1]);
	}
	i += i < n && decode_hours(&t[i], x);
	i += i < n && decode_dates(&t[i], x);
	return i || hint ? (int)i : -1;
}

const struct sw_match_ops sw_match_time = {
	.id = SW_ID_TIME, .name = "time", .size = XT_ALIGN(sizeof(struct xt_time_info)),
	.families = SW_FAM46, .encode = time_encode, .decode = time_decode,
};
