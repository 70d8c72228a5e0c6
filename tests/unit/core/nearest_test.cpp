#include "core/nearest.hpp"

#include <array>
#include <gtest/gtest.h>

namespace tw {
namespace {

constexpr std::array<std::string_view, 4> kVerbs{"backtest", "data", "strategies", "metrics"};

TEST(Nearest, FindsTheWordThatWasMeant) {
  EXPECT_EQ(nearest("bakctest", kVerbs), "backtest");
  EXPECT_EQ(nearest("strategy", kVerbs), "strategies");
  EXPECT_EQ(nearest("Metric", kVerbs), "metrics");
  EXPECT_EQ(nearest("dat", kVerbs), "data");
}

TEST(Nearest, SaysNothingWhenNothingIsNear) {
  EXPECT_FALSE(nearest("zzzzzzzz", kVerbs));
  EXPECT_FALSE(nearest("x", kVerbs));
}

}  // namespace
}  // namespace tw
