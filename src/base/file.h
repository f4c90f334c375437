/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whole files: read one, and replace one so that a crash leaves the old or the new, complete. */
#ifndef SW_BASE_FILE_H
#define SW_BASE_FILE_H

#include <stddef.h>
#include <sys/types.h>
#include "base/err.h"

/* *text is the caller's, with a NUL behind it. -ENOENT with err filled: there is none. Only regular
 * files of at most 256 MB. */
int sw_file_read(const char *path, char **text, size_t *len, struct sw_err *err);

/* Write path anew: a temporary file in its folder (.statewall.new), synced, renamed over it, and
 * the folder synced. A new file gets this mode; one that is there keeps owner, group, mode and
 * extended attributes. One that cannot be replaced (it is mounted on its name) or could not keep
 * them is written in place. A symbolic link is followed: what it points to is replaced. -EINVAL,
 * -EISDIR: what is there is no regular file, and stays. Waits for another process that does the
 * same in that folder. */
int sw_file_replace(const char *path, const char *text, size_t len, mode_t mode,
		    struct sw_err *err);

/* Remove path, if it is there. -EINVAL, -EISDIR: it is no regular file, and stays. Of a symbolic
 * link what it points to is emptied. */
int sw_file_remove(const char *path, struct sw_err *err);

/* Make the folder that path is in, if it is not there. */
int sw_file_folder(const char *path, struct sw_err *err);

/* The whole of text to where fd stands, or a negative errno. */
int sw_file_write(int fd, const char *text, size_t len);

#endif
