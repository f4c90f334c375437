/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Starts the keeper so that nothing of the caller holds it, and waits for a deadline. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "change/keeper.h"

#define SELF "/proc/self/exe"

static void nap(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = 5000000 }, NULL);
}

/* ---- is it there? ---------------------------------------------------------------------------- */

/* The file that a keeper has locked as long as it lives; its id stands in it. */
static int open_alive(const struct sw_spot *place)
{
	SW_FREE char *name = NULL;

	if (asprintf(&name, "%s.keeper", place->file) < 0) {
		name = NULL;
		return -1;
	}
	return open(name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
}

int sw_keeper_appear(struct sw_spot *place, const char *id, struct sw_err *err)
{
	size_t len = strlen(id);

	place->alive = open_alive(place);
	/* One whose change is gone may be on its way out. */
	while (place->alive >= 0 && flock(place->alive, LOCK_EX) && errno == EINTR)
		;
	if (place->alive < 0 || ftruncate(place->alive, 0) ||
	    pwrite(place->alive, id, len, 0) != (ssize_t)len)
		return sw_err_set(err, SW_EOTHER, errno, "cannot write %s.keeper: %s", place->file,
				  strerror(errno));
	return 0;
}

static bool is_alive(int fd, const char *id)
{
	char there[SW_PENDING_ID] = "";

	if (!flock(fd, LOCK_EX | LOCK_NB)) {
		flock(fd, LOCK_UN);
		return false;
	}
	return errno == EWOULDBLOCK && pread(fd, there, sizeof(there) - 1, 0) > 0 &&
	       !strcmp(there, id);
}

void sw_keeper_leave(const struct sw_spot *place)
{
	SW_FD int fd = open_alive(place);

	for (int i = 0; i < 400 && fd >= 0 && flock(fd, LOCK_EX | LOCK_NB); i++)
		nap();
}

/* ---- start ----------------------------------------------------------------------------------- */

static bool same_file(const char *a, const char *b)
{
	struct stat x, y;

	return !stat(a, &x) && !stat(b, &y) && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

/* A service manager that sees the same rules and files. */
static bool has_systemd(void)
{
	return !access("/run/systemd/system", F_OK) &&
	       same_file("/proc/self/ns/net", "/proc/1/ns/net") &&
	       same_file("/proc/self/ns/mnt", "/proc/1/ns/mnt");
}

/* Runs a program in a session of its own, with /dev/null for input and output, until it ends.
 * 0 = it did, with status 0. */
static int run(const char *file, char **argv)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	sigset_t none;
	pid_t pid;
	int ret, status = 0;

	sigemptyset(&none);
	posix_spawn_file_actions_init(&files);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK);
	posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDWR, 0);
	posix_spawn_file_actions_adddup2(&files, 0, 1);
	posix_spawn_file_actions_adddup2(&files, 0, 2);
	ret = posix_spawnp(&pid, file, &files, &attr, argv, environ);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attr);
	if (ret)
		return -ret;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return WIFEXITED(status) && !WEXITSTATUS(status) ? 0 : -EIO;
}

/* The environment of a unit is another one: what decides about rules goes with it. */
static size_t add_settings(char **argv, size_t n, char *text, size_t size)
{
	static const char *const names[] = { "XTABLES_LIBDIR", "STATEWALL_GROUP",
					     "STATEWALL_COMPAT" };

	for (size_t i = 0; i < SW_ARRAY_SIZE(names); i++) {
		const char *value = getenv(names[i]);
		int len = value ? snprintf(text, size, "--setenv=%s=%s", names[i], value) + 1 : 0;

		if (!len || (size_t)len > size)
			continue;
		argv[n++] = text;
		text += len;
		size -= len;
	}
	return n;
}

