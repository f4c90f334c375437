# SPDX-License-Identifier: GPL-2.0-or-later
"""What one accepted difference looks like: functions of a Case for the rows of accepted.py, and commands without its cause."""
import collections
import re
import shlex

Command = collections.namedtuple("Command", "argv stdin")
BUILTIN = ("INPUT", "OUTPUT", "FORWARD", "PREROUTING", "POSTROUTING")


def first(text):
    return text.split("\n", 1)[0]


def words(c):
    """All words of the command, and of its save file."""
    found = list(c.argv[1:])
    for line in (c.stdin or "").split("\n"):
        try:
            found += shlex.split(line)
        except ValueError:
            found += line.split()
    return found


def has(c, *pairs):
    """One of these options with this value is among the words."""
    w = words(c)
    return any((a, b) in pairs for a, b in zip(w, w[1:]))


def restores(c):
    return "-restore" in c.argv[0]


def verbose(c):
    return any(re.match("-[a-zA-Z46]*v|--verb", w) for w in c.argv)


def one_transaction(c):
    """A save file of several tables that fails: stock has committed the tables before."""
    talks = {"stdout"} if verbose(c) or LIST & set(words(c)) else set()
    return (restores(c) and "state" in c.differs and c.differs <= {"state"} | talks and c.ours.status != 0 and c.state_ours == c.before and
            len(re.findall(r"^COMMIT", c.stdin, re.M)) > 0)


def commits_early(c):
    """Is there anything behind the first COMMIT?"""
    return bool(re.search(r"^COMMIT\n+[^\n]", c.stdin, re.M))


def tested(c):
    return restores(c) and "state" not in c.differs and c.stock.status == 0 and c.ours.status != 0 and {"-t", "--test"} & set(c.argv)


def replaced(c):
    return restores(c) and "RULE_REPLACE failed (No such file or directory)" in c.stock.err and c.ours.status == 0


def heads(c):
    """The chains of ":CHAIN" lines."""
    return set(re.findall(r"(?m)^:[ \t]*([^ \t\n]+)", c.stdin or ""))


def flushed_before(c):
    """-D of a rule that the file's ":CHAIN" has flushed"""
    n = re.search(r"RULE_DELETE failed \(No such file or directory\): rule in chain (\S+)", c.stock.err)
    return (restores(c) and bool(n) and n[1] in heads(c) and c.ours.status == 1 and c.state_ours == c.before and
            bool(re.search(r"Index of deletion too big|Bad rule \(", c.ours.err)))


def policy_before(c):
    """-X of a builtin chain whose policy is another one in the file than in the kernel"""
    pairs = list(zip(words(c), words(c)[1:]))
    deleted = {b for a, b in pairs if re.match("-[nv]*X|--delete-c", a) and b in BUILTIN}
    given = heads(c) | {b for a, b in pairs if re.match("-[nv]*P|--po", a)}
    return (restores(c) and bool(deleted & given) and {c.stock.status, c.ours.status} == {0, 1} and
            any("Directory not empty" in a.err for a in (c.stock, c.ours)))


def no_save_file(c):
    return c.ours.status == 2 and "this word cannot be written in a save file" in c.ours.err and c.state_ours == c.before


def untrue(c):
    return c.ours.status == 2 and ": cannot be written in a save file: " in c.ours.err and c.state_ours == c.before


MISREAD = re.compile(r"the mask of \S+ is no prefix|the units are b|one number cannot be inverted|the range ends before it begins")


def misread(c):
    return c.ours.status == 2 and bool(MISREAD.search(c.ours.err)) and c.state_ours == c.before


def same_but(c, pattern):
    """What is saved differs, and is the same without what the pattern finds."""
    return ("state" in c.differs and c.differs <= {"state", "stdout"} and c.ours.status == c.stock.status and
            c.state_ours != c.state_stock and re.sub(pattern, "", c.state_ours) == re.sub(pattern, "", c.state_stock))


