/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The libxtables plugins: find, parse options, check, print and save; the only door to them. */
#ifndef SW_XT_PLUGIN_H
#define SW_XT_PLUGIN_H

#include <stdio.h>
#include "base/line.h"
#include "base/str.h"
#include "rule/rule.h"

/* Must be called once before anything else here, and again to change the family (rule/rule.h
 * SW_IP4/SW_IP6), as often as one likes but not between begin and finish; the same family again
 * costs nothing. program names the personality in plugin messages ("iptables") and is borrowed.
 * kernel_rev answers "does the kernel know extension NAME at revision REV". It is asked once per
 * plugin, when a rule is parsed and there is a choice of revisions; the newest revision it knows is
 * taken, and the newest of all when it knows none or kernel_rev is NULL. */
typedef bool (*sw_xt_rev_fn)(const char *name, uint8_t rev, bool target, uint8_t family);
int sw_xt_init(uint8_t family, const char *program, sw_xt_rev_fn kernel_rev, struct sw_err *err);
void sw_xt_fini(void);

/* A rule under construction. Only one at a time (libxtables is global). Use:
 * begin, {match | target | option}*, finish or abort. */
struct sw_xt_rule;
struct sw_xt_rule *sw_xt_begin(void);	/* never NULL after init; reused storage */

/* -m NAME. Error SW_EPARAM/EVERSION with libxtables' wording if there is no such match; the hint
 * names the nearest plugin. */
int sw_xt_match(struct sw_xt_rule *r, const char *name, struct sw_err *err);

/* -j NAME: 1 = a target extension was loaded, 0 = there is none of that name (a chain, or a
 * verdict), < 0 error. must: no such extension is an error. */
int sw_xt_target(struct sw_xt_rule *r, const char *name, bool must, struct sw_err *err);

/* An option word that is none of the command's own: argv[i] is "--name" or "--name=value" (plugins
 * have no short options); argv[argc] must be NULL, plugins look for it. ip is what was parsed so
 * far (plugins look at the protocol). When the user gave a protocol and the option is unknown so
 * far, the protocol's match (tcp, udp ...) is loaded implicitly, once per rule, as iptables does;
 * proto_name is the word given to -p in lower case, or NULL. own: how many of the caller's own
 * options begin so; what abbreviates one of them and one of an extension is an error, as in getopt.
 * Returns the number of words used (>= 1), 0 = no extension here knows the option, < 0 error. */
int sw_xt_option(struct sw_xt_rule *r, int argc, char **argv, int i, int own, bool invert,
		 const struct sw_ip *ip, const char *proto_name, struct sw_err *err);

/* Final checks; move matches and target (jump kind EXT, or the standard target's nothing) into
 * out. out->ip must hold the final fields. Leaves r ready for the next begin. */
int sw_xt_finish(struct sw_xt_rule *r, struct sw_rule *out, struct sw_err *err);
void sw_xt_abort(struct sw_xt_rule *r);

/* Which plugin has option --NAME? Fills buf with names like "-p tcp, -p udp" or "-m multiport"; for
 * hints only, may load every plugin. Returns false when none. */
bool sw_xt_who_has_option(const char *option, char *buf, size_t len);
/* Nearest installed extension, or NULL; static storage. */
const char *sw_xt_nearest(const char *name, bool target);
/* Does a target plugin of that name exist (without starting a rule)? */
bool sw_xt_has_target(const char *name);

/* For completion: the name of every installed extension of a kind that begins with `begin` (its
 * plugin is loaded), sorted; and every option of one (none: unknown). */
void sw_xt_each_extension(bool target, const char *begin, void (*fn)(const char *name, void *arg),
			  void *arg);
void sw_xt_each_option(const char *name, bool target,
		       void (*fn)(const char *option, bool has_value, void *arg), void *arg);

