#include "research/axis.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/nearest.hpp"

namespace tw::research {
namespace {

using strategy::Parameter;

// A step such as 0.1 is not exact: the last value may miss the end by this part of a step.
constexpr double kStepSlack = 1e-9;

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(at);
    parts.push_back(text.substr(0, end));
    if (end == text.npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::optional<std::size_t> place_of(const strategies::Entry& entry, std::string_view name) {
  for (std::size_t i = 0; i < entry.parameters.size(); ++i) {
    if (entry.parameters[i].name == name) return i;
  }
  return std::nullopt;
}

std::string unknown(const strategies::Entry& entry, std::string_view name) {
  std::vector<std::string_view> names;
  std::string all;
  for (const Parameter& parameter : entry.parameters) {
    names.push_back(parameter.name);
    all += (all.empty() ? "" : ", ") + std::string{parameter.name};
  }
  std::string line =
      "strategy '" + std::string{entry.name} + "' has no parameter '" + std::string{name} + "'";
  if (const auto meant = nearest(name, names)) {
    return line + "; did you mean '" + std::string{*meant} + "'?";
  }
  return line + (all.empty() ? "; it has none at all" : "; it has: " + all);
}

/// Reads the step: a number above zero, whole where the parameter is.
std::expected<double, std::string> step_of(const Parameter& parameter, std::string_view text,
                                           std::string_view whole) {
  Parameter as_step = parameter;
  as_step.min = 0.0;
  as_step.max = std::abs(parameter.max - parameter.min);
  const auto step = strategies::parse_value(as_step, text);
  if (step && *step > 0.0) return *step;
  return std::unexpected{
      "'" + std::string{whole} + "': the step '" + std::string{text} + "' must be " +
      (parameter.kind == Parameter::Kind::Integer ? "a whole number" : "a number") +
      " above 0 and within the parameter's own range"};
}

std::expected<std::vector<double>, std::string> range_of(const strategies::Entry& entry,
                                                         std::size_t place, std::string_view range,
                                                         std::string_view whole) {
  const Parameter& parameter = entry.parameters[place];
  const std::string name{parameter.name};
  const auto parts = split(range, ':');
  const std::string quoted = "'" + std::string{whole} + "'";
  if (parameter.kind == Parameter::Kind::Choice) {
    return std::unexpected{
        quoted + ": '" + name + "' is a choice and has no range; list its words: " + name + "=" +
        std::string{parameter.choices.front()} + "," + std::string{parameter.choices.back()}};
  }
  if (parts.size() > 3) {
    return std::unexpected{quoted + " has too many colons; write " + name + "=FROM:TO:STEP"};
  }
  if (parts.size() == 2 && parameter.kind == Parameter::Kind::Number) {
    return std::unexpected{quoted + " needs a step, because '" + name +
                           "' is no whole number; write " + std::string{whole} + ":STEP"};
  }
  const auto from = strategies::parse_value(parameter, parts[0]);
  if (!from) return std::unexpected{from.error()};
  const auto to = strategies::parse_value(parameter, parts[1]);
  if (!to) return std::unexpected{to.error()};
  double step = 1.0;
  if (parts.size() == 3) {
    const auto given = step_of(parameter, parts[2], whole);
    if (!given) return std::unexpected{given.error()};
    step = *given;
  }
  if (*from > *to) {
    return std::unexpected{quoted + " is inverted: " + std::string{parts[0]} + " is above " +
                           std::string{parts[1]} + "; write " + name + "=" + std::string{parts[1]} +
                           ":" + std::string{parts[0]} +
                           (parts.size() == 3 ? ":" + std::string{parts[2]} : "")};
  }
  const double steps = std::floor((*to - *from) / step + kStepSlack);
  if (steps + 1.0 > static_cast<double>(kAxisValuesMax)) {
    return std::unexpected{quoted + " has more than " + std::to_string(kAxisValuesMax) +
                           " values; take a larger step"};
  }
  std::vector<double> values;
  for (double i = 0.0; i <= steps; i += 1.0) {
    // 0.1 * 3 is not 0.3: the value that its text would give is what reports show.
    const double value = std::min(*from + i * step, *to);
    values.push_back(std::round(value * 1e12) / 1e12);
  }
  return values;
}

}  // namespace

bool is_axis(std::string_view value) { return value.find_first_of(":,") != value.npos; }

std::expected<Axis, std::string> parse_axis(const strategies::Entry& entry, std::string_view text) {
  const std::size_t equals = text.find('=');
  const std::string quoted = "'" + std::string{text} + "'";
  if (equals == text.npos) {
    return std::unexpected{quoted + " names no values; write " + std::string{text} +
                           "=FROM:TO:STEP or a list, " + std::string{text} + "=A,B,C"};
  }
  const std::string_view name = text.substr(0, equals);
  const std::string_view range = text.substr(equals + 1);
  const auto place = place_of(entry, name);
  if (!place) return std::unexpected{unknown(entry, name)};
  if (range.empty()) {
    return std::unexpected{quoted + " is empty; write " + std::string{name} + "=FROM:TO:STEP"};
  }
  Axis axis{.parameter = *place, .values = {}};
  if (range.find(':') != range.npos) {
    auto values = range_of(entry, *place, range, text);
    if (!values) return std::unexpected{std::move(values.error())};
    axis.values = std::move(*values);
    return axis;
  }
  for (const std::string_view word : split(range, ',')) {
    const auto value = strategies::parse_value(entry.parameters[*place], word);
    if (!value) return std::unexpected{value.error()};
    if (std::ranges::find(axis.values, *value) != axis.values.end()) {
      return std::unexpected{quoted + " has '" + std::string{word} +
                             "' twice; name each value once"};
    }
    axis.values.push_back(*value);
  }
  return axis;
}

std::string to_string(const strategies::Entry& entry, const Axis& axis) {
  const Parameter& parameter = entry.parameters[axis.parameter];
  const auto text = [&](double value) { return strategies::to_string(parameter, value); };
  std::string line = std::string{parameter.name} + "=";
  const std::vector<double>& values = axis.values;
  if (parameter.kind == Parameter::Kind::Integer && values.size() > 2) {
    const double step = values[1] - values[0];
    bool is_even = step > 0.0;
    for (std::size_t i = 1; i < values.size(); ++i) {
      is_even = is_even && values[i] - values[i - 1] == step;
    }
    if (is_even) return line + text(values.front()) + ":" + text(values.back()) + ":" + text(step);
  }
  for (std::size_t i = 0; i < values.size(); ++i) line += (i == 0 ? "" : ",") + text(values[i]);
  return line;
}

}  // namespace tw::research
