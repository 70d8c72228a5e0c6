#include "progress.hpp"

#include <algorithm>
#include <cstdio>
#include <sys/ioctl.h>
#include <unistd.h>

#include "report/number_text.hpp"

namespace tw::app {
namespace {

constexpr std::chrono::milliseconds kRedraw{100};
constexpr double kEstimateAfter_s = 0.5;  // An estimate from less is noise.

std::size_t terminal_width() {
  winsize size{};
  const bool is_known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return is_known ? size.ws_col : 80;
}

std::string count_text(std::uint64_t count) {
  return report::grouped(static_cast<double>(count), 0);
}

std::string time_left(const ProgressState& state) {
  if (state.done <= state.before || state.elapsed_s < kEstimateAfter_s) return {};
  const double left_s = state.elapsed_s * static_cast<double>(state.total - state.done) /
                        static_cast<double>(state.done - state.before);
  if (left_s < 90.0) return "  " + report::grouped(left_s, 0) + " s left";
  return "  " + report::grouped(left_s / 60.0, 0) + " min left";
}

}  // namespace

std::string progress_line(std::string_view what, const ProgressState& state, std::size_t width) {
  constexpr std::size_t kBarMax = 30;
  ProgressState bounded = state;
  bounded.done = std::min(state.done, state.total);
  const double part =
      state.total == 0 ? 1.0 : static_cast<double>(bounded.done) / static_cast<double>(state.total);
  std::string figures = "  " + report::percent(part, 0) + "  " + count_text(bounded.done) + '/' +
                        count_text(state.total) + time_left(bounded);
  const std::size_t used = what.size() + 3 + figures.size();
  const std::size_t bar = std::min(kBarMax, width > used ? width - used : 0);
  const auto full = static_cast<std::size_t>(part * static_cast<double>(bar));
  const std::string line = std::string{what} + " [" + std::string(full, '#') +
                           std::string(bar - full, '.') + ']' + figures;
  return line.substr(0, width);
}

Progress::Progress(std::string_view what, std::uint64_t total, bool is_quiet)
    : what_{what},
      total_{total},
      is_shown_{!is_quiet && isatty(STDERR_FILENO) == 1},
      started_at_{Clock::now()},
      drawn_at_{started_at_} {}

Progress::~Progress() {
  if (is_drawn_) std::fputs("\r\x1b[K", stderr);
}

void Progress::update(std::uint64_t done) {
  if (!is_shown_) return;
  const Clock::time_point now = Clock::now();
  if (!before_) {
    before_ = done;
    started_at_ = now;
  }
  if (now - drawn_at_ < kRedraw) return;
  drawn_at_ = now;
  is_drawn_ = true;
  const std::chrono::duration<double> elapsed = now - started_at_;
  const ProgressState state{
      .done = done, .total = total_, .before = *before_, .elapsed_s = elapsed.count()};
  // One column short: a full line would make some terminals scroll.
  const std::string line = progress_line(what_, state, terminal_width() - 1);
  std::fprintf(stderr, "\r%s\x1b[K", line.c_str());
  std::fflush(stderr);
}

}  // namespace tw::app
