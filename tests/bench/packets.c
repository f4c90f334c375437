/* SPDX-License-Identifier: GPL-2.0-or-later */
/* packets ADDRESS PORT MILLISECONDS: what a UDP datagram to there costs that OUTPUT drops, in ns.
 *
 * Prints the cheapest of as many rounds as fit; a round is thousands of packets, or fewer where one
 * takes long. The clock is the thread's own, which stands still while others have the processor. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#define MOST	 4000 /* packets of a round */
#define LEAST	 8
#define ROUND_NS 4e6 /* seldom interrupted, and long beside the clock */

static double now(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return t.tv_sec * 1e9 + t.tv_nsec;
}

/* ns of one of n packets. */
static double cost(int fd, unsigned n)
{
	double start = now(CLOCK_THREAD_CPUTIME_ID);

	for (unsigned i = 0; i < n; i++) {
		if (send(fd, "", 1, 0) >= 0) {
			fputs("packets: one was let through\n", stderr);
			exit(1);
		}
		if (errno != EPERM) {
			perror("packets: send");
			exit(1);
		}
	}
	return (now(CLOCK_THREAD_CPUTIME_ID) - start) / n;
}

int main(int argc, char **argv)
{
	struct sockaddr_in to = { .sin_family = AF_INET };
	double end, best, got;
	int fd;

	if (argc != 4 || inet_pton(AF_INET, argv[1], &to.sin_addr) != 1) {
		fputs("Usage: packets ADDRESS PORT MILLISECONDS\n", stderr);
		return 2;
	}
	to.sin_port = htons(atoi(argv[2]));
	end = now(CLOCK_MONOTONIC) + atof(argv[3]) * 1e6;
	/* Connected: the route is looked up once, and a packet costs little but its rules. */
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || connect(fd, (void *)&to, sizeof(to)) < 0) {
		perror("packets");
		return 1;
	}
	best = cost(fd, LEAST);
	do {
		double fit = ROUND_NS / best;

		got = cost(fd, fit > MOST ? MOST : fit < LEAST ? LEAST : fit);
		if (got < best)
			best = got;
	} while (now(CLOCK_MONOTONIC) < end);
	printf("%.1f\n", best);
	return 0;
}
