# SPDX-License-Identifier: GPL-2.0-or-later
# The packet machine on this kernel: WORDS are files of tests/packets/cases; "always": with maps wherever
# two rules can be one.
. /root/lib.sh
echo "note kernel $(uname -r), $(uname -v)"
cd /root/tests/packets
for word in $WORDS; do
	case $word in
	always) export STATEWALL_GROUP=always ;;
	*) set -- "$@" "cases/$word.case" ;;
	esac
done
python3 packets.py --verbose /bin "$@" --legacy /root/legacy >/tmp/said 2>&1 || failures=1
sed 's/^ok   /ok /' /tmp/said
