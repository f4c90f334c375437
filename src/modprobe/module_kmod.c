/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Modules through libkmod; without it, modprobe(8) loads them, and a system call unloads them. */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/cleanup.h"
#include "base/dynlib.h"
#include "modprobe/module.h"
#ifdef HAVE_KMOD
#include <libkmod.h>
#endif

static int already(const char *name, enum sw_mod_state *state)
{
	*state = sw_mod_sys_state(name);
	if (*state == SW_MOD_MISSING && sw_mod_in_kernel(name))
		*state = SW_MOD_BUILTIN;
	return *state == SW_MOD_LOADED || *state == SW_MOD_BUILTIN;
}

static int no_such(const char *name, struct sw_err *err)
{
	return sw_err_set(err, SW_ERESOURCE, ENOENT, "%s: no such module for this kernel", name);
}

static int is_builtin(const char *name, struct sw_err *err)
{
	return sw_err_set(err, SW_ERESOURCE, EBUSY,
			  "%s: built into the kernel, it cannot be unloaded", name);
}

static int busy(const char *name, struct sw_err *err)
{
	int ret = sw_err_set(err, SW_ERESOURCE, EBUSY, "%s: still in use", name);

	sw_err_hint(err, "rules with its helper, in any network namespace, keep it");
	return ret;
}

static int blacklisted(const char *name, struct sw_err *err)
{
	sw_err_set(err, SW_ERESOURCE, EPERM, "%s: blacklisted in modprobe.d", name);
	return sw_err_hint(err, "to load it all the same: modprobe %s", name);
}

/* modprobe.d is read by libkmod only. */
static bool no_ports(struct sw_mod *mod, const char *name, char *list)
{
	return false;
}

#ifdef HAVE_KMOD

#define SYMBOLS(X) \
	X(kmod_new) X(kmod_unref) X(kmod_set_log_fn) X(kmod_module_new_from_lookup) \
	X(kmod_module_get_module) X(kmod_module_unref) X(kmod_module_unref_list) \
	X(kmod_module_get_initstate) X(kmod_module_get_path) X(kmod_module_probe_insert_module) \
	X(kmod_module_remove_module) X(kmod_config_get_options) X(kmod_config_iter_next) \
	X(kmod_config_iter_get_key) X(kmod_config_iter_get_value) X(kmod_config_iter_free_iter)
static struct { SYMBOLS(SW_DYNLIB_FIELD) } lib;
static const char *const lib_names[] = { SYMBOLS(SW_DYNLIB_NAME) NULL };

struct kmod { struct sw_mod mod; struct kmod_ctx *ctx; };

static struct kmod_ctx *ctx_of(struct sw_mod *mod)
{
	return ((struct kmod *)mod)->ctx;
}

/* The one module that a name or alias stands for; NULL: an empty answer, which is all libkmod says
 * of an unknown name and of a kernel without /lib/modules. */
static struct kmod_module *look_up(struct sw_mod *mod, const char *name, int *sys)
{
	struct kmod_list *list = NULL;
	struct kmod_module *m = NULL;

	*sys = lib.kmod_module_new_from_lookup(ctx_of(mod), name, &list);
	if (*sys >= 0 && list)
		m = lib.kmod_module_get_module(list);
	lib.kmod_module_unref_list(list);
	return m;
}

static enum sw_mod_state kmod_state(struct sw_mod *mod, const char *name)
{
	enum sw_mod_state state;
	struct kmod_module *m;
	int sys;

	if (already(name, &state))
		return state;
	m = look_up(mod, name, &sys);
	if (!m)
		return state;
	switch (lib.kmod_module_get_initstate(m)) {
	case KMOD_MODULE_BUILTIN:
		state = SW_MOD_BUILTIN;
		break;
	case KMOD_MODULE_LIVE:
		state = SW_MOD_LOADED;
		break;
	default:
		state = lib.kmod_module_get_path(m) ? SW_MOD_UNLOADED : SW_MOD_MISSING;
	}
	lib.kmod_module_unref(m);
	return state;
}

/* In the order of the files; the kernel, too, takes the last. */
static bool kmod_ports(struct sw_mod *mod, const char *module, char *list)
{
	struct kmod_config_iter *i = lib.kmod_config_get_options(ctx_of(mod));
	char name[SW_MODULE_MAX];
	bool found = false;

	while (i && lib.kmod_config_iter_next(i)) {
		const char *key = lib.kmod_config_iter_get_key(i),
			   *options = lib.kmod_config_iter_get_value(i);

		if (key && options && sw_module_name(key, strlen(key), name) &&
		    !strcmp(name, module))
			found |= sw_mod_option_ports(options, list);
	}
	if (i)
		lib.kmod_config_iter_free_iter(i);
	return found;
}

