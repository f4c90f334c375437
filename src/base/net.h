/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The one include order for libc and kernel network headers; the other order does not compile. */
#ifndef SW_BASE_NET_H
#define SW_BASE_NET_H

#include <stdint.h>
#include <sys/types.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <arpa/inet.h>
#include <limits.h>
#include <linux/types.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nf_tables.h>

#endif
