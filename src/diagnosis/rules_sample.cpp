#include <algorithm>

#include "diagnosis/rule.hpp"
#include "diagnosis/words.hpp"

// Does the run say anything at all? How much of it there is, and whether its data can be believed.
namespace tw::diagnosis {
namespace {

// What the best funds kept up for years, and what nobody did.
constexpr double kSharpeMax = 3.0;
constexpr double kOrdinarySharpe = 1.5;
constexpr double kProfitFactorMax = 5.0;
constexpr double kWinRateMax = 0.9;
constexpr double kCalmarMax = 10.0;
constexpr double kReturnsMin = 60.0;
constexpr double kTradesForRatios = 20.0;

constexpr double kFewTrades = 30.0;
constexpr double kVeryFewTrades = 10.0;
constexpr double kSure = 0.95;
constexpr double kWarmupPart = 0.2;
constexpr double kMissingPart = 0.01;
constexpr double kMissingMany = 20.0;

Symptom implausible(std::string_view name, std::string_view what, double value, double limit) {
  return {.severity = Severity::Critical,
          .finding = std::string{what} + " of " + number_text(value, 2) + " is above " +
                     number_text(limit, 2) + ", which hardly anyone has kept up.",
          .evidence = {{std::string_view{name}, value, {}}, {"limit", limit, {}}}};
}

std::string why_none(const Subject& subject) {
  const double held = static_cast<double>(subject.report.open_positions.size());
  if (held > 0.0) {
    return "No trade was closed, " + count_text(held, "lot is", "lots are") +
           " still held: every figure of trades is empty.";
  }
  if (subject.report.orders.empty()) {
    return "No order was placed: what the strategy waits for never came in this range.";
  }
  return "No trade was closed: the figures describe an account that did next to nothing.";
}

}  // namespace

std::optional<Symptom> implausible_metric(const Subject& subject) {
  const double returns = static_cast<double>(subject.returns.size());
  const double trades = static_cast<double>(subject.report.trades.size());
  const auto above = [&](std::string_view key, double limit) {
    const auto value = subject.metric(key);
    return value && *value > limit;
  };
  if (returns >= kReturnsMin && above("sharpe", kSharpeMax)) {
    return implausible("sharpe", "A Sharpe ratio", *subject.metric("sharpe"), kSharpeMax);
  }
  if (trades < kTradesForRatios) return std::nullopt;
  // One that rebalances sells its oldest lots at a gain for years and is no better for it: lots
  // that cannot be believed come with returns that are more than ordinary.
  if (above("trade_profit_factor", kProfitFactorMax) && above("sharpe", kOrdinarySharpe)) {
    return implausible("trade_profit_factor", "A profit factor",
                       *subject.metric("trade_profit_factor"), kProfitFactorMax);
  }
  // Small wins against large losses explain a high win rate; wins as large as losses do not.
  if (above("trade_win_rate", kWinRateMax) && above("trade_payoff_ratio", 1.0)) {
    return implausible("trade_win_rate", "A win rate", *subject.metric("trade_win_rate"),
                       kWinRateMax);
  }
  if (returns >= static_cast<double>(kSessionsAYear) && above("calmar", kCalmarMax)) {
    return implausible("calmar", "A yearly return for each unit of drawdown",
                       *subject.metric("calmar"), kCalmarMax);
  }
  return std::nullopt;
}

std::optional<Symptom> few_trades(const Subject& subject) {
  const double trades = static_cast<double>(subject.report.trades.size());
  if (trades >= kFewTrades) return std::nullopt;
  Symptom symptom{.severity = Severity::Warning,
                  .finding = {},
                  .evidence = {{"trades", trades, {}}, {"limit", kFewTrades, {}}}};
  if (trades == 0.0) {
    symptom.finding = why_none(subject);
    // Who buys and holds closes nothing, and means it.
    if (!subject.report.open_positions.empty()) symptom.severity = Severity::Note;
  } else {
    symptom.finding = "Only " + count_text(trades, "trade", "trades") +
                      ": fewer than 30 say little about what comes next.";
  }
  if (trades >= kVeryFewTrades) symptom.severity = Severity::Note;
  return symptom;
}

std::optional<Symptom> luck(const Subject& subject) {
  const auto sharpe = subject.metric("sharpe");
  const auto sure = subject.metric("psr_0");
  if (!sharpe || !sure || *sharpe <= 0.0 || *sure >= kSure) return std::nullopt;
  return Symptom{.severity = Severity::Warning,
                 .finding = "The Sharpe ratio of " + number_text(*sharpe, 2) +
                            " is above zero with a probability of " + percent_text(*sure) +
                            " only: it may well be luck.",
                 .evidence = {{"sharpe", *sharpe, {}}, {"psr_0", *sure, {}}, {"limit", kSure, {}}}};
}

std::optional<Symptom> short_history(const Subject& subject) {
  const std::size_t sessions = subject.dates.size();
  if (sessions >= 2 * kSessionsAYear) return std::nullopt;
  return Symptom{.severity = sessions < kSessionsAYear ? Severity::Warning : Severity::Note,
                 .finding = "The run has " +
                            count_text(static_cast<double>(sessions), "session", "sessions") +
                            ": less than two years show one kind of market.",
                 .evidence = {{"sessions", static_cast<double>(sessions), {}},
                              {"limit", 2.0 * kSessionsAYear, {}}}};
}

std::optional<Symptom> long_warmup(const Subject& subject) {
  const double warmup = static_cast<double>(subject.facts.warmup_bars) + 1.0;
  const double bars = static_cast<double>(subject.facts.bars);
  if (warmup <= kWarmupPart * bars) return std::nullopt;
  return Symptom{.severity = Severity::Note,
                 .finding = "The indicators need " + number_text(warmup, 0) +
                            " bars to begin, and the range has " + number_text(bars, 0) + ".",
                 .evidence = {{"warmup_bars", warmup, {}}, {"bars", bars, {}}}};
}

std::optional<Symptom> look_ahead(const Subject& subject) {
  if (subject.facts.lookahead_faults == 0) return std::nullopt;
  const double faults = subject.facts.lookahead_faults;
  const double cuts = subject.facts.lookahead_cuts;
  return Symptom{.severity = Severity::Critical,
                 .finding = "Without the future the strategy asked for other orders at " +
                            number_text(faults, 0) + " of " + number_text(cuts, 0) +
                            " sampled moments: it looks ahead.",
                 .evidence = {{"moments", cuts, {}}, {"differing", faults, {}}}};
}

std::optional<Symptom> gaps_in_data(const Subject& subject) {
  const double missing = static_cast<double>(subject.facts.sessions_missing);
  const double all = missing + static_cast<double>(subject.facts.sessions);
  if (missing == 0.0 || (missing < kMissingPart * all && missing <= kMissingMany)) {
    return std::nullopt;
  }
  return Symptom{.severity = Severity::Warning,
                 .finding = number_text(missing, 0) + " of " + number_text(all, 0) +
                            " sessions have no bar: what happened then is not in the figures.",
                 .evidence = {{"sessions_missing", missing, {}}, {"sessions", all, {}}}};
}

std::optional<Symptom> unexplained_split(const Subject& subject) {
  const double jumps = static_cast<double>(subject.facts.split_like_jumps);
  if (jumps == 0.0) return std::nullopt;
  return Symptom{
      .severity = Severity::Critical,
      .finding = count_text(jumps, "jump looks like a split", "jumps look like splits") +
                 " and no corporate actions were applied, the first at " +
                 subject.facts.first_split_like + ".",
      .evidence = {{"jumps", jumps, {}}, {"first", 0.0, subject.facts.first_split_like}}};
}

}  // namespace tw::diagnosis
