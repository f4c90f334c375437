/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The form between a rule and nft expressions: tests without registers, then statements and a
 * verdict. */
#ifndef SW_TRANSLATE_PROG_H
#define SW_TRANSLATE_PROG_H

#include "rule/ruleset.h"

/* ---- selectors: what a test looks at --------------------------------------------------------- */

enum sw_src {
	SW_SRC_NONE,
	SW_SRC_LL, SW_SRC_NH, SW_SRC_TH,	/* payload: off, len */
	SW_SRC_META,		/* key NFT_META_* */
	SW_SRC_CT,		/* key NFT_CT_*; dir 0 none, 1 original, 2 reply */
	SW_SRC_FIB,		/* key NFT_FIB_RESULT_*, arg NFTA_FIB_F_* */
	SW_SRC_RT,		/* key NFT_RT_* */
	SW_SRC_TCPOPT,		/* key option number, off, len, arg NFT_EXTHDR_F_* */
	SW_SRC_EXTHDR,		/* of IPv6: key protocol number of the header, off, len */
	SW_SRC_SOCKET,		/* key NFT_SOCKET_* */
	SW_SRC_NUMGEN,		/* key NFT_NG_*, arg modulus */
	SW_SRC_HEADER,		/* lift.c alone: is there IPv6 header key? Part of a guard */
};

struct sw_sel {
	uint8_t  src, len;	/* len: bytes in the register (and in the packet, for payload) */
	uint8_t  dir, off;
	uint32_t key, arg;
};

#define SW_SEL_NH(o, n)   ((struct sw_sel){ .src = SW_SRC_NH, .off = (o), .len = (n) })
#define SW_SEL_TH(o, n)   ((struct sw_sel){ .src = SW_SRC_TH, .off = (o), .len = (n) })
#define SW_SEL_LL(o, n)   ((struct sw_sel){ .src = SW_SRC_LL, .off = (o), .len = (n) })
#define SW_SEL_META(k, n) ((struct sw_sel){ .src = SW_SRC_META, .key = (k), .len = (n) })
#define SW_SEL_CT(k, n)   ((struct sw_sel){ .src = SW_SRC_CT, .key = (k), .len = (n) })
#define SW_SEL_CTDIR(k, n, d) \
	((struct sw_sel){ .src = SW_SRC_CT, .key = (k), .len = (n), .dir = (d) })
#define SW_SEL_FIB(k, fl) ((struct sw_sel){ .src = SW_SRC_FIB, .key = (k), .arg = (fl), .len = 4 })
#define SW_SEL_RT(k, n)   ((struct sw_sel){ .src = SW_SRC_RT, .key = (k), .len = (n) })

bool sw_sel_equal(const struct sw_sel *a, const struct sw_sel *b);
/* The register holds a number in host byte order: LT, GT and RANGE need a byteorder expression. */
bool sw_sel_host_order(const struct sw_sel *s);

/* ---- sets: shared by content, the name says all elements ------------------------------------- */

#define SW_SET_NAME_MAX 256	/* NFT_SET_MAXNAMELEN of <linux/netfilter/nf_tables.h> */

struct sw_set_elem {
	uint8_t key[16], end[16];	/* end inclusive; equal to key for a single value */
	uint8_t data[4];		/* map value */
};
struct sw_set {
	/* "sw." and the content; without content for private ones */
	char     name[SW_SET_NAME_MAX];
	uint8_t  key_len;		/* bytes; concatenated fields are each padded to 4 */
	uint8_t  nfield;		/* 1, or number of concatenated fields */
	uint8_t  field_len[4];
	uint8_t  data_len;		/* 0: a set; else a map */
	bool     interval;
	uint32_t key_type;		/* number shown by nft(8) only */
	struct sw_set_elem *elem;	/* owned */
	size_t   nelem, cap;
};
int sw_set_add(struct sw_set *s, const void *key, const void *end, const void *data,
	       struct sw_err *err);

/* ---- tests ----------------------------------------------------------------------------------- */

