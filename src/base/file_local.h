/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a file that is replaced keeps: owner, group, mode, extended attributes; or it is written in
 * place. */
#ifndef SW_BASE_FILE_LOCAL_H
#define SW_BASE_FILE_LOCAL_H

#include <stddef.h>
#include <sys/stat.h>

/* Gives the new file fd what the file at old has (st is its). 0; 1 = it cannot be given all of
 * that. */
int sw_file_keep(int fd, const char *old, const struct stat *st);

/* Writes text into the regular file at path, which stays the file it is. 0, or a negative errno:
 * then its old text was put back. A crash meanwhile leaves something of both. */
int sw_file_overwrite(const char *path, const char *text, size_t len);

#endif
