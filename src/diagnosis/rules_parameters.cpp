#include <algorithm>

#include "diagnosis/rule.hpp"
#include "diagnosis/words.hpp"

// Was it fitted?
namespace tw::diagnosis {
namespace {

constexpr double kTradesPerParameter = 10.0;
constexpr double kEdge = 0.001;  // Of the range.
constexpr double kCliff = 0.5;

}  // namespace

std::optional<Symptom> many_parameters(const Subject& subject) {
  const double count = static_cast<double>(subject.facts.parameters.size());
  const double trades = static_cast<double>(subject.report.trades.size());
  if (count == 0.0 || trades == 0.0 || trades >= kTradesPerParameter * count) return std::nullopt;
  return Symptom{.severity = Severity::Warning,
                 .finding = count_text(count, "parameter was", "parameters were") + " set and " +
                            count_text(trades, "trade", "trades") +
                            " came of it: so few can be fitted by chance.",
                 .evidence = {{"parameters", count, {}}, {"trades", trades, {}}}};
}

std::optional<Symptom> edge_of_range(const Subject& subject) {
  const auto is_at_edge = [](const ParameterPlace& place) {
    if (place.max <= place.min) return false;
    const double margin = kEdge * (place.max - place.min);
    // A range that begins with 0 begins with "off", which is a choice.
    const bool is_at_bottom = place.min != 0.0 && place.value <= place.min;
    return is_at_bottom || place.value >= place.max - margin;
  };
  const auto found = std::ranges::find_if(subject.facts.parameters, is_at_edge);
  if (found == subject.facts.parameters.end()) return std::nullopt;
  return Symptom{.severity = Severity::Note,
                 .finding = "Parameter '" + found->name + "' is " + value_text(found->value) +
                            ", the end of its range from " + value_text(found->min) + " to " +
                            value_text(found->max) + ".",
                 .evidence = {{"parameter", 0.0, found->name},
                              {"value", found->value, {}},
                              {"min", found->min, {}},
                              {"max", found->max, {}}}};
}

std::optional<Symptom> cliff(const Subject& subject) {
  const auto own = subject.metric("total_return");
  if (subject.facts.neighbours.empty() || !own || *own <= 0.0) return std::nullopt;
  const auto worst =
      std::ranges::min_element(subject.facts.neighbours, {}, &Neighbour::total_return);
  if (worst->total_return >= (1.0 - kCliff) * *own) return std::nullopt;
  return Symptom{.severity = Severity::Warning,
                 .finding = "With '" + worst->parameter + "' at " + value_text(worst->value) +
                            " the return is " + percent_text(worst->total_return) + " instead of " +
                            percent_text(*own) + ": the parameters stand on a cliff.",
                 .evidence = {{"parameter", 0.0, worst->parameter},
                              {"neighbour", worst->value, {}},
                              {"neighbour_return", worst->total_return, {}},
                              {"total_return", *own, {}}}};
}

}  // namespace tw::diagnosis
