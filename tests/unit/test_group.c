/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules as elements of maps: each comes back as it was, and every packet meets the rules of a block
 * in the user's order. Found out with dice that fall the same in every run. */
#include "base/cleanup.h"
#include "base/net.h"
#include "group/cost.h"
#include "group/projection.h"
#include "group/turns.h"
#include "some_rules.h"
#include "tap.h"

#define PROGRAMS 20000
#define LISTS     2000
#define MOST        60	/* rules of a list */
#define PACKETS     25	/* for each list, and for each way to break its block */

static struct sw_prog rule[MOST], back, one;
static size_t nrule, nbroken, nwrong;
static struct sw_userdata ud;

static bool same(const struct sw_prog *a, const struct sw_prog *b)
{
	return sw_prog_equal(a, b) && a->packets == b->packets && a->bytes == b->bytes;
}

/* ---- fold ------------------------------------------------------------------------------------ */

struct folded {
	struct sw_prog     map;
	struct sw_form     form;
	struct sw_elem_bytes bytes;
	struct sw_elem_act act;
	const struct sw_key *k;
};
static struct folded first, second;

static bool fold(struct folded *f, const struct sw_prog *p)
{
	if (!sw_fold(p, family, &f->map, &f->form, &f->bytes))
		return false;
	f->k = sw_fold_key(&f->map);
	f->act = (struct sw_elem_act){ p->has_verdict && f->k->map, p->verdict, p->chain,
				       p->packets, p->bytes, f->bytes.data };
	return true;
}

static bool unfold(const struct folded *f)
{
	return sw_unfold(&f->map, &f->form, f->bytes.key, &f->act, &back);
}

static bool same_shape(const struct folded *a, const struct folded *b)
{
	return sw_prog_equal(&a->map, &b->map) && !memcmp(&a->form, &b->form, 1 + a->form.n);
}

/* The rule with another value in test i is of the same map where that is a part of the key. */
static bool other_value(struct sw_prog *p, const struct folded *f, size_t i)
{
	struct sw_test kept = p->test[i], *t = &p->test[i];
	bool good;

	t->len += t->kind != SW_TEST_CMP;
	t->val[0] ^= t->masked ? t->mask[0] & -t->mask[0] : 1;
	good = fold(&second, p) && same_shape(f, &second) == (f->form.at[i] > 0) &&
	       !memcmp(f->bytes.key, second.bytes.key, SW_KEY_MAX) == !f->form.at[i];
	*t = kept;
	return good;
}

/* Another bit of the key is another rule, which folds to that key; where no test looks, none. */
static bool other_bit(struct folded *f)
{
	size_t i = dice(f->k->n), from = sw_key_offset(f->k, i), to = sw_key_offset(f->k, i + 1);
	const struct sw_key_part *part = &f->k->part[i];
	uint8_t byte = dice(to - from), bit = 1 << dice(8);
	bool good, looks = byte < part->sel.len && (!part->masked || part->mask[byte] & bit);

	f->bytes.key[from + byte] ^= bit;
	good = unfold(f) == looks &&
	       (!looks || (fold(&second, &back) && same_shape(f, &second) &&
			   !memcmp(f->bytes.key, second.bytes.key, SW_KEY_MAX)));
	f->bytes.key[from + byte] ^= bit;
	return good;
}

/* The form of another rule is refused, or asks for the same bits of a packet all the same. */
static bool other_form(struct folded *f, const struct sw_prog *p)
{
	struct sw_form kept = f->form;
	struct sw_fact want, got;
	size_t i = dice(kept.n);
	bool good = true;

	f->form.at[kept.n] = dice(2) ? 4 : 0;
	if (dice(2))
		f->form.n += dice(2) ? 1 : -1;
	else
		f->form.at[i] = kept.at[i] ? dice(256) : 4;
	if (unfold(f)) {
		sw_fact_of(&want, p, family);
		sw_fact_of(&got, &back, family);
		good = f->form.n == kept.n && !memcmp(&want, &got, sizeof(want)) &&
		       (family == SW_IP6 || back.test[i].masked <= p->test[i].masked);
	}
	f->form = kept;
	return good;
}

