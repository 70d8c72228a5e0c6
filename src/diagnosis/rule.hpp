#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "backtest/finding.hpp"
#include "diagnosis/subject.hpp"

namespace tw::diagnosis {

using Severity = backtest::Finding::Severity;

inline constexpr std::size_t kSessionsAYear = 252;

/// What a rule saw: a sentence with its numbers, and the numbers.
struct Symptom {
  Severity severity = Severity::Warning;
  std::string finding;
  std::vector<backtest::Evidence> evidence;
};

/// One question that a run is asked.
struct Rule {
  std::string_view key;        ///< "few_trades", as in JSON and in docs/diagnosis.md.
  std::string_view looks_for;  ///< What makes it speak, for the docs.
  std::optional<Symptom> (*check)(const Subject&);
  std::string_view remedy;  ///< What to try.
};

/// Returns every rule, in the order of the docs. A new one is a function and a line here.
std::span<const Rule> rules();

// The rules, by what they look at. Each returns nothing while all is well.

// rules_sample.cpp: does the run say anything at all?
std::optional<Symptom> implausible_metric(const Subject& subject);
std::optional<Symptom> few_trades(const Subject& subject);
std::optional<Symptom> luck(const Subject& subject);
std::optional<Symptom> short_history(const Subject& subject);
std::optional<Symptom> long_warmup(const Subject& subject);
std::optional<Symptom> look_ahead(const Subject& subject);
std::optional<Symptom> gaps_in_data(const Subject& subject);
std::optional<Symptom> unexplained_split(const Subject& subject);

// rules_profit.cpp: where does the profit come from?
std::optional<Symptom> one_trade(const Subject& subject);
std::optional<Symptom> one_month(const Subject& subject);
std::optional<Symptom> one_symbol(const Subject& subject);
std::optional<Symptom> one_tag(const Subject& subject);
std::optional<Symptom> one_weekday(const Subject& subject);
std::optional<Symptom> one_half(const Subject& subject);
std::optional<Symptom> open_profit(const Subject& subject);
std::optional<Symptom> losing_side(const Subject& subject);
std::optional<Symptom> rare_large_losses(const Subject& subject);
std::optional<Symptom> costs_eat_edge(const Subject& subject);

// rules_execution.cpp: would the market have given these fills?
std::optional<Symptom> no_costs(const Subject& subject);
std::optional<Symptom> deciding_close(const Subject& subject);
std::optional<Symptom> outside_session(const Subject& subject);
std::optional<Symptom> stale_fills(const Subject& subject);
std::optional<Symptom> capped_orders(const Subject& subject);
std::optional<Symptom> unfilled_orders(const Subject& subject);
std::optional<Symptom> denied_requests(const Subject& subject);
std::optional<Symptom> one_bar_trades(const Subject& subject);
std::optional<Symptom> held_overnight(const Subject& subject);
std::optional<Symptom> few_units(const Subject& subject);

// rules_account.cpp: could its owner have lived with it?
std::optional<Symptom> ruin(const Subject& subject);
std::optional<Symptom> margin_calls(const Subject& subject);
std::optional<Symptom> deep_drawdown(const Subject& subject);
std::optional<Symptom> open_drawdown(const Subject& subject);
std::optional<Symptom> flat_periods(const Subject& subject);

// rules_market.cpp: is it the strategy, or the market?
std::optional<Symptom> benchmark_beats(const Subject& subject);
std::optional<Symptom> benchmark_in_disguise(const Subject& subject);
std::optional<Symptom> one_sided(const Subject& subject);
std::optional<Symptom> one_regime(const Subject& subject);

// rules_parameters.cpp: was it fitted?
std::optional<Symptom> many_parameters(const Subject& subject);
std::optional<Symptom> edge_of_range(const Subject& subject);
std::optional<Symptom> cliff(const Subject& subject);

}  // namespace tw::diagnosis
