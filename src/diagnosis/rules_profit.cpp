#include <algorithm>
#include <array>
#include <map>

#include "diagnosis/rule.hpp"
#include "diagnosis/words.hpp"

// Where does the profit come from? A sum that hangs on one part is that part's story.
namespace tw::diagnosis {
namespace {

using backtest::TradeRow;

constexpr double kMostOf = 0.5;
constexpr double kNearlyAllOf = 0.8;
constexpr std::size_t kTradesForGroups = 20;

/// Profit by the name of a group.
struct Sum {
  double profit = 0.0;
  std::size_t trades = 0;
};
using Sums = std::map<std::string, Sum>;

template <class NameOf>
Sums sums_by(const Subject& subject, NameOf name_of) {
  Sums sums;
  for (const TradeRow& trade : subject.report.trades) {
    Sum& sum = sums[name_of(trade)];
    sum.profit += trade.pnl.as_double();
    sum.trades += 1;
  }
  return sums;
}

Sums::const_iterator best_of(const Sums& sums) {
  return std::ranges::max_element(sums, {}, [](const auto& entry) { return entry.second.profit; });
}

/// Returns a symptom when one group made all of the profit and the others together lost.
std::optional<Symptom> only_group(const Subject& subject, const Sums& sums, std::string_view what) {
  const double net = subject.net_profit();
  if (net <= 0.0 || sums.size() < 2 || subject.report.trades.size() < kTradesForGroups) {
    return std::nullopt;
  }
  const auto best = best_of(sums);
  const double others = net - best->second.profit;
  if (others >= 0.0) return std::nullopt;
  return Symptom{
      .severity = Severity::Note,
      .finding = std::string{what} + " '" + best->first + "' made " +
                 number_text(best->second.profit, 2) + " in " +
                 count_text(static_cast<double>(best->second.trades), "trade", "trades") +
                 "; all others together lost " + number_text(-others, 2) + ".",
      .evidence = {{"group", 0.0, best->first},
                   {"group_profit", best->second.profit, {}},
                   {"others_profit", others, {}}}};
}

std::string month_of(Date date) { return to_string(date).substr(0, 7); }

std::string weekday_of(Date date) {
  constexpr std::array<std::string_view, 7> kNames{"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                   "Friday", "Saturday", "Sunday"};
  return std::string{kNames[static_cast<std::size_t>(date.weekday())]};
}

double side_profit(const Subject& subject, bool is_long) {
  double profit = 0.0;
  for (const TradeRow& trade : subject.report.trades) {
    if (trade.is_long == is_long) profit += trade.pnl.as_double();
  }
  return profit;
}

double open_gain(const Subject& subject) {
  double open = 0.0;
  for (const auto& row : subject.report.open_positions) open += row.unrealised.as_double();
  return open;
}

/// Returns what is left of a profit without its best part, as the end of a sentence.
std::string_view without_it(double share) {
  return share > 1.0 ? "without it the run loses" : "without it this is a different strategy";
}

}  // namespace

std::optional<Symptom> one_trade(const Subject& subject) {
  const double net = subject.net_profit();
  const auto& trades = subject.report.trades;
  if (net <= 0.0 || trades.size() < 2) return std::nullopt;
  const auto best = std::ranges::max_element(trades, {}, &TradeRow::pnl);
  const double share = best->pnl.as_double() / net;
  if (share <= kMostOf) return std::nullopt;
  const std::string name = best->symbol + " " + to_string(best->entry_at);
  return Symptom{
      .severity = Severity::Warning,
      .finding = "One trade, " + name + ", made " + percent_text(share) +
                 " of the profit: " + std::string{without_it(share)} + ".",
      .evidence = {
          {"best_trade", 0.0, name}, {"best_trade_share", share, {}}, {"limit", kMostOf, {}}}};
}

std::optional<Symptom> one_month(const Subject& subject) {
  if (subject.dates.size() < kSessionsAYear) return std::nullopt;
  std::map<std::string, double> months;
  for (std::size_t i = 1; i < subject.equity.size(); ++i) {
    months[month_of(subject.dates[i])] += subject.equity[i] - subject.equity[i - 1];
  }
  const double total = subject.equity.back() - subject.equity.front();
  const auto best =
      std::ranges::max_element(months, {}, [](const auto& month) { return month.second; });
  if (total <= 0.0 || best->second <= kMostOf * total) return std::nullopt;
  return Symptom{.severity = Severity::Warning,
                 .finding = "The month " + best->first + " made " +
                            percent_text(best->second / total) + " of the gain of " +
                            number_text(static_cast<double>(months.size()), 0) +
                            " months: " + std::string{without_it(best->second / total)} + ".",
                 .evidence = {{"month", 0.0, best->first},
                              {"month_share", best->second / total, {}},
                              {"months", static_cast<double>(months.size()), {}}}};
}

std::optional<Symptom> one_symbol(const Subject& subject) {
  const double net = subject.net_profit();
  if (net <= 0.0 || subject.report.symbols.size() < 2) return std::nullopt;
  const Sums sums = sums_by(subject, [](const TradeRow& trade) { return trade.symbol; });
  const auto best = best_of(sums);
  const double share = best->second.profit / net;
  if (share <= kNearlyAllOf) return std::nullopt;
  return Symptom{.severity = Severity::Warning,
                 .finding = best->first + " made " + percent_text(share) + " of the profit of " +
                            number_text(static_cast<double>(subject.report.symbols.size()), 0) +
                            " symbols.",
                 .evidence = {{"symbol", 0.0, best->first}, {"symbol_share", share, {}}}};
}

std::optional<Symptom> one_tag(const Subject& subject) {
  return only_group(subject,
                    sums_by(subject, [](const TradeRow& trade) { return trade.entry_tag; }),
                    "The entry");
}

std::optional<Symptom> one_weekday(const Subject& subject) {
  return only_group(
      subject,
      sums_by(subject, [](const TradeRow& trade) { return weekday_of(trade.entry_at.session); }),
      "The weekday");
}

std::optional<Symptom> one_half(const Subject& subject) {
  if (subject.equity.size() < kSessionsAYear) return std::nullopt;
  const double middle = subject.equity[subject.equity.size() / 2];
  const double early = middle / subject.equity.front() - 1.0;
  const double late = subject.equity.back() / middle - 1.0;
  const double total = subject.equity.back() / subject.equity.front() - 1.0;
  if (total <= 0.0 || (early > 0.0 && late > 0.0)) return std::nullopt;
  return Symptom{.severity = Severity::Warning,
                 .finding = std::string{"The profit is of the "} +
                            (early > 0.0 ? "first" : "second") + " half: " + percent_text(early) +
                            " until " + to_string(subject.dates[subject.equity.size() / 2]) + ", " +
                            percent_text(late) + " after it.",
                 .evidence = {{"first_half", early, {}}, {"second_half", late, {}}}};
}

std::optional<Symptom> open_profit(const Subject& subject) {
  const double open = open_gain(subject);
  const double total = open + subject.net_profit();
  if (total <= 0.0 || open <= kMostOf * total) return std::nullopt;
  return Symptom{.severity = Severity::Note,
                 .finding = "Positions that are still open hold " + percent_text(open / total) +
                            " of the gain: trade statistics do not count them.",
                 .evidence = {{"open_profit", open, {}}, {"open_share", open / total, {}}}};
}

std::optional<Symptom> losing_side(const Subject& subject) {
  const auto& trades = subject.report.trades;
  const auto longs = static_cast<std::size_t>(std::ranges::count(trades, true, &TradeRow::is_long));
  const std::size_t fewer = std::min(longs, trades.size() - longs);
  if (fewer < kTradesForGroups / 2) return std::nullopt;
  const double bought = side_profit(subject, true);
  const double sold = side_profit(subject, false);
  if ((bought < 0.0) == (sold < 0.0)) return std::nullopt;
  return Symptom{.severity = Severity::Note,
                 .finding = std::string{bought < 0.0 ? "Long" : "Short"} + " trades lost " +
                            number_text(-std::min(bought, sold), 2) + ", the others earned " +
                            number_text(std::max(bought, sold), 2) + ".",
                 .evidence = {{"long_profit", bought, {}}, {"short_profit", sold, {}}}};
}

std::optional<Symptom> rare_large_losses(const Subject& subject) {
  constexpr double kWinRate = 0.7;
  constexpr double kPayoff = 0.4;
  const auto wins = subject.metric("trade_win_rate");
  const auto payoff = subject.metric("trade_payoff_ratio");
  if (subject.report.trades.size() < kTradesForGroups || !wins || !payoff) return std::nullopt;
  if (*wins < kWinRate || *payoff > kPayoff) return std::nullopt;
  return Symptom{.severity = Severity::Warning,
                 .finding = percent_text(*wins) + " of trades win, but a loss is " +
                            number_text(1.0 / *payoff, 1) + " times as large as a win.",
                 .evidence = {{"trade_win_rate", *wins, {}}, {"trade_payoff_ratio", *payoff, {}}}};
}

std::optional<Symptom> costs_eat_edge(const Subject& subject) {
  const double costs = subject.facts.commissions + subject.facts.spread_and_slippage;
  // Costs are those of every fill, so the gain is that of every position, open ones too.
  const double before = subject.net_profit() + open_gain(subject) + costs;
  if (costs <= 0.0 || before <= 0.0 || costs <= kMostOf * before) return std::nullopt;
  return Symptom{.severity = Severity::Warning,
                 .finding = "Positions earned " + number_text(before, 2) +
                            " before costs, and costs took " + percent_text(costs / before) +
                            " of it.",
                 .evidence = {{"costs", costs, {}},
                              {"profit_before_costs", before, {}},
                              {"costs_share", costs / before, {}}}};
}

}  // namespace tw::diagnosis