/* What else the one statement is about, the map says, so the rule is of the same map. */
static bool other_data(struct sw_prog *p, const struct folded *f)
{
	struct sw_stmt *s = &p->stmt[0], kept = *s;
	uint8_t *value = s->kind == SW_STMT_SET ? s->set.val :
			 s->nat.has_addr ? s->nat.addr : s->nat.port;
	bool good;

	if (!f->k->data)
		return true;
	value[0] ^= 0x80;
	good = fold(&second, p) && same_shape(f, &second) &&
	       !memcmp(f->bytes.key, second.bytes.key, SW_KEY_MAX) &&
	       memcmp(f->bytes.data, second.bytes.data, f->k->data) && unfold(&second) &&
	       same(p, &back);
	*s = kept;
	return good;
}

static struct sw_fact fact;	/* of the rule that is folded first */

/* Folded in the shape of another, and its fact as one of that other's step, are what they are
 * alone. *as: it has been folded so. */
static bool as_alone(const struct folded *f, const struct sw_prog *p, bool *as)
{
	struct sw_step step = { .prog = f->map, .form = f->form, .key = true, .fact = fact };
	struct sw_elem_bytes bytes = { 0 };
	struct sw_fact got, want;

	*as = sw_fold_as(p, &f->map, &f->form, &bytes);
	if (!*as)
		return true;
	for (size_t i = 0; i < f->k->n; i++)
		step.at[i] = sw_fact_offset(&f->k->part[i].sel, family);
	sw_step_fact(&step, p, bytes.key, &got);
	sw_fact_of(&want, p, family);
	return fold(&second, p) && same_shape(f, &second) &&
	       !memcmp(&bytes, &second.bytes, sizeof(bytes)) && !memcmp(&got, &want, sizeof(got));
}

static bool has_mark(const struct sw_prog *p)
{
	for (size_t i = 0; i < p->ntest; i++)
		if (p->test[i].sel.src == SW_SRC_META && p->test[i].sel.key == NFT_META_MARK)
			return true;
	return false;
}

/* One byte of one test, or what it does, is another; where that is a value of a key, or does not
 * matter to a map of verdicts, it is of the same shape. */
static bool nearly_same(struct sw_prog *p, const struct folded *f)
{
	static const int says[] = { NF_ACCEPT, NF_DROP, NF_QUEUE, NFT_RETURN, NFT_JUMP, NFT_GOTO };
	size_t i = dice(p->ntest);
	struct sw_test kept = p->test[i], *t = &p->test[i];
	int verdict = p->verdict;
	uint8_t what = t->kind == SW_TEST_CMP ? dice(5) : 4;	/* a guard's len is another */
	bool good, as, must;

	if (what == 1)
		t->val[dice(t->len)] ^= 1 << dice(8);
	else if (what == 2 && t->masked)
		t->mask[dice(t->len)] ^= 1 << dice(8);
	else if (what == 3)
		t->sel.off ^= 1 << dice(4);
	else if (what == 4 && p->has_verdict)
		p->verdict = says[dice(6)];
	good = as_alone(f, p, &as);
	must = f->k->map && !has_mark(p) && !what;
	*t = kept;
	p->verdict = verdict;
	return good && (as || !must);
}

static bool some_as_alone(const struct folded *f)
{
	struct sw_prog other = { 0 };
	bool good = true, as;

	for (int i = 0; i < 4; i++) {
		some_rule(&other);
		good &= as_alone(f, &other, &as);
	}
	sw_prog_fini(&other);
	return good;
}