def none_of_all(c):
    return same_but(c, r"( !)? --((espspi|ahspi|ipcompspi|fragid|rt-segsleft) 0:4294967295|mh-type 0:255)|(?<=--connbytes 0):0\b")


def average(c):
    return same_but(c, r"(?<=--limit )\d+/\w+")


def queue(c):
    return "QUEUE" in words(c) and c.stock.status == 4 and "(No such file or directory)" in c.stock.err and c.ours.status != 4


ATTACHED = re.compile(r"(-[nvxf46]*[AICDRENPspdijogmtcwWLSFZXM])(.+)|(--[a-z-]+)=(.*)", re.S)


def attached(c):
    return not restores(c) and any(ATTACHED.fullmatch(w) for w in c.argv)


def apart(c):
    """What is attached becomes a word of its own."""
    argv = []
    for w in c.argv:
        m = ATTACHED.fullmatch(w)
        argv += [g for g in m.groups() if g is not None] if m else [w]
    return Command(argv, c.stdin)


def attached_in_file(c):
    return restores(c) and any(ATTACHED.fullmatch(w) for w in words(c))


def apart_in_file(c):
    lines = [" ".join(apart(Command(re.sub(r'"(-\w)([^"]*")', r'\1"\2', line).replace("\t", " ").split(" "), None)).argv) for line in c.stdin.split("\n")]
    return Command(c.argv, "\n".join(lines))


def earlier(c):
    ours, stock = line_of(c.ours), line_of(c.stock)
    return ours is not None and stock is not None and ours < stock


def line_of(answer):
    m = re.search(r"(?:line: |expected at line |line )(\d+)", answer.err)
    return int(m[1]) if m else None


def first_error(c):
    return bool(restores(c) and c.stock.status and c.ours.status and "place" in c.differs and line_of(c.ours) and line_of(c.stock) and
                line_of(c.ours) != line_of(c.stock) and (c.state_ours == c.before or "state" not in c.differs))


def is_head(line):
    return line[:1] in "*:#" or line.startswith("COMMIT")


def crlf(c):
    return restores(c) and "\r\n" in c.stdin and c.stock.status != 0


def lf(c):
    return Command(c.argv, c.stdin.replace("\r\n", "\n"))


POLICY_WORD = re.compile(r"^(:[ \t]*\S+[ \t]+\S+)[ \t]+\S.*$", re.M)


def policy_word(c):
    """What stands behind a policy is no counters; stock looks at it with -c only, and takes a negative one."""
    return restores(c) and c.ours.status == 2 and c.stock.status != 2 and "invalid policy counters for chain" in c.ours.err


def without_policy_word(c):
    return Command(c.argv, POLICY_WORD.sub(r"\1 [0:0]", c.stdin))


def several_tables(c):
    return restores(c) and c.ours.status != 0 and c.state_ours == c.before and len(tables_alone(c)) > 1


def tables_alone(c):
    """A file for each table, with what stands before it."""
    return [Command(c.argv, part) for part in re.split(r"(?m)^(?=\*)", c.stdin) if part]


def several_errors(c):
    return restores(c) and c.ours.status != 0 and c.stock.status != 0 and c.state_ours == c.before and len(lines_alone(c)) > 1


def lines_alone(c):
    """A file for each command, with all that is no command."""
    lines = c.stdin.splitlines(True)
    return [Command(c.argv, "".join(line for k, line in enumerate(lines) if k == i or is_head(line)))
            for i, it in enumerate(lines) if not is_head(it)]


def without_later(c):
    """Without the lower of the two lines the same error must be found."""
    lines = c.stdin.split("\n")
    del lines[max(line_of(c.stock), line_of(c.ours)) - 1:]
    end = [] if lines and lines[-1] == "COMMIT" else ["COMMIT"]
    return Command(c.argv, "\n".join(lines + end + [""]))


def at_commit(c):
    return restores(c) and "' does not exist" in c.ours.err and earlier(c) and c.differs == {"place"}


