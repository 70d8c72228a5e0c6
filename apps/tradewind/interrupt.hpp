#pragma once

#include <stop_token>

namespace tw::app {

/// Turns the first Ctrl-C, or a polite request to end, into a request to stop at the next piece of
/// work; the second one ends the process at once.
///
/// One at a time. Thread: `poll` on any; the token may be given to all.
class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  /// Passes on what a signal has asked for since. Called where progress is told.
  void poll();
  std::stop_token token() const { return source_.get_token(); }
  bool is_asked() const { return source_.stop_requested(); }

 private:
  std::stop_source source_;
};

}  // namespace tw::app
