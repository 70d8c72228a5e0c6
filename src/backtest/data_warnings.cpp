#include "backtest/data_warnings.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>

#include "core/decimal.hpp"
#include "market/split_ratio.hpp"

namespace tw::backtest {
namespace {

// A fall to two thirds over night is as often news as a split of 3:2; a halving hardly ever is.
constexpr double kGapMin = 1.9;
constexpr double kSplitTolerance = 0.03;

bool is_traded(const std::vector<Feed>& feeds, std::string_view symbol) {
  return std::ranges::any_of(feeds,
                             [&](const Feed& feed) { return feed.instrument.symbol == symbol; });
}

/// Warns of the symbols in `terms` that no feed has.
template <class Term>
void warn_of_strangers(std::vector<std::string>& warnings, std::string_view option,
                       const std::vector<Term>& terms, const std::vector<Feed>& feeds) {
  std::vector<std::string_view> strangers;
  for (const Term& term : terms) {
    const bool is_known = is_traded(feeds, term.symbol) ||
                          std::ranges::find(strangers, term.symbol) != strangers.end();
    if (!is_known) strangers.push_back(term.symbol);
  }
  if (strangers.empty()) return;
  std::string line{option};
  line += strangers.size() == 1 ? " names a symbol that is" : " names symbols that are";
  line += " not in this run, so nothing came of it: ";
  for (std::size_t i = 0; i < strangers.size(); ++i) {
    if (i != 0) line += ", ";
    line += strangers[i];
  }
  warnings.push_back(line + ".");
}

/// Returns the split that lies between two prices, if one does.
std::optional<SplitRatio> split_between(std::int64_t before, std::int64_t after) {
  if (before <= 0 || after <= 0) return std::nullopt;
  const double ratio = static_cast<double>(before) / static_cast<double>(after);
  if (ratio < kGapMin && ratio > 1.0 / kGapMin) return std::nullopt;
  const SplitRatio split = nearest_split(ratio);
  if (std::abs(std::log(ratio / split.value())) > kSplitTolerance) return std::nullopt;
  return split;
}

/// Returns the split before the session that `row` begins, if its prices look like one. Of bars
/// inside a session the close counts too: the first print of a day may still be at the old price.
std::optional<SplitRatio> split_before(const BarSeries& bars, std::size_t row) {
  if (bars.session[row] == bars.session[row - 1]) return std::nullopt;
  auto split = split_between(bars.close[row - 1], bars.open[row]);
  if (!split && bars.timeframe.is_intraday()) {
    split = split_between(bars.close[row - 1], bars.close[row]);
  }
  return split;
}

bool has_split_on(const Feed& feed, Date date) {
  return std::ranges::any_of(feed.actions, [&](const CorporateAction& action) {
    return action.kind == CorporateAction::Kind::Split && action.ex_date == date;
  });
}

void warn_of_split(std::vector<std::string>& warnings, const Feed& feed) {
  for (std::size_t row = feed.range.first + 1; row < feed.range.last; ++row) {
    const auto split = split_before(feed.bars, row);
    const Date date{feed.bars.session[row]};
    if (!split || has_split_on(feed, date)) continue;
    warnings.push_back(
        feed.instrument.symbol + " closes at " +
        to_string(Price::from_raw(feed.bars.close[row - 1])) + " and is at " +
        to_string(Price::from_raw(feed.bars.close[row])) + " after " + to_string(date) +
        " begins, as if by a split of " + std::to_string(split->shares_new) + ":" +
        std::to_string(split->shares_old) +
        " that nobody applied: give it with --actions FILE, or use adjusted prices.");
    return;
  }
}

}  // namespace

void warn_of_data(std::vector<std::string>& warnings, const BacktestSpec& spec,
                  const std::vector<Feed>& feeds) {
  warn_of_strangers(warnings, "--borrow", spec.borrow, feeds);
  warn_of_strangers(warnings, "--locate", spec.locates, feeds);
  warn_of_strangers(warnings, "--halts", spec.halts, feeds);
  for (const Feed& feed : feeds) warn_of_split(warnings, feed);
}

}  // namespace tw::backtest
