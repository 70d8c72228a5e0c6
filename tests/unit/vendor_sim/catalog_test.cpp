#include "vendor_sim/catalog.hpp"

#include <gtest/gtest.h>

#include "support/sim_catalog.hpp"

namespace tw::vendor_sim {
namespace {

using support::made_listing;

const Date kFirst = *Date::from_civil(2024, 1, 2);

TEST(SimCatalog, FindsASymbolWhateverItsCaseAndByPartOfItsName) {
  Catalog catalog;
  catalog.add(made_listing("AAPL", kFirst, 3));
  catalog.add(made_listing("AA", kFirst, 3));

  ASSERT_NE(catalog.find("aapl"), nullptr);
  EXPECT_EQ(catalog.find("aapl")->symbol, "AAPL");
  EXPECT_EQ(catalog.find("MSFT"), nullptr);
  EXPECT_EQ(catalog.matching("aa").size(), 2U);
  EXPECT_EQ(catalog.matching("apl inc").size(), 1U);
  EXPECT_TRUE(catalog.matching("zzz").empty());
}

TEST(SimCatalog, GivesTheBarsOfAWindowWithBothEnds) {
  const Listing listing = made_listing("AAPL", kFirst, 10);
  const auto rows = rows_of(listing, kDaily,
                            {.from = Date::from_civil(2024, 1, 3)->midnight(),
                             .to = Date::from_civil(2024, 1, 5)->midnight()});
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(to_string(rows.front().bar.session), "2024-01-03");
  EXPECT_EQ(to_string(rows.back().bar.session), "2024-01-05");
  EXPECT_EQ(rows.front().adjusted_close, rows.front().bar.close);
}

TEST(SimCatalog, BuildsLongerBarsAndNeverShorterOnes) {
  const Listing listing = made_listing("AAPL", kFirst, 10);
  const auto weeks = rows_of(listing, {Timeframe::Unit::Week, 1});
  const auto days = rows_of(listing, kDaily);
  ASSERT_EQ(weeks.size(), 3U);  // 2 to 5, 8 to 12 and the 16th of January.
  EXPECT_EQ(weeks[1].bar.open, days[4].bar.open);
  EXPECT_EQ(weeks[1].bar.close, days[8].bar.close);
  EXPECT_TRUE(rows_of(listing, {Timeframe::Unit::Minute, 5}).empty());
}

TEST(SimCatalog, AnswersAQuoteFromTheLastBarAndTheSessionBefore) {
  const Listing listing = made_listing("AAPL", kFirst, 5);
  const auto last = last_of(listing);
  ASSERT_TRUE(last.has_value());
  const auto days = rows_of(listing, kDaily);
  EXPECT_EQ(last->row.bar.close, days[4].bar.close);
  ASSERT_TRUE(last->before.has_value());
  EXPECT_EQ(last->before->bar.close, days[3].bar.close);

  Catalog catalog;
  catalog.add(listing);
  EXPECT_FALSE(last_of(*catalog.emptied().find("AAPL")).has_value());
  const auto later = last_of(*catalog.shifted(Duration::hours(1)).find("AAPL"));
  EXPECT_EQ(later->row.bar.end, last->row.bar.end + Duration::hours(1));
  EXPECT_EQ(later->row.bar.session, last->row.bar.session);
}

}  // namespace
}  // namespace tw::vendor_sim
