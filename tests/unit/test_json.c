/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON: commas, line breaks, escapes, and what stands in one line. */
#include "base/json.h"
#include "tap.h"

int main(void)
{
	struct sw_str out = { 0 };
	struct sw_json j = { .out = &out };

	sw_json_object(&j, NULL);
	sw_json_text(&j, "a", "x\"y\\z\n");
	sw_json_number(&j, "n", UINT64_MAX);
	sw_json_bool(&j, "b", false);
	sw_json_text(&j, "none", NULL);
	sw_json_list(&j, "empty");
	sw_json_close(&j);
	sw_json_list(&j, "rows");
	for (int i = 0; i < 2; i++) {
		sw_json_object_flat(&j, NULL);
		sw_json_number(&j, "i", (uint64_t)i);
		sw_json_list_flat(&j, "in");
		sw_json_text(&j, NULL, "abc");
		sw_json_number(&j, NULL, 7);
		sw_json_close(&j);
		sw_json_close(&j);
	}
	sw_json_close(&j);
	sw_json_close(&j);
	is(out.s, "{\n  \"a\": \"x\\\"y\\\\z\\\\x0a\",\n  \"n\": 18446744073709551615,\n"
	   "  \"b\": false,\n  \"none\": null,\n  \"empty\": [],\n  \"rows\": [\n"
	   "    {\"i\": 0, \"in\": [\"abc\", 7]},\n    {\"i\": 1, \"in\": [\"abc\", 7]}\n  ]\n}\n",
	   "a document");
	sw_str_fini(&out);
	return tap_end();
}
