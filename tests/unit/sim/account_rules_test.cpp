#include <gtest/gtest.h>

#include "unit/sim/place.hpp"

// Each US rule in the venue: a script that trips it, and one beside it that passes.
namespace tw::sim {
namespace {

/// A place that tells which rules its account broke: "good_faith 2020-09-16".
struct RuledPlace : Place {
  explicit RuledPlace(const SimRules& rules, Money cash = Money::whole(10'000))
      : Place{rules, cash} {
    show(Control{Control::Kind::Open});
  }

  std::string violations() const {
    std::string text;
    for (const Violation& violation : venue.violations()) {
      text += (text.empty() ? "" : "; ") + std::string{to_string(violation.kind)} + " " +
              to_string(violation.session);
    }
    return text;
  }
  /// Shows both stocks at 100.
  std::string quiet() {
    const std::string first = bar("100 100 100 100");
    const std::string second = same_bar("100 100 100 100", kOther);
    return first.empty() || second.empty() ? first + second : first + "; " + second;
  }
  /// Holds STOCK for all the cash; on the next day swaps it for OTHER.
  void swap() {
    quiet();
    send({buy("100")});
    quiet();
    next_session();
    quiet();
    send({exit_of("100")});
    quiet();
    send({buy("100", kOther)});
    quiet();
  }
};

SimRules cash_account() { return {.account = {.settlement = true}}; }

TEST(SettlementRule, IsBrokenBySellingWhatUnsettledProceedsBought) {
  RuledPlace place{cash_account()};
  place.swap();  // Monday the 14th and Tuesday: what Tuesday's sale brought settles on Thursday.
  place.next_session();
  place.quiet();
  place.send({exit_of("100", kOther)});

  EXPECT_EQ(place.quiet(), "D filled 100 @ 100");
  EXPECT_EQ(place.violations(), "good_faith 2020-09-16");
}

TEST(SettlementRule, IsKeptByWaitingForTheSettlement) {
  RuledPlace place{cash_account()};
  place.swap();
  place.next_session();
  place.next_session();
  place.quiet();
  place.send({exit_of("100", kOther)});

  EXPECT_EQ(place.quiet(), "D filled 100 @ 100");
  EXPECT_EQ(place.violations(), "");
}

TEST(SettlementRule, HoldsPurchasesToSettledCashAfterTheThirdViolation) {
  RuledPlace place{cash_account()};
  place.quiet();
  place.send({buy("100")});
  place.quiet();
  for (int i = 0; i < 3; ++i) {  // Sold and bought again within the session, three days running.
    place.next_session();
    place.quiet();
    place.send({exit_of("100")});
    place.quiet();
    place.send({buy("100")});
    place.quiet();
  }
  EXPECT_EQ(place.violations(), "good_faith 2020-09-16; good_faith 2020-09-17");
  place.next_session();
  place.quiet();
  place.send({exit_of("100")});
  place.quiet();
  EXPECT_EQ(place.violations(),
            "good_faith 2020-09-16; good_faith 2020-09-17; restricted_to_settled_cash 2020-09-18");
  place.send({buy("100")});

  EXPECT_EQ(place.quiet(), "I cancelled unsettled_funds");
}

SimRules pays_later() {
  SimRules rules = cash_account();
  rules.pays_by_settlement = true;
  return rules;
}

TEST(FreeRidingRule, IsBrokenBySellingWhatWasNotPaidFor) {
  RuledPlace place{pays_later()};
  place.quiet();
  place.send({buy("150")});
  EXPECT_EQ(place.quiet(), "A filled 150 @ 100") << "for 15,000 with 10,000 in cash";
  place.next_session();
  place.quiet();
  place.send({exit_of("150")});
  place.quiet();

  EXPECT_EQ(place.violations(), "free_riding 2020-09-15");
  place.send({buy("10")});
  EXPECT_EQ(place.quiet(), "C cancelled unsettled_funds");
}

TEST(FreeRidingRule, IsKeptByBuyingForWhatIsThere) {
  RuledPlace place{pays_later()};
  place.quiet();
  place.send({buy("100")});
  place.quiet();
  place.next_session();
  place.quiet();
  place.send({exit_of("100")});
  place.quiet();

  EXPECT_EQ(place.violations(), "");
}

SimRules margin_account() {
  return {.margin = ratio("0.5"), .can_short = true, .account = {.reg_t = true}};
}

TEST(MarginRule, LetsALongBeBoughtWithHalfOfItsValue) {
  RuledPlace place{margin_account()};
  place.bar("100 100 100 100");
  place.send({buy("201")});

  EXPECT_EQ(place.bar("100 100 100 100"), "A part 200 @ 100; A cancelled insufficient_funds");
}

TEST(MarginRule, ReducesALongWhoseEquityFellBelowAQuarterOfIt) {
  RuledPlace place{margin_account()};
  place.bar("100 100 100 100");
  place.send({buy("200")});
  place.bar("100 100 66 66");
  place.next_session();

  // Equity 13,200 - 10,000 = 3,200; maintenance 3,300: a part of 100 / 3,300 of 200 shares must go.
  EXPECT_EQ(place.bar("65 65 65 65"), "account filled 7 @ 65");
  EXPECT_EQ(place.last_report.reason, OrderReason::MarginCall);
  EXPECT_EQ(place.violations(), "margin_call 2020-09-15");
  EXPECT_EQ(place.venue.account().position(kStock), units("193"));
}

TEST(MarginRule, LeavesALongWhoseEquityIsAQuarterOfIt) {
  RuledPlace place{margin_account()};
  place.bar("100 100 100 100");
  place.send({buy("200")});
  place.bar("100 100 67 67");
  place.next_session();

  EXPECT_EQ(place.bar("65 65 65 65"), "");
  EXPECT_EQ(place.violations(), "");
}

TEST(MarginRule, ReducesAShortBelowThirtyPerCent) {
  RuledPlace place{margin_account(), money("5000")};
  place.bar("100 100 100 100");
  place.send({sell("100")});
  place.bar("100 120 100 120");
  place.next_session();

  // Equity 15,000 - 12,000 = 3,000; maintenance 3,600: a sixth of 100 shares, rounded up.
  EXPECT_EQ(place.bar("120 120 120 120"), "account filled 17 @ 120");
  EXPECT_EQ(place.violations(), "margin_call 2020-09-15");
}

TEST(MarginRule, DropsTheExitsOfAPositionThatIsGone) {
  SimRules rules = margin_account();
  rules.ruin_ends_run = false;
  RuledPlace place{rules};
  place.bar("100 100 100 100");
  place.send({buy("200"), stop(attached(Side::Sell), "10")});
  place.bar("100 100 50 50");
  place.next_session();

  EXPECT_EQ(place.bar("50 50 50 50"), "account filled 200 @ 50; B cancelled position_closed");
}

SimRules day_trading() {
  return {.margin = ratio("0.5"), .can_short = true, .account = {.day_trader = true}};
}

/// Opens and closes ten shares four times in one session.
void trade_four_times(RuledPlace& place) {
  for (int i = 0; i < 4; ++i) {
    place.quiet();
    place.send({buy("10")});
    place.quiet();
    place.send({exit_of("10")});
    place.quiet();
  }
}

TEST(DayTraderRule, LetsASmallAccountOnlyCloseAfterFourDayTrades) {
  RuledPlace place{day_trading(), money("24999")};
  place.quiet();
  place.send({buy("5", kOther)});
  trade_four_times(place);
  place.next_session();
  place.quiet();
  place.send({buy("10"), sell("5", kOther)});

  EXPECT_EQ(place.quiet(), "J cancelled pattern_day_trader; K filled 5 @ 100");
  EXPECT_EQ(place.violations(), "pattern_day_trader 2020-09-15");
}

TEST(DayTraderRule, LeavesALargeAccountAlone) {
  RuledPlace place{day_trading(), money("25000")};
  trade_four_times(place);
  place.next_session();
  place.quiet();
  place.send({buy("10")});

  EXPECT_EQ(place.quiet(), "I filled 10 @ 100");
  EXPECT_EQ(place.violations(), "");
}

TEST(DayTraderRule, LeavesThreeDayTradesAlone) {
  RuledPlace place{day_trading()};
  for (int i = 0; i < 3; ++i) {
    place.quiet();
    place.send({buy("10")});
    place.quiet();
    place.send({exit_of("10")});
    place.quiet();
  }
  place.next_session();
  place.quiet();
  place.send({buy("10")});

  EXPECT_EQ(place.quiet(), "G filled 10 @ 100");
}

TEST(AccountRules, AreNotOfWhatTradesElsewhere) {
  RuledPlace place{day_trading()};
  for (int i = 0; i < 4; ++i) {
    place.bar("100 100 100 100", kCrypto);
    place.send({buy("10", kCrypto)});
    place.bar("100 100 100 100", kCrypto);
    place.send({exit_of("10", kCrypto)});
    place.bar("100 100 100 100", kCrypto);
  }
  place.next_session();
  place.bar("100 100 100 100", kCrypto);
  place.send({buy("10", kCrypto)});

  EXPECT_EQ(place.bar("100 100 100 100", kCrypto), "I filled 10 @ 100");
}

}  // namespace
}  // namespace tw::sim
