/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The options that "statewall service", "modules" and "check" share. */
#ifndef SW_SERVICE_SERVICE_OPTS_H
#define SW_SERVICE_SERVICE_OPTS_H

#include "words/options.h"

struct sw_service_opts {
	uint8_t     family;	/* 0: none was named */
	const char *config_dir, *run_dir;	/* NULL: the usual ones */
	const char *confirm;	/* seconds; NULL: not given */
	bool        help;
};

/* The table of them; ends with letter 0. */
extern const struct sw_option sw_opts_service[];

/* "--name VALUE" and "--name=VALUE", before and behind words. *argc and argv are then those of the
 * words that are left. false: no such option, or no value. */
bool sw_service_opts(struct sw_service_opts *o, int *argc, char **argv);

/* Runs the verb with these options, but for --confirm, and asks whether its change may stay.
 * Returns the exit status. */
int sw_service_belt(const char *verb, const struct sw_service_opts *o);

/* Was IPv6 switched off at boot? */
bool sw_no_ipv6(void);

#endif