static void fold_law(void)
{
	size_t nearly = 0, others = 0;
	size_t n = 0, said = 0, datas = 0, maps = 0, backs = 0, values = 0, bits = 0, forms = 0;

	for (int i = 0; i < PROGRAMS; i++) {
		some_rule(&one);
		if (!fold(&first, &one))
			continue;
		n++;
		sw_fact_of(&fact, &one, family);
		maps += sw_fact_offset(&first.k->part[first.k->n - 1].sel, family) >= 0 &&
			first.k->map == !(one.nstmt || one.verdict == NF_QUEUE);
		backs += unfold(&first) && same(&one, &back);
		said += first.k->data > 0;
		datas += other_data(&one, &first);
		values += other_value(&one, &first, dice(one.ntest));
		bits += other_bit(&first);
		forms += other_form(&first, &one);
		nearly += nearly_same(&one, &first);
		others += some_as_alone(&first);
	}
	ok(n > PROGRAMS / 2, "IPv%d: many of %d rules fold", family == SW_IP6 ? 6 : 4, PROGRAMS);
	ok(maps == n, "a key is about what does not change, and says what it can");
	ok(backs == n, "they come back");
	ok(values == n, "with another value in the key they are of the same map");
	ok(said > n / 10 && datas == n, "%zu maps say where to, or which mark", said);
	ok(bits == n, "bits of a key that no test looks at make no rule, all others do");
	ok(forms == n, "a form that does not fit is refused");
	ok(nearly == n, "a rule that is nearly the one before folds as it does alone, or not");
	ok(others == n, "and so does any other rule");
}

/* ---- packets and blocks ---------------------------------------------------------------------- */

/* Where bytes that rules ask for stand in a packet, which is the bytes of a fact. */
static uint8_t *place(uint8_t *packet, const struct sw_sel *s)
{
	int src = family == SW_IP6 ? 8 : 12, dst = family == SW_IP6 ? 24 : 16;

	if (s->src == SW_SRC_TH)
		return packet + SW_FACT_TH + s->off;
	if (s->src == SW_SRC_LL)
		return packet + SW_FACT_LL + s->off - 6;
	if (s->src == SW_SRC_NH && s->off >= src)
		return packet + s->off + (s->off < dst ? SW_FACT_SRC - src : SW_FACT_DST - dst);
	return packet + (s->len == 1 ? SW_FACT_PROTO : s->len == 4 ? SW_FACT_MARK :
			 s->key == NFT_META_IIFNAME ? SW_FACT_IN : SW_FACT_OUT);
}

static bool equal(const uint8_t *bytes, const uint8_t *mask, const uint8_t *val, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((bytes[i] & (mask ? mask[i] : 0xff)) != val[i])
			return false;
	return true;
}

static bool all_hold(const struct sw_test *t, size_t n, uint8_t *packet)
{
	for (; n; n--, t++) {
		const uint8_t *p = place(packet, &t->sel);

		if (t->kind == SW_TEST_LIMIT)	/* it has seen the packet */
			return true;
		bool in = t->kind == SW_TEST_RANGE ?
			  memcmp(p, t->val, t->len) >= 0 && memcmp(p, t->val2, t->len) <= 0 :
			  equal(p, t->masked ? t->mask : NULL, t->val, t->len);

		if (t->kind != SW_TEST_GUARD && in != (t->rel == SW_EQ))
			return false;
	}
	return true;
}

/* A packet on which some rules leave what they ask for. */
static void some_packet(uint64_t *packet)
{
	struct sw_fact f;

	memset(packet, 0, SW_FACT_BYTES);
	some_addr((uint8_t *)packet + SW_FACT_SRC);
	some_addr((uint8_t *)packet + SW_FACT_DST);
	for (uint32_t n = dice(6); n; n--) {
		sw_fact_of(&f, &rule[dice(nrule)], family);
		for (size_t w = 0; w < SW_FACT_BYTES / 8; w++)
			packet[w] = (packet[w] & ~f.mask[w]) | f.value[w];
	}
}

