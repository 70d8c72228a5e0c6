#include "indicators/column.hpp"

#include <charconv>
#include <optional>

#include "core/assert.hpp"
#include "core/nearest.hpp"

namespace tw::indicators {
namespace {

using Reason = ColumnError::Reason;

std::unexpected<ColumnError> error(Reason reason, std::string message) {
  return std::unexpected{ColumnError{.reason = reason, .message = std::move(message)}};
}

bool has_prefix(std::string_view name, std::string_view prefix) {
  return name.starts_with(prefix) && (name.size() == prefix.size() || name[prefix.size()] == '_');
}

/// Returns the kind with the longest name that `name` begins with: OBV_SLOPE before OBV.
const ColumnKind* find_kind(std::string_view name) {
  const ColumnKind* best = nullptr;
  for (const ColumnKind& kind : catalogue()) {
    const bool is_longer = best == nullptr || kind.name.size() > best->name.size();
    if (is_longer && has_prefix(name, kind.name)) best = &kind;
  }
  return best;
}

/// Returns where the parameters begin: at the first underscore that a digit follows.
std::size_t letters_of(std::string_view name) {
  for (std::size_t i = 0; i + 1 < name.size(); ++i) {
    if (name[i] == '_' && name[i + 1] >= '0' && name[i + 1] <= '9') return i;
  }
  return name.size();
}

std::unexpected<ColumnError> unknown(std::string_view name) {
  const std::size_t letters = letters_of(name);
  std::vector<std::string_view> names;
  for (const ColumnKind& kind : catalogue()) names.push_back(kind.name);
  std::string message = "unknown indicator column '" + std::string{name} + "'";
  if (const auto meant = nearest(name.substr(0, letters), names)) {
    message += "; did you mean '" + std::string{*meant} + std::string{name.substr(letters)} + "'?";
  } else {
    message += "; 'tradewind indicators' lists them all";
  }
  return error(Reason::UnknownName, std::move(message));
}

std::string plural(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " parameter" : " parameters");
}

std::unexpected<ColumnError> wrong_count(std::string_view name, const ColumnKind& kind) {
  const std::size_t count = kind.parameters.size();
  const std::string takes = count == 0 ? "no parameter" : plural(count);
  return error(Reason::WrongCount, "indicator column '" + std::string{name} +
                                       "': " + std::string{kind.name} + " takes " + takes + " (" +
                                       pattern_of(kind) + "), as in " + std::string{kind.example});
}

/// Splits ".._12_26_9" into its parts; nothing when there are not exactly `count`.
std::optional<std::vector<std::string_view>> split(std::string_view tail, std::size_t count) {
  std::vector<std::string_view> parts;
  while (!tail.empty()) {
    const std::size_t end = tail.find('_', 1);
    parts.push_back(tail.substr(1, end == std::string_view::npos ? end : end - 1));
    tail = end == std::string_view::npos ? std::string_view{} : tail.substr(end);
  }
  if (parts.size() != count) return std::nullopt;
  return parts;
}

std::optional<double> parse_value(std::string_view text, const ColumnParameter& parameter) {
  double value = 0.0;
  const char* const begin = text.data();
  const char* const end = begin + text.size();
  if (parameter.is_whole) {
    int number = 0;
    const auto [rest, status] = std::from_chars(begin, end, number);
    if (status != std::errc{} || rest != end) return std::nullopt;
    value = number;
  } else {
    const auto [rest, status] = std::from_chars(begin, end, value, std::chars_format::fixed);
    if (status != std::errc{} || rest != end) return std::nullopt;
  }
  if (!(value >= parameter.min && value <= parameter.max)) return std::nullopt;
  return value;
}

std::unexpected<ColumnError> bad_value(std::string_view name, std::string_view text,
                                       const ColumnKind& kind, const ColumnParameter& parameter) {
  const std::string bounds = std::to_string(static_cast<int>(parameter.min)) + " to " +
                             std::to_string(static_cast<int>(parameter.max));
  return error(Reason::ParameterValue, "indicator column '" + std::string{name} +
                                           "': " + std::string{parameter.name} + " is '" +
                                           std::string{text} + "', but must be a " +
                                           (parameter.is_whole ? "whole " : "") + "number from " +
                                           bounds + ", as in " + std::string{kind.example});
}

}  // namespace

std::expected<ColumnSpec, ColumnError> parse_column(std::string_view name) {
  const ColumnKind* const kind = find_kind(name);
  if (kind == nullptr) return unknown(name);
  std::string_view tail = name.substr(kind->name.size());
  if (!kind->suffix.empty() && tail.ends_with(kind->suffix)) {
    tail.remove_suffix(kind->suffix.size());
  } else if (!kind->suffix.empty()) {
    return wrong_count(name, *kind);
  }
  const bool has_words = letters_of(name) != kind->name.size() && !tail.empty();
  const auto parts = split(tail, kind->parameters.size());
  if (!parts && has_words) return unknown(name);
  if (!parts) return wrong_count(name, *kind);

  ColumnSpec spec{.name = std::string{name}, .kind = kind};
  for (std::size_t i = 0; i < parts->size(); ++i) {
    const auto value = parse_value((*parts)[i], kind->parameters[i]);
    if (!value) return bad_value(name, (*parts)[i], *kind, kind->parameters[i]);
    spec.values[i] = *value;
  }
  return spec;
}

std::expected<std::vector<ColumnSpec>, ColumnError> parse_columns(std::string_view name) {
  if (!name.ends_with('*')) {
    auto spec = parse_column(name);
    if (!spec) return std::unexpected{std::move(spec.error())};
    return std::vector{std::move(*spec)};
  }
  const std::string_view prefix = name.substr(0, name.size() - 1);
  std::vector<ColumnSpec> specs;
  for (const ColumnKind& kind : catalogue()) {
    const bool is_plain = kind.parameters.empty() && !kind.needs_benchmark;
    if (!is_plain || !kind.name.starts_with(prefix)) continue;
    specs.push_back({.name = std::string{kind.name}, .kind = &kind});
  }
  if (!specs.empty()) return specs;
  return error(Reason::UnknownName, "no indicator column without parameters begins with '" +
                                        std::string{prefix} +
                                        "'; 'tradewind indicators' lists them all");
}

std::vector<double> compute_column(const ColumnSpec& spec, const ColumnInput& input) {
  TW_ASSERT(!spec.kind->needs_benchmark || input.benchmark.size() == input.bars.size());
  return spec.kind->compute(spec.values, input);
}

}  // namespace tw::indicators
