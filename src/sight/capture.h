/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Packets of a pcap file, as tcpdump -w writes it. */
#ifndef SW_SIGHT_CAPTURE_H
#define SW_SIGHT_CAPTURE_H

#include <stdio.h>

#include "sight/packet.h"

struct sw_capture {
	FILE    *in;		/* borrowed */
	bool     swapped;	/* written on a machine of the other byte order */
	uint32_t link;		/* LINKTYPE_* of the file format */
	size_t   number;	/* of the packet at hand, from 1 */
};

/* The file's header. 0, or what is wrong with it. */
int sw_capture_open(struct sw_capture *c, FILE *in, struct sw_err *err);

/* The next packet. 1: it is in *p; 2: there was one, and it is none of IP (an ARP, say); 0: there
 * is no more; < 0: the file is damaged. What was cut off by the snap length is unknown; all that a
 * capture cannot tell (interfaces, marks, state) is so, too. */
int sw_capture_next(struct sw_capture *c, struct sw_packet *p, struct sw_err *err);

#endif
