#include <algorithm>
#include <vector>

#include "diagnosis/rule.hpp"
#include "diagnosis/words.hpp"

// Would the market have given these fills?
namespace tw::diagnosis {
namespace {

using backtest::OrderRow;
using backtest::TradeRow;

constexpr double kNoticeable = 0.01;
constexpr double kOften = 0.1;
constexpr double kHalf = 0.5;
constexpr std::size_t kEnough = 10;

std::optional<Symptom> share_of_fills(const Subject& subject, std::size_t count, Severity severity,
                                      std::string_view where) {
  const double fills = static_cast<double>(subject.facts.fills);
  const double share = fills == 0.0 ? 0.0 : static_cast<double>(count) / fills;
  if (share < kNoticeable) return std::nullopt;
  return Symptom{
      .severity = severity,
      .finding = number_text(static_cast<double>(count), 0) + " of " + number_text(fills, 0) +
                 " fills (" + percent_text(share) + ") are " + std::string{where} + ".",
      .evidence = {
          {"count", static_cast<double>(count), {}}, {"fills", fills, {}}, {"share", share, {}}}};
}

/// Whether it waits for a price that may never come, and nothing but the market decides its fate.
bool waits_for_price(const OrderRow& order) {
  return order.type != "market" && order.type != "market_on_close" && order.parent == 0 &&
         order.group == 0;
}

}  // namespace

std::optional<Symptom> no_costs(const Subject& subject) {
  const sim::SimRules& rules = subject.spec.rules;
  const bool has_commission = rules.commission.fixed.raw() != 0 ||
                              rules.commission.percent.raw() != 0 ||
                              rules.commission.per_share.raw() != 0;
  const bool has_friction =
      rules.spread.rate.raw() != 0 || rules.slippage.kind != sim::SlippageModel::Kind::None;
  if (has_commission || has_friction) return std::nullopt;
  return Symptom{
      .severity = Severity::Warning,
      .finding = "No commission, no spread and no slippage: real trading is dearer than this.",
      .evidence = {{"turnover", subject.facts.traded_value, {}}}};
}

std::optional<Symptom> deciding_close(const Subject& subject) {
  if (subject.spec.rules.fill_timing != sim::FillTiming::ThisClose) return std::nullopt;
  return Symptom{.severity = Severity::Critical,
                 .finding = "Orders fill at the very close that decided them, which nobody can do.",
                 .evidence = {{"fill_timing", 0.0, "this_close"}}};
}

std::optional<Symptom> outside_session(const Subject& subject) {
  return share_of_fills(subject, subject.facts.fills_outside_session, Severity::Warning,
                        "in bars outside the regular session");
}

std::optional<Symptom> stale_fills(const Subject& subject) {
  return share_of_fills(subject, subject.facts.stale_fills, Severity::Warning,
                        "in bars without volume, or that only repeat the last price");
}

std::optional<Symptom> capped_orders(const Subject& subject) {
  const double orders = static_cast<double>(subject.report.orders.size());
  const double capped = static_cast<double>(subject.facts.capped_orders);
  if (orders == 0.0 || capped < kOften * orders) return std::nullopt;
  return Symptom{.severity = Severity::Warning,
                 .finding = number_text(capped, 0) + " of " + number_text(orders, 0) +
                            " orders ask for more than " +
                            percent_text(subject.spec.rules.participation.as_double()) +
                            " of the next bar's volume: the market is too small for this size.",
                 .evidence = {{"capped_orders", capped, {}}, {"orders", orders, {}}}};
}

std::optional<Symptom> unfilled_orders(const Subject& subject) {
  double waiting = 0.0;
  double unfilled = 0.0;
  for (const OrderRow& order : subject.report.orders) {
    if (!waits_for_price(order)) continue;
    waiting += 1.0;
    unfilled += order.filled.raw() == 0 ? 1.0 : 0.0;
  }
  if (waiting < static_cast<double>(kEnough) || unfilled <= kHalf * waiting) return std::nullopt;
  return Symptom{.severity = Severity::Note,
                 .finding = number_text(unfilled, 0) + " of " + number_text(waiting, 0) +
                            " limit and stop entries never filled: the result hangs on which ones "
                            "did.",
                 .evidence = {{"unfilled", unfilled, {}}, {"orders", waiting, {}}}};
}

std::optional<Symptom> denied_requests(const Subject& subject) {
  const double denied = static_cast<double>(subject.facts.denials);
  const double asked = denied + static_cast<double>(subject.report.orders.size());
  if (denied == 0.0 || denied < kOften * asked) return std::nullopt;
  return Symptom{.severity = Severity::Warning,
                 .finding = number_text(denied, 0) + " of " + number_text(asked, 0) +
                            " requests were denied by risk: what ran is not what was meant.",
                 .evidence = {{"denied", denied, {}}, {"requests", asked, {}}}};
}

std::optional<Symptom> one_bar_trades(const Subject& subject) {
  const auto& trades = subject.report.trades;
  if (trades.size() < kEnough) return std::nullopt;
  const auto brief = static_cast<double>(
      std::ranges::count_if(trades, [](const TradeRow& trade) { return trade.bars_held <= 1; }));
  const double share = brief / static_cast<double>(trades.size());
  if (share <= kHalf) return std::nullopt;
  return Symptom{.severity = Severity::Warning,
                 .finding = percent_text(share) +
                            " of trades last one bar at most: the order of prices inside a bar, "
                            "which is not known, decides them.",
                 .evidence = {{"share", share, {}}, {"limit", kHalf, {}}}};
}

std::optional<Symptom> held_overnight(const Subject& subject) {
  const auto& trades = subject.report.trades;
  if (!subject.facts.is_intraday || trades.empty()) return std::nullopt;
  const auto held = static_cast<double>(std::ranges::count_if(trades, [](const TradeRow& trade) {
    return trade.entry_at.session != trade.exit_at.session;
  }));
  const double share = held / static_cast<double>(trades.size());
  if (share < kOften) return std::nullopt;
  return Symptom{.severity = Severity::Note,
                 .finding = percent_text(share) +
                            " of trades are held over a close: their stops do not work in a gap.",
                 .evidence = {{"trades", held, {}}, {"share", share, {}}}};
}

std::optional<Symptom> few_units(const Subject& subject) {
  constexpr double kUnits = 10.0;
  const auto& trades = subject.report.trades;
  if (trades.empty() || !subject.spec.rules.whole_units || !subject.spec.size.is_fraction()) {
    return std::nullopt;
  }
  std::vector<double> sizes;
  sizes.reserve(trades.size());
  for (const TradeRow& trade : trades) sizes.push_back(magnitude(trade.quantity).as_double());
  const auto middle = sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() / 2);
  std::ranges::nth_element(sizes, middle);
  if (*middle >= kUnits) return std::nullopt;
  return Symptom{.severity = Severity::Note,
                 .finding = "Half of the entries are of " + count_text(*middle, "unit", "units") +
                            " or fewer: whole units are far from the size that was meant.",
                 .evidence = {{"median_units", *middle, {}}, {"limit", kUnits, {}}}};
}

}  // namespace tw::diagnosis
