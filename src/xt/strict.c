/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Values that libxtables or a plugin takes for something else without a word. Nothing in the
 * payload shows what was typed, so no comparison with a save would find them: they are refused
 * where they are read. */
#include <ctype.h>
#include <string.h>
#include "base/cleanup.h"
#include "xt/xt_local.h"

/* libxtables says 255 bits for a mask that is no prefix, and makes it the whole address. That is
 * also what it makes of /33: it reads 0.0.0.33. */
static bool is_bad_mask(const struct xt_option_call *cb)
{
	enum xt_option_type type = cb->entry->type;
	unsigned most = sw_xt_family() == SW_IP6 ? 128 : 32;

	if (type == XTTYPE_HOSTMASK ? !strchr(cb->arg, '/') :
				      type != XTTYPE_PLEN && type != XTTYPE_PLENMASK)
		return false;
	return cb->val.hlen > most;
}

/* What stands behind the digits; NULL: there are none. */
static const char *unit_of(const char *s)
{
	size_t digits = strspn(s, "0123456789");

	return digits ? s + digits : NULL;
}

/* Bytes per second. A unit other than k and m is none for the plugin: 1gb/s is one byte. */
static bool is_bad_byte_rate(const struct xt_option_call *cb)
{
	const char *unit = unit_of(cb->arg);

	if (!strstr(cb->arg, "b/s"))
		return false;
	return !unit || strncmp(unit + (*unit == 'k' || *unit == 'm'), "b/s", 3);
}

static bool is_bad_burst(const struct xt_option_call *cb)
{
	static const char *const units[] = { "", "b", "k", "kb", "m", "mb" };
	const char *unit = unit_of(cb->arg);

	for (size_t i = 0; unit && i < SW_ARRAY_SIZE(units); i++)
		if (!strcmp(unit, units[i]))
			return false;
	return unit != NULL;	/* 0x10 and the like have no unit to look at */
}

/* An upper end of 0 is none for the plugin, which says then that there is one port. */
static bool is_port_to_zero(const struct xt_option_call *cb)
{
	return cb->nvals == 2 && cb->val.port_range[0] && !cb->val.port_range[1];
}

/* Inverted, both ends are swapped: of one number nothing is left of the "!". */
static bool is_not_one_number(const struct xt_option_call *cb)
{
	return cb->invert && cb->nvals == 2 && cb->val.u64_range[0] == cb->val.u64_range[1];
}

static const struct strict {
	uint8_t     type;	/* XTTYPE_; asked first: this is run for each option */
	const char *ext, *option;
	bool      (*is_bad)(const struct xt_option_call *cb);
	const char *why;
} rules[] = {
	{ XTTYPE_STRING, "hashlimit", "hashlimit-upto", is_bad_byte_rate,
	  "the units are b/s, kb/s and mb/s" },
	{ XTTYPE_STRING, "hashlimit", "hashlimit-above", is_bad_byte_rate,
	  "the units are b/s, kb/s and mb/s" },
	{ XTTYPE_STRING, "hashlimit", "hashlimit-burst", is_bad_burst,
	  "the units are b, kb and mb" },
	{ XTTYPE_PORTRC, "conntrack", "ctorigsrcport", is_port_to_zero,
	  "the range ends before it begins" },
	{ XTTYPE_PORTRC, "conntrack", "ctorigdstport", is_port_to_zero,
	  "the range ends before it begins" },
	{ XTTYPE_PORTRC, "conntrack", "ctreplsrcport", is_port_to_zero,
	  "the range ends before it begins" },
	{ XTTYPE_PORTRC, "conntrack", "ctrepldstport", is_port_to_zero,
	  "the range ends before it begins" },
	{ XTTYPE_UINT64RC, "connbytes", "connbytes", is_not_one_number,
	  "one number cannot be inverted: the \"!\" would be lost" },
};

void sw_xt_strict(const struct xt_option_call *cb)
{
	if (!cb->arg)
		return;
	if (is_bad_mask(cb))
		sw_guard_fail(SW_EPARAM,
			      "%s: bad value for option \"--%s\": the mask of %s is no prefix",
			      cb->ext_name, cb->entry->name, cb->arg);
	for (const struct strict *s = rules; s < rules + SW_ARRAY_SIZE(rules); s++)
		if (s->type == cb->entry->type && s->ext[0] == cb->ext_name[0] &&
		    !strcmp(s->option, cb->entry->name) && !strcmp(s->ext, cb->ext_name) &&
		    s->is_bad(cb))
			sw_guard_fail(SW_EPARAM,
				      "%s: bad value for option \"--%s\": %s (%s)", cb->ext_name,
				      cb->entry->name, cb->arg, s->why);
}
