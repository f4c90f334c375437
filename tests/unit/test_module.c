/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Modules: what /sys and /proc of a made-up machine say, reasons for refusals, and the log of the service. */
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "modprobe/file.h"
#include "modprobe/module.h"
#include "modprobe/service.h"
#include "tap.h"

static char dir[] = "/tmp/module.XXXXXX";

static void put(const char *path, const char *text)
{
	char full[512], *p;
	struct sw_err err;

	sw_err_init(&err);
	snprintf(full, sizeof(full), "%s%s", dir, path);
	for (p = full + 1; (p = strchr(p, '/')); p++) {
		*p = '\0';
		mkdir(full, 0755);
		*p = '/';
	}
	if (text)
		sw_file_replace(full, text, strlen(text), 0644, &err);
}

static void test_look(void)
{
	put("/sys/module/nf_live/initstate", "live\n");
	put("/sys/module/nf_coming/initstate", "coming\n");
	put("/sys/module/nf_conntrack_ftp/parameters/ports", "21\n");
	put("/proc/kallsyms", "0000000000000000 t nf_nat_ftp_init\n0000000000000000 t nf_nat_irc_init\t[nf_nat_irc]\n"
	    "0000000000000000 t nf_nat_helper_pptp_init\n0 t nf_nat_tftp\n\n x\n");
	ok(sw_mod_sys_state("nf_live") == SW_MOD_LOADED, "initstate live: loaded");
	ok(sw_mod_sys_state("nf_coming") == SW_MOD_UNLOADED, "initstate coming: not yet");
	ok(sw_mod_sys_state("nf_conntrack_ftp") == SW_MOD_BUILTIN, "no initstate: built in");
	ok(sw_mod_sys_state("nf_other") == SW_MOD_MISSING, "nothing: missing");
	ok(sw_mod_in_kernel("nf_nat_ftp"), "a start function in the kernel: built in");
	ok(!sw_mod_in_kernel("nf_nat_irc"), "one in a module: not");
	ok(!sw_mod_in_kernel("nf_nat_tftp"), "another symbol: not");
	ok(sw_mod_in_kernel("nf_nat_pptp"), "pptp's has another name");
	is(sw_mod_state_name(SW_MOD_BUILTIN), "built in", "a word for it");
}

static void test_refusals(void)
{
	struct sw_err err;

	sw_err_init(&err);
	ok(sw_mod_refused("nf_x", -EPERM, &err) == -EPERM && strstr(err.msg, "not permitted"), "%s", err.msg);
	is(err.hint, "on the host, run: modprobe nf_x", "and what to run");
	put("/proc/sys/kernel/modules_disabled", "1\n");
	sw_err_init(&err);
	ok(sw_mod_refused("nf_x", EPERM, &err) == -EPERM && strstr(err.msg, "switched off"), "%s", err.msg);
	put("/proc/sys/kernel/modules_disabled", "0\n");
	sw_err_init(&err);
	ok(sw_mod_refused("nf_x", EPERM, &err) < 0 && strstr(err.msg, "CAP_SYS_MODULE"), "%s", err.msg);
	sw_err_init(&err);
	ok(sw_mod_refused("nf_x", ENOSYS, &err) < 0 && strstr(err.msg, "loads no modules"), "%s", err.msg);
	sw_err_init(&err);
	ok(sw_mod_refused("nf_x", ENOEXEC, &err) < 0 && strstr(err.msg, "Exec format"), "%s", err.msg);
}

static void test_kernel(void)
{
	struct sw_err err;
	struct sw_mod *mod;

	sw_mod_set_root("");
	sw_err_init(&err);
	mod = sw_mod_kernel(&err);
	ok(mod != NULL, "the kernel's own");
	if (!mod)
		return;
	ok(mod->ops->state(mod, "no_such_module_here") == SW_MOD_MISSING, "an unknown name is missing");
	ok(mod->ops->load(mod, "no_such_module_here", &err) == -ENOENT, "and cannot be loaded");
	is(err.msg, "no_such_module_here: no such module for this kernel", "which is said");
	sw_err_init(&err);
	ok(mod->ops->load(mod, "../x", &err) < 0, "a name that is none: %s", err.msg);
	sw_mod_close(mod);
	sw_mod_close(NULL);
}

static void test_files(void)
{
	struct sw_service_files f;
	struct sw_err err;
	char sub[300];

	sw_err_init(&err);
	ok(!sw_service_files(&f, false, NULL, NULL, &err), "usual files");
	is(strrchr(f.rules, '/'), "/iptables", "rule file");
	is(f.started, "/run/statewall/iptables.started", "state file");
	ok(!sw_service_files(&f, true, "/x", "/y", &err), "folders of one's own");
	is(f.rules, "/x/ip6tables", "rules");
	is(f.config, "/x/ip6tables-config", "config");
	is(f.fallback, "/x/ip6tables.fallback", "fallback");
	is(f.saved, "/x/ip6tables.save", "copy");
	snprintf(sub, sizeof(sub), "%s/iptables/", dir);
	sw_service_files(&f, true, sub, NULL, &err);
	is(strrchr(f.rules, '/'), "/rules.v6", "Debian's folder");
	put("/iptables/ip6tables", "x");
	sw_service_files(&f, true, sub, NULL, &err);
	is(strrchr(f.rules, '/'), "/ip6tables", "a file of the plain name decides otherwise");
	put("/iptables/rules.v6", "x");
	sw_service_files(&f, true, sub, NULL, &err);
	is(strrchr(f.rules, '/'), "/rules.v6", "unless there are both");
}

