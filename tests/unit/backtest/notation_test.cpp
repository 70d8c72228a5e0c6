#include "backtest/notation.hpp"

#include <gtest/gtest.h>

#include "sim/commission.hpp"

namespace tw::backtest {
namespace {

using Kind = sim::CommissionModel::Kind;

/// Returns the complaint, or "" when the text was read.
template <class T>
std::string complaint(const std::expected<T, std::string>& read) {
  return read ? std::string{} : read.error();
}

TEST(CommissionNotation, PercentIsAFractionOfTheValueASide) {
  const auto model = parse_commission("percent:0.002");

  ASSERT_TRUE(model.has_value());
  EXPECT_EQ(model->kind, Kind::FixedPlusPercent);
  EXPECT_EQ(model->percent, Ratio::from_raw(200'000));
  EXPECT_EQ(sim::commission(*model, Quantity::whole(10), Money::whole(1000)), Money::whole(2));
}

TEST(CommissionNotation, FixedAndPercentAdd) {
  const auto model = parse_commission("fixed:5+percent:0.0005");

  ASSERT_TRUE(model.has_value());
  EXPECT_EQ(sim::commission(*model, Quantity::whole(10), Money::whole(10'000)), Money::whole(10));
}

TEST(CommissionNotation, TermsComeInAnyOrder) {
  EXPECT_EQ(notation(*parse_commission("percent:0.0005+fixed:5")), "fixed:5+percent:0.0005");
}

TEST(CommissionNotation, PerShareHasNoBoundsUnlessGiven) {
  const auto plain = parse_commission("per_share:0.005");
  const auto bounded = parse_commission("per_share:0.005+minimum:2+maximum:0.5");

  ASSERT_TRUE(plain.has_value());
  ASSERT_TRUE(bounded.has_value());
  EXPECT_EQ(sim::commission(*plain, Quantity::whole(100), Money::whole(1)),
            Money::from_raw(50'000'000));
  EXPECT_EQ(sim::commission(*bounded, Quantity::whole(100), Money::whole(100)), Money::whole(2));
}

TEST(CommissionNotation, NamedModelsAreThoseOfTheVenue) {
  EXPECT_EQ(notation(sim::ibkr_fixed()), "ibkr_fixed");
  EXPECT_EQ(notation(sim::ibkr_tiered()), "ibkr_tiered");
  EXPECT_EQ(parse_commission("ibkr_fixed")->per_share, sim::ibkr_fixed().per_share);
  EXPECT_EQ(parse_commission("ibkr_tiered")->minimum, sim::ibkr_tiered().minimum);
  EXPECT_EQ(notation(*parse_commission("fixed:0")), "none");
}

TEST(CommissionNotation, SaysWhatIsWrongAndWhatToWrite) {
  const std::string all =
      "write none, ibkr_fixed, ibkr_tiered, percent:0.002, fixed:5, fixed:5+percent:0.0005 or "
      "per_share:0.005";
  const std::pair<std::string_view, std::string> cases[] = {
      {"", "is no commission; " + all},
      {"free of charge", "is no commission; " + all},
      {"ibkr_fixd", "is no commission; did you mean 'ibkr_fixed'?"},
      {"percnt:0.1", "is no commission; did you mean 'percent'?"},
      {"0.002",
       "names no model; write percent:0.002 for that fraction of the value a side, or fixed:0.002 "
       "for that amount an order"},
      {"percent:", "gives no number from 0 to 0.99999999 after 'percent:'; write one there"},
      {"percent:-0.1", "gives no number from 0 to 0.99999999 after 'percent:'; write one there"},
      {"percent:1", "gives no number from 0 to 0.99999999 after 'percent:'; write one there"},
      {"percent:0,002", "gives no number from 0 to 0.99999999 after 'percent:'; write one there"},
      {"fixed:1e9", "gives no number from 0 to 1000000 after 'fixed:'; write one there"},
      {"per_share:nan", "gives no number from 0 to 1000 after 'per_share:'; write one there"},
      {"fixed:1+fixed:2", "gives 'fixed' twice; give it once"},
      {"fixed:1+", "is no commission; " + all},
      {"ibkr_fixed+fixed:1", "adds something to 'ibkr_fixed', which stands alone; " + all},
      {"per_share:0.005+percent:0.1",
       "adds per_share to fixed or percent; give either per_share or the others"},
      {"fixed:1+minimum:2", "bounds what has no per_share; write, say, per_share:0.005+minimum:1"},
  };
  for (const auto& [text, expected] : cases) {
    EXPECT_EQ(complaint(parse_commission(text)), expected) << text;
  }
}

TEST(SpreadNotation, PercentWorsensEntriesAndHalfBothSides) {
  EXPECT_TRUE(parse_spread("percent:0.0005")->entries_only);
  EXPECT_FALSE(parse_spread("half:0.0001")->entries_only);
  EXPECT_EQ(parse_spread("half:0.0001")->rate, Ratio::from_raw(10'000));
  EXPECT_EQ(parse_spread("none")->rate, Ratio{});
}

TEST(SpreadNotation, SaysWhatIsWrongAndWhatToWrite) {
  const std::pair<std::string_view, std::string> cases[] = {
      {"0.0005",
       "names no model; write percent:0.0005 (worsens entries) or half:0.0005 (worsens both "
       "sides)"},
      {"haf:0.1", "is no spread; did you mean 'half'?"},
      {"whatever it takes",
       "is no spread; write none, percent:0.0005 (worsens entries) or half:0.0001 (worsens both "
       "sides)"},
      {"half:1", "gives no number from 0 to 0.99999999 after 'half:'; write one there"},
      {"percent:x", "gives no number from 0 to 0.99999999 after 'percent:'; write one there"},
  };
  for (const auto& [text, expected] : cases) {
    EXPECT_EQ(complaint(parse_spread(text)), expected) << text;
  }
}

TEST(SizeNotation, IsAllUnitsOrAFraction) {
  EXPECT_EQ(parse_size("all")->fraction(), 1.0);
  EXPECT_EQ(parse_size("units:100")->quantity(), Quantity::whole(100));
  EXPECT_EQ(parse_size("fraction:0.5")->fraction(), 0.5);
  EXPECT_EQ(notation(Size::fraction(1.0)), "all");
  EXPECT_EQ(notation(Size::fraction(1.0 / 3.0)), "fraction:0.3333333333333333");
  EXPECT_EQ(notation(Size::units(Quantity::whole(7))), "units:7");
}

TEST(SizeNotation, IsARuleThatFindsIt) {
  const auto risk = parse_entry_size("risk:0.02");
  const auto short_risk = parse_entry_size("risk");
  const auto volatility = parse_entry_size("vol:0.15");
  const auto kelly = parse_entry_size("kelly:0.5");

  ASSERT_TRUE(risk && short_risk && volatility && kelly);
  EXPECT_EQ(notation(risk->size, risk->rule), "risk:0.02");
  EXPECT_EQ(notation(short_risk->size, short_risk->rule), "risk:0.01") << "1 % where none is named";
  EXPECT_EQ(notation(volatility->size, volatility->rule), "vol:0.15");
  EXPECT_EQ(notation(kelly->size, kelly->rule), "kelly:0.5");
  EXPECT_EQ(kelly->size.fraction(), 1.0);
  EXPECT_TRUE(parse_entry_size("units:7")->rule.is_none());
  for (const std::string_view split : {"inverse_vol", "equal_risk", "hrp"}) {
    const auto size = parse_entry_size(split);
    ASSERT_TRUE(size) << split;
    EXPECT_TRUE(size->rule.splits_account());
    EXPECT_EQ(notation(size->size, size->rule), split);
  }
  EXPECT_EQ(notation(Size::fraction(0.5), {}), "fraction:0.5");
}

TEST(SizeNotation, RefusesMoreRiskThanTheCapAndWhatIsNotPositive) {
  const std::string risk =
      "gives no part of the equity above 0 and up to 0.02 to lose at the stop; write, say, "
      "risk:0.01";
  const std::string volatility =
      "gives no annual volatility above 0 and up to 2; write, say, vol:0.15";
  const std::string kelly =
      "gives no part of Kelly's fraction above 0 and up to 1; write, say, kelly:0.5";
  const std::pair<std::string_view, std::string> cases[] = {
      {"risk:0.021", risk},
      {"risk:0", risk},
      {"risk:-0.01", risk},
      {"risk:", risk},
      {"risk:1%", risk},
      {"vol:0", volatility},
      {"vol:-1", volatility},
      {"vol:2.01", volatility},
      {"vol", volatility},
      {"kelly:0", kelly},
      {"kelly:1.5", kelly},
      {"kelly:nan", kelly},
      {"rsik:0.01", "is no size; did you mean 'risk'?"},
      {"hrp:2", "gives a number to what takes none; write hrp"},
      {"units:0", "gives no number of units above 0 and up to 1000000000; write, say, units:100"},
  };
  for (const auto& [text, expected] : cases) {
    EXPECT_EQ(complaint(parse_entry_size(text)), expected) << text;
  }
}

TEST(SizeNotation, SaysWhatIsWrongAndWhatToWrite) {
  const std::string fraction =
      "gives no fraction above 0 and up to 1 of the account; write, say, fraction:0.5";
  const std::string units =
      "gives no number of units above 0 and up to 1000000000; write, say, units:100";
  const std::pair<std::string_view, std::string> cases[] = {
      {"100",
       "does not say of what; write units:100 for a quantity, or fraction:0.5 for half of the "
       "account"},
      {"0",
       "does not say of what; write units:100 for a quantity, or fraction:0.5 for half of the "
       "account"},
      {"al", "is no size; did you mean 'all'?"},
      {"everything",
       "is no size; write all, units:100, fraction:0.5, risk:0.01, vol:0.15, kelly:0.5, "
       "inverse_vol, "
       "equal_risk or hrp"},
      {"units:0", units},
      {"units:-5", units},
      {"units:1e10", units},
      {"fraction:0", fraction},
      {"fraction:1.5", fraction},
      {"fraction:nan", fraction},
      {"fraction:", fraction},
  };
  for (const auto& [text, expected] : cases) {
    EXPECT_EQ(complaint(parse_size(text)), expected) << text;
  }
}

TEST(FillTimingNotation, KnowsFourAndSuggestsTheNearest) {
  for (const std::string_view name : kFillTimingNames) {
    EXPECT_EQ(notation(*parse_fill_timing(name)), name);
  }
  EXPECT_EQ(complaint(parse_fill_timing("nextopen")),
            "is no fill timing; did you mean 'next_open'?");
  EXPECT_EQ(complaint(parse_fill_timing("whenever you like")),
            "is no fill timing; write next_open, this_close, next_close or intrabar");
}

TEST(PresetNotation, KnowsEachAndSuggestsTheNearest) {
  for (const std::string_view name : kPresetNames) EXPECT_EQ(notation(*parse_preset(name)), name);
  EXPECT_EQ(complaint(parse_preset("backtesting_py")),
            "is no preset; did you mean 'backtesting.py'?");
  EXPECT_EQ(complaint(parse_preset("optimistic and free")),
            "is no preset; write realistic, backtesting.py, backtrader or plain");
}

}  // namespace
}  // namespace tw::backtest