/* libkmod passes modprobe's options on. Behind "ports=2121" this one wins, and the helper keeps the
 * name that rules use. NULL: nothing needs to be said. */
static const char *own_ports(struct sw_mod *mod, const char *name, char *option, size_t size)
{
	char list[SW_PORT_LIST];

	for (const struct sw_helper *h = sw_helpers; h->name; h++)
		if (!strcmp(h->module, name) && kmod_ports(mod, name, list)) {
			snprintf(option, size, "ports=%u", h->port);
			return option;
		}
	return NULL;
}

/* Its tracking half would be loaded with it, and with modprobe's ports. */
static void load_first(struct sw_mod *mod, const char *name)
{
	struct sw_err none;

	sw_err_init(&none);
	for (const struct sw_helper *h = sw_helpers; h->name; h++)
		if (h->nat && !strcmp(h->nat, name) && strcmp(h->module, name)) {
			mod->ops->load(mod, h->module, &none);
			return;
		}
}

/* A blacklist is about aliases: who asks by the module's own name gets it, as with modprobe. */
static int kmod_load(struct sw_mod *mod, const char *word, struct sw_err *err)
{
	char name[SW_MODULE_MAX];
	enum sw_mod_state state;
	struct kmod_module *m;
	char option[16];
	int sys;

	if (!sw_module_name(word, strlen(word), name))
		return no_such(word, err);
	state = kmod_state(mod, name);
	if (state == SW_MOD_LOADED || state == SW_MOD_BUILTIN)
		return 1;
	load_first(mod, name);
	m = look_up(mod, word, &sys);
	if (!m)
		m = look_up(mod, name, &sys);
	if (!m)
		return sys < 0 ? sw_mod_refused(name, sys, err) : no_such(name, err);
	sys = lib.kmod_module_probe_insert_module(m, KMOD_PROBE_APPLY_BLACKLIST_ALIAS_ONLY,
						  own_ports(mod, name, option, sizeof(option)),
						  NULL, NULL, NULL);
	lib.kmod_module_unref(m);
	if (sys == 0 || sys == -EEXIST)
		return sys ? 1 : 0;
	if (sys > 0)
		return blacklisted(name, err);
	return sys == -ENOENT ? no_such(name, err) : sw_mod_refused(name, sys, err);
}

static int kmod_unload(struct sw_mod *mod, const char *name, struct sw_err *err)
{
	enum sw_mod_state state = kmod_state(mod, name);
	struct kmod_module *m;
	int sys;

	if (state == SW_MOD_BUILTIN)
		return is_builtin(name, err);
	if (state != SW_MOD_LOADED)
		return 0;
	m = look_up(mod, name, &sys);
	if (!m)
		return no_such(name, err);
	sys = lib.kmod_module_remove_module(m, 0);
	lib.kmod_module_unref(m);
	if (sys == -EWOULDBLOCK || sys == -EBUSY)
		return busy(name, err);
	return sys < 0 && sys != -ENOENT ? sw_mod_refused(name, sys, err) : 0;
}

static void kmod_close(struct sw_mod *mod)
{
	lib.kmod_unref(ctx_of(mod));
	free(mod);
}

/* libkmod's own messages tell nothing that the results do not. */
static void be_silent(void *data, int priority, const char *file, int line, const char *fn,
		      const char *fmt, va_list args)
{
}

static const struct sw_mod_ops kernel_ops = {
	.state = kmod_state, .load = kmod_load, .unload = kmod_unload, .ports = kmod_ports,
	.close = kmod_close,
};

/* Without the library: what is there is seen, nothing can be loaded, and firewalls start all the
 * same. */
static enum sw_mod_state bare_state(struct sw_mod *mod, const char *name)
{
	enum sw_mod_state state;

	already(name, &state);
	return state;
}

static int bare_load(struct sw_mod *mod, const char *word, struct sw_err *err)
{
	char name[SW_MODULE_MAX];
	enum sw_mod_state state;

	if (sw_module_name(word, strlen(word), name) && already(name, &state))
		return 1;
	return sw_err_set(err, SW_ERESOURCE, ENOENT,
			  "%s: cannot be loaded: libkmod.so.2 is not installed", word);
}

