/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One rule as plain data: addresses, extensions with their payload, and where the packet goes. */
#ifndef SW_RULE_RULE_H
#define SW_RULE_RULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/err.h"

/* extension name with NUL: XT_EXTENSION_MAXNAMELEN of <linux/netfilter/x_tables.h> */
#define SW_NAME_MAX  29
/* chain name with NUL; users may type 28 characters (XT_FUNCTION_MAXNAMELEN - 1) */
#define SW_CHAIN_MAX 32
#define SW_IF_MAX    16		/* IFNAMSIZ of <linux/if.h> */

/* AF_INET and AF_INET6 of <sys/socket.h>, the values nf_tables uses for families ip and ip6. */
#define SW_IP4 2
#define SW_IP6 10

enum {				/* sw_ip.inv */
	SW_INV_SRC   = 1 << 0,
	SW_INV_DST   = 1 << 1,
	SW_INV_IN    = 1 << 2,
	SW_INV_OUT   = 1 << 3,
	SW_INV_PROTO = 1 << 4,
	SW_INV_FRAG  = 1 << 5,
};

/* The fields that are no extension. All zero matches every packet. IPv4 uses the first 4 bytes of
 * each address; the rest is zero. Addresses are in network byte order and already masked. */
struct sw_ip {
	uint8_t  src[16], smask[16];
	uint8_t  dst[16], dmask[16];
	char     in[SW_IF_MAX], out[SW_IF_MAX];	/* as typed, "eth+" included; "" = any */
	uint16_t proto;		/* 0 = any */
	uint8_t  inv;
	bool     frag;		/* -f */
	bool     go;		/* -g rather than -j: kept here because plugins see it */
};

/* The payload of -j NFLOG whose prefix has more than the 63 characters that xt_nflog_info has room
 * for: the same with room for 127 (NF_LOG_PREFIXLEN of <linux/netfilter/nf_log.h>), aligned. Only
 * nft's expression holds it. */
#define SW_NFLOG_LONG 144

struct sw_plugin;

/* One -m or -j extension, as its plugin stores it. */
struct sw_ext {
	char     name[SW_NAME_MAX];	/* name in the kernel: "conntrack", never "state" */
	uint8_t  rev;
	uint16_t size;		/* bytes at data, XT_ALIGNed */
	uint16_t user_size;	/* leading bytes that make two extensions equal */
	void    *data;		/* owned; aligned for any type; bytes nobody set are zero */
	/* what prints it, once looked up (sw_xt_complete); borrowed */
	struct sw_plugin *plugin;
};

enum sw_jump_kind {
	SW_JUMP_NONE,		/* counts only */
	SW_JUMP_VERDICT,	/* ACCEPT DROP RETURN QUEUE */
	SW_JUMP_CHAIN,		/* -j or -g (sw_ip.go) to a user chain */
	SW_JUMP_EXT,		/* target extension */
};

/* Verdict numbers as in a kernel verdict: NF_DROP 0, NF_ACCEPT 1, NF_QUEUE 3, NFT_RETURN -5. */
enum { SW_DROP = 0, SW_ACCEPT = 1, SW_QUEUE = 3, SW_RETURN = -5 };
const char *sw_verdict_word(int verdict);	/* "ACCEPT"; never NULL */
bool sw_verdict_of(const char *word, int *verdict);	/* and back; false: none of the four */

struct sw_jump {
	enum sw_jump_kind kind;
	int               verdict;
	char              chain[SW_CHAIN_MAX];
	struct sw_ext     ext;
};

/* Expressions we cannot read: the bytes of NFTA_RULE_EXPRESSIONS and NFTA_RULE_USERDATA. */
struct sw_raw {
	size_t  nexpr, nuser;
	uint8_t data[];		/* nexpr bytes, then nuser bytes */
};

/* By what the kernel knows the rule. */
enum sw_seat_kind {
	SW_SEAT_NONE,		/* by nothing: it is not there, or nobody needs to name it */
	SW_SEAT_RULE,		/* a rule of its own: handle */
	SW_SEAT_NEW,		/* one that this transaction makes: id, NFTA_RULE_ID */
	SW_SEAT_ELEM,		/* an element of a map that a rule looks up: elem */
	SW_SEAT_SHOWN,		/* the same, but only to be shown: handle of that rule */
};

