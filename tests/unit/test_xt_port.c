/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ports that are numbers are read as libxtables reads them (src/xt/port.c); all else is left to
 * it. */
#include <dlfcn.h>
#include <getopt.h>
#include <stdlib.h>
#include "xt/xt_local.h"
#include "tap.h"

static struct sw_err err;
static void (*its)(struct xt_option_call *);
static unsigned taken;

struct payload {
	uint16_t before, port[2], after;
};

struct both {
	struct xt_option_call cb;
	struct payload data;
};

static int call_its(void *arg)
{
	its(arg);
	return 0;
}

/* False: the two differ, or ours takes what libxtables refuses. */
static bool same(const struct xt_option_entry *e, const char *arg, bool invert, unsigned used)
{
	struct both ours, theirs;

	memset(&ours, 0, sizeof(ours));
	ours.cb.arg = arg;
	ours.cb.ext_name = "test";
	ours.cb.entry = e;
	ours.cb.invert = invert;
	ours.cb.xflags = used;
	theirs = ours;
	ours.cb.data = &ours.data;
	theirs.cb.data = &theirs.data;
	if (!sw_xt_port_parse(&ours.cb))
		return ours.cb.xflags == used;
	taken++;
	optarg = (char *)arg;	/* libxtables looks whether there is one */
	sw_err_init(&err);
	if (sw_guard_call(call_its, &theirs.cb, &err) < 0)
		return false;
	ours.cb.data = theirs.cb.data = NULL;
	return !memcmp(&ours, &theirs, sizeof(ours));
}

static const char *const words[] = {
	"0",	  "1",	       "53",	    "65535",   "65536",	      "99999", "100000",  "00053",
	"000053", "53:",       ":53",	    "53:54",   "54:53",	      "0:0",   ":",	  "",
	"::",	  "1:2:3",     "53 ",	    " 53",     "+53",	      "-1",    "0x35",	  "5 3",
	"domain", "53:domain", "domain:99", "53,54",   "1:65536",     "1-2",   "53:\t54", "1:",
	":0",	  ":65535",    "65535:",    "0:65535", "00000:00001",
};

static void test_words(void)
{
	static const unsigned flags[] = {
		0,	   XTOPT_PUT,	 XTOPT_PUT | XTOPT_NBO,
		XTOPT_NBO, XTOPT_INVERT, XTOPT_INVERT | XTOPT_PUT | XTOPT_NBO
	};
	unsigned wrong = 0, n = 0;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		for (size_t f = 0; f < sizeof(flags) / sizeof(flags[0]); f++)
			for (int range = 0; range < 2; range++) {
				struct xt_option_entry e = {
					.name = "port",
					.type = range ? XTTYPE_PORTRC : XTTYPE_PORT,
					.id = 3,
					.flags = flags[f],
					.ptroff = offsetof(struct payload, port),
					.size = range ? 4 : 2,
				};

				for (int how = 0; how < 4; how++, n++)
					if (!same(&e, words[i], how & 1,
						  how & 2 ? 1u << 3 : 1u << 5)) {
						printf("# \"%s\" flags %u range %d\n", words[i],
						       flags[f], range);
						wrong++;
					}
			}
	ok(!wrong, "%u of %u calls differ from libxtables'", wrong, n);
	ok(taken > 150, "%u of them are answered here", taken);
}

/* 1.8.9 takes them, 1.8.11 says that the range is negative: which it is, libxtables says. */
static void test_backwards(void)
{
	static const char *const back[] = { "54:53", "65535:0", "1:0", "65535:65534", "00054:53" };
	struct payload data = { 0 };
	struct xt_option_entry e = { .name = "port", .type = XTTYPE_PORTRC };

	for (size_t i = 0; i < sizeof(back) / sizeof(back[0]); i++) {
		struct xt_option_call cb = { .arg = back[i], .entry = &e, .data = &data };

		ok(!sw_xt_port_parse(&cb), "%s is left to libxtables", back[i]);
	}
}

static void test_any(void)
{
	struct xt_option_entry e = {
		.name = "port", .type = XTTYPE_PORTRC, .id = 0, .flags = XTOPT_PUT, .size = 4,
		.ptroff = offsetof(struct payload, port),
	};
	unsigned wrong = 0;
	char arg[16];

	taken = 0;
	srandom(1);
	for (unsigned i = 0; i < 3000; i++) {
		snprintf(arg, sizeof(arg), "%ld:%ld", random() % 70000, random() % 70000);
		wrong += !same(&e, arg, false, 0);
	}
	ok(!wrong && taken > 1200, "%u of 3000 random ranges differ, %u answered here", wrong,
	   taken); /* half of them run backwards */
	e.type = XTTYPE_UINT16RC;
	ok(same(&e, "1:2", false, 0) && taken < 3000, "what is no port is left alone");
}

int main(void)
{
	sw_err_init(&err);
	ok(sw_xt_init(SW_IP4, "iptables", NULL, &err) == 0, "init");
	its = dlsym(RTLD_NEXT, "xtables_option_parse");
	ok(its && its != xtables_option_parse, "libxtables' own is there");
	test_words();
	test_backwards();
	test_any();
	sw_xt_fini();
	return tap_end();
}
