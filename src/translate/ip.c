/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The fields that are no extension (-s -d -i -o -p -f): to tests and back. */
#include <string.h>
#include "base/net.h"
#include "base/str.h"
#include "translate/ip.h"
#include "translate/ops.h"

/* "! -i +" can never match: a name no device can have ('/' is refused by the kernel). */
static const char impossible[SW_IF_MAX] = "INVAL/D";

static uint8_t addr_len(uint8_t family)
{
	return family == SW_IP6 ? 16 : 4;
}

static uint8_t addr_off(uint8_t family, bool dst)
{
	if (family == SW_IP6)
		return dst ? 24 : 8;
	return dst ? 16 : 12;
}

/* Bytes to load. The kernel's fast path serves 4 bytes; beyond them a load of whole bytes saves the
 * mask, and a mask that ends inside a byte wants the whole address. */
static uint8_t load_len(const uint8_t *mask, uint8_t len)
{
	int bits;

	if (len == 4)
		return 4;
	bits = sw_mask_bits(mask, len);
	if (bits >= 0 && bits <= 32)
		return 4;
	return bits > 0 && bits % 8 == 0 ? bits / 8 : len;
}

static void encode_addr(struct sw_prog *p, uint8_t family, bool dst, const uint8_t *addr,
			const uint8_t *mask, bool inv)
{
	static const uint8_t ones[16] = { 255, 255, 255, 255, 255, 255, 255, 255,
					  255, 255, 255, 255, 255, 255, 255, 255 };
	enum sw_rel rel = inv ? SW_NE : SW_EQ;
	struct sw_sel sel = SW_SEL_NH(addr_off(family, dst), 0);
	uint8_t n = addr_len(family);

	if (!inv && !mask[0] && sw_bytes_zero(mask, n))
		return;
	n = sel.len = load_len(mask, n);
	if (!memcmp(mask, ones, n))
		sw_prog_cmp(p, sel, rel, addr, n);
	else
		sw_prog_cmp_mask(p, sel, mask, rel, addr, n);
}

static void encode_if(struct sw_prog *p, uint32_t key, const char *name, bool inv)
{
	struct sw_sel sel = SW_SEL_META(key, SW_IF_MAX);
	uint8_t pad[SW_IF_MAX] = { 0 };
	size_t n;

	if (!*name)
		return;
	n = strnlen(name, SW_IF_MAX);
	memcpy(pad, name, n);
	if (name[n - 1] != '+')
		sw_prog_cmp(p, sel, inv ? SW_NE : SW_EQ, pad, SW_IF_MAX);
	else if (n > 1)
		sw_prog_cmp(p, sel, inv ? SW_NE : SW_EQ, pad, n - 1);
	else if (inv)
		sw_prog_cmp(p, sel, SW_EQ, impossible, SW_IF_MAX);
}

static struct sw_sel proto_sel(uint8_t family)
{
	/* An IPv6 header names the next header only; the kernel has walked the chain already. */
	return family == SW_IP6 ? SW_SEL_META(NFT_META_L4PROTO, 1) : SW_SEL_NH(9, 1);
}

void sw_ip_encode(const struct sw_ip *ip, uint8_t family, struct sw_prog *p)
{
	static const uint8_t off_mask[2] = { 0x1f, 0xff }, zero[2];
	uint8_t proto = ip->proto;

	encode_addr(p, family, false, ip->src, ip->smask, ip->inv & SW_INV_SRC);
	encode_addr(p, family, true, ip->dst, ip->dmask, ip->inv & SW_INV_DST);
	encode_if(p, NFT_META_IIFNAME, ip->in, ip->inv & SW_INV_IN);
	encode_if(p, NFT_META_OIFNAME, ip->out, ip->inv & SW_INV_OUT);
	if (ip->proto)
		sw_prog_cmp(p, proto_sel(family), ip->inv & SW_INV_PROTO ? SW_NE : SW_EQ, &proto,
			    1);
	if (ip->frag)
		sw_prog_cmp_mask(p, SW_SEL_NH(6, 2), off_mask,
				 ip->inv & SW_INV_FRAG ? SW_EQ : SW_NE, zero, 2);
}

