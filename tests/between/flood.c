/* SPDX-License-Identifier: GPL-2.0-or-later */
/* flood DEVICE CPU SECONDS COUNT FLOWS FLOW-AT SUM-AT SUM-FROM FRAME: sends the Ethernet frame
 * that FRAME names in hex through DEVICE as fast as one core can, until COUNT frames (0: any
 * number) or SECONDS are over or SIGTERM comes, and prints how many it has sent. With FLOWS
 * above 1 the 16 bits at FLOW-AT count up from what they are, FLOWS different values, and the
 * checksum at SUM-AT follows. With SUM-FROM above 0 the checksum is left to the receiver's
 * kernel: what is at SUM-AT is the sum of the pseudo header, and the bytes from SUM-FROM on are
 * to be added, as a packet of a socket on the same machine comes. Raw frames are sent, because a
 * new source port for each packet costs nothing then. */
#include <errno.h>
#include <linux/if_packet.h>
#include <linux/virtio_net.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>

#define BATCH 64	/* frames for each system call */
#define LONGEST 256	/* bytes of a frame */

struct shape {
	uint32_t flows;
	size_t len, flow_at, sum_at, sum_from;
	uint8_t frame[LONGEST];
};

struct slot {
	struct virtio_net_hdr head;
	uint8_t frame[LONGEST];
	struct iovec iov[2];
};

static volatile sig_atomic_t stop;

static void on_term(int sig)
{
	(void)sig;
	stop = 1;
}

static uint16_t get16(const uint8_t *p)
{
	return p[0] << 8 | p[1];
}

static void put16(uint8_t *p, uint16_t v)
{
	p[0] = v >> 8;
	p[1] = v;
}

/* The frame as given plus n on its number; RFC 1624 for the checksum. */
static void set_flow(const struct shape *s, uint8_t *frame, uint32_t n)
{
	uint16_t old = get16(s->frame + s->flow_at), new = old + n;
	uint32_t sum = (uint16_t)~get16(s->frame + s->sum_at) + (uint32_t)(uint16_t)~old + new;

	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	put16(frame + s->flow_at, new);
	put16(frame + s->sum_at, (uint16_t)~sum ? (uint16_t)~sum : 0xffff);
}

static int open_device(const char *name, bool with_head)
{
	struct sockaddr_ll to = { .sll_family = AF_PACKET, .sll_ifindex = if_nametoindex(name) };
	int fd = socket(AF_PACKET, SOCK_RAW, 0), one = 1;

	/* Protocol 0: nothing is received; without a queue there is nothing between us and the
	 * veth. */
	if (fd < 0 || !to.sll_ifindex || bind(fd, (void *)&to, sizeof(to)) < 0 ||
	    setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, &one, sizeof(one)) < 0 ||
	    (with_head && setsockopt(fd, SOL_PACKET, PACKET_VNET_HDR, &one, sizeof(one)) < 0)) {
		perror(name);
		return -1;
	}
	return fd;
}

static void fill(const struct shape *s, struct slot *slot, struct mmsghdr *m)
{
	bool with_head = s->sum_from > 0;

	memcpy(slot->frame, s->frame, s->len);
	slot->head = (struct virtio_net_hdr){
		.flags = VIRTIO_NET_HDR_F_NEEDS_CSUM,
		.csum_start = s->sum_from, .csum_offset = s->sum_at - s->sum_from,
	};
	slot->iov[0] = (struct iovec){ &slot->head, sizeof(slot->head) };
	slot->iov[1] = (struct iovec){ slot->frame, s->len };
	m->msg_hdr = (struct msghdr){ .msg_iov = slot->iov + !with_head,
					      .msg_iovlen = 1 + with_head };
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

static int send_all(int fd, const struct shape *s, double seconds, uint64_t count)
{
	static struct slot slots[BATCH];
	static struct mmsghdr m[BATCH];
	double end = now() + seconds;
	uint64_t sent = 0;
	uint32_t flow = 0;

	for (int i = 0; i < BATCH; i++)
		fill(s, &slots[i], &m[i]);
	while (!stop && now() < end && (!count || sent < count)) {
		unsigned int n = count && count - sent < BATCH ? count - sent : BATCH;
		int rc;

		for (unsigned int i = 0; s->flows > 1 && i < n; i++, flow = (flow + 1) % s->flows)
			set_flow(s, slots[i].frame, flow);
		rc = sendmmsg(fd, m, n, 0);
		if (rc > 0)
			sent += rc;
		else if (errno != ENOBUFS && errno != EAGAIN && errno != EINTR) {
			perror("sendmmsg");
			return 1;
		}
	}
	return printf("%llu\n", (unsigned long long)sent) < 0;
}

static int read_frame(struct shape *s, const char *hex)
{
	for (s->len = 0; *hex; hex += 2, s->len++)
		if (s->len == LONGEST || sscanf(hex, "%2hhx", &s->frame[s->len]) != 1 || !hex[1])
			return -1;
	return s->flow_at + 2 > s->len || s->sum_at + 2 > s->len || s->sum_from > s->sum_at ? -1
											    : 0;
}

int main(int argc, char **argv)
{
	struct sigaction act = { .sa_handler = on_term };
	struct shape s;
	cpu_set_t cpu;
	int fd;

	if (argc != 10) {
		fprintf(stderr, "flood DEVICE CPU SECONDS COUNT FLOWS FLOW-AT SUM-AT SUM-FROM "
				"FRAME\n");
		return 2;
	}
	s = (struct shape){ .flows = strtoul(argv[5], NULL, 10),
			    .flow_at = strtoul(argv[6], NULL, 10),
			    .sum_at = strtoul(argv[7], NULL, 10),
			    .sum_from = strtoul(argv[8], NULL, 10) };
	if (read_frame(&s, argv[9]) < 0) {
		fprintf(stderr, "flood: bad frame\n");
		return 2;
	}
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	sigaction(SIGTERM, &act, NULL);
	CPU_ZERO(&cpu);
	CPU_SET(atoi(argv[2]), &cpu);
	sched_setaffinity(0, sizeof(cpu), &cpu);
	fd = open_device(argv[1], s.sum_from > 0);
	return fd < 0 ? 1 : send_all(fd, &s, atof(argv[3]), strtoull(argv[4], NULL, 10));
}