def lacks_argument(c):
    return (c.differs <= {"stderr"} and "requires an argument" in first(c.ours.err) and "unknown option" in first(c.stock.err) and
            any(re.match("-p|--pro", w) for w in words(c)))


def one_refusal(c):
    stock, ours = c.parts.get("place", ([], []))
    return c.differs == {"place"} and len(stock) > 1 and ours == stock[:1]


def wrong_twice(c):
    return c.ours.status == 4 and bool(KERNEL.search(c.ours.err)) and (
        (c.stock.status == 2 and "' does not exist" in c.stock.err) or
        (c.stock.status == 1 and "No chain/target/match by that name." in first(c.stock.err)))


def warned_first(c):
    """A warning about a line behind the error."""
    stock, ours = ([line for line in a.err.split("\n") if not line.lower().startswith("warn")] for a in (c.stock, c.ours))
    return restores(c) and c.differs == {"stderr"} and c.ours.status != 0 and stock[:1] == ours[:1]


def verbose_failure(c):
    return c.differs == {"stdout"} and c.stock.status != 0 and not c.ours.out and bool(
        re.search(r"(^|[ \n\t])(-[nvx]*v|--verb)", " ".join(c.argv) + "\n" + (c.stdin or "")))


def open_quote(c):
    return restores(c) and c.differs == {"stderr"} and "unterminated quote" in c.ours.err


def zero_nothing(c):
    return (c.differs <= {"stderr", "place"} and bool(ZERO & set(words(c))) and
            bool(re.search("(No chain/target/match by that name|Bad rule)", first(c.ours.err))) and c.stock.status == 1)


def list_and_zero(c):
    return (c.stock.status == 2 and bool(re.search("Illegal option `--(numeric|exact|line-numbers)'", c.stock.err)) and
            all(any(re.match(r"-[a-zA-Z0-9]*%s|--%s" % tuple(pair), w) for w in words(c)) for pair in ("Zz", "Ll")))


def zeroed_as_legacy(c):
    return not restores(c) and "state" not in c.differs and zeroed(c)


def zeroed_in_file(c):
    return restores(c) and zeroed(c)


def without_zero(c):
    return Command(c.argv, "".join(line for line in c.stdin.splitlines(True) if not ZERO & set(line.replace('"', " ").split())))


def zeroed(c):
    return bool(ZERO & set(words(c))) and ("Index of counter too big." in first(c.ours.err) if c.ours.status else
            any(s in first(c.stock.err) for s in ("No chain/target/match by that name", "Bad rule", "Incompatible with this kernel",
                                                  "Bad built-in chain name")))


def plugin_warns(c):
    return c.differs == {"stderr"} and c.ours.err.startswith("Warning: cannot open /etc/xtables/")


def all_but(c):
    """! and a mask of no bits"""
    return c.stock.status == 4 and c.ours.status == 0 and bool(re.search(r"! -[sd] (0\.0\.0\.0|::)/0\b", c.state_ours or ""))


def version_in_file(c):
    return restores(c) and c.stock.status == 0 and re.search(r"(restore v|Not )1\.8\.\d+ \(nf_tables\)", c.stock.out) and bool(
        re.search(r"\s-[nvx46]*V|--vers", c.stdin))


POLICY = re.compile(r"^(:[A-Z]+) (?:ACCEPT|DROP) .*", re.M)


def keeps_policies(c):
    return (restores(c) and c.differs == {"state"} and bool({"-v", "--verbose"} & set(c.argv)) and
            POLICY.sub(r"\1", c.state_stock).startswith(POLICY.sub(r"\1", c.state_ours)))


WITHOUT = re.compile(r"^\[\d+:\d+\] ", re.M)


def six_counters(c):
    """Nothing but the counters of rules, in ip6tables."""
    return (c.argv[0].startswith("ip6") and c.differs == {"state"} and c.ours.status == 0 and any(re.match("-n?c|--c|--se", w) for w in words(c)) and
            WITHOUT.sub("", c.state_stock) == WITHOUT.sub("", c.state_ours))


