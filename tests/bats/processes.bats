#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What a command leaves behind when it has ended: no process, and nobody who holds the caller's descriptors. In a container
# process 1 is often a program that waits for its own children only: each stranger would stay as a zombie.
load ../lib/helper

# alone COMMAND...: run by a process 1 that waits for nobody else, with a pipe as descriptor 9. When it has ended, nothing
# else may run, nothing may be a zombie then or later, and the pipe's reader sees its end at once.
alone() {
	unshare -pf --mount-proc python3 -c '
import os, select, sys, time
reader, writer = os.pipe()
pid = os.fork()
if pid == 0:
    os.dup2(writer, 9)
    os.closerange(10, 256)
    os.execv(sys.argv[1], sys.argv[1:])
os.close(writer)
status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
held = not select.select([reader], [], [], 0)[0]
bad = ["descriptor 9 is held open"] if held else []
for pause in (0, 0.3):
    time.sleep(pause)
    for name in os.listdir("/proc"):
        if name.isdigit() and name != "1":
            try:
                with open("/proc/%s/stat" % name) as f:
                    bad.append("left behind: " + " ".join(f.read().split()[:3]))
            except OSError:
                bad.append("left behind for a moment: " + name)
for line in bad:
    print(line)
sys.exit(99 if bad else status)' "$@"
}

@test "the machine of this file sees what a command leaves behind" {
	run -0 alone /bin/true
	run -3 alone /bin/sh -c 'exit 3'
	run -99 alone /bin/sh -c '(sleep 0.1 9>&-) & exit 0'
	[[ $output == *"left behind"* ]]
	run -99 alone /bin/sh -c 'sleep 0.1 & exit 0'
	[[ $output == *"descriptor 9 is held open"* ]]
}

@test "each command: no process is left, no zombie, and no descriptor is held open" {
	local line n=0
	mkdir "$T/etc"
	for i in {1..50}; do echo "-A INPUT -s 192.0.2.$i -p tcp -m multiport --dports 80,$((1000 + i)) -j DROP"; done |
		sed '1i *filter\n:user - [0:0]' | sed '$a COMMIT' | tee "$T/rules" >"$T/etc/iptables"
	printf '*filter\n-D INPUT 1\n-A user -j ACCEPT\nCOMMIT\n' >"$T/some"
	while read -r line; do
		run -0 alone "$BINDIR/"${line}
		case $line in
		*" -S" | *-save) [[ $output == *"-A INPUT "* ]] ;;
		*service* | *apply*) ;;
		*) [ -z "$output" ] ;;
		esac
		n=$((n + 1))
	done <<-END
		iptables-restore $T/rules
		iptables-restore $T/rules
		iptables-restore --noflush $T/some
		iptables -A INPUT -p udp -m multiport --dports 1,3 -j ACCEPT
		iptables -R INPUT 1 -j ACCEPT
		iptables -D INPUT 1
		iptables -D INPUT -p udp -m multiport --dports 1,3 -j ACCEPT
		iptables -I INPUT -j user
		iptables -D INPUT -j user
		iptables -E user other
		iptables -F other
		iptables -X other
		iptables -S
		iptables-save
		iptables -Z
		iptables -P FORWARD DROP
		iptables -F
		iptables -X
		ip6tables -A INPUT -j ACCEPT
		ip6tables -F INPUT
		statewall apply $T/rules
		statewall apply --dry-run $T/rules
		statewall service --config-dir $T/etc --run-dir $T/run start
		statewall service --config-dir $T/etc --run-dir $T/run restart
		statewall service --config-dir $T/etc --run-dir $T/run reload
		statewall service --config-dir $T/etc --run-dir $T/run save
		statewall service --config-dir $T/etc --run-dir $T/run stop
	END
	[ $n = 27 ]
}
