/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Our own version. That of the iptables whose wording we speak is in xt/compat.h. */
#ifndef SW_WORDS_VERSION_H
#define SW_WORDS_VERSION_H

#ifdef HAVE_CONFIG_H
#include "config.h"
#define SW_VERSION PACKAGE_VERSION
#else
#define SW_VERSION "0.1.0"
#endif

#endif