enum sw_test_kind {
	SW_TEST_CMP,	/* (sel & mask) rel val */
	SW_TEST_RANGE,	/* sel EQ|NE val..val2, inclusive */
	SW_TEST_LOOKUP,	/* sel [. sel2 [. sel3]] EQ|NE (in | not in) set */
	SW_TEST_EXISTS,	/* sel (TCPOPT) EQ|NE present */
	SW_TEST_LIMIT, SW_TEST_QUOTA,
	SW_TEST_GUARD,	/* transport header has at least len bytes and is no later fragment */
	SW_TEST_XT,	/* extension carried whole */
	SW_TEST_KEY,	/* a map of rules has an element for this packet; the last test */
	SW_TEST_RAW,	/* an expression nobody here knows */
};
/* the numbers of enum nft_cmp_ops */
enum sw_rel { SW_EQ, SW_NE, SW_LT, SW_LE, SW_GT, SW_GE };

/* What a map of rules is asked for: one after the other, each in whole registers of 4 bytes. */
#define SW_MAP_NAMES  SW_RESERVED "map."	/* how the names of such maps begin */
#define SW_KEY_PARTS  5		/* as many fields as nft(8) shows in one concatenation */
#define SW_KEY_MAX    64	/* bytes: NFT_DATA_VALUE_MAXLEN of <linux/netfilter/nf_tables.h> */
struct sw_key_part {
	struct sw_sel sel;
	bool    masked;
	uint8_t mask[16];	/* sel.len bytes, where masked */
};
struct sw_key {
	uint8_t n;
	/* The element says what happens, and the rule ends with the lookup. Else whatever stands
	 * behind it happens to packets that have an element. */
	bool    map;
	/* Or the element says as many bytes: the values of the one statement behind it (said.h).
	 * map is false then. */
	uint8_t data;
	struct sw_key_part part[SW_KEY_PARTS];
	const char *set;	/* name; borrowed */
};
/* Where part i begins in the key; i == n: how long the key is. */
size_t sw_key_offset(const struct sw_key *k, size_t i);

struct sw_limit { uint64_t rate, unit; uint32_t burst, type, flags; };	/* unit in seconds */
struct sw_quota { uint64_t bytes, consumed; uint32_t flags; };

struct sw_test {
	uint8_t       kind, rel;
	bool          masked;
	/* bytes of mask, val, val2 that count; GUARD: header bytes */
	uint8_t       len;
	struct sw_sel sel;
	union {
		/* Network byte order for payload; as the kernel's register holds it otherwise. For
		 * an ordered test (RANGE, LT ...) of a host-order selector: big endian. */
		struct { uint8_t mask[16], val[16], val2[16]; };
		struct { struct sw_sel sel2, sel3; const char *set; };	/* set: name, borrowed */
		struct sw_limit limit;
		struct sw_quota quota;
		/* borrowed from the rule or from the program's memory */
		const struct sw_ext *xt;
		const struct sw_key *key;	/* in the program's memory */
		struct { const void *raw; uint32_t rawlen; };	/* borrowed from the message */
	};
};

/* ---- what happens when all tests passed ------------------------------------------------------ */

enum sw_stmt_kind {
	/* dst = (src & mask) ^ val; src NONE: dst = val; map != NULL: dst = map[src & mask] */
	SW_STMT_SET,
	SW_STMT_LOG, SW_STMT_REJECT, SW_STMT_NAT, SW_STMT_MASQ, SW_STMT_REDIR,
	SW_STMT_NOTRACK, SW_STMT_DUP, SW_STMT_OBJREF, SW_STMT_TPROXY, SW_STMT_TCPOPT_RESET,
	SW_STMT_SYNPROXY, SW_STMT_QUEUE,
	SW_STMT_IF,	/* a test behind the counter: what follows happens only if it passes */
	SW_STMT_XT,	/* target extension carried whole */
	SW_STMT_RAW,
};

