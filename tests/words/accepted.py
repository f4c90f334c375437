# SPDX-License-Identifier: GPL-2.0-or-later
"""The differences that docs/differences.md accepts: each row names its line there, which must exist, and says of one command
with both answers whether it is that difference. Nothing else is let pass; how often each row was used is printed."""
import collections
import copy
import os

import likeness as like

# line: words of docs/differences.md; like(case): is it this difference? again(case): a command, or several, without what
# makes this difference; nothing else may differ then, either
# since: releases of 1.8 before do not have it
Row = collections.namedtuple("Row", "line like again since", defaults=(None, 0))

ROWS = [
    Row("A save file is one transaction: all tables of it, or nothing.", like.one_transaction),
    Row("Stock `--test` passes files that the real load rejects.", like.tested),
    Row("In one file `-R` may replace a rule that the same file has inserted.", like.replaced),
    Row("A line of a save file meets what the lines before it have made of the tables.", like.flushed_before),
    Row("A line of a save file meets what the lines before it have made of the tables.", like.policy_before),
    Row("On the command line such a word is refused with status 2.", like.no_save_file),
    Row("On the command line and in a file it is refused with status 2 and that text", like.untrue),
    Row("A value that a plugin takes for another one is refused with status 2", like.misread),
    Row("None of all is said by `esp`, `ah`, `ipcomp`, `frag`, `rt` and `mh`, too", like.none_of_all),
    Row("`-m limit --limit 4838/min` is saved so, or in other words of the same average", like.average),
    Row("`-j QUEUE` works: it sends packets to queue 0, as NFQUEUE does. iptables-nft refuses it.", like.queue),
    Row("A value may be attached to its option: `-s192.0.2.1`, `--jump=DROP`, `-w5`. iptables-nft takes the option itself for the value",
        like.attached, like.apart),
    Row("A value may be attached to its option", like.attached_in_file, like.apart_in_file),
    Row("Of several errors in a save file another one may be told.", like.first_error, like.without_later),
    Row("Of several errors in a save file another one may be told.", like.warned_first),
    Row("Of several errors in a save file another one may be told.", like.several_errors, like.lines_alone),
    Row("A save file is one transaction: all tables of it, or nothing.", like.several_tables, like.tables_alone),
    Row("Of what the kernel refuses the first is told only.", like.one_refusal),
    Row("A rule that is wrong in two ways may be refused for the other one.", like.wrong_twice),
    Row("says of a chain that a rule jumps to and that does not exist that the error occurred in the line of COMMIT", like.at_commit),
    Row("With `-v` nothing is said of a command, or a file, that fails.", like.verbose_failure),
    Row("A quote that does not end is told as such.", like.open_quote),
    Row("`-Z` of a builtin chain that has had no rule yet succeeds, and of a rule's number past the end fails", like.zeroed_as_legacy),
    Row("`-Z` of a builtin chain that has had no rule yet succeeds, and of a rule's number past the end fails", like.zeroed_in_file, like.without_zero),
    Row("`-L -Z` goes with `-n`, `-x` and `--line-numbers`.", like.list_and_zero),
    Row("`-Z` of a chain that is not there says the same sentence always", like.zero_nothing),
    Row("A plugin may warn then of a file that it does not find (`/etc/xtables/connlabel.conf`).", like.plugin_warns),
    Row("`! -s 0.0.0.0/0` loads and matches nothing, as in iptables-legacy.", like.all_but),
    Row("`-V` in a save file is nothing.", like.version_in_file),
    Row("iptables-nft takes `-m connlabel --label 41` for `--label 40`", like.equality),
    Row("Bytes that neither the kernel nor the plugin looks at do not count.", like.unseen),
    Row("`--nflog-prefix` keeps 63 characters, as in iptables-legacy.", like.nflog_prefix),
    Row("An inverted range of ports is saved as it was given: `! --sport 0:11`.", like.port_range),
    Row("`-F` without a chain in a save file deletes the rules that stand before it in the file, too.", like.flushes_its_own),
    Row("`-p` takes no protocol above 255, such as `mptcp`.", like.high_protocol),
    Row("`-j standard` is a chain that does not exist.", like.standard),
    Row("Where iptables-nft dies of a signal, this does not", like.dies),
    Row("`iptables-restore -v` prints the file's comments between what it says of commands, in their order.", like.comments_in_order),
    Row("`iptables-restore -v` resets a table as without `-v`.", like.keeps_policies),
    Row("`-c` gives counters to rules of ip6tables, too. iptables-nft forgets them there.", like.six_counters),
    Row("Some refusals come before the kernel is asked, with the same exit status.", like.which_refusal),
    Row("An unknown letter is told with its own word, `unknown option \"-1x\"`. iptables-nft names the word before it", like.own_word),
    Row("A shortened option that lacks its argument is told as such.", like.lacks_argument),
    Row("A value that is attached to an option of an extension which takes none", like.number_of_option, since=11),
    Row("`-D CHAIN N` refuses a number above 2147483647.", like.high_number, since=11),
    Row("`-R` with several addresses is refused", like.several_addresses, since=11),
    Row("A message has 319 characters at most; what it quotes is cut.", like.cut),
    Row("Lines of a save file may end in CR LF", like.crlf, like.lf),
    Row("What stands behind the policy of a builtin chain in a save file must be counters, without `-c` too", like.policy_word,
        like.without_policy_word),
    Row("A word of a save file may have more than 1023 characters.", like.long_word),
    Row("A name with a double quote is refused: no save file can hold its rules.", like.double_quote),
    Row("a chain with the name of a target, to which `-j NAME` is no jump.", like.target_chain),
    Row("`-L` and `-S` of a chain that is not there say `No chain/target/match by that name.`, as iptables-legacy does.", like.no_such_chain),
    Row("`-E` gives only names that `-N` takes, and a builtin chain keeps its own.", like.renamed),
    Row("iptables-restore says `CHAIN_RENAME failed` then.", like.renamed_in_file),
    Row("`! -p tcp -m tcp --dport 22` is refused with status 4, as iptables-legacy does.", like.other_protocol),
    Row("A jump to a builtin chain is refused as `Operation not supported`, whether the chain was made yet or not.", like.to_builtin),
    Row("A second `-v` tells no nftables expressions", like.more_verbose, like.less_verbose),
    Row("`-L -Z` makes no chain that was not there.", like.listed_and_zeroed),
    Row("In a save file, `-L` and `-S` show what the kernel has, not what the file is about to make of it.", like.lists_kernel,
        like.without_lists),
    Row("`iptables-restore --test -v` says what it would do, as iptables-legacy does.", like.test_says),
    Row("`-h` prints a help of our own", like.helps),
    Row("`[1]` before a rule is told to need its colon.", like.no_colon),
    Row("Targets SECMARK and SET `--map-set`: the kernel accepts them only in tables with iptables' own names", like.left_out),
    Row("libxtables' lines in between, `Warning: Extension NAME revision 0 not supported, missing kernel module?`", like.chatter),
]


def less_state(c):
    """A file of several tables that fails differs in its state, besides."""
    small = copy.copy(c)
    if like.restores(c) and c.ours.status != 0 and c.stock.status != 0 and c.state_ours == c.before and like.commits_early(c):
        small.differs = c.differs - {"state"}
    return small


class Accepted:
    def __init__(self, path, release):
        """release: of 1.8, of the iptables beside"""
        self.known = [row for row in ROWS if row.since <= release]
        with open(path, encoding="utf-8") as f:
            text = " ".join(f.read().split())
        for row in ROWS:
            if " ".join(row.line.split()) not in text:
                raise SystemExit("not in docs/differences.md: %s" % row.line)
        self.used = collections.Counter()

    def rows(self, case):
        small = less_state(case)
        found = [row for row in self.known if row.like(case) or row.like(small)]
        for row in found[:1]:
            self.used[row.line] += 1
        return found

    def table(self):
        return ["%6d  %s" % (n, line) for line, n in self.used.most_common()]


DOCS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "docs", "differences.md")
