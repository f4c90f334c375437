/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads and writes the file of a change that waits, and locks it. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/here.h"
#include "base/str.h"
#include "change/pending.h"

#define USUAL_DIR "/run/statewall"
#define HEAD      "statewall change 1"
#define SETS "sets counters"

/* ---- the place ------------------------------------------------------------------------------- */

/* The keeper works in another folder than the caller. */
static int set_dir(struct sw_spot *p, const char *dir, struct sw_err *err)
{
	SW_FREE char *cwd = *dir == '/' ? strdup("") : getcwd(NULL, 0);

	if (!cwd)
		return sw_err_set(err, SW_EOTHER, errno, "cannot tell the current folder: %s",
				  strerror(errno));
	if (snprintf(p->dir, sizeof(p->dir), "%s%s%s", cwd, *cwd ? "/" : "", dir) >=
	    (int)sizeof(p->dir))
		return sw_err_set(err, SW_EPARAM, ENAMETOOLONG, "the name of a folder is too long");
	return 0;
}

int sw_spot_find(struct sw_spot *p, const char *dir, struct sw_err *err)
{
	char here[64];
	int ret;

	if (!sw_here_namespace(here, sizeof(here)))
		return sw_err_set(err, SW_EOTHER, errno, "cannot tell the network namespace: %s",
				  strerror(errno));
	ret = set_dir(p, dir ? dir : USUAL_DIR, err);
	if (ret)
		return ret;
	snprintf(p->file, sizeof(p->file), "%s/change.%s", p->dir, here);
	return 0;
}

int sw_spot_lock(struct sw_spot *p, struct sw_err *err)
{
	SW_FREE char *name = NULL;
	SW_FD int fd = -1;
	int ret = sw_file_folder(p->file, err);

	if (ret)
		return ret;
	if (asprintf(&name, "%s.lock", p->file) < 0) {
		name = NULL;
		return sw_err_nomem(err);
	}
	fd = open(name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	while (fd >= 0 && flock(fd, LOCK_EX))
		if (errno != EINTR)
			break;
	if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB))
		return sw_err_set(err, SW_EOTHER, errno, "cannot lock %s: %s", name,
				  strerror(errno));
	p->lock = fd;
	fd = -1;
	return 0;
}

void sw_spot_unlock(struct sw_spot *p)
{
	if (p->lock >= 0)
		close(p->lock);
	p->lock = -1;
}

void sw_spot_fini(struct sw_spot *p)
{
	sw_spot_unlock(p);
	if (p->alive >= 0)
		close(p->alive);
	p->alive = -1;
}

/* ---- the change ------------------------------------------------------------------------------ */

void sw_pending_fini(struct sw_pending *p)
{
	for (int i = 0; i < 2; i++) {
		free(p->before[i]);
		free(p->after[i]);
	}
	free(p->command);
	*p = (struct sw_pending){ 0 };
}

