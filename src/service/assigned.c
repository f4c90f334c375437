/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads which helpers the rules of table raw assign. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/net.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_comment.h>
#include <linux/netfilter/xt_CT.h>
#include <linux/netfilter/xt_tcpudp.h>
#include "base/cleanup.h"
#include "service/assigned.h"

static const char *helper_of(const struct sw_rule *r)
{
	const struct xt_ct_target_info_v1 *ct = r->jump.ext.data;

	if (r->jump.kind != SW_JUMP_EXT || strcmp(r->jump.ext.name, "CT") || !ct ||
	    r->jump.ext.size < sizeof(*ct) || r->jump.ext.rev < 1)
		return NULL;
	return ct->helper[0] && memchr(ct->helper, '\0', sizeof(ct->helper)) ? ct->helper : NULL;
}

static void read_match(const struct sw_ext *m, struct sw_assigned *a)
{
	static const char mark[] = SW_HELPER_MARK;
	const struct xt_tcp *tcp = m->data;
	const struct xt_udp *udp = m->data;
	const struct xt_comment_info *c = m->data;

	if (!strcmp(m->name, "tcp") && m->size >= sizeof(*tcp) &&
	    !(tcp->invflags & XT_TCP_INV_DSTPT)) {
		a->from = tcp->dpts[0];
		a->to = tcp->dpts[1];
	} else if (!strcmp(m->name, "udp") && m->size >= sizeof(*udp) &&
		   !(udp->invflags & XT_UDP_INV_DSTPT)) {
		a->from = udp->dpts[0];
		a->to = udp->dpts[1];
	} else if (!strcmp(m->name, "comment") && m->size >= sizeof(*c) &&
		   !strncmp(c->comment, mark, sizeof(mark) - 1)) {
		const char *name = c->comment + sizeof(mark) - 1;

		if (!sw_module_name(name, strnlen(name, sizeof(c->comment) - sizeof(mark)),
				    a->module))
			a->module[0] = '\0';
	}
}

static int add(struct sw_assigned_list *list, const struct sw_chain *c, unsigned number,
	       const struct sw_rule *r, struct sw_err *err)
{
	struct sw_assigned *a = reallocarray(list->a, list->n + 1, sizeof(*a));

	if (!a)
		return sw_err_nomem(err);
	list->a = a;
	a += list->n++;
	*a = (struct sw_assigned){ .l4 = r->ip.proto, .to = 65535, .number = number };
	strcpy(a->helper, helper_of(r));
	strcpy(a->chain, c->name);
	for (size_t i = 0; i < r->nmatch; i++)
		read_match(&r->match[i], a);
	return 0;
}

int sw_assigned_find(const struct sw_table *raw, struct sw_assigned_list *list, struct sw_err *err)
{
	int ret = 0;

	list->n = 0;
	for (size_t i = 0; i < raw->nchain; i++)
		for (size_t k = 0; k < raw->chain[i]->nrule && !ret; k++)
			if (helper_of(raw->chain[i]->rule[k]))
				ret = add(list, raw->chain[i], k + 1, raw->chain[i]->rule[k], err);
	return ret;
}

int sw_assigned_read(struct sw_session *s, struct sw_assigned_list *list, struct sw_err *err)
{
	struct sw_table *t = sw_ruleset_table(&s->rs, "raw");
	int ret = sw_session_need(s, t, "", SW_READ_RULES, err);

	list->n = 0;
	return ret ? ret : sw_assigned_find(t, list, err);
}

void sw_assigned_fini(struct sw_assigned_list *list)
{
	free(list->a);
	*list = (struct sw_assigned_list){ 0 };
}

/* Ports are named only where a word without any would mean others. */
static void leave_out_ports(struct sw_module_word *w, struct sw_mod *mod)
{
	struct sw_module_word usual = { 0 };
	char list[SW_PORT_LIST];

	for (const struct sw_helper *h = sw_helpers; h->name && !usual.nport; h++) {
		if (strcmp(h->module, w->module))
			continue;
		if (h->one_port || !mod->ops->ports(mod, h->module, list))
			usual.port[usual.nport++] = h->port;
		else if (sw_module_word_ports(&usual, list))
			return;
	}
	if (w->nport == usual.nport && !memcmp(w->port, usual.port, w->nport * sizeof(w->port[0])))
		w->nport = 0;
}

/* A range was not made from a word. */
int sw_assigned_words(const struct sw_assigned_list *list, struct sw_mod *mod,
		      struct sw_module_words *words, struct sw_err *err)
{
	struct sw_notes notes = { 0 };
	struct sw_str text = { 0 };
	int ret;

	for (size_t i = 0; i < list->n; i++) {
		const struct sw_assigned *a = &list->a[i];
		const struct sw_helper *h = sw_helper_find(a->helper, a->l4);

		if (!a->module[0] || a->from != a->to)
			continue;
		if (h && h->one_port)
			sw_str_addf(&text, "%s ", a->module);
		else
			sw_str_addf(&text, "%s:%u ", a->module, a->from);
	}
	sw_str_add(&text, "");
	ret = text.oom ? -ENOMEM : sw_module_words_add(words, text.s, "raw", &notes);
	sw_str_fini(&text);
	sw_notes_fini(&notes);
	for (size_t i = 0; i < words->n && ret >= 0; i++)
		leave_out_ports(&words->w[i], mod);
	return ret < 0 ? sw_err_nomem(err) : 0;
}
