/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is taken is saved: every option of every plugin gets odd values, alone and with others, and
 * each payload that comes of it is printed and parsed again. It must be the same, or the rule must
 * be refused (src/xt/echo.c). The comparison here is one of bytes and a list of what no kernel
 * looks at, not that of the code. */
#include <dlfcn.h>
#include <getopt.h>
#include <netdb.h>
#include <stdlib.h>
#include "base/cleanup.h"
#include "base/str.h"
#include "xt/compat.h"
#include "xt/xt_local.h"
#include <linux/netfilter/xt_hashlimit.h>
#include <linux/netfilter/xt_iprange.h>
#include <linux/netfilter/xt_mac.h>
#include <linux/netfilter/xt_mark.h>
#include <linux/netfilter/xt_multiport.h>
#include <linux/netfilter_ipv4/ipt_LOG.h>
#include "tap.h"

static struct sw_err err;

/* No name is looked up. */
int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints,
		struct addrinfo **res)
{
	static int (*its)(const char *, const char *, const struct addrinfo *, struct addrinfo **);
	struct addrinfo mine = hints ? *hints : (struct addrinfo){ 0 };

	if (!its)
		its = dlsym(RTLD_NEXT, "getaddrinfo");
	mine.ai_flags |= AI_NUMERICHOST;
	return its(node, service, &mine, res);
}

static uint32_t any(void)
{
	static uint64_t seed = 88172645463325252ull;

	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed >> 16;
}

/* Limits and odd forms of everything that an option may take; each option gets all of them. */
static const char *const values[] = {
	"0", "1", "2", "7", "31", "32", "63", "64", "128", "255", "256", "1023", "65535", "65536",
	"16777216", "2147483647", "2147483648", "4294967295", "4294967296", "9223372036854775807",
	"9223372036854775808", "18446744073709551615", "-1", "0x0", "0x1", "0xff", "0xffffffff",
	"0xffffffff/0xffffffff", "0:0", "0:1", "1:1", "0:255", "0:256", "0:65535", "1:65535",
	"0:4294967295", "1:4294967295", "0:18446744073709551615", "5:1", "65535:0", "5:", ":5",
	":", "4294967295:4294967295", "255:255", "65535:65535", "0-0", "1-5", "5-1", "0-65535",
	"0,1", "1,2,3", "0:255,1", "1,65535", "1:2,3:4", "0/0", "1/0", "0/1", "0/0xffffffff",
	"0xff/0x0f", "0x0f/0xff", "0xffffffff/0", "1/1", "255/0", "255/7", "255/255", "8/0",
	"3/255", "0.0.0.0", "10.77.0.2", "10.77.0.2/32", "10.77.0.2/24", "10.77.0.2/0",
	"10.77.0.2/255.0.255.255", "10.77.0.2/0.0.0.255", "0.0.0.0/0", "255.255.255.255",
	"10.0.0.1-10.0.0.5", "10.0.0.5-10.0.0.1", "10.0.0.1:80", "10.0.0.1-10.0.0.5:80-90", ":80",
	":80-90", ":80-90/85", "255.255.255.0", "255.0.255.0", "0.0.0.255", "ffff::", "ffff::ffff",
	"::ffff", "::", "::/0", "fd00::1", "fd00::1/128", "fd00::1/64", "fd00::1/ffff::ffff",
	"fd00::1-fd00::5", "[fd00::1]:80", "fd00::5-fd00::1", "1/s", "1/sec", "3/min", "7/hour",
	"1/day", "1000/min", "4838/min", "43201/day", "10000/s", "10001/s", "1000000/s",
	"999999/s", "3000/day", "1b/s", "1kb/s", "1mb/s", "1gb/s", "1024kb/s", "1500b/s",
	"4294967295b/s", "1k", "5kbit", "1gbit", "100mbit", "1bps", "1000kbit", "a", "abc", "A",
	"all", "any", "none", "NONE", "ALL", "SYN,ACK", "ALL NONE", "eth0", "eth+", "+", "DEFAULT",
	"00:00", "00:00:00", "23:59", "23:59:59", "12:30", "2000-01-01", "2000-01-01T00:00:00",
	"2037-12-31T23:59:59", "1970-01-01", "2038-01-19T03:14:07", "Mon", "Mon,Tue,Sun", "1,31",
	"Mo,Su", "00:11:22:33:44:55", "00:00:00:00:00:00", "01:00:00:00:00:00",
	"01:00:00:00:00:00/01:00:00:00:00:00", "ff:ff:ff:ff:ff:ff", "EF", "BE", "CS1", "AF11",
	"Minimize-Delay", "Normal-Service", "0x10/0x3f", "0x00/0x00", "icmp-port-unreachable",
	"tcp-reset", "icmp-admin-prohibited", "echo-request", "network-unreachable", "echo-reply",
	"router-advertisement", "NEW", "NEW,ESTABLISHED", "INVALID", "UNTRACKED", "SNAT",
	"DNAT,SNAT", "EXPECTED", "SEEN_REPLY,ASSURED", "ORIGINAL", "REPLY", "srcip", "srcip,dstip",
	"srcip,srcport,dstip,dstport", "dstport", "ftp", "tcp", "udp", "esp", "icmp", "both",
	"original", "reply", "packets", "bytes", "avgpkt", "random", "nth", "bm", "kmp", "|00ff|",
	"ab|20|", "0.5", "0.000001", "1.0", "0.99999999999", "0.3333", "strict", "in", "out",
	"ipsec", "transport", "tunnel", "ah", "ipcomp", "LOCAL", "UNICAST,BROADCAST", "unicast",
	"broadcast", "mss", "mss,timestamp", "sack-permitted", "root", "0:10", "init", "any init",
	"ALL init,data:be", "DATA:Be", "warning", "debug", "new", "destroy,new", "hop", "dst",
	"prot", "auth,esp", "1:4,2", "1:4,5", "6&0xFF=0x6", "4&0x1FFF=0:100", "INVALID,NEW", "GRE",
	"1:2", "ffff:0", "6 0xff", "REQUEST,DATA", "brr", "bu", "bru:10", "linux", "Linux",
	"Windows:XP", "accept", "drop", "0-5", "CLOSE", "src", "dst,src", "0xffff", "0x1f", "20",
	"30", "77777/min", "123457/hour", "250ms", "2.5mbit", "12kb", "1g", "60",
};

