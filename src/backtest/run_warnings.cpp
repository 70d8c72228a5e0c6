#include <algorithm>

#include "backtest/membership.hpp"
#include "backtest/rule_warnings.hpp"
#include "backtest/run_metrics.hpp"
#include "backtest/term_warnings.hpp"
#include "core/decimal.hpp"

namespace tw::backtest {
namespace {

std::string count_of(std::uint64_t count, std::string_view one, std::string_view many) {
  return std::to_string(count) + " " + std::string{count == 1 ? one : many};
}

/// Returns what a user can do about a denial.
std::string_view remedy(risk::Reason reason) {
  switch (reason) {
    case risk::Reason::ShortNotAllowed:
      return "a cash account cannot short; give --margin 0.5 for a margin account";
    case risk::Reason::SizeIsZero:
      return "the account could not pay for one unit; raise --cash or choose a smaller --size";
    case risk::Reason::OrderValueAboveLimit:
    case risk::Reason::OrderQuantityAboveLimit:
    case risk::Reason::PositionAboveLimit:
    case risk::Reason::GrossExposureAboveLimit:
    case risk::Reason::NetExposureAboveLimit:
    case risk::Reason::TooManyOrders:
    case risk::Reason::PriceOutsideCollar:
      return "raise the limit in [risk] if that is not meant";
    case risk::Reason::EntryWithoutStop:
      return "a size of risk:R is reckoned to the entry's stop; choose a strategy that sets one, "
             "or "
             "another --size";
    case risk::Reason::TooLittleHistory:
      return "such a size wants 21 bars of each symbol before the entry, and a price that moves; "
             "begin later with --from";
    case risk::Reason::StopOnWrongSide:
      return "a buy stop belongs above the last price and a sell stop below it";
    case risk::Reason::NotInUniverse:
      return "only a member of the universe may be entered or added to";
    default:
      return "see the order list";
  }
}

void warn_of_denials(std::vector<std::string>& warnings, const BacktestRun& run) {
  for (int i = 0; i < risk::kReasons; ++i) {
    const auto reason = static_cast<risk::Reason>(i);
    const std::uint64_t count = run.denials[static_cast<std::size_t>(i)];
    // A closed desk is the frame of the run at work, and a child falls with its parent.
    if (count == 0 || reason == risk::Reason::TradingClosed ||
        reason == risk::Reason::ParentDenied) {
      continue;
    }
    warnings.push_back(count_of(count, "request was", "requests were") +
                       " denied by risk: " + std::string{to_string(reason)} + "; " +
                       std::string{remedy(reason)}.append("."));
  }
}

void warn_of_cut_orders(std::vector<std::string>& warnings, const BacktestReport& report) {
  std::uint64_t unpaid = 0;
  std::uint64_t too_small = 0;
  for (const OrderRow& order : report.orders) {
    if (order.reason == to_string(OrderReason::InsufficientFunds)) unpaid += 1;
    if (order.reason == to_string(OrderReason::SizeIsZero)) too_small += 1;
  }
  if (unpaid != 0) {
    warnings.push_back(count_of(unpaid, "order was", "orders were") +
                       " cut because the account could not pay for all of it.");
  }
  if (too_small != 0) {
    warnings.push_back(count_of(too_small, "order was", "orders were") +
                       " dropped because the account could not pay for one unit; raise --cash.");
  }
}

void warn_of_conventions(std::vector<std::string>& warnings, const BacktestSpec& spec,
                         const std::vector<Feed>& feeds, const BacktestRun& run) {
  const bool is_short_of_history = spec.warmup_from == WarmupFrom::EarlierBars &&
                                   run.lead_in <= static_cast<std::size_t>(run.warmup_bars);
  if (is_short_of_history && run.warmup_bars > 0) {
    const std::string lead_in =
        run.lead_in == 0 ? "No bars" : "Only " + count_of(run.lead_in, "bar", "bars");
    warnings.push_back(lead_in + " before the range, the strategy needs " +
                       std::to_string(run.warmup_bars + 1) +
                       ": its first decisions come that much later.");
  }
  if (spec.rules.participation.raw() == 0) return;
  for (const Feed& feed : feeds) {
    if (std::ranges::all_of(feed.bars.volume, [](std::int64_t v) { return v == 0; })) {
      warnings.push_back("The data of " + feed.instrument.symbol +
                         " have no volume: the participation cap could not be applied to it.");
    }
  }
}

}  // namespace

std::vector<std::string> run_warnings(const BacktestSpec& spec, const std::vector<Feed>& feeds,
                                      const BacktestRun& run, const BacktestReport& report) {
  std::vector<std::string> warnings;
  if (run.is_ruined) {
    warnings.emplace_back(
        "The account was ruined: everything was closed and the rest written off.");
  }
  if (run.mismatches != 0) {
    warnings.push_back(count_of(run.mismatches, "report", "reports") +
                       " of the venue contradicted our orders: trading was halted.");
  }
  warn_of_violations(warnings, feeds, run);
  warn_of_denials(warnings, run);
  warn_of_cut_orders(warnings, report);
  warn_of_conventions(warnings, spec, feeds, run);
  warn_of_unused_terms(warnings, spec, feeds);
  for (std::string& line : universe_warnings(spec, feeds)) warnings.push_back(std::move(line));
  return warnings;
}

}  // namespace tw::backtest
