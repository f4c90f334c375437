/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of iptables-xml share: escaping, and the words of one rule as elements. */
#ifndef SW_CLI_XML_H
#define SW_CLI_XML_H

#include <stdio.h>
#include "base/str.h"

/* As text or attribute value. Bytes above ASCII become references, one each, as iptables-xml does;
 * control characters, which XML cannot hold, become U+FFFD. */
void sw_xml_text(FILE *out, const char *text);
/* As the name of an element; what a name cannot hold becomes _xHHHH_. */
void sw_xml_name(FILE *out, const char *name);
/* The inside of a comment. */
void sw_xml_comment(FILE *out, const char *text);

/* Word i is -j, --jump, -g or --goto, not a quoted text of that look. */
bool sw_xml_is_target(const struct sw_words *w, int i);

/* Words first to last - 1 as elements. A jump to a chain is told from one to a target by is_chain. */
void sw_xml_rule_part(FILE *out, const struct sw_words *w, int first, int last,
		      bool (*is_chain)(void *arg, const char *name), void *arg);

#endif
