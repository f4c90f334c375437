/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words that stand for values: of extensions' options, protocols, interfaces, helpers. */
#include <net/if.h>
#include <string.h>
#include "base/cleanup.h"
#include "complete/complete_local.h"
#include "modprobe/helper_table.h"

/* The protocol that ports are of; NULL: any that has ports. */
static const char *port_proto(const struct sw_request *r, const struct sw_xt_values *v)
{
	static const char *const with_ports[] = { "tcp", "udp", "sctp", "dccp" };

	for (size_t i = 0; i < SW_ARRAY_SIZE(with_ports); i++)
		if (!strcmp(v->plugin, with_ports[i]) ||
		    (r->proto && !strcmp(r->proto, with_ports[i])))
			return with_ports[i];
	return NULL;
}

void sw_offer_protocols(struct sw_request *r)
{
	static const char *const first[] = { "tcp", "udp", "icmp", "ipv6-icmp", "sctp", "dccp",
					     "udplite", "esp", "ah", "gre", "all" };

	for (size_t i = 0; i < SW_ARRAY_SIZE(first); i++)
		sw_offer(r, first[i], NULL);
	if (r->text[0])		/* who knows what he wants has typed some of it */
		sw_offer_names_of(r, "/etc/protocols");
}

void sw_offer_interfaces(struct sw_request *r)
{
	struct if_nameindex *list = if_nameindex();

	for (struct if_nameindex *i = list; i && i->if_index; i++)
		sw_offer(r, i->if_name, NULL);
	if_freenameindex(list);
}

static bool is_first(const struct sw_helper *h, size_t member)
{
	for (const struct sw_helper *x = sw_helpers; x < h; x++)
		if (!strcmp(*(const char *const *)((const char *)x + member),
			    *(const char *const *)((const char *)h + member)))
			return false;
	return true;
}

static void offer_helpers(struct sw_request *r)
{
	for (const struct sw_helper *h = sw_helpers; h->name; h++)
		if ((h->ip6 || r->family != SW_IP6) &&
		    is_first(h, offsetof(struct sw_helper, name)))
			sw_offer(r, h->name, NULL);
}

void sw_offer_modules(struct sw_request *r)
{
	for (const struct sw_helper *h = sw_helpers; h->name; h++)
		if (is_first(h, offsetof(struct sw_helper, module)))
			sw_offer(r, h->module, h->name);
}

static void offer_words(struct sw_request *r, const struct sw_xt_values *v)
{
	for (const char *const *word = v->word; *word; word++)
		sw_offer_any_case(r, *word, v->list);
}

void sw_offer_choice(struct sw_request *r, const struct sw_option *o)
{
	bool list = o->value && strstr(o->value, "[,...]");
	const char *word, *about;

	if (list)
		sw_offer_split(r, ",");
	for (size_t i = 0; (word = o->choice(i, &about)); i++)
		if (!about)
			sw_offer_any_case(r, word, list);
		else if (list)
			sw_offer_part(r, word, about);
		else
			sw_offer(r, word, about);
}

void sw_offer_values(struct sw_request *r, const struct sw_xt_values *v)
{
	if (v->list || v->from == SW_XT_SERVICES)
		sw_offer_split(r, v->from != SW_XT_SERVICES ? "," : v->list ? ",:" : ":");
	switch (v->from) {
	case SW_XT_WORDS:
	case SW_XT_ADVISE:
		offer_words(r, v);
		break;
	case SW_XT_SERVICES:
		sw_offer_services(r, port_proto(r, v));
		break;
	case SW_XT_PROTOCOLS:
		sw_offer_protocols(r);
		break;
	case SW_XT_INTERFACES:
		sw_offer_interfaces(r);
		break;
	case SW_XT_SETS:
		sw_offer_sets(r);
		break;
	case SW_XT_HELPERS:
		offer_helpers(r);
		break;
	case SW_XT_USERS:
		sw_offer_names_of(r, "/etc/passwd");
		break;
	case SW_XT_GROUPS:
		sw_offer_names_of(r, "/etc/group");
		break;
	}
}
