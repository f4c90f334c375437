/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Would the rules shut out the ssh session that check runs in? Explain is asked. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/net.h"
#include "see/check_local.h"
#include "sight/journey.h"

#define NAME "SSH_CONNECTION="	/* "CLIENT PORT SERVER PORT", by sshd(8) */
#define FATHERS 32		/* of which one is sshd's shell: sudo(8) takes the variable away */
#define ROOM (128 * 1024)

struct session {
	uint8_t  family;
	char     client[64], server[64];
	uint8_t  client_addr[16], server_addr[16];
	unsigned client_port, server_port;
	char     in[SW_IF_MAX];	/* "" is unknown */
};

/* ---- which session --------------------------------------------------------------------------- */

/* Of a process's environment; "" is none. */
static void read_environ(pid_t pid, char value[160])
{
	SW_FREE char *env = malloc(ROOM);
	char path[64];
	ssize_t n = 0;
	int fd;

	*value = '\0';
	snprintf(path, sizeof(path), "/proc/%d/environ", (int)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0 && env)
		n = read(fd, env, ROOM - 1);
	if (fd >= 0)
		close(fd);
	if (n <= 0)
		return;
	env[n] = '\0';
	for (char *at = env; at < env + n; at += strlen(at) + 1)
		if (!strncmp(at, NAME, strlen(NAME)))
			snprintf(value, 160, "%s", at + strlen(NAME));
}

static pid_t father_of(pid_t pid)
{
	char path[64], line[512] = "";
	const char *end;
	int father = 0;
	FILE *in;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	in = fopen(path, "re");
	if (!in)
		return 0;
	if (!fgets(line, sizeof(line), in))
		line[0] = '\0';
	fclose(in);
	end = strrchr(line, ')');	/* the name may hold anything */
	if (!end || sscanf(end + 1, " %*c %d", &father) != 1)
		return 0;
	return father;
}

/* "fe80::1%eth0" is of that interface, and sshd says so. */
static void take_scope(struct session *s)
{
	char *scope = strchr(s->client, '%');

	s->server[strcspn(s->server, "%")] = '\0';
	if (!scope)
		return;
	*scope++ = '\0';
	if (strlen(scope) < sizeof(s->in))
		memcpy(s->in, scope, strlen(scope) + 1);
}

static bool find_session(struct session *s)
{
	const char *own = getenv("SSH_CONNECTION");
	char value[160] = "";
	pid_t pid = getppid();

	if (own)
		snprintf(value, sizeof(value), "%s", own);
	for (int i = 0; !own && !*value && i < FATHERS && pid > 1; i++, pid = father_of(pid))
		read_environ(pid, value);
	if (sscanf(value, "%63s %u %63s %u", s->client, &s->client_port, s->server,
		   &s->server_port) != 4 || s->client_port > 65535 || s->server_port > 65535)
		return false;
	take_scope(s);
	s->family = strchr(s->client, ':') ? SW_IP6 : SW_IP4;
	return inet_pton(s->family, s->client, s->client_addr) == 1 &&
	       inet_pton(s->family, s->server, s->server_addr) == 1;
}

/* ---- what becomes of its packets ------------------------------------------------------------- */

static void make_packet(struct sw_packet *p, const struct session *s, bool first,
			struct sw_router *router)
{
	struct sw_route_ask back = { .family = s->family, .dst = s->client_addr };
	uint8_t ports[4] = { (uint8_t)(s->client_port >> 8), (uint8_t)s->client_port,
			     (uint8_t)(s->server_port >> 8), (uint8_t)s->server_port };
	struct sw_route route;

	sw_packet_init(p, s->family);
	p->plain = p->fragment_known = true;
	sw_packet_set_proto(p, IPPROTO_TCP);
	sw_packet_set_addr(p, false, s->client_addr);
	sw_packet_set_addr(p, true, s->server_addr);
	sw_header_set(&p->th, 0, ports, sizeof(ports));
	p->th.v[13] = first ? 0x02 : 0x10;
	p->th.k[13] = 0x3f;
	p->states = first ? SW_STATE_NEW : SW_STATE_ESTABLISHED;
	p->mark_known = UINT32_MAX;
	p->way = SW_WAY_INPUT;
	if (!s->in[0] && (sw_route_get(router, &back, &route, NULL) || !route.out[0]))
		return;
	memcpy(p->in.name, s->in[0] ? s->in : route.out, sizeof(p->in.name));
	p->in.known = true;
}

/* Who ends it, whatever it depends on; NULL: it may come through. */
static const struct sw_decider *who_ends(const struct sw_fate *f)
{
	const unsigned ends = 1u << SW_DROPPED | 1u << SW_REJECTED;

	if (!f->may || f->may & ~ends)
		return NULL;
	return &f->by[f->may & 1u << SW_DROPPED ? SW_DROPPED : SW_REJECTED];
}

static int add(const struct session *s, bool first, const struct sw_decider *by,
	       struct sw_findings *out, struct sw_err *err)
{
	struct sw_finding f = { .kind = "ssh", .family = s->family, .turn = SW_TURN_SPEC,
				.table = by->table->builtin->name,
				.number = (unsigned)by->number };
	struct sw_str reason = { 0 }, lines = { 0 }, rule = { 0 };

	snprintf(f.chain, sizeof(f.chain), "%s", by->chain->name);
	sw_str_addf(&reason, "shuts out%s the ssh session from %s that you are in: %s",
		    by->number ? "" : ", by its policy,", s->client,
		    first ? "you could not log in again" : "it would hang");
	if (!strcmp(f.table, "filter"))
		sw_str_addf(&lines, "%s -I INPUT -p tcp -s %s --dport %u -j ACCEPT\n",
			    s->family == SW_IP6 ? "ip6tables" : "iptables", s->client,
			    s->server_port);
	if (by->rule)
		(void)sw_finding_rule_text(&rule, s->family, by->chain->name,
					   (struct sw_rule *)by->rule, err);
	f.rule = rule.len ? sw_str_take(&rule) : NULL;
	f.reason = sw_str_take(&reason);
	f.lines = lines.len ? sw_str_take(&lines) : strdup("");
	sw_str_fini(&rule);
	sw_str_fini(&lines);
	return sw_findings_add(out, &f, err);
}

/* first: of a new login; else of the session as it is. 1: it is shut out, and that was added. */
static int ask(const struct sw_ruleset *rs, const struct session *s, bool first,
	       struct sw_findings *out, struct sw_err *err)
{
	struct sw_journey j = { .walk.rs = rs };
	const struct sw_decider *by;
	struct sw_packet p;
	int ret;

	make_packet(&p, s, first, &j.router);
	ret = sw_journey_run(&j, &p, err);
	by = ret ? NULL : who_ends(&j.fate);
	if (by && by->chain && !(by->rule && sw_finding_excused(by->rule, "ssh", true)))
		ret = add(s, first, by, out, err);
	else
		by = NULL;
	sw_journey_fini(&j);
	return ret ? ret : by != NULL;
}

int sw_check_ssh(const struct sw_ruleset *rs, struct sw_findings *out, struct sw_err *err)
{
	struct session s = { 0 };
	int ret;

	if (!find_session(&s) || s.family != rs->family)
		return 0;
	ret = ask(rs, &s, false, out, err);
	if (!ret)
		ret = ask(rs, &s, true, out, err);
	return ret < 0 ? ret : 0;
}
