# SPDX-License-Identifier: GPL-2.0-or-later
# Every golden rule on this kernel: loaded, saved, found, deleted. WORDS "native": without xt modules.
. /root/lib.sh
[ "${WORDS:-}" != native ] || remove_modules 'xt_*' x_tables nft_compat 'ipt_*' 'ip6t_*'
python3 /root/tests/vm/golden.py /root/tests/golden/*.t >/tmp/said 2>&1 || failures=1
cat /tmp/said
