#include "research/plan.hpp"

#include <algorithm>
#include <set>

#include "core/assert.hpp"
#include "core/digest.hpp"
#include "core/rounding.hpp"
#include "core/splitmix.hpp"

namespace tw::research {
namespace {

/// Returns a number below `bound` with every one as likely as another, to within 2^-63.
std::uint64_t below(SplitMix& dice, std::uint64_t bound) {
  return static_cast<std::uint64_t>((Wide{dice.next() >> 1} * Wide{bound}) >> 63);
}

/// Returns every point that does not contradict itself. Requires that they fit in memory.
std::vector<std::uint64_t> all_allowed(const Plan& plan) {
  std::vector<std::uint64_t> points;
  std::vector<double> values(plan.base.size());
  for (std::uint64_t point = 0; point < *plan.points(); ++point) {
    plan.values_at(point, values);
    if (!plan.contradiction(values)) points.push_back(point);
  }
  return points;
}

/// Returns the first contradiction met when no point is free of one.
std::optional<std::string> nothing_allowed(const Plan& plan) {
  // A plan that is mostly allowed shows it at once; one too large to look through is not refused.
  constexpr std::uint64_t kLooksMax = 10'000'000;
  std::string first;
  std::vector<double> values(plan.base.size());
  const std::uint64_t looks = std::min(*plan.points(), kLooksMax);
  for (std::uint64_t point = 0; point < looks; ++point) {
    plan.values_at(point, values);
    const auto why = plan.contradiction(values);
    if (!why) return std::nullopt;
    if (first.empty()) first = *why;
  }
  if (looks < *plan.points()) return std::nullopt;
  return "no combination of these values can run: " + first;
}

}  // namespace

std::optional<std::uint64_t> Plan::points() const {
  std::uint64_t count = 1;
  for (const Axis& axis : axes) {
    if (__builtin_mul_overflow(count, std::uint64_t{axis.values.size()}, &count))
      return std::nullopt;
  }
  return count;
}

std::vector<std::size_t> Plan::places(std::uint64_t point) const {
  std::vector<std::size_t> places(axes.size());
  for (std::size_t i = axes.size(); i-- > 0;) {
    places[i] = point % axes[i].values.size();
    point /= axes[i].values.size();
  }
  return places;
}

std::uint64_t Plan::point_at(std::span<const std::size_t> places) const {
  TW_ASSERT(places.size() == axes.size());
  std::uint64_t point = 0;
  for (std::size_t i = 0; i < axes.size(); ++i) point = point * axes[i].values.size() + places[i];
  return point;
}

void Plan::values_at(std::uint64_t point, std::span<double> values) const {
  TW_ASSERT(values.size() == base.size());
  std::ranges::copy(base, values.begin());
  for (std::size_t i = axes.size(); i-- > 0;) {
    const std::vector<double>& along = axes[i].values;
    values[axes[i].parameter] = along[point % along.size()];
    point /= along.size();
  }
}

std::vector<double> Plan::values_at(std::uint64_t point) const {
  std::vector<double> values(base.size());
  values_at(point, values);
  return values;
}

std::expected<Plan, std::vector<std::string>> plan_of(
    const strategies::Entry& entry, std::span<const std::string> axes,
    std::span<const strategies::Setting> settings) {
  Plan plan{.entry = &entry, .base = {}, .axes = {}};
  std::vector<std::string> errors;
  std::vector<std::string_view> names;
  for (const std::string& text : axes) {
    auto axis = parse_axis(entry, text);
    if (!axis) {
      errors.push_back(std::move(axis.error()));
      continue;
    }
    const std::string_view name = entry.parameters[axis->parameter].name;
    if (std::ranges::find(names, name) != names.end()) {
      errors.push_back("parameter '" + std::string{name} + "' is given twice; give it once");
    }
    names.push_back(name);
    plan.axes.push_back(std::move(*axis));
  }
  for (const strategy::Parameter& parameter : entry.parameters) {
    plan.base.push_back(parameter.default_value);
  }
  for (const auto& [name, text] : settings) {
    const auto parameter = std::ranges::find(entry.parameters, name, &strategy::Parameter::name);
    if (parameter == entry.parameters.end()) {
      // The one-value form of an axis has the same words for what it does not know.
      errors.push_back(parse_axis(entry, std::string{name}.append("=").append(text)).error());
      continue;
    }
    if (std::ranges::find(names, name) != names.end()) {
      errors.push_back("parameter '" + name + "' is given twice; give it once");
    }
    names.push_back(parameter->name);
    const auto value = strategies::parse_value(*parameter, text);
    if (!value) errors.push_back(value.error());
    const auto place = static_cast<std::size_t>(parameter - entry.parameters.begin());
    plan.base[place] = value.value_or(parameter->default_value);
  }
  if (errors.empty() && !plan.points()) {
    errors.push_back("the ranges make more combinations than 64 bits can count; narrow them");
  }
  if (errors.empty()) {
    if (auto why = nothing_allowed(plan)) errors.push_back(std::move(*why));
  }
  if (!errors.empty()) return std::unexpected{std::move(errors)};
  return plan;
}

std::uint64_t allowed_points(const Plan& plan) {
  std::uint64_t count = 0;
  std::vector<double> values(plan.base.size());
  for (std::uint64_t point = 0; point < *plan.points(); ++point) {
    plan.values_at(point, values);
    if (!plan.contradiction(values)) count += 1;
  }
  return count;
}

std::string fingerprint(const Plan& plan) {
  Digest digest;
  digest.update(plan.entry->name);
  digest.update(std::as_bytes(std::span{plan.base}));
  for (const Axis& axis : plan.axes) {
    digest.update(static_cast<std::int64_t>(axis.parameter));
    digest.update(static_cast<std::int64_t>(axis.values.size()));
    digest.update(std::as_bytes(std::span{axis.values}));
  }
  return digest.hex();
}

std::vector<std::uint64_t> random_points(const Plan& plan, std::uint64_t count,
                                         std::uint64_t seed) {
  const std::uint64_t points = *plan.points();
  SplitMix dice{seed};
  // Where many of the points are wanted, a shuffle of all is cheaper than draws until one is new.
  constexpr std::uint64_t kShuffledMax = 1'000'000;
  if (points <= kShuffledMax) {
    std::vector<std::uint64_t> all = all_allowed(plan);
    for (std::size_t i = 0; i + 1 < all.size(); ++i) {
      std::swap(all[i], all[i + below(dice, all.size() - i)]);
    }
    all.resize(std::min<std::uint64_t>(all.size(), count));
    return all;
  }
  constexpr std::uint64_t kDrawsPerPoint = 100;
  std::vector<std::uint64_t> drawn;
  std::set<std::uint64_t> seen;
  std::vector<double> values(plan.base.size());
  for (std::uint64_t draws = 0; drawn.size() < count && draws < count * kDrawsPerPoint; ++draws) {
    const std::uint64_t point = below(dice, points);
    plan.values_at(point, values);
    if (plan.contradiction(values) || !seen.insert(point).second) continue;
    drawn.push_back(point);
  }
  return drawn;
}

}  // namespace tw::research
