#pragma once

#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/ids.hpp"
#include "orders/order_request.hpp"
#include "strategy/parameter.hpp"

namespace tw::strategies {

class AnyStrategy;

/// What people choose a strategy by, and how one is made.
struct Entry {
  std::string_view name;
  std::string_view doc;
  std::string_view source;
  std::span<const strategy::Parameter> parameters;
  Size size = Size::fraction(1.0);  ///< Of its entries, where the user chooses none.
  std::size_t symbols_min = 1;      ///< Fewer give it nothing to do.
  std::optional<std::string_view> (*contradiction)(strategy::Values);
  /// One of the two is set: most strategies trade one instrument, some weigh a group of them. Who
  /// calls it includes all.hpp, which every other reader of the catalogue is spared.
  AnyStrategy (*make)(InstrumentId, strategy::Values) = nullptr;
  AnyStrategy (*make_group)(std::span<const InstrumentId>, strategy::Values) = nullptr;

  bool is_of_group() const { return make_group != nullptr; }
};

/// Returns every strategy that `--strategy` knows, in the order of the closed list.
std::span<const Entry> catalogue();

/// Returns the entry named so, or one line: the name, what was probably meant, where to look.
std::expected<const Entry*, std::string> find(std::string_view name);

/// A parameter as the user gave it: ("fast", "10").
using Setting = std::pair<std::string, std::string>;

/// Returns a value for every parameter of `entry`: the settings, then defaults.
/// Errors: one line for each setting that is unknown, given twice, not of its kind or out of range,
/// and for values that contradict each other.
std::expected<std::vector<double>, std::vector<std::string>> resolve(
    const Entry& entry, std::span<const Setting> settings);

/// Returns the value that `text` gives `parameter`: a number within its bounds, or the place of a
/// choice. Errors: one line: the parameter, the text, what it may be.
std::expected<double, std::string> parse_value(const strategy::Parameter& parameter,
                                               std::string_view text);

/// Returns `value` as it was meant to be written: "long", "10", "0.05".
std::string to_string(const strategy::Parameter& parameter, double value);

}  // namespace tw::strategies
