#include "live_screen.hpp"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <poll.h>
#include <string_view>
#include <sys/ioctl.h>
#include <unistd.h>

namespace tw::app {
namespace {

// The alternate screen without a cursor, where a long line is cut instead of wrapped; and back.
constexpr std::string_view kEnter = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[2J";
constexpr std::string_view kLeave = "\x1b[0m\x1b[?7h\x1b[?25h\x1b[?1049l";

constexpr int kEndingSignals[] = {SIGINT, SIGTERM, SIGHUP};

// Set by the handler, which may do nothing else.
std::atomic<bool> g_was_told_to_end{false};
static_assert(std::atomic<bool>::is_always_lock_free);

void note_signal(int /*number*/) { g_was_told_to_end.store(true); }

void handle_signals(void (*handler)(int)) {
  struct sigaction action{};
  action.sa_handler = handler;
  sigemptyset(&action.sa_mask);
  for (const int number : kEndingSignals) sigaction(number, &action, nullptr);
}

void write_all(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(STDOUT_FILENO, text.data(), text.size());
    if (written < 0 && errno != EINTR && errno != EAGAIN) return;  // The terminal is gone.
    if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
  }
}

Key key_of(char c) {
  switch (c) {
    case 'q':
    case 'Q':
      return Key::Quit;
    case ' ':
    case 'p':
      return Key::Pause;
    case 'n':
      return Key::Step;
    case '+':
    case '=':
      return Key::Faster;
    case '-':
      return Key::Slower;
    case 'r':
      return Key::Again;
    case 'f':
      return Key::Flatten;
    case 'o':
      return Key::Open;
    default:
      return Key::None;
  }
}

}  // namespace

bool LiveScreen::is_possible() {
  const char* kind = std::getenv("TERM");
  const bool is_dumb = kind == nullptr || std::string_view{kind} == "dumb";
  return isatty(STDIN_FILENO) != 0 && isatty(STDOUT_FILENO) != 0 && !is_dumb;
}

LiveScreen::LiveScreen() {
  g_was_told_to_end.store(false);
  tcgetattr(STDIN_FILENO, &before_);
  termios raw = before_;
  raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
  raw.c_cc[VMIN] = 0;
  raw.c_cc[VTIME] = 0;
  // Ctrl-Z and Ctrl-\ would leave the shell with this screen; Ctrl-C ends the view.
  raw.c_cc[VSUSP] = _POSIX_VDISABLE;
  raw.c_cc[VQUIT] = _POSIX_VDISABLE;
  handle_signals(note_signal);
  tcsetattr(STDIN_FILENO, TCSAFLUSH, &raw);
  write_all(kEnter);
}

LiveScreen::~LiveScreen() {
  write_all(kLeave);
  tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  handle_signals(SIG_DFL);
}

Key LiveScreen::wait_key(std::chrono::milliseconds patience) {
  if (g_was_told_to_end.load()) return Key::Quit;
  pollfd input{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
  const int ready = poll(&input, 1, static_cast<int>(patience.count()));
  if (g_was_told_to_end.load()) return Key::Quit;
  if (ready <= 0) return Key::None;
  char c = 0;
  const ssize_t got = ::read(STDIN_FILENO, &c, 1);
  if (got < 0 && (errno == EINTR || errno == EAGAIN)) return Key::None;
  return got == 1 ? key_of(c) : Key::Quit;
}

LiveScreen::Size LiveScreen::size() const {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) {
    return {};
  }
  return {.columns = size.ws_col, .rows = size.ws_row};
}

void LiveScreen::draw(const std::vector<std::string>& lines) {
  const Size now = size();
  // After a change of size nothing of the old frame is where it was.
  std::string frame = now == drawn_ ? "\x1b[H" : "\x1b[2J\x1b[H";
  drawn_ = now;
  int row = 0;
  for (const std::string& line : lines) {
    if (row == now.rows) break;
    if (row > 0) frame += "\r\n";
    frame += line + "\x1b[K";
    row += 1;
  }
  if (row < now.rows) frame += "\x1b[J";
  write_all(frame);
}

}  // namespace tw::app
