/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds another iptables, and runs it: its input and what it says are files in memory. */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "adopt/other.h"
#include "base/cleanup.h"
#include "base/file.h"
#include "rule/rule.h"

#define LOCK_NAME   "XTABLES_LOCKFILE"
#define LOCK_FD     3	/* of what is run: a lock of its own */
#define MAX_WORDS   6

/* ---- run ------------------------------------------------------------------------------------- */

static int fill(int fd, const char *text)
{
	int ret = text ? sw_file_write(fd, text, strlen(text)) : 0;

	return ret ? ret : lseek(fd, 0, SEEK_SET) < 0 ? -errno : 0;
}

static char *read_all(int fd)
{
	struct stat st;
	char *text;
	ssize_t n;

	if (fstat(fd, &st))
		return NULL;
	text = malloc(st.st_size + 1);
	n = text ? pread(fd, text, st.st_size, 0) : -1;
	if (n < 0) {
		free(text);
		return NULL;
	}
	text[n] = '\0';
	return text;
}

static char **environment(void)
{
	char **env, own[] = LOCK_NAME "=/proc/self/fd/3";
	size_t n = 0, to = 0;

	_Static_assert(LOCK_FD == 3, "as in the name");
	while (environ[n])
		n++;
	env = calloc(n + 2, sizeof(*env));
	for (size_t i = 0; env && i < n; i++)
		if (strncmp(environ[i], LOCK_NAME "=", sizeof(LOCK_NAME)))
			env[to++] = environ[i];
	if (env)
		env[to] = strdup(own);
	if (!env || env[to])
		return env;
	free(env);
	return NULL;
}

static void free_environment(char **env)
{
	size_t n = 0;

	while (env && env[n])
		n++;
	if (n)
		free(env[n - 1]);	/* the others are those of the process */
	free(env);
}

/* As posix_spawn, with in, out and faults in the place of the first three. own: with a lock of its
 * own in LOCK_FD. */
static int spawn(pid_t *pid, const char *path, const char *const *argv, const int *fd, bool own)
{
	posix_spawn_file_actions_t to;
	char **env = own ? environment() : environ;
	int ret = env ? posix_spawn_file_actions_init(&to) : ENOMEM;

	if (ret)
		return ret;
	for (int i = 0; i < (own ? 4 : 3) && !ret; i++)
		ret = posix_spawn_file_actions_adddup2(&to, fd[i], i);
	if (!ret)
		ret = posix_spawn(pid, path, &to, NULL, (char **)argv, env);
	posix_spawn_file_actions_destroy(&to);
	if (own)
		free_environment(env);
	return ret;
}

static int wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* What it said on standard error, one line of it: the first that is no remark. */
static void first_line(const char *text, char *out, size_t size)
{
	while (text && *text) {
		size_t len = strcspn(text, "\n");

		if (len && *text != '#') {
			snprintf(out, size, "%.*s", (int)len, text);
			return;
		}
		text += len + (text[len] == '\n');
	}
	snprintf(out, size, "it does not say why");
}

/* Runs it with words behind its name, until NULL; in NULL: no input. *out is the caller's. */
static int run(const struct sw_other *o, const char *const *words, const char *in, char **out,
	       struct sw_err *err)
{
	const char *argv[MAX_WORDS + 2] = { o->path };
	int fd[4] = { -1, -1, -1, -1 }, made = 0, ret = 0, status = -1;
	SW_FREE char *said = NULL;
	char why[240];
	pid_t pid;

	for (int i = 0; i < MAX_WORDS && words[i]; i++)
		argv[i + 1] = words[i];
	/* Above the numbers that they are to have. */
	for (; made < 4 && !ret; made++) {
		int low = memfd_create("statewall", MFD_CLOEXEC);

		fd[made] = low < 0 ? -1 : fcntl(low, F_DUPFD_CLOEXEC, 10);
		ret = fd[made] < 0 ? -errno : 0;
		if (low >= 0)
			close(low);
	}
	if (!ret)
		ret = fill(fd[0], in);
	if (!ret)
		ret = -spawn(&pid, o->path, argv, fd, o->lock >= 0);
	if (!ret)
		status = wait_for(pid);
	said = ret ? NULL : read_all(fd[2]);
	if (!ret && !status && out) {
		*out = read_all(fd[1]);
		ret = *out ? 0 : -ENOMEM;
	}
	for (int i = 0; i < made; i++)
		if (fd[i] >= 0)
			close(fd[i]);
	if (ret)
		return sw_err_set(err, SW_ERESOURCE, -ret, "cannot run %s: %s", o->path,
				  strerror(-ret));
	if (!status)
		return 0;
	first_line(said, why, sizeof(why));
	return sw_err_set(err, SW_EOTHER, EIO, "%s fails (status %d): %s", words[0], status, why);
}