/* As the kernel asks a step: the constant tests, then the packet's bytes as a key. */
static bool in_step(const struct sw_block *b, size_t i, uint8_t *packet)
{
	const struct sw_step *s = b->step[b->member[i].step];
	const struct sw_key *k = sw_fold_key(&s->prog);

	for (size_t n = 0; k && n < k->n; n++)
		if (!equal(place(packet, &k->part[n].sel),
			   k->part[n].masked ? k->part[n].mask : NULL,
			   sw_block_key(b, i) + sw_key_offset(k, n), k->part[n].sel.len))
			return false;
	return s->key == !!k && all_hold(s->prog.test, s->prog.ntest - s->key, packet);
}

static bool is_idle(size_t i)
{
	return !rule[i].nstmt && !rule[i].has_verdict;
}

static bool ends(size_t i)
{
	return (rule[i].has_verdict && rule[i].verdict != NFT_JUMP) ||
	       (rule[i].nstmt && rule[i].stmt[0].kind > SW_STMT_LOG);
}

/* What rules and the chains that they jump to write into the mark. */
static void write_mark(size_t i, uint8_t *packet)
{
	bool jumps = rule[i].has_verdict && rule[i].verdict == NFT_JUMP;

	if (jumps)
		packet[SW_FACT_MARK] = rule[i].chain[0] == 'n' ? 1 : 2;
	else if (rule[i].nstmt && rule[i].stmt[0].kind == SW_STMT_SET &&
		 rule[i].stmt[0].set.dst.src == SW_SRC_META &&
		 rule[i].stmt[0].set.dst.key == NFT_META_MARK)
		packet[SW_FACT_MARK] = 0;
}

/* Nobody can tell in which order rules count that do nothing else. */
static void settle(uint8_t *met, size_t n)
{
	for (size_t i = 1; i < n; i++)
		for (size_t k = i; k && is_idle(met[k]) && is_idle(met[k - 1]) &&
				   met[k] < met[k - 1]; k--) {
			uint8_t was = met[k];

			met[k] = met[k - 1];
			met[k - 1] = was;
		}
}

/* Does the packet meet other rules step by step than in the user's order, or two of one step? */
static bool differs(const struct sw_block *b, uint8_t *packet)
{
	size_t n = 0, met = 0, hits;
	uint8_t want[MOST], got[MOST];
	uint64_t whole[2][SW_FACT_BYTES / 8];
	uint8_t *there = (uint8_t *)whole[0], *here = (uint8_t *)whole[1];
	bool last = false;

	memcpy(whole[0], packet, sizeof(whole[0]));
	memcpy(whole[1], packet, sizeof(whole[1]));
	for (size_t i = 0; i < nrule && !last; i++)
		if (all_hold(rule[i].test, rule[i].ntest, there)) {
			last = ends(want[n++] = i);
			write_mark(i, there);
		}
	last = false;
	for (size_t s = hits = 0; s < b->nstep && !last; s++, hits = 0) {
		for (size_t i = 0; i < b->n; i++)
			if (b->member[i].step == s && in_step(b, i, here)) {
				if (hits++)
					return true;
				last = ends(got[met++] = i);
			}
		if (hits)
			write_mark(got[met - 1], here);
	}
	settle(want, n);
	settle(got, met);
	return met != n || memcmp(want, got, n) != 0;
}

/* The law, rule by rule. */
static bool law_holds(const struct sw_block *b)
{
	static struct sw_fact f[MOST];

	for (size_t i = 0; i < nrule; i++) {
		sw_fact_of(&f[i], &rule[i], family);
		for (size_t k = 0, w; k < i; k++) {
			for (w = 0; w < SW_FACT_BYTES / 8; w++)
				if ((f[i].value[w] ^ f[k].value[w]) & f[i].mask[w] & f[k].mask[w])
					break;
			if (w == SW_FACT_BYTES / 8 &&
			    (f[i].idle && f[k].idle ? b->member[k].step == b->member[i].step :
			     b->member[k].step >= b->member[i].step))
				return false;
		}
	}
	return true;
}

