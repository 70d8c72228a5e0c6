#include <gtest/gtest.h>

#include "unit/sim/place.hpp"

// How long orders work. The days are of the week of 2020-09-14: New York trades from 13:30 to 20:00
// by UTC, with bars of minutes or of whole sessions.
namespace tw::sim {
namespace {

OrderRequest in_force(TimeInForce time, OrderRequest request) {
  request.time_in_force = time;
  return request;
}
OrderRequest until(Timestamp at, OrderRequest request) {
  request.expires_at = at;
  return in_force(TimeInForce::Gtd, request);
}
OrderRequest on_close(OrderRequest request) {
  request.type =
      request.type == OrderType::Limit ? OrderType::LimitOnClose : OrderType::MarketOnClose;
  return request;
}
OrderRequest any_hours(OrderRequest request) {
  request.outside_hours = true;
  return request;
}

/// A venue at 13:30 on a Monday, told in minutes or in sessions.
class Day : public Place {
 public:
  explicit Day(const SimRules& rules = {}) : Place{rules, Money::whole(100'000)} { at(13, 30); }

  void at(int hour, int minute) {
    now = Date::of(now).midnight() + Duration::minutes(hour * 60 + minute);
  }
  Timestamp time(int hour, int minute) const {
    return Date::of(now).midnight() + Duration::minutes(hour * 60 + minute);
  }
  /// Shows the whole session of the day, and goes on to the next one's open.
  std::string session(std::string_view prices) {
    Bar all = bar_of(prices, kStock, time(13, 30));
    all.end = time(20, 0);
    now = all.end;
    const std::string story = show(all);
    now = (Date::of(now) + 1).midnight();
    at(13, 30);
    return story;
  }
  std::string print(std::string_view at_price, std::string_view size = "100") {
    return show(Print{.event_at = now, .price = price(at_price), .size = units(size)});
  }
};

SimRules hours_kept() { return {.keeps_hours = true}; }

TEST(ADayOrder, EndsWithTheBarThatEndsItsSession) {
  Day place;
  place.send({day(limit(buy("10"), "8"))});

  EXPECT_EQ(place.session("10 11 9 10"), "A expired session_ended");
}

TEST(ADayOrder, OfMinutesEndsAtTheCloseOfTheSession) {
  Day place;
  place.send({day(limit(buy("10"), "8"))});

  place.at(19, 58);
  EXPECT_EQ(place.bar("10 11 9 10"), "");
  EXPECT_EQ(place.bar("10 11 9 10"), "A expired session_ended");
}

TEST(ADayOrder, ForAllHoursGoesOnAfterTheClose) {
  Day place{hours_kept()};
  place.send({any_hours(day(limit(buy("10"), "8"))), any_hours(day(limit(buy("10"), "5")))});

  place.at(19, 59);
  EXPECT_EQ(place.bar("10 11 9 10"), "");
  EXPECT_EQ(place.bar("10 11 7 10"), "A filled 10 @ 8");
  place.at(37, 30);
  EXPECT_EQ(place.bar("10 11 9 10"), "B expired session_ended");
}

TEST(ADayOrder, EndsAtTheFirstPrintAfterTheClose) {
  Day place;
  place.send({day(limit(buy("10"), "8"))});

  place.at(19, 59);
  EXPECT_EQ(place.print("10"), "");
  place.at(20, 0);
  EXPECT_EQ(place.print("7"), "A expired session_ended");
}

TEST(GoodTillATime, MeetsNoBarThatBeginsThen) {
  Day place;
  place.send({until(place.time(13, 31), limit(buy("10"), "8"))});

  EXPECT_EQ(place.bar("10 11 9 10"), "A expired time_reached");
  EXPECT_EQ(place.bar("7 7 7 7"), "");
}

TEST(GoodTillATime, FillsInsideABarOnlyWhenTheBarEndsBefore) {
  Day place;
  const Timestamp inside = place.time(13, 30) + Duration::seconds(30);
  place.send({until(inside, limit(buy("10"), "8")), until(inside, limit(buy("10"), "10"))});

  EXPECT_EQ(place.bar("10 11 7 10"), "B filled 10 @ 10; A expired time_reached");
}

TEST(GoodTillATime, EndsBeforeTheFirstBarThatBeginsLater) {
  Day place;
  place.send({until(place.time(13, 40), limit(buy("10"), "8"))});
  EXPECT_EQ(place.bar("10 11 9 10"), "");

  place.at(15, 0);
  EXPECT_EQ(place.bar("7 7 7 7"), "A expired time_reached");
}

TEST(ImmediateOrCancel, TakesWhatTheOpenGivesAndEnds) {
  Day place{{.participation = ratio("0.1")}};
  place.send({in_force(TimeInForce::Ioc, buy("10"))});

  EXPECT_EQ(place.bar("10 11 9 10 40"), "A part 4 @ 10; A cancelled not_at_once");
}

TEST(ImmediateOrCancel, WithALimitDoesNotWaitForTheRestOfTheBar) {
  Day place;
  place.send({in_force(TimeInForce::Ioc, limit(buy("10"), "9")),
              in_force(TimeInForce::Ioc, limit(buy("10"), "10"))});

  EXPECT_EQ(place.bar("10 11 8 10"), "B filled 10 @ 10; A cancelled not_at_once");
}

TEST(ImmediateOrCancel, LooksAtOnePrint) {
  Day place;
  place.send({in_force(TimeInForce::Ioc, buy("10"))});

  EXPECT_EQ(place.print("10", "4"), "A part 4 @ 10; A cancelled not_at_once");
}

TEST(ImmediateOrCancel, AtThisCloseTakesWhatThatCloseGives) {
  Day place{{.fill_timing = FillTiming::ThisClose, .participation = ratio("0.1")}};
  place.bar("10 11 9 10 40");

  EXPECT_EQ(place.send({in_force(TimeInForce::Ioc, buy("10"))}),
            "A part 4 @ 10; A cancelled not_at_once");
}

TEST(FillOrKill, FillsAllOfItOrNothing) {
  Day place{{.participation = ratio("0.1")}};
  place.send({in_force(TimeInForce::Fok, buy("5")), in_force(TimeInForce::Fok, buy("4"))});

  EXPECT_EQ(place.bar("10 11 9 10 40"), "A cancelled not_at_once; B filled 4 @ 10");
}

TEST(FillOrKill, IsKilledWhenTheAccountPaysForAPartOnly) {
  Day place;
  place.send({in_force(TimeInForce::Fok, buy("10001"))});

  EXPECT_EQ(place.bar("10 11 9 10"), "A cancelled not_at_once");
}

TEST(FillOrKill, WithALimitLooksAtTheOpenAlone) {
  Day place;
  place.send({in_force(TimeInForce::Fok, limit(buy("5"), "9"))});

  EXPECT_EQ(place.bar("10 11 8 10"), "A cancelled not_at_once");
}

TEST(OnTheOpen, AMarketOrderFillsAtTheFirstOpenWhateverTheTiming) {
  Day place{{.fill_timing = FillTiming::NextClose}};
  place.send({in_force(TimeInForce::Opg, buy("10"))});

  EXPECT_EQ(place.bar("10 11 9 10.5"), "A filled 10 @ 10");
}

TEST(OnTheOpen, ALimitThatTheOpenDoesNotReachExpires) {
  Day place;
  place.send({in_force(TimeInForce::Opg, limit(buy("10"), "9")),
              in_force(TimeInForce::Opg, limit(sell("10"), "10"))});

  EXPECT_EQ(place.bar("10 11 8 10"), "B cancelled insufficient_funds; A expired auction_ended");
}

TEST(OnTheOpen, AnOrderThatComesLaterWaitsForTheNextSession) {
  Day place;
  place.bar("10 11 9 10");
  place.send({in_force(TimeInForce::Opg, buy("10"))});

  EXPECT_EQ(place.bar("10 11 9 10"), "");
  place.at(37, 30);
  EXPECT_EQ(place.bar("12 12 12 12"), "A filled 10 @ 12");
}

TEST(OnTheOpen, ADailyBarShowsItsOpen) {
  Day place;
  place.session("10 10 10 10");
  place.send({in_force(TimeInForce::Opg, limit(buy("10"), "11"))});

  EXPECT_EQ(place.session("10.5 12 10 12"), "A filled 10 @ 10.5");
}

TEST(OnTheClose, OrdersFillAtTheCloseOfTheBarThatEndsTheSession) {
  Day place;
  place.send(
      {on_close(buy("10")), on_close(limit(buy("5"), "9.5")), on_close(limit(buy("5"), "9.4"))});

  EXPECT_EQ(place.bar("10 11 9 9"), "") << "not the last bar";
  place.at(19, 59);
  EXPECT_EQ(place.bar("10 11 9 9.5"),
            "A filled 10 @ 9.5; B filled 5 @ 9.5; C expired auction_ended");
}

TEST(OnTheClose, ADailyBarEndsItsOwnSession) {
  Day place;
  place.session("10 10 10 10");
  place.send({on_close(buy("10"))});

  EXPECT_EQ(place.session("10 12 9 11"), "A filled 10 @ 11");
}

TEST(OnTheClose, AnEarlyCloseIsTheClose) {
  Day place;
  place.now = Timestamp::from_seconds(1'606'480'800);  // 2020-11-27T12:40:00Z, the day after
  place.at(17, 59);                                    // Thanksgiving: it ends at 18:00.
  place.send({on_close(buy("10"))});

  EXPECT_EQ(place.bar("10 11 9 9.5"), "A filled 10 @ 9.5");
}

TEST(OnTheClose, WhatVolumeLeavesOverExpires) {
  Day place{{.participation = ratio("0.1")}};
  place.send({on_close(buy("10"))});

  place.at(19, 59);
  EXPECT_EQ(place.bar("10 11 9 10 40"), "A part 4 @ 10; A expired auction_ended");
}

TEST(OnTheClose, TheFirstPrintFromTheCloseOnIsTheAuction) {
  Day place{hours_kept()};
  place.send({on_close(buy("10"))});

  place.at(19, 59);
  EXPECT_EQ(place.print("10"), "");
  place.at(20, 0);
  EXPECT_EQ(place.print("10.2"), "A filled 10 @ 10.2");
}

TEST(OnTheClose, WithoutAClosingBarTheOrderExpiresInTheNextSession) {
  Day place;
  place.send({on_close(buy("10"))});
  place.bar("10 11 9 10");

  place.at(37, 30);
  EXPECT_EQ(place.bar("10 11 9 10"), "A expired session_ended");
}

TEST(OutsideHours, AnOrderWithoutTheFlagWaitsForTheOpen) {
  Day place{hours_kept()};
  place.at(12, 0);
  place.send({buy("10"), any_hours(buy("5"))});

  EXPECT_EQ(place.bar("11 11 11 11"), "B filled 5 @ 11");
  place.at(13, 30);
  EXPECT_EQ(place.bar("12 12 12 12"), "A filled 10 @ 12");
}

TEST(OutsideHours, AStopSleepsThroughThem) {
  Day place{hours_kept()};
  place.send({buy("10"), stop(attached(Side::Sell), "9")});
  place.bar("10 10 10 10");

  place.at(20, 30);
  EXPECT_EQ(place.bar("9 9 8 8"), "");
  place.at(37, 30);
  EXPECT_EQ(place.bar("8.5 9 8 9"), "B filled 10 @ 8.5");
}

TEST(OutsideHours, APrintIsJudgedByItsTime) {
  Day place{hours_kept()};
  place.at(13, 29);
  place.send({buy("10")});

  EXPECT_EQ(place.print("10"), "");
  place.at(13, 30);
  EXPECT_EQ(place.print("10"), "A filled 10 @ 10");
}

TEST(OutsideHours, ABarThatReachesIntoTheSessionIsInIt) {
  Day place{hours_kept()};
  place.send({buy("10")});
  Bar hour = Place::bar_of("10 10 10 10", kStock, place.time(13, 30));
  hour.end = place.time(14, 0);
  place.now = hour.end;

  EXPECT_EQ(place.show(hour), "A filled 10 @ 10");
}

}  // namespace
}  // namespace tw::sim