/* ---- one extension --------------------------------------------------------------------------- */

static char *text_of(const struct sw_rule *r, bool target)
{
	char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);
	struct sw_line l;

	sw_line_start(&l, f);
	if (target)
		sw_xt_save_target(&l, r, &err);
	else
		sw_xt_save_match(&l, r, r->match, &err);
	sw_line_flush(&l);
	fclose(f);
	return text;
}

/* Words, split at blanks, with -m NAME or -j NAME in front, as sw_xt_reparse takes them. */
static int parse(const char *words, bool target, uint16_t proto, struct sw_rule *out)
{
	char *copy = strdup(words);
	int ret;

	memset(out, 0, sizeof(*out));
	out->ip.proto = proto;
	sw_err_init(&err);
	ret = sw_xt_reparse(copy, target, out, &err);
	free(copy);
	return ret;
}

static const struct sw_ext *ext_of(const struct sw_rule *r, bool target)
{
	return target ? &r->jump.ext : r->match;
}

/* Bits that no kernel looks at: bytes from up to to, bits in mask. Of an IPv4 address or mask, all
 * that stands behind four bytes. */
static const struct blind {
	const char *name;
	uint8_t family, from, to, mask;
} blinds[] = {
	{ "connlimit", SW_IP4, 4, 16, 0xff },	{ "recent", SW_IP4, 220, 232, 0xff },
	{ "recent", SW_IP4, 216, 228, 0xff },	{ "conntrack", SW_IP4, 20, 32, 0xff },
	{ "conntrack", SW_IP4, 52, 64, 0xff },	{ "conntrack", SW_IP4, 84, 96, 0xff },
	{ "conntrack", SW_IP4, 116, 128, 0xff }, { "ipvs", SW_IP4, 20, 32, 0xff },
	{ "HMARK", SW_IP4, 4, 16, 0xff },	{ "HMARK", SW_IP4, 20, 32, 0xff },
	{ "time", 0, 16, 17, 1 },		{ "time", 0, 20, 21, 1 },
	{ "frag", SW_IP6, 12, 13, 1 },		{ "rt", SW_IP6, 16, 17, 2 },
};