KERNEL = re.compile(r"(RULE_[A-Z]+ failed) \([A-Za-z ]+\)")


def which_refusal(c):
    """Both refuse, for another of several reasons."""
    said, same = (KERNEL.sub(r"\1", "\n".join(a.err.split("\n")[:2])) for a in (c.stock, c.ours))
    return c.differs <= {"stderr", "place"} and c.ours.status == 4 and bool(KERNEL.search(c.ours.err)) and said == same


def own_word(c):
    """stderr: unknown option "PREVIOUS"; ours: the word itself, letters behind one dash"""
    n = re.search('unknown option "(.*)"', c.ours.err, re.S)
    return bool(n and re.match("-[^-]", n[1]) and n[1] in words(c) and (
        c.differs == {"stderr"} or (c.stock.status == 0 and "-p" in words(c) and c.stock.out)))


def number_of_option(c):
    """stderr: unknown option "-", and the option's number as a letter; ours: the word itself"""
    n = re.search('unknown option "--[a-z0-9-]+=.*"', c.ours.err, re.S)
    return c.differs == {"stderr"} and bool(n and re.search(r'unknown option "-[^-]?"', first(c.stock.err), re.S))


def high_number(c):
    n = re.search(r"Invalid rule number `\s*\+?(\d+)", c.ours.err)
    return c.ours.status == 2 and bool(n) and int(n[1]) > 2147483647 and "Invalid rule number" not in c.stock.err


def several_addresses(c):
    return c.ours.status == 2 and "Replacement rule does not specify a unique address" in c.ours.err and c.state_ours == c.before


def cut(c):
    said = first(c.ours.err)    # of a sentence that ends in an empty line, that, too, may be cut off
    return c.differs - {"empty lines"} == {"stderr"} and len(said) >= 290 and first(c.stock.err).startswith(said[:290])


def long_word(c):
    return restores(c) and "Parameter too long!" in c.stock.err


def no_such_chain(c):
    return (c.differs <= {"stderr", "place"} and "is incompatible, use 'nft' tool." in c.stock.err and
            ": No chain/target/match by that name.\n" in first(c.ours.err) + "\n")


NAME = re.compile(r"chain name `.*' too long|may not clash with|Invalid chain name|chain name not allowed to start with")


def renamed(c):
    return c.ours.status in (1, 2) and any(w == "-E" or w.startswith("--ren") for w in words(c)) and bool(
        NAME.search(c.ours.err) or (c.ours.status == 1 and (c.stock.status == 0 or "CHAIN_RENAME failed" in c.stock.err)))


def renamed_in_file(c):
    return restores(c) and c.ours.status == 0 and "CHAIN_RENAME failed (No such file or directory)" in c.stock.err


def other_protocol(c):
    return c.ours.status == 4 and c.stock.status == 0 and "!" in words(c) and "(Invalid argument)" in c.ours.err


def to_builtin(c):
    return has(c, *((j, b) for j in ("-j", "-g", "--jump", "--goto") for b in BUILTIN)) and "(Operation not supported)" in c.ours.err


VERBOSE = re.compile("-[a-zA-Z46]*v[a-zA-Z46]*|--verb.*")


def more_verbose(c):
    return "stdout" in c.differs and sum(1 if w[1] == "-" else w.count("v") for w in c.argv if VERBOSE.fullmatch(w)) > 1


def less_verbose(c):
    """Without any -v."""
    argv = [w if not VERBOSE.fullmatch(w) else "" if w[1] == "-" else w.replace("v", "") for w in c.argv]
    return Command([w for i, w in enumerate(argv) if w == c.argv[i] or w not in ("", "-")], c.stdin)


ZERO = {"-Z", *("--zero"[:n] for n in range(3, 7))}
LIST = {"-L", "-S", *("--list-rules"[:n] for n in range(5, 13))}


