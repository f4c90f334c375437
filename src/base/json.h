/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON, written member by member: commas, line breaks and escapes are put here and nowhere else. */
#ifndef SW_BASE_JSON_H
#define SW_BASE_JSON_H

#include <inttypes.h>

#include "base/str.h"

#define SW_JSON_DEPTH 24	/* lists and objects within each other, at most */

/* { .out = ... } is one that begins. Out of memory is remembered in out, as ever. */
struct sw_json {
	struct sw_str *out;
	uint8_t depth;
	bool    more;			/* something stands before in the innermost one */
	char    end[SW_JSON_DEPTH];	/* what closes each */
	uint8_t flat;			/* 0, or the depth from which on all stands in one line */
};

#define SW_JSON_VERSION 1	/* of all documents: docs/json.md says when it becomes another */

/* Begins a document, {"statewall": 1, "kind": "list", ...: an object, to be closed. */
void sw_json_document(struct sw_json *j, const char *kind);
/* The same in one line, of documents that come one after the other. */
void sw_json_document_line(struct sw_json *j, const char *kind);

/* name: of the member; NULL in a list, and at the very begin. */
void sw_json_object(struct sw_json *j, const char *name);
void sw_json_list(struct sw_json *j, const char *name);
/* The same in one line, with all that is in it. */
void sw_json_object_flat(struct sw_json *j, const char *name);
void sw_json_list_flat(struct sw_json *j, const char *name);
/* The innermost one; behind the last one a line ends. */
void sw_json_close(struct sw_json *j);

/* Control characters and bytes that are no UTF-8 are \xNN in the text, as on a terminal: JSON has
 * no bytes. NULL is null. */
void sw_json_text(struct sw_json *j, const char *name, const char *text);
void sw_json_textn(struct sw_json *j, const char *name, const char *text, size_t n);
void sw_json_number(struct sw_json *j, const char *name, uint64_t value);
void sw_json_int(struct sw_json *j, const char *name, int64_t value);
void sw_json_bool(struct sw_json *j, const char *name, bool value);
/* Members that were written elsewhere, in one line and with commas between them. */
void sw_json_members(struct sw_json *j, const char *members);

#endif
