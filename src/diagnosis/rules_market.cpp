#include <algorithm>
#include <cmath>
#include <vector>

#include "analytics/returns.hpp"
#include "diagnosis/rule.hpp"
#include "diagnosis/words.hpp"

// Is it the strategy, or the market?
namespace tw::diagnosis {
namespace {

constexpr double kDisguised = 0.9;
constexpr double kRisingAYear = 0.05;
constexpr double kBear = -0.2;     // From its highest: what is called a bear market.
constexpr double kLostPart = 0.1;  // Of the gain in the other regime.
constexpr std::size_t kCalmWindow = 21;
constexpr std::size_t kRegimeReturnsMin = 252;

/// Returns the mean size of the benchmark's returns in the window before each return; NaN before
/// there is one. Known beforehand, so that a regime is something that could be traded.
std::vector<double> turbulence(const std::vector<double>& returns) {
  std::vector<double> levels(returns.size(), std::nan(""));
  double sum = 0.0;
  for (std::size_t i = 0; i < returns.size(); ++i) {
    if (i >= kCalmWindow) {
      levels[i] = sum / kCalmWindow;
      sum -= std::abs(returns[i - kCalmWindow]);
    }
    sum += std::abs(returns[i]);
  }
  return levels;
}

/// Returns how far the returns' own growth fell below its highest; never positive.
double deepest_fall(const std::vector<double>& returns) {
  double wealth = 1.0;
  double peak = 1.0;
  double deepest = 0.0;
  for (const double change : returns) {
    wealth *= 1.0 + change;
    peak = std::max(peak, wealth);
    deepest = std::min(deepest, wealth / peak - 1.0);
  }
  return deepest;
}

double middle_of(const std::vector<double>& levels) {
  std::vector<double> known;
  std::ranges::copy_if(levels, std::back_inserter(known),
                       [](double x) { return std::isfinite(x); });
  const auto middle = known.begin() + static_cast<std::ptrdiff_t>(known.size() / 2);
  std::ranges::nth_element(known, middle);
  return *middle;
}

}  // namespace

std::optional<Symptom> benchmark_beats(const Subject& subject) {
  const auto own = subject.metric("total_return");
  const auto other = subject.metric("benchmark_return");
  if (!own || !other || *own >= *other) return std::nullopt;
  const std::string& name = subject.report.benchmark_name;
  Symptom symptom{.severity = Severity::Warning,
                  .finding = "The benchmark" + (name.empty() ? "" : " (" + name + ")") +
                             " returned " + percent_text(*other) + ", the strategy " +
                             percent_text(*own),
                  .evidence = {{"total_return", *own, {}}, {"benchmark_return", *other, {}}}};
  const auto own_fall = subject.metric("max_drawdown");
  if (own_fall && !subject.benchmark_returns.empty()) {
    const double fall = deepest_fall(subject.benchmark_returns);
    symptom.finding +=
        "; their deepest falls were " + percent_text(-fall) + " and " + percent_text(-*own_fall);
    symptom.evidence.push_back({"max_drawdown", *own_fall, {}});
    symptom.evidence.push_back({"benchmark_max_drawdown", fall, {}});
  }
  symptom.finding += '.';
  return symptom;
}

std::optional<Symptom> benchmark_in_disguise(const Subject& subject) {
  const auto together = subject.metric("correlation");
  // Buying and holding is what it says.
  if (!together || *together <= kDisguised || subject.report.trades.empty()) return std::nullopt;
  return Symptom{.severity = Severity::Note,
                 .finding = "Returns follow the benchmark's with a correlation of " +
                            number_text(*together, 2) + ".",
                 .evidence = {{"correlation", *together, {}}, {"limit", kDisguised, {}}}};
}

std::optional<Symptom> one_sided(const Subject& subject) {
  const auto& trades = subject.report.trades;
  const bool sells = std::ranges::any_of(trades, [](const auto& trade) { return !trade.is_long; });
  if (trades.empty() || sells || subject.benchmark_returns.empty()) return std::nullopt;
  const double growth = 1.0 + analytics::compound(subject.benchmark_returns);
  const double years = static_cast<double>(subject.benchmark_returns.size()) / kSessionsAYear;
  const double yearly = growth <= 0.0 ? -1.0 : std::pow(growth, 1.0 / years) - 1.0;
  // A range with a bear market in it has shown what happens there.
  const double fall = deepest_fall(subject.benchmark_returns);
  if (years < 0.5 || yearly <= kRisingAYear || fall <= kBear) return std::nullopt;
  const auto count = static_cast<double>(trades.size());
  return Symptom{
      .severity = Severity::Note,
      .finding = (count == 1.0 ? "The one trade is"
                               : "All " + count_text(count, "trade", "trades") + " are") +
                 " long, in a market that rose " + percent_text(yearly) +
                 " a year and never fell by more than " + percent_text(-fall) +
                 ": nothing here says what happens in a bear market.",
      .evidence = {{"trades", count, {}},
                   {"benchmark_cagr", yearly, {}},
                   {"benchmark_max_drawdown", fall, {}},
                   {"limit", kBear, {}}}};
}

std::optional<Symptom> one_regime(const Subject& subject) {
  if (subject.benchmark_returns.size() != subject.returns.size() ||
      subject.returns.size() < kRegimeReturnsMin) {
    return std::nullopt;
  }
  const std::vector<double> levels = turbulence(subject.benchmark_returns);
  const double middle = middle_of(levels);
  double calm = 0.0;
  double wild = 0.0;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    if (!std::isfinite(levels[i])) continue;
    (levels[i] > middle ? wild : calm) += subject.returns[i];
  }
  // A loss that is small beside the gain is noise around zero.
  const bool is_lost = std::min(calm, wild) < -kLostPart * std::max(calm, wild);
  if (calm + wild <= 0.0 || !is_lost) return std::nullopt;
  return Symptom{
      .severity = Severity::Warning,
      .finding = "In " + std::string{calm > 0.0 ? "calm" : "turbulent"} +
                 " markets returns sum to " + percent_text(std::max(calm, wild)) + ", in " +
                 (calm > 0.0 ? "turbulent" : "calm") + " ones to " +
                 percent_text(std::min(calm, wild)) + ".",
      .evidence = {{"calm", calm, {}}, {"turbulent", wild, {}}, {"mean_move", middle, {}}}};
}

}  // namespace tw::diagnosis
