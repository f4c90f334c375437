/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Config files: what a shell would read is read, what only a shell can do is named and not done. */
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/file.h"
#include "modprobe/sysconfig.h"
#include "tap.h"

/* Reads text; the remarks joined by newlines. */
static char *read_config(struct sw_config *c, const char *text, size_t len)
{
	struct sw_notes notes = { 0 };
	struct sw_str all = { 0 };
	struct sw_err err;

	sw_err_init(&err);
	if (sw_config_init(c, &err) ||
	    sw_config_parse(c, "IPTABLES", "cfg", text, len, &notes, &err))
		return NULL;
	for (size_t i = 0; i < notes.n; i++)
		sw_str_addf(&all, "%s%s", i ? "\n" : "", notes.line[i]);
	sw_notes_fini(&notes);
	sw_str_add(&all, "");
	return sw_str_take(&all);
}

static void check_modules(const char *text, const char *want, const char *remark)
{
	struct sw_config c;
	char *said = read_config(&c, text, strlen(text));

	is(c.modules, want, "value of %.60s", text);
	ok(remark ? strstr(said, remark) != NULL : !*said, "remark: %s", *said ? said : "none");
	free(said);
	sw_config_fini(&c);
}

static void test_values(void)
{
	check_modules("", "", NULL);
	check_modules("# only a comment\n\n  # another", "", NULL);
	check_modules("IPTABLES_MODULES=\"ip_conntrack_ftp\"\n", "ip_conntrack_ftp", NULL);
	check_modules("IPTABLES_MODULES=ip_conntrack_ftp", "ip_conntrack_ftp", NULL);
	check_modules("IPTABLES_MODULES='a b' # why", "a b", NULL);
	check_modules("IPTABLES_MODULES='a'\" b\"c\\ d", "a bc d", NULL);
	check_modules("  export IPTABLES_MODULES=\"a\"", "a", NULL);
	check_modules("IPTABLES_MODULES=\"a \\\n b\"\n", "a  b", NULL);
	check_modules("IPTABLES_MODULES=\"a\nb\"\n", "a\nb", NULL);
	check_modules("IPTABLES_MODULES=\"a\\\"b\\x\"", "a\"b\\x", NULL);
	check_modules("IPTABLES_MODULES=\n", "", NULL);
	check_modules("IPTABLES_MODULES=a#b\n", "a#b", NULL);
	check_modules("IPTABLES_MODULES='$x `y`'\n", "$x `y`", NULL);
}

static void test_oddities(void)
{
	check_modules("IPTABLES_MODULES=a\nIPTABLES_MODULES=b\n", "b",
		      "cfg:2: IPTABLES_MODULES is assigned again (before on line 1)");
	check_modules("IPTABLES_MODULES=\"$(touch /x)\"\n", "", "cfg:1: ignored: $");
	check_modules("IPTABLES_MODULES=`touch /x`\n", "", "cfg:1: ignored: backquotes");
	check_modules("IPTABLES_MODULES=\"a $B\"\nIPTABLES_MODULES=c", "c", "cfg:1: ignored: $");
	check_modules("IPTABLES_MODULES=a b\n", "", "cfg:1: ignored: more words");
	check_modules("IPTABLES_MODULES = a\n", "", "cfg:1: ignored: blanks before");
	check_modules("IPTABLES_MODULES= a\n", "", "cfg:1: ignored: blanks behind");
	check_modules("IPTABLES_MODULES=a; rm -rf /\n", "", "cfg:1: ignored: shell syntax");
	check_modules("IPTABLES_MODULES+=a\n", "", "cfg:1: ignored: +=");
	check_modules(". /etc/other\n", "", "cfg:1: ignored: no assignment");
	check_modules("if true; then\n", "", "cfg:1: ignored: no assignment");
	check_modules("IPTABLES_MODULES=\"a\nIPTABLES_SAVE_COUNTER=yes\n", "",
		      "cfg:1: ignored: a quote that is not closed");
	check_modules("IP6TABLES_MODULES=a\n", "",
		      "cfg:1: ignored: IP6TABLES_MODULES is no variable");
	check_modules("IPTABLES_MODULESX=a\n", "",
		      "cfg:1: ignored: IPTABLES_MODULESX is no variable");
	check_modules("IPTABLES_SAVE_COUNTER=maybe\n", "",
		      "cfg:1: IPTABLES_SAVE_COUNTER: \"maybe\" is neither");
	check_modules("IPTABLES_MODULES=\"a\"\r\n", "a", "cfg: lines end in CR LF");
	check_modules("\033[1mx\n", "", "cfg:1: ignored");
}

