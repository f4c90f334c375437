/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Plain escape sequences and termios; everything that a signal handler calls here may be called in
 * one. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "see/screen.h"

/* Another page than that of the shell, no cursor, lines are cut at the edge; and back. */
#define ENTER "\033[?1049h\033[?25l\033[?7l"
#define LEAVE "\033[?7h\033[?25h\033[?1049l"
#define HOME "\033[H"
#define REST_OF_LINE "\033[K"
#define REST_OF_PAGE "\033[J"
#define SET_OFF "\033[7m"
#define PLAIN "\033[m"

static struct termios before;
static volatile sig_atomic_t is_on, wants_drawing;
static unsigned char typed[64];	/* read, and not yet taken */
static size_t ntyped, taken;

/* ---- on and off ------------------------------------------------------------------------------ */

static void say(const char *text)
{
	/* a terminal that is gone needs nothing */
	if (write(STDOUT_FILENO, text, strlen(text)) < 0)
		return;
}

static int enter(void)
{
	struct termios t = before;

	t.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	t.c_cc[VMIN] = 1;
	t.c_cc[VTIME] = 0;
	if (tcsetattr(STDIN_FILENO, TCSADRAIN, &t))
		return -errno;
	say(ENTER);
	is_on = 1;
	return 0;
}

void sw_screen_off(void)
{
	if (!is_on)
		return;
	is_on = 0;
	say(LEAVE);
	tcsetattr(STDIN_FILENO, TCSADRAIN, &before);
}

/* Whatever the signal does by itself is done afterwards: it is unblocked, and nobody handles it. */
static void on_end(int signal)
{
	sw_screen_off();
	raise(signal);
}

static int handle(int signal, void (*handler)(int), int flags)
{
	struct sigaction old, action = { .sa_handler = handler, .sa_flags = flags };

	if (sigaction(signal, NULL, &old) || old.sa_handler == SIG_IGN)
		return 0;	/* nohup: it stays so */
	return sigaction(signal, &action, NULL);
}

/* The raise returns when somebody lets us go on: in the background the terminal is not ours, and
 * setting it stops us again until it is. */
static void on_stop(int signal)
{
	int error = errno;
	bool was_on = is_on;

	sw_screen_off();
	raise(signal);
	handle(signal, on_stop, SA_RESETHAND | SA_NODEFER | SA_RESTART);
	if (was_on)
		enter();
	wants_drawing = 1;
	errno = error;
}

static void on_change(int signal)
{
	(void)signal;
	wants_drawing = 1;
}

/* The new size is looked for only while a key is waited for, or the news of it could be lost. */
static void change_signals(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGWINCH);
	sigaddset(set, SIGCONT);
}

int sw_screen_on(struct sw_err *err)
{
	/* all that end a process, and can be caught */
	static const int ends[] = {
		SIGHUP, SIGINT, SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGUSR1, SIGSEGV,
		SIGUSR2, SIGPIPE, SIGALRM, SIGTERM, SIGXCPU, SIGXFSZ, SIGVTALRM, SIGPROF, SIGPOLL,
		SIGPWR, SIGSYS,
	};
	sigset_t set;
	int ret;

	if (tcgetattr(STDIN_FILENO, &before))
		return sw_err_set(err, SW_EOTHER, errno, "cannot read the terminal's settings: %s",
				  strerror(errno));
	change_signals(&set);
	sigprocmask(SIG_BLOCK, &set, NULL);
	for (size_t i = 0; i < SW_ARRAY_SIZE(ends); i++)
		handle(ends[i], on_end, SA_RESETHAND | SA_NODEFER);
	handle(SIGTSTP, on_stop, SA_RESETHAND | SA_NODEFER | SA_RESTART);
	handle(SIGWINCH, on_change, 0);
	handle(SIGCONT, on_change, 0);
	ret = enter();
	if (ret)
		sw_err_set(err, SW_EOTHER, -ret, "cannot set the terminal: %s", strerror(-ret));
	return ret;
}

