#include "support/pseudo_terminal.hpp"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <poll.h>
#include <pty.h>
#include <stdexcept>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utmp.h>

namespace tw::support {
namespace {

constexpr std::chrono::seconds kPatience{60};

int count(const std::string& text, const std::string& part) {
  int found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    found += 1;
  }
  return found;
}

winsize window(PseudoTerminal::Size size) {
  return {.ws_row = size.rows, .ws_col = size.columns, .ws_xpixel = 0, .ws_ypixel = 0};
}

[[noreturn]] void become(const std::vector<std::string>& words,
                         const PseudoTerminal::Variables& variables, int terminal) {
  for (const auto& [name, value] : variables) setenv(name.c_str(), value.c_str(), 1);
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  if (login_tty(terminal) == 0) execv(arguments[0], arguments.data());
  _exit(127);
}

}  // namespace

PseudoTerminal::PseudoTerminal(const std::vector<std::string>& words, const Variables& variables,
                               Size size) {
  const winsize asked = window(size);
  if (openpty(&master_, &slave_, nullptr, nullptr, &asked) != 0) {
    throw std::runtime_error{"no pseudo-terminal"};
  }
  process_ = fork();
  if (process_ == 0) {
    close(master_);
    become(words, variables, slave_);
  }
}

PseudoTerminal::~PseudoTerminal() {
  if (is_running()) {
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
  }
  close(slave_);
  close(master_);
}

void PseudoTerminal::type(const std::string& keys) {
  if (write(master_, keys.data(), keys.size()) != static_cast<ssize_t>(keys.size())) {
    throw std::runtime_error{"the terminal takes no keys"};
  }
}

void PseudoTerminal::resize(Size size) {
  const winsize asked = window(size);
  ioctl(master_, TIOCSWINSZ, &asked);
}

void PseudoTerminal::send_signal(int number) { kill(process_, number); }

bool PseudoTerminal::read_some(std::chrono::milliseconds patience) {
  pollfd input{.fd = master_, .events = POLLIN, .revents = 0};
  if (poll(&input, 1, static_cast<int>(patience.count())) <= 0) return false;
  char block[4096];
  const ssize_t size = read(master_, block, sizeof block);
  if (size <= 0) return false;
  output_.append(block, static_cast<std::size_t>(size));
  return true;
}

bool PseudoTerminal::wait_for(const std::string& text, int times) {
  const auto until = std::chrono::steady_clock::now() + kPatience;
  while (count(output_, text) < times) {
    if (std::chrono::steady_clock::now() > until) return false;
    if (!read_some(std::chrono::milliseconds{100}) && !is_running()) {
      return count(output_, text) >= times;
    }
  }
  return true;
}

bool PseudoTerminal::is_running() {
  if (status_) return false;
  int status = 0;
  if (waitpid(process_, &status, WNOHANG) != process_) return true;
  status_ = status;
  return false;
}

std::optional<int> PseudoTerminal::wait_for_end() {
  const auto until = std::chrono::steady_clock::now() + kPatience;
  while (is_running()) {
    if (std::chrono::steady_clock::now() > until) return std::nullopt;
    read_some(std::chrono::milliseconds{20});
  }
  while (read_some(std::chrono::milliseconds{0})) {
  }
  if (!WIFEXITED(*status_)) return std::nullopt;
  return WEXITSTATUS(*status_);
}

bool PseudoTerminal::is_cooked() const {
  termios settings{};
  if (tcgetattr(slave_, &settings) != 0) return false;
  return (settings.c_lflag & ICANON) != 0 && (settings.c_lflag & ECHO) != 0;
}

}  // namespace tw::support