static void test_rest(void)
{
	static const char text[] =
		"IPTABLES_MODULES=\"a\nIPTABLES_SAVE_COUNTER=yes\nIPTABLES_RESTORE_WAIT=5\n"
		"IPTABLES_MODULES_UNLOAD=\"no\"\nIPTABLES_RESTORE_WAIT_INTERVAL=x\nIPTABLES_STATUS_"
		"NUMERIC=no";
	static const char nul[] = "IPTABLES_MODULES=a\0b\nIPTABLES_SAVE_ON_STOP=yes\n";
	struct sw_config c;
	char *said = read_config(&c, "", 0);

	ok(c.modules_unload && c.status_numeric && c.status_linenumbers && !c.status_verbose,
	   "defaults: yes, yes, yes, no");
	ok(!c.save_on_stop && !c.save_on_restart && !c.save_counter, "defaults: nothing is saved");
	ok(c.restore_wait == 600 && c.restore_wait_interval == 1000000, "defaults: waiting");
	free(said);
	sw_config_fini(&c);

	said = read_config(&c, text, sizeof(text) - 1);
	ok(c.save_counter && !c.modules_unload && !c.status_numeric,
	   "lines behind an open quote are read");
	ok(c.restore_wait == 5 && c.restore_wait_interval == 1000000, "numbers");
	ok(strstr(said, "cfg:5: IPTABLES_RESTORE_WAIT_INTERVAL: \"x\" is no number"), "no number");
	free(said);
	sw_config_fini(&c);

	said = read_config(&c, nul, sizeof(nul) - 1);
	ok(c.save_on_stop && !*c.modules && strstr(said, "cfg:1: ignored: a NUL"), "NUL byte");
	free(said);
	sw_config_fini(&c);
}

static void check_set(const char *dir, const char *before, const char *after)
{
	struct sw_err err;
	char path[256], *got = NULL;
	struct stat st;
	size_t len;

	sw_err_init(&err);
	snprintf(path, sizeof(path), "%s/iptables-config", dir);
	unlink(path);
	if (before)
		sw_file_replace(path, before, strlen(before), 0640, &err);
	ok(!sw_config_set_modules("IPTABLES", path, "x y", &err), "written: %s", err.msg);
	ok(!sw_file_read(path, &got, &len, &err), "read back");
	is(got, after, "only the value changed");
	ok(!stat(path, &st) && (st.st_mode & 07777) == (before ? 0640u : 0600u), "mode is kept");
	free(got);
}

static void test_set(void)
{
	char dir[] = "/tmp/sysconfig.XXXXXX", path[300];

	if (!ok(mkdtemp(dir) != NULL, "a folder"))
		return;
	check_set(dir, NULL, "IPTABLES_MODULES=\"x y\"\n");
	check_set(dir, "", "IPTABLES_MODULES=\"x y\"\n");
	check_set(dir, "# a\nIPTABLES_MODULES=\"a\" # why\nOTHER=1\n",
		  "# a\nIPTABLES_MODULES=\"x y\" # why\nOTHER=1\n");
	check_set(dir, "IPTABLES_MODULES=a\nIPTABLES_MODULES=b\r\nz",
		  "IPTABLES_MODULES=a\nIPTABLES_MODULES=\"x y\"\r\nz");
	check_set(dir, "#IPTABLES_MODULES=\"\"",
		  "#IPTABLES_MODULES=\"\"\nIPTABLES_MODULES=\"x y\"\n");
	check_set(dir, "IPTABLES_MODULES=\"a \\\nb\"\nX=1", "IPTABLES_MODULES=\"x y\"\nX=1");
	snprintf(path, sizeof(path), "%s/iptables-config", dir);
	unlink(path);
	rmdir(dir);
}

int main(void)
{
	test_values();
	test_oddities();
	test_rest();
	test_set();
	return tap_end();
}