void sw_screen_size(size_t *rows, size_t *columns)
{
	struct winsize size = { 0 };

	ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
	*rows = size.ws_row ? size.ws_row : 24;
	*columns = size.ws_col ? size.ws_col : 80;
}

/* ---- keys ------------------------------------------------------------------------------------ */

/* Behind an escape that came together with more: passes by what an arrow sends. */
static void pass_sequence(void)
{
	taken++;
	while (taken < ntyped && (typed[taken] < 0x40 || typed[taken] > 0x7e))
		taken++;
	taken += taken < ntyped;
}

/* The next byte, or SW_SCREEN_LATE. */
static int next_typed(void)
{
	while (taken < ntyped) {
		int key = typed[taken++];

		if (key != '\033' || taken == ntyped ||
		    (typed[taken] != '[' && typed[taken] != 'O'))
			return key;
		pass_sequence();
	}
	return SW_SCREEN_LATE;
}

static int read_typed(void)
{
	ssize_t n = read(STDIN_FILENO, typed, sizeof(typed));

	taken = ntyped = 0;
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return SW_SCREEN_LATE;
	if (n <= 0)
		return SW_SCREEN_GONE;
	ntyped = (size_t)n;
	return next_typed();
}

int sw_screen_key(unsigned milliseconds)
{
	struct timespec most = { .tv_sec = milliseconds / 1000,
				 .tv_nsec = milliseconds % 1000 * 1000000L };
	struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };
	int key = next_typed(), ret;
	sigset_t set;

	if (key != SW_SCREEN_LATE)
		return key;
	sigprocmask(SIG_BLOCK, NULL, &set);
	sigdelset(&set, SIGWINCH);
	sigdelset(&set, SIGCONT);
	ret = wants_drawing ? 0 : ppoll(&in, 1, &most, &set);
	if (wants_drawing) {
		wants_drawing = 0;
		return SW_SCREEN_DRAW;
	}
	if (ret < 0)
		return errno == EINTR ? SW_SCREEN_LATE : SW_SCREEN_GONE;
	return ret ? read_typed() : SW_SCREEN_LATE;
}

/* ---- the page -------------------------------------------------------------------------------- */

static bool is_inside(char c)	/* of a character of several bytes */
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

/* One line, as much of it as fits; wide characters are cut by the terminal itself. */
static void add_line(struct sw_str *out, const char *line, size_t len, size_t columns)
{
	struct sw_str raw = { 0 }, safe = { 0 };
	size_t n = 0, used = 0;

	sw_str_addn(&raw, line, len);
	if (raw.len)
		sw_str_add_safe(&safe, raw.s);
	for (; n < safe.len && (used < columns || is_inside(safe.s[n])); n++)
		used += !is_inside(safe.s[n]);
	if (n)
		sw_str_addn(out, safe.s, n);
	out->oom |= raw.oom | safe.oom;
	sw_str_fini(&raw);
	sw_str_fini(&safe);
}

int sw_screen_draw(const struct sw_str *page, int title)
{
	const char *at = page->len ? page->s : "";
	struct sw_str out = { 0 };
	size_t rows, columns;
	int ret;

	sw_screen_size(&rows, &columns);
	sw_str_add(&out, HOME);
	for (size_t i = 0; *at && i < rows; i++) {
		size_t len = strcspn(at, "\n");

		sw_str_add(&out, i ? "\r\n" : "");
		sw_str_add(&out, (int)i == title ? SET_OFF : "");
		add_line(&out, at, len, columns);
		sw_str_add(&out, (int)i == title ? PLAIN : "");
		/* behind a full line that would take its last character away */
		if (len < columns)
			sw_str_add(&out, REST_OF_LINE);
		at += len + (at[len] == '\n');
	}
	sw_str_add(&out, REST_OF_PAGE);
	ret = out.oom ? -ENOMEM : sw_file_write(STDOUT_FILENO, out.s, out.len);
	sw_str_fini(&out);
	return ret;
}