/* Where the words of an option's value come from. */
enum sw_xt_from {
	SW_XT_WORDS,
	SW_XT_ADVISE,	/* words, which are told to whoever has typed another one */
	SW_XT_SERVICES, SW_XT_PROTOCOLS, SW_XT_INTERFACES, SW_XT_SETS,
	SW_XT_HELPERS, SW_XT_USERS, SW_XT_GROUPS,
};
struct sw_xt_values {
	uint8_t     family;	/* 0: both */
	bool        list;	/* joined by commas */
	uint8_t     place;	/* 0: the option's first value, 1: its second one */
	const char *plugin, *option;
	uint8_t     from;	/* enum sw_xt_from */
	const char *const *word;	/* of words: ends with NULL; else NULL */
};
/* The row of an option of a plugin, in the current family; NULL: nothing is known of its value. */
const struct sw_xt_values *sw_xt_values(const char *plugin, const char *option, unsigned place);
void sw_xt_each_values(void (*fn)(const struct sw_xt_values *v, void *arg), void *arg);

/* What iptables prints for one extension. Save: " -m state --state NEW", " -j NOTRACK" (leading
 * blank, alias applied), appended to the line; a plugin writes to its stream, behind what was in
 * the line. List: the text of -L's last column (" state NEW"), with a leading blank where the
 * plugin prints one. The word for -L's target column is sw_xt_target_name. Error if no plugin has
 * this revision. */
int sw_xt_save_match(struct sw_line *l, const struct sw_rule *r, const struct sw_ext *m,
		     struct sw_err *err);
int sw_xt_save_target(struct sw_line *l, const struct sw_rule *r, struct sw_err *err);
int sw_xt_list_match(FILE *out, const struct sw_rule *r, const struct sw_ext *m, bool numeric,
		     struct sw_err *err);
int sw_xt_list_target(FILE *out, const struct sw_rule *r, bool numeric, struct sw_err *err);
const char *sw_xt_target_name(const struct sw_rule *r);	/* as -L has it: "CT" for NOTRACK */

/* nft words of one extension by the plugin's own xlate, in parts without blanks around, appended to
 * w. 1 = done, 0 = the plugin has none. Call it once for each extension of a rule: connlimit
 * numbers the sets it asks for. */
struct sw_xt_nft {
	struct sw_str rule;	/* inside the rule, where the extension stands */
	struct sw_str set;	/* behind "add set FAMILY TABLE", before the rule; "" = none */
	struct sw_str comment;	/* behind "comment" at the rule's end; "" = none */
};
int sw_xt_xlate(struct sw_xt_nft *w, const struct sw_rule *r, const struct sw_ext *x, bool target,
		struct sw_err *err);
void sw_xt_nft_fini(struct sw_xt_nft *w);

/* Equality for -C and -D: what the kernel does and what is printed. Like sw_rule_equal, but bytes
 * that neither the kernel nor the plugin looks at do not count (unseen.c), and each extension's
 * saved text must be equal too (some plugins declare no user bytes). A text that cannot be printed
 * makes them different. */
bool sw_xt_rule_same(const struct sw_rule *a, const struct sw_rule *b, void *unused);
/* A number that such rules share. */
uint64_t sw_xt_rule_hash(const struct sw_rule *r);

/* Does the save text of each extension of r make that extension again? 0, or SW_EPARAM with the
 * text that would not. Not between begin and finish. What was found is remembered until
 * sw_xt_fini. */
int sw_xt_echo(const struct sw_rule *r, struct sw_err *err);

/* The same for a rule read back, after sw_xt_complete: only extensions are looked at that are known
 * to print what is not so. Others may need what is not there any more (a file of bpf's) to be
 * read. */
bool sw_xt_is_true(const struct sw_rule *r);

/* Set user_size of every extension from its plugin; for rules read back. The bytes behind stay: the
 * kernel has blanked its own, and connlabel's number stands there. An extension without plugin of
 * that revision, or shorter than the plugin's: returns 1 (cannot be printed). */
int sw_xt_complete(struct sw_rule *r, struct sw_err *err);

/* True when no byte of the payload is anybody's text; false = there may be some. After
 * sw_xt_complete. */
bool sw_xt_is_numbers(const struct sw_ext *x);

/* iptables -m NAME -h, -j NAME -h: for each extension of the rule under construction, head with its
 * name, and the plugin's help text, which the plugin itself prints to stdout. Ends the
 * construction. */
typedef void (*sw_xt_help_fn)(const char *name, bool has_help, void *arg);
void sw_xt_help(sw_xt_help_fn head, void *arg);

#endif
