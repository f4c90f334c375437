/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds the version of the installed iptables, whose output is the one that scripts on this machine
 * know.
 *
 * Neither libxtables nor a plugin holds it: the program of iptables-nft does, as "1.8.11
 * (nf_tables)". It is read and not run. Where it is missing, the layout of the plugins tells 1.8.10
 * and before from 1.8.11 and later. */
#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/cleanup.h"
#include "xt/compat.h"
#include "xt/xt_local.h"

#define SERIES "1.8."
#define BEHIND " (nf_tables)"
#define OLD    "9"	/* what this was made with, and what is said without any iptables */
#define NEW    "11"
#define LATER  99

static const char *const programs[] = {
	"/usr/sbin/xtables-nft-multi", "/usr/bin/xtables-nft-multi", "/sbin/xtables-nft-multi",
};

/* Releases of 1.8, both ends included. */
static const struct row { enum sw_compat what; unsigned from, to; } rows[] = {
	{ SW_COMPAT_PROTO_NUMBERS, 9, 10 },
	{ SW_COMPAT_PROTO_DCCP, 11, LATER },
	{ SW_COMPAT_SAVE_PROTO, 11, LATER },
	{ SW_COMPAT_LONG_NAMES, 11, LATER },
	{ SW_COMPAT_ZERO_ALL, 11, LATER },
	{ SW_COMPAT_DELETE_DECIMAL, 11, LATER },
	{ SW_COMPAT_COUNTER_COMMA, 11, LATER },
	{ SW_COMPAT_RENAME_FIRST, 11, LATER },
	{ SW_COMPAT_PORTS_UNASKED, 11, LATER },
};

static struct {
	char     version[32];
	unsigned release;	/* of 1.8; LATER: of a later series */
} found;

/* ---- versions -------------------------------------------------------------------------------- */

/* word: "1.8.9", len bytes of it. false: it is none. */
static bool take(const char *word, size_t len)
{
	const char *p = word, *end = word + len;
	unsigned part[3] = { 0 };

	for (int i = 0; i < 3; i++) {
		if (p == end || !isdigit((unsigned char)*p))
			return false;
		while (p < end && isdigit((unsigned char)*p) && part[i] < 1000)
			part[i] = part[i] * 10 + (*p++ - '0');
		if (i < 2 && (p == end || *p++ != '.'))
			return false;
	}
	if (p != end)
		return false;
	found.release = part[0] == 1 && part[1] == 8 ? part[2] : LATER;
	snprintf(found.version, sizeof(found.version), "v%u.%u.%u" BEHIND, part[0], part[1],
		 part[2]);
	return true;
}

/* The digits and dots before BEHIND. */
static bool take_from(const char *text, size_t len)
{
	const char *p = text, *at;

	while ((at = memmem(p, len - (p - text), BEHIND, sizeof(BEHIND)))) {
		const char *from = at;

		while (from > text && (isdigit((unsigned char)from[-1]) || from[-1] == '.'))
			from--;
		if (take(from, at - from))
			return true;
		p = at + 1;
	}
	return false;
}

static bool read_program(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct stat st;
	void *text = MAP_FAILED;
	bool good = false;

	if (fd < 0)
		return false;
	if (!fstat(fd, &st) && S_ISREG(st.st_mode) && st.st_size > 0)
		text = mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (text != MAP_FAILED) {
		good = take_from(text, st.st_size);
		munmap(text, st.st_size);
	}
	close(fd);
	return good;
}

static void find(void)
{
	const char *wanted = getenv("STATEWALL_COMPAT");

	if (found.release || (wanted && take(wanted, strlen(wanted))))
		return;
	for (size_t i = 0; i < SW_ARRAY_SIZE(programs); i++)
		if (read_program(programs[i]))
			return;
	if (sw_xt_is_later())
		take(SERIES NEW, strlen(SERIES NEW));
	else
		take(SERIES OLD, strlen(SERIES OLD));
}

/* ---- what is asked --------------------------------------------------------------------------- */

const char *sw_compat_version(void)
{
	find();
	return found.version;
}

bool sw_compat_has(enum sw_compat what)
{
	find();
	for (size_t i = 0; i < SW_ARRAY_SIZE(rows); i++)
		if (rows[i].what == what)
			return found.release >= rows[i].from && found.release <= rows[i].to;
	return false;
}
