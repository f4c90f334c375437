/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether a save file holds IPv4 rules or IPv6 ones, by its name and by what it says; and whether
 * the words of a command do. */
#ifndef SW_SESSION_FILE_FAMILY_H
#define SW_SESSION_FILE_FAMILY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Names as ip6tables, ip6tables.save, rules.v6, and the other family's; NULL: none. Then, line by
 * line, what wrote the file, protocols and matches that one family has alone, and addresses.
 * SW_IP4, SW_IP6; 0: nothing tells. */
uint8_t sw_file_family(const char *name, const char *text, size_t len);

/* Does it name a table? One that does not would load nothing. */
bool sw_file_has_table(const char *text, size_t len);

/* The same of n words of a command: SW_IP4, SW_IP6, and *at is the word that tells; 0: none does.
 * quoted (NULL: unknown) says which words stood in quotes. */
uint8_t sw_words_family(int n, char *const *word, const bool *quoted, int *at);

/* Is word[i] what somebody wrote for readers, or to be looked for in packets ("--comment -4")? Then
 * it is no option, whatever it looks like. */
bool sw_word_is_text(int i, char *const *word);

#endif
