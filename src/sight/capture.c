/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads pcap files: link headers, IP, and what stands behind it. */
#include <byteswap.h>
#include <errno.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/net.h"
#include "sight/capture.h"

#define MAGIC       0xa1b2c3d4	/* of microseconds */
#define MAGIC_NANO  0xa1b23c4d
#define LARGEST     262144	/* MAXIMUM_SNAPLEN of libpcap */
#define ETHERTYPE4  0x0800
#define ETHERTYPE6  0x86dd

struct file_header { uint32_t magic; uint16_t major, minor; uint32_t zone, digits, snap, link; };
struct record { uint32_t seconds, fraction, have, length; };

static uint32_t number(const struct sw_capture *c, uint32_t n)
{
	return c->swapped ? bswap_32(n) : n;
}

/* What ip_begins() knows. */
static bool is_known(uint32_t link)
{
	static const uint32_t links[] = { 0, 1, 12, 14, 101, 108, 113, 228, 229, 276 };

	for (size_t i = 0; i < SW_ARRAY_SIZE(links); i++)
		if (links[i] == link)
			return true;
	return false;
}

int sw_capture_open(struct sw_capture *c, FILE *in, struct sw_err *err)
{
	struct file_header h;

	*c = (struct sw_capture){ .in = in };
	if (fread(&h, sizeof(h), 1, in) != 1)
		return sw_err_set(err, SW_EPARAM, EINVAL, "this is no pcap file: it is too short");
	if (h.magic != MAGIC && h.magic != MAGIC_NANO) {
		c->swapped = true;
		if (number(c, h.magic) != MAGIC && number(c, h.magic) != MAGIC_NANO)
			return sw_err_set(err, SW_EPARAM, EINVAL, "this is no pcap file (\"tcpdump "
					  "-w\" and \"editcap -F pcap\" write such)");
	}
	c->link = number(c, h.link) & 0x0fffffff;
	return is_known(c->link) ? 0 :
	       sw_err_set(err, SW_EPARAM, EINVAL, "this capture is of an interface whose packets "
			  "are not read (link type %u)", c->link);
}

/* ---- headers --------------------------------------------------------------------------------- */

/* Behind the number that says what follows; -1: it is not IP. at: where that number stands. */
static int after_ethernet(const uint8_t *b, size_t n, size_t at)
{
	while (at + 2 <= n) {
		unsigned type = (unsigned)b[at] << 8 | b[at + 1];

		if (type == ETHERTYPE4 || type == ETHERTYPE6)
			return (int)at + 2;
		if (type != 0x8100 && type != 0x88a8)	/* VLAN tags */
			return -1;
		at += 4;
	}
	return -1;
}

static int ip_begins(uint32_t link, const uint8_t *b, size_t n)
{
	switch (link) {
	case 1:		/* Ethernet */
		return after_ethernet(b, n, 12);
	case 0: case 108:	/* a family in 4 bytes: BSD loopback */
		return n > 4 ? 4 : -1;
	case 12: case 14: case 101: case 228: case 229:	/* IP itself */
		return 0;
	case 113:	/* Linux cooked */
		return after_ethernet(b, n, 14);
	case 276:	/* and its second version */
		return n >= 20 && after_ethernet(b, 2, 0) == 2 ? 20 : -1;
	default:
		return -1;
	}
}

/* The transport's header, as far as it is at hand; length: of all that follows, where it is
 * known. */
static void take_transport(struct sw_packet *p, const uint8_t *b, size_t have, size_t length)
{
	size_t n = have < sizeof(p->th.v) ? have : sizeof(p->th.v);

	if (p->later_fragment)
		return;
	if (n > length)
		n = length;
	sw_header_set(&p->th, 0, b, n);
	p->th_len = length > INT32_MAX ? INT32_MAX : (int)length;
}

