/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of names, and how a name is found in it. */
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "base/cleanup.h"
#include "cli/program_options.h"
#include "cli/report.h"
#include "personality.h"
#include "rule/rule.h"
#include "see/see.h"
#include "service/programs.h"
#include "service/service_opts.h"
#include "shell/shell.h"
#include "words/version.h"
#include "xt/compat.h"

const struct sw_personality sw_personalities[] = {
	{ "iptables", SW_IP4, sw_run_command, SW_PF_FIXED_NAME, "one command on the IPv4 rules",
	  sw_opts_command },
	{ "iptables-save", SW_IP4, sw_run_save, 0, "print the IPv4 rules as a save file",
	  sw_opts_save },
	{ "iptables-restore", SW_IP4, sw_run_restore, 0, "load IPv4 rules from a save file",
	  sw_opts_restore, "[file]" },
	{ "ip6tables", SW_IP6, sw_run_command, SW_PF_FIXED_NAME, "one command on the IPv6 rules",
	  sw_opts_command },
	{ "ip6tables-save", SW_IP6, sw_run_save, 0, "print the IPv6 rules as a save file",
	  sw_opts_save },
	{ "ip6tables-restore", SW_IP6, sw_run_restore, 0, "load IPv6 rules from a save file",
	  sw_opts_restore, "[file]" },
	{ "iptables-translate", SW_IP4, sw_run_xlate, 0, "print nft commands for an IPv4 command",
	  sw_opts_command },
	{ "ip6tables-translate", SW_IP6, sw_run_xlate, 0, "print nft commands for an IPv6 command",
	  sw_opts_command },
	{ "iptables-restore-translate", SW_IP4, sw_run_restore_xlate, 0,
	  "print an IPv4 save file as nft commands", sw_opts_restore_xlate },
	{ "ip6tables-restore-translate", SW_IP6, sw_run_restore_xlate, 0,
	  "print an IPv6 save file as nft commands", sw_opts_restore_xlate },
	{ "iptables-apply", SW_IP4, sw_run_iptables_apply, 0,
	  "load IPv4 rules, and ask whether they may stay", sw_opts_iptables_apply, "[file]" },
	{ "ip6tables-apply", SW_IP6, sw_run_iptables_apply, 0,
	  "load IPv6 rules, and ask whether they may stay", sw_opts_iptables_apply, "[file]" },
	{ "iptables-xml", 0, sw_run_xml, 0, "print a save file as XML", sw_opts_xml, "[file]" },
	{ "both", 0, sw_run_both, SW_PF_SUBCOMMAND, "one command on the IPv4 and the IPv6 rules",
	  sw_opts_command },
	{ "service", 0, sw_run_service, SW_PF_SUBCOMMAND,
	  "start, stop, save ... the firewall from its rule file", sw_opts_service,
	  .verb = sw_service_verb },
	{ "modules", 0, sw_run_modules, SW_PF_SUBCOMMAND, "show, load and unload conntrack helpers",
	  sw_opts_service, .verb = sw_modules_verb },
	{ "check", 0, sw_run_check, SW_PF_SUBCOMMAND,
	  "say what is wrong with the rules, with the lines to write", sw_opts_check, .lost = 2 },
	{ "explain", 0, sw_run_explain, SW_PF_SUBCOMMAND,
	  "say what the rules do to a packet, and which of them", sw_opts_explain, .lost = 4 },
	{ "group", 0, sw_run_group, SW_PF_SUBCOMMAND, "make maps of runs of rules that are loaded",
	  sw_opts_group, "[chain]" },
	{ "diff", 0, sw_run_diff, SW_PF_SUBCOMMAND,
	  "say what a save file would change, or how two differ", sw_opts_diff, "[file [file]]",
	  .lost = 2 },
	{ "apply", 0, sw_run_apply, SW_PF_SUBCOMMAND,
	  "load save files of both families at once, with a way back", sw_opts_apply,
	  "[file [file]]" },
	{ "confirm", 0, sw_run_confirm, SW_PF_SUBCOMMAND, "keep the change that waits for it",
	  sw_opts_confirm },
	{ "revert", 0, sw_run_revert, SW_PF_SUBCOMMAND, "take the change that waits back, now",
	  sw_opts_confirm },
	{ "try", 0, sw_run_try, SW_PF_SUBCOMMAND | SW_PF_RUNS, "run one command, with a way back",
	  .args = "seconds program" },
	{ "adopt", 0, sw_run_adopt, SW_PF_SUBCOMMAND,
	  "take the rules of iptables-nft or iptables-legacy over", sw_opts_adopt },
	{ "leave", 0, sw_run_leave, SW_PF_SUBCOMMAND,
	  "give the rules to iptables-nft or iptables-legacy", sw_opts_leave },
	{ "history", 0, sw_run_history, SW_PF_SUBCOMMAND,
	  "list the changes made by hand or from files", sw_opts_history, "[number]" },
	{ "undo", 0, sw_run_undo, SW_PF_SUBCOMMAND,
	  "take the last change back, or one of the history", sw_opts_undo, "[number]" },
	{ "top", 0, sw_run_top, SW_PF_SUBCOMMAND, "show which rules count most, live or once",
	  sw_opts_top, "[chain]" },
	{ "metrics", 0, sw_run_metrics, SW_PF_SUBCOMMAND,
	  "print the counters of rules, chains and policies as OpenMetrics", sw_opts_metrics },
	{ "status", 0, sw_run_status, SW_PF_SUBCOMMAND,
	  "say whose rules are loaded, and whether they are those of the files", sw_opts_status,
	  .lost = 2 },
	{ "trace", 0, sw_run_trace, SW_PF_SUBCOMMAND,
	  "show packets on their way through chains and rules", sw_opts_trace },
	{ "list", 0, sw_run_list_both, SW_PF_SUBCOMMAND,
	  "list the rules of both families, as text or as JSON", sw_opts_list, "[chain]" },
	{ "save", 0, sw_run_save_both, SW_PF_SUBCOMMAND,
	  "print the rules of both families as save files, or as JSON", sw_opts_list },
	{ "graph", 0, sw_run_graph, SW_PF_SUBCOMMAND,
	  "draw chains, jumps and verdicts, for dot or Mermaid", sw_opts_graph, "[chain]" },
	{ "shell", 0, sw_run_shell, SW_PF_SUBCOMMAND,
	  "type iptables lines, with completion and help" },
	{ "complete", 0, sw_run_complete, SW_PF_SUBCOMMAND,
	  "print how a command line may go on, for bash, zsh and fish" },
	{ 0 },
};

