/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is offered behind the words of a line: without a kernel, with a recorded one, with one that
 * never ends; and for lines that are none. */
#include <errno.h>
#include <stdlib.h>
#include <strings.h>
#include <linux/netlink.h>
#include "base/cleanup.h"
#include "base/str.h"
#include "complete/complete_local.h"
#include "netlink/nl.h"
#include "xt/plugin.h"
#include "tap.h"

static const struct sw_verb service_verbs[] = {
	{ "start", NULL, "begin" }, { "restart", NULL, NULL }, { "load", "helper...", "load" },
};

static const struct sw_verb *verb(size_t i)
{
	return i < SW_ARRAY_SIZE(service_verbs) ? &service_verbs[i] : NULL;
}

static const struct sw_complete_program programs[] = {
	{ .name = "iptables", .family = SW_IP4, .options = sw_opts_command },
	{ .name = "ip6tables", .family = SW_IP6, .options = sw_opts_command },
	{ .name = "iptables-restore", .family = SW_IP4, .options = sw_opts_restore,
	  .args = "[file]" },
	{ .name = "statewall", .args = "[program]", .prefix = true },
	{ .name = "service", .options = sw_opts_save, .verb = verb, .word = true },
	{ .name = "help", .args = "[program]", .word = true },
};

static const struct sw_complete_program *each(size_t i)
{
	return i < SW_ARRAY_SIZE(programs) ? &programs[i] : NULL;
}

static const struct sw_complete_program *find(const char *word)
{
	for (size_t i = 0; i < SW_ARRAY_SIZE(programs); i++)
		if (!strcmp(programs[i].name, word))
			return &programs[i];
	return NULL;
}

static struct sw_complete_ask ask = { .find = find, .each = each };

/* The candidates with blanks between; those that go on have a '+'. Static storage. */
static const char *offers(const char *line, size_t point)
{
	static char text[8192];
	struct sw_candidates c = { 0 };
	struct sw_err err;
	size_t len = 0;

	sw_err_init(&err);
	text[0] = '\0';
	if (sw_complete(&ask, line, point, &c, &err))
		return "error";
	for (size_t i = 0; i < c.n && len < sizeof(text) - 256; i++)
		len += snprintf(text + len, 256, "%s%s%s", len ? " " : "", c.c[i].word,
				c.c[i].more ? "+" : "");
	sw_candidates_fini(&c);
	return text;
}

/* ---- tables ---------------------------------------------------------------------------------- */