/* true: systemd has it. */
static bool start_unit(char **argv, const char *id)
{
	char unit[64], exe[PATH_MAX], settings[2 * PATH_MAX], *words[32];
	ssize_t len = readlink(SELF, exe, sizeof(exe) - 1);
	size_t n = 0;

	if (len <= 0)
		return false;
	exe[len] = '\0';
	snprintf(unit, sizeof(unit), "--unit=statewall-keeper-%s", id);
	words[n++] = "systemd-run";
	words[n++] = "--quiet";
	words[n++] = "--collect";
	words[n++] = unit;
	words[n++] = "--description=takes a change of the firewall back, unless it is confirmed";
	n = add_settings(words, n, settings, sizeof(settings));
	words[n++] = "--";
	words[n++] = exe;
	for (char **a = argv + 1; *a; a++)
		words[n++] = *a;
	words[n] = NULL;
	return !run(words[0], words);
}

/* Ten seconds; a busy machine may need one. */
static bool came(int fd, const char *id)
{
	for (int i = 0; i < 2000; i++) {
		if (is_alive(fd, id))
			return true;
		nap();
	}
	return false;
}

int sw_keeper_start(const struct sw_spot *place, const char *id, struct sw_err *err)
{
	char *argv[] = { "statewall", "revert", "--keep", (char *)id, "--run-dir",
			 (char *)place->dir, NULL, NULL };
	SW_FD int fd = open_alive(place);
	int ret = 0;

	if (fd < 0)
		return sw_err_set(err, SW_EOTHER, errno, "cannot open %s.keeper: %s", place->file,
				  strerror(errno));
	if (!has_systemd() || !start_unit(argv, id)) {
		argv[6] = "--alone";
		ret = run(SELF, argv);
	}
	if (ret)
		return sw_err_set(err, SW_EOTHER, -ret, "cannot start a process: %s",
				  strerror(-ret));
	if (!came(fd, id))
		return sw_err_set(err, SW_EOTHER, ETIMEDOUT,
				  "the process that would take the change back does not start");
	return 0;
}

/* ---- waiting --------------------------------------------------------------------------------- */

/* Of the change of that id: 1 = *deadline is set, 0 = it is gone. What cannot be read at the moment
 * may still be there. */
static int ask(const struct sw_spot *place, const char *id, uint64_t *deadline)
{
	struct sw_pending p = { 0 };
	struct sw_err none;
	int ret;

	sw_err_init(&none);
	ret = sw_pending_read(place, &p, &none);
	if (ret > 0 && !strcmp(p.id, id))
		*deadline = p.deadline;
	else if (ret > 0)
		ret = 0;
	sw_pending_fini(&p);
	return ret < 0 ? 1 : ret;
}

static bool is_another(const struct stat *a, const struct stat *b)
{
	return a->st_ino != b->st_ino || a->st_size != b->st_size ||
	       a->st_mtim.tv_sec != b->st_mtim.tv_sec || a->st_mtim.tv_nsec != b->st_mtim.tv_nsec;
}

/* A clock that goes on while the machine sleeps is looked at each second: poll() does not know of
 * it. */
bool sw_keeper_wait(const struct sw_spot *place, const char *id)
{
	SW_FD int notify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	struct pollfd fd = { notify, POLLIN, 0 };
	_Alignas(struct inotify_event) char unread[4096];
	uint64_t now, deadline = sw_pending_now() + 1000;
	struct stat was = { 0 }, st;

	if (notify >= 0)
		inotify_add_watch(notify, place->dir, IN_DELETE | IN_MOVED_TO | IN_MOVED_FROM);
	while (!stat(place->file, &st)) {
		if (is_another(&was, &st) && !ask(place, id, &deadline))
			return false;
		was = st;
		now = sw_pending_now();
		if (now >= deadline)
			return true;
		poll(&fd, 1, deadline - now < 1000 ? (int)(deadline - now) + 1 : 1000);
		while (notify >= 0 && read(notify, unread, sizeof(unread)) > 0)
			;
	}
	return false;
}
