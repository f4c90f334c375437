/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The seam to the kernel's modules: is one there, load it, unload it. Tests put their own behind
 * it. */
#ifndef SW_MODPROBE_MODULE_H
#define SW_MODPROBE_MODULE_H

#include <limits.h>
#include <stdbool.h>
#include "base/err.h"
#include "modprobe/helper_table.h"

enum sw_mod_state {
	SW_MOD_MISSING,		/* nothing says that there is such a module */
	SW_MOD_UNLOADED,	/* a file is there, and can be loaded */
	SW_MOD_LOADED,
	SW_MOD_BUILTIN,
};

#define SW_PORT_LIST (SW_PORTS_MAX * 6)
#define SW_PLACE_MAX (PATH_MAX + 16)

struct sw_mod;
struct sw_mod_ops {
	enum sw_mod_state (*state)(struct sw_mod *, const char *name);
	/* word: a module's name, old or new (a blacklist refuses aliases only). 0: loaded by this
	 * call. 1: it was there already. Else err says in one line why not, and a hint names what
	 * to run. */
	int  (*load)(struct sw_mod *, const char *word, struct sw_err *);
	int  (*unload)(struct sw_mod *, const char *name, struct sw_err *);	/* 0: it is gone */
	/* The ports that modprobe's options (modprobe.d, the kernel's command line) have for the
	 * module, by today's name or the old one, "21,2121" into list[SW_PORT_LIST]. false: none.
	 * They are never given to the module when it is loaded: its helper would get another
	 * name. */
	bool (*ports)(struct sw_mod *, const char *name, char *list);
	void (*close)(struct sw_mod *);
};
struct sw_mod { const struct sw_mod_ops *ops; };

/* The running kernel's: libkmod, or modprobe(8) where libkmod was left out. NULL: no memory. Names
 * are those of sw_module_name(). */
struct sw_mod *sw_mod_kernel(struct sw_err *err);
void sw_mod_close(struct sw_mod *mod);		/* NULL is fine */

const char *sw_mod_state_name(enum sw_mod_state state);	/* "built in" */

/* ---- module_look.c: without libkmod ---------------------------------------------------------- */

/* What /sys/module says; MISSING: nothing. */
enum sw_mod_state sw_mod_sys_state(const char *name);
/* Is the module's code a part of the kernel itself? Looks into /proc/kallsyms, once per process;
 * for the helpers' modules and their NAT halves only. For kernels without /lib/modules. */
bool sw_mod_in_kernel(const char *name);
/* The error for a load that was refused with sys. */
int sw_mod_refused(const char *name, int sys, struct sw_err *err);
/* The last "ports=" among a module's options into list; false: there is none. */
bool sw_mod_option_ports(const char *options, char *list);
/* "/etc/modprobe.d/x.conf:3" into place[SW_PLACE_MAX]: where modprobe.d has exactly this list of
 * ports for the module. false: nowhere, or in several places; libkmod tells no places. */
bool sw_mod_ports_place(const char *module, const char *list, char *place);
/* root: "" or a folder that stands for / (tests). */
void sw_mod_set_root(const char *root);

#endif
