#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace tw::strategy {

/// One knob of a strategy, as `tradewind strategies` shows it and `--set` checks it.
///
/// A choice is stored as the index of its word, an integer as a whole double.
struct Parameter {
  enum class Kind : std::uint8_t { Integer, Number, Choice };

  std::string_view name;
  Kind kind = Kind::Integer;
  double default_value = 0.0;
  double min = 0.0;
  double max = 0.0;
  std::span<const std::string_view> choices;
  std::string_view doc;
};

constexpr Parameter integer(std::string_view name, double default_value, double min, double max,
                            std::string_view doc) {
  return {name, Parameter::Kind::Integer, default_value, min, max, {}, doc};
}
constexpr Parameter number(std::string_view name, double default_value, double min, double max,
                           std::string_view doc) {
  return {name, Parameter::Kind::Number, default_value, min, max, {}, doc};
}
constexpr Parameter choice(std::string_view name, std::span<const std::string_view> choices,
                           std::string_view doc) {
  return {name, Parameter::Kind::Choice, 0.0, 0.0, static_cast<double>(choices.size() - 1), choices,
          doc};
}

/// The values of a strategy's parameters, in the order of its declaration. A view.
using Values = std::span<const double>;

constexpr int as_int(double value) { return static_cast<int>(value); }

}  // namespace tw::strategy
