#include "report/trade_groups.hpp"

#include <algorithm>
#include <map>

namespace tw::report {
namespace {

using backtest::TradeRow;

std::string_view named(std::string_view tag) { return tag.empty() ? "(no tag)" : tag; }

template <class NameOf>
TradeDivision divide(std::string_view title, const std::vector<TradeRow>& trades, NameOf name_of) {
  std::map<std::string_view, TradeGroup> groups;
  for (const TradeRow& trade : trades) {
    TradeGroup& group = groups[name_of(trade)];
    group.trades += 1;
    if (trade.pnl > Money{}) group.wins += 1;
    group.mean_return += trade.return_;  // Sums here, means below.
    group.mean_bars += static_cast<double>(trade.bars_held);
    group.pnl += trade.pnl;
  }
  TradeDivision division{.title = title, .groups = {}};
  for (auto& [name, group] : groups) {
    group.name = name;
    group.mean_return /= static_cast<double>(group.trades);
    group.mean_bars /= static_cast<double>(group.trades);
    division.groups.push_back(std::move(group));
  }
  std::ranges::stable_sort(division.groups, std::ranges::greater{}, &TradeGroup::pnl);
  return division;
}

}  // namespace

std::vector<TradeDivision> trade_divisions(const std::vector<TradeRow>& trades) {
  std::vector<TradeDivision> divisions;
  const auto add = [&divisions](TradeDivision division) {
    if (division.groups.size() > 1) divisions.push_back(std::move(division));
  };
  add(divide("By symbol", trades,
             [](const TradeRow& row) -> std::string_view { return row.symbol; }));
  add(divide("By side", trades, [](const TradeRow& row) -> std::string_view {
    return row.is_long ? "long" : "short";
  }));
  add(divide("By entry", trades, [](const TradeRow& row) { return named(row.entry_tag); }));
  add(divide("By exit", trades, [](const TradeRow& row) { return named(row.exit_tag); }));
  return divisions;
}

}  // namespace tw::report
