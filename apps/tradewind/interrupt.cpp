#include "interrupt.hpp"

#include <csignal>

namespace tw::app {
namespace {

volatile std::sig_atomic_t asked = 0;  // tidy: a signal handler can write nothing else.

void on_signal(int number) {
  asked = 1;
  std::signal(number, SIG_DFL);
}

}  // namespace

Interrupt::Interrupt() {
  asked = 0;
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
}

Interrupt::~Interrupt() {
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

void Interrupt::poll() {
  if (asked != 0) source_.request_stop();
}

}  // namespace tw::app
