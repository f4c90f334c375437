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
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>
#include "base/cleanup.h"
#include "base/file.h"
#include "tap.h"

static char dir[] = "/tmp/file.XXXXXX", path[300], tmp[300];
static struct sw_err err;
static int no_locks;		/* what flock fails with */
/* how often was waited; for how many of them the other one writes on */
static unsigned naps, works;
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

/* ---- what stands there ----------------------------------------------------------------------- */

static int busy;	/* what rename fails with */
static int no_room;	/* what posix_fallocate fails with */

int rename(const char *from, const char *to)
{
	errno = busy;
	return busy ? -1 : (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int posix_fallocate(int fd, off_t from, off_t len)
{
	(void)fd;
	(void)from;
	(void)len;
	return no_room;
}

static void is_refused(const char *what, int sys)
{
	struct stat before, after;

	ok(!lstat(path, &before) && replace("x") == -sys, "%s is not replaced: %s", what, err.msg);
	ok(!lstat(path, &after) && before.st_ino == after.st_ino && before.st_mode == after.st_mode,
	   "%s stays", what);
	ok(access(tmp, F_OK), "%s: nothing is left", what);
	unlink(path);
}

static void test_kinds(void)
{
	char other[320];

	snprintf(other, sizeof(other), "%s/other", dir);
	unlink(path);
	ok(!mkfifo(path, 0644), "a fifo");
	is_refused("a fifo", EINVAL);
	ok(!mkfifo(other, 0644) && !symlink("other", path), "a link to one");
	is_refused("a link to a fifo", EINVAL);
	ok(!unlink(other) && !symlink("other", path), "a link to nothing");
	is_refused("a link to nothing", EINVAL);
	ok(!symlink("/dev/null", path), "a link to a device");
	is_refused("a link to a device", EINVAL);
	ok(!mkdir(path, 0755), "a folder");
	is_refused("a folder", EISDIR);
	rmdir(path);
	put(other, "old");
	ok(!symlink("other", path) && !replace("new"), "what a link leads to is replaced");
	holds(other, "new");
	unlink(other);
	unlink(path);
}

/* what stands at the temporary file's name is said by that name, and stays. */
static void in_the_way(const char *what, const char *why)
{
	SW_FREE char *want = NULL;
	struct stat before, after;

	if (lstat(tmp, &before) || asprintf(&want, "cannot write %s: %s", tmp, why) < 0)
		die(what);
	ok(replace("new") < 0 && !naps, "%s in the way of the new text", what);
	is(err.msg, want, "%s is named", what);
	ok(strstr(err.hint, path), "so is what was to be written: %s", err.hint);
	ok(!lstat(tmp, &after) && before.st_ino == after.st_ino && before.st_mode == after.st_mode,
	   "%s stays", what);
	holds(path, "old");
	remove(tmp);
}

static void test_in_the_way(void)
{
	put(path, "old");
	ok(!mkfifo(tmp, 0600), "a fifo");
	in_the_way("a fifo", "not a regular file");
	ok(!mkdir(tmp, 0700), "a folder");
	in_the_way("a folder", "Is a directory");
	ok(!symlink("rules", tmp), "a link");
	in_the_way("a link", "not a regular file");
	ok(!symlink("/nowhere", tmp), "a link to nothing");
	in_the_way("a link to nothing", "not a regular file");
	unlink(path);
}

static void removed(const char *what, int want)
{
	sw_err_init(&err);
	ok(sw_file_remove(path, &err) == want, "%s: %s", what, err.msg);
	ok(!want || !strncmp(err.msg, "cannot ", 7), "it is said");
}

static void test_remove(void)
{
	char other[320];
	struct stat st;

	snprintf(other, sizeof(other), "%s/other", dir);
	removed("nothing there", 0);
	put(path, "old");
	removed("a file", 0);
	ok(access(path, F_OK), "is gone");
	ok(!mkfifo(path, 0600), "a fifo");
	removed("a fifo", -EINVAL);
	ok(!lstat(path, &st) && S_ISFIFO(st.st_mode) && !unlink(path), "stays");
	ok(!mkdir(path, 0700), "a folder");
	removed("a folder", -EISDIR);
	ok(!rmdir(path), "stays");
	put(other, "old");
	ok(!symlink("other", path), "a link to a file");
	removed("a link to a file", 0);
	ok(!lstat(path, &st) && S_ISLNK(st.st_mode), "stays");
	holds(other, "");
	unlink(other);
	removed("a link to nothing", -EINVAL);
	ok(!lstat(path, &st) && S_ISLNK(st.st_mode) && !unlink(path), "stays");
	ok(!symlink("/dev/null", path), "a link to a device");
	removed("a link to a device", -EINVAL);
	ok(!lstat(path, &st) && S_ISLNK(st.st_mode) && !unlink(path), "stays");
}

static void test_keep(void)
{
	char label[8] = "";
	bool labels;
	struct stat st;

	ok(!replace("one") && !stat(path, &st) && (st.st_mode & 07777) == 0600,
	   "a new file has the mode that was asked for");
	chmod(path, 04755);
	labels = !setxattr(path, "user.label", "mine", 4, 0);
	ok(!replace("two") && !stat(path, &st) && (st.st_mode & 07777) == 0755,
	   "another one keeps its own");
	ok(!labels || (getxattr(path, "user.label", label, sizeof(label)) == 4 &&
		       !strcmp(label, "mine")),
	   labels ? "and its label" : "no labels here");
	chmod(path, 0400);
	ok(!replace("three") && !stat(path, &st) && (st.st_mode & 07777) == 0400,
	   "also a narrow one");
	if (!geteuid()) {
		ok(!chown(path, 1, 2) && !chmod(path, 0640) && !replace("four"), "somebody else's");
		ok(!stat(path, &st) && st.st_uid == 1 && st.st_gid == 2 &&
			   (st.st_mode & 07777) == 0640,
		   "stays his");
	}
	unlink(path);
}

static void test_in_place(void)
{
	struct stat before, after;

	put(path, "a longer text than the next");
	chmod(path, 0640);
	stat(path, &before);
	busy = EBUSY;
	ok(!replace("short"), "mounted on its name: %s", err.msg);
	holds(path, "short");
	ok(!replace("and a long one again, longer than both"), "longer: %s", err.msg);
	holds(path, "and a long one again, longer than both");
	ok(!stat(path, &after) && before.st_ino == after.st_ino && after.st_mode == before.st_mode,
	   "it is the same file");
	ok(access(tmp, F_OK), "nothing is left");
	no_room = ENOSPC;
	ok(replace("longer, longer, longer, longer, longer, longer") == -ENOSPC, "no room: %s",
	   err.msg);
	holds(path, "and a long one again, longer than both");
	no_room = 0;
	unlink(path);
	ok(replace("x") == -EBUSY, "a new file cannot be: %s", err.msg);
	ok(access(tmp, F_OK) && access(path, F_OK), "nothing is left");
	busy = EIO;
	put(path, "old");
	ok(replace("x") == -EIO, "another failure is one: %s", err.msg);
	holds(path, "old");
	busy = 0;
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
	test_kinds();
	test_in_the_way();
	test_remove();
	test_keep();
	test_in_place();
	unlink(path);
	rmdir(dir);
	return tap_end();
}
