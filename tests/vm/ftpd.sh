# SPDX-License-Identifier: GPL-2.0-or-later
# One session of an FTP server, on stdin and stdout: every file is /tmp/file, passive only.
# Its address is the first one that is not loopback: what a server behind a router tells.
cr=$(printf '\r')
say() { printf '%s\r\n' "$*"; }
address=$(ip -4 -o addr show dev eth0 | sed 's/.*inet \([0-9.]*\).*/\1/' | tr . ,)
port=$((40000 + $$ % 10000))

say 220 ready
while read -r verb rest; do
	case ${verb%"$cr"} in
	USER) say 331 which password ;;
	PASS) say 230 welcome ;;
	TYPE) say 200 as you like ;;
	SIZE) say 213 "$(wc -c </tmp/file)" ;;
	PASV)
		nc -l -p $port -w 10 </tmp/file >/dev/null &
		until netstat -ltn | grep -q ":$port "; do sleep 0.1; done
		say "227 Entering Passive Mode ($address,$((port / 256)),$((port % 256)))"
		;;
	RETR)
		say 150 here it comes
		wait || true
		say "226 done"
		;;
	QUIT) say 221 bye; exit ;;
	*) say 502 no such command ;;
	esac
done
