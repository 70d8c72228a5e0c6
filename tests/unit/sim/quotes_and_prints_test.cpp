#include <gtest/gtest.h>

#include "unit/sim/place.hpp"

// Fills on quotes and prints: what a paper session meets between bars.
namespace tw::sim {
namespace {

Quote quote(std::string_view bid, std::string_view bid_size, std::string_view ask,
            std::string_view ask_size) {
  return {.bid = price(bid),
          .ask = price(ask),
          .bid_size = units(bid_size),
          .ask_size = units(ask_size)};
}

Print print(std::string_view at, std::string_view size) {
  return {.price = price(at), .size = units(size)};
}

TEST(OnAQuote, BuyersPayTheAskAndSellersGetTheBid) {
  Place place{{.spread = {.rate = ratio("0.01")}, .can_short = true}};
  place.send({buy("10"), sell("20")});

  EXPECT_EQ(place.show(quote("9.9", "100", "10.1", "100")),
            "A filled 10 @ 10.1; B filled 20 @ 9.9");
}

TEST(OnAQuote, NoMoreTradesThanIsOffered) {
  Place place{{}};
  place.send({buy("10"), buy("10")});

  EXPECT_EQ(place.show(quote("9.9", "100", "10.1", "15")), "A filled 10 @ 10.1; B part 5 @ 10.1");
  EXPECT_EQ(place.show(quote("9.9", "100", "10.2", "15")), "B filled 5 @ 10.2");
}

TEST(OnAQuote, ASideThatIsNotQuotedTradesNothing) {
  Place place{{}};
  place.send({buy("10"), stop(buy("5"), "8"), limit(buy("5"), "20")});

  EXPECT_EQ(place.show(quote("9.9", "100", "0", "0")), "");
  EXPECT_EQ(place.venue.account().mark_of(kStock), Price{}) << "half a market has no middle";
}

TEST(OnAQuote, ALimitFillsWhenTheOtherSideReachesIt) {
  Place place{{}};
  place.send({limit(buy("10"), "10")});

  EXPECT_EQ(place.show(quote("9.9", "100", "10.01", "100")), "");
  EXPECT_EQ(place.show(quote("9.9", "100", "9.99", "100")), "A filled 10 @ 9.99");
}

TEST(OnAQuote, AStopIsTriggeredByTheSideThatItWouldTrade) {
  Place place{{}};
  place.send({stop(buy("10"), "10.5")});

  EXPECT_EQ(place.show(quote("10.4", "100", "10.49", "100")), "");
  EXPECT_EQ(place.show(quote("10.5", "100", "10.6", "100")), "A filled 10 @ 10.6");
}

TEST(OnAQuote, TheAccountIsMarkedAtTheMiddle) {
  Place place{{}};

  place.show(quote("9.9", "100", "10.2", "100"));

  EXPECT_EQ(place.venue.account().mark_of(kStock), price("10.05"));
}

TEST(OnAPrint, OrdersTradeAtItsPriceUpToItsSize) {
  Place place{{}};
  place.send({buy("10"), limit(buy("10"), "10")});

  EXPECT_EQ(place.show(print("10", "12")), "A filled 10 @ 10; B part 2 @ 10");
  EXPECT_EQ(place.show(print("10.01", "100")), "");
  EXPECT_EQ(place.venue.account().mark_of(kStock), price("10.01"));
}

TEST(OnAPrint, TheSpreadIsPaid) {
  Place place{{.spread = {.rate = ratio("0.01")}}};
  place.send({buy("10")});

  EXPECT_EQ(place.show(print("10", "100")), "A filled 10 @ 10.1");
}

TEST(BetweenBars, AnOrderMeetsTheNextBarThatBeginsAfterIt) {
  Place place{{}};
  place.bar("10 10 10 10");
  Quote between = quote("9.9", "1", "10.1", "1");
  between.event_at = place.now + Duration::seconds(30);
  place.show(between);
  place.send({buy("10")});

  EXPECT_EQ(place.bar("11 11 11 11"), "") << "it opened half a minute before the order";
  EXPECT_EQ(place.bar("12 12 12 12"), "A filled 10 @ 12");
}

}  // namespace
}  // namespace tw::sim
