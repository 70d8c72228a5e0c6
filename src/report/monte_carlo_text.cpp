#include "report/monte_carlo_text.hpp"

#include <algorithm>
#include <cmath>

#include "report/number_text.hpp"

namespace tw::report {
namespace {

using research::Distribution;
using research::MonteCarloReport;

constexpr std::size_t kLabelWidth = 16;
constexpr std::size_t kValueWidth = 10;
constexpr std::size_t kFanRows = 12;
constexpr std::size_t kFanAxis = 9;
/// Which of `kFractions` a terminal has room for.
constexpr std::size_t kShown[] = {0, 2, 4, 6, 8};

std::string quantile_lines(const MonteCarloReport& report, const TerminalOptions& options) {
  std::string text = left("", kLabelWidth);
  for (const std::size_t i : kShown) {
    text += right(percent(research::kFractions[i], 0), kValueWidth);
  }
  text += right("as it was", kValueWidth + 2) + '\n';
  const std::string sign = options.is_utf8 ? "\u00b1" : "+-";
  for (const Distribution& spread : report.distributions) {
    if (spread.quantiles.empty()) continue;
    text += left(spread.label, kLabelWidth);
    for (const std::size_t i : kShown) {
      text += right(figure_text(spread, spread.quantiles[i].value), kValueWidth);
    }
    text += right(figure_text(spread, spread.observed), kValueWidth + 2) + '\n';
    std::string errors = left("", kLabelWidth);
    for (const std::size_t i : kShown) {
      errors += right(sign + figure_text(spread, spread.quantiles[i].error), kValueWidth);
    }
    text += inked(errors, Ink::Dim, options) + '\n';
  }
  return text;
}

/// Returns the curve's value at a column, linear between its steps.
double at_column(const research::Fan& fan, const std::vector<double>& curve, double place) {
  const double step = place * fan.steps.back();
  const auto above = std::ranges::lower_bound(
      fan.steps, step, {}, [](std::uint32_t s) { return static_cast<double>(s); });
  const auto i = static_cast<std::size_t>(above - fan.steps.begin());
  if (i == 0) return curve.front();
  if (i >= curve.size()) return curve.back();
  const double from = fan.steps[i - 1];
  const double part = (step - from) / (static_cast<double>(fan.steps[i]) - from);
  return curve[i - 1] + part * (curve[i] - curve[i - 1]);
}

/// Draws the fan: shades for the two bands, a line for the median, the highest wealth on top.
std::string fan_lines(const research::Fan& fan, const TerminalOptions& options) {
  const auto width = static_cast<std::size_t>(std::clamp(options.width, 60, 100)) - kFanAxis - 2;
  double low = 1.0;
  double high = 1.0;
  for (const double wealth : fan.quantiles.front()) low = std::min(low, wealth);
  for (const double wealth : fan.quantiles.back()) high = std::max(high, wealth);
  if (!(high > low)) high = low + 0.01;
  const std::string outer = options.is_utf8 ? "\u2591" : ".";
  const std::string inner = options.is_utf8 ? "\u2592" : ":";
  const std::string median = options.is_utf8 ? "\u2588" : "#";

  std::string text;
  for (std::size_t row = 0; row < kFanRows; ++row) {
    const double cell = (high - low) / static_cast<double>(kFanRows);
    const double top = high - cell * static_cast<double>(row);
    const double bottom = top - cell;
    const bool is_labelled = row % 4 == 0 || row + 1 == kFanRows;
    text += right(is_labelled ? grouped((top + bottom) / 2.0, 2) : "", kFanAxis) + "  ";
    for (std::size_t column = 0; column < width; ++column) {
      const double place = static_cast<double>(column) / static_cast<double>(width - 1);
      const auto value = [&](std::size_t i) { return at_column(fan, fan.quantiles[i], place); };
      const auto covers = [&](std::size_t from, std::size_t to) {
        return value(to) >= bottom && value(from) <= top;
      };
      const bool is_median = value(2) >= bottom && value(2) < top;
      text += is_median ? median : covers(1, 3) ? inner : covers(0, 4) ? outer : " ";
    }
    while (text.ends_with(' ')) text.pop_back();
    text += '\n';
  }
  return text;
}

std::string cost_lines(const MonteCarloReport& report) {
  std::string text = left("Costs", kLabelWidth) + right("return", kValueWidth + 2) +
                     right("drawdown", kValueWidth + 2) + right("Sharpe", kValueWidth) + '\n';
  for (const research::CostRung& rung : report.costs) {
    text += left("x " + grouped(rung.multiple, 2), kLabelWidth) +
            right(percent(rung.total_return), kValueWidth + 2) +
            right(percent(rung.max_drawdown), kValueWidth + 2) +
            right(grouped(rung.sharpe, 2), kValueWidth) + '\n';
  }
  return text + break_even_text(report) + '\n';
}

}  // namespace

std::string meaning_of(const MonteCarloReport& report) {
  const std::string steps = report.of;
  if (report.method == "bootstrap") {
    return "Each path draws its " + steps +
           " from those that were, with replacement; their order is lost.";
  }
  if (report.method == "stationary" || report.method == "circular") {
    return "Each path is made of blocks of neighbouring " + steps +
           ", so that calm and wild times stay together.";
  }
  if (report.method == "shuffle") {
    return "Each path has the same " + steps +
           " in another order: the end is the same, the way there is not.";
  }
  if (report.method == "skip") {
    return "Each path leaves some of the " + steps + " out: what if they had been missed?";
  }
  if (report.method == "noise") {
    return "The backtest again, on prices that each were moved a little.";
  }
  if (report.method == "costs") return "The backtest again, at other costs.";
  return "Each path has the " + steps + " whose numbers were given.";
}

std::string figure_text(const Distribution& spread, double value) {
  return spread.is_fraction && std::isfinite(value) ? percent(value) : grouped(value, 2);
}

std::string chance_label(const research::Chance& chance) {
  if (chance.key == "ruin") return "Ruin: wealth to " + percent(chance.bound, 0);
  if (chance.key == "drawdown_worse") return "Deeper than " + percent(chance.bound, 0);
  return chance.label;
}

std::string break_even_text(const MonteCarloReport& report) {
  if (std::isfinite(report.break_even_costs)) {
    return "Nothing is left at " + grouped(report.break_even_costs, 2) + " times the costs.";
  }
  const bool gains = !report.costs.empty() && report.costs.front().total_return > 0.0;
  return gains ? "It earns at every rung." : "It loses at every rung, even without costs.";
}

std::string monte_carlo_table(const MonteCarloReport& report, const TerminalOptions& options) {
  std::string text = inked(harmless(report.title, options), Ink::Bold, options) + '\n';
  text += meaning_of(report) + "\n\n";
  for (const auto& [name, value] : report.facts) {
    text += left(name, kLabelWidth) + harmless(value, options) + '\n';
  }
  text += left("Seed", kLabelWidth) + std::to_string(report.seed) + "\n\n";
  for (const std::string& warning : report.warnings) {
    text += inked("! " + harmless(warning, options), Ink::Alert, options) + '\n';
  }
  if (!report.warnings.empty()) text += '\n';
  if (!report.costs.empty()) return text + cost_lines(report);
  text += quantile_lines(report, options) + '\n';
  for (const research::Chance& chance : report.chances) {
    text += left(chance_label(chance), 26) + right(percent(chance.probability), kValueWidth) +
            "  " + (options.is_utf8 ? "\u00b1 " : "+- ") + percent(chance.error) + '\n';
  }
  if (report.fan.steps.size() > 1) {
    text += "\nWealth from 1 over " + grouped(report.fan.steps.back(), 0) + ' ' + report.of +
            ": median, half and 90% of the paths\n" + fan_lines(report.fan, options);
  }
  return text;
}

}  // namespace tw::report