static void blank(const struct sw_ext *x)
{
	uint8_t *data = x->data;

	for (const struct blind *b = blinds; b < blinds + SW_ARRAY_SIZE(blinds); b++)
		if (!strcmp(x->name, b->name) && (!b->family || b->family == sw_xt_family()))
			for (unsigned i = b->from; i < b->to && i < x->size; i++)
				data[i] &= ~b->mask;
	if (!strcmp(x->name, "icmp") && data[0] == 0xff)
		data[1] = data[2] = 0;
	if (!strcmp(x->name, "CT") && ((!data[2] && !data[3]) || (data[0] & 0xc) == 0xc))
		data[0] &= ~0xc;
	if (!strcmp(x->name, "ECN") && !(data[0] & 1))
		data[1] = 0;
	if (!strcmp(x->name, "CONNMARK") &&
	    data[14] == 0) /* sets: the packet's mark is not asked */
		memset(data + 8, 0, 4);
	for (int i = 0; i < 4 && !strcmp(x->name, "rateest"); i++)	/* bps1, pps1, bps2, pps2 */
		if (!(data[32] & (i % 2 ? 0x20 : 0x10)) || !(data[32] & (i < 2 ? 8 : 0xa)))
			memset(data + 36 + 4 * i, 0, 4);
	if (!strcmp(x->name, "hashlimit")) {
		struct xt_hashlimit_mtinfo3 *h = (void *)data;

		if (!(h->cfg.mode & XT_HASHLIMIT_RATE_MATCH))
			h->cfg.interval = 0;
	}
}

/* Does the text of r make the same payload? */
static bool is_true(const struct sw_rule *r, bool target)
{
	char *text = text_of(r, target);
	struct sw_rule again;
	bool same = !parse(text, target, r->ip.proto, &again);

	if (same) {
		const struct sw_ext *x = ext_of(r, target), *y = ext_of(&again, target);

		same = x->size == y->size && x->rev == y->rev && !strcmp(x->name, y->name);
		if (same) {
			blank(x);
			blank(y);
			same = !memcmp(x->data, y->data, x->size);
		}
	}
	sw_rule_fini(&again);
	free(text);
	return same;
}

/* ---- every option of every plugin ------------------------------------------------------------ */

/* What an extension must have before other options mean anything. */
static const char *base_of(const char *name)
{
	static const struct { const char *name, *words;
	} bases[] = {
		{ "hashlimit", "--hashlimit-upto 3/s --hashlimit-name x" },
		{ "recent", "--set" },
		{ "statistic", "--mode random" },
		{ "string", "--algo bm --string abc" },
		{ "connbytes", "--connbytes 1:2 --connbytes-dir both --connbytes-mode bytes" },
		{ "cluster",
		  "--cluster-total-nodes 32 --cluster-local-node 1 --cluster-hash-seed 1" },
		{ "policy", "--dir in --pol ipsec" },
		{ "connlimit", "--connlimit-above 1" },
		{ "rateest", "--rateest x --rateest-lt --rateest-bps 1kbit" },
		{ "LED", "--led-trigger-id x" },
		{ "RATEEST", "--rateest-name x --rateest-interval 250ms --rateest-ewmalog 500ms" },
		{ "IDLETIMER", "--timeout 5 --label x" },
		{ "TPROXY", "--on-port 80" },
		{ "HMARK", "--hmark-tuple src --hmark-mod 5 --hmark-rnd 1" },
		{ "DNPT", "--src-pfx fd00::/64 --dst-pfx fd01::/64" },
		{ "SNPT", "--src-pfx fd00::/64 --dst-pfx fd01::/64" },
		{ "osf", "--genre Linux" },
	};

	for (size_t i = 0; i < SW_ARRAY_SIZE(bases); i++)
		if (!strcmp(name, bases[i].name))
			return bases[i].words;
	return "";
}

/* Extensions that take values which no text of theirs gives back. */
static bool may_be_refused(const char *name)
{
	static const char *const names[] = {
		"cgroup",  "hashlimit", "rateest", "recent", "time", "LED",
		"NFQUEUE", "RATEEST",	"SNAT",	   "ULOG",   "DNPT", "SNPT",
	};

	for (size_t i = 0; i < SW_ARRAY_SIZE(names); i++)
		if (!strcmp(name, names[i]))
			return true;
	return false;
}

static unsigned taken, refused, wrong, needless;

static void try(const char *words, bool target, uint16_t proto)
{
	struct sw_rule r;
	struct sw_err why;
	bool no, same;

	sw_err_init(&why);
	if (!parse(words, target, proto, &r)) {
		no = sw_xt_echo(&r, &why);
		same = is_true(&r, target);
		taken++;
		refused += no;
		if (no == same) {
			printf("# %s -p %u%s: %s\n", no ? "refused" : "wrong", proto, words,
			       why.msg);
			wrong += !no;
			needless += no;
		}
	}
	sw_rule_fini(&r);
}

