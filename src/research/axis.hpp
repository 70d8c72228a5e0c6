#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "strategies/catalogue.hpp"

namespace tw::research {

/// One parameter and the values of it that a plan tries, in the order given.
struct Axis {
  std::size_t parameter = 0;   ///< Its place among those that the strategy declares.
  std::vector<double> values;  ///< At least one, each within the parameter's own bounds.
};

/// More values of one parameter than anybody looks at.
inline constexpr std::size_t kAxisValuesMax = 1'000'000;

/// Parses "fast=5:50:1" (from, to, step; both ends count), "fast=5:50" (step 1, whole numbers only)
/// or a list, "fast=5,10,20" and "side=long,both".
///
/// Errors: one line: the text, what is wrong, what to write instead.
std::expected<Axis, std::string> parse_axis(const strategies::Entry& entry, std::string_view text);

/// Returns whether a setting's value is a range or a list, and so an axis rather than one value.
bool is_axis(std::string_view value);

/// Returns "fast=5:50:1" or "fast=5,10,20", as `parse_axis` reads it.
std::string to_string(const strategies::Entry& entry, const Axis& axis);

}  // namespace tw::research
