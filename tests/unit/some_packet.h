/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A packet from one line of words, for the tests of what becomes of packets. */
#ifndef SW_TESTS_SOME_PACKET_H
#define SW_TESTS_SOME_PACKET_H

#include <stdio.h>
#include <string.h>

#include "sight/packet_words.h"

static const struct sw_option packet_options[] = { SW_PACKET_OPTIONS, { 0 } };

static int read_words(struct sw_packet *p, const char *line, struct sw_err *err)
{
	struct sw_packet_words w = { 0 };
	char copy[256], *argv[32];
	struct sw_scan scan = { .table = packet_options, .argv = argv };

	snprintf(copy, sizeof(copy), "%s", line);
	for (char *at = strtok(copy, " "); at; at = strtok(NULL, " "))
		argv[scan.argc++] = at;
	while (sw_scan_next(&scan) == SW_SCAN_OPTION)
		if (!sw_packet_words_take(&w, &scan))
			return 1;
	return sw_packet_of_words(p, &w, err);
}

#endif