struct sw_stmt {
	uint8_t kind;
	bool    said;	/* by the element of the map that stands before it; its own values are 0 */
	union {
		struct {
			struct sw_sel dst, src;
			uint8_t len;
			uint8_t mask[4], val[4];
			/* a bitwise expression stands between load and store */
			bool    masked;
			uint8_t csum;		/* payload dst: NFT_PAYLOAD_CSUM_*; */
			uint8_t csum_off;
			const char *map;	/* set name; borrowed */
		} set;
		struct {
			uint32_t flags, level, snaplen;
			uint16_t group, qthreshold;
			bool     has_level, has_group, has_flags, has_snaplen, has_qthreshold;
			const char *prefix;	/* borrowed; NULL none */
		} log;
		struct { uint32_t type; uint8_t code; } reject;
		struct {	/* NAT, MASQ, REDIR, TPROXY, DUP */
			uint32_t type, family, flags;
			bool     has_addr, has_addr_max, has_port, has_port_max;
			uint8_t  addr[16], addr_max[16];	/* network order */
			uint8_t  port[2], port_max[2];		/* network order */
		} nat;
		struct {	/* OBJREF: the object, or the one that map has for (sel & mask) */
			const char *name;
			uint32_t type;
			const char *map;	/* borrowed; NULL: name it is */
			struct sw_sel sel;
			uint8_t mask[4];
		} obj;
		struct { uint8_t opt; } tcpopt;
		struct { uint32_t flags; uint16_t mss; uint8_t wscale; } synproxy;
		struct { uint16_t num, total, flags; } queue;
		const struct sw_test *test;	/* IF: a CMP or a GUARD; in the program's memory */
		const struct sw_ext *xt;
		struct { const void *raw; uint32_t rawlen; };
	};
};

/* ---- companions: what must stand elsewhere for a rule to act (companion.h) ------------------- */

enum sw_need_kind {
	SW_NEED_NONE,
	SW_NEED_HELPER,	/* a helper object, and chains that assign it to tagged packets */
	SW_NEED_XT,	/* a target in the table of its plain name, for tagged packets */
	SW_NEED_TPROXY,	/* a private chain with the TPROXY statement, then drop */
};

struct sw_need {
	uint8_t  kind;
	uint8_t  proto;			/* HELPER: of the helper; XT: of the rule */
	bool     inv_proto;		/* XT: of the rule */
	unsigned hooks;			/* XT: 1 << enum sw_hook */
	uint32_t tag;			/* HELPER, XT: the number in the packet's priority */
	/* HELPER: the helper; XT: begins the chains' names; TPROXY: the chain */
	char     name[40];
	const struct sw_ext *xt;	/* XT, TPROXY: borrowed from the rule */
};

/* One rule as a program. Reused for many rules: reset keeps the memory. */
struct sw_prog_block;
struct sw_prog {
	struct sw_test *test;		/* owned vector */
	size_t          ntest, captest;
#define SW_NSTMT 40	/* TCPOPTSTRIP: one statement per option */
	struct sw_stmt  stmt[SW_NSTMT];	/* between counter and verdict, in order */
	size_t          nstmt;
	bool            counter;
	uint64_t        packets, bytes;
	bool            has_verdict;
	int             verdict;	/* kernel number: NF_ACCEPT, NFT_JUMP ... */
	char            chain[SW_CHAIN_MAX];
	uint8_t         guard;		/* largest guard emitted so far */
	struct sw_set  *set;		/* owned vector: sets this program needs, by name */
	size_t          nset, capset;
	struct sw_need  need;		/* a rule has one target, so there is one at most */
	bool            defrag;		/* fragments are put together before PREROUTING */
	uint16_t        compat_proto;	/* NFTA_RULE_COMPAT: wanted when any XT is in it */
	bool            compat, compat_inv;
	struct sw_prog_block *block;	/* owned: memory that tests and statements borrow */
	bool            oom;
	/* whoever has p knows its rule, which is one without words of this family (sw_encode_again)
	 * and has set this; 0: nobody does */
	uint8_t         plain;
};

