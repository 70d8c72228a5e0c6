#include "sim/bar_fill.hpp"

#include <gtest/gtest.h>
#include <sstream>

#include "core/decimal.hpp"
#include "support/words.hpp"

// What a bar does to an order, as a table that a person can check.
namespace tw::sim {
namespace {

// One bar: opens at 10, falls to 8, rises to 12, closes at 11. The path between is unknown.
constexpr const char* kBar = "10 12 8 11";

// The order; what happens where a touch is enough; and where the bar must trade through a limit.
constexpr const char* kTable = R"(
# A limit fills at the better of limit and open.
buy  limit 10.5            | open 10        | open 10         # the open is better
buy  limit 10              | open 10        | open 10         # the open is the limit
buy  limit 9               | inside 9       | inside 9
buy  limit 8               | inside 8       | -               # touched, not passed
buy  limit 7.99            | -              | -               # missed
sell limit 9.5             | open 10        | open 10
sell limit 10              | open 10        | open 10
sell limit 11              | inside 11      | inside 11
sell limit 12              | inside 12      | -
sell limit 12.01           | -              | -

# A stop fills at the worse of stop and open; a touch is always enough.
buy  stop 9                | open 10        | open 10         # gapped over
buy  stop 10               | open 10        | open 10
buy  stop 11               | inside 11      | inside 11
buy  stop 12               | inside 12      | inside 12
buy  stop 12.01            | -              | -
sell stop 11               | open 10        | open 10
sell stop 10               | open 10        | open 10
sell stop 9                | inside 9       | inside 9
sell stop 8                | inside 8       | inside 8
sell stop 7.99             | -              | -

# A stop-limit is a limit from its trigger on: for the whole bar when the open triggers it, else
# only for the price that triggers it, since nobody knows what came after.
buy  stop 11 limit 11.5    | inside 11      | inside 11
buy  stop 11 limit 11      | inside 11      | inside 11
buy  stop 11 limit 10.99   | triggered 11   | triggered 11
buy  stop 9 limit 10       | open 10        | open 10
buy  stop 9 limit 9        | inside 9       | inside 9
buy  stop 9 limit 8        | inside 8       | triggered 9
buy  stop 9 limit 7        | triggered 9    | triggered 9
buy  stop 12.01 limit 13   | -              | -
sell stop 9 limit 8.5      | inside 9       | inside 9
sell stop 9 limit 9        | inside 9       | inside 9
sell stop 9 limit 9.01     | triggered 9    | triggered 9
sell stop 11 limit 10      | open 10        | open 10
sell stop 11 limit 11      | inside 11      | inside 11
sell stop 11 limit 12      | inside 12      | triggered 11
sell stop 11 limit 13      | triggered 11   | triggered 11
sell stop 7.99 limit 7     | -              | -

# Once triggered, a stop-limit is a limit and what is left of a stop is a market order.
buy  armed stop 20 limit 9   | inside 9     | inside 9
sell armed stop 1 limit 12   | inside 12    | -
buy  armed stop 20           | open 10      | open 10
sell armed stop 1            | open 10      | open 10
)";

Bar bar() {
  support::Words words{kBar};
  return {.open = words.amount<Price>("open"),
          .high = words.amount<Price>("high"),
          .low = words.amount<Price>("low"),
          .close = words.amount<Price>("close")};
}

RestingPrices parse_order(std::string_view text) {
  support::Words words{text};
  RestingPrices order;
  order.side = words.next("a side") == "buy" ? Side::Buy : Side::Sell;
  order.is_triggered = words.accept("armed");
  if (words.accept("stop")) {
    order.type = OrderType::Stop;
    order.stop = words.amount<Price>("a stop");
  }
  if (words.accept("limit")) {
    order.type = order.type == OrderType::Stop ? OrderType::StopLimit : OrderType::Limit;
    order.limit = words.amount<Price>("a limit");
  }
  return order;
}

std::string text_of(const std::optional<BarTouch>& touch) {
  if (!touch) return "-";
  if (touch->only_triggered) return "triggered " + to_string(touch->price);
  constexpr const char* kMoments[]{"open ", "inside ", "close "};
  return kMoments[static_cast<std::size_t>(touch->moment)] + to_string(touch->price);
}

std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(' ');
  return first == text.npos ? "" : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

TEST(Touch, IsTheTruthTable) {
  std::istringstream table{kTable};
  int rows = 0;
  for (std::string line; std::getline(table, line);) {
    line = line.substr(0, line.find('#'));
    if (trimmed(line).empty()) continue;
    std::istringstream cells{line};
    std::string order;
    std::string touched;
    std::string through;
    std::getline(cells, order, '|');
    std::getline(cells, touched, '|');
    std::getline(cells, through, '|');

    const RestingPrices prices = parse_order(order);

    EXPECT_EQ(text_of(touch(bar(), prices, false)), trimmed(touched)) << order << "(touch)";
    EXPECT_EQ(text_of(touch(bar(), prices, true)), trimmed(through)) << order << "(through)";
    rows += 1;
  }
  EXPECT_EQ(rows, 40);
}

TEST(MarketPrice, IsWhereTheTimingSays) {
  EXPECT_EQ(text_of(market_price(bar(), FillTiming::NextOpen)), "open 10");
  EXPECT_EQ(text_of(market_price(bar(), FillTiming::ThisClose)), "close 11");
  EXPECT_EQ(text_of(market_price(bar(), FillTiming::NextClose)), "close 11");
  EXPECT_EQ(text_of(market_price(bar(), FillTiming::Intrabar)), "inside 10.25");
}

TEST(MarketPrice, InsideABarIsRoundedHalfEven) {
  Bar odd = bar();
  odd.close = odd.close + Price::from_raw(2);  // The sum is 2 above a multiple of 4: a tie.

  EXPECT_EQ(market_price(odd, FillTiming::Intrabar).price, Price::from_raw(1'025'000'000));
  odd.close = odd.close + Price::from_raw(4);
  EXPECT_EQ(market_price(odd, FillTiming::Intrabar).price, Price::from_raw(1'025'000'002));
}

}  // namespace
}  // namespace tw::sim
