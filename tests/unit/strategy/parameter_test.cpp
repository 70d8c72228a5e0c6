#include "strategy/parameter.hpp"

#include <array>
#include <gtest/gtest.h>

#include "strategy/strategy.hpp"

namespace tw::strategy {
namespace {

struct Whole {
  using Listens = Types<Bar, Quote>;
  void on(const Bar&, Context&) {}
  void on(const Quote&, Context&) {}
  int warmup_bars() const { return 0; }
};
struct WithoutItsQuoteHandler {
  using Listens = Types<Bar, Quote>;
  void on(const Bar&, Context&) {}
  int warmup_bars() const { return 0; }
};
struct WithoutWarmUp {
  using Listens = Types<Bar>;
  void on(const Bar&, Context&) {}
};

// A handler that is missing or misspelt does not compile, instead of never being called.
static_assert(Strategy<Whole>);
static_assert(!Strategy<WithoutItsQuoteHandler>);
static_assert(!Strategy<WithoutWarmUp>);
static_assert(!Catalogued<Whole>);
static_assert(kListensTo<Whole, Quote> && !kListensTo<Whole, Print>);

TEST(Parameter, OfAChoiceRangesOverItsWords) {
  static constexpr std::array<std::string_view, 3> kWords{"a", "b", "c"};

  const Parameter parameter = choice("side", kWords, "which side");

  EXPECT_EQ(parameter.kind, Parameter::Kind::Choice);
  EXPECT_EQ(parameter.min, 0.0);
  EXPECT_EQ(parameter.max, 2.0);
  EXPECT_EQ(parameter.default_value, 0.0);
}

}  // namespace
}  // namespace tw::strategy
