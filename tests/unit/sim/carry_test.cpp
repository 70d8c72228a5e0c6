#include "sim/carry.hpp"

#include <gtest/gtest.h>

#include "unit/sim/place.hpp"

namespace tw::sim {
namespace {

TEST(Carry, AccruesByTheCalendarDayOverAYearOf360) {
  EXPECT_EQ(to_string(accrued(money("36000"), ratio("0.01"), 1)), "1");
  EXPECT_EQ(to_string(accrued(money("36000"), ratio("0.01"), 3)), "3") << "a weekend";
  EXPECT_EQ(to_string(accrued(money("-36000"), ratio("0.01"), 1)), "-1");
  EXPECT_EQ(to_string(accrued(money("100"), ratio("0.0333"), 1)), "0.00925");
  EXPECT_EQ(to_string(accrued(money("1"), ratio("0.01"), 1)), "0.00002778");
}

TEST(Carry, ChargesDebitCashAndPaysOnWhatIsOurs) {
  const CarryRates rates{.debit = ratio("0.072"), .credit = ratio("0.036")};

  EXPECT_EQ(to_string(interest(rates, money("-10000"), {}, 1)), "-2");
  EXPECT_EQ(to_string(interest(rates, money("10000"), {}, 1)), "1");
  EXPECT_EQ(to_string(interest(rates, money("15000"), money("5000"), 1)), "1");
  EXPECT_EQ(to_string(interest(rates, money("4000"), money("5000"), 1)), "0");
}

SimRules with(const CarryRates& rates) {
  return {.carry = rates, .margin = ratio("0.5"), .can_short = true};
}

/// A place whose trading is open.
struct OpenPlace : Place {
  explicit OpenPlace(const SimRules& rules, Money cash = Money::whole(100'000))
      : Place{rules, cash} {
    show(Control{Control::Kind::Open});
  }
};

TEST(Carry, OfAShortIsPaidForEveryNightAtItsClose) {
  OpenPlace place{with({.borrow = ratio("0.036")})};
  place.bar("100 100 100 100");
  place.send({sell("100")});
  place.bar("100 100 100 110");
  place.next_session();

  EXPECT_EQ(place.bar("100 100 100 100"), "cash -1.1") << "11,000 × 3.6 % / 360";
  EXPECT_EQ(place.bar("100 100 100 100"), "") << "once a session";
}

TEST(Carry, CountsTheNightsOfAWeekend) {
  OpenPlace place{with({.borrow = ratio("0.036")})};
  place.bar("100 100 100 100");
  place.send({sell("100")});
  place.bar("100 100 100 100");
  place.next_session();
  place.next_session();
  place.next_session();

  EXPECT_EQ(place.bar("100 100 100 100"), "cash -3");
}

TEST(Carry, OfAnInstrumentMayHaveARateOfItsOwn) {
  OpenPlace place{with({.borrow = ratio("0.036")})};
  place.venue.set_borrow(kOther, ratio("0.36"));
  place.bar("100 100 100 100");
  place.same_bar("100 100 100 100", kOther);
  place.send({sell("100"), sell("100", kOther)});
  place.bar("100 100 100 100");
  place.same_bar("100 100 100 100", kOther);
  place.next_session();

  EXPECT_EQ(place.bar("100 100 100 100"), "cash -11") << "1 for the one, 10 for the other";
}

TEST(Carry, IsChargedOnBorrowedCashAndKeepsTheAccountExact) {
  OpenPlace place{with({.debit = ratio("0.072")}), money("10000")};
  place.bar("100 100 100 100");
  place.send({buy("200")});
  place.bar("100 100 100 100");
  place.next_session();

  EXPECT_EQ(place.bar("100 100 100 100"), "cash -2") << "10,000 × 7.2 % / 360";
  EXPECT_EQ(place.venue.account().cash(), money("-10002"));
}

TEST(Carry, IsNothingBeforeTradingOpens) {
  Place place{with({.credit = ratio("0.036")})};
  place.bar("100 100 100 100");
  place.next_session();
  EXPECT_EQ(place.bar("100 100 100 100"), "");
  place.show(Control{Control::Kind::Open});
  place.next_session();

  EXPECT_EQ(place.bar("100 100 100 100"), "cash 10");
}

TEST(Locate, CutsAShortSaleToWhatCanBeBorrowed) {
  OpenPlace place{with({})};
  place.venue.set_located(kStock, units("60"));
  place.bar("100 100 100 100");
  place.send({sell("100")});

  EXPECT_EQ(place.bar("100 100 100 100"), "A part 60 @ 100; A cancelled no_locate");
}

TEST(Locate, RefusesAShortSaleOfWhatNobodyLends) {
  OpenPlace place{with({})};
  place.venue.set_located(kStock, {});
  place.bar("100 100 100 100");
  place.send({sell("100")});

  EXPECT_EQ(place.bar("100 100 100 100"), "A cancelled no_locate");
}

TEST(Locate, IsNotNeededToSellWhatIsHeld) {
  OpenPlace place{with({})};
  place.venue.set_located(kStock, {});
  place.bar("100 100 100 100");
  place.send({buy("100")});
  place.bar("100 100 100 100");
  place.send({sell("150")});

  EXPECT_EQ(place.bar("100 100 100 100"), "B part 100 @ 100; B cancelled no_locate");
}

TEST(Locate, OfOneInstrumentLeavesTheOthers) {
  OpenPlace place{with({})};
  place.venue.set_located(kOther, {});
  place.bar("100 100 100 100");
  place.send({sell("100")});

  EXPECT_EQ(place.bar("100 100 100 100"), "A filled 100 @ 100");
}

}  // namespace
}  // namespace tw::sim
