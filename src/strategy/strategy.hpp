#pragma once

#include <concepts>
#include <optional>
#include <span>
#include <string_view>

#include "core/ids.hpp"
#include "events/event.hpp"
#include "strategy/context.hpp"
#include "strategy/parameter.hpp"

namespace tw::strategy {

/// The events that a strategy handles: `using Listens = Types<Bar>;`.
template <class... Events>
struct Types {};

namespace detail {

template <class S, class Event>
concept Handles =
    requires(S& strategy, const Event& event, Context& context) { strategy.on(event, context); };

template <class S, class List>
inline constexpr bool kHandlesAll = false;
template <class S, class... Events>
inline constexpr bool kHandlesAll<S, Types<Events...>> = (Handles<S, Events> && ...);

template <class Event, class List>
inline constexpr bool kContains = false;
template <class Event, class... Events>
inline constexpr bool kContains<Event, Types<Events...>> = (std::same_as<Event, Events> || ...);

}  // namespace detail

/// What a type must offer to be run: the events it names, each with an `on`, so that a misspelt
/// handler does not compile; and how many bars it needs before its first decision. One that looks
/// at longer timeframes too declares them: `HigherNeeds higher_needs() const`.
template <class S>
concept Strategy = detail::kHandlesAll<S, typename S::Listens> && requires(const S& strategy) {
  /// The index of the first bar at which all of its indicators are defined.
  { strategy.warmup_bars() } -> std::convertible_to<int>;
};

/// Returns the longer timeframes that a strategy declares; most declare none.
template <class S>
HigherNeeds higher_needs_of(const S& strategy) {
  if constexpr (requires { strategy.higher_needs(); }) return strategy.higher_needs();
  return {};
}

template <class S, class Event>
inline constexpr bool kListensTo = detail::kContains<Event, typename S::Listens>;

/// One that weighs several instruments decides on `TimerFired`, which comes once everything known
/// at a moment has been told.
template <class S>
concept OfGroup = kListensTo<S, TimerFired> && requires(std::span<const InstrumentId> group,
                                                        Values values) { S{group, values}; };

template <class S>
concept OfOne = requires(InstrumentId instrument, Values values) { S{instrument, values}; };

/// What a strategy that people choose by name declares besides.
///
///     static constexpr std::string_view kName, kDoc, kSource;
///     static constexpr std::array<Parameter, N> kParameters;
///     static constexpr Size kSize;   // Of its entries by default; without one it is the whole
///     account. static std::optional<std::string_view> contradiction(Values);   // "fast must be
///     below slow" S(InstrumentId, Values);   or, to weigh several: S(std::span<const
///     InstrumentId>, Values);
template <class S>
concept Catalogued = Strategy<S> && (OfOne<S> || OfGroup<S>) && requires(Values values) {
  { S::kName } -> std::convertible_to<std::string_view>;
  { S::kDoc } -> std::convertible_to<std::string_view>;
  { S::kSource } -> std::convertible_to<std::string_view>;
  { std::span<const Parameter>{S::kParameters} };
  { S::contradiction(values) } -> std::same_as<std::optional<std::string_view>>;
};

}  // namespace tw::strategy
