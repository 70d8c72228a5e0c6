#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <sys/types.h>
#include <termios.h>
#include <vector>

namespace tw::support {

/// A process that believes that a person sits before it: it runs on a terminal of its own.
///
/// Thread: the test's. Nothing waits longer than a minute; what does not come by then fails.
class PseudoTerminal {
 public:
  struct Size {
    unsigned short columns = 100;
    unsigned short rows = 40;
  };
  using Variables = std::vector<std::pair<std::string, std::string>>;

  /// Starts `words`; `variables` are added to the environment.
  PseudoTerminal(const std::vector<std::string>& words, const Variables& variables, Size size);
  /// Kills what still runs.
  ~PseudoTerminal();
  PseudoTerminal(const PseudoTerminal&) = delete;
  PseudoTerminal& operator=(const PseudoTerminal&) = delete;

  void type(const std::string& keys);
  /// Makes the window another size, as dragging its corner does.
  void resize(Size size);
  void send_signal(int number);

  /// Reads until `text` has come `times` times since the start. Returns false when it does not.
  bool wait_for(const std::string& text, int times = 1);
  /// Reads until the process ends. Returns its exit code, or nothing when it was killed or goes on.
  std::optional<int> wait_for_end();
  bool is_running();

  /// Returns all that was written so far, escape sequences included.
  const std::string& output() const { return output_; }
  /// Returns whether lines are edited and echoed, as a shell wants to find its terminal.
  bool is_cooked() const;

 private:
  bool read_some(std::chrono::milliseconds patience);

  int master_ = -1;
  int slave_ = -1;  ///< Kept open, so that the terminal outlives the process.
  pid_t process_ = -1;
  std::optional<int> status_;
  std::string output_;
};

}  // namespace tw::support
