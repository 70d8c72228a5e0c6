#include "backtest/realism.hpp"

#include <algorithm>
#include <array>

#include "analytics/performance.hpp"
#include "analytics/session_values.hpp"
#include "backtest/cost_notation.hpp"
#include "backtest/equity_curve.hpp"
#include "backtest/notation.hpp"
#include "core/assert.hpp"
#include "core/decimal.hpp"
#include "market/session_calendar.hpp"

namespace tw::backtest {
namespace {

constexpr std::array kOutlooks{Outlook::Optimistic, Outlook::Usual, Outlook::Pessimistic};

constexpr Ratio kHardSpread = Ratio::from_raw(50'000);            // 5 bp a side.
constexpr Ratio kHardSlippage = Ratio::from_raw(50'000);          // 5 bp.
constexpr Ratio kHardParticipation = Ratio::from_raw(2'500'000);  // 2.5 %.
constexpr Ratio kHardBorrow = Ratio::from_raw(5'000'000);         // 5 % a year.
constexpr Ratio kHardDebit = Ratio::from_raw(8'000'000);          // 8 % a year.

Ratio times(Ratio rate, std::int64_t factor) { return Ratio::from_raw(rate.raw() * factor); }

void set_commission(sim::SimRules& rules, Outlook outlook) {
  if (outlook == Outlook::Optimistic) {
    rules.commission = {};
    rules.regulatory_fees = sim::RegulatoryFees::None;
    return;
  }
  sim::CommissionModel& model = rules.commission;
  model.fixed = model.fixed * std::int64_t{2};
  model.percent = times(model.percent, 2);
  model.per_share = Price::from_raw(model.per_share.raw() * 2);
  model.minimum = model.minimum * std::int64_t{2};
  model.maximum = times(model.maximum, 2);
  model.has_ibkr_tiers = false;
  const bool is_free =
      model.fixed.raw() == 0 && model.percent.raw() == 0 && model.per_share.raw() == 0;
  if (is_free) model.percent = Ratio::from_raw(50'000);  // 5 bp: nothing is free for long.
}

void set_spread(sim::SimRules& rules, Outlook outlook) {
  if (outlook == Outlook::Optimistic) {
    rules.spread = {};
    return;
  }
  rules.spread.rate = std::max(times(rules.spread.rate, 3), kHardSpread);
  rules.spread.entries_only = false;
}

void set_slippage(sim::SimRules& rules, Outlook outlook) {
  using Kind = sim::SlippageModel::Kind;
  if (outlook == Outlook::Optimistic) {
    rules.slippage = {};
  } else if (rules.slippage.kind == Kind::None) {
    rules.slippage = {.kind = Kind::Rate, .amount = kHardSlippage};
  } else {
    rules.slippage.amount = times(rules.slippage.amount, 2);
  }
}

void set_timing(sim::SimRules& rules, Outlook outlook) {
  rules.fill_timing =
      outlook == Outlook::Optimistic ? sim::FillTiming::ThisClose : sim::FillTiming::NextClose;
}

void set_limits(sim::SimRules& rules, Outlook outlook) {
  rules.limit_needs_trade_through = outlook == Outlook::Pessimistic;
}

void set_participation(sim::SimRules& rules, Outlook outlook) {
  if (outlook == Outlook::Optimistic) {
    rules.participation = {};
  } else if (rules.participation.raw() == 0) {
    rules.participation = kHardParticipation;
  } else {
    rules.participation = Ratio::from_raw(rules.participation.raw() / 4);
  }
}

void set_carry(sim::SimRules& rules, Outlook outlook) {
  if (outlook == Outlook::Optimistic) {
    rules.carry = {};
    return;
  }
  rules.carry.borrow = std::max(times(rules.carry.borrow, 2), kHardBorrow);
  rules.carry.debit = std::max(times(rules.carry.debit, 2), kHardDebit);
  rules.carry.credit = {};
}

std::string carry_text(const sim::SimRules& rules) {
  if (!rules.carry.any()) return "none";
  return "borrow:" + notation(BorrowTerms{.annual = rules.carry.borrow, .symbols = {}}) + ", " +
         interest_notation(rules.carry);
}

/// An assumption, how it is moved and how it is written.
struct Knob {
  std::string_view key;
  std::string_view label;
  void (*set)(sim::SimRules&, Outlook);
  std::string (*text)(const sim::SimRules&);
};

constexpr std::array kKnobs{
    Knob{"commission", "Commission and fees", set_commission,
         [](const sim::SimRules& rules) { return notation(rules.commission); }},
    Knob{"spread", "Spread", set_spread,
         [](const sim::SimRules& rules) { return notation(rules.spread); }},
    Knob{"slippage", "Slippage", set_slippage,
         [](const sim::SimRules& rules) { return notation(rules.slippage); }},
    Knob{"fill_timing", "Fill timing", set_timing,
         [](const sim::SimRules& rules) { return notation(rules.fill_timing); }},
    Knob{"limit_fills", "Limits fill when", set_limits,
         [](const sim::SimRules& rules) {
           return std::string{rules.limit_needs_trade_through ? "traded through" : "touched"};
         }},
    Knob{"participation", "Part of a bar's volume", set_participation,
         [](const sim::SimRules& rules) {
           return rules.participation.raw() == 0 ? std::string{"no cap"}
                                                 : to_string(rules.participation);
         }},
    Knob{"carry", "Borrowing and interest", set_carry, carry_text},
};

/// Returns the spec of run `number`.
BacktestSpec spec_of(const BacktestSpec& spec, std::size_t number) {
  if (number < kOutlooks.size()) return under(spec, kOutlooks[number]);
  const std::size_t moved = number - kOutlooks.size();
  BacktestSpec changed = spec;
  kKnobs[moved / 2].set(changed.rules, moved % 2 == 0 ? Outlook::Optimistic : Outlook::Pessimistic);
  return changed;
}

Outcome outcome_of(const BacktestSpec& spec, const std::vector<Feed>& feeds, const BacktestRun& run,
                   const std::vector<CurvePoint>& curve) {
  const Feed& first = feeds.front();
  const double periods = analytics::returns_per_year(
      first.bars.timeframe, SessionCalendar::of(first.instrument.calendar).periods_per_year());
  const analytics::DatedValues closes = session_equity(curve);
  const auto returns = analytics::simple_returns(closes.values);
  const analytics::Performance measured =
      analytics::measure(returns, closes.dates, {.periods_per_year = periods});
  return {.final_equity = run.final_equity.as_double(),
          .total_return = run.final_equity.as_double() / spec.cash.as_double() - 1.0,
          .cagr = measured.cagr,
          .sharpe = measured.sharpe,
          .max_drawdown = measured.max_drawdown.value_or(0.0),
          .trades = run.recorder.trips().size(),
          .commissions = run.commissions.as_double()};
}

}  // namespace

BacktestSpec under(const BacktestSpec& spec, Outlook outlook) {
  BacktestSpec changed = spec;
  if (outlook == Outlook::Usual) return changed;
  for (const Knob& knob : kKnobs) knob.set(changed.rules, outlook);
  return changed;
}

std::size_t realism_runs() { return kOutlooks.size() + 2 * kKnobs.size(); }

RealismPart realism_part(const BacktestSpec& spec, const std::vector<Feed>& feeds,
                         std::size_t number) {
  TW_ASSERT(number < realism_runs());
  const BacktestSpec changed = spec_of(spec, number);
  const BacktestRun run = run_backtest(changed, feeds);
  std::vector<CurvePoint> curve = equity_curve(feeds, run);
  RealismPart part{.outcome = outcome_of(changed, feeds, run, curve), .equity = {}};
  if (number < kOutlooks.size()) part.equity = std::move(curve);
  return part;
}

Realism realism_of(const BacktestSpec& spec, std::vector<RealismPart> parts) {
  TW_ASSERT(parts.size() == realism_runs());
  Realism realism{.title = {},
                  .currency = std::string{spec.currency.view()},
                  .initial_cash = spec.cash,
                  .runs = {},
                  .swings = {}};
  for (std::size_t i = 0; i < kOutlooks.size(); ++i) {
    realism.runs.push_back({.outlook = kOutlooks[i],
                            .outcome = parts[i].outcome,
                            .equity = std::move(parts[i].equity)});
  }
  for (std::size_t i = 0; i < kKnobs.size(); ++i) {
    const Knob& knob = kKnobs[i];
    const std::size_t kind = kOutlooks.size() + 2 * i;
    realism.swings.push_back({.key = knob.key,
                              .label = knob.label,
                              .optimistic = knob.text(spec_of(spec, kind).rules),
                              .usual = knob.text(spec.rules),
                              .pessimistic = knob.text(spec_of(spec, kind + 1).rules),
                              .when_optimistic = parts[kind].outcome,
                              .when_pessimistic = parts[kind + 1].outcome});
    AssumptionSwing& swing = realism.swings.back();
    // Not the two ends alone: a bar later can be better than both the bar before and the next.
    const auto [least, most] = std::minmax({swing.when_optimistic.total_return,
                                            realism.of(Outlook::Usual).outcome.total_return,
                                            swing.when_pessimistic.total_return});
    swing.span = most - least;
  }
  std::ranges::stable_sort(realism.swings, std::ranges::greater{}, &AssumptionSwing::span);
  realism.survives = realism.of(Outlook::Pessimistic).outcome.total_return > 0.0;
  return realism;
}

}  // namespace tw::backtest
