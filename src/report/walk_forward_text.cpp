#include "report/walk_forward_text.hpp"

#include "report/number_text.hpp"
#include "report/text_plot.hpp"

namespace tw::report {
namespace {

using research::FoldOutcome;
using research::TrialMetric;
using research::WalkForwardReport;

constexpr std::size_t kNameWidth = 28;
constexpr std::size_t kCellWidth = 10;
constexpr std::size_t kPlotRows = 8;

std::string figures(const WalkForwardReport& report) {
  const research::Stitched& all = report.stitched;
  const auto line = [](std::string_view name, const std::string& value) {
    return left(name, kNameWidth) + value + '\n';
  };
  return line("Total return, out of sample", percent(all.total_return)) +
         line("CAGR", percent(all.cagr)) + line("Sharpe ratio", grouped(all.sharpe, 2)) +
         line("Max. drawdown", percent(all.max_drawdown)) +
         line("Efficiency", percent(all.efficiency, 0) + " of the trainings' mean return kept") +
         line("Tests that gained",
              std::to_string(all.folds_positive) + " of " + std::to_string(report.folds.size()));
}

std::string folds(const WalkForwardReport& report) {
  std::string text = left("Test", 26);
  for (const research::Drift& drift : report.drift) text += right(drift.name, kCellWidth);
  text += right("Sharpe in", kCellWidth + 1) + right("out", kCellWidth - 2) +
          right("return out", kCellWidth + 2) + '\n';
  for (std::size_t i = 0; i < report.folds.size(); ++i) {
    const FoldOutcome& fold = report.folds[i];
    text += left(to_string(fold.test_first) + " to " + to_string(fold.test_last), 26);
    for (const research::Drift& drift : report.drift) {
      text += right(drift.values[i].empty() ? "none" : drift.values[i], kCellWidth);
    }
    text += right(grouped(fold.in_sample[TrialMetric::Sharpe], 2), kCellWidth + 1) +
            right(grouped(fold.out_of_sample[TrialMetric::Sharpe], 2), kCellWidth - 2) +
            right(percent(fold.out_of_sample[TrialMetric::TotalReturn]), kCellWidth + 2) + '\n';
  }
  return text;
}

}  // namespace

std::string walk_forward_table(const WalkForwardReport& report, const TerminalOptions& options) {
  std::string text = inked(harmless(report.title, options), Ink::Bold, options) + "\n\n";
  for (const auto& [name, value] : report.facts) {
    text += left(name, kNameWidth) + harmless(value, options) + '\n';
  }
  text += '\n';
  for (const std::string& warning : report.warnings) {
    text += inked("! " + harmless(warning, options), Ink::Alert, options) + '\n';
  }
  if (!report.warnings.empty()) text += '\n';
  text += figures(report) + '\n';
  const auto columns = static_cast<std::size_t>(options.width > 100 ? 100 : options.width);
  for (const std::string& line :
       text_plot(report.stitched.wealth, columns, kPlotRows, options.is_utf8)) {
    text += line + '\n';
  }
  return text + '\n' + folds(report);
}

std::string folds_table(std::span<const research::Fold> folds) {
  std::string text = left("Fold", 6) + right("training", 20) + right("test", 20) + '\n';
  for (std::size_t i = 0; i < folds.size(); ++i) {
    const auto rows = [](RowRange range) {
      return std::to_string(range.first) + " to " + std::to_string(range.last - 1);
    };
    text += left(std::to_string(i), 6) + right(rows(folds[i].train), 20) +
            right(rows(folds[i].test), 20) + '\n';
  }
  return text;
}

}  // namespace tw::report