static void test_log(void)
{
	struct sw_module_log log = { 0 };
	struct sw_service_files f;
	struct sw_err err;
	char run[300];

	sw_err_init(&err);
	snprintf(run, sizeof(run), "%s/run", dir);
	sw_service_files(&f, false, dir, run, &err);
	ok(!sw_service_is_started(&f, NULL), "not started");
	ok(!sw_service_set_started(&f, "filter nat", &err) && sw_service_is_started(&f, NULL), "started");
	put("/run/iptables.started", "net:[1]\n");
	ok(!sw_service_is_started(&f, NULL), "started in another namespace: not here");
	ok(!sw_service_set_started(&f, NULL, &err) && !sw_service_is_started(&f, NULL), "stopped");
	ok(!sw_service_set_started(&f, NULL, &err), "twice");

	ok(!sw_module_log_read(&log, f.modules, &err) && !log.n, "no log yet");
	sw_module_log_mark(&log, "a", SW_MODULE_LOADED, &err);
	sw_module_log_mark(&log, "a", SW_MODULE_WANTED, &err);
	sw_module_log_mark(&log, "b", SW_MODULE_WANTED, &err);
	sw_module_log_mark(&log, "b", SW_MODULE_DROPPED, &err);
	ok(!sw_module_log_write(&log, f.modules, &err), "written");
	sw_module_log_fini(&log);
	ok(!sw_module_log_read(&log, f.modules, &err) && log.n == 2, "read");
	ok(sw_module_log_has(&log, "a", SW_MODULE_LOADED) && sw_module_log_has(&log, "a", SW_MODULE_WANTED), "a: both");
	ok(sw_module_log_has(&log, "b", SW_MODULE_DROPPED) && !sw_module_log_has(&log, "b", SW_MODULE_WANTED), "b: dropped");
	sw_module_log_unload(&log, "a");
	ok(!sw_module_log_has(&log, "a", SW_MODULE_LOADED), "a: unloaded");
	sw_module_log_fini(&log);
}

static void test_save(void)
{
	struct sw_service_files f;
	struct sw_err err;
	struct stat st;
	char *text = NULL;
	size_t len;
	char etc[300];

	sw_err_init(&err);
	snprintf(etc, sizeof(etc), "%s/run", dir);
	sw_service_files(&f, false, etc, NULL, &err);
	ok(!sw_service_replace_rules(&f, "one\n", 4, &err), "first save");
	ok(access(f.saved, F_OK), "no copy of nothing");
	chmod(f.rules, 0644);
	ok(!sw_service_replace_rules(&f, "two\n", 4, &err), "second save");
	ok(!sw_file_read(f.saved, &text, &len, &err), "copy is there");
	is(text, "one\n", "and holds the old rules");
	ok(!stat(f.rules, &st) && (st.st_mode & 07777) == 0644, "the rules keep their mode");
	ok(!stat(f.saved, &st) && (st.st_mode & 07777) == 0600, "mode of the copy");
	chmod(f.saved, 0644);
	unlink(f.rules);
	ok(!sw_service_replace_rules(&f, "three\n", 6, &err), "a save where there is no file");
	ok(!stat(f.rules, &st) && (st.st_mode & 07777) == 0600, "mode of new rules");
	chmod(f.rules, 0640);
	ok(!sw_service_replace_rules(&f, "four\n", 5, &err), "and again");
	ok(!stat(f.saved, &st) && (st.st_mode & 07777) == 0600, "the copy is nobody else's, even if the one before was");
	ok(sw_service_replace_rules(&f, "", 0, &err) < 0, "nothing is not saved: %s", err.msg);
	free(text);
	sw_err_init(&err);
	ok(sw_file_read(dir, &text, &len, &err) == -EISDIR, "a folder is no file");
	sw_err_init(&err);
	ok(sw_file_replace("/nowhere/at/all", "x", 1, 0600, &err) == -ENOENT, "no folder: %s", err.msg);
}

static void test_sysctl(void)
{
	struct sw_notes notes = { 0 };

	put("/sysctl.conf", "net.ipv4.no_such_key = 1\n#net.ipv4.x = 1\nother = 1\n../net.ipv4.y=1\nnet.ipv4 z\n-net.ipv4.q=1\n");
	ok(sw_sysctl_apply("", dir, &notes) == 0 && !notes.n, "no words: nothing");
	ok(sw_sysctl_apply("no.such.word.at.all", dir, &notes) == 0 && !notes.n, "words that select nothing");
	ok(sw_sysctl_apply("zz.zz net.ipv4.no_such ../net.ipv4 net.ipv4.q", dir, &notes) == 2, "two lines failed");
	for (size_t i = 0; i < notes.n; i++)
		printf("# %s\n", notes.line[i]);
	sw_notes_fini(&notes);
}

int main(void)
{
	char cmd[64];

	if (!ok(mkdtemp(dir) != NULL, "a folder"))
		return tap_end();
	sw_mod_set_root(dir);
	test_look();
	test_refusals();
	test_kernel();
	test_files();
	test_log();
	test_save();
	test_sysctl();
	snprintf(cmd, sizeof(cmd), "rm -rf %s", dir);
	ok(system(cmd) == 0, "cleaned up");
	return tap_end();
}
