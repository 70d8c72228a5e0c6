#include "orders/order_request.hpp"

#include <array>
#include <gtest/gtest.h>
#include <set>

#include "core/decimal.hpp"

namespace tw {
namespace {

using enum Contradiction;

Price price(std::string_view text) { return parse<Price>(text).value(); }

OrderRequest order_of(OrderType type) {
  OrderRequest request{.type = type, .size = Size::units(Quantity::whole(10))};
  if (has_limit(type)) request.limit = Price::whole(50);
  if (type == OrderType::Stop || type == OrderType::StopLimit) request.stop = Price::whole(50);
  if (is_trailing(type)) request.trail = Trail::amount(Price::whole(2));
  return request;
}

constexpr std::array kTypes{OrderType::Market,        OrderType::Limit,
                            OrderType::Stop,          OrderType::StopLimit,
                            OrderType::TrailingStop,  OrderType::TrailingStopLimit,
                            OrderType::MarketOnClose, OrderType::LimitOnClose};

TEST(AnOrderRequest, ContradictsNothingWithWhatItsTypeNeeds) {
  for (const OrderType type : kTypes) {
    EXPECT_EQ(contradiction(order_of(type)), std::nullopt) << to_string(type);
  }
}

TEST(AnOrderRequest, NeedsASizeAboveZero) {
  OrderRequest zero = order_of(OrderType::Market);
  zero.size = Size::units({});
  OrderRequest negative = order_of(OrderType::Market);
  negative.size = Size::units(Quantity::whole(-5));
  OrderRequest twice = order_of(OrderType::Market);
  twice.size = Size::fraction(2.0);

  EXPECT_EQ(contradiction(zero), SizeIsZero);
  EXPECT_EQ(contradiction(negative), SizeNegative);
  EXPECT_EQ(contradiction(twice), FractionAboveOne);
}

TEST(AnOrderRequest, TakesItsSizeFromAParentOnlyAsAnExitThatHasOne) {
  OrderRequest exit = order_of(OrderType::Limit);
  exit.reduce_only = true;
  exit.size = Size::as_parent();

  EXPECT_EQ(contradiction(exit), ParentMissing);
  exit.parent = make_client_order_id(1, 1);
  EXPECT_EQ(contradiction(exit), std::nullopt);
  exit.reduce_only = false;
  EXPECT_EQ(contradiction(exit), SizeIsZero);
}

TEST(AnOrderRequest, NeedsThePricesOfItsType) {
  for (const OrderType type : kTypes) {
    OrderRequest bare = order_of(type);
    bare.limit = {};
    bare.stop = {};
    bare.trail = {};

    const auto found = contradiction(bare);

    if (is_trailing(type)) {
      EXPECT_EQ(found, TrailNotPositive) << to_string(type);
    } else if (has_limit(type)) {
      EXPECT_EQ(found, LimitNotPositive) << to_string(type);
    } else if (is_stop(type)) {
      EXPECT_EQ(found, StopNotPositive) << to_string(type);
    }
  }
}

TEST(AnOrderRequest, HasNoPriceThatItsTypeDoesNotUse) {
  for (const OrderType type : kTypes) {
    OrderRequest limited = order_of(type);
    limited.limit = Price::whole(50);
    OrderRequest stopped = order_of(type);
    stopped.stop = Price::whole(50);
    OrderRequest trailed = order_of(type);
    trailed.trail = Trail::percent(Ratio::from_raw(5'000'000));
    OrderRequest offset = order_of(type);
    offset.limit_offset = Price::whole(1);

    EXPECT_EQ(contradiction(limited) == LimitUnused, !has_limit(type)) << to_string(type);
    EXPECT_EQ(contradiction(stopped) == StopUnused, !is_stop(type)) << to_string(type);
    EXPECT_EQ(contradiction(trailed) == TrailUnused, !is_trailing(type)) << to_string(type);
    EXPECT_EQ(contradiction(offset) == LimitOffsetUnused, type != OrderType::TrailingStopLimit)
        << to_string(type);
  }
}

TEST(AnOrderRequest, TrailsByAnAmountOrAPartOfThePriceThatIsPositiveAndBelowAll) {
  OrderRequest request = order_of(OrderType::TrailingStop);

  request.trail = Trail::amount(Price::whole(-1));
  EXPECT_EQ(contradiction(request), TrailNotPositive);
  request.trail = Trail::percent(Ratio::whole(1));
  EXPECT_EQ(contradiction(request), TrailNotBelowOne);
  request.trail = Trail::percent(Ratio::from_raw(99'999'999));
  EXPECT_EQ(contradiction(request), std::nullopt);
  request.stop = price("-1");
  EXPECT_EQ(contradiction(request), StopNotPositive);
}

TEST(AnOrderRequest, HasItsTrailingLimitNoBetterThanItsStop) {
  OrderRequest request = order_of(OrderType::TrailingStopLimit);
  request.limit_offset = price("-0.01");

  EXPECT_EQ(contradiction(request), LimitOffsetNegative);
}

TEST(AnOrderRequest, NamesItsEndWhenItIsGoodTillADateAndOnlyThen) {
  OrderRequest request = order_of(OrderType::Limit);

  request.time_in_force = TimeInForce::Gtd;
  EXPECT_EQ(contradiction(request), ExpiryMissing);
  request.expires_at = Timestamp::from_seconds(1);
  EXPECT_EQ(contradiction(request), std::nullopt);
  request.time_in_force = TimeInForce::Gtc;
  EXPECT_EQ(contradiction(request), ExpiryUnused);
}

TEST(AnOrderRequest, IsTriedOnceOnlyAsAMarketOrLimitOrder) {
  for (const TimeInForce once : {TimeInForce::Ioc, TimeInForce::Fok, TimeInForce::Opg}) {
    for (const OrderType type : kTypes) {
      OrderRequest request = order_of(type);
      request.time_in_force = once;
      const bool is_plain = type == OrderType::Market || type == OrderType::Limit;

      EXPECT_EQ(contradiction(request) == TimeInForceNotForType, !is_plain)
          << to_string(type) << ' ' << to_string(once);
    }
  }
}

TEST(AnOrderRequest, IsFilledOrKilledAsAQuantity) {
  OrderRequest request = order_of(OrderType::Market);
  request.time_in_force = TimeInForce::Fok;
  request.size = Size::fraction(0.5);

  EXPECT_EQ(contradiction(request), FillOrKillFraction);
}

TEST(AnOrderRequest, OfAnAuctionStaysInTheSession) {
  OrderRequest close = order_of(OrderType::MarketOnClose);
  close.outside_hours = true;
  OrderRequest open = order_of(OrderType::Limit);
  open.time_in_force = TimeInForce::Opg;
  open.outside_hours = true;

  EXPECT_EQ(contradiction(close), OutsideHoursNotForAuction);
  EXPECT_EQ(contradiction(open), OutsideHoursNotForAuction);
}

TEST(AnOrderRequest, KeepsItsTrailAndOffsetInProportionThroughASplit) {
  OrderRequest by_amount = order_of(OrderType::TrailingStopLimit);
  by_amount.limit_offset = price("0.50");
  OrderRequest by_part = order_of(OrderType::TrailingStop);
  by_part.trail = Trail::percent(Ratio::from_raw(5'000'000));
  const CorporateAction split{.numerator = 2};

  const OrderRequest halved = after_split(by_amount, split, {});

  EXPECT_EQ(halved.trail, Trail::amount(Price::whole(1)));
  EXPECT_EQ(halved.limit_offset, price("0.25"));
  EXPECT_EQ(after_split(by_part, split, {}).trail, by_part.trail);
}

TEST(AContradiction, HasANameOfItsOwn) {
  std::set<std::string_view> names;
  for (int i = 0; i < kContradictions; ++i) names.insert(to_string(static_cast<Contradiction>(i)));

  EXPECT_EQ(names.size(), std::size_t{kContradictions});
}

}  // namespace
}  // namespace tw