/* A list, whose rules come back with their words. */
static bool fill(struct sw_block *b)
{
	size_t n = 0;

	for (size_t i = 0; i < nrule; i++) {
		some_rule(&rule[i]);
		memset(ud.data, i, ud.len = i);
		if (!sw_fact_is_free(&rule[i], family, sw_builtin_table("filter")) ||
		    sw_block_add(b, &rule[i], family, &ud, NULL) != 1)
			return false;
	}
	for (size_t s = 0; s < b->nstep; s++)
		for (uint32_t i = b->step[s]->first; i; i = b->member[i - 1].next)
			n += b->member[i - 1].step == s;
	for (size_t i = 0; i < nrule; i++) {
		memset(ud.data, i, i);
		if (!sw_block_prog(b, i, &back) || !same(&rule[i], &back) ||
		    b->member[i].nwords != i || memcmp(sw_block_words(b, i), ud.data, i))
			return false;
	}
	return b->n == nrule && n == nrule;
}

/* Is the block good? Packets, the law and turns.c must agree. */
static bool look(const struct sw_block *b)
{
	bool good = sw_turns_hold(b, family), broken = false;
	uint64_t packet[SW_FACT_BYTES / 8];

	for (int i = 0; i < PACKETS; i++) {
		some_packet(packet);
		broken |= differs(b, (uint8_t *)packet);
	}
	nbroken += broken;
	nwrong += good != law_holds(b) || (good && broken);
	return good && !broken;
}

/* A rule in an earlier map of its shape, and other turns of two steps; each time then as it was. */
static void break_some(struct sw_block *b)
{
	size_t k = dice(b->nstep), n = dice(b->nstep), i = dice(b->n), was = b->member[i].step;
	struct sw_step *s = b->step[was];

	for (size_t to = 0; to < was && s->key && s->n > 1; to++)
		if (b->step[to]->key && sw_prog_equal(&b->step[to]->prog, &s->prog) &&
		    !memcmp(&b->step[to]->form, &s->form, 1 + s->form.n)) {
			b->member[i].step = to;
			look(b);
			b->member[i].step = was;
		}
	for (int again = 0; again < 2; again++) {
		s = b->step[k];
		b->step[k] = b->step[n];
		b->step[n] = s;
		for (struct sw_member *m = b->member; m < b->member + b->n; m++)
			m->step = m->step == n ? k : m->step == k ? n : m->step;
		if (!again)
			look(b);
	}
}

static void block_law(void)
{
	struct sw_block b = { 0 };
	size_t bad = 0;

	for (int i = 0; i < LISTS; i++) {
		fields = dice(LIMIT) | (dice(2) ? MARK : 0);
		rare = dice(2) ? 3 : 40;
		nrule = 2 + dice(MOST - 1);
		dice(9) ? sw_block_reset(&b) : sw_block_fini(&b);
		if (!fill(&b) || !look(&b))
			bad++;
		for (int k = 0; k < 8 && !bad; k++)
			break_some(&b);
	}
	sw_block_fini(&b);
	ok(!bad, "rules come back from a block, and packets meet them in the user's order");
	ok(nbroken > LISTS && !nwrong, "where %zu blocks were broken, it is seen", nbroken);
}

