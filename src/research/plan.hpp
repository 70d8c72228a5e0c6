#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "research/axis.hpp"

namespace tw::research {

/// The lattice of parameter values that a study looks at: every combination of its axes, numbered.
///
/// Points count from 0, the first axis slowest ("fast-major"). A point costs no memory: its values
/// follow from its number. Some points may contradict themselves (fast above slow); they are part
/// of the numbering and never run.
/// Owns: `entry` is of the catalogue, which never goes.
struct Plan {
  const strategies::Entry* entry = nullptr;
  std::vector<double> base;  ///< A value for every parameter; the axes replace some.
  std::vector<Axis> axes;    ///< Different parameters; none is the one point of `base`.

  /// Returns how many points there are, or nothing when the number leaves 64 bits.
  std::optional<std::uint64_t> points() const;
  /// Returns where on each axis `point` lies.
  std::vector<std::size_t> places(std::uint64_t point) const;
  /// Returns the point at `places`, one for each axis.
  std::uint64_t point_at(std::span<const std::size_t> places) const;
  /// Writes the values of `point`, one for each parameter. Requires room for them.
  void values_at(std::uint64_t point, std::span<double> values) const;
  std::vector<double> values_at(std::uint64_t point) const;
  /// Returns whether the strategy takes these values, or why not in its own words.
  std::optional<std::string_view> contradiction(std::span<const double> values) const {
    return entry->contradiction(values);
  }
};

/// Makes a plan of axes such as "fast=5:50:1" and fixed settings such as ("side", "both").
///
/// Errors: every line of `parse_axis` and of the settings; a parameter given twice; no point at all
/// that does not contradict itself.
std::expected<Plan, std::vector<std::string>> plan_of(
    const strategies::Entry& entry, std::span<const std::string> axes,
    std::span<const strategies::Setting> settings);

/// Returns how many of the plan's points do not contradict themselves. Looks at each.
std::uint64_t allowed_points(const Plan& plan);

/// Returns 32 hex digits that name the strategy, every fixed value and every axis: two plans with
/// the same number their points alike.
std::string fingerprint(const Plan& plan);

/// Returns up to `count` different points of the plan that do not contradict themselves, drawn with
/// `seed`, in the order drawn; all of them, shuffled, when there are no more.
std::vector<std::uint64_t> random_points(const Plan& plan, std::uint64_t count, std::uint64_t seed);

}  // namespace tw::research