static void test_exact(void)
{
	static const struct { const char *line, *want; } cases[] = {
		{ "iptables -A ", "INPUT FORWARD OUTPUT" },
		{ "iptables -A IN", "INPUT" },
		{ "iptables -A in", "" },
		{ "iptables -t nat -A ", "PREROUTING INPUT OUTPUT POSTROUTING" },
		{ "iptables -A P -t nat -D ", "PREROUTING INPUT OUTPUT POSTROUTING" },
		{ "iptables -tnat -I PO", "POSTROUTING" },
		{ "iptables --table=raw --append ", "PREROUTING OUTPUT" },
		{ "iptables -t raw --append=O", "--append=OUTPUT" },
		{ "iptables -AIN", "-AINPUT" },
		{ "iptables --append=IN", "--append=INPUT" },
		{ "iptables -L ", "INPUT FORWARD OUTPUT" },
		{ "iptables -nvL F", "FORWARD" },
		{ "iptables -P INPUT ", "ACCEPT DROP" },
		{ "iptables -t nat -P INPUT ", "ACCEPT" },
		{ "iptables -N ", "" },
		{ "iptables -X m", "" },
		{ "iptables -E ", "" },
		{ "iptables -t ", "mangle security raw filter nat" },
		{ "iptables -t na", "nat" },
		{ "iptables --tab", "--table" },
		{ "iptables -A INPUT -m state --state ",
		  "INVALID+ NEW+ ESTABLISHED+ RELATED+ UNTRACKED+" },
		{ "iptables -A INPUT -m state --state -", "" },
		{ "iptables -A INPUT -m state --state=", "--state=INVALID+ --state=NEW+ "
		  "--state=ESTABLISHED+ --state=RELATED+ --state=UNTRACKED+" },
		{ "iptables -A INPUT -m state ! --state NEW,EST", "NEW,ESTABLISHED+" },
		{ "iptables -A INPUT -m state --state new,est", "new,ESTABLISHED+" },
		{ "iptables -A INPUT -m state --state NEW,N", "" },
		{ "iptables -A INPUT -m state --state=NEW,R", "--state=NEW,RELATED+" },
		{ "iptables -A INPUT -m state --stat", "--state" },
		{ "iptables -A INPUT -m state --state NEW --stat", "" },
		{ "iptables -A INPUT --state ", "" },
		{ "iptables -A INPUT -m conntrack --ctdir ", "ORIGINAL REPLY" },
		{ "iptables -A INPUT -p tcp --tcp-flags SYN,A", "SYN,ACK+ SYN,ALL+" },
		{ "iptables -A INPUT -p tcp --tcp-flags SYN,ACK SY", "SYN+" },
		{ "iptables -A INPUT -p tcp --tcp-flags SYN,ACK SYN --syn --dp", "--dport" },
		{ "iptables -A INPUT -p icmp --icmp-type ping", "ping" },
		{ "iptables -A INPUT -p 1 --icmp-type ping", "ping" },
		{ "iptables -A INPUT -p ICMP --icmp-type ping", "ping" },
		{ "ip6tables -A INPUT -p icmpv6 --icmpv6-type no", "no-route" },
		{ "ip6tables -A INPUT -p ipv6-icmp --icmpv6-type no", "no-route" },
		{ "iptables -A INPUT -j REJECT --reject-with tcp", "tcp-reset" },
		{ "ip6tables -A INPUT -j REJECT --reject-with icmp6-no", "icmp6-no-route" },
		{ "iptables -A INPUT -j LOG --log-level w", "warning" },
		{ "iptables -A INPUT -m addrtype --dst-type L", "LOCAL+" },
		{ "iptables -A INPUT -m set --match-set x src,", "src,dst+" },
		{ "iptables -A INPUT -m helper --helper ft", "ftp" },
		{ "iptables -A INPUT -j R", "RETURN RATEEST REJECT" },
		{ "iptables -A FORWARD -j R", "RETURN RATEEST REJECT" },
		{ "iptables -t nat -A PREROUTING -j R", "RETURN RATEEST REDIRECT" },
		{ "iptables -t nat -A POSTROUTING -j R", "RETURN RATEEST" },
		{ "iptables -t nat -A mine -j R", "RETURN RATEEST REDIRECT" },
		{ "iptables -A INPUT -j IN", "" },
		{ "iptables -A INPUT -j UL", "" },
		{ "iptables -A INPUT -j NA", "" },
		{ "iptables -A INPUT -j s", "" },
		{ "iptables -A INPUT -m stand", "" },
		{ "iptables -t nat -A OUTPUT -j D", "DNAT" },
		{ "iptables -t mangle -A OUTPUT -j DS", "DSCP" },
		{ "iptables -jDR", "-jDROP" },
		{ "iptables -A INPUT -g ", "" },
		{ "iptables -A INPUT -m connt", "conntrack" },
		{ "iptables -A INPUT --in", "--in-interface" },
		{ "iptables -A OUTPUT --in", "" },
		{ "iptables -A INPUT --out", "" },
		{ "iptables -A INPUT ! --fr", "--fragments" },
		{ "ip6tables -A INPUT ! --fr", "" },
		{ "iptables -A INPUT ! --ju", "" },
		{ "iptables -A INPUT -p tcp --prot", "" },
		{ "iptables -L --line", "--line-numbers" },
		{ "iptables -A INPUT --line", "" },
		{ "iptables -A INPUT --mat", "--match" },
		{ "iptables -L --mat", "" },
		{ "iptables -i l", "lo" },
		{ "iptables -p sct", "sctp" },
		{ "iptables -s ", "" },
		{ "iptables -A \"IN", "INPUT" },
		{ "iptables -A 'IN", "INPUT" },
		{ "iptables -A I\\N", "INPUT" },
		{ "iptables -m comment --comment 'a -j b' -jDR", "-jDROP" },
		{ "iptables -m comment --comment \"-t nat\" -A PRE", "" },
		{ "/usr/sbin/iptables -A IN", "INPUT" },
		{ "sudo -u root iptables -A IN", "INPUT" },
		{ "iptables-restore --nof", "--noflush" },
		{ "iptables-restore -T ra", "raw" },
		{ "statewall ", "iptables ip6tables iptables-restore statewall service help" },
		{ "statewall ip6tables -A IN", "INPUT" },
		{ "statewall service ", "start load" },
		{ "statewall service --cou", "--counters" },
		{ "statewall service -t na", "nat" },
		{ "statewall service load x nf_conntrack_ft", "nf_conntrack_ftp" },
		{ "statewall service start s", "" },
		{ "statewall help serv", "service" },
		{ "sudo service st", "" },
		{ "cat iptab", "" },
		{ "", "" },
		{ " ", "" },
	};

	for (size_t i = 0; i < SW_ARRAY_SIZE(cases); i++)
		is(offers(cases[i].line, -1), cases[i].want, "%s", cases[i].line);
	is(offers("iptables -A INPUT -j ACCEPT", 14), "INPUT", "the cursor in a word");
	is(offers("iptables -A INPUT -j ACCEPT", 0), "", "the cursor in front");
}

