/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The replayer: answers from a recording (nl_record.c has its form), so that tests need no root. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "base/cleanup.h"
#include "base/attr.h"
#include "netlink/nl.h"

struct exchange {
	struct nlmsghdr  *request;	/* owned */
	struct nlmsghdr **answer;	/* owned vector of owned messages */
	size_t nanswer;
	int    error;
	bool   used;
};

struct replay {
	struct sw_nl nl;
	struct exchange *ex;	/* owned vector */
	size_t    nex;
	uint32_t *genid;	/* owned vector, in the order of the recording */
	size_t    ngenid, next_genid;
	uint32_t  commits;
};

/* ---- reading the file ------------------------------------------------------------------------ */

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* A message from hex up to a blank; NULL: no memory, or not a message. */
static struct nlmsghdr *read_msg(const char *hex)
{
	size_t n = strcspn(hex, " \n") / 2;
	SW_FREE uint8_t *p = malloc(n ? n : 1);
	struct nlmsghdr *nlh = (void *)p;

	if (!p || n < NLMSG_HDRLEN + sizeof(struct nfgenmsg))
		return NULL;
	for (size_t i = 0; i < n; i++) {
		int hi = hex_digit(hex[2 * i]), lo = hex_digit(hex[2 * i + 1]);

		if (hi < 0 || lo < 0)
			return NULL;
		p[i] = hi << 4 | lo;
	}
	if (nlh->nlmsg_len != n)
		return NULL;
	return (void *)SW_TAKE(p);
}

/* One more element of size bytes at the end of *v; NULL: no memory, *v stays. */
static void *append(void *v, size_t *n, size_t size)
{
	void **vec = v;
	void *p = realloc(*vec, (*n + 1) * size);

	if (!p)
		return NULL;
	*vec = p;
	p = (char *)p + *n * size;
	memset(p, 0, size);
	++*n;
	return p;
}

static bool add_request(struct replay *r, const char *hex)
{
	struct exchange *x = append(&r->ex, &r->nex, sizeof(*x));

	if (x)
		x->request = read_msg(hex);
	return x && x->request;
}

static bool add_answer(struct replay *r, const char *hex)
{
	struct exchange *x = r->nex ? &r->ex[r->nex - 1] : NULL;
	struct nlmsghdr **p = x ? append(&x->answer, &x->nanswer, sizeof(*p)) : NULL;

	if (p)
		*p = read_msg(hex);
	return p && *p;
}

/* The value of a line that begins with word and a blank; NULL: another line. */
static const char *after(const char *line, const char *word)
{
	size_t n = strlen(word);

	return strncmp(line, word, n) == 0 && line[n] == ' ' ? line + n + 1 : NULL;
}

static bool read_line(struct replay *r, const char *line, bool *in_dump)
{
	const char *v;

	if ((v = after(line, "genid"))) {
		uint32_t *g = append(&r->genid, &r->ngenid, sizeof(*g));

		if (g)
			*g = strtoul(v, NULL, 10);
		return g;
	}
	if ((v = after(line, "dump"))) {
		*in_dump = true;
		return add_request(r, v);
	}
	if ((v = after(line, "answer")))
		return add_answer(r, v);
	if ((v = after(line, "end")) && *in_dump) {
		*in_dump = false;
		r->ex[r->nex - 1].error = atoi(v);
	}
	return true;	/* transactions, remarks and empty lines say nothing here */
}

static int read_file(struct replay *r, const char *path, struct sw_err *err)
{
	SW_FILE FILE *f = fopen(path, "re");
	SW_FREE char *line = NULL;
	bool in_dump = false;
	size_t cap = 0;
	unsigned n = 0;

	if (!f)
		return sw_err_set(err, SW_EOTHER, errno, "%s: %s", path, strerror(errno));
	while (getline(&line, &cap, f) > 0) {
		n++;
		if (!read_line(r, line, &in_dump))
			return sw_err_set(err, SW_EOTHER, EINVAL, "%s: line %u is damaged", path,
					  n);
	}
	if (ferror(f))
		return sw_err_set(err, SW_EOTHER, EIO, "%s: cannot be read", path);
	return 0;
}

/* ---- answering ------------------------------------------------------------------------------- */

static int replay_genid(struct sw_nl *nl, uint32_t *genid, struct sw_err *err)
{
	struct replay *r = (struct replay *)nl;

	*genid = 1;
	if (r->ngenid)
		*genid = r->genid[r->next_genid];
	*genid += r->commits;
	if (r->next_genid + 1 < r->ngenid)
		r->next_genid++;
	return 0;
}

/* Equal but for sequence and port. */
static bool same_request(const struct nlmsghdr *a, const struct nlmsghdr *b)
{
	return a->nlmsg_len == b->nlmsg_len && a->nlmsg_type == b->nlmsg_type &&
	       a->nlmsg_flags == b->nlmsg_flags &&
	       memcmp((const char *)a + NLMSG_HDRLEN, (const char *)b + NLMSG_HDRLEN,
		      a->nlmsg_len - NLMSG_HDRLEN) == 0;
}

/* The first recorded exchange that was not replayed yet, else the last one of its kind. */
static struct exchange *find(struct replay *r, const struct nlmsghdr *request)
{
	struct exchange *x = NULL;

	for (size_t i = 0; i < r->nex; i++) {
		if (!same_request(r->ex[i].request, request))
			continue;
		x = &r->ex[i];
		if (!x->used)
			break;
	}
	return x;
}

static int replay_dump(struct sw_nl *nl, struct nlmsghdr *request,
		       int (*each)(const struct nlmsghdr *, void *), void *arg, struct sw_err *err)
{
	struct exchange *x = find((struct replay *)nl, request);
	int error = x ? x->error : request->nlmsg_flags & NLM_F_DUMP ? 0 : ENOENT;

	for (size_t i = 0; x && i < x->nanswer; i++)
		if (each(x->answer[i], arg)) {
			error = 0;
			break;
		}
	if (x)
		x->used = true;
	return error ? sw_err_set(err, SW_ERESOURCE, error, "Could not read the ruleset: %s",
				  strerror(error)) : 0;
}

static int replay_commit(struct sw_nl *nl, const struct iovec *iov, size_t n,
			 void (*failed)(uint32_t seq, int err, void *), void *arg,
			 struct sw_err *err)
{
	((struct replay *)nl)->commits++;
	return 0;
}

/* ---- life ------------------------------------------------------------------------------------ */

static void replay_close(struct sw_nl *nl)
{
	struct replay *r = (struct replay *)nl;

	for (size_t i = 0; i < r->nex; i++) {
		for (size_t j = 0; j < r->ex[i].nanswer; j++)
			free(r->ex[i].answer[j]);
		free(r->ex[i].answer);
		free(r->ex[i].request);
	}
	free(r->ex);
	free(r->genid);
	free(r);
}

static const struct sw_nl_ops replay_ops = {
	.genid = replay_genid,
	.dump = replay_dump,
	.commit = replay_commit,
	.close = replay_close,
};

struct sw_nl *sw_nl_replay(const char *path, struct sw_err *err)
{
	struct replay *r = calloc(1, sizeof(*r));

	if (!r) {
		sw_err_nomem(err);
		return NULL;
	}
	r->nl.ops = &replay_ops;
	if (read_file(r, path, err)) {
		replay_close(&r->nl);
		return NULL;
	}
	return &r->nl;
}
