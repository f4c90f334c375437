/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Will systemd start a unit at boot? Told by files, without asking a process. */
#ifndef SW_SEE_UNIT_LOCAL_H
#define SW_SEE_UNIT_LOCAL_H

enum sw_unit {
	SW_UNIT_NONE, /* there is no such unit */
	SW_UNIT_DISABLED,
	SW_UNIT_ENABLED, /* another unit wants or requires it */
	SW_UNIT_MASKED,
};

/* name: with its ending, "iptables-statewall.service". */
enum sw_unit sw_unit_state(const char *name);
const char *sw_unit_word(enum sw_unit state); /* "enabled"; of NONE "not installed" */

#endif
