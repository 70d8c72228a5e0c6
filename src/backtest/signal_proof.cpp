#include "backtest/signal_proof.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>

#include "backtest/feed_cut.hpp"
#include "core/splitmix.hpp"

namespace tw::backtest {
namespace {

constexpr std::size_t kCutsUsual = 20;
constexpr double kAgree = 1e-9;

std::optional<double> number_of(std::string_view text) {
  double value = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool is_same_cell(std::string_view a, std::string_view b) {
  if (a == b) return true;
  const auto x = number_of(a);
  const auto y = number_of(b);
  if (!x || !y) return false;
  return std::abs(*x - *y) <= kAgree * std::max({std::abs(*x), std::abs(*y), 1e-3});
}

/// Returns the first cell in which two rows differ; the number of cells when they have other ones.
std::optional<std::size_t> differing_cell(const SignalRow& a, const SignalRow& b) {
  if (a.at != b.at || a.cells.size() != b.cells.size()) return a.cells.size();
  for (std::size_t i = 0; i < a.cells.size(); ++i) {
    if (!is_same_cell(a.cells[i], b.cells[i])) return i;
  }
  return std::nullopt;
}

/// Walks the rows until a moment, in the order in which they were written.
class RowsUntil {
 public:
  RowsUntil(const SignalRows& rows, std::int64_t last) : rows_{&rows.rows}, last_{last} {}

  const SignalRow* next() {
    while (place_ < rows_->size()) {
      const SignalRow& row = (*rows_)[place_++];
      if (row.at <= last_) return &row;
    }
    return nullptr;
  }

 private:
  const std::vector<SignalRow>* rows_;
  std::int64_t last_;
  std::size_t place_ = 0;
};

std::optional<SignalRow> copy_of(const SignalRow* row) {
  return row == nullptr ? std::nullopt : std::optional{*row};
}

/// Returns whether both have rows after `last`, and the same ones.
bool is_same_after(const SignalRows& whole, const SignalRows& changed, std::int64_t last) {
  std::size_t after = 0;
  if (whole.rows.size() != changed.rows.size()) return false;
  for (std::size_t i = 0; i < whole.rows.size(); ++i) {
    if (whole.rows[i].at <= last) continue;
    after += 1;
    if (differing_cell(whole.rows[i], changed.rows[i])) return false;
  }
  return after != 0;
}

void keep_earliest(SignalProbe& probe, const std::optional<SignalFault>& fault) {
  probe.tried += 1;
  if (!fault) return;
  probe.differing += 1;
  if (!probe.first || fault->at() < probe.first->at()) probe.first = fault;
}

}  // namespace

std::int64_t label_at(const BarSeries& bars, std::size_t row) {
  return bars.timeframe.is_intraday() ? bars.start[row]
                                      : Date{bars.session[row]}.midnight().unix_ns;
}

SignalPlan plan_signals(const BarSeries& bars, std::size_t every, std::uint64_t seed) {
  const std::size_t first = std::max<std::size_t>(1, bars.size() / 4);
  SignalPlan plan{
      .known = {}, .possible = bars.size() - std::min(first, bars.size()), .seed = seed};
  if (every != 0) {
    for (std::size_t known = first; known < bars.size(); known += every)
      plan.known.push_back(known);
    return plan;
  }
  const std::size_t cuts = std::min(kCutsUsual, plan.possible);
  for (std::size_t i = 0; i < cuts; ++i) {
    const std::size_t from = first + i * plan.possible / cuts;
    const std::size_t to = first + (i + 1) * plan.possible / cuts;
    plan.known.push_back(from + SplitMix::mix(seed + i + 1) % (to - from));
  }
  return plan;
}

std::optional<SignalFault> first_difference(const SignalRows& whole, const SignalRows& part,
                                            const BarSeries& bars, std::size_t known) {
  const std::int64_t last = label_at(bars, known - 1);
  RowsUntil in_whole{whole, last};
  RowsUntil in_part{part, last};
  while (true) {
    const SignalRow* a = in_whole.next();
    const SignalRow* b = in_part.next();
    if (a == nullptr && b == nullptr) return std::nullopt;
    const auto cell =
        a != nullptr && b != nullptr ? differing_cell(*a, *b) : std::optional{whole.names.size()};
    if (!cell) continue;
    return SignalFault{
        .known = known, .column = *cell, .with_future = copy_of(a), .without = copy_of(b)};
  }
}

SignalProof prove_signals(
    const Feed& feed, const SignalPlan& plan, const SignalProgram& program,
    const std::function<void(std::size_t count, const std::function<void(std::size_t)>& task)>&
        for_each) {
  Feed all = feed;
  all.bars = feed.bars.slice(feed.range.first, feed.range.size());
  all.range = {0, all.bars.size()};
  const std::vector<Feed> feeds{all};
  const BarSeries& bars = all.bars;
  SignalProof proof{.plan = plan, .whole = program(bars), .truncated = {}, .noise = {}};

  const std::size_t count = plan.known.size();
  std::vector<std::optional<SignalFault>> truncated(count);
  std::vector<std::optional<SignalFault>> noisy(count);
  std::vector<char> unmoved(count);
  for_each(count, [&](std::size_t i) {
    const std::size_t known = plan.known[i];
    const SignalRows past = program(bars.slice(0, known));
    truncated[i] = first_difference(proof.whole, past, bars, known);
    const ChangedFeeds noise = with_noise_after(feeds, bars.end_at(known - 1), plan.seed + i);
    const SignalRows other = program(noise.feeds.front().bars);
    noisy[i] = first_difference(proof.whole, other, bars, known);
    unmoved[i] = is_same_after(proof.whole, other, label_at(bars, known - 1)) ? 1 : 0;
  });
  for (std::size_t i = 0; i < count; ++i) {
    keep_earliest(proof.truncated, truncated[i]);
    keep_earliest(proof.noise, noisy[i]);
  }
  proof.ignores_bars = std::ranges::all_of(unmoved, [](char is) { return is != 0; });
  return proof;
}

}  // namespace tw::backtest