def lists_and_zeroes(c):
    return bool(ZERO & set(words(c))) and bool(LIST & set(words(c)))


def listed_and_zeroed(c):
    return lists_and_zeroes(c) and (c.differs == {"state"} or "CHAIN_ZERO failed (No such file or directory)" in c.stock.err)


LISTS = re.compile(r'(^|[\s"])(-[nvxZ0-9]*[LS]|--li[a-z-]*)($|[\s"=])')


def lists_kernel(c):
    return restores(c) and any(LISTS.search(line) for line in c.stdin.split("\n"))


def without_lists(c):
    return Command(c.argv, "".join(line for line in c.stdin.splitlines(True) if not LISTS.search(line)))


def test_says(c):
    return restores(c) and c.differs == {"stdout"} and "-t" in c.argv and "-v" in c.argv and not c.stock.out


def helps(c):
    return c.differs == {"stdout"} and any(re.match("-[a-zA-Z46]*h|--h", w) for w in words(c))


def no_colon(c):
    return restores(c) and c.differs <= {"stderr"} and "colon" in c.ours.err


def left_out(c):
    return {"SECMARK", "SET"} & set(words(c)) and c.ours.status == 4


def double_quote(c):
    return c.ours.status == 2 and "Invalid chain name" in c.ours.err and '"' in c.ours.err


def target_chain(c):
    return restores(c) and c.ours.status == 2 and "chain name may not clash with target name" in c.ours.err and c.state_ours == c.before


def equality(c):
    return "connlabel" in words(c) and c.stock.status == 0 and c.ours.status == 1 and c.state_ours == c.before


UNSEEN = {"recent", "connlimit", "conntrack", "icmp", "ipvs", "policy", "frag", "rt", "hashlimit", "rateest", "CONNMARK", "CT", "ECN", "HMARK"}


def unseen(c):
    """A rule is found here and not there, with an extension that has bytes which nobody looks at."""
    return c.ours.status == 0 and c.stock.status == 1 and "Bad rule" in c.stock.err and bool(UNSEEN & set(words(c)))


def nflog_prefix(c):
    return c.differs == {"state"} and any(63 < len(w) for w in words(c)) and "--nflog-prefix" in (c.state_ours or "") and (
        re.sub(r"(--nflog-prefix \S{63})\S*", r"\1", c.state_stock) == c.state_ours)


def turned(m):
    low, high = int(m[2]), int(m[3])
    if low and high < 65535:
        return m[0]
    return "--%s %s" % (m[1], "%d:65535" % (high + 1) if not low else "0:%d" % (low - 1))


def port_range(c):
    inverted = re.compile(r"! --([sd]port) (\d+):(\d+)")
    one = re.compile(r"--([sd]port) (\d+):\2\b")
    def plain(text):
        return re.sub(r" -m (tcp|udp)\b", "", one.sub(r"--\1 \2", inverted.sub(turned, text)))
    return c.differs == {"state"} and c.ours.status == 0 and "!" in words(c) and plain(c.state_stock) == plain(c.state_ours)


def flushes_its_own(c):
    return restores(c) and c.differs == {"state"} and c.ours.status == 0 and bool(re.search(r"(?m)(^|\s)(-[nvx]*F|--fl[a-z]*)\s*($|\s-)", c.stdin))


def high_protocol(c):
    return 'unknown protocol "mptcp" specified' in c.ours.err


def standard(c):
    return c.ours.status == 2 and c.stock.status in (1, 4) and "Chain 'standard' does not exist" in c.ours.err


def dies(c):
    return c.stock.status is not None and c.stock.status < 0


def comments_in_order(c):
    return (restores(c) and verbose(c) and c.differs == {"stdout"} and
            sorted(c.stock.out.split("\n")) == sorted(c.ours.out.split("\n")))


def chatter(c):
    return c.chatter and not c.differs      # compare.py leaves those lines out
