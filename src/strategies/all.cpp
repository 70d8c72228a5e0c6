#include "strategies/all.hpp"

#include <utility>

namespace tw::strategies {
namespace {

/// Flat: a strategy that says much about its decisions must not cost every bar a second call.
template <class S, class Event>
[[gnu::flatten]] void tell(All& all, const Event& event, strategy::Context& context) {
  std::get_if<S>(&all)->on(event, context);
}

}  // namespace

template <class S, class Event>
constexpr AnyStrategy::Handler<Event> AnyStrategy::handler_of() {
  if constexpr (strategy::kListensTo<S, Event>) {
    return &tell<S, Event>;
  } else {
    return nullptr;
  }
}

template <class S, class... Events>
const AnyStrategy::Handlers* AnyStrategy::handlers_of(strategy::Types<Events...>) {
  static constexpr Handlers kHandlers{handler_of<S, Events>()...};
  return &kHandlers;
}

AnyStrategy::AnyStrategy(All strategy)
    : handlers_{std::visit([]<class S>(const S&) { return handlers_of<S>(Listens{}); }, strategy)},
      strategy_{std::move(strategy)} {}

int AnyStrategy::warmup_bars() const {
  return std::visit([](const auto& one) { return one.warmup_bars(); }, strategy_);
}

strategy::HigherNeeds AnyStrategy::higher_needs() const {
  return std::visit([](const auto& one) { return strategy::higher_needs_of(one); }, strategy_);
}

}  // namespace tw::strategies
