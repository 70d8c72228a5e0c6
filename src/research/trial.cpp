#include "research/trial.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/nearest.hpp"

namespace tw::research {
namespace {

struct RelationSign {
  std::string_view sign;
  Requirement::Relation relation;
};

// Longer signs first: ">" begins ">=".
constexpr RelationSign kRelations[] = {{">=", Requirement::Relation::AtLeast},
                                       {"<=", Requirement::Relation::AtMost},
                                       {">", Requirement::Relation::Above},
                                       {"<", Requirement::Relation::Below}};

std::string_view key_of(TrialMetric metric) {
  return kTrialMetricKeys[static_cast<std::size_t>(metric)];
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

std::string number_text(double value) {
  std::array<char, 64> buffer{};
  return {buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr};
}

}  // namespace

std::expected<TrialMetric, std::string> find_metric(std::string_view key) {
  for (std::size_t i = 0; i < kTrialMetrics; ++i) {
    if (kTrialMetricKeys[i] == key) return static_cast<TrialMetric>(i);
  }
  std::string line = "no trial has a figure '" + std::string{key} + "'";
  if (const auto meant = nearest(key, kTrialMetricKeys)) {
    return std::unexpected{line + "; did you mean '" + std::string{*meant} + "'?"};
  }
  line += "; known:";
  for (const std::string_view known : kTrialMetricKeys) line += " " + std::string{known};
  return std::unexpected{line};
}

std::expected<Objective, std::string> parse_objective(std::string_view text) {
  Objective objective;
  if (text.starts_with("min:") || text.starts_with("max:")) {
    objective.maximises = text.starts_with("max:");
    text.remove_prefix(4);
  }
  const auto metric = find_metric(text);
  if (!metric) return std::unexpected{metric.error()};
  objective.metric = *metric;
  return objective;
}

std::string to_string(const Objective& objective) {
  return (objective.maximises ? "max:" : "min:") + std::string{key_of(objective.metric)};
}

bool Requirement::holds(const TrialMetrics& metrics) const {
  const double value = metrics[metric];
  switch (relation) {
    case Relation::AtLeast:
      return value >= bound;
    case Relation::AtMost:
      return value <= bound;
    case Relation::Above:
      return value > bound;
    case Relation::Below:
      return value < bound;
  }
  return false;
}

std::expected<Requirement, std::string> parse_requirement(std::string_view text) {
  const std::string quoted = "'" + std::string{text} + "'";
  for (const auto& [sign, relation] : kRelations) {
    const std::size_t at = text.find(sign);
    if (at == text.npos) continue;
    const auto metric = find_metric(trimmed(text.substr(0, at)));
    if (!metric) return std::unexpected{quoted + ": " + metric.error()};
    const std::string_view number = trimmed(text.substr(at + sign.size()));
    Requirement requirement{.metric = *metric, .relation = relation};
    const auto [end, error] =
        std::from_chars(number.data(), number.data() + number.size(), requirement.bound);
    if (error != std::errc{} || end != number.data() + number.size() ||
        !std::isfinite(requirement.bound)) {
      return std::unexpected{quoted + ": '" + std::string{number} +
                             "' is not a number; write, say, 'trades>=30'"};
    }
    return requirement;
  }
  return std::unexpected{quoted + " compares nothing; write FIGURE>=NUMBER, such as 'trades>=30'"};
}

std::string to_string(const Requirement& requirement) {
  const auto sign = std::ranges::find(kRelations, requirement.relation, &RelationSign::relation);
  return std::string{key_of(requirement.metric)} + std::string{sign->sign} +
         number_text(requirement.bound);
}

double Goal::score(const TrialMetrics& metrics) const {
  for (const Requirement& requirement : requirements) {
    if (!requirement.holds(metrics)) return kUndefined;
  }
  return objective.score(metrics);
}

}  // namespace tw::research