uint64_t sw_pending_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_BOOTTIME, &t);
	return (uint64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void sw_pending_name(struct sw_pending *p)
{
	uint64_t number = 0;

	if (getrandom(&number, sizeof(number), 0) != sizeof(number))
		number = sw_pending_now() << 20 | (getpid() & 0xfffff);
	snprintf(p->id, sizeof(p->id), "%016" PRIx64, number);
}

/* ---- the file -------------------------------------------------------------------------------- */

/* The next line of *rest into line. */
static bool take_line(const char **rest, const char *end, char *line, size_t size)
{
	const char *nl = memchr(*rest, '\n', end - *rest);
	size_t len = nl ? (size_t)(nl - *rest) : 0;

	if (!nl || len >= size)
		return false;
	memcpy(line, *rest, len);
	line[len] = '\0';
	*rest = nl + 1;
	return true;
}

/* "before4 123", and so many bytes behind the line; "-": none. */
static bool take_text(const char **rest, const char *end, const char *name, char **text)
{
	char line[64], *number, *stop;
	size_t len = strlen(name);
	unsigned long n;

	if (!take_line(rest, end, line, sizeof(line)) || strncmp(line, name, len) ||
	    line[len] != ' ')
		return false;
	number = line + len + 1;
	if (!strcmp(number, "-"))
		return true;
	n = strtoul(number, &stop, 10);
	if (stop == number || *stop || n > (unsigned long)(end - *rest))
		return false;
	*text = strndup(*rest, n);
	*rest += n;
	return *text != NULL;
}

static bool parse(const char *text, size_t len, const char *key, struct sw_pending *p)
{
	static const char *const name[] = { "before4", "before6", "after4", "after6" };
	char **const to[] = { &p->before[0], &p->before[1], &p->after[0], &p->after[1] };
	const char *rest = text, *end = text + len;
	char line[256];

	if (!take_line(&rest, end, line, sizeof(line)) || strcmp(line, HEAD) ||
	    !take_line(&rest, end, line, sizeof(line)) || strcmp(line, key) ||
	    !take_line(&rest, end, line, sizeof(line)) ||
	    sscanf(line, "%16s %" SCNu64 " %u", p->id, &p->deadline, &p->seconds) != 3)
		return false;
	for (size_t i = 0; i < SW_ARRAY_SIZE(name); i++)
		if (!take_text(&rest, end, name[i], to[i]))
			return false;
	/* A release before the history had none, and read no further. */
	if (rest < end && !take_text(&rest, end, "command", &p->command))
		return false;
	if (rest < end)
		p->sets = take_line(&rest, end, line, sizeof(line)) && !strcmp(line, SETS);
	return p->before[0] && p->before[1];
}

int sw_pending_read(const struct sw_spot *place, struct sw_pending *p, struct sw_err *err)
{
	SW_FREE char *text = NULL;
	char key[SW_HERE_MAX];
	struct sw_err why;
	size_t len;
	int ret;

	*p = (struct sw_pending){ 0 };
	sw_err_init(&why);
	if (!sw_here_key(key))
		return sw_here_unknown(err);
	ret = sw_file_read(place->file, &text, &len, &why);
	if (ret == -ENOENT)
		return 0;
	if (ret) {
		*err = why;
		return ret;
	}
	if (parse(text, len, key, p))
		return 1;
	sw_pending_fini(p);	/* of another boot, or cut off by hand: nothing to come back to */
	return 0;
}

static void add_text(struct sw_str *out, const char *name, const char *text)
{
	if (!text)
		sw_str_addf(out, "%s -\n", name);
	else
		sw_str_addf(out, "%s %zu\n", name, strlen(text));
	if (text)
		sw_str_add(out, text);
}

int sw_pending_write(const struct sw_spot *place, const struct sw_pending *p, struct sw_err *err)
{
	struct sw_str out = { 0 };
	char key[SW_HERE_MAX];
	int ret;

	if (!sw_here_key(key))
		return sw_here_unknown(err);
	sw_str_addf(&out, HEAD "\n%s\n%s %" PRIu64 " %u\n", key, p->id, p->deadline, p->seconds);
	add_text(&out, "before4", p->before[0]);
	add_text(&out, "before6", p->before[1]);
	add_text(&out, "after4", p->after[0]);
	add_text(&out, "after6", p->after[1]);
	add_text(&out, "command", p->command);
	if (p->sets)
		sw_str_add(&out, SETS "\n");
	ret = out.oom ? sw_err_nomem(err) :
			sw_file_replace(place->file, out.s, out.len, 0600, err);
	sw_str_fini(&out);
	return ret;
}

int sw_pending_remove(const struct sw_spot *place, struct sw_err *err)
{
	return sw_file_remove(place->file, err);
}

/* ---- the ending ------------------------------------------------------------------------------ */

static const char *const endings[] = { "unknown", "kept", "back" };

static char *last_name(const struct sw_spot *place)
{
	char *name;

	return asprintf(&name, "%s.last", place->file) < 0 ? NULL : name;
}

/* Without a word about it the change ends all the same. */
int sw_pending_end(const struct sw_spot *place, const char *id, enum sw_ending how,
		   const char *lost, struct sw_err *err)
{
	SW_FREE char *name = last_name(place);
	struct sw_str text = { 0 };
	struct sw_err none;

	sw_err_init(&none);
	sw_str_addf(&text, "%s %s\n%s", id, endings[how], lost ? lost : "");
	if (name && !text.oom)
		sw_file_replace(name, text.s, text.len, 0600, &none);
	sw_str_fini(&text);
	return sw_pending_remove(place, err);
}

enum sw_ending sw_pending_ended(const struct sw_spot *place, const char *id, struct sw_str *lost)
{
	SW_FREE char *name = last_name(place), *text = NULL;
	char there[SW_PENDING_ID], how[16];
	struct sw_err none;
	char *nl;
	size_t len;

	sw_err_init(&none);
	if (!name || sw_file_read(name, &text, &len, &none) ||
	    sscanf(text, "%16s %15s", there, how) != 2 || strcmp(there, id))
		return SW_ENDING_UNKNOWN;
	nl = strchr(text, '\n');
	if (nl && lost)
		sw_str_add(lost, nl + 1);
	return !strcmp(how, endings[SW_ENDING_KEPT]) ? SW_ENDING_KEPT :
	       !strcmp(how, endings[SW_ENDING_BACK]) ? SW_ENDING_BACK : SW_ENDING_UNKNOWN;
}