struct sw_elem_name {		/* the element of a map */
	struct sw_elem_name *next;	/* owned: the next one of a rule that has several */
	uint64_t order;		/* its own, as in struct sw_seat, */
	uint32_t row;		/* and its own row */
	uint64_t rule;		/* handle of the rule that looks the map up */
	char    map[SW_CHAIN_MAX];
	bool    verdict;	/* its elements say one, */
	uint8_t data;		/* or bytes */
	uint8_t len;
	uint8_t key[];		/* len bytes, as the kernel holds them */
};

struct sw_seat {
	enum sw_seat_kind kind;		/* which of the union holds */
	union {
		uint64_t handle;
		uint32_t id;
		struct sw_elem_name *elem;	/* owned, with those behind it */
	};
	/* Where it stands among the rules of its block, its first element if there are several, and
	 * whose: greater is later
	 * (group/words.h). 0: it stands in none, and comes behind the rule that was read before
	 * it. */
	uint64_t order;
	/* in which of the kernel's rules of the chain, from 1, when it was read; 0: in none */
	uint32_t row;
};

struct sw_rule {
	struct sw_ip    ip;
	struct sw_ext  *match;		/* owned vector, in the user's order */
	uint32_t        nmatch;
	uint32_t        capmatch;	/* room made by sw_rule_reserve; may be less than nmatch */
	struct sw_jump  jump;
	uint64_t        packets, bytes;
	struct sw_where origin;		/* where it came from; for messages */
	struct sw_seat  seat;
	bool            compat;		/* read back with at least one xt expression */
	struct sw_raw  *raw;		/* owned; set for a rule we cannot read */
};

/* The kernel's rule in which it stands; 0: none that is known. */
uint64_t sw_seat_handle(const struct sw_seat *s);

struct sw_rule *sw_rule_new(void);			/* NULL: no memory */
struct sw_rule *sw_rule_clone(const struct sw_rule *r);	/* NULL: no memory */
void sw_rule_free(struct sw_rule *r);			/* NULL is fine */
void sw_elem_name_free(struct sw_elem_name *e);		/* NULL is fine */
/* of all of them; NULL: no memory */
struct sw_elem_name *sw_elem_name_copy(const struct sw_elem_name *e);
/* for an embedded one; leaves it all zero */
void sw_rule_fini(struct sw_rule *r);

/* Set name, rev, sizes and a copy of size bytes of data (zeros when data is NULL). */
int sw_ext_set(struct sw_ext *e, const char *name, uint8_t rev, const void *data, size_t size,
	       size_t user_size, struct sw_err *err);
void sw_ext_fini(struct sw_ext *e);
bool sw_ext_equal(const struct sw_ext *a, const struct sw_ext *b);	/* name, rev, user bytes */

/* Room for n matches in all, for who knows how many will come. 0 or -ENOMEM. */
int sw_rule_reserve(struct sw_rule *r, uint32_t n, struct sw_err *err);

/* Append a match; takes e (and zeroes it) only on success. */
int sw_rule_add_match(struct sw_rule *r, struct sw_ext *e, struct sw_err *err);

/* Same ip fields, same extensions by user bytes, same jump. Counters, seat and origin do not
 * count. A raw rule equals nothing. What users mean by "the same rule" is sw_xt_rule_same. */
bool sw_rule_equal(const struct sw_rule *a, const struct sw_rule *b);

/* Two rules without extensions that differ in nothing but their addresses, not the masks, and what
 * does not count for sw_rule_equal. */
bool sw_rule_alike(const struct sw_rule *a, const struct sw_rule *b);

/* The same with an equality of extensions of the caller's, asked last. */
typedef bool (*sw_ext_equal_fn)(const struct sw_ext *a, const struct sw_ext *b, bool target);
bool sw_rule_equal_by(const struct sw_rule *a, const struct sw_rule *b, sw_ext_equal_fn equal);

/* A number that equal rules share; of an extension the caller's number counts, too. Zero of a raw
 * rule. */
typedef uint64_t (*sw_ext_hash_fn)(const struct sw_ext *e, bool target);
uint64_t sw_rule_hash_by(const struct sw_rule *r, sw_ext_hash_fn hash);
uint64_t sw_rule_hash(const struct sw_rule *r);		/* for sw_rule_equal */
/* The same of n bytes, going on from h. */
uint64_t sw_bytes_hash(uint64_t h, const void *bytes, size_t n);

/* Prefix length of a mask of size bytes; -1: not contiguous. */
int sw_mask_bits(const uint8_t *mask, size_t size);

#endif
