#include <algorithm>
#include <cmath>
#include <string_view>

#include "report/number_text.hpp"
#include "report/sweep_report.hpp"

namespace tw::report {
namespace {

using research::TrialMetric;

std::string figure(double value, int decimals) {
  return std::isnan(value) ? kNotAvailable : grouped(value, decimals);
}

std::string share(double value) { return std::isnan(value) ? kNotAvailable : percent(value); }

std::string top_rows(const SweepReport& report, const TerminalOptions& options) {
  std::string text =
      inked("  " + left("parameters", 30) + right("score", 12) + right("return", 10) +
                right("Sharpe", 8) + right("drawdown", 10) + right("trades", 8),
            Ink::Dim, options) +
      "\n";
  for (const research::Ranked& ranked : report.top) {
    const research::TrialMetrics& metrics = ranked.row.metrics;
    text += "  " + left(point_text(report.plan, ranked.row.point), 30) +
            right(figure(report.figure_of(ranked.score), 4), 12) +
            right(share(metrics[TrialMetric::TotalReturn]), 10) +
            right(figure(metrics[TrialMetric::Sharpe], 2), 8) +
            right(share(metrics[TrialMetric::MaxDrawdown]), 10) +
            right(figure(metrics[TrialMetric::Trades], 0), 8) + "\n";
  }
  return text;
}

/// Returns the heat map as one character a cell, the better the darker; '.' where nothing ranked.
std::string heat_text(const SweepReport& report, const TerminalOptions& options) {
  const research::Heat& heat = *report.heat;
  double low = INFINITY;
  double high = -INFINITY;
  for (std::size_t row = 0; row < heat.rows().bins; ++row) {
    for (std::size_t column = 0; column < heat.columns().bins; ++column) {
      const double score = heat.at(row, column);
      if (std::isnan(score)) continue;
      low = std::min(low, score);
      high = std::max(high, score);
    }
  }
  if (!(high >= low)) return {};
  constexpr std::string_view kPlain = "-+xX#";
  constexpr std::string_view kBlocks[] = {"░", "▒", "▓", "█", "█"};
  const auto name = [&](const research::Heat::Side& side) {
    return std::string{report.plan.entry->parameters[report.plan.axes[side.axis].parameter].name};
  };
  const research::Axis& across = report.plan.axes[heat.columns().axis];
  const auto value = [&](double at) {
    return strategies::to_string(report.plan.entry->parameters[across.parameter], at);
  };
  std::string text = "  " + name(heat.rows()) + " down, " + name(heat.columns()) + " across (" +
                     value(across.values.front()) + " to " + value(across.values.back()) +
                     "), the darker the better\n";
  for (std::size_t row = 0; row < heat.rows().bins; ++row) {
    text += "  " + right(heat.rows().labels[row], 12) + " ";
    for (std::size_t column = 0; column < heat.columns().bins; ++column) {
      const double score = heat.at(row, column);
      if (std::isnan(score)) {
        text += '.';
        continue;
      }
      const double part = high > low ? (score - low) / (high - low) : 1.0;
      const auto shade = static_cast<std::size_t>(std::min(part * 5.0, 4.0));
      if (options.is_utf8) {
        text += kBlocks[shade];
      } else {
        text += kPlain[shade];
      }
    }
    text += "\n";
  }
  return text;
}

}  // namespace

std::string point_text(const research::Plan& plan, std::uint64_t point) {
  const std::vector<double> values = plan.values_at(point);
  std::string text;
  for (const research::Axis& axis : plan.axes) {
    const strategy::Parameter& parameter = plan.entry->parameters[axis.parameter];
    text += (text.empty() ? "" : " ") + std::string{parameter.name} + "=" +
            strategies::to_string(parameter, values[axis.parameter]);
  }
  return text.empty() ? "as given" : text;
}

std::string evidence_text(const std::optional<double>& value) {
  if (!value || std::isnan(*value)) return kNotAvailable;
  const bool is_count = *value >= 2.0 && *value == std::floor(*value);
  return grouped(*value, is_count ? 0 : 4);
}

std::string verdict_of(const SweepReport& report) {
  if (report.top.empty()) return "No trial could be ranked.";
  const std::string counted = grouped(static_cast<double>(report.trials_on_data), 0) + " trials";
  const auto found = [&](std::string_view key) -> std::optional<double> {
    for (const auto& [name, value] : report.evidence) {
      if (name == key) return value;
    }
    return std::nullopt;
  };
  if (report.is_edge) return "Edge: the best stands above what luck explains in " + counted + ".";
  const auto dsr = found("dsr");
  const auto pbo = found("pbo");
  if (!dsr && found("psr")) {
    return "Noise: no second trial has a Sharpe ratio, so nothing tells how far luck reaches in " +
           counted + ".";
  }
  if (!dsr) return "Noise: the best has no Sharpe ratio that could be held against luck.";
  if (!report.is_noise && pbo) {
    return "Overfit: the Sharpe ratio stands above luck in " + counted +
           ", but not the choice: in " + percent(*pbo, 0) +
           " of the splits, what was best on one half fell below the median on the other.";
  }
  return "Noise: luck explains the best of " + counted + " (a deflated Sharpe ratio of " +
         percent(*dsr, 1) + "; 95% is needed).";
}

std::string sweep_table(const SweepReport& report, const TerminalOptions& options) {
  const auto count = [](std::uint64_t value) { return grouped(static_cast<double>(value), 0); };
  std::string text =
      inked(std::string{report.plan.entry->name} + " on " + harmless(report.symbols, options),
            Ink::Bold, options) +
      "  " + count(report.trials) + " trials, " + count(report.ranked) + " ranked by " +
      research::to_string(report.goal.objective) + ", " + figure(report.seconds, 2) + " s (" +
      report.path + ")\n\n";
  text += inked(verdict_of(report), report.is_edge ? Ink::Good : Ink::Alert, options) + "\n";
  for (const auto& [key, value] : report.evidence) {
    text += "  " + left(key, 26) + right(evidence_text(value), 12) + "\n";
  }
  text += "  " + left("plateau_score", 26) + right(figure(report.plateau, 4), 12) + "\n\n";
  text += top_rows(report, options);
  if (report.heat) text += "\n" + heat_text(report, options);
  for (const std::string& warning : report.warnings) {
    text += inked("! " + harmless(warning, options), Ink::Alert, options) + "\n";
  }
  return text;
}

}  // namespace tw::report
