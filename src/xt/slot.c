/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One extension of the rule under construction: its payload buffer, in and out of the plugin. */
#include <stdlib.h>
#include <string.h>
#include "xt/xt_local.h"

static bool room(void **p, size_t *cap, size_t size)
{
	void *q;

	if (size <= *cap)
		return true;
	q = realloc(*p, size);
	if (!q)
		return false;
	*p = q;
	*cap = size;
	return true;
}

/* The plugin's struct is shared by all instances of the extension: it holds one instance at a
 * time, and nothing between calls. */
void sw_xt_slot_enter(struct sw_xt_slot *s)
{
	struct sw_plugin *p = s->plugin;

	if (p->target) {
		p->t->t = s->entry;
		p->t->tflags = s->flags;
		p->t->udata = p->udata_size ? s->udata : NULL;
	} else {
		p->m->m = s->entry;
		p->m->mflags = s->flags;
		p->m->udata = p->udata_size ? s->udata : NULL;
	}
}

void sw_xt_slot_leave(struct sw_xt_slot *s)
{
	struct sw_plugin *p = s->plugin;
	void *entry = p->target ? (void *)p->t->t : (void *)p->m->m;

	s->flags = p->target ? p->t->tflags : p->m->mflags;
	if (entry != s->entry) {
		/* The plugin has made the payload larger, with realloc. */
		s->entry = entry;
		s->cap = entry ? ((struct xt_entry_match *)entry)->u.match_size : 0;
	}
	if (p->target) {
		p->t->t = NULL;
		p->t->udata = NULL;
	} else {
		p->m->m = NULL;
		p->m->udata = NULL;
	}
}

static int call_init(void *arg)
{
	struct sw_xt_slot *s = arg;
	struct sw_plugin *p = s->plugin;

	if (p->target)
		p->t->init(p->t->t);
	else
		p->m->init(p->m->m);
	return 0;
}

int sw_xt_slot_start(struct sw_xt_slot *s, struct sw_plugin *p, struct sw_err *err)
{
	size_t size = SW_XT_HEAD + p->size;
	struct xt_entry_match *e;
	int r;

	if (!room(&s->entry, &s->cap, size) || !room(&s->udata, &s->udata_cap, p->udata_size))
		return sw_err_nomem(err);
	memset(s->entry, 0, size);
	if (p->udata_size)
		memset(s->udata, 0, p->udata_size);
	s->plugin = p;
	s->flags = 0;
	e = s->entry;
	e->u.match_size = size;
	e->u.user.revision = p->rev;
	memcpy(e->u.user.name, p->entry_name, sizeof(p->entry_name));
	if (p->target ? !p->t->init : !p->m->init)
		return 0;
	sw_xt_slot_enter(s);
	r = sw_guard_call(call_init, s, err);
	sw_xt_slot_leave(s);
	return r;
}

/* Not sw_ext_set: this is the hottest allocation of a restore, and nothing needs zeros first. */
bool sw_xt_slot_take(const struct sw_xt_slot *s, struct sw_ext *ext)
{
	const struct xt_entry_match *e = s->entry;
	const struct sw_plugin *p = s->plugin;
	size_t size = e->u.match_size - SW_XT_HEAD;
	void *data = size ? malloc(size) : NULL;

	if (size && !data)
		return false;
	if (size)
		memcpy(data, e->data, size);
	*ext = (struct sw_ext){
		.rev = p->rev, .size = size, .data = data,
		.user_size = p->user_size < size ? p->user_size : size,
		.plugin = p->alias ? NULL : (struct sw_plugin *)p,
	};
	memcpy(ext->name, e->u.user.name, sizeof(ext->name));
	return true;
}

void sw_xt_slot_fini(struct sw_xt_slot *s)
{
	free(s->entry);
	free(s->udata);
	memset(s, 0, sizeof(*s));
}
