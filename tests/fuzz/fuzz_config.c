/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A sysconfig file: assignments, module words with ports, remarks. Input: text. */
#include <stdlib.h>
#include <string.h>
#include "fuzz.h"
#include "modprobe/sysconfig.h"

/* What is printed reads as the same words. */
static void check_words(const struct sw_module_words *words)
{
	struct sw_module_words again = { 0 };
	struct sw_str first = { 0 }, second = { 0 };
	struct sw_notes notes = { 0 };

	sw_module_words_print(words, &first);
	if (first.s) {
		FUZZ_LAW(sw_module_words_add(&again, first.s, "again", &notes) >= 0, "no memory");
		sw_module_words_print(&again, &second);
		FUZZ_LAW(second.s && !strcmp(first.s, second.s), "%s\n%s", first.s,
			 second.s ? second.s : "");
	}
	FUZZ_LAW(!notes.n, "%s", notes.line[0]);
	sw_notes_fini(&notes);
	sw_str_fini(&first);
	sw_str_fini(&second);
	sw_module_words_fini(&again);
}

void fuzz_one(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);
	struct sw_module_words words = { 0 };
	struct sw_notes notes = { 0 };
	struct sw_config c;
	struct sw_err err;
	int ret;

	sw_err_init(&err);
	ret = sw_config_init(&c, &err);
	if (!ret)
		ret = sw_config_parse(&c, "IPTABLES", "fuzz", text, size, &notes, &err);
	fuzz_check_error(ret, &err);
	FUZZ_LAW(c.modules_from <= c.modules_to && c.modules_to <= size, "%zu %zu",
		 c.modules_from, c.modules_to);
	if (!ret && sw_module_words_add(&words, c.modules, "fuzz:1", &notes) >= 0)
		check_words(&words);
	for (size_t i = 0; i < notes.n; i++)
		for (const char *p = notes.line[i]; *p; p++)
			FUZZ_LAW((unsigned char)*p >= ' ' && *p != 127, "byte %d in a remark", *p);
	sw_module_words_fini(&words);
	sw_notes_fini(&notes);
	sw_config_fini(&c);
	free(text);
}