/* Some of many, and some that must not be there: "word" and "!word". */
static void test_some(void)
{
	static const struct { const char *line, *some; } cases[] = {
		{ "iptables ", "-A -C -D -t !-p !-j !--append" },
		{ "iptables -", "-A -D -t !-p" },
		{ "iptables --", "--append --delete --table !-A !--jump" },
		{ "iptables -A INPUT ", "-p -s -i -j -m !-o !-A !-n !-6" },
		{ "ip6tables -A OUTPUT ", "-o -6 !-i !-f !-4" },
		{ "iptables -A INPUT -p tcp ", "--dport --syn --tcp-flags -j !-p" },
		{ "iptables -A INPUT -p tcp -m tcp ", "--dport --syn -j" },
		{ "iptables -A INPUT -m state ", "--state -j" },
		{ "iptables -A INPUT -j LOG ", "--log-prefix --log-level !-j" },
		{ "iptables -L -", "-n -v -x --line-numbers !-A !-p" },
		{ "iptables -A INPUT -m ", "tcp conntrack state icmp !icmp6 !standard !NAT !LOG" },
		{ "ip6tables -A INPUT -m ", "tcp icmp6 rt !icmp !ttl" },
		{ "iptables -A INPUT -j ", "ACCEPT DROP REJECT LOG !INPUT !NAT !ULOG !standard "
		  "!DNAT !SECMARK !TTL !HL !CT" },
		{ "iptables -t nat -A PREROUTING -j ", "ACCEPT DNAT REDIRECT !DROP !SNAT !REJECT" },
		{ "iptables -t raw -A PREROUTING -j ", "CT NOTRACK TRACE DROP !DNAT !TPROXY" },
		{ "iptables -t mangle -A PREROUTING -j ", "TPROXY TTL MARK !HL !CLASSIFY" },
		{ "ip6tables -t mangle -A POSTROUTING -j ", "HL SNPT !DNPT !TTL" },
		{ "iptables -p ", "tcp udp icmp all" },
		{ "iptables -p ", "!hopopt" },
		{ "iptables -A INPUT -p tcp --dport ", "ssh https !tftp" },
		{ "iptables -A INPUT -p udp --dport ", "tftp domain !ssh" },
		{ "iptables -A INPUT -p tcp --dport ssh:htt", "ssh:https" },
		{ "iptables -A INPUT -p tcp -m multiport --dports ssh,htt", "ssh,https" },
		{ "iptables -A INPUT -m owner --uid-owner ro", "root" },
		{ "iptables-restore ", "!-n" },
		{ "iptables-restore -", "-n -t -c" },
	};

	for (size_t i = 0; i < SW_ARRAY_SIZE(cases); i++) {
		SW_FREE char *got = NULL, *copy = strdup(cases[i].some);
		char *rest = NULL, spaced[64];

		if (asprintf(&got, " %s ", offers(cases[i].line, -1)) < 0)
			return;
		for (char *w = strtok_r(copy, " ", &rest); w; w = strtok_r(NULL, " ", &rest)) {
			char *bare = w + (*w == '!'), *plus;

			for (plus = got; (plus = strchr(plus, '+')); )
				*plus = ' ';
			snprintf(spaced, sizeof(spaced), " %s ", bare);
			ok(!strstr(got, spaced) == (*w == '!'), "%s: %s", cases[i].line, w);
		}
	}
}