void sw_prog_reset(struct sw_prog *p);
void sw_prog_fini(struct sw_prog *p);

/* Builders: on no memory they set oom and return a scratch object, so callers need not check;
 * the driver checks once. */
struct sw_test *sw_prog_test(struct sw_prog *p, enum sw_test_kind kind);
void sw_prog_cmp(struct sw_prog *p, struct sw_sel sel, enum sw_rel rel, const void *val,
		 size_t len);
void sw_prog_cmp_mask(struct sw_prog *p, struct sw_sel sel, const void *mask, enum sw_rel rel,
		      const void *val, size_t len);
void sw_prog_range(struct sw_prog *p, struct sw_sel sel, enum sw_rel rel, const void *from,
		   const void *to, size_t len);
/* A set or map the rule needs; the caller fills it. Returned pointer is valid until the next
 * call. */
struct sw_set *sw_prog_set(struct sw_prog *p, const char *name);
void sw_prog_lookup(struct sw_prog *p, struct sw_sel sel, enum sw_rel rel, const char *setname);
void sw_prog_lookup2(struct sw_prog *p, struct sw_sel sel, struct sw_sel sel2, enum sw_rel rel,
		     const char *setname);
/* All three of at most 4 bytes. */
void sw_prog_lookup3(struct sw_prog *p, const struct sw_sel sel[3], enum sw_rel rel,
		     const char *setname);
/* The L4 guard: the transport header has n bytes and the packet is no later fragment. Emits
 * nothing when an equal or larger one stands already. Call it behind the match's own L4 tests. */
void sw_prog_guard(struct sw_prog *p, uint8_t n);
void sw_prog_xt(struct sw_prog *p, const struct sw_ext *ext);	/* borrows ext */
/* Copies all of it. The copy may be completed; NULL: no memory. */
struct sw_key *sw_prog_key(struct sw_prog *p, const struct sw_key *key);
struct sw_stmt *sw_prog_stmt(struct sw_prog *p, enum sw_stmt_kind kind);
/* A statement IF; returns its test, to be filled. */
struct sw_test *sw_prog_if(struct sw_prog *p, enum sw_test_kind kind);
/* n zero bytes, aligned for any type, that live until the next reset; NULL and oom: no memory. */
void *sw_prog_alloc(struct sw_prog *p, size_t n);
/* A copy of s that lives until the next reset; never NULL. */
const char *sw_prog_text(struct sw_prog *p, const char *s);
/* A copy of one of another program's tests; of all its statements and its verdict. What they borrow
 * is copied, too: no test may be RAW, no statement XT or RAW. */
void sw_prog_copy_test(struct sw_prog *p, const struct sw_test *t);
void sw_prog_copy_acts(struct sw_prog *p, const struct sw_prog *from);

/* Of keys, the names of their maps do not count. */
bool sw_test_equal(const struct sw_test *a, const struct sw_test *b);
/* What a test may be when rules become elements of one map. */
enum sw_merge {
	/* it counts, remembers, or nobody knows: no rule behind it may be asked before it */
	SW_MERGE_NEVER,
	SW_MERGE_SAME,	/* it has no side effect: asked once for all, where all have it */
	SW_MERGE_KEY,	/* and a value for one thing: it may be part of an element's key */
};
/* What is not known to be more is NEVER. What is looked at may be written by a statement of another
 * rule (a mark), move by itself (the time), or be known only behind another test (a port): that is
 * the matter of whoever merges. merge.c */
enum sw_merge sw_test_merge(const struct sw_test *t, uint8_t family);
/* Does that say NEVER, whatever the family is? */
bool sw_test_is_never(const struct sw_test *t);

/* Same tests, statements and verdict; counters do not count. */
bool sw_prog_equal(const struct sw_prog *a, const struct sw_prog *b);

/* One-line text form: "ct.state & 0x8 != 0x0 => counter, accept". */
struct sw_str;
void sw_prog_print(struct sw_str *out, const struct sw_prog *p);

#endif
