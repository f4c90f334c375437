/* SPDX-License-Identifier: GPL-2.0-or-later */
/* measure IN OUT COMMAND...: runs COMMAND and prints wall, user and system time in microseconds,
 * peak resident memory in KiB and its exit status. A small program of its own, because a process
 * starts with the peak of the one that made it. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long usec(struct timeval t)
{
	return t.tv_sec * 1000000L + t.tv_usec;
}

static void redirect(const char *path, int flags, int to)
{
	int fd = open(path, flags, 0600);

	if (fd < 0 || dup2(fd, to) < 0) {
		perror(path);
		_exit(127);
	}
}

int main(int argc, char **argv)
{
	struct timespec a, b;
	struct rusage use;
	int status;
	pid_t pid;

	if (argc < 4)
		return 2;
	clock_gettime(CLOCK_MONOTONIC, &a);
	pid = fork();
	if (pid == 0) {
		redirect(argv[1], O_RDONLY, 0);
		redirect(argv[2], O_WRONLY | O_CREAT | O_TRUNC, 1);
		execvp(argv[3], argv + 3);
		perror(argv[3]);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &use) != pid)
		return 1;
	clock_gettime(CLOCK_MONOTONIC, &b);
	printf("%ld %ld %ld %ld %d\n",
	       (b.tv_sec - a.tv_sec) * 1000000L + (b.tv_nsec - a.tv_nsec) / 1000,
	       usec(use.ru_utime), usec(use.ru_stime), use.ru_maxrss,
	       WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
	return 0;
}