/* ---- files ----------------------------------------------------------------------------------- */

static void test_files(void)
{
	char dir[] = "/tmp/test_complete.XXXXXX", path[128], line[256], want[256];

	if (!ok(mkdtemp(dir), "a folder"))
		return;
	snprintf(path, sizeof(path), "%s/rules one", dir);
	fclose(fopen(path, "w"));
	snprintf(line, sizeof(line), "iptables-restore %s/ru", dir);
	is(offers(line, -1), path, "a file");
	snprintf(line, sizeof(line), "iptables-restore '%s/rules o", dir);
	is(offers(line, -1), path, "a file with a blank in quotes");
	snprintf(line, sizeof(line), "iptables-restore %.*s", (int)strlen(dir) - 1, dir);
	snprintf(want, sizeof(want), "%s/+", dir);
	is(offers(line, -1), want, "a folder goes on");
	setenv("HOME", dir, 1);
	is(offers("iptables-restore ~/ru", -1), "~/rules one", "at home");
	ask.files = true;
	is(offers(line, -1), "", "the caller knows files");
	ask.files = false;
	remove(path);
	rmdir(dir);
}

/* ---- kernels --------------------------------------------------------------------------------- */

static struct sw_nl *recorded(struct sw_err *err)
{
	const char *dir = getenv("srcdir");
	char path[4096];

	snprintf(path, sizeof(path), "%s/tests/data/snapshot.rec", dir ? dir : ".");
	return sw_nl_replay(path, err);
}

static void test_recorded(void)
{
	ask.kernel = recorded;
	is(offers("iptables -A ", -1), "INPUT FORWARD OUTPUT user", "chains of a recording");
	is(offers("iptables -X ", -1), "user", "-X: no builtin one");
	is(offers("iptables -P ", -1), "INPUT FORWARD OUTPUT", "-P: only those");
	is(offers("iptables -A INPUT -j us", -1), "user", "-j");
	is(offers("iptables -A user -j us", -1), "", "no chain jumps to itself");
	is(offers("iptables -A INPUT -g ", -1), "user", "-g");
	is(offers("ip6tables -X u", -1), "", "of the other family");
	is(offers("iptables -D user ", -1) + 0, offers("iptables -R user ", -1), "numbers");
	ask.kernel = NULL;
}

/* Answers for ever. */
static unsigned asked;

static int endless_genid(struct sw_nl *nl, uint32_t *genid, struct sw_err *e)
{
	*genid = 1;
	return 0;
}

static int endless_dump(struct sw_nl *nl, struct nlmsghdr *request,
			int (*fn)(const struct nlmsghdr *, void *), void *arg, struct sw_err *e)
{
	struct { struct nlmsghdr h; uint32_t body; } m = { .h.nlmsg_len = sizeof(m) };

	while (!fn(&m.h, arg))
		asked++;
	return 0;
}

