/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Replacing a file beside other writers: alive, dead, and where the file system knows no locks. */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include "base/cleanup.h"
#include "modprobe/file.h"
#include "tap.h"

static char dir[] = "/tmp/file.XXXXXX", path[300], tmp[300];
static struct sw_err err;
static int no_locks;		/* what flock fails with */
static unsigned naps, works;	/* how often was waited; for how many of them the other one writes on */
static unsigned lost;		/* how often the file of that one was gone meanwhile */
static bool stolen;		/* somebody takes the temporary file for dead */

static void die(const char *why)
{
	printf("Bail out! %s: %s\n", why, strerror(errno));
	exit(1);
}

/* These stand before those of libc. */
int flock(int fd, int how)
{
	errno = no_locks;
	return no_locks ? -1 : (int)syscall(SYS_flock, fd, how);
}

static void put(const char *name, const char *text)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);

	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		die("cannot write");
	close(fd);
}

int nanosleep(const struct timespec *want, struct timespec *left)
{
	(void)want;
	(void)left;
	naps++;
	if (naps <= works) {
		lost += access(tmp, F_OK) != 0;
		put(tmp, "x");
	} else if (works) {
		unlink(tmp);
	}
	return 0;
}

int fsync(int fd)
{
	(void)fd;
	if (stolen && !unlink(tmp))
		put(tmp, "half of");
	return 0;
}

static int replace(const char *text)
{
	naps = 0;
	sw_err_init(&err);
	return sw_file_replace(path, text, strlen(text), 0600, &err);
}

static void holds(const char *name, const char *want)
{
	SW_FREE char *got = NULL;
	size_t len;

	ok(!sw_file_read(name, &got, &len, &err), "read");
	is(got, want, "text of the file");
}

static void test_no_locks(void)
{
	static const int with[] = { ENOLCK, EOPNOTSUPP, ENOSYS };

	for (size_t i = 0; i < 3; i++) {
		no_locks = with[i];
		ok(!replace(strerror(no_locks)), "without locks: %s", strerror(no_locks));
		holds(path, strerror(no_locks));
		put(tmp, "left behind");
		ok(!replace("new"), "a file left behind, without locks: %s", err.msg);
		holds(path, "new");
		ok(naps >= 50 && naps <= 200, "waited %u times", naps);
		ok(access(tmp, F_OK), "nothing is left");
	}
	no_locks = EIO;
	ok(replace("newer") && !strncmp(err.msg, "cannot write", 12), "another failure is one");
	holds(path, "new");
	no_locks = 0;
}

static void test_others(void)
{
	int fd;

	put(tmp, "left behind");
	ok(!replace("one") && !naps, "a file left behind, not locked: gone at once");
	put(tmp, "left behind");
	fd = open(tmp, O_RDONLY | O_CLOEXEC);
	ok(!flock(fd, LOCK_SH), "anybody locks it");
	ok(!replace("two"), "and is not waited for for ever: %s", err.msg);
	ok(naps >= 50 && naps <= 200, "waited %u times", naps);
	holds(path, "two");
	put(tmp, "at work");
	close(fd);
	fd = open(tmp, O_RDONLY | O_CLOEXEC);
	flock(fd, LOCK_EX);
	works = 300;
	ok(!replace("three") && naps > works, "one that works is waited for, %u times", naps);
	holds(path, "three");
	works = 1u << 30;
	put(tmp, "at work");
	close(fd);
	fd = open(tmp, O_RDONLY | O_CLOEXEC);
	flock(fd, LOCK_EX);
	ok(replace("four") && naps < 5000, "but not for ever: %s", err.msg);
	ok(!lost, "a file at which its owner works stays");
	works = 0;
	close(fd);
	unlink(tmp);
}

static void test_stolen(void)
{
	stolen = true;
	ok(replace("five"), "taken for dead: %s", err.msg);
	stolen = false;
	holds(path, "three");
	holds(tmp, "half of");
	unlink(tmp);
}

int main(void)
{
	alarm(60);	/* for one that waits for ever */
	if (!mkdtemp(dir))
		die("no folder");
	snprintf(path, sizeof(path), "%s/rules", dir);
	snprintf(tmp, sizeof(tmp), "%s/.statewall.new", dir);
	test_no_locks();
	test_others();
	test_stolen();
	unlink(path);
	rmdir(dir);
	return tap_end();
}
