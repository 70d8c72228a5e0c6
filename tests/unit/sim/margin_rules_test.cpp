#include "sim/margin_rules.hpp"

#include <gtest/gtest.h>

#include "unit/sim/place.hpp"

namespace tw::sim {
namespace {

std::string kept(std::string_view quantity, std::string_view at) {
  return to_string(maintenance_of(units(quantity), price(at), 1));
}

TEST(MarginRules, KeepAQuarterBehindALong) {
  EXPECT_EQ(kept("100", "100"), "2500");
  EXPECT_EQ(kept("100", "1"), "25");
}

TEST(MarginRules, KeepThirtyPerCentBehindAShort) {
  EXPECT_EQ(kept("-100", "100"), "3000");
  EXPECT_EQ(kept("-100", "1"), "30");
}

TEST(MarginRules, NameThePartThatMustGo) {
  EXPECT_EQ(to_string(excess_of(money("2500"), money("2500"))), "0");
  EXPECT_EQ(to_string(excess_of(money("2000"), money("2500"))), "0.2");
  EXPECT_EQ(to_string(excess_of(money("0"), money("2500"))), "1");
  EXPECT_EQ(to_string(excess_of(money("-10"), money("2500"))), "1");
}

}  // namespace
}  // namespace tw::sim