/* Cuts the word out of the name, where it stands in the middle or at the end. */
static void cut(char *name, const char *word)
{
	char *at = strstr(name, word);
	size_t len = strlen(word);

	if (at && (at[len] == '\0' || at[len] == '-'))
		memmove(at, at + len, strlen(at + len) + 1);
}

/* "iptables-nft-save", "iptables-save-statewall" and "iptables-statewall-save", which is how
 * Debian's packages name such links, -> "iptables-save". false: it does not fit into buf. */
static int plain_name(const char *name, char *buf, size_t size)
{
	size_t len = strlen(name);

	if (len >= size)
		return 0;
	memcpy(buf, name, len + 1);
	cut(buf, "-statewall");
	cut(buf, "-nft");
	return 1;
}

const struct sw_personality *sw_personality_find(const char *name)
{
	const struct sw_personality *p;
	char plain[64];

	if (!plain_name(name, plain, sizeof(plain)))
		return NULL;
	for (p = sw_personalities; p->name; p++)
		if (!strcmp(p->name, plain))
			return p;
	return NULL;
}

static void print_names(FILE *out)
{
	const struct sw_personality *p;

	fprintf(out,
		"statewall %s: the iptables command line on nftables\n\n"
		"Usage: statewall NAME [options], or a link to it called NAME\n"
		"       statewall help [NAME], statewall version\n\nNames:\n",
		SW_VERSION);
	for (p = sw_personalities; p->name; p++)
		fprintf(out, "  %-20s %s\n", p->name, p->summary);
}

