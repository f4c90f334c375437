/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of conntrack helpers, and the rules that assign one. */
#include <string.h>
#include "base/net.h"
#include "modprobe/helper_table.h"

#define TCP IPPROTO_TCP
#define UDP IPPROTO_UDP

/* H.245 is missing on purpose: the kernel hands connections to it itself, and assigning it by hand
 * reads the wrong bytes. */
const struct sw_helper sw_helpers[] = {
	{ "ftp", "nf_conntrack_ftp", "nf_nat_ftp", TCP, 21, .ip6 = true },
	{ "tftp", "nf_conntrack_tftp", "nf_nat_tftp", UDP, 69, .ip6 = true },
	{ "irc", "nf_conntrack_irc", "nf_nat_irc", TCP, 6667 },
	{ "sip", "nf_conntrack_sip", "nf_nat_sip", UDP, 5060, .ip6 = true },
	{ "sip", "nf_conntrack_sip", "nf_nat_sip", TCP, 5060, .ip6 = true },
	{ "RAS", "nf_conntrack_h323", "nf_nat_h323", UDP, 1719, .ip6 = true, .one_port = true },
	{ "Q.931", "nf_conntrack_h323", "nf_nat_h323", TCP, 1720, .ip6 = true, .one_port = true },
	{ "pptp", "nf_conntrack_pptp", "nf_nat_pptp", TCP, 1723 },
	{ "amanda", "nf_conntrack_amanda", "nf_nat_amanda", UDP, 10080, .ip6 = true },
	{ "snmp", "nf_conntrack_snmp", NULL, UDP, 161 },
	{ "snmp_trap", "nf_nat_snmp_basic", "nf_nat_snmp_basic", UDP, 162 },
	{ "netbios-ns", "nf_conntrack_netbios_ns", NULL, UDP, 137 },
	{ "sane", "nf_conntrack_sane", NULL, TCP, 6566, .ip6 = true },
	{ 0 },
};

const struct sw_helper *sw_helper_find(const char *name, uint8_t l4)
{
	for (const struct sw_helper *h = sw_helpers; h->name; h++)
		if (!strcmp(h->name, name) && (!l4 || h->l4 == l4))
			return h;
	return NULL;
}

bool sw_helper_is_of(const struct sw_helper *h, const char *module)
{
	return !strcmp(h->module, module) || (h->nat && !strcmp(h->nat, module));
}

const char *sw_l4_name(uint8_t l4)
{
	return l4 == TCP ? "tcp" : l4 == UDP ? "udp" : "?";
}

void sw_helper_rules(const struct sw_helper *h, const struct sw_module_word *w, struct sw_str *out)
{
	static const char *const chains[] = { "PREROUTING", "OUTPUT" };
	const char *l4 = sw_l4_name(h->l4);
	size_t n = w->nport && !h->one_port ? w->nport : 1;

	for (size_t c = 0; c < 2; c++)
		for (size_t i = 0; i < n; i++)
			sw_str_addf(out,
				    "-A %s -p %s -m %s --dport %u -m comment --comment "
				    "\"" SW_HELPER_MARK "%s\" -j CT --helper %s\n",
				    chains[c], l4, l4,
				    w->nport && !h->one_port ? w->port[i] : h->port, h->module,
				    h->name);
}

bool sw_helper_line_module(const char *line, size_t len, char *module)
{
	static const char mark[] = "--comment \"" SW_HELPER_MARK;
	const char *p = memmem(line, len, mark, sizeof(mark) - 1), *end;

	if (!p)
		return false;
	p += sizeof(mark) - 1;
	end = memchr(p, '"', line + len - p);
	return end && sw_module_name(p, end - p, module);
}
