# SPDX-License-Identifier: GPL-2.0-or-later
# A page for every name that is installed; twins are one line that includes the other's page.
dist_man8_MANS += \
	man/statewall.8 \
	man/iptables-statewall.8 man/ip6tables-statewall.8 \
	man/iptables-save-statewall.8 man/ip6tables-save-statewall.8 \
	man/iptables-restore-statewall.8 man/ip6tables-restore-statewall.8 \
	man/iptables-translate-statewall.8 man/ip6tables-translate-statewall.8 \
	man/iptables-restore-translate-statewall.8 man/ip6tables-restore-translate-statewall.8 \
	man/iptables-apply-statewall.8 man/ip6tables-apply-statewall.8
dist_man1_MANS += man/iptables-xml-statewall.1
dist_doc_DATA = README.md NEWS docs/architecture.md docs/mapping.md docs/differences.md docs/benchmarks.md \
	docs/security.md docs/proof.md docs/release.md docs/json.md docs/json.schema.json
dist_man8_MANS += man/statewall-service.8 man/statewall-modules.8 man/statewall-check.8 man/statewall-group.8 \
	man/statewall-diff.8 man/statewall-explain.8 man/statewall-apply.8 man/statewall-confirm.8 \
	man/statewall-revert.8 man/statewall-try.8 man/statewall-adopt.8 man/statewall-leave.8 \
	man/statewall-history.8 man/statewall-undo.8 man/statewall-top.8 man/statewall-metrics.8 \
	man/statewall-status.8 man/statewall-trace.8 man/statewall-list.8 man/statewall-save.8 \
	man/statewall-graph.8
dist_man5_MANS = man/iptables-config.5 man/ip6tables-config.5
