#include "strategies/catalogue.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include "core/nearest.hpp"
#include "strategies/all.hpp"

namespace tw::strategies {
namespace {

template <class S>
constexpr Size size_of() {
  if constexpr (requires { S::kSize; }) {
    return S::kSize;
  } else {
    return Size::fraction(1.0);
  }
}

template <class S>
constexpr std::size_t symbols_min_of() {
  if constexpr (requires { S::kSymbolsMin; }) {
    return S::kSymbolsMin;
  } else {
    return 1;
  }
}

template <class S>
  requires strategy::Catalogued<S>
constexpr Entry entry_of() {
  Entry entry{.name = S::kName,
              .doc = S::kDoc,
              .source = S::kSource,
              .parameters = S::kParameters,
              .size = size_of<S>(),
              .symbols_min = symbols_min_of<S>(),
              .contradiction = &S::contradiction};
  if constexpr (strategy::OfGroup<S>) {
    entry.make_group = [](std::span<const InstrumentId> group, strategy::Values values) {
      return AnyStrategy{All{S{group, values}}};
    };
  } else {
    entry.make = [](InstrumentId instrument, strategy::Values values) {
      return AnyStrategy{All{S{instrument, values}}};
    };
  }
  return entry;
}

template <class... Strategies>
constexpr auto entries_of(const std::variant<Strategies...>*) {
  return std::array{entry_of<Strategies>()...};
}

constexpr auto kCatalogue = entries_of(static_cast<const All*>(nullptr));

std::string number_text(double value) {
  std::array<char, 400> buffer{};  // Room for any double without an exponent.
  const auto end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed)
          .ptr;
  return {buffer.data(), end};
}

std::string join(std::span<const std::string_view> words) {
  std::string text;
  for (const std::string_view word : words) {
    if (!text.empty()) text += ", ";
    text += word;
  }
  return text;
}

std::string suggestion(std::string_view typed, std::span<const std::string_view> known) {
  if (const auto meant = nearest(typed, known)) {
    return "; did you mean '" + std::string{*meant} + "'?";
  }
  return "; known: " + join(known);
}

std::expected<double, std::string> parse_choice(const strategy::Parameter& parameter,
                                                std::string_view text) {
  for (std::size_t i = 0; i < parameter.choices.size(); ++i) {
    if (parameter.choices[i] == text) return static_cast<double>(i);
  }
  return std::unexpected{"parameter '" + std::string{parameter.name} + "' is '" +
                         std::string{text} + "', which is none of: " + join(parameter.choices)};
}

std::expected<double, std::string> parse_number(const strategy::Parameter& parameter,
                                                std::string_view text) {
  const std::string what =
      "parameter '" + std::string{parameter.name} + "' is '" + std::string{text} + "'";
  const std::string range = number_text(parameter.min) + " to " + number_text(parameter.max);
  double value = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) {
    return std::unexpected{what + ", which is not a number; give one from " + range};
  }
  if (parameter.kind == strategy::Parameter::Kind::Integer && value != std::floor(value)) {
    return std::unexpected{what + ", which is not a whole number; give one from " + range};
  }
  if (value < parameter.min || value > parameter.max) {
    return std::unexpected{what + ", which is out of range; give one from " + range};
  }
  return value;
}

/// Returns whether `text` has `word` in it, and not only as a part of another: "rsi" is not in
/// "rsi_min".
bool mentions(std::string_view text, std::string_view word) {
  constexpr std::string_view kOfWords = "abcdefghijklmnopqrstuvwxyz_";
  for (std::size_t at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
    const std::size_t after = at + word.size();
    const bool starts = at == 0 || kOfWords.find(text[at - 1]) == kOfWords.npos;
    const bool ends = after == text.size() || kOfWords.find(text[after]) == kOfWords.npos;
    if (starts && ends) return true;
  }
  return false;
}

std::vector<std::string_view> names_of(std::span<const strategy::Parameter> parameters) {
  std::vector<std::string_view> names;
  for (const strategy::Parameter& parameter : parameters) names.push_back(parameter.name);
  return names;
}

/// Puts one setting into `values`, or returns why not.
std::optional<std::string> set(const Entry& entry, const Setting& setting,
                               std::vector<double>& values, std::vector<bool>& is_set) {
  const auto& [name, text] = setting;
  for (std::size_t i = 0; i < entry.parameters.size(); ++i) {
    const strategy::Parameter& parameter = entry.parameters[i];
    if (parameter.name != name) continue;
    if (is_set[i]) return "parameter '" + name + "' is given twice; give it once";
    is_set[i] = true;
    const auto value = parse_value(parameter, text);
    if (!value) return value.error();
    values[i] = *value;
    return std::nullopt;
  }
  return "strategy '" + std::string{entry.name} + "' has no parameter '" + name + "'" +
         (entry.parameters.empty() ? "; it has none at all"
                                   : suggestion(name, names_of(entry.parameters)));
}

}  // namespace

std::span<const Entry> catalogue() { return kCatalogue; }

std::expected<const Entry*, std::string> find(std::string_view name) {
  std::vector<std::string_view> names;
  for (const Entry& entry : kCatalogue) {
    if (entry.name == name) return &entry;
    names.push_back(entry.name);
  }
  return std::unexpected{"unknown strategy '" + std::string{name} + "'" + suggestion(name, names) +
                         " (see 'tradewind strategies')"};
}

std::expected<std::vector<double>, std::vector<std::string>> resolve(
    const Entry& entry, std::span<const Setting> settings) {
  std::vector<double> values;
  for (const strategy::Parameter& parameter : entry.parameters) {
    values.push_back(parameter.default_value);
  }
  std::vector<bool> is_set(values.size());
  std::vector<std::string> errors;
  for (const Setting& setting : settings) {
    if (auto error = set(entry, setting, values, is_set)) errors.push_back(std::move(*error));
  }
  if (!errors.empty()) return std::unexpected{std::move(errors)};
  if (const auto contradiction = entry.contradiction(values)) {
    std::string line = "strategy '" + std::string{entry.name} + "': " + std::string{*contradiction};
    std::string now;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (!mentions(*contradiction, entry.parameters[i].name)) continue;
      now += (now.empty() ? "" : ", ") + std::string{entry.parameters[i].name} + "=" +
             to_string(entry.parameters[i], values[i]);
    }
    return std::unexpected{std::vector{line + " (" + now + ")"}};
  }
  return values;
}

std::expected<double, std::string> parse_value(const strategy::Parameter& parameter,
                                               std::string_view text) {
  return parameter.kind == strategy::Parameter::Kind::Choice ? parse_choice(parameter, text)
                                                             : parse_number(parameter, text);
}

std::string to_string(const strategy::Parameter& parameter, double value) {
  if (parameter.kind == strategy::Parameter::Kind::Choice) {
    return std::string{parameter.choices[static_cast<std::size_t>(value)]};
  }
  return number_text(value);
}

}  // namespace tw::strategies
