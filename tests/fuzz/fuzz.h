/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the fuzz targets share: a kernel made of messages, a session on it, the laws they check. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include "session/session.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
/* What a target defines instead. */
void fuzz_one(const uint8_t *data, size_t size);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed);

/* Ends the process as a finding. */
#define FUZZ_LAW(cond, ...) do { if (!(cond)) fuzz_broken(#cond, __VA_ARGS__); } while (0)
void fuzz_broken(const char *law, const char *fmt, ...)
	__attribute__((noreturn, format(printf, 2, 3)));

/* An error comes filled: with a code, and strings that end. */
void fuzz_check_error(int ret, const struct sw_err *err);

/* A kernel that answers dumps with the messages at data, taken apart by their own lengths where
 * these make sense, and keeps what is committed to it. Each answer is an allocation of exactly its
 * size, so that a byte read behind it is found. */
struct sw_nl *fuzz_kernel(const uint8_t *data, size_t size);
/* Was something deleted, replaced or inserted in the middle? This kernel only adds. */
bool fuzz_kernel_is_odd(const struct sw_nl *nl);
/* Copy its contents to a new one. */
struct sw_nl *fuzz_kernel_copy(const struct sw_nl *nl);

/* A session on nl, which it owns then. Ends the process when memory is out. */
void fuzz_session(struct sw_session *s, uint8_t family, struct sw_nl *nl);

/* A copy of the input with a NUL behind it; freed by the caller. */
char *fuzz_text(const uint8_t *data, size_t size);

/* Change one attribute of those that fill data[from..to); returns the new size. (mutate.c) */
size_t fuzz_mutate_attrs(uint8_t *data, size_t size, size_t max, size_t from, size_t to,
			 unsigned seed);

#endif