static void add_option(struct sw_str *s, const struct sw_xt_opt *o, const char *value, bool invert)
{
	sw_str_add(s, invert ? " ! --" : " --");
	sw_str_add(s, o->name);
	if (o->arg == no_argument)
		return;
	sw_str_add(s, " ");
	sw_str_add(s, value);
}

/* An option that the base has already may come once. */
static void add_base(struct sw_str *s, const char *base, const struct sw_xt_opt *not)
{
	SW_FREE char *copy = strdup(base);
	bool skip = false;

	for (char *w = strtok(copy, " "); w; w = strtok(NULL, " ")) {
		if (*w == '-')
			skip = !strcmp(w + 2, not->name);
		if (skip)
			continue;
		sw_str_add(s, " ");
		sw_str_add(s, w);
	}
}

static uint16_t proto_for(const char *name)
{
	static const uint8_t protos[] = { 0, 1, 6, 17, 33, 50, 51, 58, 108, 132, 135 };
	static const char *const need_ports[] = { "DNAT",     "SNAT",	   "MASQUERADE",
						  "REDIRECT", "multiport", "TPROXY" };

	for (size_t i = 0; i < SW_ARRAY_SIZE(need_ports); i++)
		if (!strcmp(name, need_ports[i]))
			return 6;
	return protos[any() % sizeof(protos)];
}

#define NVALUES SW_ARRAY_SIZE(values)
#define MIXED 1500

static void sweep(const char *name, bool target)
{
	struct sw_plugin *p = sw_xt_plugin(name, target, NULL);
	struct sw_str s = { 0 };
	unsigned all;

	/* These two ask the kernel for sets. */
	if (!p || !p->opts.n || !strcasecmp(name, "set"))
		return;
	taken = refused = wrong = needless = 0;
	all = p->opts.n * NVALUES * 2;
	for (unsigned i = 0; i < all + MIXED; i++) {
		bool alone = i < all;
		const struct sw_xt_opt *o =
			&p->opts.opt[alone ? i / 2 / NVALUES : any() % p->opts.n];

		sw_str_reset(&s);
		sw_str_addf(&s, target ? " -j %s" : " -m %s", name);
		if (any() % 4)
			add_base(&s, base_of(name), o);
		add_option(&s, o, values[alone ? i / 2 % NVALUES : any() % NVALUES],
			   alone ? i % 2 : any() % 3 == 0);
		for (unsigned more = alone ? 0 : any() % 4; more; more--)
			add_option(&s, &p->opts.opt[any() % p->opts.n], values[any() % NVALUES],
				   any() % 3 == 0);
		try(s.s, target, proto_for(name));
	}
	ok(!wrong && !needless, "IPv%c %s: %u of %u payloads cannot be saved",
	   sw_xt_family() == SW_IP6 ? '6' : '4', name, refused, taken);
	if (!may_be_refused(name))
		ok(!refused, "%s: all are taken", name);
	sw_str_fini(&s);
}

static void sweep_match(const char *name, void *unused)
{
	sweep(name, false);
}

static void sweep_target(const char *name, void *unused)
{
	sweep(name, true);
}

/* ---- single ones ----------------------------------------------------------------------------- */

/* NULL: refused, by its parser or because of its text. */
static void check(const char *words, const char *text)
{
	bool target = words[2] == 'j';
	struct sw_rule r;
	char *got = NULL;

	if (!parse(words, target, 6, &r) && !sw_xt_echo(&r, &err))
		got = text_of(&r, target);
	if (text)
		is(got, text, "%s", words);
	else
		ok(!got, "%s: refused", words);
	free(got);
	sw_rule_fini(&r);
}

