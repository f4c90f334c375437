/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Commands and save files on a ruleset that is not the kernel's: no socket, no root. */
#include "fake_sink.h"
#include "session/command.h"
#include "session/list.h"
#include "session/restore.h"
#include "tap.h"
#include "xt/plugin.h"

static struct fake fake = { .sink.ops = &fake_ops };
static struct sw_session s;
static struct sw_err err;

static int run(const char *text)
{
	struct sw_restore r = { .o = { .program = "iptables-restore", .family = SW_IP4,
				       .noflush = true },
				.file = { .text = text, .len = strlen(text) } };
	int ret;

	sw_err_init(&err);
	ret = sw_restore_scan(&r, &err);
	if (!ret)
		ret = sw_restore_run(&s, &r, &err);
	sw_restore_fini(&r);
	return ret;
}

/* What -S says of table filter. */
static const char *list(void)
{
	struct sw_cmd cmd = { .letter = 'S', .family = SW_IP4, .table = "filter" };

	sw_err_init(&err);
	fflush(s.out);
	sw_str_reset(&s.text);
	if (sw_command_run(&s, &cmd, SW_ALONE, &err) || fflush(s.out))
		return err.msg;
	return s.text.s;
}

int main(void)
{
	sw_err_init(&err);
	ok(!sw_xt_init(SW_IP4, "iptables", NULL, &err), "libxtables");
	ok(!sw_session_open_on(&s, "iptables", SW_IP4, NULL, &err), "a session without a kernel");
	s.sink = &fake.sink;

	ok(!run("*filter\n:INPUT DROP [0:0]\n:one - [0:0]\n-A INPUT -s 192.0.2.1/32 -j one\n"
		"-A one -p tcp -m tcp --dport 22 -j ACCEPT\n-A one -j RETURN\nCOMMIT\n"),
	   "a save file: %s", err.msg);
	is(list(), "-P INPUT DROP\n-P FORWARD ACCEPT\n-P OUTPUT ACCEPT\n-N one\n"
	   "-A INPUT -s 192.0.2.1/32 -j one\n-A one -p tcp -m tcp --dport 22 -j ACCEPT\n"
	   "-A one -j RETURN\n", "is listed");
	ok(strstr(fake.log.s, "chain+ one") != NULL, "the sink was told: %s", fake.log.s);

	ok(!run("*filter\n-D one 2\n-I one -j LOG\n-C one -p tcp -m tcp --dport 22 -j ACCEPT\n"
		"-R INPUT 1 -j DROP\nCOMMIT\n"), "commands that name rules: %s", err.msg);
	is(list(), "-P INPUT DROP\n-P FORWARD ACCEPT\n-P OUTPUT ACCEPT\n-N one\n"
	   "-A INPUT -j DROP\n-A one -j LOG\n-A one -p tcp -m tcp --dport 22 -j ACCEPT\n",
	   "change it");
	ok(run("*filter\n-D one -j RETURN\nCOMMIT\n") < 0 && strstr(err.msg, "Bad rule"),
	   "a rule that is not there");
	ok(!run("*filter\n-F\n-X one\nCOMMIT\n"), "and empty it: %s", err.msg);
	is(list(), "-P INPUT DROP\n-P FORWARD ACCEPT\n-P OUTPUT ACCEPT\n", "but for the policy");
	ok(!run("*filter\n-A INPUT -j DROP\n-S INPUT\nCOMMIT\n") && !fflush(s.out) &&
	   strstr(s.text.s, "-A INPUT -j DROP"), "a list in a file shows what the file has made");
	ok(!run("*filter\n-F\nCOMMIT\n"), "and empty again");

	sw_session_close(&s);
	sw_str_fini(&fake.log);
	sw_xt_fini();
	return tap_end();
}