static int bare_unload(struct sw_mod *mod, const char *name, struct sw_err *err)
{
	return sw_err_set(err, SW_ERESOURCE, ENOENT,
			  "%s: cannot be unloaded: libkmod.so.2 is not installed", name);
}

static void bare_close(struct sw_mod *mod)
{
	free(mod);
}

static const struct sw_mod_ops bare_ops = {
	.state = bare_state, .load = bare_load, .unload = bare_unload, .ports = no_ports,
	.close = bare_close,
};

struct sw_mod *sw_mod_kernel(struct sw_err *err)
{
	SW_FREE struct kmod *k = calloc(1, sizeof(*k));
	struct sw_err missing;

	sw_err_init(&missing);
	if (k && sw_dynlib_load("libkmod.so.2", lib_names, (void **)&lib, &missing)) {
		k->mod.ops = &bare_ops;
		return &SW_TAKE(k)->mod;
	}
	if (k)
		k->ctx = lib.kmod_new(NULL, NULL);
	if (!k || !k->ctx) {
		sw_err_nomem(err);
		return NULL;
	}
	k->mod.ops = &kernel_ops;
	lib.kmod_set_log_fn(k->ctx, be_silent, NULL);
	return &SW_TAKE(k)->mod;
}

#else

extern char **environ;

/* The status of modprobe; < 0: it could not be started. */
static int run_modprobe(const char *option, const char *name)
{
	char *argv[] = { "modprobe", (char *)option, "--", (char *)name, NULL };
	char *env[] = { "PATH=/usr/sbin:/usr/bin:/sbin:/bin", NULL };
	int status, rc;
	pid_t pid;

	rc = posix_spawn(&pid, "/sbin/modprobe", NULL, NULL, argv, env);
	if (rc)
		return -rc;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -EINTR;
}

static enum sw_mod_state spawn_state(struct sw_mod *mod, const char *name)
{
	enum sw_mod_state state;

	if (!already(name, &state) && state == SW_MOD_MISSING && run_modprobe("-qn", name) == 0)
		state = SW_MOD_UNLOADED;
	return state;
}

/* A blacklist is about aliases, as with libkmod; modprobe then does nothing, says nothing, and
 * succeeds. */
static int run_modprobe_word(const char *word, const char *name)
{
	if (strcmp(word, name) && run_modprobe("-qn", word) == 0)
		return run_modprobe("-qb", word);
	return run_modprobe("-q", name);
}

static int spawn_load(struct sw_mod *mod, const char *word, struct sw_err *err)
{
	char name[SW_MODULE_MAX];
	enum sw_mod_state state;
	int rc;

	if (!sw_module_name(word, strlen(word), name))
		return no_such(word, err);
	if (already(name, &state))
		return 1;
	rc = run_modprobe_word(word, name);
	if (already(name, &state))
		return 0;
	if (rc < 0)
		return sw_err_set(err, SW_ERESOURCE, -rc, "%s: cannot run /sbin/modprobe: %s", name,
				  strerror(-rc));
	if (run_modprobe("-qn", name))
		return no_such(name, err);
	return rc ? sw_mod_refused(name, EPERM, err) : blacklisted(name, err);
}

static int spawn_unload(struct sw_mod *mod, const char *name, struct sw_err *err)
{
	enum sw_mod_state state;

	if (!already(name, &state))
		return 0;
	if (state == SW_MOD_BUILTIN)
		return is_builtin(name, err);
	/* modprobe -r would take along what the module needs, whoever has loaded that. */
	if (syscall(SYS_delete_module, name, O_NONBLOCK) == 0 || errno == ENOENT)
		return 0;
	if (errno == EWOULDBLOCK || errno == EBUSY)
		return busy(name, err);
	return sw_mod_refused(name, errno, err);
}

static void spawn_close(struct sw_mod *mod)
{
	free(mod);
}

static const struct sw_mod_ops kernel_ops = {
	.state = spawn_state, .load = spawn_load, .unload = spawn_unload, .ports = no_ports,
	.close = spawn_close,
};

struct sw_mod *sw_mod_kernel(struct sw_err *err)
{
	struct sw_mod *mod = calloc(1, sizeof(*mod));

	if (mod)
		mod->ops = &kernel_ops;
	else
		sw_err_nomem(err);
	return mod;
}

#endif