/* Ours, and those that decide what is printed and what can be done. */
static void print_versions(void)
{
	SW_FREE char *folders = sw_xt_plugin_folders();
	struct utsname kernel;

	printf("statewall %s\n", SW_VERSION);
	printf("iptables: %s\n", sw_compat_version());
	printf("plugins: %s (%s)\n", folders ? folders : "nowhere", sw_xt_plugin_version());
	if (!uname(&kernel))
		printf("kernel: %s %s\n", kernel.sysname, kernel.release);
}

static bool is_version(const char *word)
{
	return !strcmp(word, "version") || !strcmp(word, "--version") || !strcmp(word, "-V");
}

/* "statewall --help NAME" is what "statewall help NAME" is. Of these words themselves, and of
 * "version", the list of names tells all. */
static bool is_help(const char *word)
{
	return !strcmp(word, "help") || !strcmp(word, "--help") || !strcmp(word, "-h");
}

static const struct sw_personality *unknown(const char *word, int *status)
{
	const char *names[SW_ARRAY_SIZE(sw_personalities) + 1] = { "help", "version" };
	size_t n = 2;

	for (const struct sw_personality *p = sw_personalities; p->name; p++)
		names[n++] = p->name;
	if (*word)
		sw_report_unknown("statewall", "command", word, names, n);
	print_names(stderr);
	*status = 2;
	return NULL;
}

/* "statewall help NAME": what NAME says to --help, which each of them knows. */
static const struct sw_personality *select_help(char *name, struct sw_invocation *inv, int *status)
{
	static char option[] = "--help";
	static char *words[] = { option, NULL };
	const struct sw_personality *who = sw_personality_find(name);

	if (!who)
		return unknown(name, status);
	inv->program = name;
	inv->argc = 1;
	inv->argv = words;
	return who;
}

/* The name is a word of statewall's: NULL, with the exit status, when it is none or asks for
 * help. */
static const struct sw_personality *select_word(int argc, char **argv, struct sw_invocation *inv,
						int *status)
{
	const char *word = argc > 1 ? argv[1] : "";
	const struct sw_personality *who;

	*status = 0;
	if (is_version(word)) {
		print_versions();
		return NULL;
	}
	if (is_help(word) && (argc < 3 || is_help(argv[2]) || is_version(argv[2]))) {
		print_names(stdout);
		return NULL;
	}
	if (is_help(word))
		return select_help(argv[2], inv, status);
	who = sw_personality_find(word);
	if (!who)
		return unknown(word, status);
	inv->program = word;
	inv->argc = argc - 2;
	inv->argv = argv + 2;
	return who;
}

/* "statewall undo", as its messages begin. */
static const char *name_whole(const struct sw_personality *who)
{
	static char name[64];

	snprintf(name, sizeof(name), "statewall %s", who->name);
	return name;
}

const struct sw_personality *sw_personality_select(int argc, char **argv, struct sw_invocation *inv,
						   int *status)
{
	const char *name = argc > 0 && argv[0] ? argv[0] : "statewall";
	const char *slash = strrchr(name, '/');
	const struct sw_personality *who;

	if (slash)
		name = slash + 1;
	*inv = (struct sw_invocation){ .program = name, .argc = argc - 1, .argv = argv + 1 };
	who = sw_personality_find(name);
	if (!who || who->flags & SW_PF_SUBCOMMAND)
		who = select_word(argc, argv, inv, status);
	if (!who)
		return NULL;
	inv->family = who->family;
	if (who->flags & SW_PF_FIXED_NAME || strstr(inv->program, "-statewall"))
		inv->program = who->name;
	if (who->flags & SW_PF_SUBCOMMAND)
		inv->program = name_whole(who);
	return who;
}