static bool take_ip4(struct sw_packet *p, const uint8_t *b, size_t have)
{
	size_t header = (size_t)(b[0] & 15) * 4, total;

	if (have < 20 || header < 20)
		return false;
	total = (size_t)b[2] << 8 | b[3];
	sw_header_set(&p->nh, 0, b, have < header ? have : header);
	sw_packet_set_proto(p, b[9]);
	p->fragment_known = true;
	p->later_fragment = (b[6] & 0x1f) || b[7];
	p->length = (uint32_t)total;
	p->length_known = true;
	if (have > header && total > header)
		take_transport(p, b + header, have - header, total - header);
	return true;
}

static bool is_extension(uint8_t proto)
{
	static const uint8_t extensions[] = { IPPROTO_HOPOPTS, IPPROTO_ROUTING, IPPROTO_FRAGMENT,
					      IPPROTO_DSTOPTS, IPPROTO_AH };

	return memchr(extensions, proto, sizeof(extensions));
}

/* Past the headers of IPv6's own. Returns where the transport begins; 0: not all of it is there. */
static size_t skip_extensions(struct sw_packet *p, const uint8_t *b, size_t have,
			      uint8_t *proto)
{
	size_t at = 40;

	while (is_extension(*proto) && !p->later_fragment) {
		uint8_t this = *proto;

		if (at + 8 > have)
			return 0;
		*proto = b[at];
		if (this == IPPROTO_FRAGMENT)
			p->later_fragment = b[at + 2] || b[at + 3] & 0xf8;
		at += this == IPPROTO_FRAGMENT ? 8 : this == IPPROTO_AH ?
		      ((size_t)b[at + 1] + 2) * 4 : ((size_t)b[at + 1] + 1) * 8;
	}
	return at;
}

static bool take_ip6(struct sw_packet *p, const uint8_t *b, size_t have)
{
	size_t total, at;
	uint8_t proto;

	if (have < 40)
		return false;
	total = 40 + ((size_t)b[4] << 8 | b[5]);
	sw_header_set(&p->nh, 0, b, 40);
	p->length = (uint32_t)total;
	p->length_known = true;
	p->fragment_known = true;
	proto = b[6];
	at = skip_extensions(p, b, have, &proto);
	if (!at)
		return true;
	sw_packet_set_proto(p, proto);
	if (have > at && total > at)
		take_transport(p, b + at, have - at, total - at);
	return true;
}

/* A packet from its IP header on, of which have bytes are at hand. false: it is none. */
static bool packet_of_bytes(struct sw_packet *p, const uint8_t *bytes, size_t have)
{
	uint8_t version = have ? bytes[0] >> 4 : 0;

	if (version != 4 && version != 6)
		return false;
	sw_packet_init(p, version == 4 ? SW_IP4 : SW_IP6);
	return version == 4 ? take_ip4(p, bytes, have) : take_ip6(p, bytes, have);
}

/* ---- records --------------------------------------------------------------------------------- */

static int damaged(const struct sw_capture *c, struct sw_err *err)
{
	return sw_err_set(err, SW_EPARAM, EINVAL, "packet %zu of the capture is damaged, or "
			  "cut off", c->number);
}

int sw_capture_next(struct sw_capture *c, struct sw_packet *p, struct sw_err *err)
{
	static uint8_t bytes[LARGEST];
	struct record r;
	size_t have, got = fread(&r, 1, sizeof(r), c->in);
	int at;

	if (!got && feof(c->in))
		return 0;
	c->number++;
	have = got == sizeof(r) ? number(c, r.have) : 0;
	if (got != sizeof(r) || have > sizeof(bytes) || fread(bytes, 1, have, c->in) != have)
		return damaged(c, err);
	at = ip_begins(c->link, bytes, have);
	if (at < 0 || !packet_of_bytes(p, bytes + at, have - (size_t)at))
		return 2;
	if (c->link == 1)
		sw_header_set(&p->ll, 0, bytes, 14);
	return 1;
}