/* Addresses come first, and nothing else stands where they do. */
void sw_ip_encode_again(const struct sw_ip *ip, uint8_t family, struct sw_prog *p)
{
	for (size_t i = 0; i < p->ntest && p->test[i].sel.src == SW_SRC_NH; i++) {
		struct sw_test *t = &p->test[i];

		if (t->sel.off == addr_off(family, false))
			memcpy(t->val, ip->src, t->len);
		else if (t->sel.off == addr_off(family, true))
			memcpy(t->val, ip->dst, t->len);
	}
}

uint8_t sw_ip_proto(const struct sw_prog *p, uint8_t family)
{
	for (size_t i = 0; i < p->ntest; i++)
		if (sw_test_is_cmp(&p->test[i], proto_sel(family)) && p->test[i].rel == SW_EQ)
			return p->test[i].val[0];
	return 0;
}

static bool decode_addr(const struct sw_test *t, uint8_t family, bool dst, struct sw_ip *ip)
{
	uint8_t *addr = dst ? ip->dst : ip->src, *mask = dst ? ip->dmask : ip->smask;

	if (t->kind != SW_TEST_CMP || t->sel.src != SW_SRC_NH ||
	    t->sel.off != addr_off(family, dst) || t->sel.len > addr_len(family) ||
	    t->sel.len < 4 || t->len != t->sel.len || t->rel > SW_NE)
		return false;
	memcpy(addr, t->val, t->len);
	if (t->masked)
		memcpy(mask, t->mask, t->len);
	else
		memset(mask, 0xff, t->len);
	for (int i = 0; i < t->len; i++)	/* not what anybody typed */
		if (addr[i] & ~mask[i])
			return false;
	if (t->rel == SW_NE)
		ip->inv |= dst ? SW_INV_DST : SW_INV_SRC;
	return true;
}

static bool decode_if(const struct sw_test *t, uint32_t key, char *name, uint8_t inv,
		      struct sw_ip *ip)
{
	if (t->kind != SW_TEST_CMP || t->sel.src != SW_SRC_META || t->sel.key != key || t->masked ||
	    t->rel > SW_NE || !t->len)
		return false;
	if (t->len == SW_IF_MAX && t->rel == SW_EQ && !memcmp(t->val, impossible, SW_IF_MAX)) {
		strcpy(name, "+");
		ip->inv |= inv;
		return true;
	}
	if (t->len == SW_IF_MAX ? t->val[SW_IF_MAX - 1] != '\0' : memchr(t->val, 0, t->len) != NULL)
		return false;
	memcpy(name, t->val, t->len);
	if (t->len < SW_IF_MAX) {
		if (t->len > SW_IF_MAX - 2)
			return false;
		name[t->len] = '+';
	}
	if (!sw_str_is_word(name)) {	/* a save file cannot hold it */
		memset(name, 0, SW_IF_MAX);
		return false;
	}
	if (t->rel == SW_NE)
		ip->inv |= inv;
	return true;
}

static bool decode_proto(const struct sw_test *t, uint8_t family, struct sw_ip *ip)
{
	if (!sw_test_is_cmp(t, proto_sel(family)) || t->rel > SW_NE || !t->val[0])
		return false;
	ip->proto = t->val[0];
	if (t->rel == SW_NE)
		ip->inv |= SW_INV_PROTO;
	return true;
}

static bool decode_frag(const struct sw_test *t, uint8_t family, struct sw_ip *ip)
{
	if (family != SW_IP4 || t->kind != SW_TEST_CMP || t->sel.src != SW_SRC_NH ||
	    t->sel.off != 6 || t->len != 2 || !t->masked || t->mask[0] != 0x1f ||
	    t->mask[1] != 0xff || t->val[0] || t->val[1] || t->rel > SW_NE)
		return false;
	ip->frag = true;
	if (t->rel == SW_EQ)
		ip->inv |= SW_INV_FRAG;
	return true;
}

size_t sw_ip_decode(const struct sw_test *t, size_t n, uint8_t family, struct sw_ip *ip)
{
	size_t i = 0;

	if (i < n && decode_addr(&t[i], family, false, ip))
		i++;
	if (i < n && decode_addr(&t[i], family, true, ip))
		i++;
	if (i < n && decode_if(&t[i], NFT_META_IIFNAME, ip->in, SW_INV_IN, ip))
		i++;
	if (i < n && decode_if(&t[i], NFT_META_OIFNAME, ip->out, SW_INV_OUT, ip))
		i++;
	if (i < n && decode_proto(&t[i], family, ip))
		i++;
	if (i < n && decode_frag(&t[i], family, ip))
		i++;
	return i;
}