static void test_values(void)
{
	check(" -m esp ! --espspi 0:4294967295", " -m esp ! --espspi 0:4294967295");
	check(" -m esp --espspi 0:4294967295", " -m esp");
	check(" -m ipcomp", " -m ipcomp --ipcompspi 0");
	check(" -m ipcomp --ipcompspi 0:4294967295", " -m ipcomp --ipcompspi 0:4294967295");
	check(" -m ipcomp ! --ipcompspi 0:4294967295 --compres",
	      sw_xt_is_later() ? " -m ipcomp ! --ipcompspi 0:4294967295 --compres" :
				 " -m ipcomp --compres ! --ipcompspi 0:4294967295");
	check(" -m connbytes --connbytes 0:0 --connbytes-mode bytes --connbytes-dir both",
	      " -m connbytes --connbytes 0:0 --connbytes-mode bytes --connbytes-dir both");
	check(" -m connbytes ! --connbytes 7:7 --connbytes-mode bytes --connbytes-dir both", NULL);
	check(" -m connbytes ! --connbytes 7:8 --connbytes-mode bytes --connbytes-dir both",
	      " -m connbytes ! --connbytes 7:8 --connbytes-mode bytes --connbytes-dir both");
	check(" -m limit --limit 4838/min --limit-burst 7",
	      " -m limit --limit 4838/min --limit-burst 7");
	check(" -m limit --limit 43201/day", " -m limit --limit 43202/day"); /* the same average */
	check(" -m limit --limit 120/min", " -m limit --limit 2/sec");
	check(" -m cluster --cluster-total-nodes 9 --cluster-local-node 8 --cluster-hash-seed 1",
	      " -m cluster --cluster-local-node 8 --cluster-total-nodes 9 --cluster-hash-seed "
	      "0x00000001");
	check(" -m cluster --cluster-total-nodes 9 --cluster-local-node 2 --cluster-hash-seed 1",
	      " -m cluster --cluster-local-nodemask 0x00000002 --cluster-total-nodes 9 "
	      "--cluster-hash-seed 0x00000001");
	check(" -m hashlimit --hashlimit-above 1gb/s --hashlimit-name x", NULL);
	check(" -m hashlimit --hashlimit-above 2000gb/s --hashlimit-name x", NULL);
	check(" -m hashlimit --hashlimit-above 3Mb/s --hashlimit-name x", NULL);
	check(" -m hashlimit --hashlimit-above 1mb/s --hashlimit-burst 2gb --hashlimit-name x",
	      NULL);
	check(" -m hashlimit --hashlimit-above 1mb/s --hashlimit-burst 2mb --hashlimit-name x",
	      " -m hashlimit --hashlimit-above 1mb/s --hashlimit-burst 2mb --hashlimit-name x");
	check(" -m recent --set --seconds 2147483647",
	      " -m recent --set --seconds 2147483647 --name DEFAULT "
	      "--mask 255.255.255.255 --rsource");
	if (!sw_xt_is_later())	/* these print it as it is */
		check(" -m recent --set --seconds 2147483648", NULL);
	check(" -m conntrack --ctorigsrc 10.77.0.2/255.255.255.0",
	      " -m conntrack --ctorigsrc 10.77.0.2/24");
	check(" -m conntrack --ctorigsrc 10.77.0.2/255.0.255.255", NULL);
	check(" -m conntrack ! --ctrepldst 10.77.0.2/0.0.0.255", NULL);
	check(" -m conntrack --ctorigsrc 10.77.0.2/33", NULL);
	check(" -m conntrack --ctorigsrcport 65535:0", NULL);
	check(" -m connlimit --connlimit-above 3 --connlimit-mask 255.0.255.0", NULL);
	check(" -m policy --dir in --pol ipsec --strict --tunnel-src 10.0.0.1/255.0.0.255 --mode "
	      "tunnel",
	      NULL);
	check(" -j NETMAP --to 10.0.0.0/255.0.255.0", NULL);
	check(" -j HMARK --hmark-src-prefix 255.0.255.0 --hmark-mod 5 --hmark-rnd 1", NULL);
	check(" -m hashlimit --hashlimit-upto 3/s --hashlimit-mode srcip --hashlimit-srcmask "
	      "255.0.255.0 "
	      "--hashlimit-name x",
	      NULL);
}

/* Rates are rounded by their plugins. limit's are said as they are; of hashlimit's, a few that no
 * rule has (48037/min) cannot be said. */
static void test_rates(void)
{
	static const char *const units[] = { "sec", "min", "hour", "day" };
	static const char *const bytes[] = { "b", "kb", "mb" };
	struct sw_str s = { 0 };

	taken = refused = wrong = needless = 0;
	for (unsigned i = 1; i < 8000; i++) {
		sw_str_reset(&s);
		sw_str_addf(&s, " -m limit --limit %u/%s", i < 4000 ? i : any() % 1000000 + 1,
			    units[i % 4]);
		try(s.s, false, 0);
	}
	ok(!wrong && !needless && !refused, "limit: %u rates", taken);
	for (unsigned n = 1; n < 2000; n++) {
		sw_str_reset(&s);
		sw_str_addf(&s, " -m hashlimit --hashlimit-upto %u/%s --hashlimit-name x", n,
			    units[n % 4]);
		try(s.s, false, 0);
		sw_str_reset(&s);
		sw_str_addf(&s, " -m hashlimit --hashlimit-above %u%s/s --hashlimit-name x", n + 16,
			    bytes[n % 3]);
		try(s.s, false, 0);
	}
	ok(!wrong && !needless && !refused, "limit and hashlimit: %u rates", taken);
	sw_str_fini(&s);
}