/* ---- find ------------------------------------------------------------------------------------ */

static const struct {
	const char *name, *program, *says;
} kinds[] = {
	[SW_OTHER_NFT] = { "iptables-nft", "xtables-nft-multi", "(nf_tables)" },
	[SW_OTHER_LEGACY] = { "iptables-legacy", "xtables-legacy-multi", "(legacy)" },
};

static int look(struct sw_other *o, struct sw_err *err)
{
	static const char *const folders[] = { "/usr/local/sbin", "/usr/sbin", "/sbin",
					       "/usr/local/bin", "/usr/bin", "/bin" };

	for (size_t i = 0; i < SW_ARRAY_SIZE(folders); i++) {
		snprintf(o->path, sizeof(o->path), "%s/%s", folders[i], kinds[o->kind].program);
		if (!access(o->path, X_OK))
			return 0;
	}
	sw_err_set(err, SW_EOTHER, ENOENT, "%s is not installed: there is no %s", o->name,
		   kinds[o->kind].program);
	return sw_err_hint(err, "--with names the program, if it has another name or place");
}

/* "iptables v1.8.9 (nf_tables)": ours says the same, and is not meant. */
static int ask_kind(struct sw_other *o, struct sw_err *err)
{
	static const char *const words[] = { "iptables", "--version", NULL };
	SW_FREE char *said = NULL;
	struct stat a, b;
	int ret;

	if (!stat(o->path, &a) && !stat("/proc/self/exe", &b) && a.st_dev == b.st_dev &&
	    a.st_ino == b.st_ino)
		return sw_err_set(err, SW_EPARAM, EINVAL, "%s is statewall", o->path);
	ret = run(o, words, NULL, &said, err);
	if (ret)
		return ret;
	if (sscanf(said, "iptables %31s", o->version) != 1 || !strstr(said, kinds[o->kind].says))
		return sw_err_set(err, SW_EPARAM, EINVAL, "%s is not %s", o->path, o->name);
	return 0;
}

int sw_other_find(struct sw_other *o, struct sw_err *err)
{
	int ret = 0;

	o->lock = -1;
	o->name = kinds[o->kind].name;
	if (!o->with)
		ret = look(o, err);
	else if (strlen(o->with) >= sizeof(o->path))
		ret = sw_err_set(err, SW_EPARAM, ENAMETOOLONG, "the name of a program is too long");
	else
		strcpy(o->path, o->with);
	return ret ? ret : ask_kind(o, err);
}

void sw_other_fini(struct sw_other *o)
{
	sw_other_unlock(o);
}

/* ---- what it does ---------------------------------------------------------------------------- */

int sw_other_save(const struct sw_other *o, uint8_t family, char **text, struct sw_err *err)
{
	const char *words[] = { family == SW_IP6 ? "ip6tables-save" : "iptables-save", "-c", NULL };

	return run(o, words, NULL, text, err);
}

int sw_other_restore(const struct sw_other *o, uint8_t family, const char *text, bool add,
		     bool test, struct sw_err *err)
{
	const char *words[MAX_WORDS + 1] = {
		family == SW_IP6 ? "ip6tables-restore" : "iptables-restore", "-c", "-w" };
	int n = 3;

	if (add)
		words[n++] = "--noflush";
	if (test)
		words[n++] = "--test";
	return run(o, words, text, NULL, err);
}

int sw_other_lock(struct sw_other *o, struct sw_err *err)
{
	const char *name = getenv(LOCK_NAME);

	if (o->kind != SW_OTHER_LEGACY || o->lock >= 0)
		return 0;
	name = name && *name ? name : "/run/xtables.lock";
	o->lock = open(name, O_RDONLY | O_CREAT | O_CLOEXEC, 0600);
	while (o->lock >= 0 && flock(o->lock, LOCK_EX))
		if (errno != EINTR)
			sw_other_unlock(o);
	if (o->lock < 0)
		return sw_err_set(err, SW_EOTHER, errno, "cannot lock %s: %s", name,
				  strerror(errno));
	return 0;
}

void sw_other_unlock(struct sw_other *o)
{
	if (o->lock >= 0)
		close(o->lock);
	o->lock = -1;
}
