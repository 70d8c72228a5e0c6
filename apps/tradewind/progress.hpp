#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tw::app {

/// How far a piece of work has come.
struct ProgressState {
  std::uint64_t done = 0;
  std::uint64_t total = 0;
  std::uint64_t before = 0;  ///< Of `done`: when the clock began. It says nothing of the pace.
  double elapsed_s = 0.0;
};

/// Returns "backtest [#####.....]  50%  1,200/2,400  12 s left" in at most `width` columns.
std::string progress_line(std::string_view what, const ProgressState& state, std::size_t width);

/// A bar on standard error while long work goes on; nothing at all when that is not a terminal, or
/// when nobody wants one.
///
/// Draws at most ten times a second and leaves an empty line behind, so that what is printed next
/// stands alone. Thread: the caller's.
class Progress {
 public:
  Progress(std::string_view what, std::uint64_t total, bool is_quiet);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void update(std::uint64_t done);

 private:
  using Clock = std::chrono::steady_clock;

  std::string what_;
  std::uint64_t total_;
  bool is_shown_;
  Clock::time_point started_at_;  ///< With the first piece: an earlier run may have done the rest.
  Clock::time_point drawn_at_;
  std::optional<std::uint64_t> before_;
  bool is_drawn_ = false;
};

}  // namespace tw::app
