#include "sim/regulatory_fees.hpp"

#include <gtest/gtest.h>

#include "unit/sim/place.hpp"

namespace tw::sim {
namespace {

Date on(std::string_view text) { return parse_date(text).value(); }

TEST(RegulatoryFees, OfTheSecChangeOnTheDayOfTheAdvisory) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"1995-01-03", "0.0000257"}, {"2009-04-10", "0.0000257"}, {"2010-01-14", "0.0000257"},
      {"2010-01-15", "0.0000127"}, {"2010-04-01", "0.0000169"}, {"2011-01-21", "0.0000192"},
      {"2012-02-21", "0.000018"},  {"2012-04-01", "0.0000224"}, {"2013-05-24", "0.0000224"},
      {"2013-05-25", "0.0000174"}, {"2014-03-18", "0.0000221"}, {"2015-02-14", "0.0000184"},
      {"2016-02-16", "0.0000218"}, {"2017-07-04", "0.0000231"}, {"2018-05-21", "0.0000231"},
      {"2018-05-22", "0.000013"},  {"2019-04-15", "0.000013"},  {"2019-04-16", "0.0000207"},
      {"2020-02-18", "0.0000221"}, {"2021-02-24", "0.0000221"}, {"2021-02-25", "0.0000051"},
      {"2022-05-14", "0.0000229"}, {"2023-02-27", "0.000008"},  {"2024-05-21", "0.000008"},
      {"2024-05-22", "0.0000278"}, {"2025-05-13", "0.0000278"}, {"2025-05-14", "0"},
      {"2026-04-03", "0"},         {"2026-04-04", "0.0000206"}, {"2030-01-02", "0.0000206"},
  };
  for (const auto& [date, rate] : cases) {
    EXPECT_EQ(to_string(section_31_rate(on(date))), rate) << date;
  }
}

TEST(RegulatoryFees, OfFinraHaveACapATrade) {
  struct Case {
    std::string_view date;
    std::string_view per_share;
    std::string_view maximum;
  };
  const Case cases[] = {
      {"2010-06-01", "0.000075", "3.75"}, {"2011-06-30", "0.000075", "3.75"},
      {"2011-07-01", "0.00009", "4.5"},   {"2012-03-01", "0.000095", "4.75"},
      {"2012-07-01", "0.000119", "5.95"}, {"2021-12-31", "0.000119", "5.95"},
      {"2022-01-03", "0.00013", "6.49"},  {"2023-01-03", "0.000145", "7.27"},
      {"2024-01-02", "0.000166", "8.3"},  {"2025-12-31", "0.000166", "8.3"},
      {"2026-01-02", "0.000195", "9.79"},
  };
  for (const Case& each : cases) {
    const TradingActivityFee fee = trading_activity_fee(on(each.date));
    EXPECT_EQ(to_string(fee.per_share), each.per_share) << each.date;
    EXPECT_EQ(to_string(fee.maximum), each.maximum) << each.date;
  }
}

TEST(RegulatoryFees, OfASaleAddUp) {
  // 1,000 shares for 50,000 in June 2018: 50,000 × 13 / 1,000,000 + 1,000 × 0.000119.
  EXPECT_EQ(to_string(fees_of_sale(on("2018-06-01"), units("1000"), money("50000"))), "0.769");
  // 100,000 shares would be 11.90 and are capped at 5.95.
  EXPECT_EQ(to_string(fees_of_sale(on("2018-06-01"), units("100000"), money("1000000"))), "18.95");
  EXPECT_EQ(to_string(fees_of_sale(on("2025-06-02"), units("1000"), money("50000"))), "0.166");
}

TEST(RegulatoryFees, AreChargedOnSalesAlone) {
  // The place's clock is in September 2020: 22.10 a million and 0.000119 a share.
  Place place{{.regulatory_fees = RegulatoryFees::Us}};
  place.bar("100 100 100 100");
  place.send({buy("100")});
  EXPECT_EQ(place.bar("100 100 100 100"), "A filled 100 @ 100");
  place.send({exit_of("100")});

  EXPECT_EQ(place.bar("100 100 100 100"), "B filled 100 @ 100 fee 0.2329");
}

TEST(RegulatoryFees, AreChargedOnShortSalesToo) {
  Place place{{.regulatory_fees = RegulatoryFees::Us, .can_short = true}};
  place.bar("100 100 100 100");
  place.send({sell("100")});

  EXPECT_EQ(place.bar("100 100 100 100"), "A filled 100 @ 100 fee 0.2329");
}

TEST(RegulatoryFees, ComeOnTopOfACommissionAndItsMinimum) {
  Place place{{.commission = {.fixed = Money::whole(1)}, .regulatory_fees = RegulatoryFees::Us}};
  place.bar("100 100 100 100");
  place.send({buy("100")});
  place.bar("100 100 100 100");
  place.send({exit_of("100")});

  EXPECT_EQ(place.bar("100 100 100 100"), "B filled 100 @ 100 fee 1.2329");
}

TEST(RegulatoryFees, AreNotOfWhatTradesElsewhere) {
  Place place{{.regulatory_fees = RegulatoryFees::Us, .can_short = true}};
  place.bar("100 100 100 100", kCrypto);
  place.send({sell("100", kCrypto)});

  EXPECT_EQ(place.bar("100 100 100 100", kCrypto), "A filled 100 @ 100");
}

}  // namespace
}  // namespace tw::sim