/* Another tool may write a value with bits outside its mask; -m mac twice may ask for no packet. */
static void edges(void)
{
	const uint8_t addr[4] = { 10, 0, 0, 1 }, mask[4] = { 255, 255, 255, 0 };
	struct sw_block b = { 0 };

	sw_prog_reset(&one);
	one.counter = true;
	sw_prog_cmp_mask(&one, SW_SEL_NH(12, 4), mask, SW_EQ, addr, 4);
	ok(!fold(&first, &one) || (unfold(&first) && same(&one, &back)), "bits outside a mask");
	one.test[0].val[3] = 0;
	while (one.ntest < SW_FORM_MAX)
		sw_prog_range(&one, SW_SEL_NH(12, 4), SW_EQ, addr, addr, 4);
	ok(fold(&first, &one) && unfold(&first) && same(&one, &back), "as many tests as may be");
	sw_prog_range(&one, SW_SEL_NH(12, 4), SW_EQ, addr, addr, 4);
	ok(!fold(&first, &one), "one more");
	one.test[one.ntest = 1].kind = SW_TEST_LIMIT;
	ok(fold(&first, &one) && one.ntest++ && !fold(&first, &one), "a limit stands alone");
	ok(one.ntest-- && (one.need.kind = SW_NEED_XT) && !fold(&first, &one), "so does a need");
	sw_prog_reset(&one);
	sw_prog_cmp(&one, SW_SEL_LL(6, 6), SW_EQ, (uint8_t[6]){ 1 }, 6);
	sw_prog_cmp(&one, SW_SEL_LL(6, 6), SW_EQ, (uint8_t[6]){ 2 }, 6);
	for (const char *c = "\2\4\3"; (one.test[1].val[0] = *c); c++)
		sw_block_add(&b, &one, family, &ud, NULL);
	ok(sw_turns_hold(&b, family), "rules for no packet are in nobody's way");
	sw_block_fini(&b);
}

static bool acts;

static int add_kind(struct sw_block *b, uint8_t proto, uint32_t addr)
{
	sw_prog_reset(&one);
	sw_prog_cmp(&one, SW_SEL_NH(9, 1), SW_EQ, &proto, 1);
	if (addr)
		sw_prog_cmp(&one, SW_SEL_NH(12, 4), SW_EQ, &addr, 4);
	one.counter = true;
	one.has_verdict = acts;		/* that is, DROP */
	return sw_block_add(b, &one, family, &ud, NULL);
}

static void steps(void)
{
	struct sw_block b = { 0 };
	bool good = true;
	uint32_t n;

	sw_block_fini(&b);
	ok(add_kind(&b, 0, 0) == 1 && !sw_step_pays(b.step[0], SW_GROUP_ALWAYS), "one, and no map");
	for (n = 1; n < SW_BLOCK_STEPS; n++)
		good &= add_kind(&b, n, 1) == 1;
	ok(good && b.nstep == SW_BLOCK_STEPS, "as many steps as there may be");
	ok(!add_kind(&b, n, 1) && !add_kind(&b, 1, 1) && !add_kind(&b, 1, 0), "and no more");
	ok(add_kind(&b, 5, 2) == 1 && b.n == n + 1 && sw_turns_hold(&b, family), "but more rules");
	sw_block_reset(&b);
	for (n = 1; n <= SW_STEP_MOST + 1; n++)
		good &= add_kind(&b, 5, n) == 1 && !sw_step_pays(b.step[0], SW_GROUP_OFF) &&
			sw_step_pays(b.step[0], SW_GROUP_ALWAYS) == (n > 1) &&
			(n > 3 || !sw_step_pays(b.step[0], SW_GROUP_AUTO)) &&
			(n < 100 || sw_step_pays(b.step[0], SW_GROUP_AUTO));
	ok(good, "a map of few does not pay, one of many does");
	ok(b.nstep == 2 && b.step[1]->n == 1 && sw_turns_hold(&b, family), "too many: two maps");
	sw_block_reset(&b);
	acts = true;
	for (n = 1; n <= SW_STEP_MOST + 300; n++)
		good &= add_kind(&b, 5, n) == 1;
	ok(good && b.nstep == 2 && b.step[1]->n == 300 &&
		   b.step[1]->shape == FIRST_OF_SHAPE, "the second one is filled as the first was");
	ok(add_kind(&b, 5, 1) == 1 && b.step[1]->n == 301 && add_kind(&b, 5, 1) == 1 &&
		   b.nstep == 3 && sw_turns_hold(&b, family), "a key of the first comes behind it");
	sw_block_fini(&b);
}

int main(void)
{
	for (int i = 0; i < 4; i++) {
		family = i % 2 ? SW_IP4 : SW_IP6;
		i < 2 ? fold_law() : block_law();
	}
	edges();
	steps();
	return tap_end();
}
