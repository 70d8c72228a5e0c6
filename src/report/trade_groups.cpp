#include "report/trade_groups.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <utility>

namespace tw::report {
namespace {

using backtest::TradeRow;

std::string_view named(std::string_view tag) { return tag.empty() ? "(no tag)" : tag; }

void add(TradeGroup& group, const TradeRow& trade) {
  group.trades += 1;
  if (trade.pnl > Money{}) group.wins += 1;
  group.mean_return += trade.return_;  // Sums here, means in `finish`.
  group.mean_bars += static_cast<double>(trade.bars_held);
  group.mean_mae += trade.mae;
  group.mean_mfe += trade.mfe;
  (trade.return_ > 0.0 ? group.gains : group.losses) += trade.return_;
  group.pnl += trade.pnl;
}

void finish(TradeGroup& group) {
  const auto count = static_cast<double>(group.trades);
  group.mean_return /= count;
  group.mean_bars /= count;
  group.mean_mae /= count;
  group.mean_mfe /= count;
}

/// What a division is called.
struct Title {
  std::string_view key;
  std::string_view text;
};

template <class NameOf>
TradeDivision divide(Title title, const std::vector<TradeRow>& trades, NameOf name_of) {
  std::map<std::string_view, TradeGroup> groups;
  for (const TradeRow& trade : trades) add(groups[name_of(trade)], trade);
  TradeDivision division{.key = title.key, .title = title.text, .groups = {}};
  for (auto& [name, group] : groups) {
    group.name = name;
    finish(group);
    division.groups.push_back(std::move(group));
  }
  std::ranges::stable_sort(division.groups, std::ranges::greater{}, &TradeGroup::pnl);
  return division;
}

/// Divides into steps that have an order of their own; `step_of` says which, from 0.
template <std::size_t kSteps, class StepOf>
TradeDivision divide_in_order(Title title, const std::array<std::string_view, kSteps>& names,
                              const std::vector<TradeRow>& trades, StepOf step_of) {
  std::array<TradeGroup, kSteps> groups;
  for (const TradeRow& trade : trades) add(groups[step_of(trade)], trade);
  TradeDivision division{.key = title.key, .title = title.text, .groups = {}};
  for (std::size_t step = 0; step < kSteps; ++step) {
    if (groups[step].trades == 0) continue;
    groups[step].name = names[step];
    finish(groups[step]);
    division.groups.push_back(std::move(groups[step]));
  }
  return division;
}

constexpr std::array<std::string_view, 7> kWeekdays{"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                    "Friday", "Saturday", "Sunday"};

constexpr std::array<std::int64_t, 5> kBarsUpTo{0, 1, 5, 20, 60};
constexpr std::array<std::string_view, 6> kHoldingTimes{
    "within a bar", "1 bar", "2 to 5 bars", "6 to 20 bars", "21 to 60 bars", "over 60 bars"};

std::size_t holding_step(const TradeRow& row) {
  return static_cast<std::size_t>(std::ranges::lower_bound(kBarsUpTo, row.bars_held) -
                                  kBarsUpTo.begin());
}

}  // namespace

std::vector<TradeDivision> all_trade_divisions(const std::vector<TradeRow>& trades) {
  using Name = std::string_view;
  return {
      divide({"by_symbol", "By symbol"}, trades,
             [](const TradeRow& row) -> Name { return row.symbol; }),
      divide({"by_strategy", "By strategy"}, trades,
             [](const TradeRow& row) -> Name { return row.strategy; }),
      divide({"by_side", "By side"}, trades,
             [](const TradeRow& row) -> Name { return row.is_long ? "long" : "short"; }),
      divide({"by_entry_tag", "By entry"}, trades,
             [](const TradeRow& row) { return named(row.entry_tag); }),
      divide({"by_exit_tag", "By exit"}, trades,
             [](const TradeRow& row) { return named(row.exit_tag); }),
      divide_in_order({"by_weekday", "By weekday of the entry"}, kWeekdays, trades,
                      [](const TradeRow& row) {
                        return static_cast<std::size_t>(row.entry_at.session.weekday());
                      }),
      divide_in_order({"by_holding_time", "By holding time"}, kHoldingTimes, trades, holding_step)};
}

std::vector<TradeDivision> trade_divisions(const std::vector<TradeRow>& trades) {
  std::vector<TradeDivision> divisions = all_trade_divisions(trades);
  std::erase_if(divisions,
                [](const TradeDivision& division) { return division.groups.size() < 2; });
  return divisions;
}

}  // namespace tw::report