static int endless_commit(struct sw_nl *nl, const struct iovec *iov, size_t n,
			  void (*failed)(uint32_t, int, void *), void *arg, struct sw_err *e)
{
	return ok(false, "something is written");
}

static void endless_close(struct sw_nl *nl)
{
}

static struct sw_nl *endless(struct sw_err *e)
{
	static const struct sw_nl_ops ops = { endless_genid, endless_dump, endless_commit,
					      endless_close };
	static struct sw_nl nl = { .ops = &ops };

	return &nl;
}

static int swallow(const struct nlmsghdr *nlh, void *arg)
{
	return 0;
}

static void test_endless(void)
{
	struct nlmsghdr request = { 0 };
	struct sw_nl *nl = sw_nl_limited(endless(NULL), 100, 10000);
	struct sw_err err;

	sw_err_init(&err);
	asked = 0;
	ok(nl->ops->dump(nl, &request, swallow, NULL, &err) == -ETIME, "so many answers");
	ok(asked == 100, "%u answers", asked);
	ok(nl->ops->commit(nl, NULL, 0, NULL, NULL, &err) < 0, "nothing is committed");
	sw_nl_close(nl);
	asked = 0;
	sw_err_init(&err);
	nl = sw_nl_limited(endless(NULL), UINT32_MAX, 20);
	ok(nl->ops->dump(nl, &request, swallow, NULL, &err) == -ETIME, "so many milliseconds");
	ok(asked > 0, "%u answers", asked);
	sw_nl_close(nl);
	ask.kernel = endless;
	is(offers("iptables -A ", -1), "INPUT FORWARD OUTPUT", "a kernel that never ends");
	ask.kernel = NULL;
}

/* ---- lines that are none --------------------------------------------------------------------- */

static const char *const bits[] = {
	"iptables", "ip6tables", "statewall", "service", " ", " ", " ", "\t", "-A", "INPUT", "-j",
	"-m", "state", "--state", "=", "NEW", ",", "\"", "'", "\\", "-", "--", "!", "-t", "nat",
	"-p", "tcp", "--dport", ":", "-D", "1", "set", "--match-set", "~/", "/", "\xc3", "\xa9",
	"\x01", "-L", "--tcp-flags", "SYN", "#", ";", "$(x)", "", "-nvL", "conntrack", "LOG",
};

/* Every candidate goes on with what is typed, and can be shown. */
static bool is_lawful(const char *line, size_t point)
{
	struct sw_candidates c = { 0 };
	struct sw_err err;
	bool good;

	sw_err_init(&err);
	good = !sw_complete(&ask, line, point, &c, &err) && c.typed;
	for (size_t i = 0; i < c.n; i++) {
		good &= !strncasecmp(c.c[i].word, c.typed, strlen(c.typed));
		for (const char *p = c.c[i].word; *p; p++)
			good &= (unsigned char)*p >= ' ' || p < c.c[i].word + strlen(c.typed);
	}
	sw_candidates_fini(&c);
	return good;
}

static void test_odd(void)
{
	unsigned seed = 1, bad = 0, max = 0;
	char line[4200];

	ask.kernel = recorded;
	for (unsigned round = 0; round < 20000; round++) {
		size_t len = 0, limit = round % 50 ? 60 : 4096;

		if (round % 2)
			len = sprintf(line, "iptables -A INPUT ");
		while (len < limit) {
			seed = seed * 1103515245 + 12345;
			len += snprintf(line + len, sizeof(line) - len, "%s",
					bits[(seed >> 16) % SW_ARRAY_SIZE(bits)]);
		}
		max = len > max ? len : max;
		bad += !is_lawful(line, (seed >> 8) % 3 ? len : seed % (len + 9));
	}
	ask.kernel = NULL;
	ok(!bad, "%u of 20000 odd lines, up to %u bytes", bad, max);
}

int main(void)
{
	test_exact();
	test_some();
	test_files();
	test_recorded();
	test_endless();
	test_odd();
	sw_xt_fini();
	return tap_end();
}