/* Bytes that one proof covers (plain in src/xt/unseen.c), with what a parser may leave there. */

static void any_ports(void *data)
{
	struct xt_multiport_v1 *x = data;

	for (int i = 0; i < x->count; i++) {
		x->ports[i] = any() % 4 ? any() : any() % 2 ? 0 : 0xffff;
		if (i && x->pflags[i - 1]) {	/* the end of a range is above its begin */
			if (x->ports[i - 1] == 0xffff)
				x->ports[i - 1]--;
			x->ports[i] = x->ports[i - 1] + 1 + any() % (0xffff - x->ports[i - 1]);
		}
	}
}

static void any_range(void *data)
{
	struct xt_iprange_mtinfo *x = data;

	x->src_min.ip = htonl(any() % 4 ? any() / 2 : 0);
	x->src_max.ip = htonl(ntohl(x->src_min.ip) + (any() % 2 ? any() / 2 : 0));
}

static void any_mac(void *data)
{
	struct xt_mac_info *x = data;

	for (size_t i = 0; i < sizeof(x->srcaddr); i++)
		x->srcaddr[i] = any() % 3 ? any() : any() % 2 ? 0 : 0xff;
}

static void any_mark(void *data)
{
	struct xt_mark_mtinfo1 *x = data;

	x->mark = any() >> any() % 32;
}

static void any_prefix(void *data)
{
	static const char odd[] = "ab\"'\\ :!-/";
	struct ipt_log_info *x = data;
	size_t n = any() % sizeof(x->prefix);

	memset(x->prefix, 0, sizeof(x->prefix));
	for (size_t i = 0; i < n; i++)
		x->prefix[i] = any() % 3 ? odd[any() % (sizeof(odd) - 1)]
					 : (char)(' ' + any() % 95);
}

static void test_plain_bytes(void)
{
	static const struct { const char *words; void (*fill)(void *data); } rules[] = {
		{ " -m multiport --dports 1,2,3:4,5", any_ports },
		{ " -m multiport ! --ports 7", any_ports },
		{ " -m multiport --sports 1:2", any_ports },
		{ " -m iprange --src-range 1.2.3.4-1.2.3.5", any_range },
		{ " -m iprange ! --src-range 1.2.3.4-1.2.3.5 --dst-range 1.1.1.1", any_range },
		{ " -m mac ! --mac-source 00:11:22:33:44:55", any_mac },
		{ " -m mark --mark 1", any_mark },
		{ " -m mark ! --mark 1/0xff", any_mark },
		{ " -m mark --mark 0/0", any_mark },
		{ " -j LOG --log-prefix x --log-level 7", any_prefix },
	};

	for (size_t k = 0; k < SW_ARRAY_SIZE(rules); k++) {
		bool target = rules[k].words[2] == 'j';
		unsigned bad = 0;

		for (unsigned i = 0; i < 3000; i++) {
			struct sw_rule r;

			if (parse(rules[k].words, target, 6, &r)) {
				bad++;
				continue;
			}
			rules[k].fill(ext_of(&r, target)->data);
			bad += !is_true(&r, target);
			sw_rule_fini(&r);
		}
		ok(!bad, "%s: %u texts are wrong with other bytes", rules[k].words, bad);
	}
}

int main(void)
{
	static const struct { uint8_t family; const char *program; } families[] = {
		{ SW_IP4, "iptables" }, { SW_IP6, "ip6tables" },
	};

	sw_err_init(&err);
	for (size_t i = 0; i < SW_ARRAY_SIZE(families); i++) {
		ok(!sw_xt_init(families[i].family, families[i].program, NULL, &err), "init");
		if (!i) {
			test_values();
			test_rates();
			test_plain_bytes();
		}
		sw_xt_each_extension(false, "", sweep_match, NULL);
		sw_xt_each_extension(true, "", sweep_target, NULL);
	}
	sw_xt_fini();
	return tap_end();
}
