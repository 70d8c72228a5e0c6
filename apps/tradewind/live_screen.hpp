#pragma once

#include <chrono>
#include <string>
#include <termios.h>
#include <vector>

#include "report/terminal_text.hpp"

namespace tw::app {

/// What the user pressed, or why there will be nothing more.
enum class Key : unsigned char { None, Quit, Pause, Step, Faster, Slower, Again, Flatten, Open };

/// The whole terminal while a live view has it: keys come singly, frames replace each other.
///
/// Puts everything back when it goes, and when the process is told to end by a signal: what was on
/// the terminal before is there again. Requires standard input and output to be a terminal; there
/// is one at a time.
class LiveScreen {
 public:
  LiveScreen();
  ~LiveScreen();
  LiveScreen(const LiveScreen&) = delete;
  LiveScreen& operator=(const LiveScreen&) = delete;

  /// Returns true where a live view can be shown.
  static bool is_possible();

  /// Waits for a key, at most `patience`. A hangup, an end of input or a signal is `Key::Quit`.
  Key wait_key(std::chrono::milliseconds patience);

  struct Size {
    int columns = 80;
    int rows = 24;
    friend bool operator==(const Size&, const Size&) = default;
  };
  Size size() const;

  /// Shows `lines` from the top; what does not fit the terminal as it is now is cut below.
  void draw(const std::vector<std::string>& lines);

 private:
  termios before_{};
  Size drawn_{.columns = 0, .rows = 0};
};

}  // namespace tw::app
